"""How Chinese official documents number their headings: 一、 （一） 1. （1）, from the first level to the fourth."""

from __future__ import annotations

import re
from typing import Final

_NUMERAL: Final = "[一二三四五六七八九十]{1,3}"
LEVELS: Final = (
    re.compile(rf"{_NUMERAL}、(?!{_NUMERAL}、)"),
    re.compile(rf"[（(]{_NUMERAL}[）)]"),
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)


def level_of(line: str) -> int:
    """The level of a line that begins with a heading's number, from 1; 0 where it begins with none."""
    return next((n for n, mark in enumerate(LEVELS, start=1) if mark.match(line)), 0)
