"""How a number is said in a Chinese report, and how such words are read back as an interval.

Words follow GB/T 15835-2011 and GB/T 9704-2012: Arabic digits, never grouped in thousands; only 万 and 亿 follow digits.
Rates and shares are in per cent (74.52 is said 74.5%). Values are `int` or `Decimal`; a float is refused, because a
figure that cannot be told exactly should not be printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Final

from yanzhen.kernel.base.intervals import Interval

Number = int | Decimal

SCALES: Final = {"": 0, "万": 4, "亿": 8}  # the word → the power of ten it stands for
SAME: Final = "持平"
NEARLY_SAME: Final = "基本持平"
PERCENT_PLACES: Final = 1  # 同比 and shares carry one decimal unless the writer asks otherwise (SB-03)
_SHARE_DIGITS: Final = 40
_EXACT: Final = Context(prec=200, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Wording:
    """What the writer of a report asked for: scale word, decimals, 余 with so many leading digits, unit or none."""

    scale: str = ""
    places: int | None = None
    hedged: bool = False
    leading: int | None = None
    with_unit: bool = True


PLAIN: Final = Wording()


def say(value: Number, unit: str = "", wording: Wording = PLAIN) -> str:
    """The number in words, its unit behind it: 1432 人 → 1432人, 1400余人, 0.1432万人; unit "%": 74.52 → 74.5%."""
    if unit == "%":
        return percent(value, wording.places).removesuffix("" if wording.with_unit else "%")
    exact = _decimal(value)
    scaled = exact.scaleb(-SCALES[wording.scale], context=_EXACT)
    number = _hedged(scaled, wording) if wording.hedged else ""
    return (number or _digits(scaled, wording.places) + wording.scale) + (unit if wording.with_unit else "")


def vanishes(value: Number, wording: Wording) -> bool:
    """Would a number that is something be said as nothing? 31 in 亿 to one decimal is 0.0亿."""
    return bool(value) and not say(value, "", wording).strip("-0.万亿")


def percent(value: Number, places: int | None = None) -> str:
    """A number that is in per cent already, to one decimal unless told otherwise, rounded half up."""
    return _digits(_decimal(value), PERCENT_PLACES if places is None else places) + "%"


def share(part: Number, whole: Number) -> Decimal:
    """Part of whole in per cent. ZeroDivisionError where there is no whole."""
    with localcontext(prec=_SHARE_DIGITS):
        return 100 * _decimal(part) / _decimal(whole)


def change(now: Number, before: Number, unit: str = "", wording: Wording = PLAIN) -> str:
    """同比, to stand behind that word: 增长38.8%, 下降3.2%, 持平; for rates 提高2.3个百分点 (SB-03).

    From nothing (or from below nothing) there is no rate of growth: 由0条增至12条.
    """
    new, old = _decimal(now), _decimal(before)
    if new == old:
        return SAME
    if unit == "%":
        return _moved(new - old, wording.places, ("提高", "下降"), "个百分点")
    if old <= 0:
        verb = "增至" if new > old else "降至"
        return f"由{say(before, unit)}{verb}{say(now, unit)}"  # the decimals asked for are those of a percentage
    return _moved(share(new - old, old), wording.places, ("增长", "下降"), "%")


def _moved(percents: Decimal, places: int | None, verbs: tuple[str, str], tail: str) -> str:
    amount = _digits(abs(percents), PERCENT_PLACES if places is None else places)
    if not amount.strip("0."):
        return NEARLY_SAME
    return f"{verbs[percents < 0]}{amount}{tail}"


def _hedged(scaled: Decimal, wording: Wording) -> str:
    """N余 for a value above N and below N + one unit of its last digit (SB-06); "" where 余 would say something false."""
    if scaled <= 0:
        return ""
    if wording.places is not None:
        step = -wording.places
    else:
        step = scaled.adjusted() - (wording.leading or _usual(scaled, wording.scale)) + 1
    floor = scaled.quantize(Decimal(1).scaleb(step), rounding=ROUND_DOWN, context=_EXACT)
    if floor in (0, scaled):
        return ""
    digits = format(floor, "f")
    round_tens = "." not in digits and digits.endswith("0")
    # 30余万 lies between 30万 and 40万, but 34万余 between 34万 and 35万.
    return f"{digits}余{wording.scale}" if round_tens or not wording.scale else f"{digits}{wording.scale}余"


def _usual(scaled: Decimal, scale: str) -> int:
    """Leading digits kept before 余 when the writer does not say: 1400余, 130余, 70余, 2.3万余."""
    return 2 if scale or scaled >= 100 else 1


def _digits(number: Decimal, places: int | None) -> str:
    """Plain digits: exact without trailing zeros, or rounded half up to so many places; never "-0"."""
    if places is None:
        text = format(number, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = format(number.quantize(Decimal(1).scaleb(-places), context=_EXACT), "f")
    return text.lstrip("-") if not text.strip("-0.") else text


def _decimal(value: Number) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise TypeError(f"a figure is an int or a Decimal, not {type(value).__name__}")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError("a figure is a finite number")
    return exact


# Reading back.

_WORDS: Final = re.compile(
    r"(?P<verb>增长|提高|下降)?(?P<number>-?\d+(?:\.\d+)?)(?P<early>余?)(?P<scale>[万亿]?)(?P<late>余?)"
)


def interval(text: str) -> Interval:
    """What number words leave open: N余 is [N, N + one unit of its last significant digit), any other number half a
    unit of its last written digit to both sides (SB-04, SB-06). ValueError where the text opens with no number."""
    if text.startswith(SAME):
        return Interval(Decimal(0), Decimal(0))
    if text.startswith(NEARLY_SAME):
        return Interval(Decimal("-0.05"), Decimal("0.05"))
    found = _WORDS.match(text)
    if not found:
        raise ValueError(text)
    number, shift = Decimal(found["number"]), SCALES[found["scale"]]
    hedged = bool(found["early"] or found["late"])
    unit = Decimal(1).scaleb(_last_digit(found["number"], significant=hedged))
    low, high = (number, number + unit) if hedged else (number - unit / 2, number + unit / 2)
    low, high = low.scaleb(shift), high.scaleb(shift)
    return Interval(-high, -low) if found["verb"] == "下降" else Interval(low, high, below=hedged)


def covers(text: str, value: Number) -> bool:
    """May these words be written for this value? Shares and growth are in per cent, a fall is negative."""
    return value in interval(text)


def _last_digit(number: str, *, significant: bool) -> int:
    """Power of ten of the last written digit; of the last significant one for N余 (1400余 counts in hundreds)."""
    if "." in number:
        return -len(number.split(".")[1])
    return len(number) - len(number.rstrip("0")) if significant and number.strip("0") else 0
