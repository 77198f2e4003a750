"""The Word file of a report, read back and held against GB/T 9704-2012 (GW-01 to GW-10)."""

import pytest
from docx.oxml.ns import qn

from yanzhen.kernel.reports.breaking import width
from yanzhen.kernel.reports.layout import layout

from .paper import face, twips, value, words, written

MM = 1440 / 25.4
LINE = 579
CHAR = 315  # 16 pt with its spacing of -0.25 pt

PAPER = """发文机关：池上镇人民政府文件
发文字号：池政发〔2018〕3号
主送：区人民政府
# 池上镇人民政府关于2017年度走访群众反映问题办理情况的报告
现将情况报告如下。反映问题{反映问题}，总人口{总人口|万|1}，集体收入{?集体收入}。
一、走访情况
（一）走访覆盖。已解决{已解决问题}。
1.用水。办理完毕。
（1）饮水
特此报告。
附件：问题清单
附件：办理情况表
署名：池上镇人民政府
成文日期：2018年1月5日
附注：此件公开发布
抄送：区委组织部，区民政局
印发机关：池上镇党政办公室
印发日期：2018年1月6日
"""


@pytest.fixture(scope="module")
def paper():
    return written(PAPER)


def section(paper):
    return paper.body.find(qn("w:sectPr"))


def test_gw01_a4_with_margins_that_leave_a_type_area_of_156_by_225_mm(paper):
    size, margin = section(paper).find(qn("w:pgSz")), section(paper).find(qn("w:pgMar"))
    page = {key: int(size.get(qn(f"w:{key}"))) / MM for key in "wh"}
    edge = {key: int(margin.get(qn(f"w:{key}"))) / MM for key in ("top", "bottom", "left", "right")}
    assert {key: round(one) for key, one in (page | edge).items()} == {
        "w": 210,
        "h": 297,
        "top": 37,
        "bottom": 35,
        "left": 28,
        "right": 26,
    }
    assert page["w"] - edge["left"] - edge["right"] == pytest.approx(156, abs=0.1)
    assert page["h"] - edge["top"] - edge["bottom"] == pytest.approx(225, abs=0.1)


def test_gw02_22_lines_of_28_black_characters_of_16_pt_fill_the_type_area(paper):
    normal, grid = paper.style("Normal"), section(paper).find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", str(LINE))
    assert (value(normal, "w:pPr/w:spacing", "line"), value(normal, "w:pPr/w:spacing", "lineRule")) == ("579", "exact")
    assert 225 * MM - LINE < 22 * LINE <= 225 * MM
    assert value(normal, "w:rPr/w:spacing") == "-5"
    assert 156 * MM - CHAR < 28 * CHAR <= 156 * MM
    basic = paper.part("word/styles.xml").find(qn("w:docDefaults"))
    assert value(basic, "w:rPrDefault/w:rPr/w:sz") == "32"
    assert value(basic, "w:rPrDefault/w:rPr/w:rFonts", "eastAsia") == "仿宋_GB2312"
    assert value(normal, "w:rPr/w:color") == "000000"
    assert {value(normal, f"w:pPr/w:{rule}") for rule in ("autoSpaceDE", "autoSpaceDN", "widowControl")} == {"0"}


def test_gw04_the_title_is_two_lines_below_the_red_line_and_shaped(paper):
    title, style = paper.paragraph("池上镇人民政府关于2017"), paper.style("Title")
    assert words(title) == "池上镇人民政府关于2017年度\n走访群众反映问题办理情况的报告"
    assert value(title, "w:pPr/w:pStyle") == "Title"
    assert (value(style, "w:pPr/w:jc"), value(style, "w:rPr/w:sz"), face(style)) == ("center", "44", "方正小标宋简体")
    assert twips(title, "w:pPr/w:spacing", "before") == 2 * LINE


def test_gw04_the_addressee_is_one_line_below_flush_left_with_a_colon(paper):
    addressee = paper.paragraph("区人民政府")
    assert words(addressee) == "区人民政府："
    assert twips(addressee, "w:pPr/w:spacing", "before") == LINE
    assert value(addressee, "w:pPr/w:ind", "left") is None


def test_gw04_a_title_has_no_end_mark_and_may_be_broken_by_its_writer():
    assert words(written("# 工作报告。\n正文").paragraphs[0]) == "工作报告"
    assert words(written("# 某某\n# 工作报告\n正文").paragraphs[0]) == "某某\n工作报告"
    assert words(written("正文", title="工作报告").paragraphs[0]) == "工作报告"


@pytest.mark.parametrize("style", ["BodyText", "Heading1", "Heading2", "Heading3", "Heading4"])
def test_gw05_every_paragraph_begins_two_characters_in(paper, style):
    assert value(paper.style(style), "w:pPr/w:ind", "firstLineChars") == "200"
    assert twips(paper.style(style), "w:pPr/w:ind", "firstLine") == 2 * CHAR


@pytest.mark.parametrize(
    ("style", "name"),
    [("Heading1", "黑体"), ("Heading2", "楷体_GB2312"), ("Heading3", "仿宋_GB2312"), ("Heading4", "仿宋_GB2312")],
)
def test_gw05_each_level_has_its_face_in_the_size_of_the_text(paper, style, name):
    assert face(paper.style(style)) == name
    assert value(paper.style(style), "w:rPr/w:sz") is None


