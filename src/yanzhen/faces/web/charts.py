"""Charts drawn on the server as SVG: no script, no style attribute, text that stays text at any width.

Positions along x are percentages and sizes of type come from the sheet, so a chart fits a phone, a screen and paper alike.
Each chart is a ``<figure>``: the drawing with its name and a sentence, then the same numbers as a table. Every number that
was given an address leads to its evidence. A value of None is not recorded, and is drawn as nothing, never as zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yanzhen.faces.web.templatetags.yz import number, percent

HIGH = 190
TOP, FLOOR = 24, HIGH - 24
CROWDED = 8
SERIES = 7
RIGHT = SafeString(' class="r"')


@dataclass(frozen=True)
class Bar:
    """A labelled number; `tone` is ok, soon, late or plain; `url` its evidence."""

    label: str
    value: float | None
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Point:
    """One month (or other period): this year's number with its evidence, and the same month a year before."""

    label: str
    value: float | None
    url: str = ""
    before: float | None = None
    before_url: str = ""


def _linked(words: str, url: str) -> SafeString:
    return format_html('<a class="fig" href="{}">{}</a>', url, words) if url else format_html("{}", words)


def _table(heads: Sequence[str], rows: Sequence[Sequence[SafeString | str]]) -> SafeString:
    """The numbers of a drawing, folded away under it."""
    head = format_html_join("", '<th scope="col"{}>{}</th>', (
        (RIGHT if place else "", words) for place, words in enumerate(heads)))
    body = format_html_join("", "<tr>{}</tr>", ((_line(row),) for row in rows))
    return format_html('<details><summary>{}</summary><table class="tight"><thead><tr>{}</tr></thead><tbody>{}</tbody>'
                       "</table></details>", _("看数字表"), head, body)


def _line(row: Sequence[SafeString | str]) -> SafeString:
    return format_html('<th scope="row">{}</th>{}', row[0], format_html_join("", '<td class="r">{}</td>', (
        (cell,) for cell in row[1:])))


def _drawing(title: str, says: str, inside: SafeString, high: int = HIGH, kind: str = "") -> SafeString:
    return format_html('<svg class="{}" width="100%" height="{}" role="group" aria-label="{}"><title>{}</title>'
                       "<desc>{}</desc>{}</svg>", kind, high, title, title, says, inside)


