"""Refused rows on their way back: a spreadsheet with the columns they came with, and why each was refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .dates import Dated, Wrong, dated
from .headers import recognise
from .headings import ASIDE, RETURNED, Heading
from .matching import Recognition, SheetPlan, returned_heading
from .reading import ParsedRow
from .sandbox import Cell

Said = Callable[[SheetPlan, Sequence[ParsedRow]], Sequence[str]]
#: What a spreadsheet program may take for a formula or a command when text is typed or saved as csv.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Whole numbers of so many digits are codes that somebody typed as numbers: they go back as text.
CODE_FROM = 1e10
WIDTHS = (8, 40)
#: So many lines of titles stand above the header: it is searched in the first rows only.
TITLES = 8
EXCEL_BEGINS = 1900


def refused_workbook(recognition: Recognition, rows: Iterable[ParsedRow], said: Said = lambda _plan, _rows: ()) -> bytes:
    """An xlsx with a sheet for each sheet that has refused rows, ready to be corrected and sent again: it will be read as what
    it was. `said` tells what stands below the titles of a sheet besides.

    Every column is set to text, so that identity numbers typed into it stay whole. Rows without faults are left out.
    """
    plans = {plan.name: plan for plan in recognition.sheets}
    by_sheet: dict[str, dict[tuple[object, ...], ParsedRow]] = {}
    for row in rows:
        if row.faults:
            place = (row.number, *map(str, row.raw))
            before = by_sheet.setdefault(row.sheet, {}).get(place)
            by_sheet[row.sheet][place] = row._replace(faults=before.faults + row.faults) if before else row
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        for name, refused in by_sheet.items():
            _Sheet(book, plans[name]).write([*refused.values()], said(plans[name], [*refused.values()]))
        if not by_sheet:
            book.add_worksheet()
    return target.getvalue()


def _titles(plan: SheetPlan, said: Sequence[str]) -> list[str]:
    """What stood above the header, a line each as far as a header is searched below it."""
    return [*plan.titles[:TITLES], *filter(None, [" | ".join(plan.titles[TITLES:])]), *said]


def _headings(plan: SheetPlan) -> dict[int, Heading]:
    """The columns that go back, with headings that will be read as they were: those of the sheet; where a person said which
    column is which, our own names for them."""
    wide = [*plan.headings, *[Heading(())] * (max(plan.columns) + 1 - len(plan.headings))]
    kept = {n: heading for n, heading in enumerate(wide) if not heading.leaf.startswith(RETURNED)}
    meant = {at: plan.columns[n] for at, n in enumerate(kept) if n in plan.columns}
    if recognise(plan.kind, tuple(kept.values()))[0] == meant and not plan.unfold.ticks:
        return kept
    return {
        n: Heading((plan.kind.column(plan.columns[n]).label,)) if n in plan.columns else Heading((f"{ASIDE}：{heading.text}",)) if heading.text else heading
        for n, heading in kept.items()
    }


class _Sheet:
    def __init__(self, book: Any, plan: SheetPlan) -> None:
        self.plan, self.headings = plan, _headings(plan)
        self.sections: dict[int, str] = {}
        self.sheet = book.add_worksheet(_sheet_name(plan.name, {one.name for one in book.worksheets()}))
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = book.add_format({"num_format": "General"})
        self.odd = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})

    def write(self, rows: Sequence[ParsedRow], said: Sequence[str]) -> None:
        """Titles, header, rows, and the reasons in a last column; faulty cells are shaded."""
        self._take_along(rows)
        for at, n in enumerate(self.headings):
            longest = max(len(self.headings[n].leaf), *(len(str(row.raw[n])) for row in rows if n < len(row.raw)), 4)
            self.sheet.set_column(at, at, min(max(longest * 1.6, WIDTHS[0]), WIDTHS[1]), self.text)
        self.sheet.set_column(len(self.headings), len(self.headings), WIDTHS[1], self.text)
        top = self._head(_titles(self.plan, said))
        places = {key: index for index, key in self.plan.columns.items()}
        for line, row in enumerate(rows, top):
            faulty = {places.get(fault.column) for fault in row.faults}
            for at, n in enumerate(self.headings):
                self._cell(line, at, self._meant(row, n, n in faulty), n in faulty)
            self._text(line, len(self.headings), reason(row), self.text)

    def _take_along(self, rows: Sequence[ParsedRow]) -> None:
        """What the lines between the rows told of them stands in columns of its own: these lines are not sent back."""
        told = [key for key in self.plan.kind.sections if key not in self.plan.columns.values() and any(row.values.get(key) for row in rows)]
        self.sections = dict(enumerate(told, max(self.headings, default=0) + 1))
        self.headings |= {n: Heading((self.plan.kind.column(key).label,)) for n, key in self.sections.items()}

    def _head(self, titles: Sequence[str]) -> int:
        """The titles and the headings, a row a level; the row where the rows of data begin."""
        for line, title in enumerate(titles):
            self._text(line, 0, title, self.bold)
        top, depth = len(titles), max(len(heading.levels) for heading in self.headings.values()) or 1
        headings = [*self.headings.values(), Heading((returned_heading(self.plan.kind),))]
        for level in range(depth):
            for at, heading in enumerate(headings):
                self._text(top + level, at, heading.levels[level] if level < len(heading.levels) else "", self.bold)
        for at, heading in enumerate(headings):
            lowest = top + max(len(heading.levels), 1) - 1
            if lowest < top + depth - 1:  # merge_range would write the cells anew, and rows above are gone from memory
                self.sheet.merge.append([lowest, at, top + depth - 1, at])
        self.sheet.freeze_panes(top + depth, 0)
        return top + depth

    def _meant(self, row: ParsedRow, n: int, faulty: bool) -> Cell:
        """The cell; a day that stood for something only beside its neighbours or under its title is written out."""
        if n in self.sections:
            return row.values.get(self.sections[n])
        cell = row.raw[n] if n < len(row.raw) else ""
        key = self.plan.columns.get(n, "")
        value = row.values.get(key)
        if faulty or not isinstance(value, Dated) or n in self.plan.joined:
            return cell
        try:
            return cell if dated(cell, padded=True) == value else str(value)
        except Wrong:
            return str(value)

    def _cell(self, line: int, at: int, cell: Cell, faulty: bool) -> None:
        if isinstance(cell, bool):
            self.sheet.write_boolean(line, at, cell)
        elif isinstance(cell, (int, float)) and abs(cell) < CODE_FROM and not faulty:
            self.sheet.write_number(line, at, cell, self.number)
        elif isinstance(cell, date) and cell.year >= EXCEL_BEGINS and not faulty:
            self.sheet.write_datetime(line, at, cell, self.day)
        else:
            self._text(line, at, shown(cell), self.odd if faulty else self.text)

    def _text(self, line: int, at: int, text: str, form: Any) -> None:
        """Always a text cell, never a formula; text that looks like one is also marked as quoted."""
        if text:
            self.sheet.write_string(line, at, text[:32_767], self.quoted if text.startswith(RISKY) else form)
        elif form is self.odd:
            self.sheet.write_blank(line, at, None, form)


def _sheet_name(name: str, taken: set[str]) -> str | None:
    """The sheet's own name, if Excel takes it."""
    clean = re.sub(r"[\[\]:*?/\\]", "", name).strip("'")[:31]
    return clean if clean and clean.lower() not in {one.lower() for one in taken} else None


def reason(row: ParsedRow) -> str:
    """Which cell and why, for every fault of a row: “C12：位数不对；F12：与前面的行是同一身份证号（F6）”."""
    said = (f"{fault.cell}：{fault.sentence}" + (f"（{fault.other}）" if fault.other else "") for fault in row.faults)
    place = _("第%(row)s行") % {"row": row.number}
    return f"{place} " + "；".join(said)


def shown(cell: Cell) -> str:
    """A cell as it should be read and typed again."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return "" if cell is None else str(cell)
