"""Refused rows go back as a spreadsheet, to be corrected and sent again."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.intake.by_hand import ByHand
from yanzhen.kernel.intake.converting import Fault
from yanzhen.kernel.intake.headers import recognise
from yanzhen.kernel.intake.headings import Heading
from yanzhen.kernel.intake.reading import Reading
from yanzhen.kernel.intake.sheets import Column, SheetKind
from yanzhen.kernel.intake.workbook_out import refused_workbook

from .library import HEADER, Pages, identity, plan, readers, through

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
        ["序号", *HEADER, "退回原因：读者名册"],
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


def test_two_levels_come_back_as_two_that_are_recognised_again() -> None:
    rows = [["姓名", "办证", "", "手机"], ["", "时间", "借书证号", ""], ["姜梅", "2017-13-1", "7", ""]]
    data = returned(("表", rows))
    assert cells(data)[:2] == [["姓名", "办证", "办证", "手机", "退回原因：读者名册"], [None, "时间", "借书证号", None, None]]
    found, again, _reading = through(data)
    assert dict(found.sheets[0].columns) == {0: "name", 1: "joined_on", 2: "ticket", 3: "phone"}
    assert found.sheets[0].unused == (), "the reason is nobody's data"
    assert again[0].faults[0].sentence.startswith("日期不存在")


def test_what_the_titles_said_comes_back_above_the_header() -> None:
    data = returned(("表", [["总馆读者名册（2017年）"], ["填报单位：总馆"], HEADER, ["姜梅", "某", "7", A]]))
    assert [row[0] for row in cells(data)[:3]] == ["总馆读者名册（2017年）", "填报单位：总馆", "姓名"]
    found, _rows, _reading = through(data)
    assert found.sheets[0].titles == ("总馆读者名册（2017年）", "填报单位：总馆")


def test_a_day_that_took_its_year_from_its_neighbours_comes_back_with_it() -> None:
    data = returned(("表", [["书架", "书名", "借出日期", "是否归还"], ["甲", "家", "2016年4月", "√"], ["甲", "春", "3月8日", "也许"]]))
    assert cells(data)[1][2] == "2016-03-08"


def test_our_own_columns_are_nobodys_data() -> None:
    kind = SheetKind("k", "册", columns=(Column("name", "姓名"), Column("ticket", "证号"), Column("why", "缘由", ("原因", "退回原因"))))
    headings = tuple(Heading((text,)) for text in ("姓名", "证号", "退回原因：册", "不导入：缘由"))
    assert recognise(kind, headings)[0] == {0: "name", 1: "ticket"}


def test_columns_said_by_hand_come_back_under_names_that_are_known() -> None:
    book = Pages(("表", [["甲", "性别", "手机"], ["姜梅", "女", "12"]], ()))
    by_hand = ByHand(kind=readers, columns={"表": {0: "name", 2: "phone"}})
    found = plan(book, by_hand=by_hand)
    data = refused_workbook(found, list(Reading(book, found)))
    assert cells(data)[0] == ["姓名", "不导入：性别", "手机", "退回原因：读者名册"]
    again, _rows, _reading = through(data)
    assert dict(again.sheets[0].columns) == {0: "name", 2: "phone"}


GROUPS = ["基本情况", "办证", "联系方式", "其他信息"]
LEAVES = ["姓名", "性 别", "证号", "时间", "身份证\n号", "手机1", "手机2", "住处", "备注", "退回原因", "不导入：手机", ""]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", *GROUPS]), st.sampled_from(LEAVES)), min_size=2, max_size=9), st.lists(st.sampled_from(["读者名册", "2017年", "总馆"]), max_size=12))
def test_what_is_given_back_is_read_as_what_it_was(columns: list[tuple[str, str]], titles: list[str]) -> None:
    merges = [(len(titles), n, len(titles) + 1, n) for n, (group, _leaf) in enumerate(columns) if not group]
    rows = [*([title] for title in titles), [group or leaf for group, leaf in columns], [leaf if group else "" for group, leaf in columns]]
    book = Pages(("表", [*rows, ["错"] * len(columns)], merges))
    found = plan(book)
    if found.kind is None or not found.sheets or len(found.sheets[0].columns) < 2:
        return
    data = refused_workbook(found, [row._replace(faults=(Fault("name", "A9", "错"),)) for row in Reading(book, found)])
    merged = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].merged_cells.ranges
    pages = [["" if cell is None else cell for cell in row] for row in cells(data)]
    again = plan(Pages(("表", pages, [(one.min_row - 1, one.min_col - 1, one.max_row - 1, one.max_col - 1) for one in merged])))
    assert again.kind is found.kind
    [was], [now] = found.sheets, again.sheets
    assert [key for _n, key in sorted(now.columns.items())] == [key for _n, key in sorted(was.columns.items())]
    assert {was.headings[n].leaf for n in was.columns} == {now.headings[n].leaf for n in now.columns}
    assert set(now.titles) >= set(was.titles)


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


def test_what_was_unclear_stays_unclear_when_it_comes_back_alone() -> None:
    book = Pages(("表", [["姓名", "借书证号", "办证时间"], ["姜梅", "7", "1970.05"], ["何海", "8", "1975.1"]], ()))
    found = plan(book)
    back = refused_workbook(found, Reading(book, found))
    _found, rows, _reading = through(back)
    assert [fault.sentence for row in rows for fault in row.faults] == ["“1975.1”分不清是1月还是10月，请写成1975-01或1975-10"]


def test_a_month_that_was_clear_stays_clear_when_it_comes_back() -> None:
    book = Pages(("表", [["姓名", "借书证号", "办证时间"], ["姜梅", "7", "1970.5"], ["", "8", "1975.1"]], ()))
    found = plan(book)
    _found, rows, _reading = through(refused_workbook(found, Reading(book, found)))
    assert [str(row.values["joined_on"]) for row in rows] == ["1975-01"]


def test_our_own_columns_are_nobodys_data_under_any_heading() -> None:
    book = Pages(("表", [["基本情况", "联系方式"], ["姓名", "退回原因"], ["错", "错"]], ()))
    assert plan(book).kind is None, "a name alone is no list"
