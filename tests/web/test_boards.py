"""A board for each post: an office sees its work, a grid worker his grid, and every number opens the list it counts."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township, step
from tests.world import NOON, TODAY
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.records.actions import write
from yanzhen.packs.visits.pack import revisit

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """What the board's figures say, by their names: the number and where it leads."""
    found = re.findall(r'<h3>([^<]+)</h3>\s*<b><a class="fig" href="([^"]+)">([^<]+)</a>', page)
    return {name: (number, url) for name, url, number in found}


def test_an_office_heads_board_counts_what_his_office_was_handed(town: Township, comes: Comes) -> None:
    page = text_of(comes("office_head"), "/f/")
    found = tiles(page)
    assert "民生服务站指标" in page and "由民生服务站承办的，只数最近一次交给它办的" in page and "民情问题 · 由民生服务站承办的" in page
    assert {name: found[name][0] for name in ("反映问题", "已解决问题", "承办单位手上的问题", "退回的问题", "过期未办问题")} == {
        "反映问题": "3", "已解决问题": "1", "承办单位手上的问题": "2", "退回的问题": "0", "过期未办问题": "0",
    }
    assert found["总人口"][0] == "0" and f"org={town.world.office.pk}&" in found["总人口"][1], "what is in the office itself stands below"


def test_each_number_of_an_offices_board_opens_a_list_that_says_whose_work_it_is(town: Township, comes: Comes) -> None:
    client = comes("office_head")
    for name, (number, url) in tiles(text_of(client, "/f/")).items():
        page = text_of(client, url)
        assert ("由民生服务站承办的" in page) == ("handler=" in url), name
        if "handler=" in url and not url.startswith(("/f/problem.categories", "/f/problem.in_time_rate", "/f/problem.solved_rate", "/f/problem.confirmed_rate")):
            assert len(set(re.findall(r'href="/r/(\d+)/"', page))) == int(number), name


def test_the_list_holds_what_the_viewer_may_open_and_counts_the_rest(town: Township, comes: Comes) -> None:
    office = town.world.office
    page = text_of(comes("inspector") if "inspector" in town.world.people else comes("secretary"), f"/f/problem.all/?handler={office.pk}")
    assert len(set(re.findall(r'href="/r/(\d+)/"', page))) == 3


def test_whose_work_may_be_asked_for_by_whoever_reads_figures_there(town: Township, comes: Comes) -> None:
    w = town.world
    asked = {
        "office_head": (f"?handler={w.office.pk}", f"?handler={w.office.pk}&org={w.town.pk}", f"?org={w.office.pk}"),
        "secretary": (f"?handler={w.office.pk}", f"?handler={w.office.pk}&org={w.village.pk}", f"?handler={w.town.pk}"),
    }
    denied = {
        "office_head": (f"?handler={w.other_office.pk}", f"?handler={w.office.pk}&org={w.village.pk}", f"?handler={w.town.pk}", "?handler=nobody"),
        "clerk": (f"?handler={w.office.pk}", f"?handler={w.office.pk}&org={w.village.pk}"), "stranger": (f"?handler={w.office.pk}",),
    }
    for page in ("/f/", "/f/problem.all/", "/f/problem.all/list.xlsx"):
        assert {comes(who).get(page + query).status_code for who, queries in asked.items() for query in queries} == {200}
        assert {comes(who).get(page + query).status_code for who, queries in denied.items() for query in queries} == {404}


def test_what_is_not_handed_on_is_no_figure_of_an_office(town: Township, comes: Comes) -> None:
    for key in ("population", "visit.all", "revisit.solved_rate"):
        for rest in ("", "list.xlsx"):
            assert comes("secretary").get(f"/f/{key}/{rest}?handler={town.world.office.pk}").status_code == 404


def test_the_township_leads_to_the_work_of_its_offices_and_divides_by_them(town: Township, comes: Comes) -> None:
    client, office = comes("secretary"), town.world.office
    assert f"handler={office.pk}" in text_of(client, "/f/")
    page = text_of(client, "/f/problem.all/?by=office")
    assert re.search(rf'href="[^"]*handler={office.pk}[^"]*">3</a>', page) and "还没有交办" in page


