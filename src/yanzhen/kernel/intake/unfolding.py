"""Rows that tell of several things, in columns side by side or point by point in one cell, and columns that are one: a tick under
each of the words it may say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yanzhen.kernel.base.text import fold

from .headers import WITHIN, names_of, numberless
from .headings import Heading, squash
from .sandbox import Row
from .sheets import NO, YES, Column, SheetKind

#: Stands before what was ticked more than once in a row: a stroke through it, which nobody writes at the beginning of a cell.
TWICE = "\u0337"
NUMERALS = "一二三四五六七八九十"
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
#: How points are numbered. A number with a figure behind its mark is a decimal, or one of several things: 1.5公里, 1、2号井.
MARKS = (
    re.compile(f"(?P<circle>[{CIRCLES}])[.、．]?"), re.compile(r"[(（](?P<number>\d{1,2})[)）][.、．]?"), re.compile(r"(?<![\d.])(?P<number>\d{1,2})[.、．)）](?!\d)"),
    re.compile(f"(?<![{NUMERALS}])(?P<numeral>[{NUMERALS}])[、.．](?![{NUMERALS}])"), re.compile(f"[(（](?P<numeral>[{NUMERALS}])[)）]"),
    re.compile(f"(?<![{NUMERALS}])(?P<numeral>[{NUMERALS}])是"), re.compile(f"第(?P<numeral>[{NUMERALS}])(?:[个条件项]问题)?(?:是|[,，、:：])"),
)
#: What may stand before the first point, and around each.
BEFORE, AROUND = re.compile(r"(.{0,16}[:：])?\s*$"), " \t\r\n;；,，、。."
BLANK = frozenset(("", "/", "-", "—", "无"))


@dataclass(frozen=True)
class Unfold:
    """How the rows of a sheet are taken apart. `lead` is the column of which each row may tell several times, in the columns of `again`
    (the others by the first of them) or point by point, and so may those of `dealt`; `ticks` are columns that are one: by the first,
    the word of each."""

    lead: int = -1
    again: tuple[Mapping[int, int], ...] = ()
    dealt: frozenset[int] = frozenset()
    ticks: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.lead >= 0 or bool(self.ticks)

    @property
    def columns(self) -> frozenset[int]:
        """The columns read beside others."""
        return frozenset(n for one in self.again for n in one.values()) | frozenset(n for first, words in self.ticks.items() for n in words if n != first)

    def rows(self, row: Row) -> list[tuple[Row, Row]]:
        """The rows that one row is: as each is read, and as it is given back if it must be."""
        parts = [self._ticked(one) for part in self._columns(row) for one in self._points(part)]
        return [(one, _with(one, {n: str(one[n]).removeprefix(TWICE) for n in self.ticks})) for one in parts]

    def _columns(self, row: Row) -> Iterator[Row]:
        """A row for each column that tells something; the first if none does."""
        beside = [n for one in self.again for n in one.values()]
        rest = [one for one in self.again if _says(row[one[self.lead]])] if self.again else []
        if not rest or _says(row[self.lead]):
            yield _with(row, dict.fromkeys(beside, "")) if beside else row
        for one in rest:
            yield _with(row, dict.fromkeys(beside, "") | {first: row[other] for first, other in one.items()})

    def _points(self, row: Row) -> Iterator[Row]:
        """A row for each point of the leading cell, with the point of that number of other cells, or all of them if they have none."""
        cell = row[self.lead] if self.lead >= 0 else ""
        told = points(cell) if isinstance(cell, str) else []
        if not told:
            yield row
            return
        others = {n: dealt for n in self.dealt if isinstance(row[n], str) and (dealt := _dealt(row[n], len(told)))}
        for at, point in enumerate(told):
            yield _with(row, {n: dealt[at] for n, dealt in others.items()} | {self.lead: point})

    def _ticked(self, row: Row) -> Row:
        if not self.ticks:
            return row
        new: dict[int, Any] = {}
        for first, words in self.ticks.items():
            said = [word if _flat(row[n]) in YES else f"{word}（{row[n]}）" for n, word in words.items() if _says(row[n])]
            new |= dict.fromkeys(words, "") | {first: (TWICE if len(said) > 1 else "") + "、".join(said)}
        return _with(row, new)


def points(text: str) -> list[str]:
    """The points of a numbered text, from the first; none if it is in one piece."""
    head = text.lstrip()[:1]
    if not head or head.isascii() and head.isalpha():
        return []
    for mark in MARKS:
        if found := _pointed(text, mark):
            return found
    return []


def _dealt(text: str, count: int) -> list[str]:
    """The points of a text by their number, blank where it has none of that number; nothing if it is not numbered so."""
    for mark in MARKS:
        met = [one for one in mark.finditer(text) if _number(one) <= count]
        numbers = [_number(one) for one in met]
        if met and not text[: met[0].start()].strip() and numbers == sorted(set(numbers)):
            parts = dict(zip(numbers, _between(text, met), strict=True))
            return [parts.get(n, "") for n in range(1, count + 1)] if all(parts.values()) and len(points(text)) in (0, count) else []
    return []


def _between(text: str, met: list[re.Match[str]]) -> list[str]:
    """What stands behind each mark."""
    ends = [one.start() for one in met[1:]] + [len(text)]
    return [text[one.end() : end].strip(AROUND) for one, end in zip(met, ends, strict=True)]


def _pointed(text: str, mark: re.Pattern[str]) -> list[str]:
    met = list[re.Match[str]]()
    for one in mark.finditer(text):
        if _number(one) == len(met) + 1:
            met.append(one)
    if len(met) < 2 or not BEFORE.match(text[: met[0].start()]):
        return []
    parts = _between(text, met)
    return parts if all(parts) else []


def _number(met: re.Match[str]) -> int:
    said = met.groupdict()
    if said.get("circle"):
        return CIRCLES.index(met["circle"]) + 1
    return NUMERALS.index(met["numeral"]) + 1 if said.get("numeral") else int(fold(met["number"]))


def unfolded(kind: SheetKind, headings: Sequence[Heading], columns: Mapping[int, str], below: Sequence[Row]) -> tuple[Unfold, dict[int, str]]:
    """How rows under these headings are taken apart, and the columns as they are read then; `below` are the first of these rows."""
    ticks = {column.key: found for column in kind.columns if (found := _ticks(kind, column, headings, columns, below))}
    known = {n: key for n, key in columns.items() if key not in ticks} | {min(words): key for key, words in ticks.items()}
    lead = next((n for n, key in known.items() if kind.column(key).many), -1)
    again = _again(headings, known, lead) if lead >= 0 else ()
    dealt = frozenset(n for n, key in known.items() if n != lead and not kind.column(key).required and kind.column(key).sort in ("choice", "text", "name"))
    return Unfold(lead, again, dealt if lead >= 0 else frozenset(), {min(words): words for words in ticks.values()}), known


def _again(headings: Sequence[Heading], columns: Mapping[int, str], lead: int) -> tuple[Mapping[int, int], ...]:
    """The further columns of the leading name, each with those of other names of which there are as many."""
    alike = {first: [n for n in range(len(headings)) if n not in columns and _same(headings, n, first)] for first in columns}
    whole = {first: more for first, more in alike.items() if more and len(more) == len(alike[lead])}
    return tuple({first: more[at] for first, more in whole.items()} for at in range(len(alike[lead])))


def _same(headings: Sequence[Heading], one: int, other: int) -> bool:
    """Whether two columns have one name but for its number."""
    return bool(headings[one].levels) and numberless(squash(headings[one].leaf)) == numberless(squash(headings[other].leaf))


def _ticks(kind: SheetKind, column: Column, headings: Sequence[Heading], columns: Mapping[int, str], below: Sequence[Row]) -> dict[int, str]:
    """The columns side by side that are this one, each with its word."""
    if not column.choices or not column.taken or column.words_of:
        return {}
    words = frozenset(squash(spelling) for spellings in column.choices.values() for spelling in spellings if not spelling.endswith("*"))
    parts = frozenset(squash(spelling.strip("*")) for spellings in column.choices.values() for spelling in spellings if spelling.endswith("*"))
    kept = any(one.words_of == column.key for one in kind.columns)
    run: dict[int, str] = {}
    for n, heading in enumerate((*headings, Heading(()))):
        if columns.get(n, column.key) == column.key and _is_word(kind, column, heading, words, parts):
            run[n] = heading.leaf
        elif len(run) > 1 and column.key not in (key for place, key in columns.items() if place not in run) and _marked(run, below, kept):
            return run
        else:
            run = {}
    return {}


def _is_word(kind: SheetKind, column: Column, heading: Heading, words: frozenset[str], parts: frozenset[str]) -> bool:
    """Whether a heading is one of the words a column may say: under its name any, by itself only one that is nothing else."""
    leaf, names = squash(heading.leaf), names_of(kind)
    if len(heading.levels) > 1 and names.guesses(Heading(heading.levels[:-1])).get(column.key, 0) >= WITHIN:
        return leaf in words or any(part in leaf for part in parts)
    return len(leaf) > 1 and leaf in words and leaf not in YES | NO and not names.guesses(heading)


def _marked(run: Mapping[int, str], below: Sequence[Row], kept: bool) -> bool:
    """Whether one cell of each row is marked: by a tick, or by words where these are kept."""
    rows = [[_flat(row[n]) for n in run if n < len(row) and _says(row[n])] for row in below]
    ticks = all(cell in YES for cells in rows for cell in cells)
    return any(rows) and (ticks or kept and all(len(cells) < 2 or set(cells) <= YES for cells in rows))


def _says(cell: Any) -> bool:
    return cell is not None and (flat := _flat(cell)) not in BLANK and flat not in NO


def _flat(cell: Any) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return "".join(text.split()).casefold()


def _with(row: Row, cells: Mapping[int, Any]) -> Row:
    """A row with some cells otherwise."""
    new = list(row)
    for n, cell in cells.items():
        new[n] = cell
    return new
