"""Slips of the pen: one digit changed, two side by side swapped, one left out, a scale mistaken."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

SCALES: Final = tuple(Decimal(10) ** power for power in (4, -4, 1, -1, 8, -8, 2, -2, 3, -3))


def slips(value: Decimal) -> Iterator[Decimal]:
    """Every number that a changed digit, or two swapped, make of this one."""
    shown = f"{value.normalize():f}"
    digits = [place for place, sign in enumerate(shown) if sign.isdigit()]
    for place in digits:
        for sign in "0123456789":
            if sign != shown[place] and not (sign == "0" and place == digits[0] and len(digits) > 1 and shown[place + 1 : place + 2] != "."):
                yield Decimal(shown[:place] + sign + shown[place + 1 :])
    for first, second in zip(digits, digits[1:], strict=False):
        swapped = list(shown)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield Decimal("".join(swapped))


def one_slip(value: Decimal, low: Decimal, high: Decimal, slack: Decimal = Decimal(0)) -> bool:
    """Does one slip bring the number between these? `slack` is what its rounding leaves open; a mistaken scale is its scale too."""
    if high < low or high <= 0:
        return False
    if any(low - slack * scale <= value * scale <= high + slack * scale for scale in SCALES):
        return True
    return any(low - slack <= changed <= high + slack for changed in slips(value))


def slip(said: str, right: str) -> str:
    """A guess at how `said` came of `right`, both decimal strings in one unit; empty if nothing is likely."""
    try:
        one, other = Decimal(said), Decimal(right)
    except ArithmeticError:
        return ""
    if other and any(one == other * scale for scale in SCALES):
        return _("疑为单位或小数点错了位")
    a, b = said.replace(".", ""), right.replace(".", "")
    if len(a) == len(b) > 1 and sorted(a) == sorted(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 2:
        return _("疑为两位数字颠倒")
    if len(a) == len(b) > 1 and one in slips(other):
        return _("疑为一位数字之差")
    if abs(len(a) - len(b)) == 1 and _one_left_out(*sorted((a, b), key=len)):
        return _("疑为多写或漏写一位数字")
    return ""


def _one_left_out(short: str, long: str) -> bool:
    return len(short) > 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
