"""Clocks: how a limit is written, and the day on which it runs out (Civil Code Art. 200-203)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.spans import LONGEST_REST, Span, add, before, deadline

UNITS = ("hour", "day", "working day", "week", "month", "year")
days = st.dates(date(2004, 1, 1), date(2049, 12, 31))
spans = st.builds(Span, st.integers(0, 60), st.sampled_from(UNITS), st.booleans())


def due(text: str, start: str, *, rolls: bool = False) -> str:
    return add(Span.parse(text, rolls=rolls), date.fromisoformat(start), calendar()).isoformat()


@pytest.mark.parametrize(
    "text", ["15 days", "1 day", "5 working days", "1 working day", "24 hours", "2 weeks", "12 months", "1 year"]
)
def test_a_span_is_written_as_it_was_read(text: str) -> None:
    assert str(Span.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "days", "5", "-5 days", "5.5 days", "5 workdays", "5个工作日", "12345 days", "5 days later"]
)
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span.parse(text)


def test_a_span_is_said_in_chinese() -> None:
    assert [Span(5, unit).words for unit in UNITS] == ["5小时", "5日", "5个工作日", "5周", "5个月", "5年"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("15 days", "2026-09-24", "2026-10-09"),
        ("30 days", "2026-09-10", "2026-10-10"),
        ("5 working days", "2026-09-24", "2026-10-09"),
        ("5 working days", "2017-09-28", "2017-10-11"),
        ("1 working day", "2026-09-18", "2026-09-20"),
        ("1 working day", "2026-12-31", "2027-01-04"),
        ("24 hours", "2026-12-31", "2027-01-01"),
        ("25 hours", "2026-12-31", "2027-01-02"),
        ("2 weeks", "2024-02-20", "2024-03-05"),
        ("1 month", "2026-01-31", "2026-02-28"),
        ("6 months", "2027-08-31", "2028-02-29"),
        ("6 months", "2028-06-30", "2028-12-30"),
        ("1 year", "2024-02-29", "2025-02-28"),
        ("4 years", "2024-02-29", "2028-02-29"),
        ("0 days", "2026-10-01", "2026-10-01"),
    ],
)
def test_when_a_limit_runs_out(text: str, start: str, end: str) -> None:
    assert due(text, start) == end


def test_a_rolling_limit_moves_off_the_holiday_and_a_plain_one_does_not() -> None:
    assert due("15 days", "2026-09-20") == "2026-10-05"
    assert due("15 days", "2026-09-20", rolls=True) == "2026-10-08"
    # A make-up Saturday is a working day: the limit ends there.
    assert due("30 days", "2026-09-10", rolls=True) == "2026-10-10"


def test_a_notice_ahead_of_a_day_counts_backwards() -> None:
    meeting = date(2026, 10, 20)
    assert before(Span.parse("10 days"), meeting, calendar()) == date(2026, 10, 10)
    assert before(Span.parse("3 working days"), date(2026, 10, 9), calendar()) == date(2026, 9, 29)


def test_a_deadline_tells_the_days_around_it() -> None:
    found = deadline(Span.parse("60 days"), date(2026, 8, 2), calendar())
    assert (found.day, found.natural) == (date(2026, 10, 1), date(2026, 10, 1))
    assert (found.previous_working, found.next_working) == (date(2026, 9, 30), date(2026, 10, 8))
    rolled = deadline(Span.parse("60 days", rolls=True), date(2026, 8, 2), calendar())
    assert (rolled.day, rolled.natural) == (date(2026, 10, 8), date(2026, 10, 1))


def test_only_what_depends_on_a_computed_year_is_provisional() -> None:
    start = date(2026, 12, 28)
    assert deadline(Span.parse("5 working days"), start, calendar()).provisional
    assert deadline(Span.parse("5 days", rolls=True), start, calendar()).provisional
    assert not deadline(Span.parse("5 days"), start, calendar()).provisional
    assert not deadline(Span.parse("3 working days"), start, calendar()).provisional


def test_a_day_beyond_all_calendars_is_refused_in_words() -> None:
    for span in ("9999 days", "9999 working days", "9999 months", "9999 years"):
        with pytest.raises(Refused, match="请核对日期"):
            add(Span.parse(span), date(8999, 12, 31), calendar())


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("5 days", "7 days"),
        ("24 hours", "1 day"),
        ("12 months", "1 year"),
        ("3 days", "5 working days"),
        ("1 month", "60 days"),
        ("1 working day", "15 days"),
    ],
)
def test_one_span_fits_in_another(short: str, long: str) -> None:
    assert Span.parse(short).fits_in(Span.parse(long))


@pytest.mark.parametrize(
    ("one", "other"), [("5 working days", "7 days"), ("30 days", "1 month"), ("1 year", "365 days")]
)
def test_unlike_units_that_depend_on_the_day_fit_neither_way_or_not_this_way(one: str, other: str) -> None:
    assert not Span.parse(one).fits_in(Span.parse(other))


def test_a_rolling_span_may_end_later_than_a_plain_one_of_its_length() -> None:
    plain, rolling = Span.parse("10 days"), Span.parse("10 days", rolls=True)
    assert plain.fits_in(rolling) and not rolling.fits_in(plain)
    assert rolling.fits_in(Span.parse("20 days")) and not rolling.fits_in(Span.parse("19 days"))


def test_the_longest_rest_is_the_one_of_2020() -> None:
    longest, run = 0, 0
    for day in range(date(2004, 1, 1).toordinal(), date(2051, 1, 1).toordinal()):
        run = 0 if calendar().is_working(date.fromordinal(day)) else run + 1
        longest = max(longest, run)
    assert longest == LONGEST_REST


@settings(deadline=None)
@given(spans, days, days)
def test_who_starts_later_is_never_due_earlier(span: Span, one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert early <= add(span, early, calendar()) <= add(span, late, calendar())


@settings(deadline=None)
@given(spans, days)
def test_a_longer_limit_never_ends_earlier(span: Span, day: date) -> None:
    longer = Span(span.count + 1, span.unit, span.rolls)
    assert add(span, day, calendar()) <= add(longer, day, calendar())


@settings(deadline=None, max_examples=300)
@given(spans, spans, days)
def test_fitting_holds_whatever_the_day(one: Span, other: Span, day: date) -> None:
    taken = (add(one, day, calendar()) - day).days
    assert one.bounds[0] <= taken <= one.bounds[1]
    if one.fits_in(other):
        assert add(one, day, calendar()) <= add(other, day, calendar())


@settings(deadline=None)
@given(st.integers(0, 60), days)
def test_months_end_on_the_same_day_or_the_last_of_the_month(count: int, day: date) -> None:
    end = add(Span(count, "month"), day, calendar())
    assert (end.year - day.year) * 12 + end.month - day.month == count
    assert end.day == day.day or (end.day < day.day and (end.replace(day=28) - end).days <= 0)


@settings(deadline=None)
@given(spans, days)
def test_a_rolling_end_is_worked(span: Span, day: date) -> None:
    end = add(Span(span.count, span.unit, rolls=True), day, calendar())
    assert calendar().is_working(end)
    assert end >= add(Span(span.count, span.unit), day, calendar())
