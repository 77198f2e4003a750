"""Where a figure stands: its sentence and block, the words that say what it counts, the place and time that govern it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from .cells import tables
from .claims import Claim
from .document import HEADING, Document
from .fold import Folded
from .lexicon import Words
from .times import Times

SENTENCE: Final = re.compile(r"[。！？!?\n]+[”’」』)）]*")
CLAUSE: Final = re.compile(r"[,，。;；:：！？!?\n()（）|“”]|、")
LONGEST: Final = 24
BEHIND: Final = 16


def sentences(text: str) -> list[int]:
    """Where each sentence of a text begins."""
    starts = [0, *(found.end() for found in SENTENCE.finditer(text))]
    return [start for start, end in zip(starts, [*starts[1:], len(text) + 1], strict=True) if start < end and start < len(text)]


@dataclass(frozen=True)
class Seat:
    """A claim's place in the folded text, between the ends of the claims beside it."""

    start: int
    end: int
    left: int
    right: int


def _seats(spans: list[tuple[int, int]], whole: int) -> Iterator[Seat]:
    """Each claim between its neighbours; of claims that touch (884户1441人), all have the words behind the last."""
    lasts = list(range(len(spans)))
    for n in range(len(spans) - 2, -1, -1):
        if spans[n + 1][0] == spans[n][1]:
            lasts[n] = lasts[n + 1]
    for n, (start, _end) in enumerate(spans):
        last = lasts[n]
        right = spans[last + 1][0] if last + 1 < len(spans) else whole
        yield Seat(start, spans[last][1], spans[n - 1][1] if n else 0, right)


def placed(document: Document, folded: Folded, claims: list[Claim], words: Words) -> list[Claim]:
    """The claims with all that says what they are about."""
    starts = sentences(document.unbroken)
    blocks = [block.start for block in document.blocks]
    titles = [block for block in document.blocks if block.sort == HEADING]
    spans = [(bisect_left(folded.places, one.start), bisect_left(folded.places, one.end)) for one in claims]
    seats = list(_seats(spans, len(folded.text)))
    times, places, cells = Times(folded, titles), _Places(folded.text, words), _cells(document, folded)
    told: list[Claim] = []
    for one, seat in zip(claims, seats, strict=True):
        block = max(bisect_right(blocks, one.start) - 1, 0)
        cell = cells.get(document.blocks[block].start) if document.blocks else None
        about = cell[0] if cell else _about(folded.text, seat, words)
        if not cell and told and told[-1].block == block and (not about or about in words.of("about", "bare")):
            about = told[-1].about + about if told[-1].about not in words.of("about", "bare") else told[-1].about
        period = times.at(seat.start) if not cell else times.said(cell[0]) or times.year
        place = places.at(seat.start) if not cell else places.name(cell[1])
        sentence = max(bisect_right(starts, one.start) - 1, 0)
        quote = document.text[one.start : one.end]
        told.append(replace(one, quote=quote, sentence=sentence, block=block, about=about, period=period, place=place))
    return told


def _cells(document: Document, folded: Folded) -> dict[int, tuple[str, str]]:
    """Start of a cell → what row and column call it, and its row alone."""
    found = {}
    for layout in tables(document, folded).values():
        for cell in layout.cells:
            named = layout.labels(cell.block.row, cell.block.column)
            about = " ".join([*named, layout.heading(cell.block.row, cell.block.column)]).strip()
            found[cell.block.start] = about, named[0] if named else ""
    return found


def _about(text: str, seat: Seat, words: Words) -> str:
    """The words before it in its clause, and those behind it: 已解决 + 问题."""
    before = text[max(seat.left, seat.start - LONGEST) : seat.start]
    before = before[max((found.end() for found in CLAUSE.finditer(before)), default=0) :]
    after = text[seat.end : min(seat.right, seat.end + BEHIND)]
    stop = CLAUSE.search(after)
    after = after[: stop.start()] if stop else after
    if seat.right <= seat.end + BEHIND and not stop and after:
        after = "" if len(after) <= 1 or before and seat.right - seat.end < 3 else after
    lead, tail = _trims(words)
    return tail.sub("", lead.sub("", before)) + tail.sub("", lead.sub("", after.strip()))


@lru_cache(maxsize=4)
def _trims(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand before and behind the words that matter; each a word once, so many times."""
    sides = ("|".join(sorted(map(re.escape, words.of("about", side)), key=len, reverse=True)) for side in ("lead", "tail"))
    lead, tail = sides
    return re.compile(rf"^\s*(?:{lead}){{1,6}}"), re.compile(rf"(?:{tail}){{1,6}}\s*$")


class _Places:
    """The places a text names, each from where it is named to the end of its sentence."""

    def __init__(self, text: str, words: Words) -> None:
        self._known = _names(words)
        self._stops = frozenset("。！？!?\n")
        self._spots = list(self._found(text))
        self._starts = [start for start, _end, _name in self._spots]

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        if self._known is None:
            return
        for found in self._known.finditer(text):
            end = SENTENCE.search(text, found.end())
            yield found.start("name"), end.start() if end else len(text), found["name"]

    def at(self, place: int) -> str:
        """The place named last before this one in the same sentence."""
        near = bisect_right(self._starts, place) - 1
        return self._spots[near][2] if near >= 0 and place < self._spots[near][1] else ""

    def name(self, said: str) -> str:
        """A name that stands alone, in a table's first column."""
        found = self._known.search(said) if self._known else None
        return found["name"] if found else ""


@lru_cache(maxsize=4)
def _names(words: Words) -> re.Pattern[str] | None:
    patterns = words.of("places", "patterns")
    return re.compile("|".join(patterns)) if patterns else None
