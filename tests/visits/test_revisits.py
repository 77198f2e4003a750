"""The second look: whom to ask about what, drawn from the year asked for, and never thinned out afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from tests.toypack.desk import noon as noon_of
from tests.visits.case import MONDAY, Case, raised, value
from tests.web.conftest import Comes
from tests.world import NOON, SINCE, TODAY, World
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.sampling import draw
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.guard.models import Entry
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


def test_no_act_of_the_drawers_own_month_moves_the_lot(inspected: World) -> None:
    days = [date(2026, 4, n) for n in range(1, 13)]
    for day in days:
        solved(inspected, day)
    by = inspected.actor("worker3")

    def lot(size: int, more: int = 0) -> list[int]:
        with transaction.atomic():
            for _n in range(more):
                with trail.act(by, NOON, None, {}) as act:
                    act.note("test.moved", tenant=inspected.town.pk, subject="test:1")
            made = [look.origin_id for look in drawn(inspected, size=size)]
            transaction.set_rollback(True)
        return made

    first = lot(3)
    assert lot(3, more=5) == first, "the head moved, the lot did not"
    assert set(first) < set(lot(7)), "who asks for more gets the same first"
    one = [drawn(inspected, size=1)[0].origin_id for _n in range(3)]
    assert sorted(one) == first, "in three goes as in one"


def test_the_lot_can_be_drawn_again_by_whoever_reads_the_trail(inspected: World) -> None:
    cases = [solved(inspected, date(2026, 4, n)) for n in range(1, 9)]
    looks = drawn(inspected, size=3)
    begins = datetime(TODAY.year, TODAY.month, 1, tzinfo=ZONE)
    before = Entry.objects.filter(chain=inspected.town.pk, at__lt=begins).order_by("-at", "-seq").first() or Entry.objects.filter(chain=inspected.town.pk).earliest("seq")
    assert {look.facts.seed for look in looks} == {before.hash[:32]}
    assert draw([case.record.pk for case in cases], 3, before.hash[:32]) == sorted(look.origin_id for look in looks)


def test_older_years_can_be_drawn_from_the_page(noon: None, inspected: World, comes: Comes) -> None:
    old = solved(inspected, date(2021, 6, 1))
    client = comes("worker3")
    page = client.get("/l/revisit/").content.decode()
    assert all(f'value="{year}"' in page for year in range(2021, TODAY.year + 1)) and 'value="2020"' not in page
    client.post("/revisit/draw/", {"size": 5, "year": 2021})
    assert [look.origin for look in Record.objects.filter(kind="revisit")] == [old.record]


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
