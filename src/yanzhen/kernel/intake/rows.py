"""What a row of a sheet is: data, or one of the other things people write between their data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from yanzhen.kernel.base.text import fold

from .abreast import Abreast
from .headers import names_of
from .headings import squash
from .matching import SheetPlan
from .sandbox import Cell, Row
from .sections import looks_like_header
from .typed import failed

Why = Literal["data", "empty", "total", "note", "header", "numbering"]

TOTAL = re.compile(r".{0,8}?(合计|小计|总计|共计|累计)[:(]?\d*[^\d]{0,4}$")
#: What stands where a page ends or begins, and where nothing follows.
PAGE = re.compile(r"(过次页|承前页|接上页|转下页|续上页|上页|本页|下页)[^\d]{0,4}\d*[^\d]{0,4}$|\(?(此页|以下|下面|本页)?(无正文|空白)\)?$")
NOTE = re.compile(
    r"\(?(?:填写|填报|填表)?(?:示例|样例|样本|举例|例)(?:[:)]|$)|"
    r"(填表|填报|填写|制表|审核|审批|复核|经办|统计|负责|主要负责|单位负责|分管|联系|报送|上报|说明|注|备注|附|日期|盖章|签字|签章)"
    r"[^:]{0,8}:|(说明|备注|附注|注)$|注\d*[.、]|第\d+页|.{0,12}(签字|签章|盖章|签名)$"
)
#: 解决率 at the foot; 户数4人数12, 总人数:12, 共4户12人: what was counted, with or without its numbers in the same cell.
COUNTED = re.compile(r"(?:[^\d:,;、]{0,4}(?:(?<!岁)数|率):?(?:\d+\D{0,2})?[,;、]?)+$|(?:以上)?共\d+\D{1,3}[,;、]?(?:\d+\D{1,3})*$")
#: What our own lists end with, in either language: 总人口 · 北崖 · 截至 2026-11-28; and how much of a cell may be that.
FOOT, FOOT_MAX = re.compile(r".+·.+·\s*(?:截至|as of)\s*\d{4}-\d\d-\d\d(?:[；;].*)?$", re.IGNORECASE), 400
#: The second row of numbers or 甲乙丙 that some forms carry stands within so many rows below the header.
NUMBERING_REACH = 2
#: In a sheet of so few columns a single cell at the left may be all there is to say.
NARROW = 2
NAMING = ("name", "text", "idnumber", "creditcode")
ORDINALS = "甲乙丙丁戊己庚辛壬癸"


class Skipped(NamedTuple):
    """A row that was not taken for data, and what it says."""

    sheet: str
    number: int
    why: Why
    text: str


def says(cell: Cell) -> bool:
    """Whether anything but blanks stands in a cell: a formula that says nothing does not count."""
    return not cell.isspace() and cell != "" and not failed(cell) if cell.__class__ is str else cell is not None


def filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


class Sorter:
    """Tells data from totals, notes, repeated headers and rows that were only numbered in advance."""

    def __init__(self, plan: SheetPlan) -> None:
        self.numbered_until = plan.last + NUMBERING_REACH
        self.mapped = sorted({*plan.columns, *(plan.unfold.columns if isinstance(plan.unfold, Abreast) else ())})
        self.required = [n for n in self.mapped if n in plan.columns and plan.kind.column(plan.columns[n]).required]
        self.names = {n for n in self.required if plan.kind.column(plan.columns[n]).sort in NAMING}
        self.levels = {n: frozenset(map(squash, heading.levels)) for n, heading in enumerate(plan.headings)}
        self.titles = frozenset(map(squash, plan.titles))
        self.columns = names_of(plan.kind).keys
        self.over = self.levels.get(self.required[0], frozenset()) if self.required else frozenset()
        self.initials = frozenset(name[0] for name in (*self.columns, *self.over) if name)

    def why(self, number: int, row: Row) -> Why:
        """What this row is; `row` is as wide as the plan and holds its own cells only, nothing carried down."""
        lead = row[0] if filled(row[0]) else next(filter(filled, row), "")
        if isinstance(lead, str) and (odd := _odd(lead) or self._foot(lead, row)):
            return odd
        if number > self.numbered_until and self._whole(row) and not self._heads(row[self.required[0]]):
            return "data"  # nearly every row; what follows is for the others
        if self._printed_again(row) or looks_like_header(self.columns, row):
            return "header"
        own = [n for n in self.mapped if says(row[n])]
        if not own:
            return "note" if any(isinstance(cell, str) and says(cell) and not cell.strip().isdigit() for cell in row) else "empty"
        if number <= self.numbered_until and _counts_up(row):
            return "numbering"
        return "data" if len(own) > 1 or self._stands_alone(own[0]) or any(failed(row[n]) for n in self.mapped) else "note"

    @staticmethod
    def _foot(lead: str, row: Row) -> Why | None:
        """Whether the row is the foot of a list that was taken along: it holds nothing else."""
        return "note" if "·" in lead and sum(map(says, row)) == 1 and FOOT.match(lead[:FOOT_MAX]) else None

    def _whole(self, row: Row) -> bool:
        """Whether every required cell says something."""
        for n in self.required:
            if not says(row[n]):
                return False
        return bool(self.required)

    def _heads(self, cell: Cell) -> bool:
        """Whether a cell may stand over a column, or stands over the first one that must be filled."""
        return cell.__class__ is str and cell.strip("* \n\u3000")[:1] in self.initials and ((flat := squash(cell)) in self.over or flat in self.columns)

    def _printed_again(self, row: Row) -> bool:
        """Whether a row is one of the header, any level of it, or a title, as they stand again on a new page."""
        said = [(n, squash(cell) if isinstance(cell, str) else "") for n, cell in enumerate(row) if says(cell)]
        met = sum(1 for n, text in said if text and text in self.levels.get(n, ()))
        return (met > 1 and met * 2 > len(said)) or bool(said) and all(text and text in self.titles for _n, text in said)

    def _stands_alone(self, index: int) -> bool:
        """Whether a row with this cell only is data: it must name somebody, and not begin the line of a wide sheet."""
        return index in self.names and (index > 0 or len(self.mapped) <= NARROW)


@lru_cache(maxsize=256)
def _odd(lead: str) -> Why | None:
    """A total or a note by its first words. Remembered, because the rows of one household begin alike."""
    flat = "".join(fold(lead[:60]).split())
    if PAGE.match(flat):
        return "note"
    if COUNTED.match(flat):
        return "total"
    if "计" in flat[:12]:
        return "total" if TOTAL.match(flat) else None
    return "note" if NOTE.match(flat) else None


def _counts_up(row: Iterable[Cell]) -> bool:
    """1 2 3 …, or 甲 乙 1 2 …: at least three cells, each number the next."""
    cells = [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row if filled(cell)]
    texts = [str(cell).strip("() （）") for cell in cells]
    numbers = [text for text in texts if text not in ORDINALS]
    if len(texts) < 3 or not all(text.isdecimal() for text in numbers):
        return False
    return [int(text) for text in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers))) if numbers else True
