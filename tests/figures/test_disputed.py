"""A problem is disputed from the household's objection until it is worked on anew or closed, on whatever day one asks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.world import TODAY, World, build
from yanzhen.faces.web.told import facts_of, history
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.breakdown import by_column
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.actions import Raised, log_visit

FIRST = TODAY - timedelta(days=20)
SOLVED = (
    ("assign", "dispatcher", {"note": ""}), ("accept", "office_head", {}), ("solve", "office_head", {"how": "接通了"}),
    ("answer", "clerk", {"manner": "door", "answer": "已接通"}),
)
OBJECTS = ("dispute", "clerk", {"words": "还是没水"})
PARTS = ("problem.under_way", "problem.cannot", "problem.disputed", "problem.closed_disputed")


@pytest.fixture
def problem(db: None) -> tuple[World, Record]:
    world = build()
    log_visit(actor=world.actor("clerk"), at=noon(FIRST), uid=uuid4(), org=world.village, happened_on=FIRST, target=world.home, problems=[Raised("没水", "water")])
    return world, Record.objects.get(kind="problem")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def walk(world: World, record: Record, first: date, *steps: tuple[str, str, dict[str, str]]) -> date:
    """These steps, one a day; the day after the last."""
    for n, (key, who, answers) in enumerate(steps):
        day, given = first + timedelta(days=n), dict(answers) | ({"handler": world.office} if key == "assign" else {})
        take_step(record, key, actor=world.actor(who, day), at=noon(day), uid=uuid4(), **given)
    return first + timedelta(days=len(steps))


def counts(world: World, day: date, key: str = "problem.disputed") -> tuple[int, int]:
    """The figure as of a day: as it was told on that day, and as it is replayed later."""
    scopes = (Scope(world.town, date(day.year, 1, 1), date(day.year + 1, 1, 1), day, replay) for replay in (False, True))
    now, then = (int(book.get(Figure, key).value(scope)) for scope in scopes)
    return now, then


@pytest.mark.parametrize("ends", [
    ("settle", "dispatcher", {"why": "说明过了"}), ("reopen", "dispatcher", {"why": "再去看"}),
])
def test_an_objection_counts_until_it_is_taken_up_or_closed(problem: tuple[World, Record], ends: tuple[str, str, dict[str, str]]) -> None:
    world, record = problem
    objected = walk(world, record, FIRST + timedelta(1), *SOLVED)
    assert counts(world, objected - timedelta(1)) == (0, 0)
    after = walk(world, record, objected, OBJECTS)
    assert counts(world, objected) == (1, 1)
    walk(world, record, after, ends)
    assert counts(world, after) == (0, 0)
    assert counts(world, objected)[1] == 1, "on that day it was disputed, whatever became of it"


def test_what_the_household_confirms_after_an_objection_is_no_longer_disputed(problem: tuple[World, Record]) -> None:
    world, record = problem
    again = walk(world, record, FIRST + timedelta(1), *SOLVED, OBJECTS, ("reopen", "dispatcher", {"why": "再去看"}))
    end = walk(world, record, again, *SOLVED, ("confirm", "clerk", {}), ("close", "dispatcher", {}))
    assert (counts(world, end), counts(world, end, "problem.solved")) == ((0, 0), (1, 1))


def test_what_is_unsolved_is_the_sum_of_its_parts_even_when_closed_over_an_objection(problem: tuple[World, Record]) -> None:
    world, record = problem
    end = walk(world, record, FIRST + timedelta(1), *SOLVED, OBJECTS, ("settle", "dispatcher", {"why": "复核过"}))
    for day in (FIRST, end - timedelta(2), end - timedelta(1)):
        assert counts(world, day, "problem.unsolved")[1] == sum(counts(world, day, key)[1] for key in PARTS) == 1
    assert counts(world, end, "problem.closed_disputed") == (1, 1) and counts(world, end, "problem.solved") == (0, 0)


REFUSED = (*SOLVED[:2], ("cannot", "office_head", {"reason": "funds", "level": "county", "condition": "有项目时"}))


def test_what_was_said_to_be_impossible_holds_no_more_once_it_is_taken_up_again(problem: tuple[World, Record]) -> None:
    world, record = problem
    said = walk(world, record, FIRST + timedelta(1), *REFUSED)
    assert [fact.value for fact in facts_of(world.now(record), world.actor("dispatcher"))][-3:] == ["需争取项目资金", "区县", "有项目时"]
    walk(world, record, said, ("reopen", "dispatcher", {"why": "项目下来了"}))
    now = world.now(record)
    assert {fact.value for fact in facts_of(now, world.actor("dispatcher"))}.isdisjoint({"需争取项目资金", "区县", "有项目时"})
    told = [line.told for line in history(now, list(StepTaken.objects.filter(record=now).order_by("id")))]
    assert any("需争取项目资金" in line and "有项目时" in line for line in told), "the history keeps what was said"


def test_the_reasons_of_a_past_day_are_those_given_then(problem: tuple[World, Record]) -> None:
    world, record = problem
    said = walk(world, record, FIRST + timedelta(1), *REFUSED)
    again = walk(world, record, said, ("reopen", "dispatcher", {"why": "项目下来了"}), *SOLVED[:2], ("cannot", "office_head", {"reason": "policy", "level": "city", "condition": "等政策"}))
    for day, reasons in ((said - timedelta(1), {"funds": 1}), (said, {}), (again, {"policy": 1})):
        scope = Scope(world.town, date(day.year, 1, 1), date(day.year + 1, 1, 1), day, replay=True)
        assert by_column(book.get(Figure, "problem.cannot"), scope, "problem__reason") == reasons
        parts = {key: figure.value(scope) for key in ("funds", "policy") if (figure := named(f"problem.cannot@{key}"))}
        assert parts == {key: reasons.get(key, 0) for key in ("funds", "policy")}
    unsolved = {key: figure.value(scope) for key in ("cannot", "solved") if (figure := named(f"problem.unsolved@{key}"))}
    assert unsolved == {"cannot": 1, "solved": 0}
