"""Days and instants: a day is local (Asia/Shanghai), an instant is aware; ages and months are whole ones."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


def local_day(at: datetime) -> date:
    """The local day of an instant; ValueError for a naive one, because nobody could say where its midnight lies."""
    if at.tzinfo is None:
        raise ValueError("an instant must be aware")
    return at.astimezone(ZONE).date()


def day_start(day: date) -> datetime:
    """The instant (UTC) at which a local day begins."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def instants(first: date, last: date) -> tuple[datetime, datetime]:
    """A stretch of local days as instants in UTC: from the first (included) to the second (not included). Who means ever names the
    first or the last day there is, whose ends lie outside what an instant can be."""
    return day_start(max(first, date.min + ONE_DAY)), day_start(min(last, date.max - ONE_DAY) + ONE_DAY)


def year_bounds(year: int) -> tuple[date, date]:
    """First and last day of a year, both included."""
    return date(year, 1, 1), date(year, 12, 31)


def quarter_bounds(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4), both included; ValueError for another number."""
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"no quarter {quarter}")
    return date(year, 3 * quarter - 2, 1), month_bounds(year, 3 * quarter)[1]


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month, both included."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def quarter_of(day: date) -> int:
    """The quarter (1 to 4) a day lies in."""
    return (day.month + 2) // 3


def add_months(day: date, months: int) -> date:
    """The matching day some months on (or back, if negative); the month's last day if there is none (Civil Code Art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months from start to end; negative if end lies before start."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def age_on(birth: date, day: date) -> int:
    """Full years lived on a day: one more on the birthday itself; who is born on 29 February turns on the 28th of other years."""
    return months_between(birth, day) // 12
