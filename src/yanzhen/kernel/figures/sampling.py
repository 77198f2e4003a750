"""A rate from a sample says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from yanzhen.kernel.base.digest import digest

Z95 = 1.959964


@dataclass(frozen=True)
class Sampled:
    """So many of so many asked, and the 95 % interval (Wilson) for the share in the whole, in percent."""

    yes: int
    asked: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        return 100 * self.yes / self.asked if self.asked else None


def wilson(yes: int, asked: int, whole: int | None = None) -> Sampled:
    """The Wilson score interval at 95 %; with the size of the whole, narrowed as for a sample without replacement."""
    if not asked:
        return Sampled(0, 0, 0.0, 100.0)
    z = Z95 * (sqrt(max(0.0, (whole - asked) / (whole - 1))) if whole and whole > 1 else 1.0)
    p, n = yes / asked, asked
    middle, spread = (p + z * z / (2 * n)) / (1 + z * z / n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Sampled(yes, asked, max(0.0, 100 * (middle - spread)), min(100.0, 100 * (middle + spread)))


def draw(keys: Sequence[int], size: int, seed: str) -> list[int]:
    """Draw without replacement: the seed gives each key its ticket, the lowest are drawn. So anyone can draw the same lot again,
    and asking for another number, in two goes or when there are more keys gives nobody another place in the order."""
    return sorted(sorted(keys, key=lambda key: digest(f"{seed}:{key}".encode(), "sha256"))[:size])
