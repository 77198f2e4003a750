"""Tables by the lines ruled around their cells: which lines belong together, and into which cell a place falls."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

#: Lines nearer than this, in points, are one line; ends nearer than this meet.
NEAR: Final = 3.0
#: More pairs of lines than this are no table that anybody reads.
PAIRS_MAX: Final = 250_000


class Stroke(NamedTuple):
    """A ruled line: across the page at a height, or down it at a place from the left; from `start` to `end`, in points."""

    across: bool
    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start - NEAR <= place <= self.end + NEAR

    def meets(self, other: Stroke) -> bool:
        """Do a line across and a line down touch?"""
        return self.covers(other.at) and other.covers(self.at)


class Box(NamedTuple):
    left: float
    low: float
    right: float
    high: float

    @classmethod
    def between(cls, x: float, y: float, other_x: float, other_y: float) -> Box:
        return cls(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))

    def edges(self, thin: float, filled: bool) -> Iterator[Stroke]:
        """The lines that its drawing leaves: one where it is thin, its four sides where they are drawn."""
        if self.high - self.low <= thin:
            yield Stroke(True, self.low, self.left, self.right)
        elif self.right - self.left <= thin:
            yield Stroke(False, self.left, self.low, self.high)
        elif not filled:
            yield from (Stroke(True, at, self.left, self.right) for at in (self.low, self.high))
            yield from (Stroke(False, at, self.low, self.high) for at in (self.left, self.right))


class Lattice:
    """The cells between lines that meet. Rows count from the top; a cell that spans several is known by its first."""

    def __init__(self, strokes: Sequence[Stroke]) -> None:
        down = [one for one in strokes if not one.across]
        across = [one for one in strokes if one.across]
        self.xs = _distinct([one.at for one in down] + [end for one in across for end in (one.start, one.end)])
        self.ys = _distinct([one.at for one in across] + [end for one in down for end in (one.start, one.end)])
        self.rows, self.columns = len(self.ys) - 1, len(self.xs) - 1
        self._down = [[one for one in down if abs(one.at - x) < NEAR] for x in self.xs]
        self._across = [[one for one in across if abs(one.at - y) < NEAR] for y in self.ys]
        self._first = self._spans()

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the cell that holds this place."""
        return self._first[self.rows - bisect_right(self.ys, y), bisect_right(self.xs, x) - 1]

    def _spans(self) -> dict[tuple[int, int], tuple[int, int]]:
        first: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(self.rows):
            high = self.rows - row
            middle = (self.ys[high] + self.ys[high - 1]) / 2
            for column in range(self.columns):
                over = (self.xs[column] + self.xs[column + 1]) / 2
                here = (row, column)
                if column and not any(one.covers(middle) for one in self._down[column]):
                    here = first[row, column - 1]
                elif row and not any(one.covers(over) for one in self._across[high]):
                    here = first[row - 1, column]
                first[row, column] = here
        return first


def lattices(strokes: Iterable[Stroke]) -> list[Lattice]:
    """The tables of two columns and more, the smallest first."""
    lines = list(_whole(strokes))
    down, across = [one for one in lines if not one.across], [one for one in lines if one.across]
    if len(down) * len(across) > PAIRS_MAX:
        return []
    found = [Lattice(one) for one in _together(down, across)]
    return sorted((one for one in found if one.columns > 1 and one.rows), key=lambda one: one.xs[-1] - one.xs[0])


def _whole(strokes: Iterable[Stroke]) -> Iterator[Stroke]:
    """Lines put together from their pieces: every cell may have drawn its own."""
    near: list[list[Stroke]] = []
    for one in sorted(strokes, key=lambda one: (one.across, one.at)):
        if near and one.across == near[-1][0].across and one.at - near[-1][0].at < NEAR:
            near[-1].append(one)
        else:
            near.append([one])
    for alike in near:
        whole: Stroke | None = None
        for one in sorted(alike, key=lambda one: one.start):
            if whole and one.start <= whole.end + NEAR:
                whole = whole._replace(end=max(whole.end, one.end))
            else:
                if whole:
                    yield whole
                whole = one
        if whole:
            yield whole


def _together(down: Sequence[Stroke], across: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Lines that touch, directly or by others."""
    left = set(range(len(down)))
    free = set(range(len(across)))
    while left:
        group, new = [], [down[left.pop()]]
        while new:
            one = new.pop()
            group.append(one)
            others, pool = (down, left) if one.across else (across, free)
            met = {n for n in pool if one.meets(others[n])}
            pool -= met
            new += (others[n] for n in met)
        yield group


def _distinct(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] >= NEAR:
            found.append(place)
    return found
