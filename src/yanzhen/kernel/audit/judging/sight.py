"""A report as the rules see it: its figures in order, each with the words about it, its number with what rounding leaves open."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Claim, Finding, Kind, Severity
from yanzhen.kernel.audit.document import Block, Document
from yanzhen.kernel.audit.fold import Folded, fold
from yanzhen.kernel.audit.measures import ALIKE, measured, number
from yanzhen.kernel.audit.slips import one_slip

NOUGHT: Final = Decimal(0)
_ENDS: Final = re.compile(r"[。！？!?\n]")
_PARTING: Final = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|;")
_FULL: Final = {",": "，", ":": "：", ";": "；"}
_TURN: Final = re.compile(
    r"(?m)^[^\n。，]{0,30}?(?:工作(?:安排|打算|计划|思路|重点|谋划|建议|任务)|重点(?:工作|任务)|(?:下一?|明|来|(?:19|20)\d\d)年度?[^\n。，]{0,6}(?:打算|安排|计划|怎么[干办])|奋斗目标|主要目标|预期目标|下一步|今后|(?P<done>回顾|工作情况|工作总结|成效|开展情况))[^\n。，]{0,20}$"
    r"|预期目标[是为：]|目标[是为]：|[要将]重点[抓做]好"
)
_STOPS: Final = "，、；。：,;:()（）！？!?\n|“”—"


@dataclass(frozen=True)
class Figure:
    """A claim: its number in the unit without scale, `slack` to both sides of it, and its words in the folded text."""

    at: int
    claim: Claim
    start: int
    end: int
    value: Decimal
    slack: Decimal
    low: Decimal
    high: Decimal
    measure: str
    lead: str
    tail: str
    sentence: int
    line: int
    depth: int

    @property
    def exact(self) -> bool:
        """Stated without a hedge."""
        return self.claim.approx is Approx.EXACT

    @property
    def bare(self) -> bool:
        """A number without its unit, as in the cells of tables: the unit was understood from what stands around it, or not at all."""
        return re.fullmatch(r"-?[\d,.]+", self.claim.quote) is not None

    @property
    def counts(self) -> bool:
        """Says how much there is of something: no share, rank or norm."""
        listed = self.claim.kind is Kind.NORM and self.exact and not re.search(r"每|(?<![超高])标准|不[低少高超多得]|上限|下限|补贴|补助", self.lead)
        return (self.claim.kind is Kind.FACT or self.bare and not self.claim.unit or listed) and self.measure not in ("%", "‰", "个百分点", "百分点", "倍", "成", "番")

    @property
    def share(self) -> tuple[Decimal, Decimal] | None:
        """A share or rate as percent, from and to."""
        by = {"%": Decimal(1), "‰": Decimal("0.1"), "成": Decimal(10)}.get(self.measure)
        if self.claim.unit == "" and "分之" in self.claim.quote or "/" in self.claim.quote and self.claim.unit == "":
            low, high = (self.value, self.value) if self.exact else (self.low, self.high)
            hair = Decimal("1.5") if self.exact or self.claim.approx is Approx.ABOUT else NOUGHT
            return low * 100 - hair, high * 100 + hair
        return (self.low * by, self.high * by) if by else None

    @property
    def scale(self) -> Decimal:
        """How many of the unit one is, as the number is written: 10000 of 万元."""
        written = number(self.claim.value)
        return self.value / written if written and self.value else Decimal(1)

    @property
    def told(self) -> str:
        """As a clerk would write it down in a sum: the number, with its scale."""
        scale = re.match(r"[万亿千百十]+", self.claim.unit)
        return self.claim.value + (scale[0] if scale else "")

    @property
    def words(self) -> str:
        """The words of its clause on both sides."""
        return self.lead + "#" + self.tail


@dataclass
class Sight:
    """The report and everything the rules ask of it."""

    document: Document
    claims: Sequence[Claim]

    @cached_property
    def text(self) -> str:
        """Folded: simplified, half-width; commas and colons that part no digits as Chinese text has them."""
        return _PARTING.sub(lambda found: _FULL[found[0]], self._folded.text)

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.document.text, self.document.joints)

    def given(self, start: int, end: int) -> tuple[int, int]:
        """The same place in the text as given."""
        return self._folded.span(start, end)

    @cached_property
    def ends(self) -> list[int]:
        """Where sentences end."""
        return [found.end() for found in _ENDS.finditer(self.text)]

    @cached_property
    def breaks(self) -> list[int]:
        """Where lines end."""
        return [place for place, sign in enumerate(self.text) if sign == "\n"]

    @cached_property
    def turns(self) -> list[tuple[int, bool]]:
        """Where it begins to tell plans, and where it comes back to what was done."""
        return [(0, False), *((found.start(), not found["done"]) for found in _TURN.finditer(self.text))]

    @cached_property
    def figures(self) -> list[Figure]:
        """Those with a number, in the order of the text."""
        places = self._folded.places
        order = sorted(range(len(self.claims)), key=lambda at: self.claims[at].start)
        spans = {at: (bisect_left(places, self.claims[at].start), bisect_left(places, self.claims[at].end)) for at in order}
        made, previous = [], 0
        for turn, at in enumerate(order):
            following = spans[order[turn + 1]][0] if turn + 1 < len(order) else len(self.text)
            if figure := self._figure(at, *spans[at], previous, following):
                made.append(figure)
            previous = spans[at][1]
        return made

    def _figure(self, at: int, start: int, end: int, previous: int, following: int) -> Figure | None:
        claim = self.claims[at]
        interval, measure = measured(claim.value, claim.unit, claim.approx, self.text[max(0, start - 2) : end + 2])
        plain, _measure = measured(claim.value, claim.unit)
        if interval is None or plain is None or number(claim.value) is None:
            return None
        sentence, line = bisect_left(self.ends, end), bisect_left(self.breaks, end)
        begin = self.breaks[line - 1] if line else 0
        before = self.text[max(begin, start - 400) : start]
        return Figure(
            at, claim, start, end, (plain.low + plain.high) / 2, (plain.high - plain.low) / 2, interval.low, interval.high,
            ALIKE.get(measure, measure), _lead(self.text, start, previous), _tail(self.text, end, following),
            sentence, line, max(before.count("(") + before.count("（") - before.count(")") - before.count("）"), 0),
        )  # fmt: skip

    @cached_property
    def cells(self) -> dict[int, Block]:
        """The cells of tables that hold figures, by the figure's place among the claims."""
        inside = [block for block in self.document.blocks if block.table >= 0]
        starts = [block.start for block in inside]
        found = {}
        for at, claim in enumerate(self.claims):
            place = bisect_left(starts, claim.start + 1) - 1
            if place >= 0 and claim.start < inside[place].end:
                found[at] = inside[place]
        return found

    @cached_property
    def prose(self) -> list[Figure]:
        """The figures outside tables."""
        return [figure for figure in self.figures if figure.at not in self.cells]

    @cached_property
    def by_claim(self) -> dict[int, Figure]:
        """The figures by their place among the claims."""
        return {figure.at: figure for figure in self.figures}

    @cached_property
    def starts(self) -> list[int]:
        """Where the figures begin in the folded text."""
        return [figure.start for figure in self.figures]

    def within(self, start: int, end: int) -> list[Figure]:
        """The figures that begin between these places."""
        return self.figures[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def grouped(self, by: str) -> Iterator[list[Figure]]:
        """The figures outside tables, by `sentence` or `line`."""
        found: list[Figure] = []
        for figure in self.prose:
            if found and getattr(found[-1], by) != getattr(figure, by):
                yield found
                found = []
            found.append(figure)
        if found:
            yield found

    def line_at(self, line: int) -> tuple[int, int]:
        """Where a line begins and ends; behind the last one is nothing."""
        begin = 0 if line == 0 else self.breaks[line - 1] + 1 if line <= len(self.breaks) else len(self.text)
        return begin, self.breaks[line] if line < len(self.breaks) else len(self.text)

    def between(self, one: Figure, other: Figure) -> str:
        """The words from one figure to a later one."""
        return self.text[one.end : other.start]

    def opening(self, figure: Figure, length: int = 60) -> str:
        """The words of its sentence before it."""
        sentence = figure.sentence
        begin = self.ends[sentence - 1] if sentence else 0
        return self.text[max(begin, figure.start - length) : figure.start]


def _lead(text: str, start: int, previous: int) -> str:
    begin = start
    while begin > previous and begin > start - 40 and text[begin - 1] not in _STOPS:
        begin -= 1
    return text[begin:start]


def _tail(text: str, end: int, following: int) -> str:
    stop = end
    while stop < following and stop < end + 40 and text[stop] not in _STOPS:
        stop += 1
    return text[end:stop]


def value_of(figure: Figure) -> Decimal:
    """What figures are put in order by."""
    return figure.value


def slacks(one: Figure, other: Figure) -> tuple[Decimal, Decimal]:
    """What rounding leaves open of each; told in one unit, both are as fine as the finer: 1.26亿元 and 1.2亿元."""
    if one.claim.unit == other.claim.unit:
        return min(one.slack, other.slack), min(one.slack, other.slack)
    return one.slack, other.slack


def slip_of(figure: Figure, low: Decimal, high: Decimal, slack: Decimal = NOUGHT) -> bool:
    """Whether one slip in the number as it is written brings it between these: 6.5万亩 for 0.5万亩."""
    scale = figure.scale
    return one_slip(figure.value / scale, low / scale, high / scale, slack / scale)


def plain(value: Decimal) -> str:
    """A number without needless noughts and without an exponent."""
    return f"{value.normalize():f}" if value else "0"


def summed(parts: Sequence[Figure]) -> str:
    """2+4+17+44, all in one scale."""
    scales = {re.sub(r"[^万亿]", "", part.claim.unit) for part in parts}
    return "+".join(part.claim.value if len(scales) == 1 else part.told for part in parts).replace("+-", "-")


def in_scale(value: Decimal, like: Figure) -> str:
    """A number of the unit without scale, in the scale of this figure."""
    return plain(value / like.scale)


def finding(rule: str, severity: Severity, figures: Sequence[Figure], why: str) -> Finding:
    """A finding about these figures."""
    return Finding(rule, tuple(figure.at for figure in figures), why, severity)
