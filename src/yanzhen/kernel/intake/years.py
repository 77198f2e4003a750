"""The years of days that are written without one: what the file itself tells of them, and where one row passes into the next year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .dates import Dated, Wrong, Yearless, shows_padding, years_in
from .matching import Recognition, SheetPlan
from .sandbox import Cell, RawBook
from .titled import YEAR, Span, spans_in

#: From one row to the next, a fall by so many months may be a new year.
TURN = 10


class Base(NamedTuple):
    """The year of days without one. It is `told` where a person or a title says it, `whole` if for any day of it; a `span` of several
    years tells it for each day."""

    year: int | None = None
    told: bool = False
    whole: bool = False
    span: Span | None = None


class Years:
    """What the first rows tell about days. The year of days written without one: the one a person gave, else by the stretch its sheet's titles tell, else the
    one most often named in the same column, else in its sheet's titles, else the one year that titles of other sheets name, else in that column of the other
    sheets, else in the file's name; None if nothing says it."""

    def __init__(self, book: RawBook, recognition: Recognition, given: int | None, name: str) -> None:
        self.given, self.named = given, years_in(name)
        self.titled = {year for plan in recognition.sheets for title in plan.titles for year in years_in(title)[-1:]}
        self.cells: dict[tuple[int, str], list[Cell]] = {}
        for plan in recognition.sheets:
            rows = [row for number, row in book.sheets[plan.index].head if number > plan.last]
            for index, key in plan.columns.items():
                if plan.kind.column(key).sort == "date":
                    self.cells[plan.index, key] = [row[index] for row in rows if index < len(row)]

    def of(self, plan: SheetPlan, index: int) -> Base:
        """What tells the years of one column of one sheet."""
        if self.given:
            return Base(self.given, True, True)
        key = plan.columns[index]
        spans = [span for text in (*plan.titles, plan.name) for span in spans_in(text)]
        if spans and len(spans[-1].years) > 1:
            return Base(None, True, span=spans[-1])
        titles = [year for text in (*plan.titles, plan.name) for year in years_in(text)]
        own = _years(self.cells.get((plan.index, key), [])).most_common(1)
        if titles and (not own or own[0][0] == titles[-1]):
            return Base(titles[-1], True, not spans or spans[-1].exact == YEAR)
        others = _years(cell for (_sheet, name), cells in self.cells.items() if name == key for cell in cells)
        elsewhere = [(year, 1) for year in self.titled] if len(self.titled) == 1 else []
        named = (own, elsewhere, others.most_common(1))
        return Base(next((years[0][0] for years in named if years), self.named[-1] if self.named else None))

    def padded(self, plan: SheetPlan, index: int) -> bool:
        """Whether the column writes its months with two digits, or no longer stands among those that told it."""
        return any(heading.ours for heading in plan.headings) or shows_padding(self.cells.get((plan.index, plan.columns[index]), []))


class Turns:
    """The days of one column, row by row: each day without a year gets the one it can only have. Where that is not told and
    the rows fall back from the end of a year to the beginning of one, it is asked for, and so it is below until a row is sure again."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.before: date | None = None
        self.lost = False

    def settle(self, values: list[Any]) -> list[tuple[int, Dated, bool]]:
        """Give these days their years, in place; the places of those whose year nothing but their neighbours tells, and of those that
        may have lost a nought, with the day and whether it may."""
        supplied = []
        for n, value in enumerate(values):
            if value.__class__ is Yearless:
                cut, value = value.cut, self._dated(value)
                values[n] = value
                if value.__class__ is Dated and (cut or not self.base.told):
                    supplied.append((n, value, cut))
            if value.__class__ is Dated and value.precision != "year":
                self.before, self.lost = value.day, False
        return supplied

    def _dated(self, bare: Yearless) -> Dated | Wrong:
        try:
            if self.base.span:
                return self._within(bare, self.base.span)
            return bare.in_year(self.base.year) if self.base.whole or self.base.year is None else self._after(bare, self.base.year)
        except Wrong as wrong:
            return wrong.with_traceback(None)

    def _within(self, bare: Yearless, span: Span) -> Dated:
        """The day in the stretch that the titles tell."""
        fits = [day for year in span.years if span.first <= (day := bare.in_year(year)).day <= span.last or _same_month(day.day, span)]
        if len(fits) > 1 and self.before:
            fits = [day for day in fits if (_months(day.day) > _months(self.before) - TURN)][:1]
        if len(fits) == 1:
            return fits[0]
        said = {"first": span.first.isoformat()[:7], "last": span.last.isoformat()[:7]}
        raise Wrong(_("标题写的是%(first)s至%(last)s，看不出这一天是哪一年，请写上年份") % said)

    def _after(self, bare: Yearless, year: int) -> Dated:
        """The day in the year that its neighbours tell, as long as the rows do not fall back over a whole year."""
        day = bare.in_year(year)
        fall = _months(self.before) - _months(day.day) if self.before else 0
        if fall >= TURN or self.lost and fall > 1:
            self.lost = True
            said = {"before": self.before, "year": year, "next": year + 1}
            raise Wrong(_("上面是%(before)s，这里没写年份，分不清是%(year)s年还是%(next)s年，请写上年份") % said)
        return day


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _same_month(day: date, span: Span) -> bool:
    return _months(day) in (_months(span.first), _months(span.last))


def _years(cells: Iterable[Cell]) -> Counter[int]:
    """How often each year is named."""
    found: Counter[int] = Counter()
    for cell in cells:
        if isinstance(cell, date):
            found[cell.year] += 1
        elif isinstance(cell, str):
            found.update(years_in(cell)[:1])
    return found
