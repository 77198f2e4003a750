"""A problem whose limit or whose outcome lies beyond New Year: it is late and decided in the year in which it is."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from tests.figures.test_disputed import SOLVED, noon, walk
from tests.world import World, build
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.actions import Raised, log_visit

RAISED, EVE, LATE, MARCH = date(2025, 12, 29), date(2025, 12, 31), date(2026, 2, 20), date(2026, 3, 2)


@pytest.fixture
def problem(db: None) -> tuple[World, Record]:
    """A broken road told on 29 December, taken on by the office on the 31st."""
    world = build()
    log_visit(actor=world.actor("clerk", RAISED), at=noon(RAISED), uid=uuid4(), org=world.village, happened_on=RAISED, target=world.home, problems=[Raised("路坏了", "road")])
    record = Record.objects.get(kind="problem")
    walk(world, record, date(2025, 12, 30), *SOLVED[:2])
    return world, record


def numbers(world: World, year: int, day: date, today: date) -> dict[str, int]:
    """What the problems come to in a year as of a day, by the last word of each figure's key; those that come to nothing left out."""
    told = values([f for f in book.of(Figure) if f.key.startswith("problem.")], Scope.year(world.town, year, today, day))
    return {key.removeprefix("problem."): int(n) for key, n in told.items() if n}


def test_what_is_open_over_new_year_is_under_way_and_late_in_the_year_it_is(problem: tuple[World, Record]) -> None:
    world, _record = problem
    for today in (EVE, LATE):
        there = numbers(world, 2025, EVE, today)
        assert there == {"all": 1, "categories": 1, "unsolved": 1, "under_way": 1, "in_hand": 1}, "on New Year's Eve nothing was due yet"
    now = numbers(world, 2026, LATE, LATE)
    assert now == {"under_way": 1, "in_hand": 1, "late": 1, "due": 1}, "it was raised the year before, and is late this year"
    assert numbers(world, 2026, LATE, date(2026, 12, 31)) == now, "asked later as of that day, it is the same"


def test_what_is_decided_after_new_year_counts_in_the_year_it_was_decided(problem: tuple[World, Record]) -> None:
    world, record = problem
    end = walk(world, record, MARCH, *SOLVED[2:], ("confirm", "clerk", {}), ("close", "dispatcher", {}))
    told = {"decided": 1, "due": 1, "confirmed": 1, "spoken": 1}
    assert numbers(world, 2026, end, end) == numbers(world, 2026, end, date(2027, 1, 5)) == told, "and not in time"
    assert "decided" not in numbers(world, 2025, EVE, end)


def test_the_problems_of_a_year_can_be_asked_for_as_of_a_later_day(problem: tuple[World, Record]) -> None:
    world, record = problem
    end = walk(world, record, MARCH, *SOLVED[2:])
    assert numbers(world, 2025, end, end)["solved"] == 1
    assert numbers(world, 2025, EVE, end).get("solved", 0) == 0


def test_what_is_taken_up_anew_counts_where_it_was_decided_last(problem: tuple[World, Record]) -> None:
    world, record = problem
    objected = walk(world, record, MARCH, *SOLVED[2:], ("dispute", "clerk", {"words": "又坏了"}))
    again = walk(world, record, objected, ("reopen", "dispatcher", {"why": "再修"}))
    assert numbers(world, 2026, MARCH, again) == {"decided": 1, "due": 1}, "on that day it was decided, a month late"
    assert numbers(world, 2026, again, again) == {"under_way": 1}, "now it is to be done again"