def _joined(pieces: Iterator[SafeString] | Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def bars(title: str, items: Sequence[Bar], *, unit: str = "", whole: float | None = None, head: str = "") -> SafeString:
    """Horizontal bars, which are a table: a name, a bar as long as the number, the number, and its share of `whole`."""
    top = max([item.value or 0 for item in items] + [0]) or 1
    rows = format_html_join("", '<tr><th scope="row">{}</th><td><span class="bar-cell">{}<span class="r num">{}</span>'
                            "</span></td>{}</tr>", (_bar(item, top, whole) for item in items))
    share = format_html('<th scope="col" class="r">{}</th>', _("占比")) if whole else ""
    unit = f"({unit})" if unit else ""
    return format_html('<figure class="chart"><table class="bars"><caption class="sr">{}</caption><thead><tr class="sr">'
                       '<th scope="col">{}</th><th scope="col" class="r">{}{}</th>{}</tr></thead><tbody>{}</tbody></table>'
                       "</figure>", title, head or _("类别"), _("数"), unit, share, rows)


def _bar(item: Bar, top: float, whole: float | None) -> tuple[str, SafeString, SafeString, SafeString | str]:
    long = f"{100 * (item.value or 0) / top:.2f}%"
    drawn = format_html('<svg aria-hidden="true" focusable="false"><rect class="track-bg" width="100%" height="100%" rx="2"/>'
                        '<rect class="{}" width="{}" height="100%" rx="2"/></svg>', f"fill {item.tone}".strip(), long)
    share = percent(item.value / whole) if whole and item.value is not None else number(None)
    return (item.label, drawn, _linked(number(item.value), item.url),
            format_html('<td class="r soft">{}</td>', share) if whole else "")


def _says(points: Sequence[Point], unit: str, names: tuple[str, str]) -> str:
    """A sentence for those who do not see the drawing."""
    known = [point for point in points if point.value is not None]
    if not known:
        return _("还没有数")
    most = max(known, key=lambda point: point.value or 0)
    total = sum(point.value or 0 for point in known)
    return _("%(name)s合计 %(total)s%(unit)s，最多的是%(label)s，%(most)s%(unit)s") % {
        "name": names[0], "total": number(total), "unit": unit, "label": most.label, "most": number(most.value)}


def _scale(points: Sequence[Point]) -> float:
    return max([value for point in points for value in (point.value, point.before) if value is not None] + [0]) or 1


def _height(value: float, top: float) -> float:
    return round(FLOOR - (FLOOR - TOP) * value / top, 1)


def _ticks(points: Sequence[Point]) -> SafeString:
    slot = 100 / len(points)
    return _joined([format_html('<text class="{}" x="{}%" y="{}" text-anchor="middle">{}</text>', _crowd("tick", place, points),
                                f"{(place + .5) * slot:.2f}", HIGH - 6, point.label)
                    for place, point in enumerate(points)])


def _crowd(kind: str, place: int, points: Sequence[Point]) -> str:
    """Every second label of a crowded axis may be left out where the page is narrow."""
    return f"{kind} odd" if len(points) > CROWDED and place % 2 else kind


def _column(place: int, point: Point, count: int, top: float, unit: str) -> SafeString:
    slot = 100 / count
    left, wide = (place + .25) * slot, slot * .5
    drawn = ""
    if point.value is not None:
        y = _height(point.value, top)
        inside = format_html('<rect class="this" x="{}%" y="{}" width="{}%" height="{}" rx="1.5"/><text class="val" x="{}%" '
                             'y="{}" text-anchor="middle">{}</text>', f"{left:.2f}", y, f"{wide:.2f}", round(FLOOR - y, 1),
                             f"{left + wide / 2:.2f}", _above(point, y, top), number(point.value))
        drawn = format_html('<a href="{}" aria-label="{} {}{}">{}</a>', point.url, point.label, number(point.value), unit,
                            inside) if point.url else inside
    if point.before is None:
        return format_html("{}", drawn)
    y = _height(point.before, top)
    return format_html('{}<line class="that" x1="{}%" x2="{}%" y1="{}" y2="{}"/>', drawn, f"{left - slot * .1:.2f}",
                       f"{left + wide + slot * .1:.2f}", y, y)


def _above(point: Point, y: float, top: float) -> float:
    """Where the number stands over its column: also clear of the stroke of the year before."""
    stroke = y if point.before is None else _height(point.before, top)
    return round((stroke if y - 20 < stroke < y else y) - 6, 1)


def _compared(points: Sequence[Point], unit: str, names: tuple[str, str]) -> SafeString:
    """The table under a yearly drawing: month, this year, the year before."""
    before = any(point.before is not None for point in points)
    heads = [_("月份"), f"{names[0]} {unit}".strip()] + ([names[1]] if before else [])
    rows = [[point.label, _linked(number(point.value), point.url)]
            + ([_linked(number(point.before), point.before_url)] if before else []) for point in points]
    return _table(heads, rows)


def _key(points: Sequence[Point], names: tuple[str, str], this: str, that: str) -> SafeString:
    marks = [(this, names[0])] + ([(that, names[1])] if any(point.before is not None for point in points) else [])
    return format_html('<ul class="legend">{}</ul>', format_html_join("", "<li>{}{}</li>", (
        (_mark(kind), words) for kind, words in marks)))


def _mark(kind: str) -> SafeString:
    if kind.startswith("k"):
        return format_html('<svg aria-hidden="true" focusable="false"><rect class="{}" width="100%" height="100%" rx="2"/></svg>',
                           kind)
    return format_html('<svg aria-hidden="true" focusable="false"><g class="cols"><line class="{}" x1="0" x2="100%" y1="50%" '
                       'y2="50%"/></g></svg>', kind)


def months(title: str, points: Sequence[Point], *, unit: str = "", names: tuple[str, str] = ("", "")) -> SafeString:
    """A column a month; a short stroke across each says where the year before stood. `names` are those of the two years."""
    names = (names[0] or _("今年"), names[1] or _("去年同月"))
    top = _scale(points)
    columns = _joined([_column(place, point, len(points), top, unit) for place, point in enumerate(points)])
    base = format_html('<line class="base" x1="0" x2="100%" y1="{}" y2="{}"/>', FLOOR + .5, FLOOR + .5)
    svg = _drawing(title, _says(points, unit, names), format_html("{}{}{}", base, columns, _ticks(points)), kind="cols")
    return format_html('<figure class="chart">{}{}{}</figure>', svg, _key(points, names, "k-do", "that"),
                       _compared(points, unit, names))


def _strokes(kind: str, values: Sequence[float | None], top: float) -> SafeString:
    slot = 100 / len(values)
    return _joined([format_html('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>', kind, f"{(place + .5) * slot:.2f}",
                                _height(first, top), f"{(place + 1.5) * slot:.2f}", _height(second, top))
                    for place, (first, second) in enumerate(pairwise(values)) if first is not None and second is not None])


def _dot(place: int, point: Point, points: Sequence[Point], top: float, unit: str) -> SafeString:
    if point.value is None:
        return SafeString("")
    x, y = f"{(place + .5) * 100 / len(points):.2f}", _height(point.value, top)
    inside = format_html('<g class="{}"><circle class="pt" cx="{}%" cy="{}" r="4"/><text class="val" x="{}%" y="{}" '
                         'text-anchor="middle">{}</text></g>', _crowd("", place, points).strip(), x, y, x, round(y - 11, 1),
                         number(point.value))
    return format_html('<a href="{}" aria-label="{} {}{}">{}</a>', point.url, point.label, number(point.value), unit,
                       inside) if point.url else inside


def line(title: str, points: Sequence[Point], *, unit: str = "", names: tuple[str, str] = ("", "")) -> SafeString:
    """The same as a line with points: for what rises and falls rather than adds up (a rate, a stock)."""
    names = (names[0] or _("今年"), names[1] or _("去年同月"))
    top = _scale(points)
    base = format_html('<line class="base" x1="0" x2="100%" y1="{}" y2="{}"/>', FLOOR + .5, FLOOR + .5)
    drawn = [base, _strokes("line-that", [point.before for point in points], top),
             _strokes("line-this", [point.value for point in points], top),
             *(_dot(place, point, points, top, unit) for place, point in enumerate(points)), _ticks(points)]
    svg = _drawing(title, _says(points, unit, names), _joined(drawn))
    return format_html('<figure class="chart">{}{}{}</figure>', svg, _key(points, names, "line-this", "line-that"),
                       _compared(points, unit, names))


def _part(bar: Bar, place: int, left: float, wide: float, unit: str) -> SafeString:
    kind = f"k-{bar.tone}" if bar.tone else f"k{place % SERIES + 1}"
    words = format_html('<text class="on" x="{}%" y="19" text-anchor="middle">{}</text>', f"{left + wide / 2:.2f}",
                        number(bar.value)) if wide >= 9 else ""
    inside = format_html('<rect class="{}" x="{}%" width="{}%" height="100%"/>{}', kind, f"{left:.2f}", f"{wide:.2f}", words)
    return format_html('<a href="{}" aria-label="{} {}{}">{}</a>', bar.url, bar.label, number(bar.value), unit,
                       inside) if bar.url else inside


def shares(title: str, items: Sequence[Bar], *, unit: str = "") -> SafeString:
    """One bar cut into its parts, which add up to the whole; under it the parts by name, number and share."""
    whole = sum(item.value or 0 for item in items) or 1
    drawn, keys, left = [], [], 0.0
    for place, item in enumerate(items):
        wide = 100 * (item.value or 0) / whole
        drawn.append(_part(item, place, left, wide, unit))
        kind = f"k-{item.tone}" if item.tone else f"k{place % SERIES + 1}"
        keys.append((_mark(kind), item.label, _linked(number(item.value), item.url), percent(wide / 100)))
        left += wide
    says = _("共 %(total)s%(unit)s，分成 %(n)d 份") % {"total": number(whole), "unit": unit, "n": len(items)}
    legend = format_html('<ul class="legend">{}</ul>', format_html_join("", "<li>{}{} <b>{}</b> {}</li>", keys))
    return format_html('<figure class="chart shares">{}<figcaption>{}</figcaption></figure>',
                       _drawing(title, says, _joined(drawn), high=30), legend)


def spark(title: str, values: Sequence[float | None]) -> SafeString:
    """A small line without axes, to stand beside a number; the last point is marked. Fewer than two values draw nothing."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, top = min(value for _place, value in known), max(value for _place, value in known)
    step, rise = 92 / (len(values) - 1), (top - low) or 1
    spots = [(round(2 + place * step, 1), round(22 - 18 * (value - low) / rise, 1)) for place, value in known]
    says = _("从 %(first)s 到 %(last)s") % {"first": number(known[0][1]), "last": number(known[-1][1])}
    return format_html('<svg class="spark" viewBox="0 0 96 26" role="img" aria-label="{}：{}"><title>{}</title><desc>{}</desc>'
                       '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.6"/></svg>', title, says, title, says,
                       " ".join(f"{x},{y}" for x, y in spots), *spots[-1])
