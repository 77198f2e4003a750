"""One share against its part and its whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .percent import close, fits, makes, meets, pair_told, part_slipped, ratio, slipped
from .sight import NOUGHT, Figure, slip_of

LESS: Final = re.compile(r"差额|差|剩|余|未|缺|减|淘汰")
FAR: Final = 5  # so many times its whole no slip makes a part, but a mistaken scale
SCALED: Final = tuple(Decimal(10) ** power for power in (4, -4, 8, -8))


def against(share: Figure, part: Figure, whole: Figure, *, sure: bool) -> Iterator[Finding]:
    """What comes of it; `sure` where words leave no doubt that these are its part and its whole."""
    if whole.value <= 0:
        return  # nothing is a share of nought
    low, high = share.share or (NOUGHT, NOUGHT)
    got = ratio(part, whole)
    unit = (high - low) if share.exact else NOUGHT
    if fits(share, part, whole):
        yield pair_told(share, part, whole, Severity.HOLDS)
    elif share.exact and share.claim.unit == "%" and any(meets(got[0] * scale, got[1] * scale, low, high) for scale in SCALED):
        yield pair_told(share, part, whole, Severity.ASK)
    elif not sure and fits_both(share, part, whole):
        return  # 省内36.94万人次，省外11.66万人次，省外占比24%: of both together
    elif part.sentence != whole.sentence and part.value * 50 < whole.value and not sure or share.exact and share.value == 100 and not sure:
        return
    elif part.value > whole.value * 2 and low <= 100 and (part.value > whole.value * FAR or not share.exact or not one_slipped(share, part, whole)) or LESS.search(share.lead) and meets(100 - got[1], 100 - got[0], low, high):
        return  # the whole is another one, told elsewhere; 差额比例 is the share of what is left
    elif not meets(got[0] - unit / 2, got[1] - unit / 2, low, high):  # cut off instead of rounded is nothing to ask about
        here = part.value != whole.value and (sure or share.measure != "成" and (part.sentence == whole.sentence or part.value * 20 > whole.value))
        if close(share, part.value / whole.value * 100) and part.value != whole.value or here and one_slipped(share, part, whole):
            yield pair_told(share, part, whole, Severity.ERROR if sure and share.claim.unit else Severity.ASK)
        elif sure and here:
            yield pair_told(share, part, whole, Severity.ASK)


def fits_both(share: Figure, part: Figure, other: Figure) -> bool:
    """Whether it is the share that one of them is of the two together."""
    both = part.value + other.value
    told = share.exact and share.measure == "%" and part.sentence == other.sentence
    return told and any(makes(share, one, both) for one in (part.value, other.value))


def one_slipped(share: Figure, part: Figure, whole: Figure) -> bool:
    """Whether one slip in any of the three makes them agree."""
    low, high = share.share or (NOUGHT, NOUGHT)
    return whole.value > 0 and (
        slipped(share, *ratio(part, whole))
        or part_slipped(share, part, whole)
        or low > 0
        and slip_of(whole, part.value * 100 / high, part.value * 100 / low)
    )
