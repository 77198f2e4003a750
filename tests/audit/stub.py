"""Claims made by hand, and by a plain pattern: enough to ask the records with, whatever finds figures in earnest."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yanzhen.kernel.audit.claims import Approx, Claim, Kind
from yanzhen.kernel.audit.document import Block, Document
from yanzhen.kernel.base.intervals import Interval

FIGURE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<more>余|多)?(?P<unit>万?(?:平方公里|人次|大类|户次|%|[个户条类家次人名支件场元]|岁(?!以))|万(?=[,。]))")


def document_of(text: str) -> Document:
    """The text, a paragraph a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block("text", at, at + len(line)))
        at += len(line) + 1
    return Document(text, tuple(blocks))


def claims_of(text: str, **more: Any) -> list[Claim]:
    return [replace(_claim(found), **more) for found in FIGURE.finditer(text)]


def _claim(found: re.Match[str]) -> Claim:
    number, unit = Decimal(found["number"]), found["unit"] if found["unit"] != "万" else "万人"
    scale = 10_000 if unit.startswith("万") else 1
    places = Decimal(1).scaleb(number.as_tuple().exponent)
    measure = unit.removeprefix("万")
    if found["more"]:
        step = Decimal(10) ** max(len(number.to_integral().to_eng_string().rstrip("0")) and len(str(int(number))) - len(str(int(number)).rstrip("0")), 0)
        inside, approx = Interval(number * scale, (number + step) * scale, below=True), Approx.ABOUT
    elif places != 1 or scale != 1:
        inside, approx = Interval((number - places / 2) * scale, (number + places / 2) * scale, below=True), Approx.EXACT
    else:
        inside, approx = Interval(number, number), Approx.EXACT
    kind = Kind.PROPORTION if measure == "%" else Kind.FACT
    return Claim(found.start(), found.end(), found[0], found["number"], unit, approx, kind, inside, measure)
