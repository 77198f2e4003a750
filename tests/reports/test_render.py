"""A report with its figures filled in, and what its writer is told."""

import pytest

from yanzhen.kernel.reports import text
from yanzhen.kernel.reports.render import FIGURE, OPEN, check, lacking, wrong
from yanzhen.kernel.reports.wording import share

from .paper import figures, rendered, resolver, said

NAMES = [one.name for one in figures()]


def told(source):
    return [str(fault) for fault in check(text.parse(source), resolver(), NAMES)]


def blocking(source):
    return [fault.what for fault in check(text.parse(source), resolver(), NAMES) if fault.blocking]


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("反映问题{反映问题}。", "反映问题1083条。"),
        ("{visit.problems}", "1083条"),
        ("总人口{总人口|万|1}，党员{党员|余}。", "总人口2.3万人，党员1400余人。"),
        ("解决率{问题解决率}", "解决率74.5%"),
        ("占{已解决问题|占 反映问题}", "占74.5%"),
        ("同比{反映问题|同比}", "同比增长38.8%"),
        ("同比{已解决问题|同比}", "同比由0条增至807条"),
        ("同比{问题解决率|同比}", "同比提高2.3个百分点"),
        ("上年{反映问题|上年}，{反映问题|2016}", "上年780条，780条"),
        ("用水{反映问题@用水}", "用水120条"),
        ("{反映问题|无单位}件", "1083件"),
        ("{问题解决率|无单位}%", "74.5%"),
        ("同比{已解决问题|同比|1}", "同比由0条增至807条"),
    ],
)
def test_named_figures_become_numbers(line, printed):
    assert said(line) == printed


@pytest.mark.parametrize(
    ("line", "printed", "missing"),
    [
        ("{?集体经济收入}", "【集体经济收入：尚未登记】", "集体经济收入"),
        ("{income}", "【集体收入：暂无数据】", "集体收入"),
        ("同比{总人口|同比}", "同比【总人口：上年同期暂无数据】", "总人口"),
        ("{反映问题|占 已解决问题|2016}", "【反映问题：总数为0，无从计算】", "反映问题"),
    ],
)
def test_what_has_no_number_is_marked_and_listed_and_never_a_number(line, printed, missing):
    (paragraph,) = rendered(line)
    (run,) = [one for one in paragraph.runs if one.state == OPEN]
    assert paragraph.text == printed
    assert (run.value, lacking([paragraph])) == (None, [missing])


@pytest.mark.parametrize(
    "printed",
    [
        ("{没有的}", "没有的：没有这个指标"),
        ("{反映问题@用电}", "反映问题：没有“用电”这一部分"),
        ("{反映问题|占 没有的}", "反映问题：没有这个指标"),
        ("{党员|占 反映问题}", "党员：单位一个是“人”、一个是“条”，算不成占比"),
        ("{反映问题|亿|1}", "反映问题：只有1083条，这样写成了0，请用小一级的单位或多留几位小数"),
    ],
)
def test_what_makes_no_number_as_it_is_written_is_no_missing_record(printed):
    line, told_in_its_place = printed
    paragraphs = rendered(line)
    assert (wrong(paragraphs), lacking(paragraphs)) == ([told_in_its_place], [])


def test_a_share_of_another_unit_is_told_to_the_writer():
    assert blocking("{党员|占 反映问题}") == ["单位一个是“人”、一个是“条”，算不成占比"]


def test_a_zero_is_a_number():
    assert said("{已解决问题|2016}") == "0条"


def test_each_missing_figure_is_listed_once_in_the_order_of_the_text():
    assert lacking(rendered("{?乙}\n{?甲}，{?乙}")) == ["乙", "甲"]


def test_a_figure_in_the_text_carries_what_signing_freezes():
    (run,) = rendered("{已解决问题|占 反映问题}")[0].runs
    assert (run.state, run.key, run.name, run.source) == (
        FIGURE,
        "visit.solved",
        "已解决问题",
        "已解决问题|占 反映问题",
    )
    assert run.href == "/figures/visit.solved/?year=2017"
    assert run.value == share(807, 1083)
    assert [(one.key, one.value, one.ask.year) for one in run.cited] == [
        ("visit.solved", 807, 2017),
        ("visit.problems", 1083, 2017),
    ]


