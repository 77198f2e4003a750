"""Finding the header of a sheet: title rows above it, one to three levels, merged cells, odd blanks in the names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from .head import LEVELS, Head
from .headings import Heading, Parts, in_parts, squash
from .sheets import SheetKind
from .struck import STRUCK

REMEMBERED = 4096
SEARCH = 15
#: How much a name is worth that is not the declared one, word for word.
EXACT, WITHIN, PART, ENDING, ABOVE, IN_PARTS = 1.0, 0.8, 0.7, 0.6, 0.45, 0.01
#: Two things in one column are read as the first of them that is known: 解决措施及时间.
TWO_IN_ONE = re.compile("以?及|[和与或、]")
#: An ending must be this much of the whole name: 读者姓名 is a 姓名, 监护人联系人姓名 need not be.
ENDING_SHARE = 0.4
#: Who is not the one of whom a row tells: a name, number or telephone of his is nobody's of ours, unless a kind has a column for it.
OTHERS = re.compile("监护人|配偶|父亲|母亲|父母|丈夫|妻子|子女|紧急|担保人|介绍人|代理人|继承人|受益人|帮扶人|家属|亲属|邻居|代办")
#: What has not come about, or no longer holds: 申请办证时间 is no 办证时间, 原任职务 no 职务.
UNREAL = re.compile("申请|拟|原(?!因)|曾|前任|^建议|推荐|候选|计划|预计|应(?=转)|积极")
#: What the upper name of a group says besides: 户主基本情况 stands for 户主.
GROUP_ENDS = re.compile(r"(?<=.)(基本)?(信息|情况|资料)$")
COUNTED = "0123456789一二三"
#: A number within the name of one of several columns: 问题1, 第二个问题.
NUMBERED = re.compile(r"第?[0-9一二三四五六]个?")
#: How a date may be called whose columns say only whose it is.
DATE_ENDS = ("年月日", "年月", "时间", "日期")


class Found(NamedTuple):
    """A header and the columns recognised under it: {column index: key} and the worth of each."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    columns: Mapping[int, str]
    worth: float
    known: int
    joined: Mapping[int, Parts]

    @property
    def sure(self) -> float:
        """By what the rows of the header are chosen: those that also name the parts of a date are more than those above."""
        return self.worth + IN_PARTS * len(self.joined)


class Names:
    """The declared names of a kind's columns, ready to be compared."""

    def __init__(self, kind: SheetKind) -> None:
        self.keys: dict[str, str] = {}
        self.seconds: dict[str, str] = {}
        self.taken = {column.key for column in kind.columns if column.taken}
        self.dates = {column.key for column in kind.columns if column.sort == "date"}
        self.several = {column.key for column in kind.columns if column.several}
        self.many = any(column.many for column in kind.columns)
        for column in (one for one in kind.columns if not one.words_of):
            for name in (column.label, *column.aliases):
                self.keys.setdefault(squash(str(name)), column.key)
            self.seconds |= {squash(name): column.key for name in column.perhaps}
        for name, key in [(name, key) for name, key in self.keys.items() if key in self.dates]:
            stem = next((name.removesuffix(end) for end in DATE_ENDS if name.endswith(end)), "")
            for end in DATE_ENDS if len(stem) > 1 else ():
                self.keys.setdefault(stem + end, key)
        self.leads = {column.key: column.leads for column in kind.columns if column.leads}
        self.required, self.told = {column.key for column in kind.columns if column.required}, set(kind.leader)
        self.known_by = set(kind.keys[0]) if kind.keys else set()
        self.endings = sorted((name for name in self.keys if len(name) > 1), key=len, reverse=True)

        self.remembered: dict[Heading, dict[str, float]] = {}

    def guesses(self, heading: Heading) -> dict[str, float]:
        """What the column may be, each with its worth."""
        if heading not in self.remembered:
            if len(self.remembered) > REMEMBERED:
                self.remembered.clear()
            self.remembered[heading] = self._guesses(heading)
        return self.remembered[heading]

    def _guesses(self, heading: Heading) -> dict[str, float]:
        levels = [squash(level) for level in heading.levels]
        if not levels or heading.ours or STRUCK in heading.leaf:
            return {}
        if key := self._whole(levels):
            return {key: EXACT}
        leaf, found = levels[-1], dict[str, float]()
        if any(map(OTHERS.search, levels[:-1])) or leaf not in self.keys and OTHERS.search(leaf):
            return {}

        def note(name: str, worth: float) -> None:
            key = self.keys.get(name)
            if key is not None:
                found[key] = max(found.get(key, 0.0), worth)
            if name in self.seconds:
                found.setdefault(self.seconds[name], worth * WITHIN)

        note(leaf, EXACT)
        note(leaf.replace("/", ""), WITHIN)
        note(leaf.replace("的", ""), WITHIN)
        note(leaf.split("/")[-1], WITHIN)
        if self.keys.get(bare := leaf.rstrip(COUNTED)) in self.several or self.many and (bare := numberless(leaf)) in self.keys:
            note(bare, WITHIN)
        if not found and not UNREAL.search(leaf):
            note(next((name for name in TWO_IN_ONE.split(leaf) if name in self.keys), ""), PART)
        if not found and not UNREAL.search(leaf):
            ending = next((name for name in self.endings if leaf.endswith(name)), "")
            if ending and len(ending) >= ENDING_SHARE * len(leaf):
                note(ending, ENDING)
        for level in (*levels[:-1], *leaf.split("/")[:-1]):
            note(level, ABOVE)
        return found

    def promoted(self, columns: Mapping[int, str]) -> dict[int, str]:
        """The columns of the heads of groups as those of the rows' own people, in a list that has none but heads, each with what
        he is known by."""
        have = set(columns.values())
        own = {index: self.leads[key] for index, key in columns.items() if key in self.leads and self.leads[key] not in have}
        alone = self.required & set(own.values()) and not have & self.told
        return own if alone and self.known_by <= have | set(own.values()) else {}

    def _whole(self, levels: list[str]) -> str:
        """What an upper name and those below it say together; it is surer than the lowest alone: 户主信息 over 姓名 is no 姓名."""
        for first in range(len(levels) - 1):
            upper = levels[first:-1]
            for above in ("".join(upper), "".join(GROUP_ENDS.sub("", level) for level in upper)):
                if key := self.keys.get(above + levels[-1]):
                    return key
        return ""


