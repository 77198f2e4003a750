"""Which rows are the header, and which column is which."""

from __future__ import annotations

from typing import Any

import pytest

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.by_hand import ByHand
from yanzhen.kernel.intake.headings import squash
from yanzhen.kernel.intake.matching import recognise
from yanzhen.kernel.intake.sheets import Column, SheetKind

from .library import HEADER, Pages, families, identity, loans, parse, plan, readers, through
from .package import xlsx

ONE = ["姜梅", "女", "7", identity()]


def book(*rows: list[Any], merges: Any = ()) -> Pages:
    return Pages(("表", list(rows), merges))


def columns(*rows: list[Any], merges: Any = ()) -> dict[int, str]:
    return dict(plan(book(*rows, merges=merges)).sheets[0].columns)


def test_a_plain_header() -> None:
    found = plan(book(HEADER, ONE))
    assert found.kind is readers
    assert found.score == 1.0
    assert (found.sheets[0].first, found.sheets[0].last) == (1, 1)
    assert dict(found.sheets[0].columns) == {0: "name", 1: "gender", 2: "ticket", 3: "id_number"}


@pytest.mark.parametrize("typed", ["姓 名", "姓\n名", "姓　名", "姓名：", "*姓名", "姓名（必填）", "读者姓名", " 姓名 "])
def test_a_name_is_known_however_it_is_set(typed: str) -> None:
    assert columns([typed, *HEADER[1:]], ONE)[0] == "name"


def test_titles_above_the_header_are_told_and_not_read() -> None:
    merges = [(0, 0, 0, 3), (1, 0, 1, 2)]
    rows = (["读者名册", "", "", ""], ["填报单位：总馆", "", "", "2017年6月30日"], [], HEADER, ONE)
    found = plan(book(*rows, merges=merges)).sheets[0]
    assert found.titles == ("读者名册", "填报单位：总馆", "2017年6月30日")
    assert (found.first, found.last) == (4, 4)


def test_two_levels_merged() -> None:
    rows = (["序号", "姓名", "办证", "", "联系方式", ""], ["", "", "办证时间", "借书证号", "手机", "微信"], [1.0, "姜梅", "2017.6", "7", "", "x"])
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)]
    found = plan(book(*rows, merges=merges)).sheets[0]
    assert dict(found.columns) == {1: "name", 2: "joined_on", 3: "ticket", 4: "phone"}
    assert [heading.text for heading in found.headings] == ["序号", "姓名", "办证/办证时间", "办证/借书证号", "联系方式/手机", "联系方式/微信"]
    assert found.unused == (5,)


def test_two_levels_of_a_csv_that_merges_nothing() -> None:
    assert columns(["姓名", "办证", "", "手机"], ["", "时间", "借书证号", ""], ["姜梅", "2017.6", "7", ""]) == {0: "name", 1: "joined_on", 2: "ticket", 3: "phone"}


def test_three_levels() -> None:
    rows = (["读者", "", "借书", ""], ["基本信息", "", "证件", ""], ["姓名", "性别", "借书证号", "办证时间"], ["姜梅", "女", "7", "2017.6"])
    merges = [(0, 0, 0, 1), (0, 2, 0, 3), (1, 0, 1, 1), (1, 2, 1, 3)]
    assert columns(*rows, merges=merges) == {0: "name", 1: "gender", 2: "ticket", 3: "joined_on"}


def test_the_surest_name_wins_and_each_column_is_taken_once() -> None:
    assert columns(["担保人姓名", "姓名", "借书证号"], ["何海", "姜梅", "7"]) == {1: "name", 2: "ticket"}
    assert columns(["姓名", "姓名", "借书证号"], ["姜梅", "何海", "7"]) == {0: "name", 2: "ticket"}


def test_the_kind_is_the_one_with_the_best_score() -> None:
    assert plan(book(["卡号", "持卡人", "姓名"], ["1", "何海", "姜梅"])).kind is families
    assert plan(book(["书架", "书名", "借出日期", "是否归还"], ["甲", "家", "2017-3-5", "√"])).kind is loans
    found = plan(book(HEADER, ONE))
    assert [kind.key for kind, _score in found.scores][0] == "readers"
    assert all(0 <= score <= 1 for _kind, score in found.scores)


def test_a_title_decides_between_kinds_alike() -> None:
    one = SheetKind("one", "甲", columns=(Column("name", "姓名", required=True), Column("no", "证号")), titles=("甲册",))
    two = SheetKind("two", "乙", columns=(Column("name", "姓名", required=True), Column("no", "证号")), titles=("乙册",))
    pages = book(["乙册"], ["姓名", "证号", "别的"], ["姜梅", "7", "x"])
    assert _best(pages, one, two) is two
    assert _best(pages, two, one) is two


def _best(pages: Pages, *kinds: SheetKind) -> SheetKind | None:
    return recognise(pages.sheets, kinds).kind


