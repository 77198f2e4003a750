"""The blocks of a report, from its lines: which are headings, which are cells of a table, which run on as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from yanzhen.kernel.base.outline import level_of

from .document import BREAK, CELL, FOOT, HEADING, NOTE, TEXT, Block, Document
from .wrapped import running_on

TITLE_LONGEST: Final = 60
HEADING_LONGEST: Final = 40
#: What an unnumbered heading stands above is longer than a heading; up to so many of them stand one below the other.
BODY_FROM: Final = 40
STACKED: Final = 3
_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_ENDS: Final = "。；：，、！？….;:,!?|"
_SENTENCE: Final = re.compile(r"[^。；！？]*。")


@dataclass(frozen=True)
class Line:
    """One paragraph, where it begins in the text. `level` is a heading's if its style says so; `cell` its table, row and
    column; `note` a footnote."""

    start: int
    text: str
    level: int | None = None
    cell: tuple[int, int, int] | None = None
    note: bool = False

    @property
    def bare(self) -> str:
        return self.text.strip()

    @property
    def running(self) -> bool:
        return self.cell is None and not self.note and bool(self.bare)


def plain(text: str, form: str = "txt") -> Document:
    """A document of plain text: a line is a paragraph; `#` opens a title; a line that begins with | or that has as many
    tabs as its neighbour is a table's row."""
    lines = [Line(found.start(), found[0]) for found in _LINE.finditer(text)]
    lines = list(_tabled(lines))
    return Document(text, blocks(list(_whole(text, lines)) if form == "txt" else lines), form)


def _whole(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, those put together that only their width, or the foot of a page, parted."""
    kept = [line for line in lines if not FOOT.fullmatch(line.bare)]
    loose = [line for line in kept if line.running and line.level is None]
    on = {id(line) for line, goes_on in zip(loose, running_on([line.text for line in loose]), strict=True) if goes_on}
    kept = kept if on else list(lines)
    first: Line | None = None
    for line, below in zip(kept, [*kept[1:], None], strict=True):
        first, end = first or line, line.start + len(line.text.rstrip())
        if below is not None and id(line) in on and BREAK.fullmatch(text, end, below.start):
            continue
        yield replace(first, text=text[first.start : end]) if first is not line else line
        first = None


def _tabled(lines: Sequence[Line]) -> Iterator[Line]:
    table, row, before = -1, 0, ""
    rows = set(_tab_rows([line.text for line in lines]))
    for at, line in enumerate(lines):
        mark = "|" if line.bare.startswith("|") else "\t" if at in rows else ""
        if not mark:
            titled = re.match(r"\s*#+\s*", line.text)
            yield Line(line.start + titled.end(), line.text[titled.end() :], level=0) if titled else line
        elif not re.fullmatch(r"[\s|:+-]+", line.text):
            table, row = (table, row + 1) if mark == before else (table + 1, 0)
            yield from _cells(line, mark, table, row)
        before = mark


def _tab_rows(texts: Sequence[str]) -> Iterator[int]:
    """Which lines are rows by their tabs: where two neighbours have as many, they and all that stand with them, for blank
    cells at the end of a row may be written or not."""
    for tabbed, found in groupby(enumerate(texts), key=lambda one: _tabs(one[1]) != {0}):
        group = list(found)
        if tabbed and any(_tabs(one) & _tabs(other) and "\t" in one.strip() for (_at, one), (_below, other) in pairwise(group)):
            yield from (at for at, _text in group)


def _tabs(text: str) -> set[int]:
    """How many tabs a line has, with and without those at its end; none where they only indent something long."""
    if "\t" not in text.strip() and len(text) > HEADING_LONGEST:
        return {0}
    return {text.count("\t"), text.rstrip().count("\t")}


def _cells(line: Line, mark: str, table: int, row: int) -> Iterator[Line]:
    place, text = line.start, line.text
    if mark == "|":
        first, text = text.index("|") + 1, text.rstrip().removesuffix("|") if text.count("|") > 1 else text
        place, text = place + first, text[first:]
    for column, cell in enumerate(text.split(mark)):
        yield Line(place, cell, cell=(table, row, column))
        place += len(cell) + 1


def blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """The blocks of these lines. Headings are known by style, by number, or by standing short above something long."""
    running = [line for line in lines if line.running]
    unnumbered = set(_unnumbered(running))
    first = running[0] if running else None
    found: list[Block] = []
    for line in lines:
        start = line.start + len(line.text) - len(line.text.lstrip())
        end = start + len(line.bare)
        if line.cell:
            table, row, column = line.cell
            found.append(Block(CELL, start, end, table=table, row=row, column=column))
        elif line.note and line.bare:
            found.append(Block(NOTE, start, end))
        elif line.level is not None and line.bare:
            found.append(Block(HEADING, start, end, line.level))
        elif line is first and line.start in unnumbered:
            found.append(Block(HEADING, start, end, 0))
        elif line.bare:
            found += _paragraph(line.bare, start, 1 if line.start in unnumbered else 0)
    return tuple(found)


def _paragraph(text: str, start: int, level: int) -> Iterator[Block]:
    """A heading, or a paragraph; one that runs on behind its numbered heading is both: 一、抓学习。今年以来……"""
    end, numbered = start + len(text), level_of(text)
    lead = _SENTENCE.match(text, endpos=min(len(text), HEADING_LONGEST)) if numbered else None
    if level or numbered and len(text) <= HEADING_LONGEST and "。" not in text[:-1]:
        yield Block(HEADING, start, end, level or numbered)
    elif lead and text[lead.end() :].strip():
        rest = lead.end() + len(text[lead.end() :]) - len(text[lead.end() :].lstrip())
        yield Block(HEADING, start, start + lead.end(), numbered)
        yield Block(TEXT, start + rest, end)
    else:
        yield Block(TEXT, start, end)


def _unnumbered(lines: Sequence[Line]) -> Iterator[int]:
    """Where the lines begin that nothing but their place makes headings."""
    above = 0
    for place in range(len(lines) - 2, -1, -1):
        line, below = lines[place].bare, lines[place + 1].bare
        longest = HEADING_LONGEST if place else TITLE_LONGEST
        short = len(line) <= longest and line[-1] not in _ENDS and "。" not in line and not level_of(line)
        over = len(below) > BODY_FROM or level_of(below) or above or lines[place + 1].level is not None
        above = above + 1 if short and over and above < STACKED else 0
        if above:
            yield lines[place].start
