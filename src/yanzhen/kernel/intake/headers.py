"""Finding the header of a sheet: title rows above it, one to three levels, merged cells, odd blanks in the names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .sandbox import Row
from .sheets import SheetKind

LEVELS = 3
REMEMBERED = 4096
SEARCH = 15
#: How much a name is worth that is not the declared one, word for word.
EXACT, WITHIN, ABOVE, ENDING = 1.0, 0.8, 0.45, 0.6
#: An ending must be this much of the whole name: 读者姓名 is a 姓名, 监护人联系人姓名 need not be.
ENDING_SHARE = 0.4
SERIAL = frozenset({"序号", "序", "行号", "no", "no.", "编号"})
#: The column that a returned sheet carries; it is nobody's data when the sheet comes again.
RETURNED = "退回原因"
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")


@lru_cache(maxsize=8192)
def squash(text: str) -> str:
    """A heading without what people vary: width, blanks, brackets, a colon or star at its end, capitals."""
    flat = BRACKETS.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    return flat.strip("*:：、,.。 ").casefold()


@dataclass(frozen=True)
class Heading:
    """A column's name as written, from the top level to the lowest, without repetition."""

    levels: tuple[str, ...]

    @property
    def text(self) -> str:
        return "/".join("".join(level.split()) for level in self.levels)

    @property
    def leaf(self) -> str:
        return self.levels[-1] if self.levels else ""

    @property
    def counts(self) -> bool:
        """Whether somebody could want this column: it has a name, and not only that of the running number."""
        return bool(self.levels) and squash(self.leaf) not in SERIAL | {RETURNED}


class Found(NamedTuple):
    """A header and the columns recognised under it: {column index: key} and the worth of each."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    columns: Mapping[int, str]
    worth: float
    known: int


class Names:
    """The declared names of a kind's columns, ready to be compared."""

    def __init__(self, kind: SheetKind) -> None:
        self.keys: dict[str, str] = {}
        self.taken = {column.key for column in kind.columns if column.taken}
        for column in (one for one in kind.columns if not one.words_of):
            for name in (column.label, *column.aliases):
                self.keys.setdefault(squash(str(name)), column.key)
        self.endings = sorted((name for name in self.keys if len(name) > 1), key=len, reverse=True)

        self.remembered: dict[Heading, dict[str, float]] = {}

    def guesses(self, heading: Heading) -> dict[str, float]:
        """What the column may be, each with its worth."""
        if heading not in self.remembered:
            if len(self.remembered) > REMEMBERED:
                self.remembered.clear()
            self.remembered[heading] = self._guesses(heading)
        return self.remembered[heading]

    def _guesses(self, heading: Heading) -> dict[str, float]:
        levels = [squash(level) for level in heading.levels]
        if not levels:
            return {}
        leaf, whole = levels[-1], "".join(levels)
        found: dict[str, float] = {}

        def note(name: str, worth: float) -> None:
            key = self.keys.get(name)
            if key is not None:
                found[key] = max(found.get(key, 0.0), worth)

        note(leaf, EXACT)
        note(whole, EXACT)
        note(leaf.replace("/", ""), WITHIN)
        note(leaf.split("/")[-1], WITHIN)
        for level in levels[:-1]:
            note(level, ABOVE)
        if not found:
            ending = next((name for name in self.endings if leaf.endswith(name)), "")
            if ending and len(ending) >= ENDING_SHARE * len(leaf):
                note(ending, ENDING)
        return found


@lru_cache(maxsize=256)
def names_of(kind: SheetKind) -> Names:
    return Names(kind)


def recognise(kind: SheetKind, headings: tuple[Heading, ...]) -> tuple[dict[int, str], float, int]:
    """Each column to one heading at most, the surest first; {column index: key} of those that are read, the sum of the
    worths, and how many were recognised."""
    names = names_of(kind)
    guesses = [
        (-worth, index, key)
        for index, heading in enumerate(headings)
        for key, worth in names.guesses(heading).items()
    ]
    taken: dict[int, str] = {}
    total = 0.0
    for worth, index, key in sorted(guesses):
        if index not in taken and key not in taken.values():
            taken[index] = key
            total -= worth
    return {index: key for index, key in taken.items() if key in names.taken}, total, len(taken)


class Head:
    """The first rows of a sheet with its merged cells filled, as far as a header can reach."""

    def __init__(self, rows: tuple[tuple[int, Row], ...], merges: tuple[tuple[int, int, int, int], ...]) -> None:
        self.rows = {number: list(row) for number, row in rows}
        self.read: dict[tuple[int, int], tuple[Heading, ...]] = {}
        self.tall: list[tuple[int, int]] = []
        last = max(self.rows, default=0)
        for top, left, bottom, right in merges:
            if top >= last or bottom - top > LEVELS:
                continue
            if bottom > top:
                self.tall.append((top + 1, bottom + 1))
            value = self.cell(top + 1, left)
            for number in range(top + 1, min(bottom + 1, last) + 1):
                row = self.rows.setdefault(number, [])
                width = min(right + 1, max((len(one) for one in self.rows.values()), default=0))
                row.extend([""] * (width - len(row)))
                row[left:width] = [value] * (width - left)

    def cell(self, number: int, index: int) -> object:
        row = self.rows.get(number, [])
        return row[index] if index < len(row) else ""

    def text(self, number: int, index: int) -> str:
        cell = self.cell(number, index)
        return cell.strip() if isinstance(cell, str) else ""

    def top(self, number: int) -> int:
        """The first row of the header that reaches down to this row through merged cells."""
        return min((top for top, bottom in self.tall if top < number <= bottom), default=number)

    def names(self, number: int) -> int:
        """How many different texts stand in a row: a title, even one merged across, is one."""
        return len({cell for cell in self.rows[number] if isinstance(cell, str) and cell.strip()})

    def headings(self, first: int, last: int) -> tuple[Heading, ...]:
        """The columns' names over these rows; an upper name reaches right over blanks wherever a lower one stands."""
        if (first, last) not in self.read:
            self.read[first, last] = self._headings(first, last)
        return self.read[first, last]

    def _headings(self, first: int, last: int) -> tuple[Heading, ...]:
        width = max((len(self.rows.get(number, [])) for number in range(first, last + 1)), default=0)
        columns: list[list[str]] = [[] for _ in range(width)]
        for number in range(first, last + 1):
            running = ""
            for index in range(width):
                text = self.text(number, index)
                below = any(self.text(lower, index) for lower in range(number + 1, last + 1))
                running = text or (running if below else "")
                name = text or running
                if name and (not columns[index] or columns[index][-1] != name):
                    columns[index].append(name)
        return tuple(Heading(tuple(column)) for column in columns)


def find(kind: SheetKind, head: Head) -> Found | None:
    """The rows of the head that name most of the kind's columns; fewer and higher rows win a tie. None below two."""
    firsts = [number for number in sorted(head.rows)[:SEARCH] if head.names(number) > 1]
    best: Found | None = None
    for levels in range(LEVELS):
        for first in firsts:
            found = read(kind, head, first, first + levels)
            if found.known > 1 and (best is None or found.worth > best.worth + 1e-9):
                best = found
    if best is None:
        return None
    top = head.top(best.first)
    return best if top == best.first else read(kind, head, top, best.last)


def read(kind: SheetKind, head: Head, first: int, last: int) -> Found:
    """The columns as these rows name them, whoever chose the rows."""
    headings = head.headings(first, last)
    columns, worth, known = recognise(kind, headings)
    return Found(first, last, headings, columns, worth, known)
