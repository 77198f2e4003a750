"""A map of an area drawn on the server as SVG: shapes with their names, dots for households or problems, no outside tiles.

Shapes are GeoJSON geometries (Polygon, MultiPolygon) or bare rings of (lon, lat), degrees, CGCS2000/WGS 84. Drawn equirectangular about
the middle latitude: at the size of a county the error is below the width of a line. What has no place is counted, never dropped unsaid.
`draw` returns a `Drawing`; the template ``parts/map.html`` shows it, with a table of the same names and numbers beside it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.faces.web.geometry import Box, Sheet, around, crossing, rings, simplified
from yanzhen.faces.web.templatetags.yz import number

__all__ = ["Area", "Box", "Dot", "Drawing", "Place", "Spot", "breaks", "draw", "rings"]
LETTER = 12.0
CELL = 28.0
MANY = 1500
FINENESS = 0.5
CLASSES = 5
URGENCY = ("late", "soon", "do", "", "ok", "plain")


@dataclass(frozen=True)
class Place:
    """An area: its shape (None = not drawn yet), where its name leads, and what colours it: a number or a tone."""

    name: str
    shape: Any
    url: str = ""
    value: float | None = None
    tone: str = ""


@dataclass(frozen=True)
class Dot:
    """A spot: a household or a problem, with its tone (late, soon, do, ok, plain). No lon or lat = without a place."""

    lon: float | None
    lat: float | None
    label: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Area:
    """A place as drawn: its path, its colour class, and where and whether its name fits (`room` in units of the drawing)."""

    place: Place
    path: str
    kind: str
    x: float
    y: float
    room: float

    @property
    def fits(self) -> bool:
        """Whether the name has room at the first size."""
        return self.room >= LETTER * len(self.place.name)

    @property
    def dark(self) -> bool:
        """Whether the name must be light on this ground."""
        return self.kind in ("q4", "q5")


@dataclass(frozen=True)
class Spot:
    """One dot, or several that would lie on each other; `url` opens it, or the window they lie in."""

    x: float
    y: float
    radius: float
    count: int
    label: str
    tone: str
    url: str = ""


@dataclass(frozen=True)
class Drawing:
    """Everything ``parts/map.html`` needs."""

    title: str
    wide: float
    high: float
    areas: Sequence[Area]
    spots: Sequence[Spot]
    legend: Sequence[tuple[str, str]]
    dot_legend: Sequence[tuple[str, str]]
    places: Sequence[Place]
    unit: str
    unplaced: Sequence[str]
    whole_url: str = ""


def breaks(values: Iterable[float], classes: int = CLASSES) -> list[float]:
    """The upper ends of up to `classes` groups of about equal size; equal values never part."""
    ordered = sorted(values)
    if not ordered:
        return []
    ends = [ordered[max(0, math.ceil(len(ordered) * (part + 1) / classes) - 1)] for part in range(classes)]
    return sorted(set(ends))


def _kind(place: Place, ends: Sequence[float]) -> str:
    if place.tone or place.value is None:
        return place.tone or "none"
    rank = next((nth for nth, end in enumerate(ends) if place.value <= end), len(ends) - 1)
    return shade(rank, len(ends))


def shade(rank: int, of: int) -> str:
    """The colour of a class: the lowest is the lightest and the highest the darkest, however few they are."""
    return f"q{1 + round(rank * (CLASSES - 1) / (of - 1))}" if of > 1 else "q3"


def _area(place: Place, sheet: Sheet, ends: Sequence[float]) -> Area | None:
    drawn = [simplified([sheet.at(lon, lat) for lon, lat in ring], FINENESS) for ring in rings(place.shape)]
    drawn = [ring for ring in drawn if len(ring) > 2]
    if not drawn:
        return None
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in drawn)
    x, y, room = crossing(drawn)
    return Area(place, path, _kind(place, ends), round(x, 1), round(y, 1), round(room, 1))


def _spots(dots: Sequence[Dot], sheet: Sheet, box_url: Callable[[Box], str] | None) -> list[Spot]:
    """The dots, those nearer than a finger's width drawn as one with their number."""
    cells: defaultdict[tuple[int, int], list[tuple[float, float, Dot]]] = defaultdict(list)
    size = CELL if len(dots) <= MANY else 2 * CELL
    for dot in dots:
        if dot.lon is not None and dot.lat is not None:
            x, y = sheet.at(dot.lon, dot.lat)
            cells[int(x // size), int(y // size)].append((x, y, dot))
    return [_spot(cell, size, group, sheet, box_url) for cell, group in sorted(cells.items())]


def _spot(
    cell: tuple[int, int],
    size: float,
    group: Sequence[tuple[float, float, Dot]],
    sheet: Sheet,
    box_url: Callable[[Box], str] | None,
) -> Spot:
    x, y = sum(x for x, _y, _dot in group) / len(group), sum(y for _x, y, _dot in group) / len(group)
    tone = min((dot.tone for _x, _y, dot in group), key=URGENCY.index)
    if len(group) == 1:
        return Spot(round(x, 1), round(y, 1), 5, 1, group[0][2].label, tone, group[0][2].url)
    west, north = sheet.back(cell[0] * size, cell[1] * size)
    east, south = sheet.back((cell[0] + 1) * size, (cell[1] + 1) * size)
    url = box_url(Box(west, south, east, north)) if box_url else ""
    label = _("%(n)d 处，放大可分开看") % {"n": len(group)}
    return Spot(round(x, 1), round(y, 1), round(6 + 1.4 * math.log2(len(group)), 1), len(group), label, tone, url)


def _legend(
    places: Sequence[Place], ends: Sequence[float], tones: Mapping[str, str], unit: str
) -> list[tuple[str, str]]:
    lines, low = [], min((place.value for place in places if place.value is not None and not place.tone), default=0)
    values = sorted({place.value for place in places if place.value is not None and not place.tone})
    for nth, end in enumerate(ends):
        words = number(end) if low == end else f"{number(low)}–{number(end)}"
        lines.append((shade(nth, len(ends)), f"{words} {unit}".strip()))
        low = next((value for value in values if value > end), end)
    used = Counter(place.tone for place in places)
    lines += [(tone, words) for tone, words in tones.items() if used[tone]]
    if any(place.value is None and not place.tone for place in places):
        lines.append(("none", _("没有数")))
    return lines


def _unplaced(places: Sequence[Place], dots: Sequence[Dot], drawn: int, what: str) -> list[str]:
    """The sentences that say what is not on the drawing."""
    shapeless = [place.name for place in places if not rings(place.shape)]
    lost = sum(dot.lon is None or dot.lat is None for dot in dots)
    outside = len(dots) - lost - drawn
    lines = []
    if shapeless:
        lines.append(
            _("%(n)d 处没有边界，没有画出：%(names)s")
            % {"n": len(shapeless), "names": "、".join(shapeless[:8]) + ("……" if len(shapeless) > 8 else "")}
        )
    if lost:
        lines.append(_("%(n)d %(what)s没有登记位置，没有画出") % {"n": lost, "what": what})
    if outside:
        lines.append(_("%(n)d %(what)s在这一块之外") % {"n": outside, "what": what})
    return lines


def draw(
    title: str,
    places: Sequence[Place],
    dots: Sequence[Dot] = (),
    *,
    unit: str = "",
    what: str = "",
    tones: Mapping[str, str] | None = None,
    dot_tones: Mapping[str, str] | None = None,
    box: Box | None = None,
    box_url: Callable[[Box], str] | None = None,
    whole_url: str = "",
) -> Drawing:
    """A map of `places` with `dots` on it; `box` shows one window only, `box_url` makes a heap of dots lead to its window.

    `tones` and `dot_tones` give each tone its word for the legend; `what` names a dot with its measure word (个问题, 户).
    """
    outlines = [spot for place in places for ring in rings(place.shape) for spot in ring]
    sheet = Sheet.of(box or around(outlines or [(dot.lon, dot.lat) for dot in dots if dot.lon and dot.lat]))
    inside = [dot for dot in dots if dot.lon is not None and dot.lat is not None and sheet.box.holds(dot.lon, dot.lat)]
    ends = breaks(place.value for place in places if place.value is not None and not place.tone)
    return Drawing(
        title,
        sheet.wide,
        sheet.high,
        [area for area in (_area(place, sheet, ends) for place in places) if area],
        _spots(inside, sheet, box_url),
        _legend(places, ends, tones or {}, unit),
        [(tone, words) for tone, words in (dot_tones or {}).items() if any(dot.tone == tone for dot in inside)],
        places,
        unit,
        _unplaced(places, dots, len(inside), what or _("个点")),
        whole_url if box else "",
    )
