"""Figures in tables: a bare number in a cell takes its unit from the head of its column, its row, or what the column counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .document import CELL, Block, Document
from .fold import Folded
from .hedges import hedged
from .lexicon import Words
from .measures import ALIKE
from .tokens import SCALE, Token, measures, scan
from .unsaid import counted

NO_FIGURES: Final = re.compile(r"序号|编号|编码|代码|电话|号码|手机|账号|身份证|排名|位次|^(?:名次|年份|年度|日期|时间|.{2,4}时间|备注|号|No\.?|版本|期限)$")
UNIT_HEAD: Final = re.compile(r"^(?:计量)?单位$")
BOUND: Final = re.compile(r"[\d.]+[^\W\d]{0,3}(?:及?以[上下内])")  # 收入20万元以上户
HEAD_UNIT: Final = re.compile(r"[(（/／]\s?([^()（）\s]{1,8})\s?[)）]?$")
CAPTION: Final = re.compile(r"单位[:：]\s?([^\s;；)）\n|]{1,16})")
TITLE: Final = re.compile(r"[(（][^()（）\n|]{1,40}[,，、]\s?([^()（）,，、\s]{1,8})[)）]$")  # （截至12月10日，万吨）
RATE: Final = re.compile(r"(?<![频功效汇概速曲斜])率$|占比$|比例$|比重$|份额$")
PAID: Final = ("发放", "支出", "投入", "金额", "补助", "补贴", "拨付", "到位")
SIGNS: Final = "-－−+±↑↓▲▼△▽⬆⬇→ "
SHARES: Final = frozenset(("%", "‰"))
Column = tuple[int, int]
LEAST: Final = 3  # digits of a number that chance does not tell twice
LONGEST: Final = 24  # a cell with more characters is a sentence
HEADS: Final = 3  # so many words above a column, or left of a cell, tell what it is
BARE: Final = re.compile(r"[-－−+±↑↓▲▼△▽→\d.,，%‰\s—/]*$")
YEAR: Final = re.compile(r"(?:19|20)\d\d年?$")
MONTH: Final = re.compile(r"\d{1,2}月(?:份|底|末)?$")
AGED: Final = re.compile(r".*岁(?:及?以[上下]|以内)")  # at the head of a column
REMARK: Final = re.compile(r"备注$|说明$")


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


class Layout:
    """A table's cells by row and column, and what its rows and columns are called: each cell is looked at once."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = cells
        self._heads: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self._labels: dict[int, list[tuple[int, str]]] = defaultdict(list)
        numbered = set[int]()  # the columns that have had a number: 免费 below it is no heading
        for cell in cells:
            if not cell.label and cell.text.strip(SIGNS + "—"):
                numbered.add(cell.block.column)
            if cell.label:
                if cell.block.column not in numbered:
                    self._heads[cell.block.column].append((cell.block.row, cell.text))
                self._labels[cell.block.row].append((cell.block.column, cell.text))
        top = next((column for column, said in self._labels[0] if UNIT_HEAD.match(said)), -1)
        self._units = {cell.block.row: cell.text for cell in cells if cell.block.column == top >= 0}

    def heading(self, row: int, column: int) -> str:
        """The words that head a column, from its top down to this row."""
        above = self._heads[column]
        return " ".join(text for _, text in above[: min(bisect_left(above, (row,)), HEADS)])

    def labels(self, row: int, column: int) -> list[str]:
        """What a row is called: the words left of the column, the first of them and the nearest last."""
        left = self._labels[row]
        count = bisect_left(left, (column,))
        return [text for _, text in (left[:count] if count <= HEADS else [left[0], *left[count - HEADS : count]])]

    def unit(self, row: int) -> str:
        """What the column of units says of a row."""
        return self._units.get(row, "")


def tables(document: Document, folded: Folded) -> dict[int, Layout]:
    """Table → its layout."""
    found: dict[int, list[Cell]] = defaultdict(list)
    for block in document.blocks:
        if block.sort == CELL:
            start, end = (bisect_left(folded.places, place) for place in (block.start, block.end))
            found[block.table].append(Cell(block, start, folded.text[start:end]))
    return {table: Layout(sorted(cells, key=lambda cell: (cell.block.row, cell.block.column))) for table, cells in found.items()}


def numbers(document: Document, folded: Folded, words: Words) -> Iterator[tuple[Token, bool, Column | None]]:
    """The tokens of cells that are one number, each with whether it is a figure (a serial number or a year is none), and with
    its column where nothing there says in so many words what it counts."""
    for table, layout in tables(document, folded).items():
        first = layout.cells[0].start
        caption = _caption(folded.text[max(0, first - 60) : first], words)
        for cell in layout.cells:
            if len(cell.text) <= LONGEST and (token := _whole(cell, words)):
                row, column = cell.block.row, cell.block.column
                head, named = layout.heading(row, column), layout.labels(row, column)
                guessed = not (token.measure or caption or HEAD_UNIT.search(head) or layout.unit(row))
                unit = token.measure or _unit(layout, row, head, named, caption, words)
                scale = SCALE.match(unit) if not token.measure and not token.scale else None
                token = replace(token, scale=scale[0], measure=unit[scale.end() :]) if scale else replace(token, measure=unit)
                no_year = not YEAR.match(cell.text) or bool(token.measure) and not cell.text.endswith("年")
                unnamed = NO_FIGURES.search(head) and not (token.measure and REMARK.search(head)) or MONTH.match(cell.text) or named and NO_FIGURES.search(named[0]) or token.round and _is_unit(cell.text, words) or not row and AGED.fullmatch(cell.text)
                yield token, bool(head and column or named) and no_year and not unnamed, (table, column) if guessed else None


