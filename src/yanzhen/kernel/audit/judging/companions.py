"""Two numbers told side by side, and once more (1126户3942人): where one of them is the same, so is the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.slips import one_slip

from .apart import apart, told_again
from .sight import Figure, Sight, finding

LEAST: Final = 100  # a smaller number is told of many things
JOINED: Final = re.compile(r"[、，]?")
NEAR: Final = 12  # percent of the greater by which a fact told anew may differ

Two = tuple[Figure, Figure]


def check(sight: Sight) -> Iterator[Finding]:
    """Every pair against the last one told before with one of its two numbers."""
    seen: dict[tuple[str, str, int, str], Two] = {}
    for pair in _pairs(sight):
        for side, kept in enumerate(pair):
            if kept.value < LEAST:
                continue
            key = (pair[0].measure, pair[1].measure, side, f"{kept.value:f}")
            if (before := seen.get(key)) and (found := _again(sight, before, pair, 1 - side)):
                yield found
            seen[key] = pair


def _pairs(sight: Sight) -> Iterator[Two]:
    for one, other in zip(sight.prose, sight.prose[1:], strict=False):
        plain = all(figure.counts and figure.exact and figure.claim.unit for figure in (one, other))
        if plain and one.measure != other.measure and JOINED.fullmatch(sight.between(one, other)):
            yield one, other


def _again(sight: Sight, before: Two, pair: Two, side: int) -> Finding | None:
    """What is said of the other number of the two pairs."""
    one, other = before[side], pair[side]
    if apart(sight, one, other, known=True) or one.claim.place and other.claim.place and one.claim.place != other.claim.place:
        return None
    told = (f"{first.claim.quote}{second.claim.quote}" for first, second in (before, pair))
    same = one.value == other.value
    if same or abs(one.value - other.value) * 100 <= max(one.value, other.value) * NEAR or one_slip(one.value, other.value, other.value):
        return finding("repeat", Severity.HOLDS if same else Severity.ASK, [one, other], told_again(*told, same=same))
    return None
