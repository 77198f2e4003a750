"""Refused rows on their way back: a spreadsheet with the columns they came with, and why each was refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .headers import RETURNED
from .matching import Recognition, SheetPlan
from .reading import ParsedRow
from .sandbox import Cell

#: What a spreadsheet program may take for a formula or a command when text is typed or saved as csv.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
#: Whole numbers of so many digits are codes that somebody typed as numbers: they go back as text.
CODE_FROM = 1e10
WIDTHS = (8, 40)
EXCEL_BEGINS = 1900


def refused_workbook(recognition: Recognition, rows: Iterable[ParsedRow]) -> bytes:
    """An xlsx with a sheet for each sheet that has refused rows, ready to be corrected and sent again.

    Every column is set to text, so that identity numbers typed into it stay whole. Rows without faults are left out.
    """
    plans = {plan.name: plan for plan in recognition.sheets}
    by_sheet: dict[str, list[ParsedRow]] = {}
    for row in rows:
        if row.faults:
            by_sheet.setdefault(row.sheet, []).append(row)
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        for name, refused in by_sheet.items():
            _Sheet(book, plans[name]).write(refused)
        if not by_sheet:
            book.add_worksheet()
    return target.getvalue()


class _Sheet:
    def __init__(self, book: Any, plan: SheetPlan) -> None:
        self.plan = plan
        self.sheet = book.add_worksheet(_sheet_name(plan.name, {one.name for one in book.worksheets()}))
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = book.add_format({"num_format": "General"})
        self.odd = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})

    def write(self, rows: Sequence[ParsedRow]) -> None:
        """Header, rows, and the reasons in a last column; faulty cells are shaded."""
        headings = [heading.text for heading in self.plan.headings]
        kept = [n for n, heading in enumerate(headings) if heading != RETURNED]
        places = {key: index for index, key in self.plan.columns.items()}
        longest = [max(len(headings[n]), *(len(str(row.raw[n])) for row in rows if n < len(row.raw)), 4) for n in kept]
        for at, n in enumerate(kept):
            self.sheet.set_column(at, at, min(max(longest[at] * 1.6, WIDTHS[0]), WIDTHS[1]), self.text)
            self._text(0, at, headings[n], self.bold)
        self.sheet.set_column(len(kept), len(kept), WIDTHS[1], self.text)
        self._text(0, len(kept), RETURNED, self.bold)
        self.sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, 1):
            faulty = {places.get(fault.column) for fault in row.faults}
            for at, n in enumerate(kept):
                self._cell(line, at, row.raw[n] if n < len(row.raw) else "", n in faulty)
            self._text(line, len(kept), reason(row), self.text)

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
