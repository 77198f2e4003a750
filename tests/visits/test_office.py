"""What an office is asked about: the problems handed to it, what became of them, and what it owes itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.visits.case import MONDAY, raised
from tests.world import BUILT, SINCE, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.naming import counted_in
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.register.models import Org

pytestmark = pytest.mark.django_db

KEYS = ("all", "in_hand", "returned", "solved", "cannot", "late", "in_time_rate")


def of(office: Org, day: date = TODAY, today: date = TODAY + timedelta(days=400)) -> dict[str, int | None]:
    """What the office's figures say of a day that is past today."""
    assert office.tenant
    scope = Scope.year(office.tenant, day.year, today, day).handled_by(office)
    numbers = values(counted_in(scope), scope)
    return {key: None if (n := numbers[f"problem.{key}"]) is None else int(n) for key in KEYS}


def test_an_office_head_sees_what_became_of_what_his_office_was_handed(world: World) -> None:
    for steps in (("assign",), ("assign", "accept"), ("assign", "accept", "return"), ("assign", "accept", "solve"), ("assign", "accept", "cannot"), ()):
        raised(world, MONDAY, words=f"事{steps}").walk(MONDAY, *steps)
    for today in (MONDAY, TODAY):
        assert of(world.office, MONDAY, today) == {"all": 5, "in_hand": 2, "returned": 1, "solved": 1, "cannot": 1, "late": 0, "in_time_rate": 100}
    assert of(world.other_office) == {"all": 0, "in_hand": 0, "returned": 0, "solved": 0, "cannot": 0, "late": 0, "in_time_rate": None}


def test_what_others_owe_does_not_make_an_office_late(world: World) -> None:
    """Solved and never answered, returned and never handed on: the clerk and the dispatcher owe that."""
    solved, returned, kept = (raised(world, MONDAY, words=words) for words in ("修了", "退了", "压着"))
    solved.walk(MONDAY, "assign", "accept", "solve")
    returned.walk(MONDAY, "assign", "return")
    kept.walk(MONDAY, "assign")
    year_later = MONDAY + timedelta(days=300)
    assert of(world.office, year_later) == {"all": 3, "in_hand": 1, "returned": 1, "solved": 1, "cannot": 0, "late": 1, "in_time_rate": 50}
    town = Scope.year(world.town, year_later.year, year_later)
    assert book.get(Figure, "problem.late").value(town) == 3
    assert list(book.get(Figure, "problem.late").evidence(town.handled_by(world.office))) == [kept.record]


def test_handed_on_it_is_the_other_offices_and_the_past_is_what_it_was(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept", "return")
    day = MONDAY + timedelta(days=3)
    appoint(actor=world.operator, at=BUILT, person=world.worker, org=world.other_office, role="office_head", since=SINCE)
    case.step("assign", day, handler=world.other_office)
    assert [of(org)["all"] for org in (world.office, world.other_office)] == [0, 1]
    before = day - timedelta(days=1)
    assert [(of(org, before)["all"], of(org, before)["returned"]) for org in (world.office, world.other_office)] == [(1, 1), (0, 0)]


def test_only_what_is_handed_on_is_said_of_an_office(world: World) -> None:
    scope = Scope.year(world.town, TODAY.year, TODAY).handled_by(world.office)
    assert {one.key.split(".")[0] for one in counted_in(scope)} == {"problem"}
    assert "population" in {one.key for one in counted_in(scope.handled_by(None))}


def test_a_returned_problem_counts_as_returned_until_it_is_handed_on(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "return")
    town, figure = Scope.year(world.town, TODAY.year, TODAY), book.get(Figure, "problem.returned")
    assert figure.value(town) == Decimal(1) and list(figure.evidence(town)) == [case.record]
    case.step("assign", MONDAY)
    assert figure.value(town) == 0
