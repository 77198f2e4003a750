"""A rendered report as a Word file in the layout of GB/T 9704-2012; every figure leads to its evidence.

Fonts are named, never shipped: a machine without 仿宋_GB2312 or 方正小标宋简体 is told by the file which face to take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from . import imprint
from .blank import blank, describe, seal
from .breaking import break_title, width
from .front import Front, day_words
from .layout import Layout, layout
from .ooxml import Element, Look, Place, link, paragraph, run
from .render import FIGURE, OPEN, WRONG, Paragraph, Run, lacking
from .text import BODY, TITLE, clean

if TYPE_CHECKING:
    from docx.opc.part import Part

_HEAD: Final = re.compile(r"[0-9a-f]{16}")
_SAFE: Final = "/?&=%:+,;@~#!$'()*"


@dataclass(frozen=True)
class Origin:
    """Where the figures come from: the day they were computed, the head of the trail then (16 hex digits, "" without
    one), whether the report is signed, and the address (https://…) under which evidence is found ("" for none)."""

    on: date
    chain_head: str = ""
    signed: bool = False
    base_url: str = ""

    def __post_init__(self) -> None:
        if self.chain_head and not _HEAD.fullmatch(self.chain_head):
            raise ValueError("a chain head is 16 hex digits")
        if self.base_url and urlsplit(self.base_url).scheme not in ("http", "https"):
            raise ValueError("a base address begins with http:// or https://")

    def address(self, href: str) -> str:
        """The full address of a piece of evidence; "" if it is no path of this installation."""
        if not self.base_url or not href.startswith("/") or href.startswith("//"):
            return ""
        return self.base_url.rstrip("/") + quote(href, safe=_SAFE)


def write(paragraphs: Sequence[Paragraph], front: Front, origin: Origin, *, at: datetime, title: str = "") -> bytes:
    """The .docx as bytes; the same arguments give the same bytes. `at` (aware) becomes the file's date; `title` is used
    where the text has none of its own."""
    measures = layout()
    word = blank(measures)
    paper = _Paper(measures, front, origin, word.part)
    lines = title_lines(paragraphs, title)
    elements = [
        *paper.head(),
        *paper.title(lines),
        *paper.addressee(),
        *paper.body([one for one in paragraphs if one.kind == BODY]),
        *paper.annexes(),
        *paper.signature(),
        *paper.remark(),
        *paper.note(lacking(paragraphs)),
        *imprint.imprint(measures, front),
    ]
    body = word.element.body
    for place, one in enumerate(elements):
        body.insert(place, one)
    describe(word, title="".join(lines), author=clean(front.signature or front.organ), at=at)
    return seal(word, at)


def title_lines(paragraphs: Iterable[Paragraph], title: str = "") -> list[str]:
    """The title as it is printed: as broken by the writer, or in the shape the standard wants."""
    own = [clean(one.text).strip() for one in paragraphs if one.kind == TITLE] or [clean(title).strip()]
    rules = layout().tables["title"]
    if len(own) == 1:
        return break_title(own[0], rules["most_chars"], rules["keep"], rules["break_before"])
    return [one for one in own if one]


@dataclass(frozen=True)
class _Paper:
    measures: Layout
    front: Front
    origin: Origin
    part: Part

    def _plain(self, text: str, place: Place, look: Look | None = None) -> Element:
        return paragraph(place, run(clean(text), look))

    def head(self) -> list[Element]:
        """份号, 密级, 紧急程度, the red mark, 发文字号 and the red line (GW-03)."""
        return imprint.head(self.measures, self.front)

    def title(self, lines: list[str]) -> list[Element]:
        """Two lines below the red line, centred (GW-04)."""
        gap = self.measures.lines("title") if self.front.organ else 0
        return [paragraph(Place("Title", before=gap), run("\n".join(lines)))] if lines else []

    def addressee(self) -> list[Element]:
        """One line below the title, flush left, a full-width colon behind (GW-04)."""
        gap = self.measures.lines("title", "addressee_gap_lines")
        text = f"{self.front.addressee}："
        return [self._plain(text, Place(before=gap, keep=True))] if self.front.addressee else []

    def body(self, paragraphs: list[Paragraph]) -> list[Element]:
        gap = 0 if self.front.addressee else self.measures.lines("title", "addressee_gap_lines")
        made = []
        for number, one in enumerate(paragraphs):
            heading = bool(one.level) and all(run.lead for run in one.runs)
            style = f"Heading{one.level}" if heading else "BodyText"
            place = Place(style, before=0 if number else gap, keep=number == len(paragraphs) - 1)
            made.append(paragraph(place, *(self._run(part, one.level, heading) for part in one.runs)))
        return made

    def _run(self, part: Run, level: int, heading: bool) -> Element:
        levels = self.measures.get("body", "levels")
        face = self.measures.face(levels[level - 1]) if part.lead and not heading else ""
        made = run(clean(part.text), Look(face, shaded=part.state in (OPEN, WRONG)))
        address = self.origin.address(part.href) if part.state == FIGURE else ""
        return link(self.part, address, clean(part.called), made) if address else made

    def annexes(self) -> list[Element]:
        """附件说明 one line below the text, two characters in; a single annex has no number (GW-06)."""
        names, chars = self.front.annexes, self.measures.chars
        made = []
        for number, name in enumerate(names, start=1):
            mark = f"{number}." if len(names) > 1 else ""
            label = "附件：" if number == 1 else ""
            left = 2 + 3 + width(mark)
            place = Place(
                left=chars(left),
                first=-chars(width(label + mark)),
                before=self.measures.lines("annex") if number == 1 else 0,
            )
            made.append(self._plain(f"{label}{mark}{name}", place))
        return made

    def signature(self) -> list[Element]:
        """Name and day, for a paper with or without a seal (GW-07)."""
        name, day = clean(self.front.signature), self.front.signed_on
        rules = self.measures.tables["signature"]
        gap = self.measures.lines("signature", "sealed_gap_lines" if self.front.sealed else "gap_lines")
        if not name or not day:
            rest = name or (day_words(day) if day else "")
            place = Place(align="right", right=self.measures.chars(rules["right_chars"]), before=gap)
            return [self._plain(rest, place)] if rest else []
        words = day_words(day)
        count = self.measures.get("grid", "chars")
        spots = (_sealed if self.front.sealed else _unsealed)(width(name), width(words), count, rules)
        made = []
        for text, spot, before in zip((name, words), spots, (gap, 0), strict=True):
            align, left, right = spot
            place = Place(
                align=align,
                left=self.measures.chars(left),
                right=self.measures.chars(right),
                before=before,
                keep=text is name,
            )
            made.append(self._plain(text, place))
        return made

    def remark(self) -> list[Element]:
        """附注 two characters in, in brackets, on the line below the day (GW-09)."""
        return [self._plain(f"（{self.front.remark}）", Place("BodyText"))] if self.front.remark else []

    def note(self, missing: list[str]) -> list[Element]:
        """Where the figures come from, the head of the trail, and what has no number."""
        look = Look(size=self.measures.size("note"))
        line = round(self.measures.get("note", "line_pt") * 20)
        sentences = _sentences(self.origin, missing)
        return [
            self._plain(one, Place("BodyText", before=0 if number else self.measures.line, line=line, free=True), look)
            for number, one in enumerate(sentences)
        ]


def _sentences(origin: Origin, missing: list[str]) -> list[str]:
    told = f"本报告数字由雁阵于{day_words(origin.on)}根据登记记录计算"
    linked = "，在电子版中点开数字可以查看依据" if origin.base_url else ""
    head = f"当时痕迹链的链首为{origin.chain_head}。" if origin.chain_head else ""
    draft = "" if origin.signed else "本稿尚未签发，数字可能变化。"
    found = [f"{told}{linked}。{head}{draft}"]
    return [*found, f"尚未登记、没有写出数字的指标：{'、'.join(missing)}。"] if missing else found


Spot = tuple[str, float, float]  # alignment, indents in characters at the left and at the right


def _unsealed(name: float, day: float, count: int, rules: dict[str, float]) -> tuple[Spot, Spot]:
    """The name ends two characters from the right and the day begins two behind the name's beginning; a longer day
    ends there instead and moves the name."""
    right, shift = rules["right_chars"], rules["date_shift_chars"]
    begins = count - right - name + shift
    if begins + day <= count - right:
        return ("right", 0, right), ("left", begins, 0)
    return ("left", count - right - day - shift, 0), ("right", 0, right)


def _sealed(name: float, day: float, count: int, rules: dict[str, float]) -> tuple[Spot, Spot]:
    """The day ends four characters from the right, the name is centred above it; a very long name moves the day."""
    right = max(rules["sealed_right_chars"], (name - day) / 2)
    middle = count - right - day / 2
    return ("left", middle - name / 2, 0), ("right", 0, right)
