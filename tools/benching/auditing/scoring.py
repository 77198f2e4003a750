"""How many of the figures that people marked were found, and how many of those found were marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.kernel.audit.claims import Claim

from .marked import QUALS

SIGNS = {approx.value: sign for sign, approx in QUALS.items()}


@dataclass(frozen=True)
class Score:
    """Figures marked, found, and found where marked with value, unit and approximation right."""

    marked: int = 0
    found: int = 0
    right: int = 0
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        """Of those marked, how many were found."""
        return self.right / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """Of those found, how many were marked."""
        return self.right / self.found if self.found else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.marked + other.marked,
            self.found + other.found,
            self.right + other.right,
            self.missed + other.missed,
            self.extra + other.extra,
        )


def told(value: str, unit: str, sign: str) -> tuple[str, str, str]:
    """What must agree: 1/4 and 0.25 are the same value."""
    try:
        return str(Fraction(value)), unit, sign
    except (ValueError, ZeroDivisionError):
        return value, unit, sign


def _told(claim: Claim) -> tuple[str, str, str]:
    return told(claim.value, claim.unit, SIGNS[claim.approx])


def at_places(gold: Sequence[Claim], found: Sequence[Claim], name: str = "") -> Score:
    """Matched where they overlap, each once."""
    left, missed, start = sorted(found, key=lambda claim: claim.start), [], 0
    taken: set[int] = set()
    for want in sorted(gold, key=lambda claim: claim.start):
        while start < len(left) and left[start].end <= want.start:
            start += 1
        near = range(start, len(left))
        hit = (
            next(
                (at for at in near if at not in taken and _overlaps(left[at], want) and _told(left[at]) == _told(want)),
                None,
            )
            if left
            else None
        )
        if hit is None:
            missed.append(f"{name}:{want.start} {want.quote} {_told(want)}")
        else:
            taken.add(hit)
    extra = tuple(f"{name}:{one.start} {one.quote} {_told(one)}" for at, one in enumerate(left) if at not in taken)
    return Score(len(gold), len(found), len(taken), tuple(missed), extra)


def _overlaps(one: Claim, other: Claim) -> bool:
    return one.start < other.end and other.start < one.end


def as_bags(gold: Iterable[tuple[str, str, str]], found: Sequence[Claim], name: str = "") -> Score:
    """Matched as multisets, where the places were not written down."""
    want, have = Counter(told(*one) for one in gold), Counter(_told(one) for one in found)
    missed, extra = (want - have).elements(), (have - want).elements()
    return Score(
        want.total(),
        have.total(),
        (want & have).total(),
        tuple(f"{name} {one}" for one in missed),
        tuple(f"{name} {one}" for one in extra),
    )
