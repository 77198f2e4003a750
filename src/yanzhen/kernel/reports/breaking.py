"""Where a long title is broken: centred lines in the shape of a trapezoid or a diamond, no word cut (GW-04)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

MOST_LINES = 4
MOST_CHARACTERS = 60  # a longer title is a paragraph: it is only filled, line by line
_NOT_FIRST = set("，。、；：！？）》”’】〕的之和与及等了号年月日")
_NOT_LAST = set("（《“‘【〔第")
_WHOLE = re.compile(r"《[^》]{1,12}》|“[^”]{1,8}”|[0-9A-Za-z.%〔〕]+[年月日届次号]?")


def width(text: str) -> float:
    """Width in characters: one for a Chinese character, half for a digit or Latin letter."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.5 for one in text)


def break_title(title: str, most: int, keep: Iterable[str] = (), before: Iterable[str] = ()) -> list[str]:
    """The lines of a title, none wider than `most` characters as far as its words allow. `keep` are words not to be
    cut, `before` words that like to begin a line."""
    title = title.strip().rstrip("。．.;；,，")
    if width(title) <= most:
        return [title] if title else []
    places = _places(title, list(keep))
    best: list[str] = []
    for count in range(2, MOST_LINES + 1) if len(title) <= MOST_CHARACTERS else ():
        found = [lines for lines in _cuts(title, places, count) if max(map(width, lines)) <= most]
        best = min([best] * bool(best) + found, key=lambda lines: _ugliness(lines, list(before)), default=best)
        if best and not _equal(best):
            return best
    return best or _filled(title, most)


def _places(title: str, keep: list[str]) -> list[int]:
    spans = [found.span() for found in _WHOLE.finditer(title)]
    spans += [found.span() for word in keep for found in re.finditer(re.escape(word), title)]
    inside = {place for start, end in spans for place in range(start + 1, end)}
    return [
        place
        for place in range(2, len(title) - 1)
        if place not in inside and title[place] not in _NOT_FIRST and title[place - 1] not in _NOT_LAST
    ]


def _cuts(title: str, places: list[int], count: int) -> Iterator[list[str]]:
    for chosen in combinations(places, count - 1):
        yield [title[start:end].strip() for start, end in pairwise((0, *chosen, len(title)))]


def _equal(lines: list[str]) -> int:
    """How many neighbours are as wide as each other: a rectangle where there should be a trapezoid."""
    return sum(abs(width(this) - width(after)) < 1 for this, after in pairwise(lines))


def _ugliness(lines: list[str], before: list[str]) -> float:
    """Rectangles and hourglasses are ugly, so are very unequal lines; a line that opens with a welcome word is not."""
    wide = [width(line) for line in lines]
    shape = 6.0 * _equal(lines)
    shape += sum(
        20.0 for above, line, below in zip(wide, wide[1:], wide[2:], strict=False) if line <= min(above, below)
    )
    spread = (max(wide) - min(wide)) / 2
    welcome = sum(5.0 for line in lines[1:] if any(line.startswith(word) for word in before))
    return shape + spread - welcome


def _filled(title: str, most: int) -> list[str]:
    lines = [""]
    for one in title:
        if width(lines[-1] + one) > most:
            lines.append("")
        lines[-1] += one
    return lines
