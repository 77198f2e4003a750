"""From rows as they are kept to rows as they are meant."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.kernel.intake.by_hand import ByHand
from yanzhen.kernel.intake.cellnames import letters
from yanzhen.kernel.intake.dates import Dated
from yanzhen.kernel.intake.reading import Reading
from yanzhen.kernel.intake.sheets import Column, SheetKind

from .library import HEADER, Pages, families, identity, parse, plan, readers, refused

A, B, C = (identity(order=n) for n in (1, 3, 5))


def test_a_row_says_where_it_stood_and_what_it_holds() -> None:
    rows = parse(["读者名册"], [], HEADER, [], ["姜  梅", "女 ", "7", A])
    assert [(row.sheet, row.number, row.faults) for row in rows] == [("表", 5, ())]
    assert rows[0].values["name"] == "姜梅"
    assert rows[0].values["gender"] == "f"
    assert rows[0].values["birth"] is None
    assert rows[0].values["active"] is False, "an absent column is what its blank would be"
    assert rows[0].raw == ["姜  梅", "女 ", "7", A]
    assert rows[0].key == (("id_number",), (A,), 0)


def test_every_fault_names_its_cell() -> None:
    rows = parse(["序号", *HEADER, "手机"], [1.0, "", "女", "7", A[:17], "123456"], [2.0, "何海", "未知的", "8", 9.9e17, ""])
    assert refused(rows) == {
        "B2": "缺少姓名",
        "E2": "位数不对",
        "F2": "电话号码位数不对",
        "C3": "“未知的”不在可填的范围内：男、女",
        "E3": "身份证号被存成数字,末几位已丢失",
    }
    assert all(row.key is None for row in rows)


def test_the_later_of_two_rows_with_one_identity_number_is_refused() -> None:
    rows = parse(HEADER, ["姜梅", "女", "1", A], ["何海", "男", "2", B], ["姜梅", "女", "3", f" {A}"])
    assert refused(rows) == {"D4": "与前面的行是同一身份证号"}
    assert rows[2].faults[0].other == "D2"


def test_a_faulty_row_does_not_make_a_later_one_double() -> None:
    assert list(refused(parse(HEADER, ["", "女", "1", A], ["姜梅", "女", "1", A]))) == ["A2"]


def test_the_next_key_counts_where_the_first_is_blank() -> None:
    rows = parse(HEADER, ["姜梅", "女", "1", ""], ["何海", "男", "1", ""], ["何海", "男", "", ""], ["何海", "男", "", ""])
    assert refused(rows) == {"C3": "与前面的行是同一借书证号"}
    assert [row.key for row in rows] == [(("ticket",), ("1",), 0), None, None, None]


def test_doubles_are_found_across_sheets() -> None:
    book = Pages(("甲", [HEADER, ["姜梅", "女", "1", A]], ()), ("乙", [HEADER, ["何海", "男", "2", A]], ()))
    rows = list(Reading(book, plan(book)))
    assert rows[1].faults[0].other == "甲!D2"


def test_equal_rows_of_a_ledger_are_counted_not_refused() -> None:
    rows = parse(["书架", "书名", "借出日期"], ["甲", "家", "2017-3-5"], ["甲", "家", "2017.3.5"], ["乙", "家", "2017-3-5"])
    assert not refused(rows)
    assert [row.key[2] for row in rows if row.key] == [0, 1, 0]


def test_merged_cells_reach_down_in_any_column() -> None:
    rows = parse(HEADER, ["姜梅", "女", "1", ""], ["何海", "", "2", ""], ["周兰", "", "3", ""], merges=[(1, 1, 2, 1)])
    assert [row.values["gender"] for row in rows] == ["f", "f", None]


def test_a_declared_column_is_carried_down_without_a_merge() -> None:
    rows = parse(["书架", "姓名"], ["甲", "姜梅"], ["", "何海"], ["小计", ""], ["乙", "周兰"], ["", "尤金"])
    assert [row.values["shelf"] for row in rows] == ["甲", "甲", "乙", "乙"]
    assert [row.raw[0] for row in rows] == ["甲", "甲", "乙", "乙"], "what goes back must stand alone"


def test_a_total_is_not_carried_down() -> None:
    rows = parse(["书架", "姓名"], ["甲", "姜梅"], ["小计", ""], ["", "何海"])
    assert [row.values["shelf"] for row in rows] == ["甲", "甲"]


def test_a_follower_is_carried_within_its_group_only() -> None:
    rows = parse(
        ["卡号", "持卡人", "姓名", "住处"],
        ["1", "何海", "何海", "馆前街"], ["", "", "姜梅", ""], ["2", "周兰", "周兰", ""], ["", "", "周桂", ""], ["3", "", "尤金", "南门"],
    )  # fmt: skip
    assert [row.values["card"] for row in rows] == ["1", "1", "2", "2", "3"]
    assert [row.values["holder"] for row in rows] == ["何海", "何海", "周兰", "周兰", None]
    assert [row.values["place"] for row in rows] == ["馆前街", "馆前街", None, None, "南门"]


def test_without_its_leader_the_first_follower_leads() -> None:
    columns = tuple(Column(one.key, one.label, sort=one.sort, required=one.key == "name", fill_down=one.fill_down) for one in families.columns)
    households = SheetKind("homes", "住处", columns=columns)
    book = Pages(("表", [["持卡人", "姓名", "住处"], ["何海", "何海", "馆前街"], ["", "姜梅", ""], ["周兰", "周兰", ""]], ()))
    by_hand = ByHand(kind=households, columns={"表": {0: "holder", 1: "name", 2: "place"}})
    assert [row.values["place"] for row in Reading(book, plan(book, by_hand=by_hand))] == ["馆前街", "馆前街", None]


@pytest.mark.parametrize("total", [["合计", "60人"], ["合  计"], ["小计"], ["总计：60"], ["全馆合计", "", "60"], ["", "合计", "60"], ["累计60册"]])
def test_totals_are_no_data(total: list[str]) -> None:
    book = Pages(("表", [["序号", *HEADER], [1.0, "姜梅", "女", "1", A], total, [2.0, "何海", "男", "2", B]], ()))
    reading = Reading(book, plan(book))
    assert [row.values["name"] for row in reading] == ["姜梅", "何海"]
    assert [(skipped.number, skipped.why) for skipped in reading.skipped] == [(3, "total")]


@pytest.mark.parametrize(
    "note", [["填表人:王某    审核人:李某"], ["说明：一、押金每人五十元。"], ["注：以上不含已注销的"], ["制表人：", "王某", "", "审核：", "李某"], ["以上情况属实"], ["备注"], ["第1页"], ["", "", "2017年6月30日"], ["经手人签字", "", "馆长签字"]]
)
def test_notes_at_the_foot_are_no_data(note: list[str]) -> None:
    book = Pages(("表", [HEADER, ["姜梅", "女", "1", A], note], ()))
    reading = Reading(book, plan(book))
    assert [row.values["name"] for row in reading] == ["姜梅"]
    assert [skipped.why for skipped in reading.skipped] == ["note"]


def test_a_header_printed_again_on_every_page_is_no_data() -> None:
    book = Pages(("表", [HEADER, ["姜梅", "女", "1", A], HEADER, ["何海", "男", "2", B]], ()))
    assert [row.number for row in Reading(book, plan(book))] == [2, 4]


def test_rows_numbered_in_advance_and_blank_rows_are_passed_over() -> None:
    book = Pages(("表", [["序号", *HEADER], [1.0, "姜梅", "女", "1", A], [2.0], ["3"], [], ["", " "]], ()))
    reading = Reading(book, plan(book))
    assert [row.number for row in reading] == [2]
    assert reading.skipped == []


def test_a_name_alone_is_data_unless_it_begins_a_wide_sheet() -> None:
    assert [row.number for row in parse(["借书证号", "姓名", "性别"], ["7", "姜梅", "女"], ["", "何海", ""])] == [2, 3]
    assert [row.number for row in parse(["姓名", "性别"], ["姜梅", "女"], ["何海", ""])] == [2, 3]


def test_a_row_of_ordinals_below_the_header_is_no_data() -> None:
    book = Pages(("表", [HEADER, ["甲", "乙", "1", "2"], ["姜梅", "女", "1", A]], ()))
    assert [row.number for row in Reading(book, plan(book))] == [3]


def test_a_row_with_its_number_and_a_name_is_data_and_refused_for_the_rest() -> None:
    by_hand = ByHand(kind=readers, columns={"表": {0: "ticket", 1: "name", 2: "id_number"}})
    assert refused(parse(["证号", "姓名", "身份证号"], ["7", "", A], by_hand=by_hand)) == {"B2": "缺少姓名"}


def test_days_without_a_year_take_it_from_their_column_then_the_title() -> None:
    assert _lent(["书架", "书名", "借出日期"], ["甲", "家", "2016年4月"], ["甲", "春", "3月8日"]) == date(2016, 3, 8)
    assert _lent(["2015年借阅登记"], ["书架", "书名", "借出日期"], ["甲", "春", "3月8日"]) == date(2015, 3, 8)
    assert _lent(["书架", "书名", "借出日期"], ["甲", "家", "2016年4月"], ["甲", "春", "3月8日"], year=2019) == date(2019, 3, 8)
    assert refused(parse(["书架", "书名", "借出日期"], ["甲", "春", "3月8日"])) == {"C2": "缺少年份"}


def test_a_sheet_that_names_no_year_takes_it_from_its_neighbour_then_from_the_file() -> None:
    header = ["书架", "书名", "借出日期"]
    book = Pages(("一", [header, ["甲", "春", "3月8日"]], ()), ("二", [header, ["甲", "家", "2016年4月"]], ()))
    assert next(iter(Reading(book, plan(book)))).values["lent_on"].day == date(2016, 3, 8)
    alone = Pages(("一", [header, ["甲", "春", "3月8日"]], ()))
    assert next(iter(Reading(alone, plan(alone), name="2014借阅登记.xlsx"))).values["lent_on"].day == date(2014, 3, 8)


def test_a_column_of_numbers_that_writes_two_digits_means_october_by_one() -> None:
    rows = parse(["姓名", "性别", "出生年月"], ["姜梅", "女", 1952.01], ["何海", "男", 1978.1])
    assert rows[1].values["birth"] == (date(1978, 10, 1), "month")


def _lent(*rows: list[str], year: int | None = None) -> date:
    found: Dated = parse(*rows, year=year)[-1].values["lent_on"]
    return found.day


def test_the_size_of_chunks_changes_nothing() -> None:
    rows = [["书架", "姓名"], *(["甲" if n % 5 == 0 else "", f"姜{chr(0x4E00 + n)}"] for n in range(50))]
    merges = [(top, 0, top + 4, 0) for top in range(1, 50, 5)]
    whole, single = (list(Reading(book, plan(book))) for book in (Pages(("表", rows, merges), chunk=n) for n in (1000, 1)))
    assert whole == single


def test_columns_are_named_as_excel_names_them() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 701, 702, 16383)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]
