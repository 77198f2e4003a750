"""What becomes of a cell, column by column."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.intake.dates import Wrong
from yanzhen.kernel.intake.sheets import Column, SheetKind
from yanzhen.kernel.intake.values import converter

from .library import identity, loans, parse, readers, refused

WHOLE = identity(order=6)


def value(key: str, cell: object, kind: SheetKind = readers) -> Any:
    return converter(kind.column(key), 2017)(cell)


def wrong(key: str, cell: object, kind: SheetKind = readers) -> str:
    with pytest.raises(Wrong) as told:
        value(key, cell, kind)
    return str(told.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("姜  梅", "姜梅"),
        (" 姜　梅 ", "姜梅"),
        ("姜\n梅", "姜梅"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("\u200b姜梅\ufeff", "姜梅"),
        ("/", None),
        ("无", None),
        ("", None),
    ],
)
def test_a_name_is_written_in_one_piece(typed: str, meant: str | None) -> None:
    assert value("name", typed) == meant


def test_a_number_is_no_name() -> None:
    assert wrong("name", "60人") == "“60人”不是姓名"


@pytest.mark.parametrize(
    "typed",
    [WHOLE, f" {WHOLE} ", f"\t{WHOLE}", f"'{WHOLE}", " ".join((WHOLE[:6], WHOLE[6:14], WHOLE[14:])), WHOLE.translate({n: n + 0xFEE0 for n in range(48, 91)})],
)
def test_an_identity_number_is_found_in_every_dress(typed: str) -> None:
    assert value("id_number", typed) == WHOLE


def test_an_identity_number_may_end_in_x_and_may_be_old() -> None:
    with_x = next(identity(order=n) for n in range(1, 99) if identity(order=n).endswith("X"))
    assert value("id_number", with_x.lower()) == with_x
    assert value("id_number", WHOLE[:6] + WHOLE[8:17]) == WHOLE
    assert value("id_number", float(WHOLE[:6] + WHOLE[8:17])) == WHOLE


@pytest.mark.parametrize("cell", [float(WHOLE[:17] + "5"), 9.90304e17, "9.90304E+17", "9.9E17", float("nan")])
def test_an_identity_number_that_became_a_number_is_refused(cell: object) -> None:
    assert wrong("id_number", cell) == "身份证号被存成数字,末几位已丢失"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (WHOLE[:17], "位数不对"),
        (WHOLE + "1", "位数不对"),
        ("12", "位数不对"),
        (12.0, "位数不对"),
        ("99010119800230" + WHOLE[14:], "日期不存在"),
        (WHOLE[:17] + ("1" if WHOLE[17] != "1" else "2"), "校验码不对"),
    ],
)
def test_a_wrong_identity_number_is_refused_with_its_reason(typed: object, why: str) -> None:
    assert wrong("id_number", typed) == why


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (13094470316.0, "13094470316"),
        ("13094470316 ", "13094470316"),
        ("１３０９４４７０３１６", "13094470316"),
        ("130 9447 0316", "13094470316"),
        ("+86 13094470316", "13094470316"),
        ("0533-4567890", "05334567890"),
        ("(0533)4567890", "05334567890"),
        ("4567890", "4567890"),
        (4567890.0, "4567890"),
        ("13094470316/13094470317", "13094470316、13094470317"),
        ("13094470316；0533-4567890", "13094470316、05334567890"),
        ("130 9447 0316/139-9447-0317", "13094470316、13994470317"),
        ("13094470316 0533-4567890", "13094470316、05334567890"),
        ("130 9447 0316\n139 9447 0317", "13094470316、13994470317"),
        ("无", None),
        ("/", None),
        ("", None),
    ],
)
def test_telephones(typed: object, meant: str | None) -> None:
    assert value("phone", typed) == meant


def test_a_wrong_telephone_is_refused() -> None:
    assert wrong("phone", "1309447031") == "电话号码位数不对"
    assert wrong("phone", "1309447031x") == "电话号码里有不该有的字符"
    assert wrong("phone", "1.30945E+10") == "电话号码被存成数字，末几位已丢失"


def test_numbers_and_their_units() -> None:
    assert value("books", "12册") == value("books", 12.0) == value("books", "１２") == 12
    assert value("books", "1,083") == 1083
    assert value("books", "无") is None
    assert wrong("books", "12户") == "只填数字，不写“户”"
    assert wrong("books", "12.5") == "这里应填整数"
    assert wrong("books", "十二") == wrong("books", True) == wrong("books", "inf") == wrong("books", "1,08") == "这里应填数字"
    assert value("books", "nan") is None, "so other programs write a blank"
    assert value("fee", 0.1) == Decimal("0.1")
    assert value("fee", "1,234,567.80") == Decimal("1234567.80")


def test_yes_and_no_and_neither() -> None:
    assert [value("active", typed) for typed in ("是", "√", "有", "Y", 1.0, True)] == [True] * 6
    assert [value("active", typed) for typed in ("否", "×", "无", "n", 0.0, False)] == [False] * 6
    assert value("active", " ") is None
    assert wrong("active", "也许") == "“也许”应填是或否"


def test_spellings_of_a_choice() -> None:
    assert value("gender", " 男 ") == "m"
    assert [value("back", typed, loans) for typed in ("√", "是", "已归还", "已 归还")] == ["back"] * 4
    assert value("back", "丢失,已赔", loans) == "lost"
    assert value("back", "/", loans) is None
    assert wrong("back", "大概", loans) == "“大概”不在可填的范围内：已归还、未归还、丢失"


def test_an_open_choice_keeps_what_it_does_not_know() -> None:
    column = Column("trade", "行业", sort="choice", choices={"books": ("图书",)}, open=True)
    assert converter(column)("图书") == "books"
    assert converter(column)(" 文 具") == "文 具"


def test_text_keeps_its_lines_and_punctuation() -> None:
    assert value("remark", " 第１次，\n 没来（事假） ") == "第1次，\n没来（事假）"
    assert value("remark", 12.0) == "12"
    assert value("remark", 2017.6) == "2017.6"
    assert value("remark", date(2017, 6, 1)) == "2017-06-01"
    assert value("remark", datetime.fromisoformat("2017-06-01 08:30")) == "2017-06-01 08:30"
    assert value("remark", "——") is None
    assert wrong("remark", 6.2228e18) == "长数字被存成数字，末几位已丢失"


anything = st.text(max_size=30) | st.floats() | st.integers(-(10**20), 10**20) | st.booleans() | st.none() | st.dates() | st.datetimes()


@given(st.sampled_from([*readers.columns, *loans.columns]), anything)
def test_every_cell_becomes_a_value_or_a_sentence(column: Column, cell: object) -> None:
    try:
        converter(column, 2017)(cell)
    except Wrong as told:
        assert str(told)


@given(st.sampled_from([*readers.columns, *loans.columns]), st.text(max_size=12))
def test_a_value_read_again_is_the_same(column: Column, cell: str) -> None:
    try:
        once = converter(column, 2017)(cell)
    except Wrong:
        return
    if isinstance(once, str) and column.sort != "choice":
        assert converter(column, 2017)(once) in (once, None)


@pytest.mark.parametrize(("text", "name"), [
    ("李桂花（曾用名：李花）", "李桂花"), ("李桂花(原名李花)", "李桂花"), ("李 花（女）", "李花"), ("杨海（回族）", "杨海"), ("阿依古丽·买买提", "阿依古丽·买买提"), ("John Smith", "John Smith"),
])
def test_another_name_beside_a_name_is_left_out(text: str, name: str) -> None:
    assert [row.values["name"] for row in parse(["姓名", "借书证号"], [text, "7"])] == [name]


@pytest.mark.parametrize(("text", "why"), [
    ("王梅（已故）", "姓名里写着“(已故)”，请移到备注"), ("杨四（外嫁", "姓名里写着“(外嫁”，请移到备注"), ("妻：李四；子：钱小二", "“妻：李四；子：钱小二”不是一个人的姓名"),
    ("王二、李三", "“王二、李三”不是一个人的姓名"), ("王二/李三", "“王二/李三”不是一个人的姓名"), ("李三；", "“李三；”不是一个人的姓名"),
])
def test_what_is_more_than_a_name_is_refused(text: str, why: str) -> None:
    assert refused(parse(["姓名", "借书证号"], [text, "7"])) == {"A2": why}
