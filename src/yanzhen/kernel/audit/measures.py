"""What a value in its unit leaves open: the interval, in the unit without its scale (2.3 万人 → 22500 to 23500 人)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from yanzhen.kernel.base.intervals import Interval

from .claims import Approx

SCALES = (("万亿", 12), ("千亿", 11), ("百亿", 10), ("亿", 8), ("千万", 7), ("百万", 6), ("十万", 5), ("万", 4))
#: Units that count the same things.
ALIKE: Final = {"名": "人", "位": "人", "起": "件", "宗": "件", "所": "个", "家": "个", "㎡": "平方米", "公斤": "千克", "场次": "场", "批次": "批", "口人": "人", "口": "人", "": "个"}
NEAR, LEAST, MOST = Decimal("0.9"), Decimal("0.5"), Decimal(2)  # 近 N is 0.9 N to N; 不足 from a half; 超 to the double


def unscaled(unit: str) -> tuple[Decimal, str]:
    """万元 → 10000, 元."""
    for word, power in SCALES:
        if unit.startswith(word):
            return Decimal(10) ** power, unit[len(word) :]
    return Decimal(1), unit


def number(value: str) -> Decimal | None:
    """The number a claim states; a fraction (1/4) too; None for what is no number (a range, nothing)."""
    above, _, below = value.partition("/")
    try:
        return Decimal(above) / Decimal(below) if below else Decimal(above)
    except (InvalidOperation, ZeroDivisionError):
        return None


def last_digit(value: Decimal, significant: bool = False) -> Decimal:
    """One unit of the last digit, of the last that is not nought if only significant ones count: 1400 → 1, or 100."""
    shown = value.normalize() if significant else value
    exponent = shown.as_tuple().exponent
    return Decimal(1).scaleb(int(exponent) if significant else min(int(exponent), 0))


def measured(value: str, unit: str, approx: Approx = Approx.EXACT, quote: str = "") -> tuple[Interval | None, str]:
    """The interval and the unit without scale. `quote` tells 余 from 约, and 近 from 不足."""
    scale, measure = unscaled(unit)
    if (exact := number(value)) is None:
        low, _, high = value.partition("-")
        ends = number(low), number(high)
        return (
            Interval(ends[0], ends[1]).scaled(scale) if ends[0] is not None and ends[1] is not None else None
        ), measure
    return _open(
        exact, approx, quote, whole=scale == 1 and exact == exact.to_integral_value() and not _part(unit)
    ).scaled(scale), measure


def _part(unit: str) -> bool:
    return unit in ("%", "‰", "个百分点", "百分点", "倍", "成", "")


def _open(value: Decimal, approx: Approx, quote: str, *, whole: bool) -> Interval:
    unit = last_digit(value, significant=True)
    match approx:
        case Approx.ABOUT if any(word in quote.replace("差不多", "") for word in "余多"):
            return Interval(value, value + unit, below=True)
        case Approx.ABOUT:
            return Interval(value - unit, value + unit)
        case Approx.OVER:
            return Interval(value, value * MOST)
        case Approx.UNDER:
            return Interval(value * (NEAR if "近" in quote else LEAST), value)
    half = Decimal(0) if whole else last_digit(value) / 2
    return Interval(value - half, value + half)
