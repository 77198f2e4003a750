"""The words around each figure, in one plain form: simplified and half-width, this figure as #, its neighbours as ~."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from yanzhen.kernel.base.text import fold

from .claims import Claim
from .document import Document

OWN: Final = "#"
OTHER: Final = "~"
_STOP: Final = re.compile(r"[。！？!?;；\n\r]")
_CLAUSE: Final = re.compile(r"[,。;:！？!?\n]")


def sentences(document: Document, claims: Sequence[Claim]) -> list[str]:
    """For each claim the part of its sentence (to the next full stop or semicolon) that it stands in."""
    bounds = [(block.start, block.end) for block in document.blocks] or [(0, len(document.text))]
    order = sorted(range(len(claims)), key=lambda n: claims[n].start)
    shown = [""] * len(claims)
    block, groups = 0, dict[tuple[int, int], list[int]]()
    for n in order:
        at = claims[n].start
        while block + 1 < len(bounds) and bounds[block][1] <= at:
            block += 1
        groups.setdefault(_part(document.text, at, *bounds[block]), []).append(n)
    for (start, end), members in groups.items():
        for n in members:
            shown[n] = _marked(document.text, start, end, [(claims[m].start, claims[m].end, m == n) for m in members])
    return shown


def _part(text: str, at: int, low: int, high: int) -> tuple[int, int]:
    low, high = min(low, at), max(high, at)
    before = [m.end() for m in _STOP.finditer(text, max(low, at - 400), at)]
    after = _STOP.search(text, at, min(high, at + 400))
    return before[-1] if before else max(low, at - 400), after.start() if after else min(high, at + 400)


def _marked(text: str, start: int, end: int, claims: Sequence[tuple[int, int, bool]]) -> str:
    pieces, at = [], start
    for first, last, own in claims:
        pieces += [_plain(text[at:first]), OWN if own else OTHER]
        at = max(at, last)
    return "".join([*pieces, _plain(text[at:end])])


def _plain(text: str) -> str:
    return fold(text).replace(" ", "").replace("#", "").replace("~", "")


def whole_of(sentence: str) -> int | None:
    """How many figures before this one the whole stands of which it is told as a part; None if it is told as no part."""
    before = sentence[: max(sentence.find(OWN), 0)]
    at = before.rfind("其中")
    return before.count(OTHER, at) + 1 if at >= 0 else None


def wording(sentence: str) -> str:
    """What is remembered of a choice: the clause the figure stands in, without any number."""
    at = sentence.find(OWN)
    start = max((m.end() for m in _CLAUSE.finditer(sentence, 0, max(at, 0))), default=0)
    after = _CLAUSE.search(sentence, max(at, 0))
    return sentence[start : after.start() if after else len(sentence)][:120]
