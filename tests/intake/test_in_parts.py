"""Days whose year, month and day stand in columns of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yanzhen.kernel.intake.by_hand import ByHand
from yanzhen.kernel.intake.dates import Dated

from .library import Pages, identity, loans, parse, plan, readers, refused

THREE = (["读者名册"], ["读者", "", "", "", "", "证号"], ["姓名", "出生日期", "", "", "性别", ""], ["", "年", "月", "日", "", ""])
THREE_MERGED = [(1, 0, 1, 4), (2, 1, 2, 3), (1, 5, 3, 5), (2, 0, 3, 0), (2, 4, 3, 4)]


def born(*rows: list[Any], merges: Any = ()) -> list[Dated | None]:
    return [row.values["birth"] for row in parse(*rows, merges=merges)]


def test_a_day_in_three_columns_is_one_day() -> None:
    assert born(*THREE, ["姜梅", 1958.0, 3.0, 12.0, "女", "7"], merges=THREE_MERGED) == [Dated(date(1958, 3, 12), "day")]


def test_none_of_its_columns_is_left_unused() -> None:
    found = plan(Pages(("表", [*THREE, ["姜梅", 1958.0, 3.0, 12.0, "女", "7"]], THREE_MERGED))).sheets[0]
    assert (dict(found.columns), found.unused) == ({0: "name", 1: "birth", 4: "gender", 5: "ticket"}, ())


def test_a_month_in_two_columns_below_one_that_nothing_else_merges() -> None:
    rows = parse(["姓名", "证号", "办证时间", "", "备注"], ["", "", "年", "月", ""], ["姜梅", "7", "1990", "7", ""], merges=[(0, 2, 0, 3)])
    assert [row.values["joined_on"] for row in rows] == [Dated(date(1990, 7, 1), "month")]
    assert not refused(rows)


@pytest.mark.parametrize(("head", "cells", "day"), [
    (["出生年", "出生月"], [1958.0, 3.0], Dated(date(1958, 3, 1), "month")), (["出生年份", "出生月份"], ["1958年", "3月"], Dated(date(1958, 3, 1), "month")),
    (["出生年", "出生月", "出生日"], ["一九五八", "三", "十二"], Dated(date(1958, 3, 12), "day")), (["出生年", "出生月"], ["1958.3", ""], Dated(date(1958, 3, 1), "month")),
    (["出生年", "出生月"], ["1958", "/"], Dated(date(1958, 1, 1), "year")), (["出生年", "出生月", "出生日"], ["", "", ""], None),
])  # fmt: skip
def test_the_names_of_the_columns_may_say_which_day(head: list[str], cells: list[Any], day: Dated | None) -> None:
    assert born(["姓名", *head, "证号"], ["姜梅", *cells, "7"]) == [day]


def test_a_day_without_its_month_is_refused() -> None:
    rows = parse(["姓名", "出生年", "出生月", "出生日", "证号"], ["姜梅", "1958", "", "5", "7"], ["何海", "1958", "13", "", "8"])
    assert refused(rows) == {"B2": "认不出日期“1958年月5日”", "B3": "日期不存在"}


def test_a_month_and_a_day_take_the_year_of_the_title() -> None:
    rows = parse(["2017年借阅登记"], ["书架", "书名", "借出日期", ""], ["", "", "月", "日"], ["甲", "家", 3.0, 8.0], merges=[(1, 2, 1, 3)])
    assert [row.values["lent_on"] for row in rows] == [Dated(date(2017, 3, 8), "day")]


def test_merged_and_repeated_parts_reach_down() -> None:
    rows = parse(["书架", "书名", "借出日期年", "借出日期月"], ["甲", "家", "2017", "3"], ["甲", "春", "", ""], ["甲", "秋", "同上", "同上"], merges=[(1, 2, 2, 2), (1, 3, 2, 3)])
    assert [row.values["lent_on"].day for row in rows] == [date(2017, 3, 1)] * 3


def test_a_person_may_take_the_parts_for_something_else() -> None:
    by_hand = ByHand(kind=readers, columns={"表": {0: "name", 1: "birth", 2: "remark"}})
    row = parse(["姓名", "出生年", "出生月"], ["姜梅", "1958", "3"], by_hand=by_hand)[0]
    assert (str(row.values["birth"]), row.values["remark"]) == ("1958", "3")


def test_years_that_are_no_part_of_a_day_are_none() -> None:
    found = plan(Pages(("表", [["姓名", "证号", "年", "月"], ["姜梅", "7", "1990", "3"]], ())))
    assert dict(found.sheets[0].columns) == {0: "name", 1: "ticket"}
    assert found.sheets[0].unused == (2, 3)


def test_an_identity_number_contradicts_a_day_in_parts() -> None:
    [row] = parse(["姓名", "身份证号", "出生年", "出生月", "出生日"], ["姜梅", identity(born="19800101"), "1980", "1", "1"])
    assert str(row.values["birth"]) == "1980-01-01"
    assert plan(Pages(("表", [["书架", "书名", "借出日期"]], ())), by_hand=None).kind is loans
