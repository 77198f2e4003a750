"""The pages of places: trees as of a day, one organisation, what is missing, the map, and the changes of the trees."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON, TODAY
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.register.actions import merge_orgs, record_death
from yanzhen.kernel.register.models import Household, Org


def figure_value(key: str, org: Org) -> int:
    found = named(key)
    assert found is not None
    return int(found.value(Scope.year(org, TODAY.year, TODAY)) or 0)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_trees_stand_on_the_page_and_nothing_of_another_township(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), "/o/")
    assert all(words in page for words in ("行政组织", "党组织", "上河第一网格", "清泉食品党支部", "青岭县"))
    assert "柳湾镇" not in page and "柳树村" not in page


def test_a_village_sees_itself_and_the_line_above(town: Township, comes: Comes) -> None:
    page = text(comes("clerk"), "/o/")
    assert "上河第二网格" in page and "东片区" in page and "下河村" not in page


def test_a_past_day_shows_the_tree_of_that_day(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    sent = {"uid": uuid4(), "to": w.other_area.pk, "since": "2026-03-01"}
    assert client.post(f"/o/{w.third_village.pk}/change/move/", sent).status_code == 302
    before, after = (text(client, f"/o/{w.area.pk}/?day={day}") for day in ("2026-02-28", "2026-03-01"))
    assert "山口村" in before and "山口村" not in after
    assert "2020-01-01 至 2026-03-01" in text(client, f"/o/{w.third_village.pk}/")


def test_before_the_first_day_there_is_nothing(town: Township, comes: Comes) -> None:
    assert "上河村" not in text(comes("dispatcher"), "/o/?day=2019-12-31")


def test_who_looks_up_sees_what_it_is_and_not_who_is_in_it(town: Township, comes: Comes) -> None:
    page = text(comes("clerk"), f"/o/{town.world.town.pk}/")
    assert "石桥镇" in page and "不在您的权限内" in page and "阎知行" not in page


def test_an_organisation_tells_who_serves_there_and_what_it_comes_to(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), f"/o/{town.world.village.pk}/")
    assert "温素笺" in page and "村文书" in page and "上河第一网格" in page
    assert f"/f/problem.all/?org={town.world.village.pk}" in page


def test_what_an_organisation_says_is_there_its_lists_hold(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    record_death(actor=w.actor("clerk"), at=NOON, person=w.villager, on=TODAY)
    told = {}
    for org in (w.town, w.village, w.company, w.branch):
        found = re.findall(r'<li><a href="(/[hp]/[^"]+)">\D+(\d+)', text(client, f"/o/{org.pk}/"))
        for path, count in found:
            listed = set(re.findall(r'<a href="(/[hp]/\d+/)"', text(client, path.replace("&amp;", "&"))))
            assert len(listed) == int(count), path
        told[org.name] = [int(count) for _path, count in found]
    assert told == {"石桥镇": [4, 4], "上河村": [3], "清泉食品公司": [0, 1], "上河村党支部": [0, 2]}
    assert figure_value("members", w.branch) == 2


def test_what_was_there_on_a_past_day_leads_to_no_list_of_today(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    merge_orgs(actor=w.operator, at=NOON, orgs=[w.other_village], into=w.village, since=TODAY)
    page = text(client, f"/o/{w.village.pk}/?day=2026-03-09")
    assert "住户 3 户" in page and "/h/?org" not in page.split("<aside>")[1].split("</section>")[0]
    assert "住户 4 户" in text(client, f"/o/{w.village.pk}/")


def test_a_new_grid_stands_under_its_village(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    sent = {"uid": uuid4(), "parent": w.village.pk, "kind": "grid", "name": "上河第三网格", "since": TODAY.isoformat()}
    assert client.post("/o/new/", sent).status_code == 302
    assert Org.objects.get(name="上河第三网格").parent == w.village


def test_what_the_tree_does_not_allow_is_said_in_words(town: Township, comes: Comes) -> None:
    sent = {"uid": uuid4(), "parent": town.world.village.pk, "kind": "town", "name": "新镇", "since": TODAY.isoformat()}
    answer = comes("dispatcher").post("/o/new/", sent)
    assert answer.status_code == 422 and not Org.objects.filter(name="新镇").exists()


def test_a_village_is_split_with_all_that_is_in_it(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    sent = {"uid": uuid4(), "since": TODAY.isoformat(), "name_0": "上河东村", "name_1": "上河西村"}
    given = {f"org_{w.grid.pk}": "0", f"org_{w.other_grid.pk}": "1", f"home_{w.loose_home.pk}": "1"}
    assert client.post(f"/o/{w.village.pk}/change/split/", sent | given).status_code == 302
    assert w.now(w.other_grid).parent.name == "上河西村" == w.now(w.loose_home).org.name
    assert w.now(w.village).until == TODAY
    page = re.sub(r"<[^>]+>|\s", "", text(client, f"/o/{w.village.pk}/"))
    assert "拆分为上河东村、上河西村" in page and "并入上河" not in page


def test_a_village_that_took_another_in_says_so_and_so_does_the_other(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    client.post(f"/o/{w.third_village.pk}/change/merge/", {"uid": uuid4(), "into": w.village.pk, "since": TODAY.isoformat()})
    one, other = (re.sub(r"<[^>]+>|\s", "", text(client, f"/o/{key}/")) for key in (w.village.pk, w.third_village.pk))
    assert "并进来的山口村" in one and "并入上河村" in other and "拆分为" not in other


def test_an_outline_comes_in_as_geojson_and_is_drawn(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    shape = b'{"type": "Polygon", "coordinates": [[[118.1, 36.4], [118.2, 36.4], [118.2, 36.5], [118.1, 36.4]]]}'
    sent = {"uid": uuid4(), "reason": "补边界", "version": 0, "shape": SimpleUploadedFile("a.geojson", shape)}
    assert client.post(f"/o/{w.other_village.pk}/change/correct/", sent).status_code == 302
    assert w.now(w.other_village).shape == [[[118.1, 36.4], [118.2, 36.4], [118.2, 36.5], [118.1, 36.4]]]
    assert text(client, "/map/?level=village").count('<path class="area') == 2


def test_what_is_no_outline_changes_nothing(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    for wrong in (b"", b"{", b"[]", b'{"type": "Point", "coordinates": [1, 2]}', b'{"type": "Polygon", "coordinates": [[[500, 1], [2, 3], [4, 5]]]}', b"[" * 9000):
        sent = {"uid": uuid4(), "reason": "补边界", "version": 0, "shape": SimpleUploadedFile("a.json", wrong)}
        assert client.post(f"/o/{w.other_village.pk}/change/correct/", sent).status_code == 422
    assert w.now(w.other_village).shape == []


def test_the_gaps_are_the_company_without_branch_and_the_homes_without_grid(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), "/gaps/")
    assert "远山木业公司" in page and "清泉食品公司" not in page
    assert "0103 匡××" in page and "0201 雒××" in page and "0101 璩××" not in page
    assert "“一肩挑”的村 1 个" in page and "51.5" in page


def test_how_old_a_group_is_opens_who_was_counted(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    page = text(client, "/gaps/")
    assert 'href="/f/posts.heads_age/?org=' in page and 'href="/f/posts.committee_young/?org=' in page
    page = text(client, "/f/posts.heads_age/")
    assert "匡守田" in page and ">54<" in page and "55.5" in page, "each with the age that was averaged"


def test_a_gap_is_closed_by_giving_the_home_a_grid(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    sent = {"uid": uuid4(), "to": w.grid.pk, "since": TODAY.isoformat()}
    assert client.post(f"/h/{w.loose_home.pk}/change/move/", sent).status_code == 302
    assert "0103" not in text(client, "/gaps/")


def test_before_the_rule_was_made_no_company_lacks_a_branch(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), "/gaps/?day=2018-01-01")
    assert "那时还没有" in page and "远山木业公司" not in page


def test_the_map_draws_what_has_a_place_and_counts_the_rest(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    homes, problems = text(client, "/map/?dots=homes"), text(client, "/map/?dots=problems&figure=problem.all")
    assert 'circle class="dot do"' in homes and "3 户没有登记位置" in homes
    assert ">4<" in problems and "下河村" in problems and "没有边界" in problems


def test_nobody_sees_problems_on_the_map_that_he_may_not_open(town: Township, comes: Comes) -> None:
    page = text(comes("office_head"), "/map/?dots=problems")
    assert "circle class" not in page


def test_a_household_outside_its_own_township_is_on_no_map(town: Township, comes: Comes) -> None:
    assert Household.objects.get(number="0301").org == town.world.far_grid
    assert "0301" not in text(comes("dispatcher"), "/map/?dots=homes") + text(comes("dispatcher"), "/h/")
    assert date(2026, 3, 10) == TODAY


def test_a_merged_village_leaves_no_hole_in_the_map(town: Township, comes: Comes) -> None:
    w = town.world
    merge_orgs(actor=w.operator, at=NOON, orgs=[w.now(w.village)], into=w.third_village, since=TODAY)
    page = text(comes("dispatcher"), "/map/?level=village")
    assert page.count('<path class="area') == 1 and "山口村" in page


def test_a_merger_made_by_mistake_is_taken_back_on_the_merged_villages_page(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("dispatcher")
    form = text(client, f"/o/{w.village.pk}/change/merge/")
    assert "下级 2 个、住户 3 户、没办完的事 4 件" in form and "会免去" in form, "how much goes is said beforehand"
    there = f"/o/{w.village.pk}/change/restore/"
    assert client.get(there).status_code == 404
    assert client.post(f"/o/{w.village.pk}/change/merge/", {"uid": uuid4(), "into": w.third_village.pk, "since": "2026-03-01"}).status_code == 302
    assert there in text(client, f"/o/{w.village.pk}/") and "在它下面设立" not in text(client, f"/o/{w.village.pk}/") and "山口村" not in text(client, f"/o/{w.village.pk}/?day=2026-02-01").split("<h1")[0].split("<main")[1]
    assert there not in text(comes("other_clerk"), f"/o/{w.other_village.pk}/")
    assert client.post(there, {"uid": uuid4()}).status_code == 302
    assert w.now(w.village).until is None and there not in text(client, f"/o/{w.village.pk}/")
