"""Units that are not written: 总人口2.3万 is 万人, in 2、3、5个 all three count 个."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from .lexicon import Words
from .tokens import Token

STOPS: Final = ",，。;；、:：！？!?\n()（）|“”"
SIGNS: Final = ("¥", "￥")
FOLLOWING: Final = "余多左以提升降增减至到上下"
LEAST: Final = 100  # 三万四千群众; a smaller number before a noun is mostly a word
REACH: Final = 14
FARTHER: Final = 24
QUOTIENT: Final = re.compile(r"(?:之比|[入距益贷别师生]比(?![上去例重同全])|[Pp][Hh]值?|比值|倍差|系数|指数)(?:\([^()]{1,20}\))?(?:[^,，。;；:：、\n%]|:1(?:00)?(?!\d))*$")
SEXES: Final = re.compile(r"性别比(?:\([^()]{1,20}\))?(?:为|是|达到?)?$")
STRUCTURE: Final = re.compile(r"(?<![\d.:：])\d{1,2}\.\d{1,2}(?:[:：]\d{1,2}\.\d{1,2}){2,4}(?![\d.])")
AROUND: Final = 24  # signs to both sides within which the others of a structure stand
HUNDRED: Final = Decimal(100)
ENDING: Final = ("到", "至", "出头", "左右", "以上", "大关", "台阶", "两个", "三个", "四个", "五个")
AHEAD: Final = 9  # 2.3万[各族困难]群众
SENTENCE: Final = re.compile(r"[。！？\n]")
LISTING: Final = ("、", "和", "与", "及", ",")


def carried(text: str, tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens in order: 预算174万元，完成198万。 An amount that names nothing is in the money told before it."""
    money: Token | None = None
    for token in tokens:
        bare = token.scale and not token.measure and token.digits == "arabic" and text[token.end : token.end + 1] in (*STOPS, *"余多左以")
        if bare and money and token.scale == money.scale and not SENTENCE.search(text, money.end, token.start):
            token = replace(token, measure=money.measure)
        if token.measure.endswith("元"):
            money = token
        elif token.measure and token.scale:
            money = None
        yield token


@lru_cache(maxsize=4)
def _nouns(words: Words) -> tuple[tuple[str, str], ...]:
    pairs = [(noun, unit) for unit, many in words.section("counted").items() for noun in many]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def counted(piece: str, words: Words, *, last: bool = False) -> str:
    """The unit of what is named last in these words; or only of the very last word."""
    if last:
        return next((unit for noun, unit in _nouns(words) if piece.endswith(noun)), "")
    ends = [(piece.rfind(noun) + len(noun), len(noun), unit) for noun, unit in _nouns(words) if noun in piece]
    return max(ends)[2] if ends else ""


def noun(text: str, start: int, words: Words) -> tuple[str, str] | None:
    """The longest noun that begins here and tells what is counted, with its unit."""
    return next(((said, unit) for said, unit in _nouns(words) if unit != "元" and text.startswith(said, start)), None)


def unsaid(text: str, token: Token, words: Words) -> str:
    """The unit of a number without one: by the words before it in the clause, for 2.3万群众 by the noun behind."""
    before = text[max(0, token.start - REACH) : token.start]
    before = before[max((before.rfind(stop) for stop in STOPS), default=-1) + 1 :]
    after = text[token.end : token.end + 1]
    if text[token.start - 1 : token.start] in SIGNS:
        return "元"
    if token.digits == "chinese" and token.amount >= LEAST and (large := noun(text, token.end, words)):
        return large[1]
    if unit := counted(before, words):
        return unit if token.scale or not after or after in STOPS or after in FOLLOWING else ""
    if not token.scale and not token.inside:
        return ""
    if behind := noun(text, token.end, words):
        return behind[1]
    after = text[token.end : token.end + AHEAD] if token.scale and not token.round else ""
    unit = counted(after[: min((after.find(stop) for stop in STOPS if stop in after), default=AHEAD)], words)
    if not unit and token.scale.endswith("亿") and not token.round and (after[:1] in STOPS or after.startswith(ENDING)):
        return "元"  # a hundred million of nothing else goes without saying
    return unit if unit != "元" else ""


def quotient(text: str, token: Token) -> bool:
    """收入比由1.86降至1.82: what is neither counted nor measured."""
    return bool(QUOTIENT.search(text, max(0, token.start - FARTHER), token.start))


def sexes(text: str, token: Token) -> bool:
    """性别比为103: men to a hundred women, in whole numbers too."""
    return bool(SEXES.search(text, max(0, token.start - FARTHER), token.start))


def structured(text: str, token: Token) -> bool:
    """三次产业结构为18.7:38.1:43.2: one of three or more that are all of it, in percent."""
    begin = max(0, token.start - AROUND)
    told = (found for found in STRUCTURE.finditer(text, begin, token.end + AROUND) if found.start() <= token.start < found.end())
    return any(abs(sum((Decimal(part) for part in re.split("[:：]", found[0])), -HUNDRED)) < 1 for found in told)


def shared(text: str, tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens, last first: one without a unit that the next follows at once in a list has that one's."""
    after: Token | None = None
    for token in reversed(list(tokens)):
        if after and not token.measure and token.digits == after.digits and after.start == token.end + 1 and text[token.end] in LISTING:
            token = replace(token, measure=after.measure, scale=token.scale or after.scale)
        yield token
        after = token