def test_an_offices_board_of_an_earlier_day_is_what_it_was(town: Township, comes: Comes) -> None:
    page = text_of(comes("office_head"), "/f/?day=2026-03-09")
    assert tiles(page)["反映问题"][0] == "0", "the problems were handed over on the tenth"


def test_a_grid_worker_has_a_board_of_his_grid_and_of_what_waits_for_him(town: Township, comes: Comes) -> None:
    client = comes("grid_worker")
    page = text_of(client, "/f/")
    found = tiles(page)
    assert "上河第一网格指标" in page and 'href="/f/"' in text_of(client, "/")
    assert {name: found[name][0] for name in ("入户走访", "反映问题", "已解决问题", "过期未办问题", "户数")} == {
        "入户走访": "1", "反映问题": "4", "已解决问题": "1", "过期未办问题": "0", "户数": "1",
    }
    assert re.search(r'<a class="fig" href="/">0</a>', page), "what waits for him leads to the list of it"
    for name, (_number, url) in found.items():
        assert client.get(url).status_code == 200, name


def test_a_grid_workers_board_reaches_no_further_than_his_grid(town: Township, comes: Comes) -> None:
    client, w = comes("grid_worker"), town.world
    assert {client.get(f"/f/?org={org.pk}").status_code for org in (w.village, w.other_grid, w.town, w.office)} == {404}
    page = text_of(client, "/f/")
    assert all(person.name not in page for name, person in w.people.items() if name != "grid_worker"), "no person is counted by name"


def test_what_waits_is_told_of_today_alone(town: Township, comes: Comes) -> None:
    assert "等我办的" in text_of(comes("office_head"), "/f/") and "等我办的" not in text_of(comes("office_head"), "/f/?day=2026-03-09")


def test_the_months_of_the_main_figures_are_drawn_and_told_in_a_table(town: Township, comes: Comes) -> None:
    page = text_of(comes("clerk"), "/f/")
    drawn = re.search(r'<div class="charts">.*?</section>', page, re.S)
    assert drawn and re.findall(r"<h3><a[^>]*>([^<]+)</a></h3>", drawn.group()) == ["入户走访", "反映问题", "已解决问题"]
    assert drawn.group().count("<table") == 3 == drawn.group().count("<desc>")
    rows = re.findall(r'<tr><th scope="row">(\d+)</th><td class="r">.*?(\d+)', drawn.group())
    assert rows == [("1", "0"), ("2", "0"), ("3", "1"), ("1", "0"), ("2", "0"), ("3", "4"), ("1", "0"), ("2", "0"), ("3", "1")], "as far as the year has come"


def test_nothing_is_drawn_of_a_year_in_which_nothing_was(town: Township, comes: Comes) -> None:
    assert 'class="charts"' not in text_of(comes("clerk"), "/f/?year=2025")


def test_figures_at_nought_stand_back_but_the_main_ones_do_not(town: Township, comes: Comes) -> None:
    page = text_of(comes("clerk"), "/f/")
    folded = "".join(re.findall(r'<details class="noughts"><summary>另有.*?</details>', page, re.S))
    assert "<h3>有异议的问题</h3>" in folded and "<h3>过期未办问题</h3>" not in folded and "<h3>反映问题</h3>" not in folded


def test_the_rate_of_the_sample_comes_with_its_interval(town: Township, comes: Comes) -> None:
    w = town.world
    step(town.problems["solved"], "answer", w, "clerk", manner="door", answer="修好了")
    second = write(revisit, actor=w.operator, at=NOON, org=w.village, title="回访", happened_on=NOON.date(), seed="s", origin=town.problems["solved"])
    take_step(second, "ask", actor=w.operator, at=NOON, solved="yes", said="通水了")
    page = text_of(comes("secretary"), "/f/")
    own = text_of(comes("secretary"), "/f/revisit.solved_rate/")
    low, high = re.search(r"在 ([\d.]+)% 到 ([\d.]+)% 之间", own).groups()
    assert f"抽样 1 条，95%区间 {low}%～{high}%" in page


