"""Days as people write them."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.library import through
from yanzhen.kernel.intake.dates import Dated, Wrong, dated, shows_padding, years_in

SHAPES = {
    "1979年1月13日": (1979, 1, 13, "day"),
    "1979年01月13日": (1979, 1, 13, "day"),
    "1971/08/16": (1971, 8, 16, "day"),
    "1971-8-16": (1971, 8, 16, "day"),
    "2008.02.01": (2008, 2, 1, "day"),
    "2008。2。1": (2008, 2, 1, "day"),
    "19600710": (1960, 7, 10, "day"),
    "１９７９年１月１３日": (1979, 1, 13, "day"),
    " 1979 年 1 月 13 日 ": (1979, 1, 13, "day"),
    "2017-06-30 00:00:00": (2017, 6, 30, "day"),
    "2017/6/30 8:05": (2017, 6, 30, "day"),
    "2017年6月30日上午": (2017, 6, 30, "day"),
    "2017-06-30T00:00:00": (2017, 6, 30, "day"),
    "二〇一七年十一月二十三日": (2017, 11, 23, "day"),
    "二○一七年三月八日": (2017, 3, 8, "day"),
    "1952.01": (1952, 1, 1, "month"),
    "2017.6": (2017, 6, 1, "month"),
    "2017年4月": (2017, 4, 1, "month"),
    "2017年4月份": (2017, 4, 1, "month"),
    "201704": (2017, 4, 1, "month"),
    "2017-11": (2017, 11, 1, "month"),
    "42898": (2017, 6, 12, "day"),
    "1985、7、1": (1985, 7, 1, "day"),
    "1985-07-01（补）": (1985, 7, 1, "day"),
    "'1985.7.1": (1985, 7, 1, "day"),
    "1985 7 1": (1985, 7, 1, "day"),
    "Jul-85": (1985, 7, 1, "month"),
    "2014年12月换届": (2014, 12, 1, "month"),
    "2014.12村两委换届选举": (2014, 12, 1, "month"),
    "2001年7月入党": (2001, 7, 1, "month"),
    "2001.7.1、": (2001, 7, 1, "day"),
    "2017年": (2017, 1, 1, "year"),
    "2017": (2017, 1, 1, "year"),
}


@pytest.mark.parametrize(("text", "meant"), SHAPES.items())
def test_every_shape_means_its_day_and_says_how_exactly(text: str, meant: tuple[int, int, int, str]) -> None:
    assert dated(text) == (date(*meant[:3]), meant[3])


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (42898.0, date(2017, 6, 12)),
        (42898, date(2017, 6, 12)),
        (42898.75, date(2017, 6, 12)),
        (19600710.0, date(1960, 7, 10)),
        (196007.0, date(1960, 7, 1)),
        (1952.01, date(1952, 1, 1)),
        (2017.11, date(2017, 11, 1)),
        (2017.2, date(2017, 2, 1)),
        (2017.0, date(2017, 1, 1)),
        (date(1972, 8, 16), date(1972, 8, 16)),
        (datetime.fromisoformat("2017-01-02 03:04"), date(2017, 1, 2)),
    ],
)
def test_numbers_and_typed_days_are_read_too(cell: object, meant: date) -> None:
    assert dated(cell).day == meant


def test_a_number_that_lost_its_nought_is_not_guessed() -> None:
    with pytest.raises(Wrong, match="1978.1.*1月还是10月"):
        dated(1978.1)


def test_where_months_have_two_digits_the_lost_nought_is_known() -> None:
    assert shows_padding(["1952.01", 1967.07, "", date(1952, 1, 1)])
    assert not shows_padding(["1952.01", 2017.6])
    assert not shows_padding(["1952-01-02", "19520102"])
    assert dated(1978.1, padded=True) == (date(1978, 10, 1), "month")
    assert dated("1978.10", padded=True).day == date(1978, 10, 1)
    with pytest.raises(Wrong, match="1月还是10月"):
        dated("1978.1", padded=True)


@pytest.mark.parametrize("text", ["3月8日", "3-8", "3.8", "３月８日", "三月八日"])
def test_a_day_without_a_year_takes_the_year_it_is_given(text: str) -> None:
    assert dated(text, 2017) == (date(2017, 3, 8), "day")
    with pytest.raises(Wrong, match="缺少年份"):
        dated(text)


@pytest.mark.parametrize("text", ["1990-02-30", "19901301", "1952.13", "2017年4月31日", "0001-01-01", "2117.3"])
def test_a_day_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="日期不存在|认不出日期"):
        dated(text)


@pytest.mark.parametrize("text", ["18.8.4", "08-08-04", "21年5月", "05年7月1日", "Mar-18"])
def test_a_year_of_two_digits_that_may_be_of_two_centuries_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="年份要写四位"):
        dated(text)


@pytest.mark.parametrize(("cell", "meant"), [
    ("78.8.4", (1978, 8, 4, "day")), ("78-08-04", (1978, 8, 4, "day")), ("86年5月", (1986, 5, 1, "month")), ("八六年五月", (1986, 5, 1, "month")), ("58年3月12日", (1958, 3, 12, "day")),
    ("86.7", (1986, 7, 1, "month")), (86.7, (1986, 7, 1, "month")), ("70年元月", (1970, 1, 1, "month")), ("1970年元月", (1970, 1, 1, "month")), ("99年", (1999, 1, 1, "year")),
])
def test_a_year_of_two_digits_that_has_not_come_yet_is_of_the_last_century(cell: object, meant: tuple[int, int, int, str]) -> None:
    assert dated(cell, 2017) == (date(*meant[:3]), meant[3])


def test_a_short_year_that_lost_its_nought_is_not_guessed() -> None:
    with pytest.raises(Wrong, match="1975.1.*1月还是10月"):
        dated(75.1)
    with pytest.raises(Wrong, match="1975.1.*1月还是10月"):
        dated(75.1, born=True)


@pytest.mark.parametrize("cell", ["至今", "长期", "2017年上半年", 5.0, 123456789.0, True, "6/30/2017", "2017-"])
def test_what_is_no_day_is_refused(cell: object) -> None:
    with pytest.raises(Wrong):
        dated(cell, 2017)


WRITINGS = (
    "{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}",
    "{0.year}.{0.month}.{0.day}", "{0.year}-{0.month}-{0.day}", " {0:%Y}年 {0:%m}月{0:%d}日",
)  # fmt: skip


@given(st.dates(date(1900, 3, 1), date(2099, 12, 31)), st.sampled_from(WRITINGS))
def test_every_day_survives_every_writing(day: date, writing: str) -> None:
    assert dated(writing.format(day)) == Dated(day, "day")


@given(st.dates(date(1928, 1, 1), date(2099, 12, 31)))
def test_every_day_survives_being_a_number(day: date) -> None:
    assert dated(float((day - date(1899, 12, 30)).days)) == Dated(day, "day")


@given(st.text(max_size=20) | st.floats() | st.integers() | st.booleans())
def test_nothing_typed_breaks_the_reader_of_days(cell: object) -> None:
    try:
        assert isinstance(dated(cell, 2017).day, date)
    except Wrong as wrong:
        assert str(wrong)


def test_titles_tell_their_year() -> None:
    assert years_in("填报时间:2017年6月30日") == [2017]
    assert years_in("2016-2017年度借阅登记") == [2016, 2017]
    assert years_in("电话 0533-2017123") == []
    assert str(Dated(date(2017, 6, 1), "month")) == "2017-06"


def test_a_bare_number_of_a_workbook_that_counts_from_1904_is_a_day_by_its_own_calendar() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "date_1904": True}) as made:
        sheet, form = made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["姓名", "借书证号", "出生年月", "办证时间"])
        sheet.write_row(1, 0, ["姜梅", "7", 22344])
        sheet.write_datetime(1, 3, date(2017, 3, 12), form)
    _found, [row], _reading = through(target.getvalue())
    assert [row.values[key].day for key in ("birth", "joined_on")] == [date(1965, 3, 5), date(2017, 3, 12)]