def numberless(name: str) -> str:
    """The name of one of several columns without its number."""
    return NUMBERED.sub("", name, count=1)


@lru_cache(maxsize=256)
def names_of(kind: SheetKind) -> Names:
    return Names(kind)


def recognise(kind: SheetKind, headings: tuple[Heading, ...]) -> tuple[dict[int, str], float, int]:
    """Each column to one heading at most, the surest first; {column index: key} of those that are read, the sum of the
    worths, and how many were recognised."""
    names, wholes = names_of(kind), _wholes(kind, headings)
    guesses = [
        (-worth, index, key)
        for index, heading in enumerate(headings)
        for key, worth in names.guesses(wholes.get(index, heading)).items()
    ]
    taken: dict[int, str] = {}
    total = 0.0
    for worth, index, key in sorted(guesses):
        if index not in taken and key not in taken.values():
            taken[index] = key
            total -= worth
    for worth, index, key in sorted(guesses):
        if index not in taken and worth == -EXACT and (moved := _makes_way(guesses, taken, key)):
            taken |= {moved[0]: moved[1], index: key}
            total += WITHIN
    for worth, index, key in sorted(guesses):
        if key in names.required and key not in taken.values() and taken.get(index) not in names.required and worth <= -WITHIN:
            taken[index] = key
    taken |= names.promoted(taken)
    return {index: key for index, key in taken.items() if key in names.taken}, total, len(taken)


def _makes_way(guesses: list[tuple[float, int, str]], taken: Mapping[int, str], key: str) -> tuple[int, str] | None:
    """The column taken for this that may as well be something else which nobody is, and what: of two names, the one that may also be the upper one."""
    holder = next(index for index, held in taken.items() if held == key)
    others = (other for worth, index, other in guesses if index == holder and other not in taken.values() and worth <= -WITHIN)
    return next(((holder, other) for other in others), None)


def _wholes(kind: SheetKind, headings: tuple[Heading, ...]) -> dict[int, Heading]:
    """What the columns of a date in parts are called: the first by the whole date, the others by nothing."""
    names, found = names_of(kind), dict[int, Heading]()
    for index, (whole, _units, more) in in_parts(headings).items():
        called = (Heading((*whole.levels[:-1], whole.leaf + end)) for end in ("", *DATE_ENDS))
        if known := next((one for one in called if names.dates.intersection(names.guesses(one))), None):
            found |= {index: known, **dict.fromkeys(more, Heading(()))}
    return found


