"""Refused rows go back as a spreadsheet, to be corrected and sent again."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.intake.reading import Reading
from yanzhen.kernel.intake.workbook_out import refused_workbook

from .library import HEADER, Pages, identity, plan, through

A, B = identity(order=1), identity(order=3)


def returned(*sheets: tuple[str, list[list[Any]]], merges: Any = ()) -> bytes:
    book = Pages(*((name, rows, merges) for name, rows in sheets))
    found = plan(book)
    return refused_workbook(found, list(Reading(book, found)))


def cells(data: bytes, sheet: int = 0) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet].iter_rows(values_only=True)]


def test_refused_rows_come_back_with_their_columns_and_the_reason() -> None:
    rows = cells(returned(("表", [["序号", *HEADER], [1.0, "姜梅", "女", "7", A], [2.0, "何海", "男", "8", B[:17]], [3.0, "", "男", "9", A]])))
    assert rows == [
        ["序号", *HEADER, "退回原因"],
        [2, "何海", "男", "8", B[:17], "第3行 E3：位数不对"],
        [3, None, "男", "9", A, "第4行 B4：缺少姓名"],
    ]


def test_a_number_that_was_an_identity_comes_back_as_text() -> None:
    rows = cells(returned(("表", [HEADER, ["孔珍", "女", "7", 9.90304194903235e17], ["何海", "某", 13094470316.0, A]])))
    assert rows[1][3] == "9.90304194903235E+17"
    assert rows[2][2] == "13094470316"


def test_what_was_carried_down_comes_back_in_every_row() -> None:
    rows = cells(returned(("表", [["书架", "姓名", "性别"], ["甲", "姜梅", "女"], ["", "何海", "某"]])))
    assert rows[1][:3] == ["甲", "何海", "某"]


def test_every_sheet_comes_back_under_its_name() -> None:
    data = returned(("一", [HEADER, ["姜梅", "某", "7", A]]), ("二", [HEADER, ["何海", "男", "8", A]]), ("三", [HEADER, ["尤金", "某", "9", B]]))
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["一", "三"]


def test_a_double_names_the_row_it_doubles() -> None:
    rows = cells(returned(("表", [HEADER, ["姜梅", "女", "7", A], ["何海", "男", "8", A]])))
    assert rows[1][-1] == "第3行 D3：与前面的行是同一身份证号（D2）"


def test_two_levels_come_back_as_one_that_is_recognised_again() -> None:
    rows = [["姓名", "办证", "", "手机"], ["", "时间", "借书证号", ""], ["姜梅", "2017-13-1", "7", ""]]
    data = returned(("表", rows))
    assert cells(data)[0] == ["姓名", "办证/时间", "办证/借书证号", "手机", "退回原因"]
    found, again, _reading = through(data)
    assert dict(found.sheets[0].columns) == {0: "name", 1: "joined_on", 2: "ticket", 3: "phone"}
    assert found.sheets[0].unused == (), "the reason is nobody's data"
    assert again[0].faults[0].sentence.startswith("日期不存在")


def test_a_corrected_sheet_is_accepted() -> None:
    book = openpyxl.load_workbook(io.BytesIO(returned(("表", [HEADER, ["何海", "男", "8", B[:17]]]))))
    book.active["D2"] = B
    assert book.active["D2"].number_format == "@"
    assert book.active.column_dimensions["D"].number_format == "@", "digits typed anywhere stay text"
    target = io.BytesIO()
    book.save(target)
    _found, rows, _reading = through(target.getvalue())
    assert [(row.values["id_number"], row.faults) for row in rows] == [(B, ())]


def test_days_come_back_as_days() -> None:
    data = returned(("表", [["姓名", "性别", "办证时间"], ["姜梅", "某", date(2017, 6, 30)], ["何海", "某", date(1899, 1, 1)]]))
    assert [row[2] for row in cells(data)][1:] == [datetime.fromisoformat("2017-06-30"), "1899-01-01"]


def test_without_refused_rows_there_is_an_empty_sheet() -> None:
    assert cells(returned(("表", [HEADER, ["姜梅", "女", "7", A]]))) == []


RISKY = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example")', "http://x.example", "{=1}"]


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_becomes_a_formula(text: str) -> None:
    data = returned(("表", [["姓名", "性别", "备注"], ["姜梅", "某", text]]))
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["C2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value.replace("_x000D_", "\r") == text
    if text[0] in "=+-@\t\r":
        assert cell.quotePrefix


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20) | st.floats(allow_nan=True) | st.booleans() | st.dates(), min_size=1, max_size=5))
def test_any_cell_can_go_back(found: list[Any]) -> None:
    data = returned(("表", [[*HEADER, *(f"附{n}" for n in range(len(found)))], ["姜梅", "某", "7", "", *found]]))
    for was, cell in zip(found, openpyxl.load_workbook(io.BytesIO(data)).active[2][4:], strict=False):
        assert cell.data_type != "f"
        if isinstance(was, float) and abs(was) < 1e10:
            assert cell.value == pytest.approx(was, rel=1e-14)
