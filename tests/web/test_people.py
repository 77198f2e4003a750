"""The pages of people and households: lists that show little, pages that show what ties somebody, and the acts on them."""

from __future__ import annotations

import re
from uuid import uuid4

from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import TODAY, id_number
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Person


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_masks_numbers_and_names_nobody_else(town: Township, comes: Comes) -> None:
    page, w = text(comes("clerk"), "/p/"), town.world
    assert "璩老根" in page and "宓北辰" not in page and "雒长河" not in page
    assert w.villager.id_number not in page and w.villager.phone not in page
    assert f"{w.villager.id_number[:3]}***********{w.villager.id_number[-4:]}" in page


def test_people_are_found_by_the_beginning_of_the_name_the_place_and_the_tie(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    found = {path: set(re.findall(r'<a href="/p/\d+/">([^<]+)</a>', text(client, path))) for path in (
        "/p/?q=璩", f"/p/?org={w.other_village.pk}", "/p/?tie=employee", f"/p/?tie=member&org={w.branch.pk}",
    )}
    assert list(found.values()) == [{"璩老根", "璩小满"}, {"雒长河"}, {"仉新生", "逯晓峰", "郏明义", "苌有福"}, {"匡守田", "璩老根", "温素笺"}]


def test_a_person_shows_where_he_lives_belongs_and_serves(town: Township, comes: Comes) -> None:
    page = text(comes("dispatcher"), f"/p/{town.world.chief.pk}/")
    assert all(words in page for words in ("上河村 0103", "上河村党支部", "党员", "村党支部书记", "村委会主任"))


def test_what_lies_in_another_township_is_not_told(town: Township, comes: Comes) -> None:
    w = town.world
    HouseholdMember.objects.filter(person=w.worker).delete()
    HouseholdMember.objects.create(household=w.far_home, person=w.worker, relation="其他", since=TODAY)
    page = text(comes("dispatcher"), f"/p/{w.worker.pk}/")
    assert "远山木业公司" in page and "柳树" not in page and "0301" not in page


def test_the_full_number_is_shown_once_and_leaves_a_mark(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    answer = client.post(f"/p/{w.villager.pk}/reveal/", {"uid": uuid4(), "reason": "核对低保"})
    assert answer.status_code == 200 and w.villager.id_number in answer.content.decode()
    assert w.villager.id_number not in text(client, f"/p/{w.villager.pk}/")
    entry = Entry.objects.filter(verb="register.reveal").get()
    assert (entry.actor, entry.said["why"]) == (w.clerk, "核对低保")
    assert "查看完整信息" in text(comes("dispatcher"), "/trail/?verb=register.reveal") and w.villager.id_number not in str(entry.said)


def test_who_only_reads_the_register_reveals_nothing(town: Township, comes: Comes) -> None:
    path = f"/p/{town.world.villager.pk}/reveal/"
    assert {who: comes(who).post(path, {"uid": uuid4()}).status_code for who in ("grid_worker", "area_head", "far_clerk", "stranger")} == dict.fromkeys(
        ("grid_worker", "area_head", "far_clerk", "stranger"), 404)


def test_a_new_person_lives_in_the_household_he_is_registered_for(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    assert f'value="{w.home.number}"' in text(client, f"/p/new/?household={w.home.pk}")
    sent = {"uid": uuid4(), "name": "璩新芽", "id_number": id_number(TODAY.replace(day=1), 77, "f"), "org": w.village.pk, "number": "0101", "relation": "其他", "since": TODAY}
    assert client.post("/p/new/", sent).status_code == 302
    made = Person.objects.get(name="璩新芽")
    assert (made.gender, made.homes.get().household) == ("f", w.home)


def test_a_person_who_is_nowhere_is_not_registered(town: Township, comes: Comes) -> None:
    sent = {"uid": uuid4(), "name": "无处人", "org": town.world.village.pk, "since": TODAY}
    answer = comes("clerk").post("/p/new/", sent)
    assert answer.status_code == 422 and "户号" in answer.content.decode() and not Person.objects.filter(name="无处人").exists()


def test_half_of_a_registration_is_none(town: Township, comes: Comes) -> None:
    w, before = town.world, Person.objects.count()
    sent = {"uid": uuid4(), "name": "半登记", "org": w.village.pk, "number": "0101", "tie": "member", "since": TODAY}
    answer = comes("clerk").post("/p/new/", sent)
    assert answer.status_code == 422 and Person.objects.count() == before


def test_a_correction_keeps_the_old_value_but_shows_no_number(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    shown = {"name": "璩老耕", "gender": "m", "birth": "1956-02-29", "phone": "19911112222"}
    assert client.post(f"/p/{w.villager.pk}/correct/", {"uid": uuid4(), "reason": "写错了", "version": 0, **shown}).status_code == 302
    page = text(client, f"/p/{w.villager.pk}/")
    assert "原为“璩老根”" in page and "写错了" in page and w.villager.phone not in page and "19911112222" not in page
    assert w.now(w.villager).id_number == w.villager.id_number


def test_the_form_of_a_correction_holds_no_number(town: Township, comes: Comes) -> None:
    page = text(comes("clerk"), f"/p/{town.world.villager.pk}/correct/")
    assert town.world.villager.id_number not in page and town.world.villager.phone not in page


def test_households_are_found_by_number_by_visit_and_by_grid(town: Township, comes: Comes) -> None:
    client = comes("dispatcher")
    found = [sorted(re.findall(r">(0\d{3}) ", text(client, path))) for path in ("/h/", "/h/?q=0102", "/h/?visited=yes", "/h/?visited=no", "/h/?where=none")]
    assert found == [["0101", "0102", "0103", "0201"], ["0102"], ["0101"], ["0102", "0103", "0201"], ["0103", "0201"]]


def test_a_household_shows_its_people_its_visits_and_its_place(town: Township, comes: Comes) -> None:
    page = text(comes("clerk"), f"/h/{town.world.home.pk}/")
    assert all(words in page for words in ("璩老根", "蔺秋月", "孙子", "走访 0101", "新来的事", "circle class"))


def test_a_grid_worker_sees_the_homes_of_his_grid_only(town: Township, comes: Comes) -> None:
    page = text(comes("grid_worker"), "/h/")
    assert "0101" in page and "0102" not in page


def test_somebody_moves_from_one_household_to_the_other(town: Township, comes: Comes) -> None:
    client, w, day = comes("clerk"), town.world, TODAY.isoformat()
    joins = {"person": "蔺秋月", "relation": "其他", "since": day}
    there, here = f"/h/{w.next_home.pk}/change/join/", f"/h/{w.home.pk}/change/leave/"
    assert client.post(there, {"uid": uuid4(), **joins}).status_code == 422
    assert client.post(here, {"uid": uuid4(), "person": w.wife.pk, "until": day}).status_code == 302
    assert client.post(there, {"uid": uuid4(), **joins}).status_code == 302
    assert w.wife.homes.get(until=None).household == w.next_home


def test_a_namesake_must_be_named_by_number(town: Township, comes: Comes) -> None:
    w = town.world
    Person.objects.filter(pk=w.neighbour.pk).update(name="蔺秋月")
    answer = comes("clerk").post(f"/h/{w.loose_home.pk}/change/join/", {"uid": uuid4(), "person": "蔺秋月", "since": TODAY})
    assert answer.status_code == 422 and "不止一位" in answer.content.decode()


def test_a_household_is_founded_with_its_head(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    sent = {"uid": uuid4(), "org": w.grid.pk, "number": "0109", "head": "温素笺", "since": TODAY.isoformat(), "lat": "36.41", "lng": "118.02"}
    assert client.post("/h/new/", sent).status_code == 302
    home = Household.objects.get(number="0109")
    assert (home.head, home.org, home.members.get().person) == (w.clerk, w.grid, w.clerk)


def test_a_relation_is_put_right_on_the_households_page(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    form = text(client, f"/h/{w.home.pk}/change/relation/")
    assert "璩小满" in form and ">璩老根<" not in form, "who the head is, is said elsewhere"
    sent = {"uid": uuid4(), "person": w.child.pk, "relation": "之孙女", "reason": "写错", "version": 0}
    assert client.post(f"/h/{w.home.pk}/change/relation/", sent).status_code == 302
    page = text(client, f"/h/{w.home.pk}/")
    assert "璩小满 · 与户主关系：原为“孙子”，改为“之孙女”" in page and "写错" in page


def test_a_membership_begins_is_confirmed_and_ends_on_the_persons_page(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    page, path = text(client, f"/p/{w.neighbour.pk}/"), f"/p/{w.neighbour.pk}/change/"
    assert f"{path}belong/" in page and f"{path}confirm/" not in page, "nothing is there to be confirmed"
    assert client.post(f"{path}belong/", {"uid": uuid4(), "sort": "member", "org": w.branch.pk, "since": "2025-03-01", "confirmed_on": ""}).status_code == 302
    tie = Belonging.objects.get(person=w.neighbour, sort="member")
    assert (tie.org, tie.confirmed_on) == (w.branch, None) and f"{path}confirm/" in text(client, f"/p/{w.neighbour.pk}/")
    assert f'value="{tie.pk}" selected' in text(client, f"{path}confirm/"), "the only one is chosen"
    assert client.post(f"{path}confirm/", {"uid": uuid4(), "tie": tie.pk, "on": "2026-03-01"}).status_code == 302
    assert client.post(f"{path}leave/", {"uid": uuid4(), "tie": tie.pk, "until": "2026-03-10"}).status_code == 302
    assert (str(w.now(tie).confirmed_on), str(w.now(tie).until)) == ("2026-03-01", "2026-03-10")


def test_what_no_membership_may_be_is_said_in_words(town: Township, comes: Comes) -> None:
    client, w = comes("dispatcher"), town.world
    path = f"/p/{w.villager.pk}/change/"
    for what, said in (
        ("belong", {"sort": "member", "org": w.branch.pk, "since": "2026-03-01"}), ("belong", {"sort": "member", "org": w.company.pk, "since": "2026-03-01"}),
        ("leave", {"tie": Belonging.objects.get(person=w.villager).pk, "until": "2019-01-01"}), ("confirm", {"tie": Belonging.objects.get(person=w.villager).pk, "on": "2026-03-01"}),
    ):
        answer = client.post(f"{path}{what}/", {"uid": uuid4(), **said})
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode(), (what, said)
    assert Belonging.objects.filter(person=w.villager).count() == 1


def test_only_who_keeps_the_branches_register_writes_memberships(town: Township, comes: Comes) -> None:
    w = town.world
    tie, path = Belonging.objects.get(person=w.villager), f"/p/{w.villager.pk}/change/leave/"
    for who in ("clerk", "chief", "grid_worker", "secretary", "stranger"):
        client = comes(who)
        assert path not in client.get(f"/p/{w.villager.pk}/").content.decode(), who
        assert client.post(path, {"uid": uuid4(), "tie": tie.pk, "until": "2026-03-10"}).status_code in (404, 422), who
    assert w.now(tie).until is None


def test_a_death_is_recorded_where_the_family_is_and_another_head_is_asked_for(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    here = f"/h/{w.home.pk}/"
    assert "登记去世" in text(client, here) and f"/p/{w.villager.pk}/change/died/" in text(client, f"/p/{w.villager.pk}/")
    assert client.post(f"{here}change/died/", {"uid": uuid4(), "person": w.villager.pk, "on": "2026-03-01"}).status_code == 302
    page = text(client, here)
    assert "这一户现在没有户主" in page and ">璩老根<" not in page
    form = text(client, f"{here}change/head/")
    assert "璩小满与新户主的关系" in form
    sent = {"uid": uuid4(), "head": w.wife.pk, f"relation_{w.wife.pk}": "配偶", f"relation_{w.child.pk}": "之孙子"}
    assert client.post(f"{here}change/head/", sent).status_code == 302
    page = text(client, here)
    assert "这一户现在没有户主" not in page and "户主：原为“—”，改为“蔺秋月”" in page
    assert dict(w.home.members.filter(until__isnull=True).values_list("person__name", "relation")) == {"蔺秋月": "户主", "璩小满": "之孙子"}


def test_a_death_on_the_persons_page_is_no_correction(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    here = f"/p/{w.wife.pk}/"
    assert 'name="died_on"' not in text(client, f"{here}correct/")
    assert client.post(f"{here}change/died/", {"uid": uuid4(), "on": "2026-03-01"}).status_code == 302
    assert "2026-03-01" in text(client, here) and "登记去世" not in text(client, here)
    assert 'name="died_on"' in text(client, f"{here}correct/"), "the day may have been wrong"


def test_households_not_called_on_this_month_are_listed(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    Record.objects.filter(kind="visit", visit__household=w.home).update(happened_on=TODAY.replace(month=TODAY.month - 1))
    found = [sorted(re.findall(r">(0\d{3}) ", text(client, f"/h/?visited={word}"))) for word in ("yes", "lately", "not_lately")]
    assert found == [["0101"], [], ["0101", "0102", "0103"]]
    Record.objects.filter(kind="visit", visit__household=w.home).update(happened_on=TODAY)
    assert "0101" in re.findall(r">(0\d{3}) ", text(client, "/h/?visited=lately"))


def test_an_organisation_is_found_by_part_of_its_name(town: Township, comes: Comes) -> None:
    w = town.world
    assert f'href="/o/{w.office.pk}/"' in text(comes("dispatcher"), f"/search/?q={w.office.name[1:4]}")
    found = text(comes("dispatcher"), f"/search/?q={w.village.name}").split('id="main"')[1]
    assert found.index(f">{w.village.name}<") < found.index(f">{w.branch.name}<"), "the name itself before longer ones"
    page = text(comes("clerk"), f"/search/?q={w.village.name}")
    assert f'href="/o/{w.village.pk}/"' in page and f'href="/o/{w.far_village.pk}/"' not in text(comes("clerk"), f"/search/?q={w.far_village.name}")


def test_a_whole_family_moves_out_in_one_go(town: Township, comes: Comes) -> None:
    client, w = comes("clerk"), town.world
    there = f"/h/{w.home.pk}/change/leave/"
    assert "调整所属" in text(client, there)
    refused = client.post(there, {"uid": uuid4(), "person": [w.villager.pk, w.wife.pk], "until": "2026-03-01", "close": "on"})
    assert refused.status_code == 422 and "还有 1 人" in refused.content.decode() and w.home.members.filter(until__isnull=True).count() == 3, "all or nothing"
    sent = {"uid": uuid4(), "person": [w.villager.pk, w.wife.pk, w.child.pk], "until": "2026-03-01", "close": "on"}
    assert [client.post(there, sent).status_code for _n in range(2)] == [302, 404], "sent again it is done, and the household has ended"
    assert not w.home.members.filter(until__isnull=True).exists() and str(w.now(w.home).until) == "2026-03-01"
