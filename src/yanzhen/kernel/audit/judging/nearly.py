"""Shares that no two numbers give: of those that stand by them, but for one slip or a scale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .adjoining import RATED
from .against import SCALED, one_slipped
from .percent import meets, pair_told, part_slipped, ratio
from .sight import Figure, Sight
from .wholes import FURTHER, SCARCE

RATE_AT: Final = r"，[^，。；占\d]{1,6}率为?"  # between a part and its rate


def chained(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """在册1180人，规范管理873人，管理率74.0%，达标214人，控制率52.0%: of the first of its clause too, by one slip."""
    share, part = line[place], line[place - 1]
    if share.measure != "%" or not share.exact or not (part.counts and part.exact) or re.search("均|每", part.lead) or not re.fullmatch(RATE_AT, sight.between(part, share)):
        return
    first = next((one for one in line[max(0, place - SCARCE) : place - 1] if one.sentence == share.sentence and one.measure == part.measure and "；" not in sight.between(one, part)), None)
    if first and first.counts and first.exact and first.value > part.value and "." in share.claim.value and one_slipped(share, part, first):
        yield pair_told(share, part, first, Severity.ASK)


def scaled(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """2583万元里…已支付2221亿元，支付率86.0%: right of a number before, but for its scale."""
    share, part = line[place], line[place - 1]
    if share.measure != "%" or not share.exact or "." not in share.claim.value or not (part.counts and part.exact) or not RATED.fullmatch(sight.between(part, share)):
        return
    wholes = [one for one in line[max(0, place - FURTHER) : place - 1] if one.counts and one.exact and one.measure == part.measure and one.value]
    for whole in wholes:
        low, high = ratio(part, whole)
        if any(meets(low * scale, high * scale, *(share.share or (low, high))) for scale in SCALED):
            yield pair_told(share, part, whole, Severity.ASK)
            return


def above(sight: Sight, share: Figure, part: Figure, near: Sequence[Figure]) -> Iterator[Finding]:
    """24名；其中61名，占三分之二: a part above its whole, by one slip."""
    if not part.counts or not part.exact or not re.fullmatch(r"[^，。；]{0,4}[，、（(]?占?到?了?约?|" + RATE_AT, sight.between(part, share)) or share.share is None or share.share[1] > 100:
        return
    for whole in reversed(near):
        if whole.start < part.start and whole.measure == part.measure and whole.value < part.value and part_slipped(share, part, whole):
            yield pair_told(share, part, whole, Severity.ASK)
            return
