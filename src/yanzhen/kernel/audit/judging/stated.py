"""Shares that say their own numbers: 40%，即4件; 28.6%（2个）; 90.5%（21次到19次）; N件，即总数的p%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .percent import close, fits, pair_told, part_slipped, slipped
from .sight import Figure, Sight, value_of

THAT_IS: Final = re.compile(r"[，（(—]*(?:即|也就是|就是|相当于|合)(?:只|仅|有)?")
BRACKET: Final = re.compile(r"[（(][^，。；、（）()\d]{0,4}")
WHOLE: Final = re.compile(r"[，（(]*(?:即|也就是|正好是?|刚好是?)(?:占)?(?:总数|全部|总量|总额|任务)的")
BACK, ON = 10, 7


def stated(sight: Sight, line: Sequence[Figure], place: int) -> list[Finding] | None:
    """What its own numbers make of a share; None if it says none."""
    share = line[place]
    after = line[place + 1] if place + 1 < len(line) else None
    further = line[place + 2] if place + 2 < len(line) else None
    if after is None or not after.counts:
        return list(_of_all(sight, line, place)) or None
    gap = sight.between(share, after)
    if further and BRACKET.fullmatch(gap) and further.measure == after.measure and further.counts and _closed(sight, after, further):
        return list(_judged(share, *sorted((after, further), key=value_of), sure=True))
    if THAT_IS.fullmatch(gap) or re.fullmatch("[（(](?:实[到有际收办]|计)?", gap) and sight.text[after.end : after.end + 1] in ("）", ")"):
        return list(_part(line, place, after)) if after.exact else []
    return list(_of_all(sight, line, place)) or None


def _closed(sight: Sight, one: Figure, other: Figure) -> bool:
    return re.match(r"[^，。；、\d（()）]{0,6}[)）]", sight.text[other.end : other.end + 8]) is not None and re.fullmatch(r"[^，。；、\d（）()]{1,8}", sight.between(one, other)) is not None


def _part(line: Sequence[Figure], place: int, part: Figure) -> Iterator[Finding]:
    """Of what it is the share: the number near it that fits, else the last greater one before it."""
    share = line[place]
    near = [one for one in line[max(0, place - BACK) : place + ON] if one is not part and one.counts and one.exact and one.measure == part.measure and one.value > 0]
    if fit := next((one for one in reversed(near) if fits(share, part, one)), None):
        yield pair_told(share, part, fit, Severity.HOLDS)
        return
    greater = [
        one
        for one in near
        if (one.start < share.start or "全部" in one.words)
        and (one.value > part.value or _slipped(share, part, one) or one.value * 2 > part.value and part_slipped(share, part, one))
    ]
    if greater and len({one.value for one in greater}) == 1:
        yield from _judged(share, part, greater[-1], sure=greater[-1].value < part.value)


def _slipped(share: Figure, part: Figure, whole: Figure) -> bool:
    """Whether one slip in the share makes it that of these two."""
    exact = part.value / whole.value * 100
    return slipped(share, exact, exact)


def _of_all(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """占去23个，即总数的50%: the number before it, of the last greater one."""
    part = line[place - 1] if place else None
    if part is None or not part.counts or not part.exact or not WHOLE.fullmatch(sight.between(part, line[place])):
        return
    near = [one for one in line[max(0, place - BACK) : place - 1] if one.counts and one.exact and one.measure == part.measure and one.value > 0]
    if fit := next((one for one in near if fits(line[place], part, one)), None):
        yield pair_told(line[place], part, fit, Severity.HOLDS)
    elif near:
        yield from _judged(line[place], part, max(near, key=value_of), sure=True)


def _judged(share: Figure, part: Figure, whole: Figure, *, sure: bool) -> Iterator[Finding]:
    if whole.value <= 0:
        return
    if fits(share, part, whole):
        yield pair_told(share, part, whole, Severity.HOLDS)
        return
    exact = part.value / whole.value * 100
    if sure or close(share, exact) or slipped(share, exact, exact):
        yield pair_told(share, part, whole, Severity.ASK)
