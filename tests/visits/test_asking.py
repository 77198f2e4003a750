"""An office asks for more time while its time runs; the office that hands out the work grants it, or does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.visits.case import MONDAY, Case, raised
from tests.world import World
from yanzhen.faces.web.told import limit_words, waiting_row
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import steps_for
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard.verify import verify


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def asked(world: World) -> Case:
    """Accepted on Monday for five working days; asked for more on Tuesday."""
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    case.step("ask_more", after(1))
    return case


def test_who_asks_waits_for_the_dispatcher_while_his_time_runs(asked: Case) -> None:
    record = asked.record
    assert (record.state, record.turn_role, record.turn_org_id, record.due_on) == ("asking", "dispatcher", asked.world.town.pk, after(7))
    assert record.due_rule.startswith("problem.handle.welfare") and record.late(after(8))
    assert [s.key for s in steps_for(record, asked.world.actor("dispatcher", after(1)))] == ["extend", "decline", "take_back"]
    assert [s.key for s in steps_for(record, asked.world.actor("office_head", after(1)))] == ["go_on"]
    assert asked.value("problem.in_hand", after(1)) == asked.value("problem.under_way", after(1)) == 1


def test_what_is_granted_runs_from_the_limit_it_lengthens(asked: Case) -> None:
    granted = asked.step("extend", after(2))
    plain = raised(asked.world, MONDAY, home="next_home")
    plain.walk(MONDAY, "assign", "accept")
    assert (granted.state, granted.turn_role, granted.due_on) == ("in_hand", "office_head", plain.step("extend", after(1)).due_on)
    with pytest.raises(Refused, match="只能办一次"):
        asked.step("ask_more", after(3))
    assert verify() == []


@pytest.mark.parametrize("step", ["decline", "go_on"])
def test_without_it_the_old_limit_stands(asked: Case, step: str) -> None:
    back = asked.step(step, after(3))
    assert (back.state, back.turn_role, back.turn_org_id, back.due_on) == ("in_hand", "office_head", asked.world.office.pk, after(7))
    asked.step("solve", after(8))
    assert StepTaken.objects.get(step="solve").late is True


def test_the_page_says_by_what_the_limit_was_lengthened(asked: Case) -> None:
    assert limit_words(asked.record, list(StepTaken.objects.order_by("id")))[0] == "5个工作日"
    asked.step("extend", after(2))
    words, source = limit_words(asked.record, list(StepTaken.objects.order_by("id")))
    assert words == "5个工作日，经批准延长15日" and source.endswith("第六条第二项、第七条")


def test_past_the_limit_nothing_is_granted_any_more(asked: Case) -> None:
    with pytest.raises(Refused, match="已过，不能再延期"):
        asked.step("extend", after(8))
    assert asked.value("problem.late", after(8)) == 1


def test_a_refusal_says_why(asked: Case) -> None:
    with pytest.raises(Refused, match="为什么不同意"):
        asked.step("decline", after(2), why="")


def test_what_waits_names_what_can_be_done_with_it(asked: Case) -> None:
    dispatcher = asked.world.actor("dispatcher", after(1))
    said = {day: waiting_row(asked.record, day, dispatcher).act for day in (after(1), after(8))}
    assert [str(link.label) for link in said.values() if link] == ["延期", "不同意延期"], "what is late is lengthened no more"
