"""The child that opens one untrusted spreadsheet: reads it from standard input, answers in frames on standard output."""

from __future__ import annotations

import csv
import io
import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import python_calamine as calamine

from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB, Barred, decoded
from yanzhen.kernel.base.sandbox.inside import answering, encode, put, send, shed
from yanzhen.kernel.intake import gate
from yanzhen.kernel.intake.colours import Colours, colours_of, tinted
from yanzhen.kernel.intake.old_book import old_words
from yanzhen.kernel.intake.struck import STRUCK, struck
from yanzhen.kernel.intake.unworked import Words, counts_from_1904, unworked

MEMORY = 500 * MB
CPU_SECONDS = 15
HEAD_ROWS = 40
HEAD_CELL = 120
CHUNK_ROWS = 1000
COLUMNS_MAX = 256
ROWS_MAX = 1 << 20
MERGES_MAX = 20_000
SHEETS_MAX = 200
CELL_MAX = 32_767
FRAME_BIG = 4 * MB

Row = list[Any]


class Table:
    """One sheet, whatever file it came from: rows counted from 1, cells from column A."""

    def __init__(self, name: str, rows: Iterable[Row], height: int, width: int, merges: list[Any]) -> None:
        self.name, self.rows, self.height, self.width, self.merges = name, rows, height, width, merges
        self.hidden = self.late = False
        self.words: Words = {}
        self.tints: dict[int, str] = {}

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        rows = map(self._told, itertools.count(1), self.rows) if self.words else self.rows
        rows = map(self._tinted, itertools.count(1), rows) if self.tints else rows
        return ((number, row) for number, row in enumerate(rows, 1) if any(row))

    def _told(self, number: int, row: Row) -> Row:
        """The row with what its failed formulas and its struck cells say."""
        for column, word in self.words.get(number, {}).items():
            if column < len(row) and (row[column] in ("", None)) != (word[0] == STRUCK):
                row[column] = _left(row[column], word)
        return row

    def tint(self, colours: Colours, meant: Mapping[str, str]) -> None:
        """Have a last column for what the colours of the rows say."""
        head = {n: sum(1 for cell in row if isinstance(cell, str) and cell.strip()) for n, row in enumerate(itertools.islice(self.rows, HEAD_ROWS), 1)}
        self.tints = tinted(colours, meant, head)
        self.width += bool(self.tints)

    def _tinted(self, number: int, row: Row) -> Row:
        if number in self.tints and any(row):
            row = [*row, *[""] * (self.width - 1 - len(row)), self.tints[number]]
        return row


def _left(cell: object, word: str) -> str:
    """What is left of a cell of which only some was struck out, all of it behind the mark, or what a failed formula says."""
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return f"{STRUCK}{whole}" if word == STRUCK else word.removeprefix(STRUCK)


class CalamineRows:
    """Rows of a loaded sheet; columns left out before the first used one are put back."""

    def __init__(self, sheet: calamine.CalamineSheet) -> None:
        self.sheet = sheet
        self.pad = [""] * (sheet.start[1] if sheet.start else 0)

    def __iter__(self) -> Iterator[Row]:
        rows: Iterator[Row] = self.sheet.iter_rows()
        if self.pad or self.sheet.width > COLUMNS_MAX:
            return ((self.pad + row)[:COLUMNS_MAX] for row in rows)
        return rows


def book_tables(data: bytes) -> list[Table]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    tables = []
    words, late = words_of(data)
    tints = colours_of(data)
    if len(book.sheets_metadata) > SHEETS_MAX:
        raise Barred("sheets", most=SHEETS_MAX)
    for at, about in enumerate(book.sheets_metadata):
        if about.typ in (calamine.SheetTypeEnum.MacroSheet, calamine.SheetTypeEnum.Vba):
            raise Barred("macro")
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        merges = sheet.merged_cell_ranges or []
        if len(merges) > MERGES_MAX:
            raise Barred("merges", sheet=about.name)
        end = sheet.end or (-1, -1)
        if end[0] >= ROWS_MAX:  # a row number that overflowed: the reader would count up to it
            raise Barred("broken")
        table = Table(about.name, CalamineRows(sheet), end[0] + 1, end[1] + 1, sorted(merges))
        if at < len(tints) and tints[at][0] and table.width < COLUMNS_MAX:
            table.tint(*tints[at])
        table.words = words[at] if at < len(words) else {}
        table.late = late
        table.hidden = about.visible != calamine.SheetVisibleEnum.Visible
        tables.append(table)
    return tables


