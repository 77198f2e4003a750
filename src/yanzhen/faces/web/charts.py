"""Charts drawn on the server as SVG: no script, no style attribute, text that stays text at any width.

Positions along x are percentages and sizes of type come from the sheet, so a chart fits a phone, a screen and paper alike.
This module reckons; the drawings are the templates in ``templates/charts``. Each is a ``<figure>``: the drawing with its name
and a sentence, then the same numbers as a table. Every number that was given an address leads to its evidence. A value of
None is not recorded, and is drawn as nothing, never as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yanzhen.faces.web.templatetags.yz import number

HIGH = 190
TOP, FOOT = 24, 24
FLOOR = HIGH - FOOT
CROWDED = 8
SERIES = 7
READABLE = 9


@dataclass(frozen=True)
class Bar:
    """A labelled number; `tone` is ok, soon, late, do or plain; `url` its evidence; `of` says of a rate how many of how many."""

    label: str
    value: float | None
    url: str = ""
    tone: str = ""
    of: str = ""


@dataclass(frozen=True)
class Point:
    """One month (or other period): this year's number with its evidence, and the same month a year before."""

    label: str
    value: float | None
    url: str = ""
    before: float | None = None
    before_url: str = ""
    of: str = ""


def _drawn(kind: str, title: str, **reckoned: Any) -> SafeString:
    return render_to_string(f"charts/{kind}.html", {"title": title, **reckoned})


def _percent(part: float) -> str:
    """A position along x; written here, for a template would put a decimal comma where a language wants one."""
    return f"{part:.2f}%"


def bars(title: str, items: Sequence[Bar], *, unit: str = "", whole: float | None = None, head: str = "", of: str = "") -> SafeString:
    """Horizontal bars, which are a table: a name, a bar as long as the number, the number, and its share of `whole` or, of a rate,
    how many of how many, which `of` names."""
    top = 100 if of else _top(item.value for item in items)
    lines = [
        {
            "item": item,
            "long": _percent(100 * (item.value or 0) / top),
            "share": item.value / whole if whole and item.value is not None else None,
        }
        for item in items
    ]
    return _drawn("bars", title, lines=lines, unit=unit, shared=bool(whole), head=head or _("类别"), of=of)


def months(title: str, points: Sequence[Point], *, unit: str = "", names: tuple[str, str] = ("", ""), slots: int = 0, high: int = HIGH, of: str = "") -> SafeString:
    """A column a month; a short stroke across each says where the year before stood. `names` are those of the two years; with `slots`
    there is room for so many columns, though not all have come yet. `high` is its height, lower where it stands among others."""
    top = _top(value for point in points for value in (point.value, point.before))
    columns = [_column(place, point, slots or len(points), top, high - FOOT) for place, point in enumerate(points)]
    return _drawn("months", title, columns=columns, of=of, **_yearly(points, unit, names, high))


def line(title: str, points: Sequence[Point], *, unit: str = "", names: tuple[str, str] = ("", ""), slots: int = 0, of: str = "") -> SafeString:
    """The same as a line with points: for what rises and falls rather than adds up (a rate, a stock)."""
    top = _top(value for point in points for value in (point.value, point.before))
    columns = [_column(place, point, slots or len(points), top) for place, point in enumerate(points)]
    strokes = {
        "this": _strokes([point.value for point in points], top, slots),
        "that": _strokes([point.before for point in points], top, slots),
    }
    return _drawn("line", title, columns=columns, strokes=strokes, of=of, **_yearly(points, unit, names))


