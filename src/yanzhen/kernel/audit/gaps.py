"""Figures that are masked (*个, ××万元) and figures that were left out (改造 户)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .claims import Approx
from .hedges import Hedged
from .lexicon import Words
from .tokens import SCALE, Token, measures

MASK: Final = re.compile(r"(?<![A-Za-z0-9*×✕╳xX○●□■_])(?:[*×✕╳○●□■]{1,8}|[xX]{1,8})(?:\.(?:[*×✕╳xX]{1,4}))?(?:(?<=[*×✕╳]) )?(?=[一-鿿%‰余多])")
HOLE: Final = re.compile(r"(?<=[一-鿿)”》])(?:[ \t　]{1,12}|_{1,20}|[(][ \t　_]{0,12}[)])(?=[一-鿿%‰])")
SPACED: Final = re.compile(r"(?:^|[|\n])[一-鿿][ \t　]+[一-鿿](?:$|[|\n])")  # |档　次|: a word set wide in its cell
ENDS: Final = " 　,，。;；、:：()（）\n|"
NAMED: Final = frozenset(("月", "日", "年", "年度", "号", "人民币", "路", "组", "队", "班", "字", "线", "门", "口", "期", "届", "岗", "员", "车", "栋", "单", "层", "段", "级", "块", "分"))


def gaps(text: str, words: Words) -> Iterator[tuple[Token, Hedged]]:
    """Masked numbers before a measure word, and holes between a noun and a measure word that ends the phrase."""
    known = measures(words)
    named = NAMED | set(words.of("measures", "local"))
    for found in MASK.finditer(text):
        at = found.end() + (text[found.end()] in "余多")
        scale = SCALE.match(text, at)
        at = scale.end() if scale else at
        measure = known.at(text, at)
        if measure and (measure not in named or scale) and not _person(text, found.start(), at + len(measure)):
            yield _gap(found.start(), at + len(measure), scale, measure, Approx.MASKED)
    for found in HOLE.finditer(text):
        scale = SCALE.match(text, found.end())
        at = scale.end() if scale else found.end()
        measure = known.at(text, at)
        end = at + len(measure)
        if measure and measure not in NAMED and (text[end : end + 1] in ENDS or "_" in found[0]) and not SPACED.search(text[max(0, found.start() - 2) : end + 1]):
            yield _gap(at - len(scale[0]) if scale else at, end, scale, measure, Approx.ABSENT)


def _gap(start: int, end: int, scale: re.Match[str] | None, measure: str, approx: Approx) -> tuple[Token, Hedged]:
    token = Token(start, end, "", scale[0] if scale else "", measure, "gap")
    return token, Hedged(approx, start, end)


def _person(text: str, start: int, end: int) -> bool:
    """张×家: a mask right behind a family name, before 家 or 户."""
    return text[end - 1 : end] in "家" and text[start - 1 : start] in "张王李赵刘陈杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓韩冯曹彭曾"
