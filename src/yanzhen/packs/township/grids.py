"""Grids as people write them: 第1网格, 第一网格, 网格1, 1 and 北崖村一网格 are one grid of 北崖村."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from yanzhen.kernel.audit.numerals import chinese
from yanzhen.kernel.base.text import fold

from .named import flat, stem

COUNT = "(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
WRITTEN = re.compile(rf"(?P<place>.*?(?:村|社区))?(?:第?(?P<one>{COUNT})号?(?:网格)?|网格第?(?P<two>{COUNT})号?)")
GROUPED = re.compile(rf"(?P<place>.*?(?:村|社区))?第?(?P<count>{COUNT})(?:村民|居民)?(?:小?组|队)")
WHOLE = re.compile(r".+网格")


class Grid(NamedTuple):
    """A grid's name: the village it begins with, its number (its own words where it has none), and how it is written out."""

    place: str
    number: str
    name: str


@lru_cache(maxsize=4096)
def grid_of(said: str) -> Grid:
    name = flat(said)
    met = WRITTEN.fullmatch(fold(name))
    digits = (met["one"] or met["two"]) if met else ""
    count = int(digits) if digits.isdecimal() else chinese(digits) if digits else None
    if not met or count is None:
        return _group(name)
    place = stem((met["place"] or "").removeprefix("原"))
    return Grid(place, str(int(count)), name if WHOLE.fullmatch(name) else f"{met['place'] or ''}第{int(count)}网格")


def _group(name: str) -> Grid:
    """A group of the village that stands where a grid should: 二组 and 第2村民小组 are one. Anything else is called by its own words."""
    met = GROUPED.fullmatch(fold(name))
    count = met["count"] if met else ""
    number = f"{int(count) if count.isdecimal() else chinese(count)}组" if count else name
    return Grid(stem((met["place"] or "").removeprefix("原")) if met else "", number, name)


def own_name(said: str, village: str) -> str:
    """How a grid is called in its village, whose name it need not bear: 上河村第9网格 is 第9网格 of 上河村."""
    named = grid_of(said)
    return named.name.removeprefix(village).removeprefix(stem(village)) or named.name if named.place == stem(village) else named.name


def same_grid(one: str, other: str, village: str) -> bool:
    """Whether two names mean one grid of the village."""
    ours, theirs = grid_of(one), grid_of(other)
    places = {place for place in (ours.place, theirs.place) if place not in ("", stem(village))}
    return ours.number == theirs.number and len(places) < 2