def test_a_file_of_no_kind_says_so() -> None:
    found = plan(book(["品名", "单价"], ["墨水", 3.5]))
    assert found.kind is None
    assert found.unread == (("表", "没有认出表头"),)
    with pytest.raises(Refused, match="认不出这是哪一种表"):
        found.readable()


def test_a_person_may_say_which_column_is_which() -> None:
    rows = (["甲", "乙", "丙"], ["姜梅", "7", "女"])
    by_hand = ByHand(kind=readers, columns={"表": {0: "name", 2: "gender"}})
    row = parse(*rows, by_hand=by_hand)[0]
    assert (row.values["name"], row.values["gender"], row.values["ticket"]) == ("姜梅", "f", None)


def test_a_person_may_say_where_the_header_is() -> None:
    rows = (["姓名", "借书证号"], ["样例", "样例"], ["姓名", "证号"], ["姜梅", "7"])
    found = plan(book(*rows), by_hand=ByHand(kind=readers, headers={"表": (3, 3)}))
    assert (found.sheets[0].first, found.sheets[0].last) == (3, 3)


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({0: "colour"}, "没有“colour”这一列"),
        ({9: "name"}, "没有“name”这一列"),
        ({-1: "name"}, "没有“name”这一列"),
        ({0: "name", 1: "name"}, "“姓名”指定了不止一列"),
        ({}, "一列也没有指定"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(chosen: dict[int, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        plan(book(HEADER, ONE), by_hand=ByHand(kind=readers, columns={"表": chosen}))


@pytest.mark.parametrize("rows", [(0, 1), (2, 1), (1, 4), (3, 3)])
def test_a_header_that_cannot_be_is_refused(rows: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="表头要在前2行里，最多3行"):
        plan(book(HEADER, ONE), by_hand=ByHand(kind=readers, headers={"表": rows}))


def test_a_missing_required_column_is_named() -> None:
    found = plan(book(["卡号", "持卡人", "住处"], ["1", "何海", "馆前街"]), by_hand=ByHand(kind=families))
    assert found.unread == (("表", "没有找到“姓名”这一列"),)
    with pytest.raises(Refused, match="没有可以读取的工作表。表：没有找到“姓名”这一列"):
        found.readable()


def test_sheets_without_a_header_are_reported() -> None:
    pages = Pages(("一", [HEADER, ONE], ()), ("二", [HEADER, ONE], ()), ("说明", [["请按要求填写"]], ()), ("空", [], ()))
    found = plan(pages)
    assert [sheet.name for sheet in found.sheets] == ["一", "二"]
    assert found.unread == (("说明", "没有认出表头"), ("空", "空表"))


def test_a_hidden_sheet_is_reported_and_not_read() -> None:
    found, rows, _reading = through(xlsx([HEADER, ONE], [HEADER, ONE], names=["名册", "底稿"], hidden=[1]))
    assert [row.sheet for row in rows] == ["名册"]
    assert found.unread == (("底稿", "隐藏的工作表"),)


def test_a_declaration_that_contradicts_itself_is_an_error() -> None:
    with pytest.raises(ValueError, match="choices belong"):
        Column("x", "某", choices={"a": ("甲",)})
    with pytest.raises(ValueError, match="twice"):
        SheetKind("k", "册", columns=(Column("x", "某"), Column("x", "某")))
    with pytest.raises(ValueError, match="does not have: y, z"):
        SheetKind("k", "册", columns=(Column("x", "某", fill_down="y"),), keys=(("z",),))


def test_headings_are_compared_without_what_people_vary() -> None:
    assert squash("姓　名（必填）：") == squash("*姓\n名") == squash("姓名") == "姓名"


def test_a_second_telephone_is_the_same_column_and_its_neighbour_under_one_heading_is_not() -> None:
    found = plan(book(["姓名", "手机1", "手机2", "性别"], ["姜梅", "", "13800000001", "女"])).sheets[0]
    assert (dict(found.columns), dict(found.spares), found.unused) == ({0: "name", 1: "phone", 3: "gender"}, {1: (2,)}, ())
    rows = (["姓名", "联系方式", "", "性别"], ["", "手机", "微信", ""], ["姜梅", "13800000001", "mei", "女"])
    found = plan(book(*rows, merges=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)])).sheets[0]
    assert (dict(found.spares), found.unused) == ({}, (2,))


def test_the_first_telephone_that_is_one_is_taken() -> None:
    rows = parse(["姓名", "性别", "手机1", "手机2"], ["姜梅", "女", "", "13800000001"], ["何海", "男", "13800000002", "13800000003"], ["周兰", "女", "无", "12"])
    assert [row.values["phone"] for row in rows] == ["13800000001", "13800000002", None]
    assert [(fault.cell, fault.sentence) for fault in rows[2].faults] == [("D4", "电话号码位数不对")]


@pytest.mark.parametrize("name", ["办证年月日", "办证年月", "办证日期", "办 证 时 间"])
def test_a_day_is_known_by_any_of_the_words_for_one(name: str) -> None:
    assert columns(["姓名", "借书证号", name], ["孙巧", "1", "2001.7.1"]) == {0: "name", 1: "ticket", 2: "joined_on"}
