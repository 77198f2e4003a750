"""Working days: the State Council's yearly notices, and for a year without one the statutory days, marked provisional (暂按)."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .days import ONE_DAY, year_bounds
from .refused import Refused

# For each year: Spring Festival (first day of the first month), tomb sweeping, dragon boat, mid-autumn.
Festivals = Mapping[int, tuple[date, date, date, date]]
LONGEST_HOLIDAY = 30


@dataclass(frozen=True)
class Notice:
    """One notice on the rest days of a year: `rest` are (name, first day, last day), `work` the days off that are worked."""

    year: int
    source: str
    number: str
    quality: str
    rest: tuple[tuple[str, date, date], ...]
    work: tuple[date, ...]


class Calendar:
    """Which days are worked. Later notices win over earlier ones; a day no notice names is worked from Monday to Friday."""

    def __init__(self, notices: Iterable[Notice], festivals: Festivals) -> None:
        self.notices = tuple(notices)
        self.festivals = festivals
        self._named: dict[date, tuple[bool, str]] = {}
        for notice in self.notices:
            for name, first, last in notice.rest:
                self._named.update((first + ONE_DAY * n, (False, name)) for n in range((last - first).days + 1))
            self._named.update((day, (True, "")) for day in notice.work)
        self._years = frozenset(notice.year for notice in self.notices)
        self._worked: dict[int, tuple[int, ...]] = {}

    def with_notices(self, notices: Iterable[Notice]) -> Calendar:
        """The same calendar after some more notices."""
        return Calendar((*self.notices, *notices), self.festivals)

    def provisional(self, year: int) -> bool:
        """Whether a year has no notice yet, so that every day counted in it may still change."""
        return year not in self._years

    def guesses(self, start: date, end: date) -> bool:
        """Whether counting from one day to the other passes through a provisional year."""
        return any(self.provisional(year) for year in range(start.year, end.year + 1))

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day."""
        days = self._working_of(day.year)
        at = bisect_left(days, day.toordinal())
        return at < len(days) and days[at] == day.toordinal()

    def rest_name(self, day: date) -> str:
        """The holiday a day off belongs to, as the notice names it; empty for a plain weekend or a working day."""
        return self._named.get(day, (False, ""))[1]

    def next_working(self, day: date) -> date:
        """The first working day on or after a day."""
        return self.add_working_days(day - ONE_DAY, 1)

    def previous_working(self, day: date) -> date:
        """The last working day on or before a day."""
        return self.add_working_days(day + ONE_DAY, -1)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after a day (before it, if negative); the day itself, worked or not, for nought."""
        if count == 0:
            return day
        year, here = day.year, day.toordinal()
        days = self._working_of(year)
        at = bisect_right(days, here) + count - 1 if count > 0 else bisect_left(days, here) + count
        while at >= len(days):
            at, year = at - len(days), year + 1
            days = self._working_of(year)
        while at < 0:
            year -= 1
            days = self._working_of(year)
            at += len(days)
        return date.fromordinal(days[at])

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after start, up to and with end: what `add_working_days(start, n)` counted; negative backwards."""
        if end < start:
            return -self._count(end, start - ONE_DAY)
        return self._count(start + ONE_DAY, end)

    def _count(self, first: date, last: date) -> int:
        total = 0
        for year in range(first.year, last.year + 1):
            days = self._working_of(year)
            total += bisect_right(days, last.toordinal()) - bisect_left(days, first.toordinal())
        return max(total, 0)

    def _working_of(self, year: int) -> tuple[int, ...]:
        if year not in self._worked:
            off = self._statutory(year) if self.provisional(year) else frozenset()
            first, last = (day.toordinal() for day in year_bounds(year))
            self._worked[year] = tuple(n for n in range(first, last + 1) if self._is_worked(date.fromordinal(n), off))
        return self._worked[year]

    def _is_worked(self, day: date, off: frozenset[date]) -> bool:
        named = self._named.get(day)
        return named[0] if named else day.weekday() < 5 and day not in off

    def _statutory(self, year: int) -> frozenset[date]:
        """The 13 days off by 全国年节及纪念日放假办法 (2024), those on a weekend or on each other made up for on the next weekdays."""
        fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
        days = [date(year, month, day) for month, day in fixed]
        if year in self.festivals:
            spring, *others = self.festivals[year]
            days += [spring + timedelta(days=n) for n in (-1, 0, 1, 2)] + others
        taken: set[date] = set()
        for day in sorted(days):
            while day.weekday() > 4 or day in taken:
                day += ONE_DAY
            taken.add(day)
        return frozenset(taken)


def read_calendar(text: str, origin: str) -> tuple[tuple[Notice, ...], Festivals]:
    """The notices and festivals of a TOML text; Refused with a sentence naming `origin` if it is not such a text."""
    try:
        table = tomllib.loads(text)
        notices = tuple(_notice(entry) for entry in table.get("notice", []))
        festivals = {int(year): _festival(days) for year, days in table.get("festivals", {}).items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused(_("日历文件“%(origin)s”读不懂：%(fault)s") % {"origin": origin, "fault": fault}) from fault
    return notices, festivals


def _notice(entry: Mapping[str, Any]) -> Notice:
    rest = tuple((str(part["name"]), part["first"], part["last"]) for part in entry["rest"])
    work = tuple(entry["work"])
    days = [day for _name, first, last in rest for day in (first, last)] + list(work)
    if not all(type(day) is date and abs(day.year - entry["year"]) <= 1 for day in days):
        raise ValueError(_("有的日期不在%d年前后") % entry["year"])
    if any(last < first or (last - first).days > LONGEST_HOLIDAY for _name, first, last in rest):
        raise ValueError(_("有的假期起止日期颠倒或超过%d天") % LONGEST_HOLIDAY)
    source, number, quality = (str(entry.get(word, "")) for word in ("source", "number", "quality"))
    if not source:
        raise ValueError(_("%d年的通知没有写明依据（source）") % entry["year"])
    return Notice(entry["year"], source, number, quality, rest, work)


def _festival(days: Iterable[date]) -> tuple[date, date, date, date]:
    spring, tombs, dragon, moon = days
    return spring, tombs, dragon, moon


_adopted: dict[str, tuple[Notice, ...]] = {}


def adopt(origin: str, text: str) -> None:
    """Add the notices of an uploaded text to this process's calendar, in place of what came under the same origin before."""
    if notices := read_calendar(text, origin)[0]:
        _adopted[origin] = notices
        calendar.cache_clear()
    else:
        forget(origin)


def forget(origin: str) -> None:
    """Take back what `adopt` added under this origin."""
    if _adopted.pop(origin, None) is not None:
        calendar.cache_clear()


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """The working calendar: the notices of this release and the adopted ones. Kept for the life of the process."""
    path = Path(__file__).with_name("calendar.toml")
    packaged = Calendar(*read_calendar(path.read_text("utf-8"), path.name))
    return packaged.with_notices(notice for notices in _adopted.values() for notice in notices)