def shares(title: str, items: Sequence[Bar], *, unit: str = "") -> SafeString:
    """One bar cut into its parts, which add up to the whole; under it the parts by name, number and share."""
    whole = sum(item.value or 0 for item in items)
    pieces, left = [], 0.0
    for place, item in enumerate(items):
        wide = 100 * (item.value or 0) / (whole or 1)
        pieces.append(
            {
                "item": item,
                "kind": f"k-{item.tone}" if item.tone else f"k{place % SERIES + 1}",
                "left": _percent(left),
                "wide": _percent(wide),
                "middle": _percent(left + wide / 2),
                "share": wide / 100 if whole else None,
                "readable": wide >= READABLE,
            }
        )
        left += wide
    return _drawn("shares", title, pieces=pieces, whole=whole, unit=unit)


def spark(title: str, values: Sequence[float | None]) -> SafeString:
    """A small line without axes, to stand beside a number; the last point is marked. Fewer than two values draw nothing."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, top = min(value for _place, value in known), max(value for _place, value in known)
    step, rise = 92 / (len(values) - 1), (top - low) or 1
    spots = [(f"{2 + place * step:.1f}", f"{22 - 18 * (value - low) / rise:.1f}") for place, value in known]
    line_of = " ".join(",".join(spot) for spot in spots)
    return _drawn("spark", title, line=line_of, end=spots[-1], first=known[0][1], last=known[-1][1])


def _top(values: Iterable[float | None]) -> float:
    return max([value for value in values if value is not None] + [0]) or 1


def _height(value: float, top: float, floor: int = FLOOR) -> float:
    return round(floor - (floor - TOP) * value / top, 1)


def _column(place: int, point: Point, count: int, top: float, floor: int = FLOOR) -> dict[str, Any]:
    """Where one month stands: its column, its number clear of the stroke of the year before, its name on the floor."""
    slot = 100 / count
    y = floor if point.value is None else _height(point.value, top, floor)
    stroke = None if point.before is None else _height(point.before, top, floor)
    above = stroke if stroke is not None and y - 20 < stroke < y else y
    return {
        "point": point,
        "middle": _percent((place + 0.5) * slot),
        "left": _percent((place + 0.25) * slot),
        "wide": _percent(slot / 2),
        "from": _percent((place + 0.15) * slot),
        "to": _percent((place + 0.85) * slot),
        "y": str(y),
        "high": str(round(floor - y, 1)),
        "stroke": str(stroke),
        "words_y": str(round(above - 6, 1)),
        "point_words_y": str(round(y - 11, 1)),
        "odd": count > CROWDED and place % 2 == 1,
    }


def _strokes(values: Sequence[float | None], top: float, count: int = 0) -> list[dict[str, str]]:
    """The pieces of a line; where a value is missing the line is broken."""
    slot = 100 / (count or len(values) or 1)
    return [
        {
            "x1": _percent((place + 0.5) * slot),
            "x2": _percent((place + 1.5) * slot),
            "y1": str(_height(first, top)),
            "y2": str(_height(second, top)),
        }
        for place, (first, second) in enumerate(pairwise(values))
        if first is not None and second is not None
    ]


def _yearly(points: Sequence[Point], unit: str, names: tuple[str, str], high: int = HIGH) -> dict[str, Any]:
    """What a drawing of a year says in words, and the names of its two series."""
    names = (names[0] or _("今年"), names[1] or _("去年同月"))
    return {
        "points": points,
        "unit": unit,
        "names": names,
        "compared": any(point.before is not None for point in points),
        "says": _says(points, unit),
        "box": {"high": high, "floor": f"{high - FOOT + 0.5}", "ticks": high - 6},
    }


def _says(points: Sequence[Point], unit: str) -> str:
    """A sentence for those who do not see the drawing."""
    known = [point for point in points if point.value is not None]
    if not known:
        return _("还没有数")
    most = max(known, key=lambda point: point.value or 0)
    least = min(known, key=lambda point: point.value or 0)
    return _("最多的是%(most)s，%(high)s%(unit)s；最少的是%(least)s，%(low)s%(unit)s") % {
        "most": most.label,
        "high": number(most.value),
        "least": least.label,
        "low": number(least.value),
        "unit": unit,
    }
