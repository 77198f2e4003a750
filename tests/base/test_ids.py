"""Identity numbers and credit codes. The numbers are published examples or invented with area code 99."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.base import ids

GOOD = "991101198506150013"

numbers = st.builds(
    lambda area, birth, order: f"{area:06d}{birth:%Y%m%d}{order:03d}",
    st.integers(110000, 999999),
    st.dates(date(1850, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)


def with_check(head: str) -> str:
    """Seventeen digits and their check, by the text of the standard."""
    total = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(head))
    return head + "10X98765432"[total % 11]


def test_a_number_is_read_however_it_was_typed() -> None:
    plain = "11010519491231002X"
    for typed in (
        "11010519491231002x",
        " 110105 19491231 002X ",
        "11010519491231002X",
        "110105\u200b19491231\u3000002x",
    ):
        assert ids.normalise(typed) == plain
        assert ids.fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "位数不对"),
        ("99110119850615001", "位数不对"),
        ("9911011985061500166", "位数不对"),
        ("同上", "位数不对"),
        ("9911011985O6150016", "含有不该有的字符"),
        ("X91101198506150016", "含有不该有的字符"),
        ("99110119850615001Y", "含有不该有的字符"),
        ("99110119850615001①", "含有不该有的字符"),
        ("٩٩1101198506150016", "含有不该有的字符"),
        ("99110185O615001", "含有不该有的字符"),
        ("411103199002290017", "日期不存在"),
        ("991101190002290017", "日期不存在"),
        ("991101198513150016", "日期不存在"),
        ("991101000001010016", "日期不存在"),
        ("991101179912310016", "日期不存在"),
        ("991101210001010016", "日期不存在"),
        ("991101850631001", "日期不存在"),
        ("991101198506150014", "校验码不对"),
    ],
)
def test_a_fault_is_named(typed: str, fault: str) -> None:
    assert ids.fault(typed) == fault


def test_two_digits_changed_places_are_found_out() -> None:
    assert ids.fault(GOOD) is None
    swaps = [GOOD[:n] + GOOD[n + 1] + GOOD[n] + GOOD[n + 2 :] for n in range(16) if GOOD[n] != GOOD[n + 1]]
    assert len(swaps) > 8
    assert all(ids.fault(swap) for swap in swaps)


def test_a_leap_day_is_a_birthday_in_a_leap_year_only() -> None:
    assert ids.birth_of(with_check("99110120000229002")) == date(2000, 2, 29)
    assert ids.fault(with_check("99110119000229002")) == ids.BIRTH


def test_an_old_number_of_fifteen_digits_is_the_same_person() -> None:
    assert ids.fault("991101850615001") is None
    assert ids.canonical("991101850615001") == GOOD == ids.canonical(GOOD)
    assert ids.birth_of("991101850615001") == date(1985, 6, 15)
    assert ids.gender_of("991101850615001") == "male"
    assert ids.canonical("991101851315001") == "991101851315001"


def test_a_faulty_number_tells_nothing() -> None:
    assert ids.birth_of("991101198506150014") is None
    assert ids.gender_of("991101198506150014") == ""


def test_an_area_nobody_knows_is_no_fault() -> None:
    assert not ids.area_known(GOOD)
    assert ids.area_known("371482198506152034")
    assert ids.fault(GOOD) is None


def test_others_see_the_end_of_a_number_and_never_the_birthday() -> None:
    assert ids.masked(GOOD) == "991***********0013"
    assert ids.masked("991101850615001") == "991********5001"
    assert ids.masked("1234567") == "*******"


@settings(deadline=None)
@given(numbers)
def test_every_number_made_by_the_standard_is_right_and_one_wrong_digit_is_not(head: str) -> None:
    number = with_check(head)
    assert ids.fault(number) is None
    assert ids.birth_of(number) == date(int(head[6:10]), int(head[10:12]), int(head[12:14]))
    assert ids.gender_of(number) == ("male" if int(head[16]) % 2 else "female")
    for at in range(17):
        wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        assert ids.fault(wrong) in (ids.CHECK, ids.BIRTH)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_breaks_the_check(text: str) -> None:
    assert ids.fault(text) in (None, ids.LENGTH, ids.CHARACTERS, ids.BIRTH, ids.CHECK)
    assert ids.credit_fault(text) in (None, ids.LENGTH, ids.CHARACTERS, ids.CHECK)
    assert ids.masked(text) in ("", *["*" * n for n in range(40)]) or len(ids.normalise(text)) >= 15


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "N2411103MF0000013N", "54411103MJ000123XD", "N2371482MF0000013M"]
)
def test_a_credit_code_is_right_and_so_is_the_organisation_code_in_it(code: str) -> None:
    assert ids.credit_fault(code.lower()) is None
    assert ids.organisation_fits(code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y44", "校验码不对"),
        ("9135010OM000100Y43", "含有不该有的字符"),
        ("9135010IM000100Y43", "含有不该有的字符"),
        ("91350100M000100Y4", "位数不对"),
    ],
)
def test_a_wrong_credit_code_is_named(code: str, fault: str) -> None:
    assert ids.credit_fault(code) == fault


def test_a_wrong_organisation_code_inside_is_only_told() -> None:
    assert not ids.organisation_fits("91350100M000200Y43")
    assert not ids.organisation_fits("9135")
