"""A report's text with its figures filled in: the paragraphs that the page and the Word file print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused

from .faults import Fault, nearest
from .text import Block, Document, Words
from .uses import Name, Use
from .wording import Number, change, percent, say, share, vanishes

WORDS: Final = "words"
FIGURE: Final = "figure"
OPEN: Final = "open"  # a figure without a number: not recorded or without data
WRONG: Final = "wrong"  # what the writer must put right: a name nobody keeps, a part there is not, a wording that says nothing

_MEASURES: Final = "人次|件次|平方公里|平方米|公里|公顷|[个条件户人次起项名家处座亩元吨天期场份类米里]"
_TYPED: Final = re.compile(
    rf"(?<![\d.第〔（(])\d+(?:\.\d+)?(?:余?[万亿]余?|余|%|个百分点)*(?:{_MEASURES}|(?<=[万亿余%点]))"
)


@dataclass(frozen=True)
class Ask:
    """What a report wants of a figure: the year, the part (as written after @), and whether only the same part of the
    year that the report itself covers."""

    year: int
    part: str = ""
    same_period: bool = False


@dataclass(frozen=True)
class Reading:
    """A figure's answer: its value (in per cent where the unit is "%"; None without data), the address of its
    evidence (a path that begins with /) and, without a value, why there is none."""

    value: Number | None
    href: str = ""
    why: str = ""


class Named(Protocol):
    """A figure as a report needs it."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    def sound(self, part: str) -> None:
        """Raises Refused with a sentence when this figure has no such part; counts nothing."""

    def read(self, ask: Ask) -> Reading:
        """The value. Raises Refused with a sentence when this figure has no such part or year."""


Resolve = Callable[[str], Named | None]  # by name or key


@dataclass(frozen=True)
class Cited:
    """One reading behind a number in the text: what signing freezes."""

    key: str
    name: str
    unit: str
    ask: Ask
    value: Number | None
    href: str
    why: str = ""


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph. A figure carries the words printed, its value (a share in per cent) and every reading
    behind it; an open one carries the name of what is missing. `source` is what the writer put
    between the braces, `called` the figure by its part, share and year: a text tells several of one name."""

    text: str
    state: str = WORDS
    lead: bool = False
    name: str = ""
    value: Number | None = None
    cited: tuple[Cited, ...] = ()
    source: str = ""
    called: str = ""

    @property
    def key(self) -> str:
        return self.cited[0].key if self.cited else ""

    @property
    def href(self) -> str:
        return self.cited[0].href if self.cited else ""


@dataclass(frozen=True)
class Paragraph:
    """A printed paragraph; kind and level as in `text.Block`."""

    kind: str
    level: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


class _Lacking(Exception):
    """There is no number to print, and this is why."""


class _Wrong(Exception):
    """What is written makes no number, and this is why."""


def asks(document: Document, year: int) -> list[tuple[Name, Ask]]:
    """Every reading that filling in the document may ask for: they can be reckoned together before."""
    return [one for use in document.uses if use.known for one in _asks(use, year)]


def _asks(use: Use, year: int) -> list[tuple[Name, Ask]]:
    """The readings behind one number: its own, and the one it is set against. A whole year is set against a whole one."""
    ask = Ask(use.year or year - use.back, use.name.part, use.same_period)
    if use.share_of:
        return [(use.name, ask), (use.share_of, replace(ask, part=use.share_of.part))]
    if use.compared:
        same_period = ask.same_period or ask.year == year
        return [(use.name, ask), (use.name, replace(ask, year=ask.year - 1, same_period=same_period))]
    return [(use.name, ask)]


def render(document: Document, resolve: Resolve, *, year: int) -> list[Paragraph]:
    """Fill in every figure for the report's year. What has no number becomes an open run, never a number. A figure
    named twice is read once, so that a report cannot contradict itself."""
    filler = _Filler(resolve, year)
    return [filler.paragraph(block) for block in document.blocks]


@dataclass
class _Filler:
    resolve: Resolve
    year: int
    read_before: dict[tuple[str, Ask], Cited] = field(default_factory=dict)

    def paragraph(self, block: Block) -> Paragraph:
        runs = []
        for place, part in enumerate(block.runs):
            lead = place < block.lead
            runs.append(Run(part.text, lead=lead) if isinstance(part, Words) else self.run(part, lead))
        return Paragraph(block.kind, block.level, tuple(runs))

    def run(self, use: Use, lead: bool) -> Run:
        cited: list[Cited] = []
        try:
            if not use.known:
                raise _Lacking("尚未登记")
            text, value = self.number(use, cited)
        except (_Lacking, _Wrong, Refused) as why:
            name = cited[0].name if cited else use.name.ref
            state = OPEN if isinstance(why, _Lacking) else WRONG
            return Run(f"【{name}：{why}】", state, lead, name, None, tuple(cited), use.source, self.called(use, cited))
        return Run(text, FIGURE, lead, cited[0].name, value, tuple(cited), use.source, self.called(use, cited))

    def called(self, use: Use, cited: list[Cited]) -> str:
        """A figure with its part, of what it is a share, and its year if it is not the report's."""
        names = [f"{one.name}（{one.ask.part}）" if one.ask.part else one.name for one in cited] or [use.name.ref]
        told = _("%(part)s占%(whole)s") % {"part": names[0], "whole": names[1]} if use.share_of and len(names) > 1 else names[0]
        told = _("%(name)s同比") % {"name": told} if use.compared else told
        year = cited[0].ask.year if cited else self.year
        return told if year == self.year else _("%(year)d年%(name)s") % {"year": year, "name": told}

    def number(self, use: Use, cited: list[Cited]) -> tuple[str, Number]:
        first, *other = _asks(use, self.year)
        if first[1].year > self.year:
            raise _Wrong(f"{first[1].year}年在本报告年度之后，还没有数")
        figure = self.resolve(use.name.ref)
        if figure and figure.unit == "%" and (use.wording.scale or use.wording.hedged):
            raise _Wrong("是百分率，不能写余、万、亿")
        value = self.read(*first, cited)
        if use.share_of:
            whole = self.read(*other[0], cited)
            if told := no_share(*(one.unit for one in cited)):
                raise _Wrong(told)
            if not whole:
                raise _Lacking("总数为0，无从计算")
            part = share(value, whole)
            return percent(part, use.wording.places), part
        if use.compared:
            before = self.read(*other[0], cited, lack="上年同期暂无数据")
            return change(value, before, cited[0].unit, use.wording), value
        if vanishes(value, use.wording):
            raise _Wrong(f"只有{say(value, cited[0].unit)}，这样写成了0，请用小一级的单位或多留几位小数")
        return say(value, cited[0].unit, use.wording), value

    def read(self, name: Name, ask: Ask, cited: list[Cited], lack: str = "暂无数据") -> Number:
        figure = self.resolve(name.ref)
        if figure is None:
            raise _Wrong("没有这个指标")
        found = self.read_before.get((figure.key, ask))
        if found is None:
            reading = figure.read(ask)
            found = Cited(figure.key, figure.name, figure.unit, ask, reading.value, reading.href, reading.why)
            self.read_before[figure.key, ask] = found
        cited.append(found)
        if found.value is None:
            raise _Lacking(found.why or lack)
        return found.value


