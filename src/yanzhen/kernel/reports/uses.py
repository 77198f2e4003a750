"""One figure named in a report: what stands between the braces, `{总人口|万|1}`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from .faults import Fault
from .wording import PLAIN, SCALES, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARK: Final = re.compile(r"^[?？]\s*")
_BAR: Final = re.compile(r"[|｜]")
_AT: Final = re.compile(r"[@＠]")
_HEDGE: Final = re.compile(r"余([1-9])?")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)年?")
_SHARE: Final = re.compile(r"占\s*[:：=]?\s*(.+)")
_MOST_PLACES: Final = 4


@dataclass(frozen=True)
class Name:
    """A figure as the writer calls it, by its name or its key, and the part of it he asks for (after @)."""

    ref: str
    part: str = ""

    @classmethod
    def read(cls, text: str) -> Name:
        ref, *part = _AT.split(text, maxsplit=1)
        return cls(ref.strip(), part[0].strip() if part else "")


@dataclass(frozen=True)
class Use:
    """A figure used in the text at `line`, `column`, written as `source`. `known` is False for `{?…}`: nothing keeps this figure yet.

    `year` is an absolute year, `back` counts years before the report's; `same_period` asks for the same part of that
    year as the report covers. `share_of` turns the number into a share, `compared` into 同比.
    """

    name: Name
    line: int
    column: int
    source: str = ""
    known: bool = True
    wording: Wording = PLAIN
    year: int | None = None
    back: int = 0
    same_period: bool = False
    compared: bool = False
    share_of: Name | None = None


def read_use(text: str, line: int, column: int) -> tuple[Use, list[Fault]]:
    """Read what stands between two braces. What cannot be understood is left out of the use and told as faults."""
    mark = _MARK.match(text)
    name, *options = _BAR.split(text[mark.end() :] if mark else text)
    use = Use(Name.read(name), line, column, text, known=not mark)
    faults = [] if use.name.ref else [_("花括号里要写指标的名称，例如 {反映问题}")]
    seen: set[str] = set()
    for option in (unicodedata.normalize("NFKC", one).strip() for one in options):
        found = _apply(use, option)
        if not found:
            faults.append(_unknown(option))
        elif found[0] in seen:
            faults.append(_("“%(option)s”和前面的写法重复或矛盾，请只留一个") % {"option": option})
        else:
            seen.add(found[0])
            use = found[1]
    faults += _conflicts(seen)
    return use, [Fault(line, column, what) for what in faults]


def _unknown(option: str) -> str:
    return _(
        "不认识“%(option)s”这个写法。可以用：余、万、亿、0到4位小数、无单位、同比、占…、上年、上年同期、四位年份"
    ) % {"option": option}


def _apply(use: Use, option: str) -> tuple[str, Use] | None:
    """What the option is about, and the use with it; None if it is no option at all."""
    return next((found for reader in _READERS if (found := reader(use, option))), None)


def _number(use: Use, option: str) -> tuple[str, Use] | None:
    if option in SCALES and option:
        return "scale", replace(use, wording=replace(use.wording, scale=option))
    if option.isascii() and option.isdigit() and len(option) == 1 and int(option) <= _MOST_PLACES:
        return "places", replace(use, wording=replace(use.wording, places=int(option)))
    if option == "无单位":
        return "unit", replace(use, wording=replace(use.wording, with_unit=False))
    if hedge := _HEDGE.fullmatch(option):
        leading = int(hedge[1]) if hedge[1] else None
        return "hedge", replace(use, wording=replace(use.wording, hedged=True, leading=leading))
    return None


def _time(use: Use, option: str) -> tuple[str, Use] | None:
    if option in ("上年", "上年同期"):
        return "year", replace(use, back=1, same_period=option == "上年同期")
    if year := _YEAR.fullmatch(option):
        return "year", replace(use, year=int(year[1]))
    return None


def _relation(use: Use, option: str) -> tuple[str, Use] | None:
    if option == "同比":
        return "change", replace(use, compared=True)
    if share := _SHARE.fullmatch(option):
        return "share", replace(use, share_of=Name.read(share[1]))
    return None


_READERS: Final[tuple[Callable[[Use, str], tuple[str, Use] | None], ...]] = (_number, _time, _relation)


def _conflicts(seen: set[str]) -> Iterator[str]:
    if {"change", "share"} <= seen:
        yield _("“同比”和“占…”不能写在同一个数字里，请分成两处")
    elif seen & {"change", "share"} and seen & {"hedge", "scale", "unit"}:
        yield _("“同比”和“占…”写出来是百分数，不能再加余、万、亿或无单位")
