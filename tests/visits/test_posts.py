"""Whose turn it is, is a post that has somebody in it; and who handed something on sees what becomes of it."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.api.test_api import token
from tests.toypack.desk import noon as noon_of
from tests.visits.case import MONDAY, Case, raised
from tests.web.conftest import Comes
from tests.world import NOON, SINCE, TODAY, World
from yanzhen.faces.waiting import sent_by
from yanzhen.kernel.base.days import ONE_DAY
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import steps_for
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.models import Appointment, Entry
from yanzhen.kernel.records.actions import void
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_person, end_household, leave_household, reveal
from yanzhen.packs.visits.actions import reach


def leaves(world: World, who: str, day: date = TODAY) -> None:
    end_appointment(Appointment.objects.get(person=world.people[who]), actor=world.operator, at=noon_of(day), until=day)


def handed(world: World, day: date = MONDAY) -> Case:
    case = raised(world, day)
    case.step("assign", day)
    return case


def waits(world: World, who: str) -> list[Record]:
    return list(Record.objects.turn_of(world.actor(who)))


def test_nothing_is_handed_to_an_office_in_which_nobody_is(world: World) -> None:
    case = raised(world, TODAY)
    with pytest.raises(Refused, match="建设站现在没有人任站所负责人"):
        case.step("assign", TODAY, handler=world.other_office)
    assert case.step("assign", TODAY).turn_org == world.office


def test_an_office_in_which_nobody_is_is_not_offered_but_named(noon: None, world: World, comes: Comes) -> None:
    case, client = raised(world, TODAY), comes("dispatcher")
    page = f"/r/{case.record.pk}/"

    def offered() -> list[str]:
        return [str(label) for key, label in client.get(page).context["step_form"]["handler"].field.choices if key]

    assert offered() == ["民生服务站"] and "没有人任站所负责人的没有列出：建设站" in client.get(page).content.decode()
    answer = client.post(f"{page}do/assign/", {"uid": uuid4(), "handler": world.other_office.pk})
    assert answer.status_code == 422 and "建设站现在没有人任站所负责人，交过去没有人接" in answer.content.decode()
    leaves(world, "office_head")
    assert offered() == []
    for place in (world.office, world.other_office):
        appoint(actor=world.operator, at=noon_of(TODAY), person=world.worker3, org=place, role="office_head", since=TODAY)
    assert offered() == ["建设站", "民生服务站"] and "没有列出" not in client.get(page).content.decode()


def test_when_the_only_holder_leaves_it_falls_to_the_dispatcher_until_somebody_is_there_again(world: World) -> None:
    case = handed(world)
    assert (waits(world, "office_head"), waits(world, "dispatcher")) == ([case.record], [])
    leaves(world, "office_head")
    assert (waits(world, "office_head"), waits(world, "dispatcher")) == ([], [case.record])
    assert {"accept", "return", "take_back"} <= {step.key for step in steps_for(case.record, world.actor("dispatcher"))}
    assert case.step("accept", TODAY, by="dispatcher").state == "in_hand"


def test_what_waits_for_a_village_without_a_clerk_falls_to_the_dispatcher(world: World) -> None:
    case = handed(world)
    case.walk(MONDAY, "accept", "solve")
    leaves(world, "clerk")
    assert waits(world, "dispatcher") == [case.record]


def test_the_dispatcher_takes_back_what_he_handed_on_and_nobody_else_does(world: World) -> None:
    case = handed(world)
    with pytest.raises(Refused, match="要由党政办主任来办"):
        case.step("take_back", TODAY, by="office_head")
    assert (case.step("take_back", TODAY).state, case.record.turn_role) == ("registered", "dispatcher")


def test_the_gaps_name_the_empty_posts_for_which_something_waits(noon: None, world: World, comes: Comes) -> None:
    case = handed(world)
    assert "有事等着办的空岗" not in comes("dispatcher").get("/gaps/").content.decode()
    leaves(world, "office_head")
    page = comes("dispatcher").get("/gaps/").content.decode()
    assert "有事等着办的空岗" in page and "民生服务站" in page
    assert "空岗，由党政办主任代办" in comes("secretary").get(reverse("record", args=[case.record.pk])).content.decode()


def test_who_handed_something_on_sees_it_among_what_he_sent_and_what_is_late_there(noon: None, world: World, comes: Comes) -> None:
    case = handed(world)
    assert list(sent_by(world.actor("dispatcher"))) == [case.record]
    page = comes("dispatcher").get("/").content.decode()
    assert case.record.title in page and "其中已过期限 1" in page
    assert case.record.title in comes("secretary").get("/").content.decode(), "the secretary sees what is late below"
    assert list(sent_by(world.actor("other_clerk"))) == list(sent_by(world.actor("stranger"))) == []


SAME = {"problem-TOTAL_FORMS": "0", "problem-INITIAL_FORMS": "0", "called_on": "0101", "heard": "都好", "happened_on": TODAY.isoformat()}


def test_the_same_visit_again_is_asked_about_and_written_only_when_confirmed(noon: None, world: World, comes: Comes) -> None:
    client, said = comes("clerk"), SAME | {"org": world.village.pk}
    first = client.post("/new/visit/", said | {"uid": uuid4()})
    again = client.post("/new/visit/", said | {"uid": uuid4()})
    assert (first.status_code, again.status_code) == (302, 422)
    assert "已登记过同样的走访" in again.content.decode() and 'name="again"' in again.content.decode()
    assert client.post("/new/visit/", said | {"uid": uuid4(), "heard": "不一样"}).status_code == 302
    assert client.post("/new/visit/", said | {"uid": uuid4(), "again": "on"}).status_code == 302
    assert Record.objects.filter(kind="visit").count() == 3
    assert 'name="again"' not in client.get("/new/visit/").content.decode()


def test_a_home_that_is_no_more_was_called_on_while_it_was(noon: None, world: World, comes: Comes) -> None:
    by = {"actor": world.operator, "at": NOON, "household": world.loose_home, "until": TODAY}
    leave_household(**by, person=world.chief)
    end_household(**by)
    said = SAME | {"org": world.village.pk, "called_on": "0103"}
    posted = [comes("clerk").post("/new/visit/", said | {"uid": uuid4(), "happened_on": day}).status_code for day in (TODAY, TODAY - ONE_DAY)]
    assert posted == [422, 302]
    key, body = token(world, "clerk")[1], {"org": world.village.pk, "household": world.loose_home.pk, "heard": "搬走前"}
    sent = [Client().post("/api/visits", json.dumps(body | {"uid": str(uuid4()), "happened_on": str(day)}), "application/json", headers={"authorization": f"Bearer {key}"}).status_code for day in (TODAY, TODAY - ONE_DAY)]
    assert sent == [404, 200]
    assert set(Record.objects.filter(kind="visit").values_list("org", "happened_on")) == {(world.village.pk, TODAY - ONE_DAY)}


def test_another_visitor_or_other_problems_are_no_repetition(world: World) -> None:
    raised(world, TODAY, words="没水")
    with pytest.raises(Refused, match="已登记过同样的走访"):
        raised(world, TODAY, words="没水")
    raised(world, TODAY, words="没电")
    raised(world, TODAY, words="没水", by="chief")
    assert Record.objects.filter(kind="visit").count() == 3


def test_a_visit_is_written_at_places_that_have_homes_or_companies(noon: None, world: World, comes: Comes) -> None:
    def offered(who: str, query: str = "") -> tuple[list[str], str]:
        field = comes(who).get(f"/new/visit/{query}").context["form"]["org"]
        return [str(label).strip() for key, label in field.field.choices if key], str(field.initial or "")

    assert sorted(offered("dispatcher")[0]) == sorted(["石桥镇", "上河村", "山口村", "下河村"]), "companies stand in the township itself"
    assert offered("grid_worker") == (["上河第一网格"], "上河第一网格")
    assert offered("clerk", f"?household=0101&org={world.grid.pk}") == (["上河村", "上河第一网格", "上河第二网格"], "上河第一网格")
    assert offered("clerk", "?org=x")[1] == ""


def reached(client: Client, record: Record, uid: UUID | None = None) -> str:
    answer = client.post(f"/r/{record.pk}/reach/", {"uid": uid or uuid4()}, follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def reads(world: World) -> list[tuple[str, str, str]]:
    return [(e.subject, e.said["why"], ",".join(e.said["columns"])) for e in Entry.objects.filter(verb="register.reveal")]


def test_whose_turn_it_is_calls_the_household_and_that_is_kept(noon: None, world: World, comes: Comes) -> None:
    case, client, phone = raised(world, TODAY), comes("dispatcher"), world.villager.phone
    before = client.get(f"/r/{case.record.pk}/").content.decode()
    assert "看户主电话" in before and phone not in before and reads(world) == []
    uid = uuid4()
    assert phone in (page := reached(client, case.record, uid)) and world.villager.id_number not in page
    assert phone in reached(client, case.record, uid)
    assert reads(world) == [(f"register.person:{world.villager.pk}", case.record.number, "phone")], "sent twice, it is kept once"
    assert phone not in client.get(f"/r/{case.record.pk}/").content.decode()


def test_the_telephone_goes_to_the_post_whose_turn_it_is_and_to_no_other(noon: None, world: World, comes: Comes) -> None:
    case = raised(world, TODAY)
    told = reached(comes("clerk"), case.record)
    assert "现在不轮到您联系住户" in told and "看户主电话" not in told and world.villager.phone not in told
    case.walk(TODAY, "assign", "accept", "solve")
    assert world.villager.phone in reached(comes("clerk"), case.record)
    assert "现在不轮到您联系住户" in reached(comes("dispatcher"), case.record), "it is the village's turn now"
    leaves(world, "clerk")
    assert world.villager.phone in reached(comes("dispatcher"), case.record), "nobody is in that post: it falls to him"


def test_an_office_calls_the_household_of_what_it_has_in_hand_and_of_nothing_else(noon: None, world: World, comes: Comes) -> None:
    case, other = raised(world, TODAY), raised(world, TODAY, words="路不平")
    case.walk(TODAY, "assign", "accept")
    other.walk(TODAY, "assign", "accept", "solve")
    appoint(actor=world.operator, at=NOON, person=world.worker, org=world.other_office, role="office_head", since=SINCE)
    assert "看户主电话" in comes("office_head").get(f"/r/{case.record.pk}/").content.decode()
    assert world.villager.phone in (page := reached(comes("office_head"), case.record)) and world.villager.id_number not in page
    assert "现在不轮到您联系住户" in reached(comes("office_head"), other.record), "it is solved: the village's turn"
    assert reached(comes("worker"), case.record) == "404", "another office does not see it"
    assert {reached(comes(who), case.record) for who in ("secretary", "chief", "area_head", "system_admin")} == {"404"}
    assert [world.villager.phone in reached(comes(who), case.record) for who in ("dispatcher", "clerk", "grid_worker")] == [False] * 3
    assert reads(world) == [(f"register.person:{world.villager.pk}", case.record.number, "phone")]
    with pytest.raises(Refused, match="不在您现在岗位的范围内"):
        reveal(actor=world.actor("office_head"), at=noon_of(TODAY), person=world.villager)


def test_a_grid_worker_calls_the_household_of_his_grid_while_he_may_answer_it(noon: None, world: World, comes: Comes) -> None:
    case = raised(world, TODAY)
    case.walk(TODAY, "assign", "accept")
    assert "现在不轮到您联系住户" in reached(comes("grid_worker"), case.record)
    case.walk(TODAY, "solve")
    assert world.villager.phone in reached(comes("grid_worker"), case.record)
    assert reached(comes("other_grid_worker"), case.record) == "404"
    case.walk(TODAY, "answer", "confirm", "close")
    assert "现在不轮到您联系住户" in reached(comes("grid_worker"), case.record)
    with pytest.raises(Refused):
        reveal(actor=world.actor("grid_worker"), at=noon_of(TODAY), person=world.villager)


def test_nobody_calls_a_household_of_a_record_that_is_not_his_to_see(world: World) -> None:
    case = raised(world, TODAY)
    case.walk(TODAY, "assign", "accept")
    for who in ("stranger", "other_clerk", "operator"):
        with pytest.raises(Refused, match="现在不轮到您联系住户"):
            reach(case.record, actor=world.actor(who), at=noon_of(TODAY))
    void(case.record, actor=world.actor("clerk"), at=noon_of(TODAY), reason="记了两次")
    with pytest.raises(Refused, match="现在不轮到您联系住户"):
        reach(case.record, actor=world.actor("office_head"), at=noon_of(TODAY))
    assert reads(world) == []


def test_a_household_without_a_telephone_says_so(noon: None, world: World, comes: Comes) -> None:
    case = raised(world, TODAY)
    correct_person(actor=world.operator, at=noon_of(TODAY), person=world.villager, reason="停机", phone="")
    assert "没有登记电话" in reached(comes("dispatcher"), case.record)
