"""From an opened book and a recognition to rows: cells carried down, converted, judged, and told apart.

Rows come one after the other and none is kept, so a hundred thousand take no more memory than a hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .dates import Wrong, years_in
from .filling import Filler
from .matching import Recognition, SheetPlan
from .rows import Skipped, Sorter
from .sandbox import Cell, RawBook, RawSheet, Row
from .sheets import Column
from .values import converter

REMEMBERED = 20_000
#: Cells of these sorts are nearly all different: remembering them would cost more than it saves.
UNIQUE = ("idnumber", "creditcode", "phone")


class Fault(NamedTuple):
    """What is wrong with one cell: the column's key, the cell as Excel names it, a sentence; `other` is the cell it
    collides with, if it does (with its sheet, if that is another one)."""

    column: str
    cell: str
    sentence: str
    other: str = ""


class ParsedRow(NamedTuple):
    """One row of data. `number` is Excel's; `raw` its cells after carrying down; `values` by column key, None where
    nothing stands. `key` is (names of the natural key's columns, their values, how many equal ones came before);
    None if a fault stands or the kind's keys are not filled.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    faults: tuple[Fault, ...]
    raw: Row
    key: tuple[tuple[str, ...], tuple[Any, ...], int] | None


class Reading:
    """Once through the rows of a book. After it, `skipped` says what was not taken for data."""

    def __init__(self, book: RawBook, recognition: Recognition, *, year: int | None = None, name: str = "") -> None:
        """`year` is that of days written without one; None means what the file itself says (see guess_year)."""
        recognition.readable()
        self.book = book
        self.skipped: list[Skipped] = []
        self.height = sum(book.sheets[plan.index].height for plan in recognition.sheets)
        seen: dict[tuple[Any, ...], tuple[str, str]] = {}
        counts: Counter[tuple[Any, ...]] = Counter()
        self._sheets = {
            plan.index: SheetReading(plan, book.sheets[plan.index], year, name, Register(seen, counts))
            for plan in recognition.sheets
        }

    def __iter__(self) -> Iterator[ParsedRow]:
        """Every row of data, sheet by sheet, from the top; Refused if the file gives way on the way."""
        for index, numbers, rows in self.book.chunks():
            sheet = self._sheets.get(index)
            if sheet is not None:
                yield from sheet.parse(numbers, rows, self.skipped)


class Register(NamedTuple):
    """The natural keys of a file so far."""

    seen: dict[tuple[Any, ...], tuple[str, str]]
    counts: Counter[tuple[Any, ...]]


class SheetReading:
    """One sheet on its way."""

    def __init__(self, plan: SheetPlan, sheet: RawSheet, year: int | None, name: str, register: Register) -> None:
        self.plan, self.register = plan, register
        self.width = max(sheet.width, max(plan.columns) + 1)
        self.sorter, self.filler = Sorter(plan), Filler(plan, sheet.merges)
        self.columns = [
            ColumnReading(index, plan.kind.column(key), year or guess_year(plan, sheet, index, name))
            for index, key in sorted(plan.columns.items())
        ]
        self.letters = {column.key: letters(column.index) for column in self.columns}
        self.absent = {column.key: column.blank for column in plan.kind.columns if column.key not in self.letters}

    def parse(self, numbers: list[int], rows: list[Row], skipped: list[Skipped]) -> Iterator[ParsedRow]:
        kept = list(self._data(numbers, rows, skipped))
        if not kept:
            return
        faults: dict[int, list[Fault]] = {}
        cells = [column.convert(kept, faults, self.letters) for column in self.columns]
        keys = [column.key for column in self.columns]
        for n, values in enumerate(zip(*cells, strict=True)):
            number, row = kept[n]
            known = self.absent.copy()
            known.update(zip(keys, values, strict=True))
            wrong = tuple(faults.get(n, ()))
            key = None
            if not wrong:
                key, double = self._key(known, number)
                wrong = (double,) if double else ()
            yield ParsedRow(self.plan.name, number, known, wrong, row, key)

    def _data(self, numbers: list[int], rows: list[Row], skipped: list[Skipped]) -> Iterator[tuple[int, Row]]:
        """The rows of data, with what is carried down to them."""
        why_of, fill, last, width = self.sorter.why, self.filler.fill, self.plan.last, self.width
        for number, row in zip(numbers, rows, strict=True):
            if number <= last:
                continue
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            why = why_of(number, row)
            fill(number, row, why == "data")
            if why == "data":
                yield number, row
            elif why != "empty":
                skipped.append(Skipped(self.plan.name, number, why, _shown(row)))

    def _key(self, known: dict[str, Any], number: int) -> tuple[tuple[Any, ...] | None, Fault | None]:
        """The row's natural key, and the fault of having one that came before."""
        for names in self.plan.kind.keys:
            values = tuple([known[name] for name in names])
            if None in values:
                continue
            if self.plan.kind.repeats:
                before = self.register.counts[names, values]
                self.register.counts[names, values] += 1
                return (names, values, before), None
            cell = self.letters[names[-1]] + str(number)
            sheet, other = self.register.seen.setdefault((names, values), (self.plan.name, cell))
            if (sheet, other) == (self.plan.name, cell):
                return (names, values, 0), None
            labels = "、".join(self.plan.kind.column(name).shown for name in names)
            sentence = _("与前面的行是同一%(labels)s") % {"labels": labels}
            return None, Fault(names[-1], cell, sentence, other if sheet == self.plan.name else f"{sheet}!{other}")
        return None, None


class ColumnReading:
    """One column on its way: converts a chunk's cells at once and remembers what equal ones came to."""

    def __init__(self, index: int, column: Column, year: int | None) -> None:
        self.index, self.column, self.key = index, column, column.key
        self.converted = converter(column, year)
        self.known: dict[str, Any] = {}
        self.remembers = column.sort not in UNIQUE
        self.if_blank = _("缺少%(label)s") % {"label": column.shown} if column.required else ""

    def convert(self, rows: list[tuple[int, Row]], faults: dict[int, list[Fault]], letters_of: dict[str, str]) -> list[Any]:
        """The values of these rows; what is wrong goes into `faults` under the row's place in the chunk."""
        values = []
        known, index, fresh = self.known, self.index, self._fresh
        for n, (number, row) in enumerate(rows):
            cell = row[index]
            if self.remembers and cell.__class__ is str:
                value = known.get(cell, self)
                if value is self:
                    value = self._remember(cell)
            else:
                value = fresh(cell)
            if value is None or value.__class__ is Wrong:
                sentence = self.if_blank if value is None else str(value)
                value = self.column.blank if value is None else None
                if sentence:
                    fault = Fault(self.key, letters_of[self.key] + str(number), sentence)
                    faults.setdefault(n, []).append(fault)
            values.append(value)
        return values

    def _remember(self, cell: str) -> Any:
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[cell] = value = self._fresh(cell)
        return value

    def _fresh(self, cell: Cell) -> Any:
        try:
            return self.converted(cell)
        except Wrong as wrong:
            return wrong.with_traceback(None)


def guess_year(plan: SheetPlan, sheet: RawSheet, index: int, name: str = "") -> int | None:
    """The year of days written without one: most often named in the same column, else in the titles, else in the
    file's name; None if nothing says it."""
    cells = [row[index] for number, row in sheet.head if number > plan.last and index < len(row)]
    named = Counter(year for cell in cells for year in _years(cell))
    if named:
        return named.most_common(1)[0][0]
    for text in (*plan.titles, plan.name, name):
        if years := years_in(text):
            return years[-1]
    return None


def _years(cell: Cell) -> list[int]:
    if isinstance(cell, date):
        return [cell.year]
    return years_in(cell)[:1] if isinstance(cell, str) else []


def letters(index: int) -> str:
    """The name of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _shown(row: Row) -> str:
    return " ".join(str(cell).strip() for cell in row if cell not in ("", None))[:200]
