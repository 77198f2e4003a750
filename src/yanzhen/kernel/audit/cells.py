"""Figures in tables: a bare number in a cell takes its unit from the head of its column, its row, or what the column counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from .document import CELL, Block, Document
from .fold import Folded
from .hedges import hedged
from .lexicon import Words
from .tokens import SCALE, Token, measures, scan
from .unsaid import counted

NO_FIGURES: Final = re.compile(r"序号|编号|编码|代码|电话|号码|手机|账号|身份证|排名|位次|^(?:名次|年份|年度|日期|时间|.{2,4}时间|备注|号|No\.?|版本|期限)$")
UNIT_HEAD: Final = re.compile(r"^(?:计量)?单位$")
HEAD_UNIT: Final = re.compile(r"[(（/／]\s?([^()（）\s]{1,8})\s?[)）]?$")
CAPTION: Final = re.compile(r"单位[:：]\s?([^\s,，、;；)）\n|]{1,8})")
SIGNS: Final = "-－−+±↑↓▲▼△▽⬆⬇→ "
LONGEST: Final = 24  # a cell with more characters is a sentence
BARE: Final = re.compile(r"[-－−+±↑↓▲▼△▽→\d.,，%‰\s—/]*$")
YEAR: Final = re.compile(r"(?:19|20)\d\d年?$")


@dataclass(frozen=True)
class Cell:
    """A cell with its words in folded text."""

    block: Block
    start: int
    text: str

    @property
    def label(self) -> bool:
        """Whether it holds words and not a number."""
        return not BARE.match(self.text)


Layout = dict[tuple[int, int], Cell]


def tables(document: Document, folded: Folded) -> dict[int, Layout]:
    """Table → (row, column) → cell."""
    found: dict[int, Layout] = defaultdict(dict)
    for block in document.blocks:
        if block.sort == CELL:
            start, end = (bisect_left(folded.places, place) for place in (block.start, block.end))
            found[block.table][block.row, block.column] = Cell(block, start, folded.text[start:end])
    return found


def heading(layout: Layout, row: int, column: int) -> str:
    """The words that head a column, from its top down to this row."""
    return " ".join(one.text for above in range(row) if (one := layout.get((above, column))) and one.label)


def labels(layout: Layout, row: int, column: int) -> list[str]:
    """What a row is called: the words left of the column, the nearest last."""
    return [one.text for left in range(column) if (one := layout.get((row, left))) and one.label]


def numbers(document: Document, folded: Folded, words: Words) -> Iterator[tuple[Token, bool]]:
    """The tokens of cells that are one number, each with whether it is a figure: a serial number or a year is none."""
    for layout in tables(document, folded).values():
        first = min(cell.start for cell in layout.values())
        caption = CAPTION.findall(folded.text[max(0, first - 40) : first])
        for (row, column), cell in layout.items():
            if len(cell.text) <= LONGEST and (token := _whole(cell, words)):
                head = heading(layout, row, column)
                unit = token.measure or _unit(layout, row, column, head, caption[-1] if caption else "", words)
                scale = SCALE.match(unit) if not token.measure and not token.scale else None
                token = replace(token, scale=scale[0], measure=unit[scale.end() :]) if scale else replace(token, measure=unit)
                no_year = not YEAR.match(cell.text) or bool(token.measure) and not cell.text.endswith("年")
                yield token, bool(head or labels(layout, row, column)) and no_year and not NO_FIGURES.search(head)


def _whole(cell: Cell, words: Words) -> Token | None:
    token = next(scan(cell.text, words), None)
    if token is None:
        return None
    told = hedged(cell.text, token, words)
    if cell.text[: told.start].strip(SIGNS) not in ("", *words.of("moves", "up"), *words.of("moves", "down")) or cell.text[told.end :].strip(SIGNS):
        return None
    return replace(token, start=token.start + cell.start, end=token.end + cell.start)


def _unit(layout: Layout, row: int, column: int, head: str, caption: str, words: Words) -> str:
    """What its column says in brackets, else its row; a column of units; what the column counts, in the caption's scale."""
    named = labels(layout, row, column)[::-1]
    for said in (head, *named):
        if (found := HEAD_UNIT.search(said)) and _is_unit(found[1], words):
            return found[1]
    for other in range(column + 6):
        if (top := layout.get((0, other))) and UNIT_HEAD.match(top.text) and (own := layout.get((row, other))) and _is_unit(own.text, words):
            return own.text
    said = next((unit for part in (head, *named) if (unit := counted(part, words))), "")
    fits = _is_unit(caption, words) and (not said or caption.endswith(said))
    return caption if fits else said


def _is_unit(said: str, words: Words) -> bool:
    scale = SCALE.match(said)
    return measures(words).at(said, scale.end() if scale else 0) == (said[scale.end() :] if scale else said)
