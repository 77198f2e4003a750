"""Reports with their figures marked in place: ⟦quote;value;unit;qual;kind;subject⟧. A line that begins with | is a row of a table, # a title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from yanzhen.kernel.audit.claims import Approx, Claim, Kind
from yanzhen.kernel.audit.document import CELL, HEADING, TEXT, Block, Document
from yanzhen.kernel.audit.measures import measured, number

MARK = re.compile(r"⟦([^⟦⟧]*)⟧")
QUALS = {
    "=": Approx.EXACT,
    "~": Approx.ABOUT,
    ">": Approx.OVER,
    "<": Approx.UNDER,
    "m": Approx.MASKED,
    "a": Approx.ABSENT,
}
KINDS = {"f": Kind.FACT, "p": Kind.PROPORTION, "r": Kind.RANK, "n": Kind.NORM}
HEADINGS = (r"[一二三四五六七八九十]+、.{1,40}$", r"[(（][一二三四五六七八九十]+[)）].{1,40}$", r"\d+[..、]\D.{1,40}$")


@dataclass(frozen=True)
class Mark:
    """A figure as its annotator saw it."""

    quote: str
    value: str
    unit: str
    qual: str
    kind: str
    subject: str

    @property
    def base(self) -> Decimal | None:
        """The number in its unit without scale, where it is stated exactly."""
        interval, _measure = measured(self.value, self.unit)
        return (
            (interval.low + interval.high) / 2
            if interval and self.qual == "=" and number(self.value) is not None
            else None
        )

    @property
    def measure(self) -> str:
        """The unit without its scale."""
        return measured(self.value, self.unit)[1]


Piece = str | Mark


def pieces(text: str) -> list[Piece]:
    """The text cut at its marks: words, figure, words, figure, …, words."""
    cut = MARK.split(text)
    return [_mark(part) if place % 2 else part for place, part in enumerate(cut)]


def _mark(inside: str) -> Mark:
    quote, value, unit, qual, kind, *subject = inside.split(";")
    if qual not in QUALS or kind not in KINDS:
        raise ValueError(f"⟦{inside}⟧")
    return Mark(quote, value, unit, qual, kind, ";".join(subject))


@dataclass(frozen=True, eq=False)
class Marked:
    """A report of the corpus: its text without marks, and its figures as claims with their offsets."""

    name: str
    pieces: tuple[Piece, ...]
    document: Document
    gold: tuple[Claim, ...]


def build(name: str, parts: Iterable[Piece]) -> Marked:
    """The report that these pieces make."""
    parts = tuple(parts)
    text, spans = "", []
    for part in parts:
        words = part if isinstance(part, str) else part.quote
        if isinstance(part, Mark):
            spans.append((len(text), part))
        text += words
    blocks = tuple(_blocks(text))
    return Marked(name, parts, Document(text, blocks), tuple(_claims(text, spans, blocks)))


def load(path: Path) -> Marked:
    """One file of the corpus."""
    return build(path.stem, pieces(path.read_text("utf-8")))


def corpus(folder: Path) -> list[Marked]:
    """All files of a folder, in the order of their names."""
    return [load(path) for path in sorted(folder.glob("*.txt"))]


def _claims(text: str, spans: Iterable[tuple[int, Mark]], blocks: tuple[Block, ...]) -> Iterator[Claim]:
    place = 0
    for start, mark in spans:
        end, approx = start + len(mark.quote), QUALS[mark.qual]
        interval, measure = measured(mark.value, mark.unit, approx, text[max(0, start - 2) : end + 2])
        while place + 1 < len(blocks) and blocks[place].end < end:
            place += 1
        yield Claim(
            start, end, mark.quote, mark.value, mark.unit, approx, KINDS[mark.kind], interval, measure, block=place
        )


def _blocks(text: str) -> Iterator[Block]:
    offset, table, row = 0, -1, -1
    for inside, lines in groupby(text.splitlines(keepends=True), key=lambda line: line.startswith("|")):
        table, row = table + inside, -1
        for line in lines:
            row += 1
            yield from _cells(line, offset, table, row) if inside else _line(line, offset)
            offset += len(line)


def _cells(line: str, offset: int, table: int, row: int) -> Iterator[Block]:
    bars = [place for place, sign in enumerate(line) if sign == "|"]
    for column, (left, right) in enumerate(zip(bars, bars[1:], strict=False)):
        inside = line[left + 1 : right]
        start = offset + left + 1 + len(inside) - len(inside.lstrip())
        yield Block(CELL, start, start + len(inside.strip()), table=table, row=row, column=column)


def _line(line: str, offset: int) -> Iterator[Block]:
    words = line.strip("# 　\n")
    if not words:
        return
    start = offset + line.index(words)
    level = (
        0
        if line.startswith("#")
        else next(
            (place for place, rule in enumerate(HEADINGS, 1) if re.match(rule, words) and words[-1] not in "。;；"), -1
        )
    )
    yield Block(HEADING if level >= 0 else TEXT, start, start + len(words), max(level, 0))


@dataclass(frozen=True)
class Published:
    """A published report, with its figures listed beside it and not marked in place."""

    name: str
    text: str
    figures: tuple[tuple[str, str, str], ...]


def published(folder: Path) -> list[Published]:
    """The published reports that lie beside a checkout; none in a clone."""
    listing = folder / "figures.jsonl"
    if not listing.is_file():
        return []
    rows = [json.loads(line) for line in listing.read_text("utf-8").splitlines() if line.strip()]
    names = sorted({str(row["doc"]) for row in rows} | {path.stem for path in folder.glob("*.txt")})
    files = {name: folder / f"{name}.txt" for name in names if any(row["doc"] == name for row in rows)}
    return [
        Published(
            name,
            path.read_text("utf-8"),
            tuple((row["value"], row["unit"], row["qual"]) for row in rows if row["doc"] == name),
        )
        for name, path in files.items()
    ]