def no_share(part: str, whole: str) -> str:
    """Why a number in one unit is no share of a number in another; "" if it may be."""
    return "" if part == whole else _("单位一个是“%(part)s”、一个是“%(whole)s”，算不成占比") % {"part": part, "whole": whole}


def lacking(paragraphs: Iterable[Paragraph]) -> list[str]:
    """The names of the figures that have no number, in the order of the text, each once."""
    return list(dict.fromkeys(run.name for run in _runs(paragraphs, OPEN)))


def wrong(paragraphs: Iterable[Paragraph]) -> list[str]:
    """What makes no number as it is written, in the words that stand in its place, each once."""
    return list(dict.fromkeys(run.text.strip("【】") for run in _runs(paragraphs, WRONG)))


def _runs(paragraphs: Iterable[Paragraph], state: str) -> Iterator[Run]:
    return (run for paragraph in paragraphs for run in paragraph.runs if run.state == state)


def check(document: Document, resolve: Resolve, names: Iterable[str] = ()) -> list[Fault]:
    """Everything to tell the writer, by place: what could not be read, figures nobody keeps (with the nearest of
    `names`), units written twice, options that do not fit, and numbers typed by hand. Reads no values."""
    known = list(names)
    faults = [*document.faults, *handwritten(document)]
    for block in document.blocks:
        for place, run in enumerate(block.runs):
            if isinstance(run, Use):
                after = block.runs[place + 1] if place + 1 < len(block.runs) else None
                faults += _check_use(run, after.text if isinstance(after, Words) else "", resolve, known)
    return sorted(faults)


def _check_use(use: Use, after: str, resolve: Resolve, names: list[str]) -> list[Fault]:
    figure = resolve(use.name.ref) if use.name.ref else None
    if not use.known:
        told = _("“%(name)s”已经有登记，可以去掉问号") % {"name": use.name.ref}
        return [Fault(use.line, use.column, told, blocking=False)] if figure else []
    wrong = [_check_name(one, resolve, names) for one in (use.name, use.share_of) if one and one.ref]
    faults = [Fault(use.line, use.column, told) for told in wrong if told]
    if figure and figure.unit == "%" and (use.wording.scale or use.wording.hedged or use.share_of):
        told = _("“%(name)s”是百分率，不能写余、万、亿或占比") % {"name": figure.name}
        faults.append(Fault(use.line, use.column, told))
    whole = resolve(use.share_of.ref) if use.share_of else None
    if figure and whole and figure.unit != "%" and (told := no_share(figure.unit, whole.unit)):
        faults.append(Fault(use.line, use.column, told))
    prints_unit = use.wording.with_unit and not use.share_of and not use.compared
    if figure and figure.unit and prints_unit and after.startswith(figure.unit):
        told = _("单位“%(unit)s”会自动写出，后面不用再写；要自己写请加“|无单位”") % {"unit": figure.unit}
        faults.append(Fault(use.line, use.column, told, blocking=False))
    return faults


def _check_name(name: Name, resolve: Resolve, names: list[str]) -> str:
    figure = resolve(name.ref)
    if figure is None:
        return _unknown(name.ref, names)
    try:
        if name.part:
            figure.sound(name.part)
    except Refused as why:
        return str(why)
    return ""


def _unknown(ref: str, names: list[str]) -> str:
    meant = nearest(ref, names)
    if meant:
        return _("没有叫“%(ref)s”的指标，您是不是要写“%(meant)s”？") % {"ref": ref, "meant": meant}
    return _("没有叫“%(ref)s”的指标；还没有登记的数字请写成 {?%(ref)s}") % {"ref": ref}


def handwritten(document: Document) -> list[Fault]:
    """Numbers with a measure that were typed into the text: they follow no record. Hints, never blocking."""
    faults = []
    for block in document.blocks:
        for run in block.runs:
            for found in _TYPED.finditer(run.text) if isinstance(run, Words) else ():
                told = _("“%(number)s”是手写的数字，没有出处，也不随登记变化") % {"number": found[0]}
                faults.append(Fault(block.line, 1, told, blocking=False))
    return faults
