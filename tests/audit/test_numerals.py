"""Numerals read back as the numbers they were written for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.audit.numerals import approximate, chinese, fraction

DIGITS, TENS = "零一二三四五六七八九", ("", "十", "百", "千")


def in_words(number: int) -> str:
    """The number as it is read aloud."""
    if number == 0:
        return "零"
    said, zero = "", False
    for power, myriad in ((8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10**4
        if group:
            said += ("零" if said and (zero or group < 1000) else "") + _group(group) + myriad
        zero = not group
    return said.removeprefix("一") if said.startswith("一十") else said


def _group(group: int) -> str:
    said, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if said and zero else "") + DIGITS[digit] + TENS[place]
        zero = not digit
    return said


@given(st.integers(0, 10**12 - 1))
def test_a_number_read_aloud_reads_back(number: int) -> None:
    assert chinese(in_words(number)) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("两千三百", 2300), ("两千三", 2300), ("两千零三", 2003), ("一万二", 12000), ("百", 100), ("二〇二四", 2024), ("壹佰贰拾", 120)],
)
def test_ways_of_saying_it(words: str, number: int) -> None:
    assert chinese(words) == number


@pytest.mark.parametrize("words", ["三四", "百百", "一二三", "十百千", "三点十", "五点一百"])
def test_what_is_no_single_number(words: str) -> None:
    assert chinese(words) is None


def test_neighbouring_digits_are_a_range() -> None:
    assert [approximate(words) for words in ("三四", "七八十", "一千二三百", "二十")] == [(3, 4), (70, 80), (1200, 1300), None]


def test_fractions_are_decimals_where_they_end() -> None:
    assert [fraction(Decimal(1), Decimal(below)) for below in (4, 3, 8, 0)] == ["0.25", "1/3", "0.125", ""]
