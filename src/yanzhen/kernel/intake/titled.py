"""When a sheet is true, as its titles tell it: a day, a month, a year, a part of one, or from one to another."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from yanzhen.kernel.base.text import fold

from .dates import plain_digits

JOIN = "[至到~—–―-]+"
#: A point of time. A number of a paper (〔2024〕3号) is none, nor is what is counted (2017年3月12个).
POINT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:"
    rf"年(?P<m1>\d{{1,2}})(?:月份?(?:(?P<d1>\d{{1,2}})(?:[日号]|(?=[^\d\u4e00-\u9fff])|$))?|(?={JOIN}\d{{1,2}}月))"
    r"|(?P<sign>[./-])(?P<m2>\d{1,2})(?!\d)(?:(?P=sign)(?P<d2>\d{1,2})(?!\d))?月?"
    r"|(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])?(?!\d)"
    r"|(?!\d)(?![〕\]】)]第?\d+号)(?:年度?(?:第?(?P<quarter>[1-4])季度|(?P<half>[上下])半年|(?P<first>初))?)?)"
)
#: The end of a stretch of time that says no year of its own.
END = re.compile(JOIN + r"(?P<next>次年|翌年|第2年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?")
YEAR, PART, DAY = 1, 2, 3


class Span(NamedTuple):
    """A stretch of time, first and last day, and how exactly it is told."""

    first: date
    last: date
    exact: int

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)


def spans_in(text: str) -> list[Span]:
    """The times a title tells, in order; 2025年12月至2026年1月 is one."""
    flat = plain_digits("".join(fold(text).split()))
    found: list[tuple[Span, int]] = []
    for met in POINT.finditer(flat):
        if (span := _point(met)) is None:
            continue
        end = met.end()
        if found and re.fullmatch(JOIN, flat[found[-1][1] : met.start()]) and found[-1][0].first <= span.first:
            before = found.pop()[0]
            span = Span(before.first, span.last, min(before.exact, span.exact))
        elif (more := END.match(flat, end)) and (last := _end(span, more)):
            span, end = last, more.end()
        found.append((span, end))
    return [span for span, _end_of in found]


def _point(met: re.Match[str]) -> Span | None:
    year, month = int(met["year"]), met["m1"] or met["m2"] or met["m3"]
    if day := met["d1"] or met["d2"] or met["d3"]:
        return _span((year, int(month), int(day)), (year, int(month), int(day)), DAY)
    if month or met["first"]:
        return _months(year, int(month or 1), int(month or 1))
    if met["quarter"]:
        return _months(year, int(met["quarter"]) * 3 - 2, int(met["quarter"]) * 3)
    if met["half"]:
        return _months(year, 1, 6) if met["half"] == "上" else _months(year, 7, 12)
    return Span(date(year, 1, 1), date(year, 12, 31), YEAR)


def _end(span: Span, more: re.Match[str]) -> Span | None:
    """The stretch from a point on to a month or day of the same year, or of the next."""
    year, month = span.first.year, int(more["month"])
    year += bool(more["next"]) or month < span.first.month
    if not 1 <= month <= 12:
        return None
    day = int(more["day"]) if more["day"] else monthrange(year, month)[1]
    return _span(span.first.timetuple()[:3], (year, month, day), PART)


def _months(year: int, first: int, last: int) -> Span | None:
    return _span((year, first, 1), (year, last, monthrange(year, last)[1]), PART) if 1 <= first <= last <= 12 else None


def _span(first: tuple[int, ...], last: tuple[int, ...], exact: int) -> Span | None:
    try:
        return Span(date(*first[:3]), date(*last[:3]), exact)
    except ValueError:
        return None


def as_of(titles: Iterable[str], today: date) -> date | None:
    """The day as of which a sheet with these titles is true: the end of the time they tell most exactly, the last such; never
    one to come. None where they tell no time."""
    told = [span for title in titles for span in spans_in(title)]
    exact = max((span.exact for span in told), default=YEAR)
    return next((min(span.last, today) for span in reversed(told) if span.exact == exact), None)
