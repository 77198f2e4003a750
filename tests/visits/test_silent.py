"""Nobody is passed over: a silent household has its time, an objection is closed with a reason, what is told back is passed on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests.toypack.desk import noon
from tests.visits.case import MONDAY, Case, raised
from tests.web.conftest import Comes
from tests.world import NOON, TODAY, World
from yanzhen.faces.web.told import step_marks
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import steps_for
from yanzhen.kernel.flows.bulk import Told, take_many
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import trail
from yanzhen.kernel.records.models import Record

SEVEN = MONDAY + timedelta(days=7)


def answered(world: World, day: date = MONDAY) -> Case:
    case = raised(world, day)
    case.walk(day, "assign", "accept", "solve", "answer")
    return case


@pytest.mark.parametrize("last", ["answer", "tell"])
def test_a_household_told_has_its_days_before_the_office_may_close_past_it(world: World, last: str) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept", *(("solve", "answer") if last == "answer" else ("cannot", "tell")))
    for day in (MONDAY, SEVEN):
        with pytest.raises(Refused, match=f"可于 {SEVEN} 之后办"):
            case.step("silent", day)
        assert "silent" not in {step.key for step in steps_for(case.record, world.actor("dispatcher", day))}
    assert "silent" in {step.key for step in steps_for(case.record, world.actor("dispatcher", SEVEN + timedelta(1)))}
    assert case.step("silent", SEVEN + timedelta(1)).state == "closed"


def test_nor_does_a_day_typed_a_file_or_the_server_shorten_it(world: World) -> None:
    case = answered(world)
    with pytest.raises(Refused, match="之后办"):
        case.step("silent", SEVEN + timedelta(2), on=SEVEN)
    with pytest.raises(Refused, match="之后办"):
        case.step("silent", SEVEN, by="operator")
    told = Told("silent", SEVEN, {"why": "去过两次"})
    with pytest.raises(Refused, match="之后办"), trail.act(world.operator, NOON, None, {}) as act:
        take_many([(Record.objects.select_related("org", "tenant").get(pk=case.record.pk), [told])], act=act)
    assert world.now(case.record).state == "answered"


def test_the_page_and_the_api_say_from_when(world: World, comes: Comes) -> None:
    case = answered(world, TODAY)
    due, path = case.record.due_on, f"/r/{case.record.pk}/"
    client = comes("dispatcher")
    page = client.get(path).content.decode()
    assert f"“住户没有表态，到期办结”可于 {due} 之后办" in page and "?step=silent" not in page
    answer = client.post(f"{path}do/silent/", {"uid": uuid4(), "why": "去过"})
    assert answer.status_code == 422 and f"可于 {due} 之后办" in answer.content.decode()
    with time_machine.travel(noon(TODAY + timedelta(days=1)), tick=False):
        assert "silent" not in {s.key for s in steps_for(case.record, world.actor("dispatcher", TODAY + timedelta(days=1)))}


def test_an_objection_is_closed_with_a_reason_and_by_nothing_less(world: World) -> None:
    case = answered(world)
    case.step("dispute", MONDAY)
    for key, said in (("close", {}), ("settle", {"why": ""}), ("settle", {"why": " "})):
        with pytest.raises(Refused):
            case.step(key, MONDAY, by="dispatcher", **said)
    assert case.step("settle", MONDAY, by="dispatcher", why="复核过，水压正常").state == "closed"
    assert StepTaken.objects.get(step="settle").answers == {"why": "复核过，水压正常"}


@pytest.mark.parametrize(("way", "key", "asks"), [
    (("assign",), "return", {"why"}), (("assign",), "take_back", {"why"}), (("assign", "accept"), "extend", {"why"}),
    (("assign", "accept"), "cannot", {"reason", "level", "condition"}), (("assign", "accept", "cannot"), "reopen", {"why"}),
    (("assign", "accept", "cannot"), "raise", {"ask"}), (("assign", "accept", "cannot", "raise"), "hand_down", {"opinion"}),
    (("assign", "accept", "solve", "answer"), "dispute", {"words"}), (("assign", "accept", "solve", "answer", "dispute"), "reopen", {"why"}),
])
def test_what_turns_a_problem_aside_says_why(world: World, way: tuple[str, ...], key: str, asks: set[str]) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, *way)
    for left_out in asks:
        with pytest.raises(Refused, match="还没有填"):
            case.step(key, MONDAY, **{left_out: "  "})
    case.step(key, MONDAY)
    taken: Any = StepTaken.objects.filter(step=key).latest("pk")
    assert set(taken.answers) == asks and taken.by_id and taken.post and taken.at


def test_sent_back_by_the_county_the_household_is_told_before_it_is_raised_again(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept", "cannot")
    assert "raise" in [step.key for step in steps_for(case.record, world.actor("dispatcher", MONDAY))]
    case.walk(MONDAY, "raise", "hand_down")
    assert next(iter(steps_for(case.record, world.actor("dispatcher", MONDAY)))).key == "tell"


def test_a_way_over_new_year_tells_its_years(world: World) -> None:
    december, may = date(2025, 12, 8), date(2026, 2, 20)
    case = raised(world, december)
    case.walk(december, "assign", "accept")
    case.walk(may, "solve", "answer")
    marks = step_marks(case.record, list(StepTaken.objects.filter(record=case.record).order_by("pk")), may)
    days = [re.search(r"\d[\d-]*", mark.note) for mark in marks if mark.note]
    assert [d and d[0] for d in days] == ["2025-12-08", "2025-12-08", "2025-12-08", "2026-02-20", str(case.record.due_on)]
    case = raised(world, MONDAY, home="next_home")
    case.walk(MONDAY, "assign")
    assert step_marks(case.record, list(StepTaken.objects.filter(record=case.record)), MONDAY)[0].note == "03-02"
