"""One column of a sheet on its way from cells to values, and what is wrong with a cell of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .cellnames import letters
from .dates import Dated, Wrong, from_1904, whole
from .headings import Parts
from .matching import SheetPlan
from .sandbox import Cell, Row
from .sheets import Column
from .units import unit_of
from .values import converter
from .years import Base, Turns, Years

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


class ColumnReading:
    """One column on its way: converts a chunk's cells at once and remembers what equal ones came to."""

    def __init__(self, index: int, column: Column, base: Base | None = None, padded: bool = False, spares: tuple[int, ...] = (), unit: str = "", joined: Parts | None = None, late: bool = False) -> None:
        self.index, self.column, self.key, self.spares, self.joined, self.late = index, column, column.key, spares, joined, late
        self.converted = converter(column, None, padded, unit)
        self.turns = Turns(base) if base and column.sort == "date" and not column.told_by else None
        self.known: dict[str, Any] = {}
        self.remembers = column.sort not in UNIQUE
        self.if_blank = _("缺少%(label)s") % {"label": column.shown} if column.required else ""

    def convert(self, rows: list[tuple[int, Row]], faults: dict[int, list[Fault]], notes: dict[int, list[str]], letters_of: dict[str, str]) -> list[Any]:
        """The values of these rows; what is wrong goes into `faults` under the row's place in the chunk, what is supplied into
        `notes`."""
        index, known, blank = self.index, self.known, self.column.blank
        if len(known) >= REMEMBERED:
            known.clear()
        parts = self.joined
        cells = [whole([row[n] for n in (index, *parts.more)], parts.units) if parts else row[index] for _number, row in rows]
        cells = list(map(from_1904, cells)) if self.late else cells
        values = [known.get(cell, self) if cell.__class__ is str else self for cell in cells]
        values = [self._fresh(cell) if value is self else value for cell, value in zip(cells, values, strict=True)]
        for n, told, cut in self.turns.settle(values) if self.turns else ():
            notes.setdefault(n, []).extend(self._supplied(f"{letters_of[self.key]}{rows[n][0]}", told, cut))
        for n, value in enumerate(values):
            if value is None or isinstance(value, Wrong):
                letter = letters_of[self.key]
                if self.spares:
                    value, letter = self._elsewhere(rows[n][1], value, letter)
                sentence = self.if_blank if value is None else str(value) if isinstance(value, Wrong) else ""
                values[n] = blank if value is None else None if sentence else value
                fault = Fault(self.key, f"{letter}{rows[n][0]}", sentence)
                if sentence and fault[1:] not in [one[1:] for one in faults.get(n, ())]:
                    faults.setdefault(n, []).append(fault)
        return values

    def _supplied(self, cell: str, told: Dated, cut: bool) -> Iterator[str]:
        """What of a day the cell does not tell, or tells in a way that may have been cut short."""
        if self.turns and not self.turns.base.told:
            yield _("%(cell)s 没写年份，按%(year)s年登记") % {"cell": cell, "year": told.day.year}
        if cut:
            said = {"cell": cell, "month": told.day.month, "day": told.day.day}
            yield _("%(cell)s 是数字%(month)d.%(day)d，按%(month)d月%(day)d日登记；如是%(month)d月%(day)d0日，请更正") % said

    def _elsewhere(self, row: Row, value: Any, letter: str) -> tuple[Any, str]:
        """What the first of the further columns says that says something, else what is wrong, and where."""
        for place in self.spares:
            other = self._fresh(row[place])
            if other is not None and not isinstance(other, Wrong):
                return other, letters(place)
            if value is None and other is not None:
                value, letter = other, letters(place)
        return value, letter

    def _fresh(self, cell: Cell) -> Any:
        try:
            value = self.converted(cell)
        except Wrong as wrong:
            value = wrong.with_traceback(None)
        if self.remembers and cell.__class__ is str:
            self.known[cell] = value
        return value


def column_of(plan: SheetPlan, index: int, years: Years, late: bool = False) -> ColumnReading:
    """One column of a sheet, with what is said of it elsewhere in the sheet; `late` if days are counted from 1904."""
    column = plan.kind.column(plan.columns[index])
    more = (plan.spares.get(index, ()), unit_of(plan, index, column), plan.joined.get(index), late and column.sort == "date")
    return ColumnReading(index, column, years.of(plan, index), years.padded(plan, index), *more)
