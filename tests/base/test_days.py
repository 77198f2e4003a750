"""Days are local, instants are UTC, ages are whole years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.base import days


def test_the_local_day_begins_eight_hours_before_the_utc_one() -> None:
    assert days.local_day(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert days.local_day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_naive_instant_has_no_day() -> None:
    with pytest.raises(ValueError, match="aware"):
        days.local_day(datetime(2026, 12, 31, 16, 0))  # noqa: DTZ001


def test_a_stretch_of_days_as_instants() -> None:
    start, end = days.instants(date(2026, 1, 1), date(2026, 12, 31))
    assert start == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert end == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_bounds_of_years_quarters_and_months() -> None:
    assert days.year_bounds(2024) == (date(2024, 1, 1), date(2024, 12, 31))
    assert days.quarter_bounds(2024, 1) == (date(2024, 1, 1), date(2024, 3, 31))
    assert days.quarter_bounds(2024, 4) == (date(2024, 10, 1), date(2024, 12, 31))
    assert days.month_bounds(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert [days.quarter_of(date(2024, month, 1)) for month in (1, 3, 4, 9, 12)] == [1, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="quarter"):
        days.quarter_bounds(2024, 5)


def test_months_between_two_days() -> None:
    assert days.months_between(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert days.months_between(date(2026, 1, 15), date(2026, 2, 14)) == 0
    assert days.months_between(date(2026, 1, 15), date(2027, 1, 15)) == 12
    assert days.months_between(date(2027, 1, 15), date(2026, 1, 15)) == -12


def test_age_turns_on_the_birthday_and_a_leap_child_turns_in_february() -> None:
    assert [days.age_on(date(1985, 6, 15), date(2025, 6, day)) for day in (14, 15)] == [39, 40]
    leap = date(2000, 2, 29)
    assert [
        days.age_on(leap, day) for day in (date(2018, 2, 27), date(2018, 2, 28), date(2020, 2, 28), date(2020, 2, 29))
    ] == [17, 18, 19, 20]


@settings(deadline=None)
@given(st.dates(date(1850, 1, 1), date(2100, 1, 1)), st.integers(-1200, 1200))
def test_months_are_counted_as_they_are_added(day: date, months: int) -> None:
    end = days.add_months(day, months)
    assert end.day == day.day or (end + timedelta(days=1)).day == 1
    if months >= 0:
        assert days.months_between(day, end) == months


@settings(deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_instant_lies_in_its_local_day(at: datetime) -> None:
    day = days.local_day(at)
    start, end = days.instants(day, day)
    assert start <= at < end


def test_the_first_and_the_last_day_there_are_begin_and_end_too() -> None:
    begins, ends = days.instants(date.min, date.max)
    assert begins < days.day_start(date(2, 1, 1)) and ends > days.day_start(date(9999, 12, 30))
    assert days.instants(date.min, date.min)[0] <= begins and days.instants(date.max, date.max)[1] >= ends
