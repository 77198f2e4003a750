"""However a report was written, its figures read the same, and every place leads back to the text as given."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.audit.fold import fold

ODD = "鄉乡村萬万億畝戶个條項頭兩餘⺠⼾ 　\u2009\t\n１12.3，,。％%‰()（）aāèyngPk?*×余\u200b\ufeff"
TEXTS = st.text(st.sampled_from(ODD), max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("given", "even"),
    [
        ("萬億畝戶個條項頭塊噸間兩餘歲雙週", "万亿亩户个条项头块吨间两余岁双周"),
        ("著名的顯著成績", "著名的显著成绩"),
        ("⺠⽣⼾數", "民生户数"),
        ("１２．５％（Ａ＋Ｂ）", "12.5%(A+B)"),
        ("村，户；人：", "村，户；人："),
        ("鄉(xiāng)村(cun)振興(xīng)(xìng)", "乡村振兴"),
        ("表?yè)P(yáng)6家", "表?6家"),
        ("面积(kg)和（见下）", "面积(kg)和(见下)"),
        ("走访\u20098675 户和12\u3000戶", "走访8675户和12户"),
        ("30 余 万 元，1. 2 万亩，共 1 083 条，8 6 7 5户", "30余万元，1. 2万亩，共1083条，8675户"),
        ("增长41. 7 %，2 .3万", "增长41.7%，2.3万"),
        ("1. 3户群众", "1. 3户群众"),
        ("實施氣代煤 戶，完成投资 万元，占 %", "实施气代煤 户，完成投资 万元，占 %"),
        ("3 120 450\n2023 12户\t7 8", "3 120 450\n2023 12户\t7 8"),
        ("12\t户数\n13\n户数", "12\t户数\n13\n户数"),
        ("一\u200b百\ufeff户", "一百户"),
    ],
)
def test_every_way_of_writing_comes_to_one(given: str, even: str) -> None:
    assert fold(given).text == even


def test_a_place_in_the_folded_text_leads_back() -> None:
    given = "全鎮(zhèn)共 １ ０８３ 條，實(shí)施"
    folded = fold(given)
    start = folded.text.index("1083条")
    assert given[slice(*folded.span(start, start + 5))] == "１ ０８３ 條"
    assert given[slice(*folded.span(1, 3))] == "鎮(zhèn)共"
    end = len(folded.text)
    assert folded.span(end, end) == (len(given), len(given)) != folded.span(0, 0) == (0, 0)
    assert fold("").span(0, 0) == (0, 0)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_a_span_covers_the_characters_it_came_from(text: str, one: int, other: int) -> None:
    folded = fold(text)
    start, end = sorted((min(one, len(folded.text)), min(other, len(folded.text))))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert list(folded.places) == sorted(set(folded.places))
    assert [fold(text[place]).text for place in folded.places] == list(folded.text)
    if start < end:
        assert (first, last - 1) == (folded.places[start], folded.places[end - 1])


@pytest.mark.parametrize("piece", ["1 ", "(", "字(a", "字(ā)", "1", " ", "户 ", "?a)A(a", "1 234 户", "30 余 万 元", "\u200b", "1 1."])
def test_a_million_characters_are_folded_in_seconds(piece: str) -> None:
    begun = time.process_time()
    fold(piece * (1_000_000 // len(piece)))
    assert time.process_time() - begun < 4
