"""The words around each figure, in one plain form: simplified and half-width, this figure as #, its neighbours as ~."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from yanzhen.kernel.base.text import fold

from .claims import Claim
from .document import Document
from .fold import fold as even

OWN: Final = "#"
OTHER: Final = "~"
#: What stands farther away than this says nothing of a figure; it also bounds what a text without full stops costs.
FARTHEST: Final = 400
_STOP: Final = re.compile(r"[。！？!?;；\n\r]")
_CLAUSE: Final = re.compile(r"[,。;:！？!?\n]")


def sentences(document: Document, claims: Sequence[Claim]) -> list[str]:
    """For each claim the part of its sentence (to the next full stop or semicolon) that it stands in."""
    folded = even(document.text, document.joints)
    spans = [(bisect_left(folded.places, claim.start), bisect_left(folded.places, claim.end)) for claim in claims]
    ends = sorted({bisect_left(folded.places, at) for block in document.blocks for at in (block.start, block.end)} | {0, len(folded.text)})
    stops = [found.start() for found in _STOP.finditer(folded.text)]
    parts: dict[tuple[int, int], list[int]] = {}
    for n, (start, _end) in enumerate(spans):
        after = bisect_right(ends, start)
        parts.setdefault(_part(stops, start, ends[after - 1], ends[min(after, len(ends) - 1)]), []).append(n)
    shown = [""] * len(claims)
    for (start, end), members in parts.items():
        pieces = _pieces(folded.text, start, end, [spans[n] for n in members])
        for place, n in enumerate(members):
            shown[n] = OWN.join([OTHER.join(pieces[: place + 1]), OTHER.join(pieces[place + 1 :])])
    return shown


def _part(stops: Sequence[int], at: int, low: int, high: int) -> tuple[int, int]:
    low, high, after = max(low, at - FARTHEST), min(high, at + FARTHEST), bisect_left(stops, at)
    start = stops[after - 1] + 1 if after and stops[after - 1] >= low else low
    return start, stops[after] if after < len(stops) and stops[after] < high else high


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The words before, between and after the figures, in half-width."""
    edges = [start, *(edge for span in spans for edge in span), end]
    return [plain(text[max(start, low) : high]) for low, high in zip(edges[::2], edges[1::2], strict=True)]


def plain(text: str) -> str:
    return fold(text).replace(" ", "").replace(OWN, "").replace(OTHER, "")


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
