"""The sheets a small library keeps, and a book of rows that needs no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from yanzhen.kernel.intake.by_hand import ByHand
from yanzhen.kernel.intake.matching import Recognition, recognise
from yanzhen.kernel.intake.reading import ParsedRow, Reading
from yanzhen.kernel.intake.sandbox import Chunk, RawBook, RawSheet
from yanzhen.kernel.intake.sheets import Column, SheetKind

readers = SheetKind(
    "readers", "读者名册", titles=("读者",), keys=(("id_number",), ("ticket",)),
    columns=(
        Column("shelf", "书架", ("书架名",), fill_down=True),
        Column("name", "姓名", ("读者姓名",), sort="name", required=True),
        Column("gender", "性别", sort="choice", choices={"m": ("男", "男性"), "f": ("女", "女性")}),
        Column("ticket", "借书证号", ("证号",)),
        Column("id_number", "身份证号", ("公民身份号码",), sort="idnumber"),
        Column("birth", "出生年月", ("出生日期",), sort="date"),
        Column("joined_on", "办证时间", ("办证日期",), sort="date"),
        Column("phone", "手机", ("联系电话", "联系方式"), sort="phone", several=True),
        Column("books", "在借册数", sort="integer", unit="册"),
        Column("fee", "押金", sort="decimal"),
        Column("active", "是否有效", sort="yesno", blank=False),
        Column("remark", "备注"),
    ),
)  # fmt: skip

families = SheetKind(
    "families", "家庭借书卡", titles=("家庭",), keys=(("card", "name"),),
    columns=(
        Column("card", "卡号", fill_down=True, required=True),
        Column("holder", "持卡人", sort="name", fill_down="card"),
        Column("name", "姓名", sort="name", required=True),
        Column("place", "住处", fill_down="card"),
    ),
)  # fmt: skip

loans = SheetKind(
    "loans", "借阅登记", titles=("借阅",), repeats=True, keys=(("shelf", "title", "lent_on"),),
    columns=(
        Column("shelf", "书架", fill_down=True, required=True),
        Column("title", "书名", required=True),
        Column("lent_on", "借出日期", sort="date", required=True),
        Column("back", "是否归还", sort="choice", choices={"back": ("已归还", "√", "是"), "out": ("未归还", "×", "否"), "lost": ("丢失*",)}),
    ),
)  # fmt: skip

KINDS = (readers, families, loans)
HEADER = ["姓名", "性别", "借书证号", "身份证号"]


class Pages:
    """What RawBook gives, from rows in memory: sheets as (name, rows, merges)."""

    form = "pages"

    def __init__(self, *sheets: tuple[str, list[list[Any]], Iterable[tuple[int, int, int, int]]], chunk: int = 7) -> None:
        self.tables = sheets
        self.size = chunk
        self.sheets = tuple(
            RawSheet(name, len(rows), max(map(len, rows), default=0), False, False, tuple(merges), tuple(_numbered(rows))[:40])
            for name, rows, merges in sheets
        )

    def chunks(self) -> Iterator[Chunk]:
        for index, (_name, rows, _merges) in enumerate(self.tables):
            numbered = _numbered(rows)
            for at in range(0, len(numbered), self.size):
                part = numbered[at : at + self.size]
                yield Chunk(index, [number for number, _row in part], [list(row) for _number, row in part])


def _numbered(rows: list[list[Any]]) -> list[tuple[int, list[Any]]]:
    return [(number, row) for number, row in enumerate(rows, 1) if any(row)]


def plan(book: Any, *, by_hand: ByHand | None = None, name: str = "") -> Recognition:
    return recognise(book.sheets, KINDS, name=name, by_hand=by_hand)


def parse(*rows: list[Any], merges: Iterable[tuple[int, int, int, int]] = (), year: int | None = None, by_hand: ByHand | None = None) -> list[ParsedRow]:
    """The rows of one sheet, read in this process."""
    book = Pages(("表", list(rows), merges))
    return list(Reading(book, plan(book, by_hand=by_hand), year=year))


def through(source: Path | bytes, name: str = "") -> tuple[Recognition, list[ParsedRow], Reading]:
    """The rows of a file, read as the product reads it: by a child."""
    with RawBook(source) as book:
        found = plan(book, name=name)
        reading = Reading(book, found, name=name)
        return found, list(reading), reading


def refused(rows: Iterable[ParsedRow]) -> dict[str, str]:
    """{cell: sentence} of every fault."""
    return {fault.cell: fault.sentence for row in rows for fault in row.faults}


def identity(area: str = "990101", born: str = "19800101", order: int = 1) -> str:
    """An invented identity number that is whole."""
    head = f"{area}{born}{order:03d}"
    return head + "10X98765432"[sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(head)) % 11]
