"""What follows a unit and makes its number finer: 两年半, 3个半小时, 3亩7分, 1米8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from . import numerals
from .coins import money
from .tokens import Token

HALVED: Final = frozenset(("倍", "期", "成", "年", "天", "亩", "斤", "米", "里", "公里", "吨", "岁", "小时"))
HALF: Final = re.compile(r"半(?![数径山岛夏价导])")
HOURS: Final = re.compile(r"半(?P<unit>小时|月|钟头|学期)")
PEOPLE: Final = re.compile(r"人(?![均口力大民工才行员物事次份家体性情像造格类文])")  # 1637口人, 7个人
SMALLER: Final = {
    "亩": re.compile(r"([1-9一二三四五六七八九])分(?!别|之)"),
    "斤": re.compile(r"([1-9一二三四五六七八九])两(?!个)"),
    "米": re.compile(r"([1-9])(?=[^\d.一-鿿]|[高宽长深的厚]|$)"),
}


def finest(text: str, tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens, each with what makes it finer; what it takes in is none of its own any more."""
    end = 0
    for token in tokens:
        if token.start >= end:
            told = finer(text, money(text, token))
            end = told.end
            yield told


def finer(text: str, token: Token) -> Token:
    """The token with the half or the tenths told behind its unit."""
    if token.measure in ("口", "个") and PEOPLE.match(text, token.end):
        return replace(token, measure="人", end=token.end + 1)
    if not token.value.isdigit() or token.scale or token.inside or token.upper:
        return token
    if token.measure == "个" and (more := HOURS.match(text, token.end)):
        unit = more["unit"] if more["unit"] == "小时" else f"个{more['unit']}"
        return replace(token, value=f"{token.value}.5", measure=unit, end=more.end())
    if token.measure in HALVED and HALF.match(text, token.end):
        return replace(token, value=f"{token.value}.5", end=token.end + 1)
    tenths = SMALLER.get(token.measure)
    if tenths and (more := tenths.match(text, token.end)):
        digit = numerals.DIGITS.get(more[1], more[1])
        return replace(token, value=f"{token.value}.{digit}", end=more.end())
    return token
