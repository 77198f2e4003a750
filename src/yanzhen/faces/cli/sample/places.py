"""An invented map: villages as cells of a bent lattice, each cut into its grids."""

from __future__ import annotations

import math
import random

Point = tuple[float, float]
Ring = list[list[float]]
WEST, SOUTH, STEP_X, STEP_Y = 118.02, 36.30, 0.0235, 0.0195


class Lattice:
    """Corners shared by neighbouring cells, so that villages meet without gaps."""

    def __init__(self, columns: int, rows: int, seed: int) -> None:
        lot = random.Random(seed)
        self.columns = columns
        self.corners = {
            (x, y): (
                WEST + STEP_X * (x + 0.32 * (lot.random() - 0.5) + 0.12 * math.sin(y)),
                SOUTH + STEP_Y * (y + 0.32 * (lot.random() - 0.5) + 0.12 * math.cos(x)),
            )
            for x in range(columns + 1)
            for y in range(rows + 1)
        }

    def cell(self, n: int) -> list[Point]:
        """The four corners of the nth cell, counted row by row."""
        x, y = n % self.columns, n // self.columns
        return [self.corners[p] for p in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))]


def ring(corners: list[Point]) -> Ring:
    """A closed ring of longitude and latitude, to about a metre."""
    return [[round(lng, 5), round(lat, 5)] for lng, lat in (*corners, corners[0])]


def strips(corners: list[Point], count: int) -> list[list[Point]]:
    """The cell cut from west to east into so many strips."""
    a, b, c, d = corners
    return [[_along(a, b, i / count), _along(a, b, (i + 1) / count), _along(d, c, (i + 1) / count), _along(d, c, i / count)] for i in range(count)]


def within(corners: list[Point], lot: random.Random) -> Point:
    """A point inside a cell, not at its edge."""
    a, b, c, d = corners
    u, v = 0.1 + 0.8 * lot.random(), 0.1 + 0.8 * lot.random()
    return _along(_along(a, b, u), _along(d, c, u), v)


def _along(p: Point, q: Point, share: float) -> Point:
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share
