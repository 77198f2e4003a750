"""Working days: the years the State Council has settled, and the years it has not."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.base.calendar import Calendar, adopt, calendar, forget, read_calendar
from yanzhen.kernel.base.refused import Refused

CALENDAR = calendar()
days = st.dates(date(2003, 1, 1), date(2055, 12, 31))

NEXT = """
[[notice]]
year = 2027
source = "关于2027年部分节假日安排的通知"
rest = [{ name = "元旦", first = 2026-12-31, last = 2027-01-03 }]
work = [2026-12-27]
"""


@pytest.mark.parametrize(
    ("year", "worked"),
    [(2016, 250), (2017, 249), (2018, 250), (2020, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_so_many_working_days(year: int, worked: int) -> None:
    """The weekdays less the statutory days: 11 until 2024, 13 since; in 2020 two more, when the holiday was lengthened."""
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == worked


def test_a_make_up_saturday_and_sunday_are_worked() -> None:
    for day in (date(2026, 10, 10), date(2026, 9, 20), date(2017, 9, 30), date(2018, 12, 29), date(2023, 10, 8)):
        assert day.weekday() > 4
        assert CALENDAR.is_working(day)
        assert CALENDAR.rest_name(day) == ""


def test_a_weekday_in_a_holiday_is_not_worked_and_has_its_name() -> None:
    assert not CALENDAR.is_working(date(2017, 10, 3))
    assert CALENDAR.rest_name(date(2017, 1, 27)) == "春节"
    assert CALENDAR.rest_name(date(2017, 1, 21)) == ""
    assert not CALENDAR.is_working(date(2017, 1, 21))


def test_new_years_eve_by_the_notice_of_the_next_year() -> None:
    """31 December 2018 was off by the notice for 2019; in 2026 nothing is said of it and it is a Thursday."""
    assert not CALENDAR.is_working(date(2018, 12, 31))
    assert CALENDAR.is_working(date(2026, 12, 31))
    assert CALENDAR.rest_name(date(2018, 12, 31)) == "元旦"


def test_the_eve_of_spring_festival_is_off_since_2025_and_was_not_in_2024() -> None:
    assert CALENDAR.is_working(date(2024, 2, 9))
    assert not CALENDAR.is_working(date(2025, 1, 28))


def test_a_later_notice_wins() -> None:
    """1 February 2020 was to be worked until the holiday was lengthened."""
    assert date(2020, 2, 1) in [day for notice in CALENDAR.notices for day in notice.work]
    assert not CALENDAR.is_working(date(2020, 2, 1))


def test_every_notice_names_its_source_and_makes_up_only_weekends() -> None:
    years = [notice.year for notice in CALENDAR.notices]
    assert sorted(set(years)) == list(range(2004, 2027))
    assert all(notice.source.startswith("国务院") and notice.quality in ("B", "C") for notice in CALENDAR.notices)
    assert all(notice.number for notice in CALENDAR.notices if notice.year >= 2016)
    assert all(day.weekday() > 4 for notice in CALENDAR.notices for day in notice.work)


def test_a_year_without_notice_is_marked_and_has_its_statutory_days_off() -> None:
    assert CALENDAR.provisional(2027) and not CALENDAR.provisional(2026)
    off = [date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 8), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)]
    assert not any(CALENDAR.is_working(day) for day in off)
    # The first two days of the first month fall on the weekend and are made up for on Tuesday and Wednesday.
    assert [CALENDAR.is_working(date(2027, 2, day)) for day in (9, 10, 11)] == [False, False, True]
    assert CALENDAR.guesses(date(2026, 12, 28), date(2027, 1, 5))
    assert not CALENDAR.guesses(date(2026, 1, 1), date(2026, 12, 31))


def test_every_computed_year_gives_thirteen_days() -> None:
    for year in range(2027, 2051):
        weekdays = sum(
            date.fromordinal(n).weekday() < 5
            for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        )
        assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == weekdays - 13, year


def test_a_new_notice_settles_a_year() -> None:
    settled = CALENDAR.with_notices(read_calendar(NEXT, "2027.toml")[0])
    assert not settled.provisional(2027)
    assert not settled.is_working(date(2026, 12, 31)) and settled.is_working(date(2026, 12, 27))
    assert CALENDAR.is_working(date(2026, 12, 31))


def test_an_adopted_notice_holds_until_it_is_taken_back() -> None:
    adopt("2027.toml", NEXT)
    try:
        assert not calendar().provisional(2027)
    finally:
        forget("2027.toml")
    assert calendar().provisional(2027)


@pytest.mark.parametrize(
    "text",
    [
        "[[notice",
        "notice = 3",
        "[[notice]]\nyear = 2027",
        NEXT.replace("2027-01-03", "2026-12-30"),
        NEXT.replace("2027-01-03", "2027-03-03"),
        NEXT.replace("[2026-12-27]", "[2016-12-27]"),
        NEXT.replace("[2026-12-27]", "['2026-12-27']"),
        NEXT.replace("关于2027年部分节假日安排的通知", ""),
        "[festivals]\n2027 = [2027-02-06]",
    ],
)
def test_a_text_that_is_no_calendar_is_refused_by_name(text: str) -> None:
    with pytest.raises(Refused, match=r"下一年\.toml"):
        read_calendar(text, "下一年.toml")


@settings(deadline=None)
@given(days, st.integers(-300, 300))
def test_counting_forth_and_back_is_one_thing(day: date, count: int) -> None:
    end = CALENDAR.add_working_days(day, count)
    assert count == 0 or CALENDAR.is_working(end)
    if count > 0:
        assert CALENDAR.working_days_between(day, end) == count
    assert CALENDAR.add_working_days(CALENDAR.next_working(day), count) >= end
    worked = CALENDAR.next_working(day)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(worked, count), -count) == worked


@settings(deadline=None)
@given(days, st.integers(1, 40))
def test_counting_agrees_with_walking_from_day_to_day(day: date, count: int) -> None:
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working(walked)
    assert CALENDAR.add_working_days(day, count) == walked


@settings(deadline=None)
@given(days)
def test_the_neighbours_of_a_day(day: date) -> None:
    before, after = CALENDAR.previous_working(day), CALENDAR.next_working(day)
    assert before <= day <= after
    assert (before == day == after) == CALENDAR.is_working(day)
    assert CALENDAR.working_days_between(before, after) == (0 if before == after else 1)


def test_a_calendar_without_notices_knows_only_the_statutory_days_of_fixed_date() -> None:
    bare = Calendar((), {})
    assert bare.working_days_between(date(1999, 12, 31), date(2000, 12, 31)) == 260 - 6
