"""How a long title is broken into lines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.reports.breaking import break_title, width
from yanzhen.kernel.reports.layout import layout

RULES = layout().tables["title"]


def broken(title, most=RULES["most_chars"]):
    return break_title(title, most, RULES["keep"], RULES["break_before"])


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于2017年度工作情况的报告。", ["关于2017年度工作情况的报告"]),
        (
            "中共池上镇委员会关于2017年抓基层党建工作情况的报告",
            ["中共池上镇委员会", "关于2017年抓基层党建工作情况的报告"],
        ),
        (
            "某某县人民政府关于报送2026年上半年农村集体经济发展和乡村旅游服务工作情况的报告",
            ["某某县人民政府关于报送2026年上半年", "农村集体经济发展和乡村旅游服务", "工作情况的报告"],
        ),
    ],
)
def test_a_title_keeps_its_words_whole_and_loses_its_end_mark(title, lines):
    assert broken(title) == lines


def test_a_quotation_stays_on_one_line():
    lines = broken("关于推进“两学一做”学习教育常态化制度化和《工作规程》落实情况的报告")
    assert any("“两学一做”" in line for line in lines)
    assert any("《工作规程》" in line for line in lines)


def test_half_width_digits_count_half():
    assert width("2017年") == 3


@given(st.text("甲乙丙丁关于工作情况的报告2017年，《》“”", min_size=1, max_size=44))
def test_no_line_is_too_wide_and_no_character_is_lost(title):
    lines = broken(title, most=12)
    assert "".join(lines) == title.strip().rstrip("。．.;；,，")
    assert all(width(line) <= 12 for line in lines)


@given(st.integers(20, 60))
def test_lines_form_a_trapezoid_or_a_diamond(count):
    """Neighbours differ, and no line is narrower than both its neighbours."""
    lines = [width(line) for line in broken("甲" * count)]
    assert max(lines) <= RULES["most_chars"]
    assert all(one != other for one, other in pairwise(lines))
    assert all(line > min(above, below) for above, line, below in zip(lines, lines[1:], lines[2:], strict=False))


def test_a_title_as_long_as_a_paragraph_is_only_filled():
    assert [width(line) for line in broken("甲" * 90)] == [19, 19, 19, 19, 14]