def test_a_comparison_asks_for_the_same_part_of_the_year_before():
    known = figures()
    rendered("{反映问题|同比}{反映问题|上年同期}{反映问题|上年}", known)
    assert [(ask.year, ask.same_period) for ask in known[0].asked] == [(2017, False), (2016, True), (2016, False)]


def test_a_whole_year_is_compared_with_the_whole_year_before_it():
    known = figures()
    rendered("{反映问题|上年|同比}{已解决问题|2015|同比}{总人口|上年同期|同比}", known)
    asked = [[(ask.year, ask.same_period) for ask in one.asked] for one in (known[0], known[1], known[3])]
    assert asked == [[(2016, False), (2015, False)], [(2015, False)], [(2016, True)]]


def test_a_figure_named_twice_is_read_once():
    known = figures()
    rendered("{反映问题}\n{反映问题|余}，{已解决问题|占 visit.problems}", known)
    assert len(known[0].asked) == 1


def test_the_heading_of_a_paragraph_is_told_from_the_text_behind_it():
    (paragraph,) = rendered("（一）反映{反映问题}。已解决{已解决问题}。")
    assert [(run.text, run.lead) for run in paragraph.runs] == [
        ("（一）反映", True),
        ("1083条", True),
        ("。", True),
        ("已解决", False),
        ("807条", False),
        ("。", False),
    ]


def test_a_misspelt_figure_is_told_with_the_one_that_was_meant():
    assert told("总人口\n\n共{反应问题}") == ["第 3 行第 2 字：没有叫“反应问题”的指标，您是不是要写“反映问题”？"]
    assert told("{已解决问题|占 问题总数}") == [
        "第 1 行第 1 字：没有叫“问题总数”的指标；还没有登记的数字请写成 {?问题总数}"
    ]
    assert blocking("{人口}") == ["没有叫“人口”的指标，您是不是要写“总人口”？"]


def test_a_part_that_a_figure_does_not_have_is_told():
    assert blocking("{反映问题@用电}{反映问题@用水}") == ["没有“用电”这一部分"]
    assert blocking("{已解决问题|占 反映问题@用电}") == ["没有“用电”这一部分"]


def test_a_unit_written_twice_is_a_hint():
    assert told("{反映问题}条") == ["第 1 行第 1 字：单位“条”会自动写出，后面不用再写；要自己写请加“|无单位”"]
    assert told("{反映问题|无单位}条") == told("{反映问题}件") == []
    assert blocking("{反映问题}条") == []


def test_a_rate_takes_no_scale_word():
    assert blocking("{问题解决率|万}") == ["“问题解决率”是百分率，不能写余、万、亿或占比"]
    assert blocking("{问题解决率|同比}") == []


def test_a_figure_that_is_kept_by_now_needs_no_question_mark():
    assert told("{?反映问题}") == ["第 1 行第 1 字：“反映问题”已经有登记，可以去掉问号"]
    assert told("{?集体经济收入}") == []


@pytest.mark.parametrize("number", ["448.6万元", "130余人次", "15个", "5.5%", "30余万元", "2亿", "156.51平方公里"])
def test_a_number_typed_by_hand_is_a_hint(number):
    assert told(f"全年拨付{number}，") == [f"第 1 行第 1 字：“{number}”是手写的数字，没有出处，也不随登记变化"]


@pytest.mark.parametrize(
    "line", ["2017年12月31日", "12月", "一、1.做好", "第3次会议", "（2）加强", "池政发〔2018〕3号", "第15条"]
)
def test_dates_and_numbering_are_no_numbers_of_that_kind(line):
    assert told(line) == []


def test_everything_is_told_in_the_order_of_the_text():
    assert [fault.split("：")[0] for fault in told("{反应问题}{\n5个\n成文日期：x")] == [
        "第 1 行第 1 字",
        "第 1 行第 7 字",
        "第 2 行第 1 字",
        "第 3 行第 1 字",
    ]


def test_checking_reads_no_values():
    known = figures()
    check(text.parse("{反映问题|同比}{已解决问题|占 反映问题}"), resolver(known), NAMES)
    assert [one.asked for one in known] == [[]] * len(known)
