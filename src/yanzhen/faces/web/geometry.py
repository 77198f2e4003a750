"""The little plane geometry a map needs: a projection, thinner outlines, and where in a shape its name has most room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Spot = tuple[float, float]
Ring = list[Spot]
WIDE, TALLEST = 720.0, 720.0


@dataclass(frozen=True)
class Box:
    """A window on the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a spot lies inside."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def words(self) -> str:
        """The window as an address keeps it: west,south,east,north."""
        return f"{self.west:.5f},{self.south:.5f},{self.east:.5f},{self.north:.5f}"

    @classmethod
    def read(cls, words: str) -> Box | None:
        """The window kept in an address; None where it is none."""
        try:
            west, south, east, north = (float(word) for word in words.split(","))
        except ValueError:
            return None
        fits = -180 <= west < east <= 180 and -90 < south < north < 90
        return cls(west, south, east, north) if fits else None


def rings(shape: Any) -> list[Ring]:
    """The rings of a shape: of a GeoJSON geometry, a list of rings, or one bare ring. Nothing for None or another kind."""
    if not shape:
        return []
    if isinstance(shape, Mapping):
        kind, parts = shape.get("type"), shape.get("coordinates") or []
        if kind == "Feature":
            return rings(shape.get("geometry"))
        if kind == "MultiPolygon":
            return [_ring(ring) for polygon in parts for ring in polygon]
        return [_ring(ring) for ring in parts] if kind == "Polygon" else []
    if isinstance(shape[0][0], (int, float)):
        return [_ring(shape)]
    return [_ring(ring) for ring in shape]


def joined(shapes: Iterable[Any]) -> list[Ring]:
    """The rings of several shapes, as one."""
    return [ring for shape in shapes for ring in rings(shape)]


def _ring(points: Iterable[Sequence[float]]) -> Ring:
    return [(float(point[0]), float(point[1])) for point in points]


def around(spots: Sequence[tuple[float, float]]) -> Box:
    """The window that holds all spots, with a little air."""
    lons, lats = [lon for lon, _lat in spots] or [0.0], [lat for _lon, lat in spots] or [0.0]
    air = max(max(lons) - min(lons), max(lats) - min(lats), 0.002) * 0.03
    return Box(min(lons) - air, min(lats) - air, max(lons) + air, max(lats) + air)


@dataclass(frozen=True)
class Sheet:
    """The projection of one drawing."""

    box: Box
    wide: float
    high: float
    scale: float
    narrow: float

    @classmethod
    def of(cls, box: Box) -> Sheet:
        """The largest drawing of a window that keeps within `WIDE` and `TALLEST`."""
        narrow = math.cos(math.radians((box.south + box.north) / 2))
        across, down = (box.east - box.west) * narrow or 1e-9, box.north - box.south or 1e-9
        scale = min(WIDE / across, TALLEST / down)
        return cls(box, round(across * scale, 1), round(down * scale, 1), scale, narrow)

    def at(self, lon: float, lat: float) -> Spot:
        """Where a spot of the earth lies on the drawing."""
        return (lon - self.box.west) * self.narrow * self.scale, (self.box.north - lat) * self.scale

    def back(self, x: float, y: float) -> Spot:
        """The (lon, lat) of a spot of the drawing."""
        return self.box.west + x / self.narrow / self.scale, self.box.north - y / self.scale


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
        if _off(ring[farthest], ring[first], ring[last]) > tolerance**2:
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
    cuts = sorted(
        ax + (y - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in pairwise([*ring, ring[0]])
        if (ay > y) != (by > y)
    )
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches:
        return sum(x for x, _y in ring) / len(ring), y, 0.0
    left, right = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return (left + right) / 2, y, right - left
