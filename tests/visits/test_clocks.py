"""Limits run by the day a thing is written down, which nobody can choose; what is undecided past its limit is not in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.visits.case import MONDAY, Case, raised
from tests.world import World
from yanzhen.faces.web.told import history
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import steps_for
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.models import Record

# In March 2026 the second is a Monday; five working days from it end on the ninth.


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def test_a_visit_written_down_late_does_not_reach_the_dispatcher_late(world: World) -> None:
    case = raised(world, date(2026, 2, 1), written=MONDAY)
    assert (case.record.happened_on, case.record.due_on, case.record.late(MONDAY)) == (date(2026, 2, 1), after(1), False)


def test_a_step_entered_late_is_late_whatever_day_is_typed_and_its_day_is_kept(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    assert case.record.due_on == after(7)
    case.step("solve", after(10), on=after(3))
    taken = StepTaken.objects.get(step="solve")
    assert (taken.late, taken.on, case.record.facts.decided_on) == (True, after(3), after(3))
    assert case.value("problem.in_time", after(10)) == 0


def test_what_was_done_on_paper_and_entered_within_the_limit_is_in_time(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    case.step("solve", after(7), on=after(4))
    assert StepTaken.objects.get(step="solve").late is False and case.value("problem.in_time_rate", after(7)) == 100


def test_the_next_limit_runs_from_the_day_a_step_was_entered(world: World) -> None:
    case = raised(world, MONDAY)
    handed = case.step("assign", after(4), on=MONDAY)
    assert handed.due_on == after(8), "two working days from Friday, not from the Monday before"


def test_no_step_lies_before_the_one_before_it(world: World) -> None:
    case = raised(world, MONDAY)
    case.step("assign", after(2))
    with pytest.raises(Refused, match=f"不能早于上一步的 {after(2)}"):
        case.step("accept", after(3), on=after(1))


def test_the_history_says_what_was_entered_later_than_it_was_done(world: World) -> None:
    case = raised(world, date(2026, 2, 27), written=MONDAY)
    case.step("assign", after(4), on=after(1))
    case.step("accept", after(4))
    accepted, assigned, written = history(case.record, list(StepTaken.objects.order_by("id")))
    assert (f"{after(1)} 办的，{after(4)} 补记" in assigned.rest, "2026-02-27 的事，2026-03-02 补记" in written.rest) == (True, True)
    assert "当日登记" in accepted.rest


def bounced(world: World) -> Case:
    """Accepted on Monday for five working days, sent back on the third day, and accepted anew on the fourth."""
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    case.step("return", after(2))
    case.walk(after(3), "assign", "accept")
    return case


def test_sending_back_gives_no_new_time(world: World) -> None:
    case = bounced(world)
    assert (case.record.state, case.record.due_on) == ("in_hand", after(7))
    case.step("solve", after(8))
    assert StepTaken.objects.get(step="solve").late is True


def test_an_extension_stays_with_the_handling_across_a_return(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    longer = case.step("extend", after(1)).due_on
    case.step("return", after(2))
    assert case.walk(after(3), "assign", "accept").due_on == longer
    with pytest.raises(Refused, match="只能办一次"):
        case.step("extend", after(4))


def test_taken_up_again_it_has_its_whole_time_and_may_be_extended_again(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept", "extend", "cannot", "reopen")
    anew = case.walk(after(7), "assign", "accept")
    assert anew.due_on == after(14)
    longer = case.step("extend", after(8)).due_on
    assert longer and longer > after(14)
    with pytest.raises(Refused, match="只能办一次"):
        case.step("extend", after(9))


def test_what_is_undecided_past_its_limit_is_not_in_time(world: World) -> None:
    prompt, slow, fresh = (raised(world, MONDAY, home=home) for home in ("home", "next_home", "loose_home"))
    prompt.walk(MONDAY, "assign", "accept", "solve")
    slow.walk(MONDAY, "assign", "accept")
    assert fresh.record.due_on == after(1)
    shares = [(prompt.value("problem.due", day), prompt.value("problem.in_time_rate", day)) for day in (after(1), after(2), after(8))]
    assert shares == [(1, 100), (2, 50), (3, 33)]


def test_what_is_late_is_not_made_punctual_by_an_extension(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    due = case.record.due_on
    assert due == after(7)
    for on in (None, after(5)):
        with pytest.raises(Refused, match=f"期限 {due} 已过"):
            case.step("extend", after(8), on=on)
    assert "extend" not in {step.key for step in steps_for(case.record, world.actor("dispatcher", after(8)))}
    with pytest.raises(Refused, match="已过"):
        case.step("extend", after(8), by="operator")
    assert (world.now(case.record).due_on, case.step("solve", after(8)).state) == (due, "solved")
    assert StepTaken.objects.get(step="solve").late and case.value("problem.in_time", after(8)) == 0


def test_on_its_last_day_a_limit_can_still_be_extended(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    assert case.step("extend", after(7)).due_on > after(7)


def test_a_limit_set_forward_in_the_database_is_named_though_the_problem_is_handled_since(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    Record.objects.filter(pk=case.record.pk).update(due_on=after(60))
    case.step("extend", after(7))
    case.step("solve", after(30))
    assert [f.where for f in verify()] == [f"records.record:{case.record.pk}"]
    assert f"{case.record.number}（records.record:{case.record.pk}）" in str(verify()[0])
