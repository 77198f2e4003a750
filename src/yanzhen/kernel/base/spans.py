"""Spans: lengths of time as documents write them, and the day on which one that starts today ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .calendar import Calendar
from .days import add_months
from .refused import Refused

SHAPE = re.compile(r"(\d{1,4}) (working day|hour|day|week|month|year)s?")
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}
# The most rest days in a row that a notice ever gave (24 January to 2 February 2020).
LONGEST_REST = 10
# Outside these years a date is a slip of the pen.
YEARS = range(1000, 9000)


@dataclass(frozen=True, slots=True)
class Span:
    """A number of hours, days, working days, weeks, months or years. The day a span starts on is not counted.

    With `rolls`, an end on a rest day moves to the next working day (Civil Code Art. 203); the rule says whether it does.
    """

    count: int
    unit: str
    rolls: bool = False

    @classmethod
    def parse(cls, text: str, *, rolls: bool = False) -> Span:
        """Read "15 days", "5 working days", "24 hours", "1 month"; ValueError for anything else."""
        found = SHAPE.fullmatch(text.strip())
        if not found:
            raise ValueError(f"not a span: {text}")
        return cls(int(found[1]), found[2], rolls)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def words(self) -> str:
        """The span as the screen says it, e.g. 5个工作日."""
        shapes = {
            "hour": _("%d小时"),
            "day": _("%d日"),
            "working day": _("%d个工作日"),
            "week": _("%d周"),
            "month": _("%d个月"),
            "year": _("%d年"),
        }
        return shapes[self.unit] % self.count

    @property
    def days(self) -> int:
        """How many days to add for hours (begun days count whole), days and weeks; KeyError for the other units."""
        return -(-self.count // 24) if self.unit == "hour" else self.count * DAYS[self.unit]

    @property
    def bounds(self) -> tuple[int, int]:
        """The fewest and the most days this span can take, whenever it starts; by them spans of unlike units compare."""
        roll = LONGEST_REST if self.rolls else 0
        if self.unit == "working day":
            return self.count, 2 * self.count + LONGEST_REST if self.count else roll
        if self.unit in MONTHS:
            months = self.count * MONTHS[self.unit]
            return 28 * months, 31 * months + roll
        return self.days, self.days + roll

    def fits_in(self, other: Span) -> bool:
        """Whether this span never ends later than the other one, whatever day both start on."""
        alike = self.rolls <= other.rolls or (self.unit == "working day" and self.count > 0)
        if alike and self.unit == other.unit:
            return self.count <= other.count
        if alike and self.unit in MONTHS and other.unit in MONTHS:
            return self.count * MONTHS[self.unit] <= other.count * MONTHS[other.unit]
        return self.bounds[1] <= other.bounds[0]


def add(span: Span, day: date, calendar: Calendar) -> date:
    """The last day of a span that starts on a day, counted as Civil Code Art. 200-203 does.

    The first day is not counted; months end on the matching day or the month's last; a rolling span never ends on a rest day. Refused if
    the end lies outside the years a calendar can show.
    """
    end = _shift(span, day, calendar, 1)
    return calendar.next_working(end) if span.rolls else end


def before(span: Span, day: date, calendar: Calendar) -> date:
    """The last day on which something due a span ahead of a day may still be done, e.g. a notice ten days before a meeting."""
    return _shift(span, day, calendar, -1)


def _shift(span: Span, day: date, calendar: Calendar, sign: int) -> date:
    try:
        if span.unit == "working day":
            end = calendar.add_working_days(day, sign * span.count)
        elif span.unit in MONTHS:
            end = add_months(day, sign * span.count * MONTHS[span.unit])
        else:
            end = day + timedelta(days=sign * span.days)
        if end.year not in YEARS:
            raise ValueError(end)
    except (OverflowError, ValueError) as fault:
        said = {"day": day, "span": span.words}
        raise Refused(_("从%(day)s起算%(span)s，得不到合理的日期，请核对日期") % said) from fault
    return end


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day with the days around it. `day` is the one to store; the others are shown beside it."""

    day: date
    natural: date
    next_working: date
    previous_working: date
    provisional: bool


def deadline(span: Span, start: date, calendar: Calendar) -> Deadline:
    """The due day and what surrounds it: the plain end, the working days on either side, whether a year in between is only computed."""
    natural = _shift(span, start, calendar, 1)
    following = calendar.next_working(natural)
    day = following if span.rolls else natural
    guessed = (span.rolls or span.unit == "working day") and calendar.guesses(start, day)
    return Deadline(day, natural, following, calendar.previous_working(natural), guessed)
