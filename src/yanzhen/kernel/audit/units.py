"""Which measure words count the same thing, and how much one is of another."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from yanzhen.kernel.base.intervals import Interval

from .claims import Claim

SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}


@dataclass(frozen=True)
class Saying:
    """The words that may stand around a figure's noun, and the measure words."""

    before: Sequence[str]
    between: Sequence[str]
    after: Sequence[str]
    hedges: Sequence[str]
    same: Sequence[Mapping[str, Any]]
    times: Sequence[Mapping[str, Any]]


@cache
def saying() -> Saying:
    return Saying(**tomllib.loads((Path(__file__).parent / "saying.toml").read_text("utf-8")))


def alike(one: str, other: str) -> bool:
    """Whether two measure words count the same."""
    return one == other or any(one in group["words"] and other in group["words"] for group in saying().same)


def scale_of(unit: str) -> Decimal:
    """The scale word a unit begins with: 10000 for 万元 and 万."""
    found = max((word for word in SCALES if unit.startswith(word)), key=len, default="")
    return Decimal(SCALES[found]) if found else Decimal(1)


def factor(measure: str, unit: str) -> Decimal | None:
    """How much of `unit` one `measure` is; None where they are different things."""
    if alike(measure, unit):
        return Decimal(1)
    return next((Decimal(one["by"]) for one in saying().times if one["word"] == measure and alike(one["of"], unit)), None)


def meant(claim: Claim, unit: str) -> Interval | None:
    """The claim's interval in a figure's unit; None if it counts something else."""
    by = factor(claim.measure or claim.unit, unit)
    return claim.interval.scaled(by) if claim.interval is not None and by is not None else None


def written(value: Decimal, claim: Claim, unit: str) -> str:
    """A figure's value as a decimal string in the claim's own unit."""
    by = factor(claim.measure or claim.unit, unit) or Decimal(1)
    return plain(value / by / scale_of(claim.unit))


def plain(value: Decimal, places: int = 4) -> str:
    """A decimal without trailing noughts or exponent."""
    rounded = round(value, places)
    return format(rounded.to_integral() if rounded == rounded.to_integral() else rounded.normalize(), "f")
