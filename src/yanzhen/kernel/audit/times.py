"""The time a figure is about: what its sentence says, else its heading, else the report's year."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .document import Block
from .fold import Folded

STOPS: Final = re.compile(r"[。！？!?\n]")
MONTHS: Final = r"\d{1,2}月?(?:份)?(?:[-—–~至到]{1,2}\d{1,2}月(?:份)?)|\d{1,2}月(?:份|底|末)?(?:\d{1,2}[日号])?"
PART: Final = rf"{MONTHS}|[上下]半年|前?第?[一二三四]季度"
YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
AGO: Final = {"前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0, "全年": 0, "年内": 0}
SAID: Final = re.compile(
    rf"(?P<by>截至|截止|到|至)?(?P<year>(?<!\d)(?:19|20)\d\d年(?:度|[底末])?|前年|去年|上一年|上年(?!结[转余存])|今年|本年|全年|年内)?(?P<part>{PART})?(?P<since>以来|至今|起)?"
)
START: Final = re.compile(rf"(?:19|20)\d\d年|前年|去年|上一年|上年(?!结[转余存])|今年|本年度|全年|年内|{PART}")
COMPARED: Final = re.compile(r"(?:比|较|同|是|由|从|与|超)$")


class Times:
    """What a report says of time, asked at a place in its folded text."""

    def __init__(self, folded: Folded, titles: Sequence[Block]) -> None:
        self._text = folded.text
        heads = [(bisect_left(folded.places, one.start), bisect_left(folded.places, one.end)) for one in titles]
        self.year = self._report_year(heads)
        self._heads = [(start, self.said(folded.text[start:end])) for start, end in heads]
        self._headed = [start for start, _ in self._heads]
        self._spots = [(one.start(), one.end()) for one in START.finditer(folded.text)]
        self._places = [start for start, _ in self._spots]
        self._stops = [one.start() for one in STOPS.finditer(folded.text)]

    def _report_year(self, heads: Sequence[tuple[int, int]]) -> str:
        """Of the title; else the year named most."""
        first = self._text[slice(*heads[0])] if heads else self._text[:40]
        if found := YEAR.search(first):
            return f"{found[1]}年"
        named = Counter(YEAR.findall(self._text)).most_common(1)
        return f"{named[0][0]}年" if named else ""

    def at(self, place: int) -> str:
        """The time that governs a figure here."""
        near = bisect_right(self._places, place) - 1
        stop = bisect_left(self._stops, place) - 1
        begin = self._stops[stop] if stop >= 0 else -1
        while near >= 0 and self._spots[near][0] > begin:
            start, end = self._spots[near]
            if not self._compares(start) or place - end <= 8 and not re.search(r"[,，;；]|\d", self._text[end:place]):
                return self._full(start, place)
            near -= 1
        head = bisect_right(self._headed, place) - 1
        return (self._heads[head][1] if head >= 0 else "") or self.year

    def _compares(self, start: int) -> bool:
        return bool(COMPARED.search(self._text[max(0, start - 2) : start]))

    def _full(self, start: int, _place: int) -> str:
        """The words from here on, their year told in figures where the report's is known."""
        return self.said(self._text[max(0, start - 2) : start + 24]) or self.year

    def said(self, words: str) -> str:
        """The first time these words name."""
        for found in SAID.finditer(words):
            if found["year"] or found["part"]:
                year = self._years(found["year"] or "")
                whole = f"{year or (self.year if found['part'] else '')}{found['part'] or ''}{found['since'] or ''}"
                return f"截至{whole}" if found["by"] and found["by"].startswith("截") else whole
        return ""

    def _years(self, said: str) -> str:
        if not self.year:
            return said
        for word, ago in AGO.items():
            if said == word:
                return f"{int(self.year[:4]) - ago}年"
        return said.replace("年度", "年") if said.endswith("年度") else said
