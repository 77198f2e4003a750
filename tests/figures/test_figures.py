"""A number is the size of its evidence, and what was true on a day stays so however the records went on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.toypack import counting as toy
from tests.toypack.desk import Desk, noon
from tests.toypack.models import Loan
from tests.toypack.pack import loan
from tests.world import TODAY
from yanzhen.kernel.figures.breakdown import YearOnYear, by_column, by_month, by_months, by_org
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.sampling import draw, wilson
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.flows.actions import shut, take_step
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.actions import void
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import move_org
from yanzhen.kernel.register.models import Org

ALL = (toy.loans, toy.maps, toy.back, toy.pending, toy.out, toy.ended, toy.ended_in_time, toy.late)
MARCH = date(2026, 3, 2)
DAYS = [MARCH + timedelta(days=n) for n in range(16)]


def year(desk: Desk, day: date = TODAY, year: int = 2026) -> Scope:
    return Scope.year(desk.world.town, year, day)


def test_a_number_is_the_size_of_its_evidence(desk: Desk) -> None:
    for day, sort in ((DAYS[0], "map"), (DAYS[1], "novel"), (DAYS[2], "map")):
        desk.lent(day, sort=sort)
    desk.step(desk.lent(DAYS[0]), "give_back", DAYS[3])
    scope = year(desk, DAYS[15])
    found = {f.key: len(f.evidence(scope)) for f in ALL}
    assert found == {"toy.loans": 4, "toy.maps": 2, "toy.back": 1, "toy.pending": 3, "toy.out": 3, "toy.ended": 1, "toy.in_time": 1, "toy.late": 2}
    assert {f.key: f.value(scope) for f in ALL} == found == values(ALL, scope)


def test_a_sum_adds_its_column_and_a_distinct_one_counts_each_once(desk: Desk) -> None:
    scope = year(desk)
    assert toy.volumes.value(scope) == 0
    for who, count in ((desk.world.wife, 2), (desk.world.wife, 3), (desk.world.child, 1)):
        desk.write(TODAY, reader=who, volumes=count)
    assert (toy.volumes.value(scope), toy.readers.value(scope), toy.loans.value(scope)) == (6, 2, 3)
    assert by_column(toy.loans, scope, "loan__volumes") == {"1": 1, "2": 1, "3": 1}


def test_a_scope_takes_in_its_first_day_and_leaves_out_the_day_after_its_last(desk: Desk) -> None:
    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
        desk.write(day)
    assert [r.happened_on for r in toy.loans.evidence(year(desk, year=2025)).order_by("happened_on")] == [date(2025, 1, 1), date(2025, 12, 31)]


def test_a_narrowed_figure_counts_some_of_the_same_rows(desk: Desk) -> None:
    made = [desk.write(TODAY, sort=sort) for sort in ("map", "novel", "gift", "map")]
    assert toy.maps.narrows == "toy.loans" and toy.maps.unit == toy.loans.unit
    assert set(toy.maps.evidence(year(desk))) == {made[0], made[3]} < set(toy.loans.evidence(year(desk)))


def test_a_village_counts_what_lies_in_it_and_a_tenant_nothing_of_another(desk: Desk) -> None:
    for org in (desk.world.village, desk.world.grid, desk.world.other_village, desk.world.far_village):
        desk.write(TODAY, org=org)
    counted = {name: toy.loans.value(year(desk).at(getattr(desk.world, name))) for name in ("county", "town", "other_town", "area", "village", "grid", "other_grid")}
    assert counted == {"county": 4, "town": 3, "other_town": 1, "area": 2, "village": 2, "grid": 1, "other_grid": 0}


def test_a_mean_is_of_each_once_to_a_tenth_and_of_nothing_there_is_none(desk: Desk) -> None:
    scope = year(desk)
    assert toy.mean_volumes.value(scope) is None and toy.mean_reader_age.value(scope) is None
    for who, count in ((desk.world.wife, 2), (desk.world.wife, 2), (desk.world.child, 1)):
        desk.write(TODAY, reader=who, volumes=count)
    assert (toy.mean_volumes.value(scope), toy.mean_reader_age.value(scope)) == (Decimal("1.7"), Decimal("40.0"))
    assert values([toy.mean_volumes, toy.mean_reader_age], scope) == {"toy.mean_volumes": Decimal("1.7"), "toy.mean_age": Decimal("40.0")}
    assert toy.mean_volumes.narrows == "" and toy.mean_volumes.evidence(scope).count() == 3


def test_a_mean_is_taken_apart_by_place_and_month_and_left_out_where_there_is_none(desk: Desk) -> None:
    for org, day, count in ((desk.world.grid, date(2026, 1, 5), 1), (desk.world.village, date(2026, 3, 5), 2), (desk.world.office, date(2026, 3, 6), 5)):
        desk.write(day, org=org, volumes=count)
    assert by_org(toy.mean_volumes, year(desk), "village") == {desk.world.village: Decimal("1.5"), None: Decimal("5.0")}
    assert by_month(toy.mean_volumes, year(desk))[:4] == [Decimal("1.0"), None, Decimal("3.5"), None]


def test_what_is_counted_once_is_counted_once_in_a_place_with_several_below(desk: Desk) -> None:
    for org in (desk.world.grid, desk.world.village, desk.world.other_village):
        desk.write(TODAY, org=org, reader=desk.world.wife)
    parts = by_org(toy.readers, year(desk), "village")
    assert (toy.readers.value(year(desk)), parts[desk.world.village], parts[desk.world.other_village]) == (1, 1, 1)


def test_what_happened_before_a_village_moved_stays_with_its_old_place(desk: Desk) -> None:
    desk.write(date(2026, 1, 31))
    for _n in range(2):
        desk.write(date(2026, 2, 1))
    move_org(actor=desk.world.operator, at=noon(TODAY), org=desk.world.village, to=desk.world.other_area, since=date(2026, 2, 1))
    assert by_org(toy.loans, year(desk), "area") == {desk.world.area: 1, desk.world.other_area: 2}
    assert [toy.loans.value(year(desk).at(o)) for o in (desk.world.area, desk.world.other_area, desk.world.now(desk.world.village))] == [1, 2, 3]


def test_the_parts_by_place_add_up_and_what_lies_under_none_is_named(desk: Desk) -> None:
    for org in (desk.world.grid, desk.world.village, desk.world.other_village, desk.world.office):
        desk.write(TODAY, org=org, volumes=2)
    parts = by_org(toy.volumes, year(desk), "village")
    assert parts == {desk.world.village: 4, desk.world.other_village: 2, desk.world.third_village: 0, None: 2}
    assert sum(parts.values()) == toy.volumes.value(year(desk))


def test_a_branch_counts_what_lies_in_the_village_it_serves(desk: Desk) -> None:
    desk.write(TODAY, org=desk.world.grid)
    parts = by_org(toy.loans, year(desk), "branch_village")
    assert (parts[desk.world.branch], parts[desk.world.other_branch]) == (1, 0)


def test_the_months_stand_in_order_with_nothing_left_out(desk: Desk) -> None:
    for day in (date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 1), date(2025, 12, 31)):
        desk.write(day, volumes=2)
    assert by_month(toy.loans, year(desk)) == [2, 0, 1] + [None] * 9, "a month that has not begun is no nought"
    assert by_month(toy.loans, year(desk).last_year()) == [0, 0, 0] + [None] * 9 and by_month(toy.loans, year(desk, year=2025))[10:] == [0, 1]
    assert by_month(toy.volumes, Scope(desk.world.town, date(2025, 12, 1), date(2026, 2, 1), TODAY)) == [2, 4]


def test_what_is_counted_once_is_counted_once_a_month_and_once_a_year_whatever_it_is_called(desk: Desk) -> None:
    old, *_others = [desk.write(day, sort=sort) for day, sort in ((date(2026, 1, 5), "map"), (date(2026, 1, 6), "map"), (date(2026, 1, 7), "novel"), (date(2026, 2, 2), "map"))]
    months = by_months([toy.sorts, toy.readers, toy.loans], year(desk))
    assert (months["toy.sorts"].each[:3], months["toy.sorts"].whole) == ([2, 1, 0], 2) and months["toy.readers"].whole == 0
    Loan.objects.filter(record=old).update(sort="scroll")
    assert by_months([toy.sorts], year(desk))["toy.sorts"].each[:2] == [3, 1], "a sort that is declared no more is one too"


def test_a_figure_that_only_stands_as_of_a_day_has_no_months(desk: Desk) -> None:
    assert toy.homes.value(year(desk).at(desk.world.village)) == 3
    assert by_month(toy.homes, year(desk)) == [] and by_org(toy.homes, year(desk), "village")[desk.world.village] == 3


def test_last_year_is_taken_to_the_same_day(desk: Desk) -> None:
    for day in (date(2025, 1, 5), date(2025, 3, 10), date(2025, 3, 11), date(2026, 1, 5), date(2026, 2, 5), TODAY):
        desk.write(day)
    found = YearOnYear(toy.loans.value(year(desk)), toy.loans.value(year(desk).last_year()))
    assert (found.value, found.before, found.change) == (3, 2, 50)
    assert YearOnYear(Decimal(3), Decimal(0)).change is None


def test_a_year_before_leap_day_is_the_28th() -> None:
    back = Scope(Org(), date(2024, 2, 29), date(2024, 3, 1), date(2024, 2, 29)).last_year()
    assert (back.since, back.until, back.day, back.replay) == (date(2023, 2, 28), date(2023, 3, 1), date(2023, 2, 28), True)


@pytest.mark.parametrize(("asked", "day", "replay"), [(2025, date(2025, 12, 31), True), (2026, TODAY, False), (2027, TODAY, False)])
def test_a_year_is_seen_from_its_last_day_or_today(asked: int, day: date, replay: bool) -> None:
    scope = Scope.year(Org(), asked, TODAY)
    assert (scope.since, scope.until, scope.day, scope.replay) == (date(asked, 1, 1), date(asked + 1, 1, 1), day, replay)


def test_a_share_of_nothing_is_no_number(desk: Desk) -> None:
    assert toy.back_rate.value(year(desk)) is None and values([toy.back_rate], year(desk)) == {"toy.back_rate": None}
    desk.step(desk.lent(TODAY), "give_back", TODAY)
    for _n in range(3):
        desk.write(TODAY)
    assert toy.back_rate.value(year(desk)) == 25 == values([toy.back_rate], year(desk))["toy.back_rate"]


@pytest.mark.parametrize(("yes", "asked", "low", "high"), [
    (8, 10, 49.02, 94.33), (0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (50, 100, 40.38, 59.62), (81, 263, 25.53, 36.62),
])
def test_the_wilson_interval_has_its_published_values(yes: int, asked: int, low: float, high: float) -> None:
    found = wilson(yes, asked)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
    assert found.share == pytest.approx(100 * yes / asked)


def test_who_asks_nobody_knows_nothing_and_who_asks_all_knows_it_exactly() -> None:
    nobody, everybody, half = wilson(0, 0), wilson(8, 10, whole=10), wilson(8, 10, whole=19)
    assert (nobody.low, nobody.high, nobody.share) == (0, 100, None)
    assert (everybody.low, everybody.high) == pytest.approx((80, 80))
    assert wilson(8, 10).low < half.low < 80 < half.high < wilson(8, 10).high


def test_the_same_seed_draws_the_same_lot_from_whatever_order() -> None:
    keys = list(range(100))
    lot = draw(keys, 10, "seed")
    assert lot == draw(keys[::-1], 10, "seed") == sorted(set(lot)) and len(lot) == 10 and set(lot) <= set(keys)
    assert lot != draw(keys, 10, "other seed") and draw([3, 1, 2], 9, "seed") == [1, 2, 3]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# For each of the days, for each loan: leave it alone (as on most days), move it by one of the steps open then, or strike it out.
MOVES = st.lists(st.lists(st.integers(-9, 8), min_size=3, max_size=3), min_size=len(DAYS), max_size=len(DAYS))


def lived(desk: Desk, record: Record, move: int, day: date) -> None:
    """One loan on one day; below nought nothing happens, at 8 it is struck out."""
    if move < 0 or record.voided_on:
        return
    by: dict[str, Any] = {"actor": desk.world.operator, "at": noon(day)}
    if move == 8:
        void(record, reason="written twice", **by)
        return
    assert loan.flow
    steps = [s for s in loan.flow.open_from(record.state) if not shut(record, s, day, day) and not (s.once and StepTaken.objects.filter(record=record, step=s.key).exists())]
    if not steps:
        return
    step = steps[move % len(steps)]
    take_step(record, step.key, **by, **{"lose": {"why": "fire"}, "mend": {"handler": desk.world.office}}.get(step.key, {}))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(moves=MOVES)
def test_a_past_day_replayed_is_what_was_true_that_day(desk: Desk, moves: list[list[int]]) -> None:
    with undone():
        made = [desk.write(day, sort=sort) for day, sort in zip(DAYS, ("map", "novel", "gift"), strict=False)]
        frozen: dict[date, dict[Figure, set[Record]]] = {}
        for day, today in zip(DAYS, moves, strict=True):
            for record, move in zip(made, today, strict=True):
                if record.happened_on <= day:
                    lived(desk, desk.world.now(record), move, day)
            frozen[day] = {f: set(f.evidence(year(desk, day))) for f in ALL}
        struck = {record for record in made if desk.world.now(record).voided_on}
        for day in DAYS[:-1]:
            scope = Scope.year(desk.world.town, 2026, DAYS[-1], day)
            assert scope.replay
            for figure in ALL:
                assert set(figure.evidence(scope)) == frozen[day][figure] - struck, (figure.key, day)
            assert values(ALL, scope) == {f.key: f.value(scope) for f in ALL} == {f.key: len(rows - struck) for f, rows in frozen[day].items()}


def replayed(desk: Desk, figure: Figure, day: date) -> Decimal:
    return figure.value(Scope.year(desk.world.town, 2026, TODAY + timedelta(days=90), day))


def test_what_was_late_then_is_late_in_the_replay_whatever_became_of_it(desk: Desk) -> None:
    asked, lent, longer = desk.write(MARCH, by="worker"), desk.lent(MARCH, sort="map"), desk.lent(MARCH, sort="map")
    desk.step(longer, "extend", DAYS[7], by="worker2")
    assert [replayed(desk, toy.late, DAYS[n]) for n in (2, 3, 7, 8)] == [0, 1, 1, 2]
    desk.step(asked, "lend", DAYS[9])
    desk.step(lent, "give_back", DAYS[9])
    assert [replayed(desk, toy.late, DAYS[n]) for n in (2, 3, 7, 8, 9)] == [0, 1, 1, 2, 0]


def test_what_was_struck_out_counts_on_no_day(desk: Desk) -> None:
    made = desk.write(MARCH, by="worker")
    void(made, actor=desk.actor("worker", DAYS[9]), at=noon(DAYS[9]), reason="written twice")
    assert [replayed(desk, toy.late, DAYS[n]) for n in (2, 3, 8, 9)] == [0, 0, 0, 0]
