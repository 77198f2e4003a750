"""Shares told among the numbers that make up their whole: 46个，达到43个，剩下3个，通达率93.5%; 已整改104个，整改率72.7%，未整改39个."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import compared, phrase

from .percent import makes, pair_told
from .sight import Figure, Sight, finding, plain
from .wholes import NOT, RATE

BESIDE: Final = re.compile(r"[，、；（(][^，。；\d]{0,10}")
REST: Final = re.compile(r"^(?:剩|剩下|其余|还有|尚有|余下|余)的?$")
NEAR: Final = 8  # percent of the whole within which a rest that does not fit was meant to
BEHIND: Final = 4  # figures behind a share among which what is left is looked for
AWAY: Final = 40
LEAST: Final = 20  # of fewer things every other number makes another rate


def left_over(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """Both: a share behind a whole and its two parts, and one between its part and what is left."""
    share = line[place]
    if share.measure != "%" or not share.exact or share.share is None or not 0 < share.value < 100:
        return
    yield from _of_two(sight, line[max(0, place - 3) : place], share)
    yield from _before_rest(sight, line, place)


def _of_two(sight: Sight, before: Sequence[Figure], share: Figure) -> Iterator[Finding]:
    """The two parts are all of it and leave nothing to guess: the rate is of the one or of the other."""
    if len(before) < 3 or before[0].value < LEAST or not _alike(before, share) or before[0].value != before[1].value + before[2].value or not RATE.search(sight.opening(share, 10)) or not REST.search(before[2].lead):
        return
    whole, *parts = before
    fit = next((part for part in parts if makes(share, part.value, whole.value)), None)
    if fit is None and share.start - before[2].end < 24:
        yield pair_told(share, parts[0], whole, Severity.ASK)
    elif fit:
        yield pair_told(share, fit, whole, Severity.HOLDS)


def _before_rest(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """What is not done, by the name of the rate, is all the rest."""
    share, rate = line[place], RATE.search(sight.opening(line[place], 10))
    part = line[place - 1] if place else share
    rest = next((one for one in line[place + 1 : place + BEHIND] if one.counts), share)
    verb = rate[1][-2:] if rate else ""
    if not verb or not _alike([part, rest], share) or verb not in part.lead or not (NOT.search(rest.lead) and verb in rest.lead) or NOT.search(part.lead):
        return
    if not BESIDE.fullmatch(sight.between(part, share)) or rest.start - share.end > AWAY:
        return
    whole = part.value + rest.value
    if whole < LEAST:
        return
    exact = part.value / whole * 100
    right = makes(share, part.value, whole)
    if right or abs(exact - share.value) <= NEAR:
        told = f"{part.told}÷（{part.told}+{rest.told}）={plain(round(exact, 2))}%"
        yield finding("share", Severity.HOLDS if right else Severity.ASK, [share, part, rest], compared(told, share.claim.quote, right, phrase("请核对")))


def _alike(parts: Sequence[Figure], share: Figure) -> bool:
    return all(one.counts and one.exact and one.measure == parts[0].measure and one.sentence == share.sentence for one in parts)