def test_gw05_headings_are_headings_and_a_heading_with_text_behind_it_changes_face(paper):
    assert value(paper.paragraph("一、走访"), "w:pPr/w:pStyle") == "Heading1"
    assert value(paper.paragraph("（1）饮水"), "w:pPr/w:pStyle") == "Heading4"
    mixed = paper.paragraph("（一）走访覆盖")
    assert value(mixed, "w:pPr/w:pStyle") == "BodyText"
    faces = [(words(run), face(run)) for run in mixed.iter(qn("w:r"))]
    assert faces == [("（一）走访覆盖。", "楷体_GB2312"), ("已解决", None), ("807条", None), ("。", None)]


def test_gw06_annexes_are_named_one_line_below_the_text_two_characters_in(paper):
    first, second = paper.paragraph("附件：1.问题清单"), paper.paragraph("2.办理情况表")
    assert twips(first, "w:pPr/w:spacing", "before") == LINE
    assert twips(second, "w:pPr/w:spacing", "before") == 0
    left, hanging = (twips(first, "w:pPr/w:ind", key) for key in ("left", "hanging"))
    assert left - hanging == 2 * CHAR
    assert left == twips(second, "w:pPr/w:ind", "left")
    assert left == 2 * CHAR + round(CHAR * width("附件：1."))


def test_gw06_a_single_annex_has_no_number():
    only = written("正文\n附件：问题清单。").paragraph("附件")
    assert words(only) == "附件：问题清单"
    assert twips(only, "w:pPr/w:ind", "left") == 5 * CHAR


def spot(paragraph):
    """First and last character column of a line on the grid of 28, from its alignment and indents."""
    left, right = (twips(paragraph, "w:pPr/w:ind", key) / CHAR for key in ("left", "right"))
    long = width(words(paragraph))
    return (28 - right - long, 28 - right) if value(paragraph, "w:pPr/w:jc") == "right" else (left, left + long)


def signed_by(name, sealed="否"):
    paper = written(f"正文\n署名：{name}\n成文日期：2018年1月5日\n用印：{sealed}")
    found = paper.paragraph(name), paper.paragraph("2018年1月5日")
    return *(spot(one) for one in found), twips(found[0], "w:pPr/w:spacing", "before")


def test_gw07_without_a_seal_the_name_ends_two_characters_in_and_the_day_begins_two_behind_it():
    name, day, gap = signed_by("池上镇人民政府办公室")
    assert name == pytest.approx((16, 26), abs=0.01)
    assert day[0] == pytest.approx(18, abs=0.01)
    assert gap == LINE


def test_gw07_a_day_longer_than_the_name_ends_two_characters_in_instead():
    name, day, _gap = signed_by("池上镇政府")
    assert day[1] == pytest.approx(26, abs=0.01)
    assert day[0] - name[0] == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("organ", ["池上镇政府", "中共池上镇委员会", "池上镇人民政府党政综合办公室"])
def test_gw07_with_a_seal_the_name_is_centred_above_the_day(organ):
    name, day, gap = signed_by(organ, sealed="是")
    assert day[1] == pytest.approx(24, abs=0.01)
    assert sum(name) == pytest.approx(sum(day), abs=0.02)
    # A seal 42 mm across, centred between name and day, begins within one line of the text.
    assert 0 <= (gap + LINE) - 21 * MM <= LINE


def test_gw07_a_very_long_name_stays_inside_the_type_area():
    name, day, _gap = signed_by("某某某某某某某某某某某某某某某某某某某某领导小组办公室", sealed="是")
    assert name[1] <= 28.01
    assert sum(name) == pytest.approx(sum(day), abs=0.02)


def test_gw08_the_day_is_written_in_arabic_digits_without_leading_zeros(paper):
    assert words(paper.paragraph("2018年1月5日")) == "2018年1月5日"


def test_gw09_the_remark_stands_in_brackets_two_characters_in(paper):
    remark = paper.paragraph("（此件")
    assert words(remark) == "（此件公开发布）"
    assert value(remark, "w:pPr/w:pStyle") == "BodyText"


def test_gw10_page_numbers_stand_right_on_odd_and_left_on_even_pages(paper):
    kinds = {one.get(qn("w:type")): one.get(qn("r:id")) for one in section(paper).findall(qn("w:footerReference"))}
    rows = paper.part("word/_rels/document.xml.rels")
    targets = {row.get("Id"): row.get("Target") for row in rows}
    assert paper.part("word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    for kind, align, side in (("default", "right", "right"), ("even", "left", "left")):
        (line,) = paper.part(f"word/{targets[kinds[kind]]}").findall(qn("w:p"))
        assert value(line, "w:pPr/w:jc") == align
        assert twips(line, "w:pPr/w:ind", side) == 14 * 20
        assert words(line) == "— 1 —"
        assert [one.text.strip() for one in line.iter(qn("w:instrText"))] == ["PAGE"]
        assert {(face(run), value(run, "w:rPr/w:sz")) for run in line.iter(qn("w:r"))} == {("宋体", "28")}


def test_gw10_the_dash_stands_7_mm_below_the_type_area(paper):
    footer = int(section(paper).find(qn("w:pgMar")).get(qn("w:footer")))
    middle = footer + 14 * 20 / 2
    assert 35 - middle / MM == pytest.approx(7, abs=0.1)


def test_the_measures_name_their_source():
    assert layout().get("source", "standard") == "GB/T 9704-2012"
