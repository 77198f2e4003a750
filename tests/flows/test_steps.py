"""A step is taken by who may, from where the record rests, with what it asks; then it is someone's turn, until a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.toypack.desk import Desk, noon
from tests.world import TODAY
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import save_moved
from yanzhen.kernel.flows.bulk import Told, take_many
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.trail import Clash
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.flow import Flow, State, Step
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import end_org

DAY = date(2026, 3, 2)  # a Monday
LENT = {"sort": "map"}
UID = UUID("00000000-0000-4000-8000-000000000002")


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize("move", ["here -> nowhere", "nowhere -> here", "here | nowhere -> there"])
def test_an_arrow_through_a_state_that_is_not_there_is_refused_where_it_is_declared(move: str) -> None:
    with pytest.raises(ValueError, match="step go moves through"):
        Flow(State("here", "here"), State("there", "there"), Step("go", "go", move))


def test_a_flow_starts_in_its_first_state_and_offers_main_steps_first() -> None:
    go, stay = Step("go", "go", "here -> there", main=True), Step("stay", "stay", "here | there -> here")
    flow = Flow(State("here", "here", within="some.rule"), State("there", "there"), stay, go)
    assert (flow.start, flow.open_from("here"), flow.open_from("there")) == ("here", [go, stay], [stay])
    assert (flow.rule_for("here", None), flow.rule_for("there", None)) == ("some.rule", "")


def test_a_step_lays_the_record_to_rest_where_it_leads_with_turn_and_day(desk: Desk) -> None:
    made = desk.write(DAY, by="worker", **LENT)
    assert (made.state, made.turn_role, made.turn_org, made.due_on) == ("asked", "librarian", desk.world.village, after(2))
    moved = desk.world.now(desk.step(made, "lend", after(1)))
    assert (moved.state, moved.turn_role, moved.turn_org, moved.due_on) == ("lent", "librarian", desk.world.village, after(8))
    assert moved.due_rule.startswith("loan.map") and moved.version == 2
    over = desk.world.now(desk.step(moved, "give_back", after(3)))
    assert (over.state, over.turn_role, over.turn_org, over.due_on, over.due_rule) == ("back", "", None, None, "")


def test_a_step_is_kept_with_who_when_from_where_to_where_and_both_limits(desk: Desk) -> None:
    desk.step(desk.write(DAY, by="worker", **LENT), "lend", after(2), on=after(1))
    step = StepTaken.objects.get()
    assert (step.step, step.source, step.target, step.on, step.at) == ("lend", "asked", "lent", after(1), noon(after(2)))
    assert (step.by, step.post) == (desk.world.worker, f"librarian@{desk.world.village.pk}")
    assert (step.due_on, step.next_due_on, step.late, step.answers) == (after(2), after(9), False, {})


def test_a_step_writes_its_columns_its_day_and_its_answers(desk: Desk) -> None:
    lost = desk.step(desk.lent(DAY), "lose", after(5), on=after(4), why="  in the river ", note="wet", pays="no", seen_on="2026-03-03")
    facts = desk.world.now(lost).facts
    assert (facts.outcome, facts.ended_on, facts.note) == ("lost", after(4), "wet")
    assert StepTaken.objects.get(step="lose").answers == {"why": "in the river", "note": "wet", "pays": "no", "seen_on": "2026-03-03"}
    again = desk.world.now(desk.step(lost, "ask_again", after(6), by="worker2"))
    assert (again.state, again.facts.outcome, again.facts.ended_on, again.facts.note) == ("asked", "", None, "wet")


@pytest.mark.parametrize(("said", "says"), [
    ({}, "还没有填“why”"), ({"why": "   "}, "还没有填“why”"), ({"why": "x", "pays": "later"}, "“pays”请从给出的"),
    ({"why": "x", "seen_on": "yesterday"}, "“last seen”不是一个日期"),
])
def test_a_step_without_what_it_asks_is_refused_and_nothing_moves(desk: Desk, said: dict[str, Any], says: str) -> None:
    made = desk.lent(DAY)
    with pytest.raises(Refused, match=says):
        desk.step(made, "lose", after(1), **said)
    now = desk.world.now(made)
    assert (now.state, now.facts.outcome, StepTaken.objects.filter(step="lose").count()) == ("lent", "", 0)


@pytest.mark.parametrize(("key", "by"), [
    ("remind", "worker2"), ("remind", "wife"), ("remind", "clerk"), ("remind", "neighbour"), ("extend", "worker"), ("extend", "dispatcher"),
])
def test_a_step_that_names_its_roles_is_taken_by_nobody_else(desk: Desk, key: str, by: str) -> None:
    made = desk.lent(DAY)
    with pytest.raises(Refused, match="要由(librarian|library head)来办"):
        desk.step(made, key, DAY, by=by)
    assert desk.world.now(made).version == made.version


@pytest.mark.parametrize("by", ["worker2", "wife", "worker3", "clerk"])
def test_a_step_that_names_no_role_waits_for_the_post_whose_turn_it_is(desk: Desk, by: str) -> None:
    made = desk.write(DAY, by="worker")
    with pytest.raises(Refused, match="要由librarian来办"):
        desk.step(made, "lend", DAY, by=by)
    assert desk.step(made, "lend", DAY).state == "lent"


def test_a_step_from_elsewhere_or_of_no_flow_is_refused(desk: Desk) -> None:
    made = desk.write(DAY, by="worker")
    with pytest.raises(Refused, match="现在是“asked for”，不能give back"):
        desk.step(made, "give_back", DAY)
    with pytest.raises(Refused, match="不能办这一步"):
        desk.step(made, "burn", DAY)


def test_an_extension_adds_to_the_running_limit_by_its_rule_and_only_once(desk: Desk) -> None:
    made = desk.lent(DAY, **LENT)
    longer = desk.step(made, "extend", after(3), by="worker2")
    assert (made.due_on, longer.due_on, longer.state) == (after(7), after(7 + 14), "lent")
    with pytest.raises(Refused, match="只能办一次"):
        desk.step(longer, "extend", after(4), by="worker2")
    assert desk.world.now(made).due_on == after(21)


def test_the_limit_runs_on_while_more_is_asked_and_what_is_granted_lengthens_it(desk: Desk) -> None:
    made = desk.lent(DAY, **LENT)
    asking = desk.step(made, "ask_longer", after(2))
    assert (asking.turn_role, asking.due_on, asking.due_rule) == ("library_head", after(7), made.due_rule)
    assert desk.step(asking, "deny", after(3), by="worker2").due_on == after(7)
    granted = desk.step(desk.step(made, "ask_longer", after(4)), "extend", after(5), by="worker2")
    assert (granted.state, granted.due_on, granted.due_rule) == ("lent", after(7 + 14), made.due_rule)


def test_a_step_that_stays_where_it_is_keeps_the_running_limit(desk: Desk) -> None:
    made = desk.lent(DAY, **LENT)
    assert desk.step(made, "remind", after(5)).due_on == after(7)
    assert desk.step(made, "remind", after(6)).due_on == after(7)


@pytest.mark.parametrize(("day", "late"), [(7, False), (8, True)])
def test_a_step_is_late_from_the_day_after_the_limit(desk: Desk, day: int, late: bool) -> None:
    made = desk.lent(DAY, **LENT)
    assert made.late(after(day)) is late
    over = desk.step(made, "give_back", after(day))
    assert StepTaken.objects.get(step="give_back").late is late and over.late(after(99)) is False


@pytest.mark.parametrize(("entered", "late"), [(7, False), (8, True)])
def test_late_goes_by_when_a_step_was_written_down_whatever_day_is_typed(desk: Desk, entered: int, late: bool) -> None:
    desk.step(desk.lent(DAY, **LENT), "give_back", after(entered), on=after(2))
    step = StepTaken.objects.get(step="give_back")
    assert (step.late, step.on, step.at) == (late, after(2), noon(after(entered)))


def test_coming_back_to_where_a_limit_resumes_gives_no_new_time_until_it_is_begun_anew(desk: Desk) -> None:
    made = desk.lent(DAY, **LENT)
    there = desk.step(made, "mend", DAY, handler=desk.world.office)
    assert there.due_on == after(10)
    back = desk.step(there, "return", after(3), by="worker3")
    again = desk.step(back, "mend", after(4), handler=desk.world.office)
    assert again.due_on == after(10)
    lost = desk.step(desk.step(again, "return", after(5), by="worker3"), "lose", after(5), why="fire")
    anew = desk.step(desk.step(lost, "ask_again", after(6), by="worker2"), "lend", after(6))
    assert desk.step(anew, "mend", after(7), handler=desk.world.office).due_on == after(17)


def test_no_step_lies_before_the_one_before_it_or_in_days_to_come(desk: Desk) -> None:
    made = desk.write(after(1), by="worker")
    with pytest.raises(Refused, match=f"不能早于上一步的 {after(1)}"):
        desk.step(made, "lend", after(5), on=DAY)
    desk.step(made, "lend", after(5), on=after(3))
    with pytest.raises(Refused, match=f"不能早于上一步的 {after(3)}"):
        desk.step(made, "remind", after(5), on=after(2))
    with pytest.raises(Refused, match="还没到"):
        desk.step(made, "remind", after(5), on=after(6))
    assert desk.step(made, "remind", after(5), on=after(3)).version == 3


def test_the_limit_goes_by_the_rule_of_the_day_the_rest_began(desk: Desk) -> None:
    old, new = desk.lent(date(2026, 1, 31)), desk.lent(date(2026, 2, 1))
    assert (old.due_on, new.due_on) == (date(2026, 3, 2), date(2026, 2, 22))
    assert old.due_rule != new.due_rule and {old.due_rule.split("@")[0], new.due_rule.split("@")[0]} == {"loan.novel"}
    assert desk.step(old, "remind", date(2026, 2, 3)).due_on == date(2026, 3, 2)
    assert desk.lent(TODAY, sort="gift").due_on is None


def test_working_days_leave_out_the_weekend(desk: Desk) -> None:
    assert desk.write(date(2026, 3, 6), by="worker").due_on == date(2026, 3, 10)


def test_what_was_handed_on_is_the_turn_of_that_office_alone(desk: Desk) -> None:
    sent = desk.step(desk.lent(DAY), "mend", DAY, handler=str(desk.world.office.pk))
    assert (sent.handler, sent.turn_role, sent.turn_org, sent.due_on) == (desk.world.office, "binder", desk.world.office, after(10))
    assert StepTaken.objects.get(step="mend").answers == {"handler": {"org": desk.world.office.pk, "name": "民生服务站"}}
    with pytest.raises(Refused, match="要由bookbinder来办"):
        desk.step(sent, "return", DAY)
    assert desk.step(sent, "return", DAY, by="worker3").turn_org == desk.world.village


def test_only_a_living_office_of_the_own_tenant_is_handed_anything(desk: Desk) -> None:
    made, ended = desk.lent(DAY), end_org(actor=desk.world.operator, at=noon(TODAY), org=desk.world.other_office, until=DAY)
    for wrong in (desk.world.village, desk.world.town, desk.world.far_village, ended, "12x", "999999999", "²"):
        with pytest.raises(Refused, match="请从本地现有的单位里选"):
            desk.step(made, "mend", TODAY, handler=wrong)
    assert desk.world.now(made).handler is None


def test_where_the_place_has_no_such_post_the_next_one_stands_in_with_the_steps_of_both(desk: Desk) -> None:
    made = desk.write(DAY, org=desk.world.office)
    assert (made.turn_role, made.turn_org) == ("library_head", desk.world.town)
    lent = desk.step(made, "lend", DAY, by="worker2")
    with pytest.raises(Refused):
        desk.step(lent, "give_back", DAY, by="worker")
    assert desk.step(lent, "give_back", DAY, by="worker2").state == "back"


def test_the_same_uid_moves_a_record_once(desk: Desk) -> None:
    made = desk.lent(DAY)
    first = desk.step(made, "remind", DAY, uid=UID)
    before = Entry.objects.count()
    assert desk.step(made, "remind", DAY, uid=UID).version == first.version == 3
    with pytest.raises(Clash):
        desk.step(made, "give_back", DAY, uid=UID)
    assert (StepTaken.objects.filter(step="remind").count(), Entry.objects.count(), desk.world.now(made).state) == (1, before, "lent")


def test_who_saw_an_older_state_does_not_overwrite_a_newer_one(desk: Desk) -> None:
    stale = desk.lent(DAY)
    desk.step(stale, "give_back", DAY)
    with pytest.raises(Refused, match="已被别人办过"):
        save_moved(stale, stale.version, ())
    assert desk.world.now(stale).state == "back"


def walked(desk: Desk, how: Callable[[Record, list[Told]], None], told: list[Told]) -> list[Any]:
    made = desk.write(DAY, by="worker", **LENT)
    how(made, told)
    now = desk.world.now(made)
    columns = ("step", "source", "target", "on", "due_on", "next_due_on", "late", "answers")
    stands = (now.state, now.due_on, now.due_rule, now.turn_role, now.turn_org_id, now.version, now.facts.outcome, now.facts.ended_on)
    return [stands, *StepTaken.objects.filter(record=made).order_by("id").values_list(*columns)]


def test_many_steps_at_once_lead_where_they_lead_one_by_one(desk: Desk) -> None:
    told = [Told("lend", after(1)), Told("remind", after(2)), Told("extend", after(3)), Told("lose", after(30), {"why": "fire"}), Told("ask_again", after(31))]
    by = desk.world.operator

    def one_by_one(record: Record, steps: list[Told]) -> None:
        for step in steps:
            desk.step(record, step.key, step.on, by={"extend": "worker2", "ask_again": "worker2"}.get(step.key, "worker"), **step.answers)

    def at_once(record: Record, steps: list[Told]) -> None:
        with trail.act(by, noon(after(40)), None, {}) as act:
            take_many([(record, steps)], act=act)

    assert walked(desk, at_once, told) == walked(desk, one_by_one, told)
    assert verify() == []
