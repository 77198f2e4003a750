"""Words that somebody struck out, in new workbooks and old, and what failed in old ones."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import pytest
import xlsxwriter

from tests.intake import township as t
from yanzhen.kernel.intake.preview import shown_sheet
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.register.models import Person

from .library import HEADER, identity, refused, through
from .package import cell, parts, sheet_xml, xls, zipped

A, B = identity(), identity(order=2)
ROW = "这一行划掉了（删除线）：不要的请删去这一行，还要的请去掉删除线"
CELL = "这一格划掉了（删除线），请改正，或去掉删除线"
Runs = Mapping[tuple[int, int], list[tuple[bool, str]]]


def book(*rows: list[object], lined: Iterable[tuple[int, int]] = (), runs: Runs | None = None, head: list[str] = HEADER) -> bytes:
    """A workbook in which some cells are struck, and others have words of which each run may be."""
    target, struck = io.BytesIO(), set(lined)
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        sheet, line, plain = made.add_worksheet(), made.add_format({"font_strikeout": True}), made.add_format({"bold": True})
        for at, row in enumerate([head, *rows]):
            for n, value in enumerate(row):
                sheet.write(at, n, value, line if (at, n) in struck else None)
        for (at, n), words in (runs or {}).items():
            sheet.write_rich_string(at, n, *[part for off, text in words for part in (line if off else plain, text)])
    return target.getvalue()


def test_a_row_that_was_struck_out_is_asked_about() -> None:
    _found, rows, _reading = through(book(["姜梅", "", "7", A], ["何海", "", "8", B], lined=[(2, n) for n in range(4)]))
    assert [list(refused([row]).items()) for row in rows] == [[], [("A3", ROW)]]


def test_a_cell_that_was_struck_out_is_no_value() -> None:
    _found, rows, _reading = through(book(["姜梅", "", 7, A], lined=[(1, 2)]))
    assert refused(rows) == {"C2": CELL}
    assert list(rows[0].raw) == ["姜梅", "", "7", A]


def test_what_is_struck_out_beside_the_columns_that_are_read_is_nothing() -> None:
    _found, rows, _reading = through(book(["姜梅", "", "7", A, "旧"], lined=[(1, 4)]))
    assert refused(rows) == {}


def test_what_is_left_of_a_cell_that_was_partly_struck_out_is_what_it_says() -> None:
    runs = {(1, 0): [(True, "王二"), (False, "姜梅")], (1, 2): [(False, "7"), (True, "8")]}
    _found, rows, _reading = through(book(["", "", "", A], runs=runs))
    assert [(row.values["name"], row.values["ticket"], row.faults) for row in rows] == [("姜梅", "7", ())]


@pytest.mark.parametrize("struck", ["<strike/>", '<strike val="1"/>', '<strike val="true"/>'])
def test_words_within_a_cell_may_be_struck_out_where_they_stand(struck: str) -> None:
    run = f'<c r="A2" t="inlineStr"><is><r><rPr>{struck}</rPr><t>王二</t></r><r><t>姜 &amp; 梅</t></r></is></c>'
    head = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCD", HEADER, strict=True))
    _found, rows, _reading = through(zipped(parts(sheet_xml(f'<row r="1">{head}</row><row r="2">{run}{cell("C2", "7")}</row>'))))
    assert [row.raw[0] for row in rows] == ["姜 & 梅"]


def test_a_stroke_that_is_switched_off_is_none() -> None:
    styles = '<styleSheet><fonts count="2"><font/><font><strike val="0"/><sz val="11"/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>'
    head = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCD", HEADER, strict=True))
    one = cell("A2", "姜梅").replace("<c ", '<c s="1" ')
    _found, rows, _reading = through(zipped(parts(sheet_xml(f'<row r="1">{head}</row><row r="2">{one}{cell("C2", "7")}</row>'), xl__styles_x_xml=styles)))
    assert refused(rows) == {}


def test_a_column_whose_name_is_struck_out_is_not_read() -> None:
    found, rows, _reading = through(book(["姜梅", "", "7", A], head=["姓名", "性别", "借书证号", "身份证号"], lined=[(0, 2), (1, 2)]))
    assert (rows[0].values.get("ticket"), rows[0].faults) == (None, ())
    assert [shown_sheet(plan)["headings"][2] for plan in found.sheets] == ["借书证号"]


def test_an_old_workbook_is_struck_out_alike() -> None:
    rows = [HEADER, ["姜梅", "", 7, A], ["何海", "", 8, B], ["金兰", "", 9, ""]]
    _found, read, _reading = through(xls(rows, lined=[(1, 2), *((2, n) for n in range(4))]))
    assert refused(read) == {"C2": CELL, "A3": ROW}


def test_words_within_a_cell_of_an_old_workbook_may_be_struck_out_too() -> None:
    runs = {(1, 0): [(True, "王二"), (False, "姜梅")], (1, 2): [(False, "7"), (True, "8")], (2, 0): [(True, "何"), (True, "海")]}
    _found, read, _reading = through(xls([HEADER, ["?", "", "?", A], ["?", "", 8, B]], runs=runs))
    assert [(row.values["name"], row.values["ticket"]) for row in read] == [("姜梅", "7"), (None, "8")]
    assert refused(read) == {"A3": CELL}


@pytest.mark.parametrize("cut", [13, 15, 17, 19])
def test_a_table_of_words_that_goes_on_in_another_record_is_one(cut: int) -> None:
    runs = {(1, 0): [(True, "王二麻"), (False, "姜")], (2, 0): [(True, "旧"), (False, "何海")]}
    _found, read, _reading = through(xls([HEADER, ["?", "", 7, A], ["?", "", 8, B]], runs=runs, cut=cut))
    assert [row.values["name"] for row in read] == ["姜", "何海"]


def test_what_failed_in_an_old_workbook_is_no_blank() -> None:
    _found, read, _reading = through(xls([HEADER, ["姜梅", "", "7", "#N/A"], ["何海", "#REF!", "8", ""], ["#VALUE!", "", "9", ""]]))
    assert refused(read) == {"D2": "公式出错“#N/A”，请改成值", "B3": "公式出错“#REF!”，请改成值", "A4": "公式出错“#VALUE!”，请改成值"}


@pytest.mark.django_db
def test_a_struck_row_comes_back_to_be_decided_and_is_taken_when_it_is_sent_again() -> None:
    place = t.build()
    head = ["户号", "户主", "姓名", "与户主关系", "身份证号", "村"]
    rows: list[list[object]] = [["0001", "李长河", "李长河", "户主", t.born(1960, 11), "上河村"], ["0001", "李长河", "王秀英", "妻", t.born(1962, 12, "f"), "上河村"]]
    imported = t.bring_in(book(*rows, lined=[(2, n) for n in range(6)], head=head), "户籍.xlsx", place)
    assert (t.fates(imported), t.whys(imported)) == ((1, 0, 0, 1), [f"A3 {ROW}"])
    again = t.bring_in(refused_workbook(imported), "退回.xlsx", place)
    assert t.fates(again) == (1, 0, 0, 0)
    assert set(Person.objects.filter(homes__household__number="0001").values_list("name", flat=True)) == {"李长河", "王秀英"}