def joined(kind: SheetKind, headings: tuple[Heading, ...], columns: Mapping[int, str]) -> dict[int, Parts]:
    """The columns read as dates of which only a part stands there, with those that hold the rest."""
    dates = names_of(kind).dates
    return {index: parts for index, parts in in_parts(headings).items() if columns.get(index) in dates and not columns.keys() & set(parts.more)}


def heads_only(kind: SheetKind, headings: tuple[Heading, ...], columns: Mapping[int, str]) -> bool:
    """Whether the rows of a list are heads of groups and nobody else."""
    names = names_of(kind)
    led = {own: key for key, own in names.leads.items() if own in names.required}
    called = {key: names.guesses(headings[index]) for index, key in columns.items() if key in led and index < len(headings)}
    return any(led[key] in guesses and key not in guesses for key, guesses in called.items()) and not names.told & set(columns.values())


def said(kind: SheetKind, headings: tuple[Heading, ...], columns: Mapping[int, str]) -> set[str]:
    """Of what the rows tell: the columns that are there, and what a list of heads alone says besides."""
    return {*columns.values(), *(kind.leader if heads_only(kind, headings, columns) else ())}


def spares(kind: SheetKind, headings: tuple[Heading, ...], columns: Mapping[int, str], used: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The columns that may hold what another holds, by that one, but for those used otherwise: a second telephone beside the first."""
    names, found = names_of(kind), dict[int, tuple[int, ...]]()
    for place, key in columns.items():
        if key in names.several:
            found[place] = tuple(n for n, heading in enumerate(headings) if n not in columns and n not in used and names.guesses(heading).get(key, 0) >= WITHIN)
    return {place: more for place, more in found.items() if more}


def beside(kind: SheetKind, headings: tuple[Heading, ...], columns: Mapping[int, str]) -> tuple[int, int] | None:
    """Two columns of one name where the sheet seems to hold two lists side by side: what must be there and more is there twice."""
    names, twice = names_of(kind), dict[str, tuple[int, int]]()
    led = {own: key for key, own in names.leads.items()}
    for place, key in columns.items():
        for n, heading in enumerate(headings):
            guesses = names.guesses(heading) if n not in columns and squash(heading.leaf) == squash(headings[place].leaf) else {}
            if EXACT in (guesses.get(key), guesses.get(led.get(key, ""))):
                twice.setdefault(key, (place, n))
    required = next((key for key in twice if kind.column(key).required), None)
    return twice[required] if required and len(twice) > 1 else None


def find(kind: SheetKind, head: Head) -> Found | None:
    """The rows of the head that name most of the kind's columns; fewer and higher rows win a tie. None below two."""
    firsts = [number for number in sorted(head.rows) if head.names(number) > 1][:SEARCH]
    best: Found | None = None
    for levels in range(LEVELS):
        for first in firsts:
            found = read(kind, head, first, first + levels)
            if found.known > 1 and (best is None or found.sure > best.sure + 1e-9):
                best = found
    if best is None:
        return None
    best = _above(kind, head, firsts, best) or best
    top, bottom = head.top(best.first), head.bottom(best.last)
    return best if (top, bottom) == (best.first, best.last) else read(kind, head, top, bottom)


def _above(kind: SheetKind, head: Head, firsts: list[int], best: Found) -> Found | None:
    """The header of a whole list further up, with rows of its own before the one that names more columns."""
    whole = [set(names) for names in (*((key,) for key in names_of(kind).required), *kind.needs)]
    for first in (n for n in firsts if n < best.first - 1):
        found = max((read(kind, head, first, first + levels) for levels in range(LEVELS) if first + levels < best.first - 1), key=lambda one: one.sure)
        if found.known > 1 and whole and all(names & said(kind, found.headings, found.columns) for names in whole):
            between = [n for n in head.rows if found.last < n < best.first and head.names(n) > 1]
            return found if between else None
    return None


def read(kind: SheetKind, head: Head, first: int, last: int) -> Found:
    """The columns as these rows name them, whoever chose the rows."""
    headings = head.headings(first, last)
    columns, worth, known = recognise(kind, headings)
    beside = sum(1 for n, one in enumerate(headings) if n not in columns and one.levels and kind.abreast and kind.abreast.fits(squash(one.leaf)))
    known, worth = known + beside, worth + IN_PARTS * beside
    return Found(first, last, headings, columns, worth, known, joined(kind, headings, columns))
