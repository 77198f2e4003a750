"""The red head and the imprint of a report's Word file (GW-03, GW-09)."""

import pytest
from docx.oxml.ns import qn

from .paper import face, twips, value, words, written
from .test_gongwen import CHAR, LINE, MM

UPWARD = "发文机关：池上镇人民政府文件\n发文字号：池政发[2018]3号\n签发人：赵某\n# 报告\n正文"
FOOT = "抄送：区委组织部，区民政局\n印发机关：池上镇党政办公室\n印发日期：2018年1月6日"


def head(source):
    return written(source).paragraphs


def test_gw03_the_mark_is_red_and_begins_35_mm_below_the_top_of_the_type_area():
    mark = head("发文机关：池上镇人民政府文件\n正文")[0]
    run = mark.find(qn("w:r"))
    assert (face(run), value(run, "w:rPr/w:color"), value(mark, "w:pPr/w:jc")) == ("方正小标宋简体", "FF0000", "center")
    size = int(value(run, "w:rPr/w:sz")) / 2
    slack = (twips(mark, "w:pPr/w:spacing", "line") / 20 - size) / 2
    assert twips(mark, "w:pPr/w:spacing", "before") / MM + slack * 20 / MM == pytest.approx(35, abs=0.1)


@pytest.mark.parametrize("organ", ["池上镇政府", "池上镇人民政府文件", "中共某某市某某区某某镇委员会办公室文件"])
def test_gw03_the_mark_fits_on_one_line(organ):
    run = head(f"发文机关：{organ}\n正文")[0].find(qn("w:r"))
    size = int(value(run, "w:rPr/w:sz")) / 2
    assert size <= 62
    assert size * 20 * len(organ) <= 156 * MM


def test_gw03_copy_number_secrecy_and_urgency_stand_top_left_and_do_not_move_the_mark():
    top = head("份号：000012\n密级：秘密\n紧急程度：加急\n发文机关：池上镇政府\n正文")
    assert [words(one) for one in top[:4]] == ["000012", "秘密", "加急", "池上镇政府"]
    assert [face(one.find(qn("w:r"))) for one in top[:3]] == [None, "黑体", "黑体"]
    alone = head("发文机关：池上镇政府\n正文")[0]
    before = [twips(one, "w:pPr/w:spacing", "before") for one in (top[3], alone)]
    assert before[0] + 3 * LINE == before[1]


def test_gw03_the_number_is_centred_two_lines_below_the_mark_with_square_year_brackets():
    number = head("发文机关：池上镇政府\n发文字号：池政发[2018]3号\n正文")[1]
    assert words(number) == "池政发〔2018〕3号"
    assert (value(number, "w:pPr/w:jc"), twips(number, "w:pPr/w:spacing", "before")) == ("center", 2 * LINE)


def test_gw03_a_paper_upward_has_its_number_left_and_who_approved_it_right():
    number = head(UPWARD)[1]
    assert words(number) == "池政发〔2018〕3号\t签发人：赵某"
    assert twips(number, "w:pPr/w:ind", "left") == CHAR
    assert abs(twips(number, "w:pPr/w:tabs/w:tab", "pos") - (156 * MM - CHAR)) < 5
    assert [face(run) for run in number.iter(qn("w:r"))] == [None, "楷体_GB2312"]


def test_gw03_a_red_line_as_wide_as_the_type_area_stands_4_mm_below_the_number():
    line = head(UPWARD)[2]
    rule = line.find(qn("w:pPr")).find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "0")
    assert twips(line, "w:pPr/w:spacing", "line") / MM == pytest.approx(4, abs=0.05)
    assert value(line, "w:pPr/w:ind", "left") is None


def test_a_paper_without_a_mark_begins_with_its_title():
    paper = written("# 工作报告\n正文")
    assert words(paper.paragraphs[0]) == "工作报告"
    assert twips(paper.paragraphs[0], "w:pPr/w:spacing", "before") == 0


def table(source):
    return written(source).body.find(qn("w:tbl"))


def test_gw09_rules_are_as_wide_as_the_type_area_thick_outside_and_thin_between():
    found = table("正文\n" + FOOT).find(qn("w:tblPr"))
    assert int(found.find(qn("w:tblW")).get(qn("w:w"))) == pytest.approx(156 * MM, abs=2)
    borders = {one.tag: int(one.get(qn("w:sz"))) for one in found.find(qn("w:tblBorders"))}
    mm = {tag: size / 8 * 25.4 / 72 for tag, size in borders.items()}
    assert mm == {
        qn("w:top"): pytest.approx(0.35, abs=0.02),
        qn("w:bottom"): pytest.approx(0.35, abs=0.02),
        qn("w:insideH"): pytest.approx(0.25, abs=0.02),
    }


def test_gw09_the_imprint_stands_at_the_foot_of_the_last_page():
    place = table("正文\n" + FOOT).find(qn("w:tblPr")).find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert int(place.get(qn("w:tblpX"))) / MM == pytest.approx(28, abs=0.1)


def test_gw09_copies_end_with_a_full_stop_and_the_issuer_stands_before_the_day():
    copies, issuer = table("正文\n" + FOOT).iter(qn("w:p"))
    assert words(copies) == "抄送：区委组织部，区民政局。"
    assert words(issuer) == "池上镇党政办公室\t2018年1月6日印发"
    for line in (copies, issuer):
        left, hanging = (twips(line, "w:pPr/w:ind", key) for key in ("left", "hanging"))
        assert left - hanging == 14 * 20
        assert {value(run, "w:rPr/w:sz") for run in line.iter(qn("w:r"))} == {"28"}
    assert twips(copies, "w:pPr/w:ind", "right") == 14 * 20


def test_a_paper_without_copies_and_issuer_has_no_imprint():
    assert table("正文") is None
