"""Text as people type it."""

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.base.text import bigrams, fold, tidy


def test_codes_become_half_width_punctuation_included() -> None:
    assert fold("ABC-123(甲)") == "ABC-123(甲)"
    assert fold("1\u3000\u200b2\ufeff3") == "1 23"


def test_prose_keeps_its_punctuation_and_loses_odd_blanks() -> None:
    assert tidy("  王\u3000建国,2017年 \n 3月\u200b ") == "王 建国,2017年 3月"
    assert tidy("(一)用水:不足。") == "(一)用水:不足。"


def test_pieces_to_search_by() -> None:
    assert bigrams("道路不通") == ["道路", "路不", "不通"]
    assert bigrams("水 道路,道路 A1") == ["水", "道路", "a1"]
    assert bigrams(" ,。") == []


@given(st.text())
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="山水路桥 ", min_size=1), st.text(alphabet="山水路桥 ", min_size=1))
def test_a_text_holds_the_pieces_of_its_parts(one: str, other: str) -> None:
    assert {piece for piece in bigrams(one) if len(piece) == 2} <= set(bigrams(one + other))
