"""A record stands where the household or company it is about is; a correction of that takes it there, for every day there was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.world import NOON, TODAY, World, build
from yanzhen.faces.web.told import corrected
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import correct
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_household, move_household
from yanzhen.kernel.register.models import Org
from yanzhen.packs.visits.actions import Raised, log_visit

DAY = TODAY - timedelta(days=30)


@pytest.fixture
def world(db: None) -> World:
    return build()


def visited(world: World, by: str = "dispatcher") -> tuple[Record, Record]:
    """A visit at a home of the village's first grid, and the problem raised there."""
    made = log_visit(actor=world.actor(by), at=NOON, uid=uuid4(), org=world.grid, happened_on=DAY, target=world.home, problems=[Raised("没水", "water")])
    return made, Record.objects.get(origin=made)


def put_right(world: World, record: Record, who: str = "dispatcher", **changes: Any) -> Record:
    return correct(record, actor=world.actor(who), at=NOON, reason="记错了户", **changes)


def counted(world: World, org: Org, key: str, day: date = TODAY) -> int:
    return int(book.get(Figure, key).value(Scope(org, date(2026, 1, 1), date(2027, 1, 1), day, replay=day < TODAY)))


def test_a_record_stands_where_its_household_stands_and_not_where_it_was_written(world: World) -> None:
    made = log_visit(actor=world.actor("clerk"), at=NOON, uid=uuid4(), org=world.village, happened_on=DAY, target=world.home, problems=[Raised("没水", "water")])
    assert {(r.org, r.org_path) for r in (made, Record.objects.get(origin=made))} == {(world.grid, world.grid.path)}


def test_a_visit_told_late_stands_where_the_household_was_that_day(world: World) -> None:
    move_household(actor=world.actor("clerk"), at=NOON, household=world.home, to=world.other_grid, since=DAY + timedelta(days=1))
    home = world.now(world.home)
    for day, place in ((DAY, world.grid), (DAY + timedelta(days=1), world.other_grid)):
        assert log_visit(actor=world.actor("clerk"), at=NOON, uid=uuid4(), org=world.village, happened_on=day, target=home).org == place
    with pytest.raises(Refused, match="那天在上河村上河第一网格，不在上河第二网格"):
        log_visit(actor=world.actor("other_grid_worker"), at=NOON, uid=uuid4(), org=world.other_grid, happened_on=DAY, target=home)


def test_a_household_of_another_place_is_a_slip_and_refused(world: World) -> None:
    for who, org, home in (("dispatcher", world.other_village, world.home), ("grid_worker", world.grid, world.next_home), ("operator", world.village, world.far_home)):
        with pytest.raises(Refused, match=f"不在{org}，请核对"):
            log_visit(actor=world.actor(who), at=NOON, uid=uuid4(), org=org, happened_on=DAY, target=home)
    assert not Record.objects.exists()


def test_nobody_writes_where_he_may_not_by_naming_a_wider_place(world: World) -> None:
    with pytest.raises(Refused, match="不能在上河第二网格登记"):
        log_visit(actor=world.actor("grid_worker"), at=NOON, uid=uuid4(), org=world.village, happened_on=DAY, target=world.next_home)


def test_the_record_goes_where_the_household_is_and_counts_there_on_every_day(world: World) -> None:
    visit, problem = visited(world)
    for record, key in ((visit, "visit.covered"), (problem, "problem.all")):
        put_right(world, record, household=world.other_home)
        moved = Record.objects.get(pk=record.pk)
        assert (moved.org, moved.org_path) == (world.other_village, world.other_village.path)
        for day in (DAY, TODAY):
            assert [counted(world, org, key, day) for org in (world.village, world.other_village)] == [0, 1], (key, day)
    assert verify() == []


def test_a_visit_is_called_as_the_home_is_in_lists_and_a_correction_renames_it(world: World) -> None:
    visit, problem = visited(world)
    firm = log_visit(actor=world.actor("dispatcher"), at=NOON, uid=uuid4(), org=world.town, happened_on=DAY, target=world.company)
    assert [r.title for r in (visit, firm, problem)] == ["走访 0101 璩××", "走访 清泉食品公司", "没水"]
    assert put_right(world, visit, household=world.other_home, title=visit.title).title == "走访 0201 雒××"
    assert ("title", "走访 0101 璩××") in Correction.objects.values_list("field", "old")
    assert put_right(world, problem, household=world.other_home).title == "没水"


