"""Shares by what stands right at them, where no words name their two numbers: 测评400户，满意的372户，满意率93%; 四分之一（24.7%）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import phrase

from .against import fits_both
from .percent import Pair, fits, pair_told, part_slipped
from .sight import Figure, Sight, finding
from .wholes import RATE, of_same_rate

#: From a part to its rate, with nothing between that could be another thing.
AT_RATE: Final = r"[，、（(]?(?:约?占比?|[^，。；\d]{1,6}[率比度])(?:高?达到?|为|是|仅|只)?约?"
RATED: Final = re.compile(r"[^，。；\d]{0,4}" + AT_RATE)
OTHER: Final = re.compile(r"^，总|逾期|不良|出生|死亡|增长|利率|费率|森林|绿化|网络|医保|林木|植被|机械化|入学|普及|失业|[同环]比")
FORMER: Final = re.compile(r"上一?年|去年|前年|同期|上[期月次届]|年初|[由从比较原]|[降升达]到|[降升]|提高")
#: The same share once more, finer or in other words.
AGAIN: Final = re.compile(r"[（(](?:精确到[^，。；\d]{0,10}[\d一二两]?[^，。；\d]{0,3}为|即|约|占|为)?|[，（(](?:也就是|即|合)")
FULL: Final = 100
NEXT: Final = 24  # signs between a whole and the part that its slip makes greater
BACK: Final = 6
NEAR: Final = 8  # percent of the whole between what is told and what the two numbers give


def beside(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """The number right before it, of the last one of its measure before that which is no smaller."""
    share, part = line[place], line[place - 1]
    if not rated(sight, part, share):
        return
    rate = RATE.search(sight.between(part, share))
    before = [one for one in line[max(0, place - BACK) : place - 1] if not of_same_rate(rate, one, part) and _plain(one, share) and one.measure == part.measure and (one.value >= part.value or _above(sight, share, part, one))]
    if before and not any(fits(share, part, one) or fits_both(share, part, one) for one in before):
        whole = before[-1]
        exact = part.value / whole.value * 100
        if part.value != whole.value and (abs(exact - share.value) <= NEAR or part.value > whole.value):
            yield pair_told(share, part, whole, Severity.ASK)


def rated(sight: Sight, part: Figure, share: Figure) -> bool:
    """Whether the share stands right at the number that it is the rate of."""
    gap = sight.between(part, share)
    return part.depth <= share.depth and not (FORMER.search(share.lead) or FORMER.search(gap) or share.measure != "%" or not share.exact or not _plain(part, share) or not RATED.fullmatch(gap) or OTHER.search(gap))


def _above(sight: Sight, share: Figure, part: Figure, whole: Figure) -> bool:
    """测评400户，满意的972户: a part above its whole by one slip, where nothing stands between them."""
    gap = sight.between(whole, part)
    return share.value < FULL and len(gap) < NEXT and "、" not in gap and part_slipped(share, part, whole)


def _plain(one: Figure, share: Figure) -> bool:
    return one.counts and one.exact and one.sentence == share.sentence and one.value > 0 and not re.search("均|每", one.lead)


def again(sight: Sight, first: Figure, share: Figure, pair: Pair | None) -> Iterator[Finding]:
    """一半还多（51.6%）: of the same two numbers, and not another share than the one it repeats."""
    if first.share is None or share.share is None or not AGAIN.fullmatch(sight.between(first, share)) or not share.exact:
        return
    if pair:
        yield pair_told(share, *pair, Severity.HOLDS if fits(share, *pair) else Severity.ASK)
    elif share.share[1] < first.share[0] or share.share[0] > first.share[1]:
        yield finding("share", Severity.ASK, [first, share], phrase("前面说%(one)s，这里说%(other)s，请核对", one=first.claim.quote, other=share.claim.quote))
