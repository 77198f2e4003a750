"""Wholes and parts counted twice over (4座、库容326万立方米: 1座180万、3座146万): where one measure adds up, so must the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yanzhen.kernel.audit.claims import Finding, Severity

from .adding import adds, adds_after_slip, differs, holds
from .sight import Figure, Sight

FEW, MOST, AWAY = 2, 12, 40
Two = tuple[Figure, Figure]


def check(sight: Sight) -> Iterator[Finding]:
    """Every pair of numbers that pairs of the same two measures follow."""
    for line in sight.grouped("line"):
        at = 0
        while at + 5 < len(line):
            whole, parts = (line[at], line[at + 1]), _parts(sight, line, at)
            if len(parts) >= FEW:
                yield from _judged(whole, parts)
                at += 2 * len(parts)
            at += 1


def _parts(sight: Sight, line: Sequence[Figure], at: int) -> list[Two]:
    one, other = line[at], line[at + 1]
    found: list[Two] = []
    if one.measure == other.measure or not (_plain(one, one) and _plain(other, one)):
        return []
    begin = at + 2 + (line[at + 2].measure not in (one.measure, other.measure))  # 26条14.7公里，惠及9处。其中：11条6.2公里
    for first, second in zip(line[begin : at + 2 * MOST : 2], line[begin + 1 : at + 2 * MOST : 2], strict=False):
        before = found[-1][1] if found else other
        if not (_plain(first, one) and _plain(second, one) and first.start - before.end < AWAY):
            break
        if not found and first.sentence != one.sentence and "其中" not in sight.between(other, first):
            break
        if (first.measure, second.measure) != (one.measure, other.measure):
            break
        found.append((first, second))
    return found


def _plain(figure: Figure, first: Figure) -> bool:
    return figure.counts and figure.exact and figure.sentence - first.sentence < 2


def _judged(whole: Two, parts: Sequence[Two]) -> Iterator[Finding]:
    sums = [(whole[side], [part[side] for part in parts]) for side in (0, 1)]
    fits = [adds(*one) for one in sums]
    for (total, each), right, other in zip(sums, fits, fits[::-1], strict=True):
        if right:
            yield holds(total, each)
        elif other:
            yield differs("sum", Severity.ERROR if adds_after_slip(total, each) else Severity.ASK, total, each)
