"""Percents: what two numbers give, and whether a share or a rate, rounded as it is told, meets it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import compared, phrase
from yanzhen.kernel.audit.slips import one_slip

from .sight import NOUGHT, Figure, Sight, finding, plain, slacks, slip_of

CHANGE: Final = re.compile(r"增长|增幅|涨幅|增加|增速|上升|提高|提升|下降|减少|降低|增收|回落|压[减缩]|[缩削]减|精简|降幅|超幅|超支|净增|增(?!加值)|涨|高于|低于|高出|下滑|下跌|滑落|攀升|缩水|[升降]|[，、]长了?约?$|[同环]比约?$|(?<![至众许大很最])[多少]了?$")
RATE_OF: Final = re.compile("^的?(?:比[例率]|幅度|率)")  # 增长比例达55%
OF_A_CHANGE: Final = re.compile(r"占(?!比)[^，。；]{2,20}的$")  # 占全部增量18.5亿元的55.1%
WIDEST: Final = 8  # percentage points
NEAR: Final = Decimal("0.25")
Pair = tuple[Figure, Figure]


def changes(sight: Sight, share: Figure) -> bool:
    """Whether it says how much something grew or shrank."""
    if OF_A_CHANGE.search(sight.opening(share, 24)):
        return False
    words = sight.opening(share, 14)
    said = [found.end() for found in CHANGE.finditer(words)]
    return bool(said) and not re.search(r"[占率]|比重|比例|[。；]|^[到至为]|(?<!对)比为?$", RATE_OF.sub("", words[said[-1] :]))


def ratio(part: Figure, whole: Figure) -> tuple[Decimal, Decimal]:
    """part ÷ whole in percent, from and to."""
    mine, its = slacks(part, whole)
    return (part.value - mine) / (whole.value + its) * 100, (part.value + mine) / max(whole.value - its, whole.value / 2) * 100


def meets(low: Decimal, high: Decimal, low2: Decimal, high2: Decimal) -> bool:
    """Whether two intervals have a number in common, the width of a hair allowed."""
    hair = Decimal("0.0001")
    return low <= high2 + hair and low2 <= high + hair


def slipped(rate: Figure, low: Decimal, high: Decimal) -> bool:
    """Whether one slip brings the rate between these percents, rounded as it is told."""
    ends, shown = rate.share or (rate.low, rate.high), Decimal(1)
    if rate.share and rate.value and rate.claim.unit:
        shown = (ends[0] + ends[1]) / 2 / rate.value
    return one_slip(rate.value, low / shown, high / shown, (ends[1] - ends[0]) / 2 / shown)


def close(share: Figure, exact: Decimal) -> bool:
    """Whether the share as told is not far from the exact one: it was meant to be that."""
    low, high = share.share or (NOUGHT, NOUGHT)
    return abs(exact - (low + high) / 2) <= max(exact, high) * NEAR


def part_slipped(share: Figure, part: Figure, whole: Figure) -> bool:
    """Whether one slip in the part makes it that share of the whole."""
    low, high = share.share or (NOUGHT, NOUGHT)
    return slip_of(part, low * whole.value / 100, high * whole.value / 100)


def fits(share: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the share is that of the two."""
    return whole.value > 0 and share.share is not None and meets(*ratio(part, whole), *share.share)


def cut_off(share: Figure, part: Figure, whole: Figure) -> bool:
    """16.87% told as 16.8%: cut off instead of rounded."""
    low, high = share.share or (NOUGHT, NOUGHT)
    return whole.value > 0 and high <= part.value / whole.value * 100 < low + (high - low) * 3 / 2


def makes(share: Figure, part: Decimal, whole: Decimal) -> bool:
    """The same for sums, which are as exact as they stand; nothing is a share of nought."""
    exact = part / whole * 100 if whole > 0 else None
    return exact is not None and meets(exact, exact, *(share.share or (NOUGHT, NOUGHT)))


def telling(part: Figure, whole: Figure) -> bool:
    """Whether rounding leaves so little open that a share can be held to it: 1.1亿 of 1.1亿 may be anything from 91 percent on."""
    low, high = ratio(part, whole)
    return high - low <= WIDEST


def pair_told(share: Figure, part: Figure, whole: Figure, severity: Severity) -> Finding:
    """The share against its part and its whole."""
    ask = phrase("请核对分子、分母") if severity is Severity.ASK else ""
    exact = plain((part.value / whole.value * 100).quantize(Decimal("0.01")))
    return finding("share", severity, [share, part, whole], compared(f"{part.told}÷{whole.told}={exact}%", share.claim.quote, severity is Severity.HOLDS, ask))
