"""The days that a period in words means, for an organisation and the year its report is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from yanzhen.kernel.base.text import fold
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.register.models import Org

_DIGITS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}
_N: Final = r"(\d{1,2}|十[一二]?|[一二三四五六七八九])"
_YEAR: Final = re.compile(r"((?:19|20)\d\d)年?度?")
_NAMED: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_AGO: Final = {"今年": 0, "本年度": 0, "本年": 0, "当年": 0, "年内": 0, "年初": 0, "全年": 0, "去年": 1, "上年度": 1, "上年": 1, "前年": 2}
_NOW: Final = re.compile(r"截[至止](?:到)?|到?目前(?:为止)?|至今|现在|当前|年[末底]|度|止|期内|同期|时|[,,、的]")
_DAY: Final = re.compile(rf"{_N}月{_N}[日号]?")
_MONTHS: Final = re.compile(rf"{_N}月?(?:[-—–~至到]+){_N}月份?")
_MONTH: Final = re.compile(rf"{_N}月份?([底末])?")
_QUARTER: Final = re.compile(r"(前)?第?([一二三四])(?:个)?季度?")
_HALF: Final = re.compile(r"([上下])半年(?:度)?([底末])?")


def spoken(period: str, org: Org, year: int, today: date) -> Scope | None:
    """The span and day meant; None if the words mean none that can be counted for (since some time, the last five years)."""
    rest, told = fold(period).replace(" ", ""), year
    if found := _YEAR.search(rest):
        year, rest = int(found[1]), rest[: found.start()] + rest[found.end() :]
    for word, ago in _AGO.items():
        if word in rest:
            year, rest = year - ago, rest.replace(word, "", 1)
            break
    if year == told:
        rest = rest.removesuffix("以来")
    return _within(_NOW.sub("", rest), org, year, today)


def year_told(text: str, today: date) -> int:
    """The year a report is about: the one it names most often, the later of two; today's if it names none that has begun."""
    named = Counter(int(year) for year in _NAMED.findall(fold(text)) if int(year) <= today.year)
    return max(named, key=lambda year: (named[year], year), default=today.year)


def _within(rest: str, org: Org, year: int, today: date) -> Scope | None:
    whole = Scope.year(org, year, today)
    if not rest:
        return whole
    if found := _DAY.fullmatch(rest):
        day = _date(year, _number(found[1]), _number(found[2]))
        return Scope.year(org, year, today, day) if day else None
    if found := _MONTHS.fullmatch(rest):
        return _span(whole, _number(found[1]), _number(found[2]), today)
    if found := _MONTH.fullmatch(rest):
        month = _number(found[1])
        return _span(whole, 1 if found[2] else month, month, today)
    if found := _QUARTER.fullmatch(rest):
        quarter = _DIGITS[found[2]]
        return _span(whole, 1 if found[1] else 3 * quarter - 2, 3 * quarter, today)
    if found := _HALF.fullmatch(rest):
        return _span(whole, 1 if found[1] == "上" or found[2] else 7, 6 if found[1] == "上" else 12, today)
    return None


def _span(whole: Scope, first: int, last: int, today: date) -> Scope | None:
    """The months from the first to the last of the year, as of their end or today."""
    if not 1 <= first <= last <= 12:
        return None
    year = whole.since.year
    until = date(year + last // 12, last % 12 + 1, 1)
    day = min(until - timedelta(days=1), today)
    return replace(whole, since=date(year, first, 1), until=until, day=day, replay=day < today)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS.get(text, 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
