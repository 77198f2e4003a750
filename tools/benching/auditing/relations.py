"""What ties the figures of a report to each other by plain arithmetic. Found by trying, not by the rules under test, so that errors
are sown only where a reader can find them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import combinations, pairwise

from yanzhen.kernel.audit.document import Block

from .marked import Mark, Marked

CHANGED = re.compile(r"增长|增幅|增加|上升|提高|提升|下降|减少|降低|增收")
SHARED = re.compile(r"占|率|比重|比例|覆盖")
NAME = r"[^、,，。;；:：()（）\n]"
LISTED = re.compile(rf"{NAME}{{1,16}}(?:、{NAME}{{1,16}})+(?:[和及与]{NAME}{{2,12}})?")
BARE = re.compile(r"首次|首度|历史性|一举|成功|已经|已|均|再次|总[量额数]|率先|突破|超过|超|越过|迈上|站上|了|达到|达")
NUMERALS = "零一二三四五六七八九十"
FEW = 10  # among fewer things than these a rate is no measure of anything
NEAR = 6  # figures to each side in which a share's or a growth's two values are looked for


@dataclass(frozen=True)
class Relation:
    """`sort`: sum (whole first), share (share, part, whole), growth (rate, later, earlier), list (count), repeat (two of the same), of (share, whole),
    above (threshold, value)."""

    sort: str
    members: tuple[int, ...]


PLAIN = re.compile(r"\D*\d[\d,，]*(?:\.\d+)?\D*")


@cache
def numbered(text: Marked) -> dict[int, Mark]:
    """The figures with a plain exact number in digits, by their place among the pieces."""
    marks = ((place, part) for place, part in enumerate(text.pieces) if isinstance(part, Mark))
    return {
        place: mark
        for place, mark in marks
        if mark.base is not None and PLAIN.fullmatch(mark.quote) and "/" not in mark.value
    }


def between(text: Marked, first: int, last: int) -> str:
    """The words from one piece to another."""
    return "".join(part if isinstance(part, str) else part.quote for part in text.pieces[first:last])


def lines(text: Marked) -> list[list[int]]:
    """The plain figures of each line."""
    marks, found = numbered(text), [list[int]()]
    for place, part in enumerate(text.pieces):
        if isinstance(part, str) and "\n" in part:
            found.append([])
        if place in marks:
            found[-1].append(place)
    return [line for line in found if line]


@cache
def cells(text: Marked) -> dict[int, Block]:
    """The cells that hold figures, by the place of the figure among the pieces."""
    places = [place for place, part in enumerate(text.pieces) if isinstance(part, Mark)]
    blocks = ((place, text.document.blocks[claim.block]) for place, claim in zip(places, text.gold, strict=True))
    return {place: block for place, block in blocks if block.table >= 0}


@cache
def labels(text: Marked) -> dict[tuple[int, str, int], str]:
    """The words in the first row and the first column of every table."""
    blocks = [block for block in text.document.blocks if block.table >= 0 and not (block.row and block.column)]
    words = {(block.table, block.row, block.column): text.document.text[block.start : block.end] for block in blocks}
    heads = {(table, "column", column): told for (table, row, column), told in words.items() if row == 0}
    return heads | {(table, "row", row): told for (table, row, column), told in words.items() if column == 0}


def relations(text: Marked) -> list[Relation]:
    """Every relation found, each once."""
    found: dict[Relation, None] = {}
    for line in lines(text):
        found |= dict.fromkeys(one for one in _sums(text, line) if _told_so(text, one))
        found |= dict.fromkeys(one for one in _nearest(_rates(text, line)) if (numbered(text)[one.members[1]].base or 0) >= FEW or (numbered(text)[one.members[2]].base or 0) >= FEW)
    found |= dict.fromkeys(_totals(text))
    found |= dict.fromkeys(_lists(text))
    found |= dict.fromkeys(_repeats(text))
    found |= dict.fromkeys(_above(text))
    tied = {member for one in found if one.sort in ("share", "growth") for member in one.members}
    found |= dict.fromkeys(one for one in _shares_of(text) if one.members[0] not in tied)
    return list(found)


def _sums(text: Marked, line: Sequence[int]) -> Iterator[Relation]:
    marks = numbered(text)
    for at, whole in enumerate(line):
        same = [
            place
            for place in line[at + 1 : at + 12]
            if marks[place].measure == marks[whole].measure and marks[place].kind != "p"
        ]
        before = [
            place
            for place in line[max(0, at - 11) : at]
            if marks[place].measure == marks[whole].measure and marks[place].kind != "p"
        ]
        if marks[whole].kind == "p" or whole in cells(text):
            continue
        for first in range(min(3, len(same))):
            for last in range(first + 2, len(same) + 1):
                yield from _sum(text, marks, whole, same[first:last])
        for first in range(len(before) - 1):
            if re.search(r"共|合计|总", between(text, before[-1] + 1, whole)):
                yield from _sum(text, marks, whole, before[first:])


def _told_so(text: Marked, tie: Relation) -> bool:
    """A sum is meant where words say so, or where the whole and its parts stand side by side; else chance may have made it."""
    whole, parts = tie.members[0], sorted(tie.members[1:])
    if _broken([between(text, first + 1, second) for first, second in pairwise(sorted(tie.members))]):
        return False
    side_by_side = all(second - first == 2 for first, second in pairwise(sorted(tie.members)))
    words = between(text, min(whole, parts[0]) + 1, max(whole, parts[0])) if whole < parts[0] else between(text, parts[-1] + 1, whole)
    return side_by_side or bool(re.search(r"其中|分别|依次|包括|分为|按|：|:|合计|总计|共", words)) and abs(whole - parts[0]) <= 8


def _broken(gaps: Sequence[str]) -> bool:
    """46人，最少的9人；还将退休37人: a list that a semicolon or a stop parts here and not there is none."""
    stops = [bool(re.search(r"[；;。]", gap)) for gap in gaps[1:]]
    listed = re.search(r"其中|分别|包括|[：:；;。]", gaps[0])
    return any(stops) and not (all(stops) and listed)


def _nearest(ties: Iterable[Relation]) -> list[Relation]:
    """Of the pairs that may give one rate, the one that stands closest to it."""
    best: dict[int, Relation] = {}
    for tie in ties:
        rate = tie.members[0]
        if rate not in best or max(abs(rate - one) for one in tie.members) < max(abs(rate - one) for one in best[rate].members):
            best[rate] = tie
    return list(best.values())


def _sum(text: Marked, marks: dict[int, Mark], whole: int, parts: Sequence[int]) -> Iterator[Relation]:
    values = [marks[place].base or Decimal(0) for place in parts]
    if (
        sum(values) == marks[whole].base
        and min(values) > 0
        and (len(parts) > 2 or (marks[whole].base or 0) >= 20)
        and (marks[whole].base or 0) >= 6
    ):
        yield Relation("sum", (whole, *parts))


def _rates(text: Marked, line: Sequence[int]) -> Iterator[Relation]:
    marks = numbered(text)
    for at, place in enumerate(line):
        if marks[place].unit != "%":
            continue
        cell = cells(text).get(place)
        lead = (
            labels(text).get((cell.table, "column", cell.column), "")
            if cell
            else between(text, max(place - 3, 0), place)[-24:]
        )
        near = [other for other in line[max(0, at - NEAR) : at + NEAR] if marks[other].kind != "p" and other != place]
        sort = "growth" if CHANGED.search(lead[-12:]) else "share"
        if sort == "share" and not SHARED.search(lead) and marks[place].value == str(int(Decimal(marks[place].value))):
            continue
        yield from _rate(marks, place, near, sort)


def _rate(marks: dict[int, Mark], place: int, near: Sequence[int], sort: str) -> Iterator[Relation]:
    shown = Decimal(marks[place].value)
    for pair in combinations(near, 2):
        low, high = sorted(pair, key=lambda one: marks[one].base or 0)
        small, large = marks[low].base, marks[high].base
        if not small or not large or marks[low].measure != marks[high].measure or small == large:
            continue
        if sort == "share" and _rounds(small / large * 100, shown):
            yield Relation("share", (place, low, high))
        if sort == "growth" and (
            _rounds((large / small - 1) * 100, shown) or _rounds((1 - small / large) * 100, shown)
        ):
            yield Relation("growth", (place, high, low))


def _rounds(exact: Decimal, shown: Decimal) -> bool:
    return exact.quantize(shown, ROUND_HALF_UP) == shown


def _totals(text: Marked) -> Iterator[Relation]:
    """The columns of a table that add up to its last row, which says so."""
    marks, told, columns = numbered(text), labels(text), dict[tuple[int, int], list[int]]()
    for place, block in cells(text).items():
        if place in marks:
            columns.setdefault((block.table, block.column), []).append(place)
    for (table, _column), places in columns.items():
        *parts, whole = places
        if (
            re.search(r"合计|总计|全[镇乡县区市]", told.get((table, "row", cells(text)[whole].row), ""))
            and len(parts) > 1
        ):
            yield from _sum(text, marks, whole, parts)


def _lists(text: Marked) -> Iterator[Relation]:
    for place, part in enumerate(text.pieces):
        if (
            not isinstance(part, Mark)
            or part.qual != "="
            or part.unit not in tuple("个家名项类种条位座处所")
            or part.base is None
            or part.base < 3
        ):
            continue
        before, after = str(text.pieces[place - 1]), str(text.pieces[place + 1])
        listed = re.search(LISTED.pattern + "$", before.removesuffix("等").removesuffix("共").removesuffix("这"))
        follows = re.match(r"[^。,，;；\n]{0,12}[:：(（](" + LISTED.pattern + r")[。;；)）\n]", after)
        found = follows[1] if follows else listed[0] if listed else ""
        if len(re.split("[、和及与]", found)) == part.base:
            yield Relation("list", (place,))


def _repeats(text: Marked) -> Iterator[Relation]:
    marks = numbered(text)
    seen: dict[tuple[str, str, str], int] = {}
    for place, mark in marks.items():
        key = mark.subject, mark.unit, mark.value
        if mark.subject and (mark.base or 0) >= 10 and place not in cells(text):
            if key in seen:
                yield Relation("repeat", (seen[key], place))
            seen[key] = place


def _above(text: Marked) -> Iterator[Relation]:
    """突破一亿元 close behind the value that does."""
    marks = [(place, part) for place, part in enumerate(text.pieces) if isinstance(part, Mark)]
    for (first, value), (second, limit) in pairwise(marks):
        if (
            value.base
            and limit.qual == ">"
            and value.measure == limit.measure
            and _passes(text, first, second)
            and re.search(r"\d", limit.quote)
            and len(between(text, first + 1, second)) < 12
        ):
            yield Relation("above", (second, first))


def _shares_of(text: Marked) -> Iterator[Relation]:
    """A share of things of which the whole number is told elsewhere: 90%的村, 24个村."""
    marks = numbered(text)
    counts = [place for place, mark in marks.items() if mark.kind == "f" and 5 <= (mark.base or 0) <= 60]
    wholes = {_lead(str(text.pieces[place + 1]))[-2:]: place for place in counts}
    for place, mark in marks.items():
        thing = (
            re.match(r"(?:以上)?的([^\W\d]{1,4}?)(?=[实完达建开通参有均])", str(text.pieces[place + 1]))
            if mark.unit == "%"
            else None
        )
        for words, whole in wholes.items():
            if thing and words and (thing[1].endswith(words) or words.endswith(thing[1])):
                yield Relation("of", (place, whole))
                break


def _lead(words: str) -> str:
    found = re.match(r"[^\W\d]{0,4}", words)
    return found[0] if found else ""


def _passes(text: Marked, first: int, second: int) -> bool:
    words = between(text, first + 1, second + 1)
    if re.search(r"[^\W\d]", BARE.sub("", between(text, first + 1, second))):
        return False  # 高峰时超过, 三年净增超过: it is another number that passes it
    return bool(re.search(r"突破|超过|越过|迈上|站上", words)) and "的" not in str(text.pieces[second + 1])[:1]
