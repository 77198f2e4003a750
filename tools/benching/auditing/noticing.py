"""Of the relations that hold in a report as it is, those that the judge speaks of: one it never notices is one whose error it misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from yanzhen.kernel.audit.claims import Claim, Finding

from .marked import Mark, Marked
from .relations import relations


def noticed(text: Marked, claims: Sequence[Claim], found: Sequence[Finding]) -> tuple[Counter[str], Counter[str]]:
    """By sort: how many there are, and how many have all their figures in one finding."""
    places = [place for place, part in enumerate(text.pieces) if isinstance(part, Mark)]
    gold = dict(zip(places, text.gold, strict=True))
    said = [frozenset(one.claims) for one in found if one.claims]
    there, seen = Counter[str](), Counter[str]()
    for tie in relations(text):
        there[tie.sort] += 1
        at = [_at(gold[place], claims) for place in tie.members]
        seen[tie.sort] += None not in at and any(one.issuperset(at) for one in said)
    return there, seen


def _at(mark: Claim, claims: Sequence[Claim]) -> int | None:
    return next((at for at, one in enumerate(claims) if one.start < mark.end and mark.start < one.end), None)
