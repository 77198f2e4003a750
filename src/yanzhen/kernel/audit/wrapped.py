"""A plain text broken into lines of one width, as it is copied out of a PDF or a mail: which lines run on in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from yanzhen.kernel.base.outline import level_of

#: How wide such lines are, in Chinese characters; shorter ones are a list, longer ones paragraphs.
NARROWEST: Final = 16
WIDEST: Final = 64
#: So many lines must reach the edge, and so large a part of all; of these so many at most end a sentence there.
FULL_LEAST: Final = 5
FULL_PART: Final = 0.3
ENDED_PART: Final = 0.35
#: Lines this far from the edge still reach it: a number or a sign that may begin no line was carried over.
RAGGED: Final = 2.0
#: One line in so many may stand out beyond the edge.
BEYOND: Final = 20

_WIDE: Final = re.compile(r"[\u1100-\uffff\U00020000-\U0003ffff]")
STOPS: Final = "。；！？：.;!?:"
#: A number at the end of a line whose unit begins the next: there nothing ends, whatever the width of the lines.
_PARTED: Final = re.compile(r"[\u4e00-\u9fff][^\n]*\d\s?[多余]?(?:[万亿]|[万亿]?[平立]方?)?$")
_UNIT: Final = re.compile(r"(?:[万亿](?=[元吨人户亩平立公斤千])|方?公里|方?米(?![^\W\d])|公顷|公斤|平方|立方|元|吨|千瓦|(?:人次?|户|亩|个|件|条|项|名|家|所|座)(?=[，。、；）,.;]|$))")
_WORD: Final = re.compile(r"[\w,.%]+[，。；、）]?", re.ASCII)
_INDENTED: Final = re.compile(r"[\u3000\t]|\s{2}")


def running_on(lines: Sequence[str]) -> list[bool]:
    """For each line whether it goes on in the next: where the lines are of one width, and where a number stands without its unit."""
    widths = [width(line.rstrip()) for line in lines]
    edge = _edge(lines, widths)
    pairs = enumerate(pairwise(lines))
    return [_unit_parted(line, below) or bool(edge) and _goes_on(line, below, edge - widths[n]) for n, (line, below) in pairs] + [False] * bool(lines)


def _unit_parted(line: str, below: str) -> bool:
    return _PARTED.search(line.rstrip()) is not None and _UNIT.match(below) is not None


def _edge(lines: Sequence[str], widths: Sequence[float]) -> float:
    """Where the lines end that are full; 0 where too few end there."""
    if len(lines) < FULL_LEAST:
        return 0.0
    edge = sorted(widths, reverse=True)[len(widths) // BEYOND]
    full = [line.rstrip() for line, wide in zip(lines, widths, strict=True) if edge - RAGGED < wide <= edge]
    ended = sum(line[-1:] in STOPS for line in full)
    prose = sum(line.count("。") for line in lines) * 4 >= len(full)
    even = len(full) >= max(FULL_LEAST, FULL_PART * len(lines)) and ended <= ENDED_PART * len(full)
    return edge if NARROWEST <= edge <= WIDEST and prose and even else 0.0


def begins(line: str) -> bool:
    """Whether a line begins something of its own by its number or its dash, however full the one before it is."""
    return bool(level_of(line)) or line.startswith("——")


def _goes_on(line: str, below: str, room: float) -> bool:
    first = _WORD.match(below)
    full = room < 1 + (width(first[0]) if first else 1)
    ended = line.rstrip()[-1:] in STOPS and room >= 1
    return full and not ended and not _INDENTED.match(below) and not begins(below)


def width(text: str) -> float:
    """Width in Chinese characters; letters are half as wide, those of pinyin (è) too, which Unicode leaves open."""
    return len(text) / 2 + len(_WIDE.findall(text)) / 2