def words_of(data: bytes) -> tuple[list[Words], bool]:
    """What the reader does not tell: of each sheet's cells which failed and which were struck out, and whether days are counted from
    1904."""
    if not data.startswith(b"PK"):
        return old_words(data)
    return unworked(data, struck), counts_from_1904(data)


def separator(text: str) -> str:
    """The separator that cuts the head into most cells, lines of one same length only; titles and notes have one cell."""
    lines = [line for line in text[:20_000].splitlines()[:HEAD_ROWS] if line.strip()]

    def worth(mark: str) -> int:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1]
        usual = max(set(counts), key=lambda n: counts.count(n) * n, default=1)
        return counts.count(usual) * usual

    return max((",", "\t", ";", "|", "，"), key=worth)


class CsvRows:
    def __init__(self, text: str) -> None:
        self.text, self.mark = text, separator(text)

    def __iter__(self) -> Iterator[Row]:
        csv.field_size_limit(CELL_MAX)
        for row in csv.reader(io.StringIO(self.text, newline=""), delimiter=self.mark):
            # ="0012" is how some programs keep Excel from turning text into a number
            yield [cell[2:-1] if cell[:2] == '="' and cell[-1] == '"' else cell for cell in row[:COLUMNS_MAX]]


def csv_tables(data: bytes) -> list[Table]:
    text = decoded(data)
    rows = CsvRows(text)
    width = max((len(row) for row in itertools.islice(rows, HEAD_ROWS)), default=0)
    return [Table("", rows, text.count("\n") + 1, width, [])]


def short(cell: object) -> object:
    return cell[:HEAD_CELL] if isinstance(cell, str) else cell


def heads(form: str, tables: list[Table]) -> dict[str, Any]:
    """What recognising needs of each sheet: its size, its merges and its first rows, long cells cut short."""
    return {
        "form": form,
        "sheets": [
            {
                "name": table.name,
                "height": table.height,
                "width": min(table.width, COLUMNS_MAX),
                "wide": table.width > COLUMNS_MAX,
                "hidden": table.hidden,
                "late": table.late,
                "merges": table.merges,
                "head": [(n, [short(cell) for cell in row]) for n, row in itertools.islice(table, HEAD_ROWS)],
            }
            for table in tables
        ],
    }


def send_rows(index: int, numbers: list[int], rows: list[Row]) -> None:
    """One chunk; a chunk of huge cells is looked at closely and sent in halves."""
    body = encode([index, numbers, rows]).encode("utf-8", "replace")
    if len(body) > FRAME_BIG:
        for number, row in zip(numbers, rows, strict=True):
            if any(isinstance(cell, str) and len(cell) > CELL_MAX for cell in row):
                raise Barred("long_cell", row=number, most=CELL_MAX)
        if len(rows) > 1:
            half = len(rows) // 2
            send_rows(index, numbers[:half], rows[:half])
            send_rows(index, numbers[half:], rows[half:])
            return
    put(body)


def answer(data: bytes) -> None:
    form = gate.check(data)
    tables = csv_tables(data) if form == "csv" else book_tables(data)
    send(heads(form, tables))
    sys.stdout.buffer.flush()
    for index, table in enumerate(tables):
        rows = iter(table)
        while chunk := list(itertools.islice(rows, CHUNK_ROWS)):
            send_rows(index, [number for number, _ in chunk], [row for _, row in chunk])
    send({"end": True})


def main(task: str) -> None:
    """`read` the file on standard input, or `explain` why reading it took too much."""
    shed(MEMORY, CPU_SECONDS)
    data = sys.stdin.buffer.read(FILE_MAX + 1)

    def act() -> None:
        if task == "explain":
            raise gate.explain(data)
        answer(data)

    answering(act, {calamine.PasswordError: "password", csv.Error: "csv"})
