"""Intervals: what a number in words leaves open. A figure that was rounded or hedged is never taken for an exact one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Interval:
    """The values that words can stand for, from `low` to `high`; `high` itself belongs to it unless `below`."""

    low: Decimal
    high: Decimal
    below: bool = False

    def __contains__(self, value: int | Decimal) -> bool:
        exact = Decimal(value)
        return self.low <= exact < self.high or (exact == self.high and not self.below)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high, self.below or other.below)

    def scaled(self, by: Decimal) -> Interval:
        """Every value times a number that is not below nought."""
        return Interval(self.low * by, self.high * by, self.below)

    def meets(self, other: Interval) -> bool:
        """Whether some value belongs to both."""
        first, last = sorted((self, other), key=lambda one: one.low)
        return last.low < first.high or (last.low == first.high and not first.below)
