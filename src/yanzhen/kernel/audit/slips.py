"""Slips of the pen: one digit changed, two side by side swapped, one left out, a scale mistaken."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

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
