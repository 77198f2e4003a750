"""Slips of the pen: whether one digit changed, two swapped, or a scale mistaken would make an equation hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from .sight import NOUGHT, Figure


def slips(value: Decimal) -> Iterator[Decimal]:
    """Every number that one slip makes of this one."""
    shown = f"{value.normalize():f}"
    digits = [place for place, sign in enumerate(shown) if sign.isdigit()]
    for place in digits:
        for sign in "0123456789":
            if sign != shown[place]:
                yield Decimal(shown[:place] + sign + shown[place + 1 :])
    for first, second in zip(digits, digits[1:], strict=False):
        swapped = list(shown)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield Decimal("".join(swapped))


def one_slip(value: Decimal, low: Decimal, high: Decimal) -> bool:
    """Does one slip, or a scale mistaken, bring the number between these?"""
    if high < low or high <= 0:
        return False
    if any(low <= value * scale <= high for scale in (Decimal(10000), Decimal("0.0001"), Decimal(10), Decimal("0.1"), Decimal(10) ** 8, Decimal(10) ** -8)):
        return True
    return any(low <= changed <= high for changed in slips(value))


def adds_after_slip(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the parts add up to the whole once one slip in one of them is put right."""
    total, slack = sum((part.value for part in parts), NOUGHT), fine_slack([whole, *parts])
    if one_slip(whole.value, total - slack, total + slack):
        return True
    return any(
        one_slip(part.value, whole.value - total + part.value - slack, whole.value - total + part.value + slack) for part in parts
    )


def slack_of(figures: Sequence[Figure]) -> Decimal:
    """What rounding leaves open when these are added."""
    return sum((figure.slack for figure in figures), NOUGHT)


def swapped(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether two digits swapped in one of them, or its scale, keep the parts from adding up: chance seldom makes that."""
    total = sum((part.value for part in parts), NOUGHT)
    wants = [(whole.value, total), *((part.value, whole.value - total + part.value) for part in parts)]
    return any(sorted(f"{value.normalize():f}") == sorted(f"{want.normalize():f}") or value * 10000 == want or value == want * 10000 for value, want in wants)


def fine_slack(figures: Sequence[Figure]) -> Decimal:
    """As `slack_of`; but numbers told in one scale are all as fine as the finest of them, and whole ones were counted in it."""
    if len({figure.claim.unit for figure in figures}) > 1:
        return slack_of(figures)
    finest = max(len(figure.claim.value.partition(".")[2]) for figure in figures)
    return len(figures) * min(figure.slack for figure in figures) if finest else NOUGHT
