"""How numbers are said in a report."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.reports.wording import (
    PLAIN,
    SCALES,
    Interval,
    Wording,
    change,
    covers,
    interval,
    percent,
    say,
    share,
)

D = Decimal
COUNTS = st.integers(0, 10**13)
MEASURES = st.decimals(D("0.01"), D(10) ** 12, places=3)
WORDINGS = st.builds(
    Wording,
    scale=st.sampled_from(list(SCALES)),
    places=st.none() | st.integers(0, 4),
    hedged=st.booleans(),
    leading=st.none() | st.integers(1, 5),
)


@pytest.mark.parametrize(
    ("value", "unit", "wording", "words"),
    [
        (1083, "条", PLAIN, "1083条"),
        (12345678, "元", PLAIN, "12345678元"),
        (D("156.510000"), "平方公里", PLAIN, "156.51平方公里"),
        (D("1E+3"), "", PLAIN, "1000"),
        (0, "件", PLAIN, "0件"),
        (D("-0.004"), "", Wording(places=1), "0.0"),
        (D("0.5"), "公顷", PLAIN, "0.5公顷"),
        (1083, "条", Wording(with_unit=False), "1083"),
        (23012, "人", Wording("万", 1), "2.3万人"),
        (23512, "人", Wording("万", 1), "2.4万人"),
        (123450000, "元", Wording("亿"), "1.2345亿元"),
        (4486000, "元", Wording("万"), "448.6万元"),
        (D("2.345"), "", Wording(places=2), "2.35"),
    ],
)
def test_a_number_is_said_in_arabic_digits_with_scale_and_unit(value, unit, wording, words):
    assert say(value, unit, wording) == words


@pytest.mark.parametrize(
    ("value", "wording", "words"),
    [
        (1432, Wording(hedged=True), "1400余人"),
        (134, Wording(hedged=True), "130余人"),
        (75, Wording(hedged=True), "70余人"),
        (1083, Wording(hedged=True, leading=3), "1080余人"),
        (23456, Wording("万", hedged=True), "2.3万余人"),
        (345678, Wording("万", hedged=True), "34万余人"),
        (304567, Wording("万", hedged=True), "30余万人"),
        (23456, Wording("万", 2, True), "2.34万余人"),
    ],
)
def test_yu_cuts_off_the_number_behind_its_leading_digits(value, wording, words):
    assert say(value, "人", wording) == words


@pytest.mark.parametrize("value", [1400, 0, 7, -1432])
def test_yu_is_left_out_where_it_would_say_something_false(value):
    assert say(value, "人", Wording(hedged=True)) == f"{value}人"


def test_a_rate_is_in_per_cent_with_one_decimal():
    assert say(D("74.515"), "%") == "74.5%"
    assert percent(share(807, 1083)) == "74.5%"
    assert percent(100) == "100.0%"
    assert percent(D("74.515"), 2) == "74.52%"


@pytest.mark.parametrize(
    ("now", "before", "unit", "words"),
    [
        (1083, 780, "条", "增长38.8%"),
        (968, 1000, "条", "下降3.2%"),
        (5, 5, "条", "持平"),
        (0, 0, "条", "持平"),
        (0, 12, "条", "下降100.0%"),
        (12, 0, "条", "由0条增至12条"),
        (D("-3"), 0, "元", "由0元降至-3元"),
        (100001, 100000, "人", "基本持平"),
        (D("74.5"), D("72.2"), "%", "提高2.3个百分点"),
        (D("72.2"), D("74.5"), "%", "下降2.3个百分点"),
        (D("72.2"), D("72.21"), "%", "基本持平"),
        (3, 0, "%", "提高3.0个百分点"),
    ],
)
def test_year_on_year_stands_behind_the_word_tongbi(now, before, unit, words):
    assert change(now, before, unit) == words


@pytest.mark.parametrize("value", [1.5, True, "7", None])
def test_what_is_no_exact_number_is_refused(value):
    with pytest.raises(TypeError):
        say(value)


@pytest.mark.parametrize("value", [D("NaN"), D("Infinity")])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        say(value)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("1400余名", 1400, 1500),
        ("30余万元", 300000, 400000),
        ("34万余人", 340000, 350000),
        ("2.30万余人", 23000, 23100),
        ("70余条", 70, 80),
        ("100余人", 100, 200),
    ],
)
def test_n_yu_means_less_than_one_unit_of_the_last_significant_digit_more(words, low, high):
    assert interval(words) == Interval(D(low), D(high), below=True)
    assert low in interval(words)
    assert high not in interval(words)


def test_a_rounded_number_means_half_a_unit_of_its_last_digit_to_both_sides():
    assert interval("2.3万人") == Interval(D(22500), D(23500))
    assert covers("下降3.2%", D("-3.24"))
    assert not covers("下降3.2%", D("3.2"))
    assert covers("基本持平", D("0.04"))
    assert not covers("持平", D("0.04"))


def test_words_without_a_number_are_refused():
    with pytest.raises(ValueError, match="若干"):
        interval("若干条")


@given(COUNTS | MEASURES, WORDINGS)
def test_words_always_cover_the_number_they_were_made_from(value, wording):
    assert covers(say(value, "人", wording), value)


@given(COUNTS | MEASURES, WORDINGS)
def test_words_say_no_more_than_they_must(value, wording):
    """Two units of the last significant digit away, the words would be wrong."""
    words = say(value, "人", wording)
    found = interval(words)
    assert not covers(words, value + 2 * (found.high - found.low))
    assert ("余" in words) <= wording.hedged


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_growth_reads_back_as_the_growth_it_was(now, before):
    words = change(now, before)
    assert covers(words, share(now - before, before))


@given(COUNTS)
def test_digits_are_never_grouped_and_survive_unchanged(value):
    assert say(value) == str(value)
