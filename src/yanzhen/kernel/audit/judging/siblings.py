"""Rates told one by one, each behind its number, of one whole: 落实帮教141人，帮教率98.6%；落实安置132人，安置率92.3%."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from yanzhen.kernel.audit.claims import Finding, Severity

from .adjoining import rated
from .percent import Pair, fits, pair_told, part_slipped
from .sight import Figure, Sight
from .wholes import FURTHER, SCARCE


def siblings(sight: Sight, line: Sequence[Figure], places: Mapping[int, int], shares: Sequence[Figure], told: Collection[int]) -> Iterator[Finding]:
    """The rates of which nothing was told yet, where another of the run is right of a number before the run, and they are of none."""
    for run in _runs([(share, line[places[share.at] - 1]) for share in shares if places[share.at] and rated(sight, line[places[share.at] - 1], share)], places):
        first = places[run[0][1].at]
        parts = [part for _share, part in run]
        wholes = [one for one in line[max(0, first - FURTHER) : first] if one.counts and one.exact and one.measure == parts[0].measure]
        base = next((whole for whole in reversed(wholes[-SCARCE:]) if any(fits(share, part, whole) for share, part in run)), None)
        for share, part in run:
            if base and share.at not in told and not any(fits(share, part, one) for one in (*wholes, *parts)) and (part.value <= base.value or part_slipped(share, part, base)):
                yield pair_told(share, part, base, Severity.ASK)


def _runs(pairs: Sequence[Pair], places: Mapping[int, int]) -> Iterator[list[Pair]]:
    """Those with nothing counted between them."""
    run: list[Pair] = []
    for before, pair in pairwise([None, *pairs, None]):
        if before and pair and places[pair[1].at] == places[before[0].at] + 1 and pair[1].measure == before[1].measure:
            run.append(pair)
            continue
        if len(run) > 1:
            yield run
        run = [pair] if pair else []
