"""A problem put into another category has that category's limit, from when the work on it began."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.figures.test_disputed import SOLVED, counts, noon, walk
from tests.world import World, build
from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.rules import rule
from yanzhen.kernel.base.spans import deadline
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import correct
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.actions import Raised, log_visit

RAISED = date(2026, 2, 24)
ACCEPTED = RAISED + timedelta(days=2)
WATER, ROAD = "problem.handle.water", "problem.handle.road"


def limit(key: str, since: date) -> date:
    version = rule(key).find(since)
    assert version
    return deadline(version.span, since, calendar()).day


def raised(category: str) -> tuple[World, Record]:
    """Told on Tuesday, taken on by the office on Thursday."""
    world = build()
    log_visit(actor=world.actor("clerk", RAISED), at=noon(RAISED), uid=uuid4(), org=world.village, happened_on=RAISED, target=world.home, problems=[Raised("没水", category)])
    record = Record.objects.get(kind="problem")
    walk(world, record, RAISED + timedelta(days=1), *SOLVED[:2])
    return world, world.now(record)


def recategorise(world: World, record: Record, category: str, day: date) -> Record:
    return correct(world.now(record), actor=world.actor("clerk", day), at=noon(day), reason="类别选错了", category=category)


@pytest.mark.parametrize(("was", "then"), [(("water", WATER), ("road", ROAD)), (("road", ROAD), ("water", WATER))])
@pytest.mark.django_db
def test_the_limit_is_that_of_the_right_category_from_the_day_the_work_began(was: tuple[str, str], then: tuple[str, str]) -> None:
    world, record = raised(was[0])
    assert record.due_on == limit(was[1], ACCEPTED)
    record = recategorise(world, record, then[0], ACCEPTED + timedelta(days=1))
    assert (record.due_on, record.due_rule.split("@")[0]) == (limit(then[1], ACCEPTED), then[1])
    assert not verify()


@pytest.mark.django_db
def test_after_a_return_rule_and_day_are_of_one_category() -> None:
    world, record = raised("water")
    recategorise(world, record, "road", ACCEPTED)
    walk(world, record, ACCEPTED + timedelta(days=1), ("return", "office_head", {"why": "不归我们"}), *SOLVED[:2])
    record = world.now(record)
    assert (record.due_on, record.due_rule.split("@")[0]) == (limit(ROAD, ACCEPTED), ROAD)


@pytest.mark.django_db
def test_what_was_late_by_the_wrong_limit_is_not_late_by_the_right_one_on_any_day() -> None:
    world, record = raised("water")
    day = ACCEPTED + timedelta(days=5)
    assert counts(world, day, "problem.late") == (1, 1)
    recategorise(world, record, "road", day)
    assert counts(world, day, "problem.late") == (0, 0)


@pytest.mark.django_db
def test_more_time_given_is_kept_under_the_right_limit() -> None:
    world, record = raised("road")
    walk(world, record, ACCEPTED + timedelta(days=1), ("extend", "dispatcher", {"why": "等材料"}))
    extended = world.now(record).due_on
    recategorise(world, record, "water", ACCEPTED + timedelta(days=2))
    assert world.now(record).due_on not in (extended, limit(WATER, ACCEPTED))
    assert recategorise(world, record, "road", ACCEPTED + timedelta(days=2)).due_on == extended


@pytest.mark.django_db
def test_where_no_category_limits_nothing_changes() -> None:
    world = build()
    log_visit(actor=world.actor("clerk", RAISED), at=noon(RAISED), uid=uuid4(), org=world.village, happened_on=RAISED, target=world.home, problems=[Raised("没水", "water")])
    record = Record.objects.get(kind="problem")
    was = record.due_on, record.due_rule
    record = recategorise(world, record, "road", RAISED)
    assert (record.due_on, record.due_rule) == was
