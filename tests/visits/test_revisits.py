"""The second look: whom to ask about what, drawn from the year asked for, and never thinned out afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.toypack.desk import noon as noon_of
from tests.visits.case import MONDAY, Case, raised, value
from tests.web.conftest import Comes
from tests.world import NOON, SINCE, TODAY, World
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.records.actions import correct, void
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.actions import draw_revisits, reach

DECEMBER = date(2025, 12, 15)


@pytest.fixture
def inspected(world: World) -> World:
    """The county with somebody who looks again."""
    appoint(actor=world.operator, at=NOON, person=world.worker3, org=world.town, role="inspector", since=SINCE)
    return world


def solved(world: World, day: date, home: str = "home") -> Case:
    case = raised(world, day, home=home, words="水压不足")
    case.walk(day, "assign", "accept", "solve")
    return case


def drawn(world: World, day: date = TODAY, size: int = 5, year: int | None = None) -> list[Record]:
    return draw_revisits(actor=world.actor("worker3", day), at=noon_of(day), size=size, year=year)


def test_problems_of_last_december_are_drawn_in_january_when_that_year_is_asked_for(inspected: World) -> None:
    case = solved(inspected, DECEMBER)
    january = date(2026, 1, 20)
    with pytest.raises(Refused, match="2026 年没有可抽的"):
        drawn(inspected, january)
    assert [r.origin for r in drawn(inspected, january, year=2025)] == [case.record]
    with pytest.raises(Refused, match="2025 年没有可抽的"):
        drawn(inspected, january, year=2025)


def test_what_was_drawn_stays_in_the_sample(inspected: World) -> None:
    for home in ("home", "next_home", "loose_home"):
        solved(inspected, MONDAY, home)
    looks, by = drawn(inspected), {"actor": inspected.actor("worker3"), "at": NOON}
    for look, said in zip(looks, ("yes", "no", "unreached"), strict=True):
        take_step(look, "ask", **by, solved=said)
    for deed in (lambda: void(looks[1], **by, reason="不好看"), lambda: correct(looks[1], **by, reason="不好看", solved="yes")):
        with pytest.raises(Refused, match="不能更正，也不能作废"):
            deed()
    assert [value(inspected, key, TODAY) for key in ("revisit.drawn", "revisit.asked", "revisit.unreached", "revisit.solved_rate")] == [3, 2, 1, 50]
    again = take_step(looks[1], "again", **by, why="问错了人")
    assert (again.state, again.facts.solved, value(inspected, "revisit.unasked", TODAY)) == ("drawn", "", 1)


def test_whoever_looks_again_is_shown_whom_to_ask_about_what(noon: None, inspected: World, comes: Comes) -> None:
    case = solved(inspected, MONDAY)
    [look] = drawn(inspected)
    client = comes("worker3")
    page = client.get(reverse("record", args=[look.pk])).content.decode()
    for words in ("璩老根", "0101号", "水压不足", "已解决"):
        assert words in page, words
    assert client.get(reverse("record", args=[case.record.pk])).status_code == client.get("/l/problem/").status_code == 200
    assert client.get(reverse("record_void", args=[look.pk])).status_code == client.get(reverse("record_correct", args=[look.pk])).status_code == 404


def test_an_empty_lot_is_refused_in_words(noon: None, inspected: World, comes: Comes) -> None:
    said = comes("worker3").post("/revisit/draw/", {"size": 5, "year": 2025}, follow=True).content.decode()
    assert "2025 年没有可抽的" in said and "条，在待办里回访" not in said


def test_the_office_whose_turn_it_is_can_go_to_the_household_and_has_no_dead_link(noon: None, world: World, comes: Comes) -> None:
    case = raised(world, TODAY - timedelta(days=1))
    case.step("assign", TODAY)
    client = comes("office_head")
    page = client.get(reverse("record", args=[case.record.pk])).content.decode()
    assert "璩老根" in page and "0101号" in page
    for address in (reverse("household", args=[world.home.pk]), reverse("org", args=[world.grid.pk]), reverse("person", args=[world.villager.pk])):
        assert client.get(address).status_code == 404 and f'href="{address}"' not in page
    clerk = comes("clerk").get(reverse("record", args=[case.record.pk])).content.decode()
    assert f'href="{reverse("household", args=[world.home.pk])}"' in clerk and "璩老根" not in clerk, "it is not the clerk's turn"


def test_who_asks_again_calls_the_household_of_the_problem_until_he_has_asked(inspected: World) -> None:
    case = solved(inspected, MONDAY)
    [look] = drawn(inspected)
    by = inspected.actor("worker3")
    assert reach(look, actor=by, at=NOON) == inspected.villager.phone
    with pytest.raises(Refused, match="现在不轮到您联系住户"):
        reach(case.record, actor=by, at=NOON)
    take_step(look, "ask", actor=by, at=NOON, solved="yes")
    with pytest.raises(Refused, match="现在不轮到您联系住户"):
        reach(look, actor=by, at=NOON)
