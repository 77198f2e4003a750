"""Formulas that failed or were never worked out, as cells of a roster."""

from __future__ import annotations

import pytest

from .library import HEADER, identity, parse, refused, through
from .package import RELS, cell, parts, sheet_xml, xlsx, zipped

A = identity()
FAILED = '<c r="{0}" s="1" t="e"><f>VLOOKUP(A2,C:D,2,0)</f><v>#N/A</v></c>'
UNWORKED = '<c r="{0}"><f>B2&amp;""</f><v></v></c>'


def book(*cells: str) -> bytes:
    head = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCD", HEADER, strict=True))
    return zipped(parts(sheet_xml(f'<row r="1">{head}</row><row r="2">{"".join(cells)}</row>')))


@pytest.mark.parametrize(("made", "why"), [
    (FAILED, "公式出错“#N/A”，请改成值"), ('<c t="e" r="{0}"><v>#REF!</v></c>', "公式出错“#REF!”，请改成值"),
    (UNWORKED, "公式还没有算出结果，请用 Excel 或 WPS 打开原表，保存后再导入"), ('<c r="{0}"><f>B2</f></c>', "公式还没有算出结果，请用 Excel 或 WPS 打开原表，保存后再导入"),
    ('<c r="{0}"><f t="shared" si="0"/><v/></c>', "公式还没有算出结果，请用 Excel 或 WPS 打开原表，保存后再导入"),
])  # fmt: skip
def test_a_formula_that_says_nothing_is_refused_with_its_cell(made: str, why: str) -> None:
    _found, rows, _reading = through(book(cell("A2", "姜梅"), cell("C2", "7"), made.format("D2")))
    assert refused(rows) == {"D2": why}


def test_a_formula_that_gives_nothing_is_blank() -> None:
    _found, rows, _reading = through(book(cell("A2", "姜梅"), cell("C2", "7"), '<c r="D2" t="str"><f>""</f><v></v></c>'))
    assert [(row.values["id_number"], row.faults) for row in rows] == [(None, ())]


def test_a_formula_that_gives_something_is_that() -> None:
    _found, rows, _reading = through(book(cell("A2", "姜梅"), f'<c r="D2" t="str"><f>B9</f><v>{A}</v></c>'))
    assert [row.values["id_number"] for row in rows] == [A]


def test_rows_made_ready_with_formulas_are_no_data() -> None:
    ready = "".join(f'<row r="{n}">{FAILED.format(f"A{n}")}{UNWORKED.format(f"D{n}")}</row>' for n in range(3, 9))
    head = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCD", HEADER, strict=True))
    one = f'<row r="1">{head}</row><row r="2">{cell("A2", "姜梅")}{cell("C2", "7")}</row>'
    _found, rows, reading = through(zipped(parts(sheet_xml(one + ready))))
    assert ([row.number for row in rows], reading.skipped) == ([2], [])


def test_each_sheet_has_its_own_failed_cells() -> None:
    made = parts(sheet_xml(""), sheets=2)
    head = "".join(cell(f"{letter}1", name) for letter, name in zip("ABCD", HEADER, strict=True))
    sound, bad = (f'<row r="1">{head}</row><row r="2">{cell("A2", name)}{cell("C2", name)}{more}</row>' for name, more in (("姜梅", ""), ("何海", FAILED.format("D2"))))
    made |= {"xl/worksheets/sheet1.xml": sheet_xml(sound), "xl/worksheets/sheet2.xml": sheet_xml(bad)}
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace('Target="worksheets/', 'Target="/xl/worksheets/')
    assert RELS in str(made["xl/_rels/workbook.xml.rels"])
    _found, rows, _reading = through(zipped(made))
    assert [(row.sheet, list(refused([row]))) for row in rows] == [("表1", []), ("表2", ["D2"])]


def test_the_words_of_a_failed_formula_are_no_value_in_a_csv_either() -> None:
    rows = parse([*HEADER, "备注"], ["姜梅", "#N/A", "7", "", "#VALUE!"])
    assert refused(rows) == {"B2": "公式出错“#N/A”，请改成值", "E2": "公式出错“#VALUE!”，请改成值"}


def test_a_birth_that_the_identity_number_tells_needs_no_formula() -> None:
    _found, rows, _reading = through(xlsx([["姓名", "身份证号", "备注"], ["姜梅", A, "#1号楼"]]))
    assert [row.values["remark"] for row in rows] == ["#1号楼"]
