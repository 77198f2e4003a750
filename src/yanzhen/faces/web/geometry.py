"""The little plane geometry a map needs: thinner outlines, and where in a shape its name has most room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Spot = tuple[float, float]
Ring = list[Spot]


def _off(spot: Spot, start: Spot, end: Spot) -> float:
    """The square of the distance of a spot from the segment start-end."""
    (x, y), (ax, ay), (bx, by) = spot, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
    return (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2


def simplified(ring: Sequence[Spot], tolerance: float) -> Ring:
    """The ring without the points that lie nearer than `tolerance` to the line (Douglas and Peucker), ends kept."""
    if len(ring) < 4:
        return list(ring)
    middle = max(range(len(ring)), key=lambda nth: (ring[nth][0] - ring[0][0]) ** 2 + (ring[nth][1] - ring[0][1]) ** 2)
    keep, todo = {0, middle, len(ring) - 1}, [(0, middle), (middle, len(ring) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        farthest = max(range(first + 1, last), key=lambda nth: _off(ring[nth], ring[first], ring[last]))
        if _off(ring[farthest], ring[first], ring[last]) > tolerance ** 2:
            keep.add(farthest)
            todo += [(first, farthest), (farthest, last)]
    return [ring[nth] for nth in sorted(keep)]


def area(ring: Sequence[Spot]) -> float:
    """The signed area of a ring (closed or not)."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])) / 2


def middle_height(ring: Sequence[Spot]) -> float:
    """The height of a ring's centre of gravity; of its spots' mean where it has no area."""
    size = area(ring)
    if abs(size) < 1e-9:
        return sum(y for _x, y in ring) / len(ring)
    return sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])) / (6 * size)


def crossing(rings: Sequence[Sequence[Spot]]) -> tuple[float, float, float]:
    """The middle and the length of the widest stretch of the largest ring at the height of its centre: (x, y, length)."""
    ring = max(rings, key=lambda one: abs(area(one)))
    y = middle_height(ring)
    cuts = sorted(ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])
                  if (ay > y) != (by > y))
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches:
        return sum(x for x, _y in ring) / len(ring), y, 0.0
    left, right = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return (left + right) / 2, y, right - left
