"""The plain language in which a report is written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.kernel.reports import text
from yanzhen.kernel.reports.front import Front
from yanzhen.kernel.reports.help import HELP
from yanzhen.kernel.reports.text import Words, parse
from yanzhen.kernel.reports.uses import Name
from yanzhen.kernel.reports.wording import Wording


def one_use(source):
    document = parse(source)
    assert document.faults == ()
    (use,) = document.uses
    return use


def faults(source):
    return [str(fault) for fault in parse(source).faults]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、走访情况", 1),
        ("十一、其他", 1),
        ("（一）走访覆盖", 2),
        ("(二)问题办理", 2),
        ("1.用水用电", 3),
        ("12．道路", 3),
        ("（1）饮水", 4),
        ("全年走访情况如下。", 0),
        ("1.5万人参加了活动。", 0),
        ("一、二、三产业融合发展。", 0),
        ("一是加强领导。", 0),
        ("2017年，全镇工作平稳。", 0),
    ],
)
def test_a_heading_is_known_by_its_own_numbering(line, level):
    (block,) = parse(line).blocks
    assert (block.kind, block.level) == ("body", level)


def test_a_heading_ends_at_its_first_full_stop_and_the_text_runs_on():
    (block,) = parse("（一）走访{反映问题}条。全年无休。").blocks
    assert [run.text for run in block.runs if isinstance(run, Words)] == ["（一）走访", "条。", "全年无休。"]
    assert block.lead == 3


def test_a_heading_without_a_full_stop_is_a_heading_to_its_end():
    (block,) = parse("一、走访情况").blocks
    assert block.lead == len(block.runs) == 1


def test_title_lines_come_first():
    blocks = parse("# 工作报告\n正文。").blocks
    assert [(one.kind, one.line) for one in blocks] == [("title", 1), ("body", 2)]
    assert faults("正文。\n# 工作报告") == ["第 2 行第 1 字：标题（#）要写在正文前面"]


def test_a_figure_knows_where_it_stands():
    use = one_use("全年\n　　反映问题{反映问题|余}，")
    assert (use.line, use.column, use.source) == (2, 7, "反映问题|余")


@pytest.mark.parametrize(
    ("options", "wording"),
    [
        ("余", Wording(hedged=True)),
        ("余3", Wording(hedged=True, leading=3)),
        ("万", Wording("万")),
        ("万|1", Wording("万", 1)),
        (" 亿 | 2 ", Wording("亿", 2)),
        ("2", Wording(places=2)),
        ("无单位", Wording(with_unit=False)),
        ("余|无单位", Wording(hedged=True, with_unit=False)),
    ],
)
def test_options_say_how_the_number_is_worded(options, wording):
    assert one_use(f"{{总人口|{options}}}").wording == wording


def test_options_say_which_year_is_meant():
    assert one_use("{反映问题|2016}").year == 2016
    assert one_use("{反映问题|2016年}").year == 2016
    assert one_use("{反映问题|上年}").back == 1
    same = one_use("{反映问题|上年同期}")
    assert (same.back, same.same_period) == (1, True)


def test_a_share_names_the_whole_and_a_part_its_part():
    assert one_use("{已解决|占 反映问题}").share_of == Name("反映问题")
    assert one_use("{已解决@用水|占反映问题@用水|2}").share_of == Name("反映问题", "用水")
    assert one_use("{党支部@类别=机关}").name == Name("党支部", "类别=机关")
    assert one_use("{反映问题|同比}").compared


def test_a_figure_nobody_keeps_yet_is_marked():
    use = one_use("{?集体收入}")
    assert (use.name.ref, use.known) == ("集体收入", False)


@pytest.mark.parametrize("line", ["｛总人口｜万｜１｝", "{ 总人口 | 万 | 1 }", "{总人口｜1|万}"])
def test_full_width_signs_mean_the_same(line):
    use = one_use(line)
    assert (use.name, use.wording) == (Name("总人口"), Wording("万", 1))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("共{反映问题条", "第 1 行第 2 字：这个“{”后面没有配对的“}”，指标要写成 {名称}"),
        ("共反映问题}条", "第 1 行第 6 字：这个“}”前面没有配对的“{”，指标要写成 {名称}"),
        ("共{}条", "第 1 行第 2 字：花括号里要写指标的名称，例如 {反映问题}"),
        ("{总人口|万|亿}", "第 1 行第 1 字：“亿”和前面的写法重复或矛盾，请只留一个"),
        ("{总人口|同比|占 党员}", "第 1 行第 1 字：“同比”和“占…”不能写在同一个数字里，请分成两处"),
        ("{总人口|同比|万}", "第 1 行第 1 字：“同比”和“占…”写出来是百分数，不能再加余、万、亿或无单位"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(line, sentence):
    assert faults(line) == [sentence]


@pytest.mark.parametrize("option", ["约", "5", "千", "", "10", "余0", "同", "占", "20160"])
def test_an_unknown_option_is_told_with_those_there_are(option):
    (told,) = faults(f"{{总人口|{option}}}")
    assert told.startswith(f"第 1 行第 1 字：不认识“{option}”这个写法。可以用：余、万、亿")


FRONT = """发文机关：池上镇人民政府文件
发文字号：池政发[2018] 3 号
主送机关：区人民政府：
附件：1. 问题清单。
附件：办理情况表
署名：池上镇人民政府
成文日期：2018年1月5日
用印：是
附注：（此件公开发布）
抄送：区委组织部。
印发机关：
"""


def test_what_stands_around_the_body_is_taken_from_its_lines():
    document = parse(FRONT)
    assert (document.faults, document.blocks) == ((), ())
    assert document.front == Front(
        organ="池上镇人民政府文件",
        number="池政发〔2018〕3号",
        addressee="区人民政府",
        annexes=("问题清单", "办理情况表"),
        signature="池上镇人民政府",
        signed_on=date(2018, 1, 5),
        sealed=True,
        remark="此件公开发布",
        copies="区委组织部",
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("成文日期：2018年01月05日", "日期请写成“2026年1月5日”的样子，年份写全，月日前不加0"),
        ("成文日期：18年1月5日", "日期请写成“2026年1月5日”的样子，年份写全，月日前不加0"),
        ("成文日期：2018年2月30日", "日期请写成“2026年1月5日”的样子，年份写全，月日前不加0"),
        ("发文字号：池政发〔2018〕第3号", "发文字号请写成“×发〔2026〕5号”的样子，不加“第”，数字前不加0"),
        ("发文字号：池政发〔2018〕003号", "发文字号请写成“×发〔2026〕5号”的样子，不加“第”，数字前不加0"),
        ("份号：12", "份号是六位数字，例如 000001"),
        ("用印：可以", "“用印”后面请写“是”或“否”"),
        ("主送：{反映问题}", "“主送”这一行不能放指标"),
        ("署名：甲\n署名：乙", "“署名”写了两次，请只留一行"),
    ],
)
def test_an_element_the_standard_does_not_allow_is_told(line, sentence):
    (told,) = faults(line)
    assert told.endswith(sentence)


def test_invisible_and_direction_marks_go_and_odd_line_breaks_become_plain():
    source = "\ufeff一、走\u200b访\u202e情况\x0b正\x00文\u2028末\ud800段\uffff\r\n完"
    assert text.clean(source) == "一、走访情况\n正文\n末段\n完"


def test_rare_characters_of_names_stay():
    assert text.clean("𠮷𰻞\U00031350") == "𠮷𰻞\U00031350"


def test_a_report_longer_than_any_is_refused_with_the_limit():
    assert faults("字" * (text.MOST_CHARACTERS + 1)) == ["第 1 行第 1 字：报告太长，最多 200000 字"]


@pytest.mark.parametrize("example", [example for example, _ in HELP])
def test_every_example_of_the_help_can_be_written(example):
    assert faults(example) == []


def test_the_help_names_every_line_that_stands_around_the_body():
    told = "".join(f"{example}{says}" for example, says in HELP)
    assert [label for label in ("主送", "附件", "署名", "抄送", "用印") if label not in told] == []


@given(st.text("{}｛｝|｜@?占余万12同比反映问题#一、（）1.\n 主送：附件", max_size=60))
def test_any_text_is_read_without_failing_and_loses_no_words(source):
    document = parse(source)
    kept = {run.text.strip() for block in document.blocks for run in block.runs if isinstance(run, Words)}
    assert all(piece in source for piece in kept)
    assert all(1 <= fault.line <= source.count("\n") + 1 and fault.what for fault in document.faults)


@given(st.text())
def test_clean_text_is_clean(source):
    once = text.clean(source)
    assert text.clean(once) == once