def test_where_a_second_look_is_coming_is_not_counted_for_those_it_looks_at(town: Township, comes: Comes) -> None:
    """A count of one in his grid or village would tell who handled it whom the inspector will ask."""
    w = town.world
    write(revisit, actor=w.operator, at=NOON, org=w.grid, title="回访", happened_on=NOON.date(), seed="s", origin=town.problems["solved"])
    for who in ("grid_worker", "clerk", "chief", "area_head"):
        client = comes(who)
        assert "回访" not in text_of(client, "/f/"), who
        assert {client.get(f"/f/revisit.drawn/{rest}").status_code for rest in ("", "list.xlsx")} == {404}
        assert client.get("/map/").status_code == 200 and "revisit.drawn" not in text_of(client, "/map/")
    assert tiles(text_of(comes("secretary"), f"/f/?org={w.village.pk}"))["抽中的回访"][0] == "1", "who answers for the whole township may divide it"


def test_a_share_is_divided_as_rates_with_how_many_of_how_many(town: Township, comes: Comes) -> None:
    page = text_of(comes("secretary"), f"/f/problem.solved_rate/?org={town.world.town.pk}&by=village")
    places = page[page.index('id="places"'):]
    lines = re.findall(r'<th scope="row">([^<]+)</th>.*?<td class="r soft">([^<]+)</td>', places, re.S)
    assert "已解决问题 / 反映问题" in places and dict(lines)["上河村"] == "1 / 4", lines
    assert "分母不到 5 的只列数，不算率" in page


def test_what_may_be_of_other_years_is_told_as_no_share_of_this_years_problems(town: Township, comes: Comes) -> None:
    solved, open_now = (text_of(comes("dispatcher"), f"/f/problem.{key}/?org={town.world.town.pk}") for key in ("solved", "under_way"))
    assert "占反映问题" in solved and "占反映问题" not in open_now


def test_what_is_yet_to_come_is_no_nought_and_the_same_is_said_in_a_word(town: Township, comes: Comes) -> None:
    page = text_of(comes("secretary"), f"/f/problem.all/?org={town.world.town.pk}")
    table = page[page.index("看数字表"):]
    assert re.findall(r'<th scope="row">(\d+)</th>', table[: table.index("</table>")]) == [str(n) for n in range(1, TODAY.month + 1)]
    homes = text_of(comes("secretary"), f"/f/households/?org={town.world.town.pk}")
    assert "<b>持平</b>" in re.sub(r"\s+", "", homes)


def test_members_stand_on_the_figures_page_and_on_the_map_where_their_branch_serves(town: Township, comes: Comes) -> None:
    client, key = comes("secretary"), town.world.town.pk
    page = text_of(client, f"/f/members/?org={key}&by=village")
    lines = dict(re.findall(r'<th scope="row">([^<]+)</th>.*?<span class="r num"><[^>]+>([^<]+)<', page[page.index('id="places"'):], re.S))
    assert (lines["上河村"], lines["不在其中"]) == ("3", "5")
    assert "3 人" in text_of(client, f"/map/?org={key}&figure=members")


def test_who_is_met_in_several_places_is_named_where_they_add_up_to_more(town: Township, comes: Comes) -> None:
    w = town.world
    appoint(actor=w.operator, at=NOON, person=w.other_grid_worker, org=w.other_village, role="village_officer", since=TODAY)
    appoint(actor=w.operator, at=NOON, person=w.other_grid_worker, org=w.village, role="village_officer", since=TODAY)
    assert "有的在几处都算到" in text_of(comes("secretary"), f"/f/posts.committee/?org={w.town.pk}&by=village")
    assert "有的在几处都算到" not in text_of(comes("secretary"), f"/f/population/?org={w.town.pk}&by=village")


def test_the_board_of_a_branch_shows_the_village_it_serves_under_its_name(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("dispatcher")
    page = text_of(client, f"/f/?org={w.branch.pk}")
    village = tiles(text_of(client, f"/f/?org={w.village.pk}"))
    found = tiles(page)
    assert f"民情问题 · {w.village.name}" in page and found["反映问题"] == village["反映问题"] and found["户数"] == village["户数"]
    assert f"户数 · {w.village.name}" in text_of(client, f"/o/{w.branch.pk}/")
    assert w.village.name + "指标" not in text_of(client, f"/f/?org={w.organ_branch.pk}")


def test_a_branch_serves_no_place_that_the_viewer_may_not_read(town: Township, comes: Comes) -> None:
    w = town.world
    w.branch.__class__.objects.filter(pk=w.branch.pk).update(serves=w.far_village)
    assert w.far_village.name not in text_of(comes("dispatcher"), f"/f/?org={w.branch.pk}")
