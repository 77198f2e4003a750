"""Errors of many kinds sown into a report, one at a time, only where its own arithmetic gives them away. Seeded: the same each time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yanzhen.kernel.audit.measures import measured

from .marked import Mark, Marked, Piece, build
from .relations import NUMERALS, Relation, numbered, relations

EACH = 3  # errors of one kind in one report


@dataclass(frozen=True)
class Planted:
    """A report with one error: its kind, and the places in the text of what was changed and of the figures that belong to it."""

    kind: str
    text: Marked
    spans: tuple[tuple[int, int], ...]
    told: str


def sow(text: Marked, seed: int = 0) -> Iterator[Planted]:
    """The report with an error, again and again."""
    found = relations(text)
    for kind, (sorts, change) in KINDS.items():
        dice = random.Random(f"{seed} {text.name} {kind}")
        suited = [one for one in found if one.sort in sorts]
        dice.shuffle(suited)
        made = (planted for one in suited for planted in [_planted(kind, text, one, change, dice)] if planted)
        yield from (planted for planted, _turn in zip(made, range(EACH), strict=False))
    yield from _shifted_years(text, seed)


def _planted(kind: str, text: Marked, tie: Relation, change: Change, dice: random.Random) -> Planted | None:
    changed = change(text, tie, dice)
    return _built(kind, text, changed, tie.members) if changed else None


def _built(kind: str, text: Marked, changed: dict[int, Piece], members: Sequence[int]) -> Planted:
    parts = [changed.get(place, part) for place, part in enumerate(text.pieces)]
    offset, starts = 0, []
    for part in parts:
        starts.append(offset)
        offset += len(part if isinstance(part, str) else part.quote)
    spans = tuple(
        (starts[place], starts[place] + 1) for place in {*members, *changed} if isinstance(parts[place], Mark)
    )
    old, new = (
        "".join(_words(side.get(place, text.pieces[place])) for place in sorted(changed)) for side in ({}, changed)
    )
    return Planted(kind, build(text.name, parts), spans, f"{old[-40:]} → {new[-40:]}")


def _words(part: Piece) -> str:
    return part if isinstance(part, str) else part.quote


def restated(mark: Mark, value: str) -> Mark:
    """The figure with another number, in Arabic digits as before."""
    return replace(mark, value=value, quote=re.sub(r"\d[\d,，]*(?:\.\d+)?", value, mark.quote, count=1))


Change = Callable[[Marked, Relation, random.Random], dict[int, Piece] | None]


def _digit(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    """One digit of one figure becomes another; of a rounded share one before its last, which rounding may excuse."""
    place = dice.choice(tie.members)
    mark = numbered(text)[place]
    digits = [at for at, sign in enumerate(mark.value) if sign.isdigit()]
    at = dice.choice(digits[:-1] if tie.sort in ("share", "growth") and len(digits) > 1 else digits)
    other = dice.choice([sign for sign in "123456789" if sign != mark.value[at]])
    return _if_plain(tie, text, place, mark.value[:at] + other + mark.value[at + 1 :])


def _swapped(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    marks = numbered(text)
    choices = [
        (place, value[:at] + value[at + 1] + value[at] + value[at + 2 :])
        for place in tie.members
        for value in [marks[place].value]
        for at in range(len(value) - 1)
        if value[at : at + 2].isdigit() and value[at] != value[at + 1] and (at or value[1] != "0")
    ]
    return _if_plain(tie, text, *dice.choice(choices)) if choices else None


def _if_plain(tie: Relation, text: Marked, place: int, value: str) -> dict[int, Piece] | None:
    """The change, if what rounding leaves open does not cover it."""
    marks = {**numbered(text), place: restated(numbered(text)[place], value)}
    values = [marks[member].base or Decimal(0) for member in tie.members]
    if tie.sort in ("share", "growth") and _may_be(tie, [marks[member] for member in tie.members]):
        return None
    if tie.sort == "sum" and abs(values[0] - sum(values[1:])) <= _rounding([marks[member] for member in tie.members]):
        return None
    return {place: marks[place]}


def _may_be(tie: Relation, marks: Sequence[Mark]) -> bool:
    """Whether numbers that these are the rounded forms of may still give the rate, cut off or rounded."""
    rate, (top, low) = marks[0].base or Decimal(0), [mark.base or Decimal(0) for mark in marks[1:]]
    open_, (mine, its) = _half(marks[0]) * 2, (_half(mark) for mark in marks[1:])
    if marks[1].unit == marks[2].unit:
        mine = its = min(mine, its)
    shares = [(top + sign * mine) / max(low - sign * its, Decimal("0.001")) * 100 for sign in (-1, 1)]
    ends = [sorted(shares)]
    if tie.sort == "growth":
        ends = [sorted(abs(share - 100) for share in shares), sorted(abs(100 - 10000 / max(share, Decimal("0.001"))) for share in shares)]
    return any(least - open_ <= rate <= most + open_ for least, most in ends)


def _half(mark: Mark) -> Decimal:
    interval = measured(mark.value, mark.unit)[0]
    return (interval.high - interval.low) / 2 if interval else Decimal(0)


def _rounding(marks: Sequence[Mark]) -> Decimal:
    """What half a unit of every last digit comes to, where digits behind the point or scales tell of rounding."""
    intervals = [measured(mark.value, mark.unit)[0] for mark in marks]
    alike = len({mark.unit for mark in marks}) == 1 and all("." not in mark.value for mark in marks)
    return Decimal(0) if alike else sum(((one.high - one.low) / 2 for one in intervals if one), Decimal(0))


def _scaled(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    marks = numbered(text)
    units = {
        "万元": ["亿元", "元"],
        "亿元": ["万元"],
        "万亩": ["亩"],
        "万人": ["人"],
        "万户": ["户"],
        "万吨": ["吨"],
        "吨": ["万吨"],
        "亩": ["万亩"],
        "元": ["万元"],
    }
    choices = [place for place in tie.members if marks[place].unit in units and marks[place].unit in marks[place].quote]
    if not choices:
        return None
    place = dice.choice(choices)
    unit = dice.choice(units[marks[place].unit])
    return {place: replace(marks[place], unit=unit, quote=marks[place].quote.replace(marks[place].unit, unit))}


def _off(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    """The first member, off by a little: a total, a share, a growth."""
    place, mark = tie.members[0], numbered(text)[tie.members[0]]
    value = Decimal(mark.value)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    most = max(int(value / step / 12), 4)
    shift = (
        step * dice.randint(2 if tie.sort != "sum" else 1, most) * dice.choice((1, -1 if value > most * step else 1))
    )
    return _if_plain(tie, text, place, str(value + shift))


def _recounted(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    place = tie.members[0]
    mark = text.pieces[place]
    assert isinstance(mark, Mark)
    more = str(text.pieces[place - 1]).rstrip("共这").endswith("等")  # then there may be more than are named, but no fewer
    value = int(mark.base or 0) + (-1 if more else dice.choice((1, -1, 2)))
    if found := re.search(f"[{NUMERALS}]+", mark.quote):
        return (
            {place: replace(mark, value=str(value), quote=mark.quote.replace(found[0], "两" if value == 2 else NUMERALS[value]))}
            if value <= 10
            else None
        )
    return {place: restated(mark, str(value))}


def _retold(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    place = dice.choice(tie.members)
    mark = numbered(text)[place]
    value = Decimal(mark.value)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    shift = step * dice.randint(1, max(int(value / step / 8), 2)) * dice.choice((1, -1))
    return {place: restated(mark, str(value + shift))}


def _impossible(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    """A share with one decimal that no whole number of the things gives."""
    place, whole = tie.members
    things = int(numbered(text)[whole].base or 1)
    given = {round(1000 * some / things) + slip for some in range(things + 1) for slip in (-1, 0, 1)}
    free = [tenths for tenths in range(300, 1000) if tenths not in given and tenths % 10]
    return {place: restated(numbered(text)[place], f"{dice.choice(free) / 10:.1f}")} if free else None


def _overstated(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    """8675户 becomes 8700余户; 突破 a limit that the value beside it does not reach."""
    if tie.sort == "above":
        mark = text.pieces[tie.members[0]]
        value = numbered(text)[tie.members[1]].base
        assert isinstance(mark, Mark) and value
        scale = (replace(mark, qual="=").base or Decimal(1)) / Decimal(mark.value)
        return {tie.members[0]: restated(mark, str((value / scale * Decimal("1.2")).quantize(Decimal("0.1"))))}
    place = tie.members[1]
    mark = numbered(text)[place]
    value = Decimal(mark.value)
    step = Decimal(10) ** max(value.adjusted() - 1, 1)
    if value < 100 or value % step == 0 or not re.search(r"\d+[^\d余多]+$", mark.quote):
        return None
    rounded = str(int((value // step + 1) * step))
    return {
        place: replace(mark, value=rounded, qual="~", quote=re.sub(r"\d[\d,，]*(?:\.\d+)?", rounded + "余", mark.quote, count=1))
    }


def _left_out(text: Marked, tie: Relation, dice: random.Random) -> dict[int, Piece] | None:
    """One part of a whole goes, with its words; the last two stay, so that it still reads as a list."""
    parts = sorted(tie.members[1:])
    if (
        tie.members[0] > parts[0]
        or len(parts) < 4
        or any(parts[at + 1] - parts[at] != 2 for at in range(len(parts) - 1))
    ):
        return None
    place = dice.choice(parts[1:-1])
    before, after = str(text.pieces[place - 1]), str(text.pieces[place + 1])
    if not (found := re.match(r"[^、,，;；。]*[、,，;；]", after)) or not re.search(r"[、,，;；]", before):
        return None
    kept = re.match(r"(.*[、,，;；])[^、,，;；]*$", before, re.S)
    return {place - 1: kept[1] if kept else before, place: "", place + 1: after[found.end() :]}


def _shifted_years(text: Marked, seed: int) -> Iterator[Planted]:
    """比2023年 becomes 比2024年 where 2024年 is told of; the years of 从2021年…到2024年 are turned; a year told as done becomes a coming one."""
    dice = random.Random(f"{seed} {text.name} year")
    title = [int(year) for block in text.document.blocks[:4] for year in re.findall(r"((?:19|20)\d\d)年", text.document.text[block.start : block.end]) if block.end - block.start < 45]
    places = [
        (place, found)
        for place, part in enumerate(text.pieces)
        if isinstance(part, str)
        for found in re.finditer(r"(?P<lead>[比较从由自]?)(?P<year>(?:19|20)\d\d)年(?P<done>[^，。；\n]{0,9}(?:完成|实现|(?<![中公])共(?![青产建同享])|达到|累计|发放|建成))?", part)
        if found["lead"] or found["done"] and not re.search("[前底内]", found["done"])
    ]
    dice.shuffle(places)
    for place, found in places[:EACH]:
        own, words = str(text.pieces[place]), "".join(_words(part) for part in text.pieces[max(0, place - 8) : place + 9])
        later = [int(year) for year in re.findall(r"((?:19|20)\d\d)年", words) if int(year) > int(found["year"])]
        if not (later if found["lead"] else title):
            continue
        year = str(max(later) + (found["lead"] not in "比较")) if found["lead"] else str(max(title) + 1)
        part = own[: found.start("year")] + year + own[found.end("year") :]
        planted = _built("year shifted", text, {place: part}, [near for near in (place - 1, place + 1) if 0 < near < len(text.pieces)])
        start = len("".join(_words(one) for one in text.pieces[:place])) + found.start("year")
        yield replace(planted, spans=(*planted.spans, (start, start + 4)), told=f"{found[0]} → {year}")


KINDS: dict[str, tuple[tuple[str, ...], Change]] = {
    "digit changed": (("sum", "share", "growth", "repeat"), _digit),
    "digits swapped": (("sum", "share", "growth", "repeat"), _swapped),
    "unit scaled": (("sum", "share", "growth", "repeat"), _scaled),
    "total off": (("sum",), _off),
    "share off": (("share",), _off),
    "growth off": (("growth",), _off),
    "count against list": (("list",), _recounted),
    "repeated fact changed": (("repeat",), _retold),
    "impossible share": (("of",), _impossible),
    "rounding overstated": (("above", "repeat"), _overstated),
    "part left out": (("sum",), _left_out),
}