def as_in_prose(cells: Sequence[tuple[Token, bool, Column | None]], prose: Iterable[Token]) -> Iterator[tuple[Token, bool]]:
    """The tokens of cells, those of a column that prose tells again (|人数|18642|…; 共18642名) with the unit it has there."""
    told: dict[str, set[str]] = defaultdict(set)
    for token in prose:
        if token.measure and not token.scale and len(token.value) >= LEAST:
            told[token.value].add(token.measure)
    votes: dict[Column, Counter[str]] = defaultdict(Counter)
    tables: dict[int, Counter[str]] = defaultdict(Counter)
    for token, _figure, column in cells:
        if column and len(units := told.get(token.value, set())) == 1:
            votes[column].update(units)
            tables[column[0]].update(units)
    for token, figure, column in cells:
        unit, count = ((votes.get(column) or tables[column[0]]).most_common(1) or [("", 0)])[0] if column else ("", 0)
        alike = not token.measure and column in votes or ALIKE.get(unit, unit) == ALIKE.get(token.measure, token.measure)
        yield (replace(token, measure=unit) if count and alike and not token.scale else token), figure


def _caption(above: str, words: Words) -> tuple[str, ...]:
    """The units that the words above a table tell: 单位:户、人、万元, or (万元) at the end of its title."""
    if told := CAPTION.findall(above):
        pieces = [piece for piece in re.split("[、,，]", told[-1]) if piece]
        return tuple(unit for piece in pieces for unit in ([piece] if _is_unit(piece, words) else re.split("[/／]", piece)))
    title = HEAD_UNIT.search(above.rstrip("\n| ")) or TITLE.search(above.rstrip("\n| "))
    return (title[1],) if title and _is_unit(title[1], words) else ()


def _whole(cell: Cell, words: Words) -> Token | None:
    token = next(scan(cell.text, words), None)
    if token is None:
        return None
    told = hedged(cell.text, token, words)
    if cell.text[: told.start].strip(SIGNS) not in ("", *words.of("moves", "up"), *words.of("moves", "down")) or cell.text[told.end :].strip(SIGNS):
        return None
    return replace(token, start=token.start + cell.start, end=token.end + cell.start)


def _unit(layout: Layout, row: int, head: str, named: list[str], caption: tuple[str, ...], words: Words) -> str:
    """What its column says in brackets, else its row; a column of units; what the column counts, in the caption's scale."""
    if head.endswith(tuple(SHARES)):
        return head[-1]  # 为预算%
    local = words.section("measures").get("local", ())
    for said in (head, *reversed(named)):
        found = HEAD_UNIT.search(said)
        own = next((one for one in re.split("[、,，]", found[1]) if _is_unit(one, words)), "") if found else ""
        if own and (said is head or own not in local):
            return own + (counted(HEAD_UNIT.sub("", said), words) if own in ("万", "亿", "千", "百") else "")
    if (own := layout.unit(row)) and _is_unit(own, words):
        return own
    rate = "‰" if "‰" in caption and "%" not in caption else "%"
    of_those = _of_column(head, words, caption) if BOUND.search(head) else ""
    said = rate if caption and RATE.search(_last(head)) else of_those or counted(head, words) or next((unit for part in reversed(named) if (unit := counted(part, words, last=True))), "")
    said = said or _of_column(head, words, caption)
    counts = [unit for unit in caption if unit not in SHARES]
    alone = "" if said else counts[0] if len(counts) == 1 else caption[0] if len(caption) == 1 else ""
    fits = [unit for unit in caption if _is_unit(unit, words) and (unit == alone or said and unit.endswith(said))]
    return fits[0] if fits else said


def _last(head: str) -> str:
    return HEAD_UNIT.sub("", head).split(" ")[-1]


def _of_column(head: str, words: Words, caption: tuple[str, ...]) -> str:
    """By the last words of the column's head; 发放 is money only where the caption counts money among other things."""
    last = _last(head)
    if len(caption) == 1:
        return ""
    if last.endswith(PAID) and any(unit.endswith("元") for unit in caption):
        return "元"
    ends = [(len(noun), unit) for unit, nouns in words.section("columns").items() for noun in nouns if last.endswith(noun)]
    return max(ends)[1] if ends else ""


def _is_unit(said: str, words: Words) -> bool:
    scale = SCALE.match(said)
    return measures(words).at(said, scale.end() if scale else 0) == (said[scale.end() :] if scale else said)
