"""What the household says: a solution is confirmed, that something cannot be done is only noted, and neither counts for the other."""

from __future__ import annotations

import pytest

from tests.visits.case import MONDAY, Case, raised
from tests.world import World
from yanzhen.kernel.base.refused import Refused


def impossible(world: World, home: str = "home") -> Case:
    """Found impossible, raised, sent back, and told to the household."""
    case = raised(world, MONDAY, home=home)
    case.walk(MONDAY, "assign", "accept", "cannot", "raise", "hand_down", "tell")
    return case


def answered(world: World, home: str) -> Case:
    case = raised(world, MONDAY, home=home)
    case.walk(MONDAY, "assign", "accept", "solve", "answer")
    return case


def test_what_nobody_can_solve_is_noted_and_never_confirmed_as_solved(world: World) -> None:
    case = impossible(world)
    with pytest.raises(Refused, match="不能住户确认解决"):
        case.step("confirm", MONDAY)
    case.step("noted", MONDAY)
    assert (case.record.state, case.record.facts.word, case.record.facts.outcome) == ("noted", "noted", "cannot")
    assert [case.value(f"problem.{key}", MONDAY) for key in ("confirmed", "spoken", "noted", "solved", "confirmed_rate")] == [0, 0, 1, 0, None]
    assert case.walk(MONDAY, "close").state == "closed"


def test_a_household_that_does_not_accept_it_counts_among_those_unsolved(world: World) -> None:
    case = impossible(world)
    case.step("object", MONDAY)
    assert [case.value(f"problem.{key}", MONDAY) for key in ("disputed", "unsolved", "spoken", "noted")] == [1, 1, 0, 0]
    assert case.walk(MONDAY, "reopen").facts.word == ""


def test_the_confirmed_share_is_of_solved_ones_on_which_the_household_spoke(world: World) -> None:
    impossible(world, "loose_home").step("noted", MONDAY)
    answered(world, "home").step("confirm", MONDAY)
    case = answered(world, "next_home")
    assert case.value("problem.confirmed_rate", MONDAY) == 100
    case.step("dispute", MONDAY)
    assert [case.value(f"problem.{key}", MONDAY) for key in ("confirmed", "spoken", "confirmed_rate")] == [1, 2, 50]


def test_told_that_it_cannot_be_done_it_waits_for_the_household_as_long_as_an_answer(world: World) -> None:
    told, solved = impossible(world), answered(world, "next_home")
    assert told.record.due_on == solved.record.due_on and told.record.turn_role == "village_clerk"
