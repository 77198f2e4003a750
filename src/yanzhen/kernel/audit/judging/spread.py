"""A whole in one sentence, its parts in the next: 收集建议385条。对这些建议，马上解决的231条；限期解决的116条；…38条."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .adding import adds, adds_after_slip, differs, holds, sum_of, swapped
from .elsewhere import GENERAL, GREATEST, TOTAL
from .sight import Figure, Sight
from .sums import ASIDE, FAR, REST, odd

BACK: Final = 12  # figures before one of its sentence among which another whole is looked for
SPLIT: Final = re.compile(r"(?:从|按)?[^，。；\d]{0,4}(?:来源|构成|结构|性质|用途|投向|去向|分布)(?:上|看|来看)?，")


def check(sight: Sight) -> Iterator[Finding]:
    """Every sentence that takes up what the one before counted."""
    for line in sight.grouped("line"):
        for measure in dict.fromkeys(figure.measure for figure in line if figure.counts):
            same = [
                figure
                for figure in line
                if figure.measure == measure and figure.counts and figure.exact and not ASIDE.search(figure.lead)
            ]
            for place, whole in enumerate(same[:-3]):
                follow = [one for one in same[place + 1 : place + 12] if one.sentence == same[place + 1].sentence]
                others = [one for one in same[max(0, place - BACK) : place] if one.sentence == whole.sentence]
                if whole.sentence + 1 == follow[0].sentence and len(follow) > 2 and not any("其中" in sight.between(*two) for two in pairwise(follow)) and _taken_up(sight, whole, follow[0]) and not any(adds(one, follow) for one in others):
                    yield from _judged(whole, follow)


def _taken_up(sight: Sight, whole: Figure, first: Figure) -> bool:
    """Whether the next sentence speaks of the same things before its first number."""
    words = re.sub(r"[的了共有为达]+$", "", whole.lead)[-2:], whole.tail[:2]
    opening = sight.opening(first, 60)
    return SPLIT.match(opening) is not None or not GREATEST.search(opening) and any(len(word) == 2 and word not in GENERAL and word in opening for word in words)


def _judged(whole: Figure, parts: Sequence[Figure]) -> Iterator[Finding]:
    if adds(whole, parts):
        yield holds(whole, parts)
        return
    if (
        any(odd(part) or TOTAL.search(part.lead) for part in parts)
        or adds(parts[0], parts[1:])
        or any(REST.search(part.lead) for part in parts[:-1])
    ):
        return
    near = abs(sum_of(parts) - whole.value) <= whole.value * FAR
    if near or adds_after_slip(whole, parts) and whole.value >= 100 or swapped(whole, parts):
        yield differs("sum", Severity.ASK, whole, parts)