def test_a_visit_called_by_hand_keeps_its_name(world: World) -> None:
    visit, _problem = visited(world)
    assert put_right(world, visit, household=world.other_home, title="看望老人").title == "看望老人"
    assert put_right(world, visit, household=world.home).title == "看望老人"


def test_a_new_head_leaves_the_visits_of_the_old_one_as_they_were_called(world: World) -> None:
    visit, _problem = visited(world)
    correct_household(actor=world.actor("clerk"), at=NOON, household=world.home, reason="换户主", head=world.wife)
    assert Record.objects.get(pk=visit.pk).title == "走访 0101 璩××"
    assert log_visit(actor=world.actor("clerk"), at=NOON, uid=uuid4(), org=world.grid, happened_on=TODAY, target=world.now(world.home)).title == "走访 0101 蔺××"


def test_the_old_place_is_kept_with_the_reason_and_shown(world: World) -> None:
    visit, _problem = visited(world)
    put_right(world, visit, household=world.other_home)
    kept = {c.field: (c.old, c.new, c.reason) for c in Correction.objects.filter(subject=f"records.record:{visit.pk}")}
    assert kept["org"] == (f"register.org:{world.grid.pk}", f"register.org:{world.other_village.pk}", "记错了户") and "household" in kept
    said = [line.rest for line in corrected(visit, Correction.objects.filter(subject=f"records.record:{visit.pk}"))]
    assert "所在：原为“上河第一网格”，改为“下河村”" in said and "住户：原为“0101 璩××”，改为“0201 雒××”" in said


def test_access_follows_the_place(world: World) -> None:
    visit, _problem = visited(world)
    put_right(world, visit, household=world.other_home)
    seen = {who: Record.objects.visible_to(world.actor(who)).filter(pk=visit.pk).exists() for who in ("clerk", "grid_worker", "other_clerk")}
    assert seen == {"clerk": False, "grid_worker": False, "other_clerk": True}


def test_whose_turn_it_is_follows_too_and_the_limit_stays(world: World) -> None:
    _visit, problem = visited(world)
    for key, who, more in (("assign", "dispatcher", {"handler": world.office}), ("accept", "office_head", {}), ("solve", "office_head", {"how": "修好"})):
        problem = take_step(problem, key, actor=world.actor(who), at=NOON, uid=uuid4(), **more)
    due = problem.due_on
    assert problem.turn_org == world.village
    put_right(world, problem, household=world.other_home)
    moved = Record.objects.get(pk=problem.pk)
    assert (moved.turn_role, moved.turn_org, moved.handler, moved.due_on) == ("village_clerk", world.other_village, world.office, due)


def test_it_goes_where_the_household_was_on_the_day(world: World) -> None:
    move_household(actor=world.actor("dispatcher"), at=NOON, household=world.next_home, to=world.third_village, since=DAY + timedelta(days=10))
    visit, _problem = visited(world)
    assert put_right(world, visit, household=world.next_home).org == world.other_grid
    assert put_right(world, visit, happened_on=DAY + timedelta(days=10)).org == world.third_village


def test_a_company_is_a_place_of_its_own(world: World) -> None:
    visit, _problem = visited(world)
    moved = put_right(world, visit, household=None, company=world.company)
    assert (moved.org, moved.org_path) == (world.company, world.company.path)


def test_nobody_moves_a_record_to_where_he_may_not_write(world: World) -> None:
    visit, _problem = visited(world, "clerk")
    with pytest.raises(Refused, match="不能更正下河村"):
        put_right(world, visit, "clerk", household=world.other_home)
    with pytest.raises(Refused, match="请作废后"):
        put_right(world, visit, "operator", household=world.far_home)
    assert Record.objects.get(pk=visit.pk).org == world.grid and not Correction.objects.exists()


def test_a_slip_of_the_pen_moves_nothing(world: World) -> None:
    visit, _problem = visited(world)
    move_household(actor=world.actor("dispatcher"), at=NOON, household=world.home, to=world.other_grid, since=TODAY)
    assert put_right(world, visit, heard="问了用水").org == world.grid
