"""Rates told one by one, each behind its number, of one whole: 落实帮教141人，帮教率98.6%；落实安置132人，安置率92.3%."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .adding import sum_of
from .adjoining import AT_RATE, FORMER, OTHER
from .against import one_slipped
from .grouped import nearly_next
from .percent import Pair, cut_off, fits, meets, pair_told, part_slipped
from .sight import Figure, Sight
from .wholes import FURTHER, SCARCE

BARRED: Final = re.compile("均|每|未|不|没")
RATED: Final = re.compile(r"[^，。；\d]{0,12}" + AT_RATE)


def siblings(sight: Sight, line: Sequence[Figure], places: Mapping[int, int], shares: Sequence[Figure], told: Collection[int]) -> Iterator[Finding]:
    """The rates of which nothing was told yet, where another of the run is right of a number before the run, and they are of none."""
    for run in _runs(line, [(share, line[places[share.at] - 1]) for share in shares if places[share.at] and _rated(sight, line[places[share.at] - 1], share)], places):
        first = places[run[0][1].at]
        parts = [part for _share, part in run]
        wholes = [one for one in line[max(0, first - FURTHER) : first] if one.counts and one.exact and one.measure == parts[0].measure]
        base = next((whole for whole in reversed(wholes[-SCARCE:]) if any(fits(share, part, whole) for share, part in run)), None)
        others, total = [*wholes, *parts], sum_of(parts)
        for share, part in run:
            if base and share.at not in told and not cut_off(share, part, base) and not _explained(share, part, others, total) and (part.value <= base.value or part_slipped(share, part, base)):
                last = next((one for one in reversed(parts) if one.start < part.start), base)
                yield pair_told(share, part, last if one_slipped(share, part, last) else base, Severity.ASK)  # 授信5130户，…，用信3575户，用信率69.7%


def _explained(share: Figure, part: Figure, others: Sequence[Figure], total: Decimal) -> bool:
    """Whether it is of any of these, or of all parts together; or told too loosely to say."""
    exact = part.value / total * 100
    loose = share.measure != "%" or not share.exact or share.share is None
    return loose or any(fits(share, part, one) for one in others) or meets(exact, exact, *(share.share or (exact, exact)))


def _rated(sight: Sight, part: Figure, share: Figure) -> bool:
    gap = sight.between(part, share)
    return part.counts and part.exact and part.value > 0 and not BARRED.search(part.lead) and RATED.fullmatch(gap) is not None and not any(said.search(words) for words in (gap, share.lead) for said in (FORMER, OTHER))


def _runs(line: Sequence[Figure], pairs: Sequence[Pair], places: Mapping[int, int]) -> Iterator[list[Pair]]:
    """Those with next to nothing counted between them."""
    run: list[Pair] = []
    for before, pair in pairwise([None, *pairs, None]):
        if before and pair and nearly_next(line, places[before[0].at], places[pair[1].at]) and pair[1].measure == before[1].measure:
            run.append(pair)
            continue
        if len(run) > 1:
            yield run
        run = [pair] if pair else []
