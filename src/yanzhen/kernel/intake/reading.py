"""From an opened book and a recognition to rows: cells carried down, converted, judged, and told apart.

Rows come one after the other and none is kept, so a hundred thousand take no more memory than a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .abreast import Abreast
from .cellnames import letters
from .converting import ColumnReading, Fault, column_of
from .filling import Filler
from .headers import heads_only
from .leading import Leaders
from .matching import Recognition, SheetPlan, under_another
from .rows import Skipped, Sorter, filled
from .sandbox import RawBook, RawSheet, Row
from .sections import Sections
from .struck import STRUCK
from .typed import lined
from .years import Years

SKIPPED_MAX = 10_000
#: So many rows from another header tell how it is to be read.
REACH = 6
NOBODY: Mapping[str, str] = {}


class ParsedRow(NamedTuple):
    """One row of data. `number` is Excel's; `raw` its cells after carrying down; `values` by column key, None where
    nothing stands. `key` is (names of the natural key's columns, their values, how many equal ones came before);
    None if a fault stands or the kind's keys are not filled. `hints` are cells that could not be read and need not be, `notes`
    say what of the row is supplied.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    faults: tuple[Fault, ...]
    raw: Row
    key: tuple[tuple[str, ...], tuple[Any, ...], int] | None
    hints: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a natural key was first met, and how often since."""

    sheet: str
    cell: str
    times: int


Seen = dict[tuple[str, ...], dict[tuple[Any, ...], Place]]


class Reading:
    """Once through the rows of a book. After it, `skipped` says what was not taken for data, as far as SKIPPED_MAX."""

    def __init__(self, book: RawBook, recognition: Recognition, *, year: int | None = None, name: str = "") -> None:
        """`year` is that of days written without one; None means what the file itself says (see Years)."""
        recognition.readable()
        self.book = book
        self.skipped: list[Skipped] = []
        self.height = sum(book.sheets[plan.index].height for plan in recognition.sheets)
        seen: Seen = defaultdict(dict)
        years = Years(book, recognition, year, name)
        self._sheets = {
            plan.index: SheetReading(plan, book.sheets[plan.index], years, seen) for plan in recognition.sheets
        }

    def __iter__(self) -> Iterator[ParsedRow]:
        """Every row of data, sheet by sheet, from the top; Refused if the file gives way on the way."""
        for index, numbers, rows in self.book.chunks():
            if index in self._sheets:
                yield from self._sheets[index].parse(numbers, rows, self.skipped)


class SheetReading:
    """One sheet on its way."""

    def __init__(self, plan: SheetPlan, sheet: RawSheet, years: Years, seen: Seen) -> None:
        self.plan, self.sheet, self.years, self.seen = plan, sheet, years, seen
        self.below: SheetReading | None = None
        self.order: SheetPlan | None = None
        self.rest: tuple[list[int], list[Row], SheetPlan] | None = None
        self.width = max(sheet.width, max((*plan.columns, *plan.further)) + 1)
        self.sorter, self.filler, self.sections = Sorter(plan), Filler(plan, sheet.merges), Sections(plan)
        self.columns = [column_of(plan, index, years, sheet.late) for index in sorted(plan.columns)]
        places = {column.key: column.index for column in self.columns}
        kept = [column for column in plan.kind.columns if column.words_of in places]
        self.columns += [ColumnReading(places[column.words_of], column) for column in kept]
        self.letters = {column.key: letters(column.index) for column in self.columns}
        self.keys = [(names, seen[names], self.letters.get(names[-1], "")) for names in plan.kind.keys]
        self.absent = {column.key: column.blank for column in plan.kind.columns if column.key not in self.letters}
        self.absent |= plan.supposed
        self.absent |= plan.kind.leader if heads_only(plan.kind, plan.headings, plan.columns) else {}
        self.sheet_for = {column.key for column in plan.kind.columns if column.by_sheet} - set(self.letters)
        self.leaders = Leaders(plan)
        self.side, self.real = plan.unfold if isinstance(plan.unfold, Abreast) else None, NOBODY
        self.hinted = {column.key: column.told_by for column in plan.kind.columns if column.told_by and column.key in self.letters}

    def parse(self, numbers: list[int], rows: list[Row], skipped: list[Skipped]) -> list[ParsedRow]:
        """The rows of data of one chunk. Columns are converted one after the other, which is twice as fast as row by row."""
        if self.below:
            return self.below.parse(numbers, rows, skipped)
        kept, notes = list(self._data(numbers, rows, skipped)), dict[int, list[str]]()
        faults: dict[int, list[Fault]] = {}
        raws = self._unfold(kept, notes) if self.plan.unfold else [row for _number, row in kept]
        cells = [column.convert(kept, faults, notes, self.letters) for column in self.columns]
        keys, listed = [column.key for column in self.columns], self.leaders.listed(kept) if self.leaders else None
        parsed = []
        for n, ((number, _row), row, values) in enumerate(zip(kept, raws, zip(*cells, strict=True), strict=True)):
            known, wrong = dict(zip(keys, values, strict=True), **self.absent), faults.get(n)
            known.update(self.sections.told(number))
            if wrong and any(map(lined, row)):
                wrong = self._lined(number, row, wrong)
            if header := self.sections.strangers.get(number, 0):
                wrong = [self._stranger(number, header)]
            if listed is None:
                parsed.append(self._row(number, row, known, wrong))
            else:
                parsed += self._led(number, row, known, wrong or [], self.leaders.new(row, listed))
            if n in notes:
                parsed[-1] = parsed[-1]._replace(notes=tuple(notes[n]))
        self.sections.forget()
        return parsed + self._below(skipped) if self.rest else parsed

    def _below(self, skipped: list[Skipped]) -> list[ParsedRow]:
        """The rows below another header, by what that says; they go back, if they must, in the order of the first."""
        assert self.rest
        numbers, rows, plan = self.rest
        self.below = SheetReading(plan, self.sheet, self.years, self.seen)
        self.below.sections.follow(self.sections)
        self.below.order = self.order or self.plan
        return self.below.parse(numbers, rows, skipped)

    def _as_first(self, raw: Row) -> Row:
        """The cells of a row in the order of the sheet's first header; what it has no column for is left out."""
        assert self.order
        places = {key: n for n, key in self.order.columns.items()}
        moved = {n: places[key] for n, key in self.plan.columns.items() if key in places}
        row: Row = [""] * (max(places.values()) + 1)
        for n, place in moved.items():
            row[place] = raw[n]
        return row

    def _unfold(self, kept: list[tuple[int, Row]], notes: dict[int, list[str]]) -> list[Row]:
        """Take the rows apart in place where they tell of several things; each as it is given back if it must be."""
        whole, raws = kept[:], list[Row]()
        kept.clear()
        for number, row in whole:
            parts = self.plan.unfold.rows(row)
            for read, raw in parts:
                if len(parts) > 1 and not self.side:
                    notes[len(kept)] = [_("这一行写了%(count)d个，分开登记") % {"count": len(parts)}]
                kept.append((number, read))
                raws.append(raw)
        return raws

    def _row(self, number: int, row: Row, known: dict[str, Any], wrong: list[Fault] | None, leads: Mapping[str, str] = NOBODY) -> ParsedRow:
        key, hints = None, tuple[Fault, ...]()
        if self.side:
            self.real = self.side.real(row)
            wrong = [fault._replace(cell=f"{self._letter(fault.cell.removesuffix(str(number)))}{number}") for fault in wrong or ()]
        if wrong and self.hinted:
            hints, wrong = self._hints(known, wrong)
        if not wrong:
            key, wrong = self._key(known, number, leads)
        return ParsedRow(self.plan.name, number, known, tuple(wrong), self._as_first(row) if self.order else row, key, hints)

    def _led(self, number: int, row: Row, known: dict[str, Any], wrong: list[Fault], leader: bool) -> Iterator[ParsedRow]:
        """The head of a group, if he stands here for the first time, and the row's own person, if there is one."""
        leads = self.leaders.leads
        if leader:
            carried = [fault for fault in wrong if fault.column in (*leads, *self.leaders.inherited)]
            yield self._row(number, row, self.leaders.values(known), carried, {own: self.letters[key] for key, own in leads.items()})
            if self.leaders.alone(row):
                return
        missed = self.leaders.missed(known)
        yield self._row(number, row, known | {leads[key]: known[key] for key in missed}, [f for f in wrong if f.column not in leads or f.column in missed])

    def _hints(self, known: dict[str, Any], wrong: list[Fault]) -> tuple[tuple[Fault, ...], list[Fault]]:
        """Faults in cells that another cell tells as well, and the others."""
        hints = tuple(fault for fault in wrong if known.get(self.hinted.get(fault.column, "")) is not None)
        return hints, [fault for fault in wrong if fault not in hints]

    def _data(self, numbers: list[int], rows: list[Row], skipped: list[Skipped]) -> Iterator[tuple[int, Row]]:
        """The rows of data, with what is carried down to them."""
        why_of, fill, last, width = self.sorter.why, self.filler.fill, self.plan.last, self.width
        for n, (number, row) in enumerate(zip(numbers, rows, strict=True)):
            if number <= last:
                continue
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            why = why_of(number, row)
            fill(number, row, why == "data")
            if why == "data":
                self.sections.row(number)
                yield number, row
            elif why != "empty":
                self.sections.passed(number, row, why)
                if len(skipped) < SKIPPED_MAX:
                    skipped.append(Skipped(self.plan.name, number, why, _shown(row)))
                if self.sections.other == number and (plan := under_another(self.plan, self.sheet, list(zip(numbers, rows, strict=True))[n : n + REACH])):
                    self.rest = (numbers[n:], rows[n:], plan)
                    return

    def _key(self, known: dict[str, Any], number: int, leads: Mapping[str, str]) -> tuple[tuple[Any, ...] | None, list[Fault]]:
        """The row's natural key, and the fault of having one that came before."""
        for names, seen, letter in self.keys:
            values = tuple([known[name] for name in names])
            if self.sheet_for:
                values = tuple([self.plan.name if name in self.sheet_for and value is None else value for name, value in zip(names, values, strict=True)])
            if None in values:
                continue
            before, letter = seen.get(values), self._letter(leads.get(names[-1], letter))
            if before is None:
                seen[values] = Place(self.plan.name, f"{letter}{number}", 1)
                return (names, values, 0), []
            if self.plan.kind.repeats:
                seen[values] = before._replace(times=before.times + 1)
                return (names, values, before.times), []
            return None, [self._double(names, f"{letter}{number}", before)]
        return None, []

    def _letter(self, letter: str) -> str:
        """The column in which a cell stood, where it is read elsewhere."""
        return self.real.get(letter, letter)

    def _stranger(self, number: int, header: int) -> Fault:
        """The row stands under another header: what its cells hold is not known."""
        column = self.columns[0]
        said = _("第%(header)d行的表头和最上面的不一样，请把它下面的行分到另一个工作表") % {"header": header}
        return Fault(column.key, f"{letters(column.index)}{number}", said)

    def _lined(self, number: int, row: Row, wrong: list[Fault]) -> list[Fault]:
        """What is wrong with a row in which something was struck out; that is given back as it was, for the clerk to decide."""
        whole = all(map(lined, filter(filled, row)))
        row[:] = [cell.removeprefix(STRUCK) if cell.__class__ is str else cell for cell in row]
        said = _("这一行划掉了（删除线）：不要的请删去这一行，还要的请去掉删除线")
        return [wrong[0]._replace(sentence=said)] if whole else wrong

    def _double(self, names: tuple[str, ...], cell: str, before: Place) -> Fault:
        labels = "、".join(self.plan.kind.column(name).shown for name in names)
        other = before.cell if before.sheet == self.plan.name else f"{before.sheet}!{before.cell}"
        return Fault(names[-1], cell, _("与前面的行是同一%(labels)s") % {"labels": labels}, other)


def _shown(row: Row) -> str:
    return " ".join(str(cell).strip() for cell in row if cell not in ("", None))[:200]
