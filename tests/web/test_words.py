"""Days, numbers and what is left of a limit, as the office writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import template
from django.template import Context, Template
from django.utils.translation import gettext_lazy, override

from yanzhen.faces import words
from yanzhen.faces.web.parts import Tag
from yanzhen.faces.web.templatetags import yz
from yanzhen.kernel.guard.access import called

TODAY = date(2017, 12, 20)
LATE_EVENING = datetime(2017, 3, 8, 17, 30, tzinfo=UTC)  # already the ninth in Shanghai


def shown(text: str, **context: object) -> str:
    return Template("{% load yz %}" + text).render(Context(context))


def test_a_day_leaves_out_the_year_it_shares_with_today() -> None:
    assert yz.day(date(2017, 3, 8), TODAY) == "3 月 8 日"
    assert yz.day(date(2016, 3, 8), TODAY) == "2016 年 3 月 8 日"
    assert yz.day(date(2017, 3, 8)) == "2017 年 3 月 8 日"


def test_an_instant_is_told_in_local_time() -> None:
    assert yz.moment(LATE_EVENING, TODAY) == "3 月 9 日 01:30"
    assert yz.iso(LATE_EVENING) == "2017-03-09"
    assert yz.fullday(LATE_EVENING) == "2017 年 3 月 9 日"


def test_machines_read_the_day_too() -> None:
    assert shown("{% when at today %}", at=LATE_EVENING, today=TODAY) == (
        '<time datetime="2017-03-09T01:30+08:00">3 月 9 日 01:30</time>'
    )
    assert shown("{% when on %}", on=TODAY) == '<time datetime="2017-12-20">2017 年 12 月 20 日</time>'


@pytest.mark.parametrize("filled", [yz.iso, yz.fullday, yz.day, yz.moment, yz.number, yz.percent])
def test_what_is_not_known_is_a_dash(filled: object) -> None:
    assert callable(filled) and filled(None) == "—"


def test_numbers_are_grouped_and_never_invented() -> None:
    assert [yz.number(1083), yz.number(Decimal("156.51")), yz.number(23000.5, 1)] == ["1,083", "156.51", "23,000.5"]
    assert yz.number(0) == "0"


def test_shares_are_rounded_as_a_reader_would() -> None:
    assert yz.percent(807 / 1083) == "74.5%"
    assert yz.percent(Decimal("0.6195"), 2) == "61.95%"


def test_sizes_of_files_are_told_roughly() -> None:
    assert [yz.filesize(1), yz.filesize(340_200), yz.filesize(2_100_000)] == ["1 KB", "340 KB", "2.1 MB"]


@pytest.mark.parametrize(
    ("due", "working", "said"),
    [
        (date(2017, 12, 17), None, Tag("过期 3 天", "late")),
        (date(2017, 12, 20), None, Tag("今天到期", "soon")),
        (date(2017, 12, 23), None, Tag("还有 3 天", "soon")),
        (date(2017, 12, 24), None, Tag("还有 4 天")),
        (date(2017, 12, 25), 2, Tag("还有 2 个工作日", "soon")),
        (date(2017, 12, 29), 6, Tag("还有 6 个工作日")),
        (date(2018, 1, 25), None, Tag("1 月 25 日前")),
        (date(2018, 12, 25), None, Tag("2018 年 12 月 25 日前")),
    ],
)
def test_what_is_left_of_a_limit(due: date, working: int | None, said: Tag) -> None:
    assert yz.left_of(due, TODAY, working) == said


def test_no_limit_leaves_no_tag() -> None:
    assert shown("{% remaining due today %}", due=None, today=TODAY) == ""
    assert shown("{% remaining due today %}", due=TODAY, today=TODAY) == '<span class="tag soon">今天到期</span>'


def test_a_tag_escapes_its_word_and_knows_its_tones() -> None:
    assert shown("{% tag word %}", word="<b>") == '<span class="tag">&lt;b&gt;</span>'
    with pytest.raises(template.TemplateSyntaxError):
        shown("{% tag 'word' 'pink' %}")


def test_a_figure_opens_its_evidence() -> None:
    assert shown("{% figure 1083 '/f/x/' '条' %}") == '<a class="fig num" href="/f/x/">1,083 条</a>'
    assert shown("{% figure 74.5 '' '%' %}") == '<span class="num">74.5%</span>'
    assert "尚未登记" in shown("{% figure value '/f/x/' '条' %}", value=None)


@pytest.mark.parametrize(("unit", "one", "many"), [("条", "case", "cases"), ("家", "company", "companies"), ("类", "category", "categories"), ("平方公里", "km²", "km²")])
def test_a_unit_goes_by_its_number_in_english(unit: str, one: str, many: str) -> None:
    name = gettext_lazy(unit)
    assert [words.unit_said(name, n) for n in (1, 2, None)] == [unit] * 3
    with override("en"):
        assert (words.unit_said(name, 1), words.unit_said(name, Decimal(1)), words.unit_said(name, 0)) == (one, one, str(name)) and str(name) == many


def test_our_own_words_for_posts_and_relations_are_told_in_english_and_others_as_they_were_typed() -> None:
    with override("en"):
        assert called("dispatcher", "党政办主任") == called("dispatcher", "") == "Head of the general office"
        assert called("dispatcher", "办公室主任") == "办公室主任" and called("gone", "") == "gone"
        assert [words.relation_said(one) for one in ("户主", "长子", "干儿子", "")] == ["Head of household", "Eldest son", "干儿子", ""]
    assert (called("dispatcher", "党政办主任"), words.relation_said("长子")) == ("党政办主任", "长子")
