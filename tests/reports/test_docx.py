"""The Word file as a file: links, the note on where figures come from, equal bytes, and hostile text."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.reports import gongwen, text
from yanzhen.kernel.reports.advice import advise
from yanzhen.kernel.reports.front import Front
from yanzhen.kernel.reports.render import FIGURE, OPEN, Cited, Paragraph, Run, render

from .paper import AT, BASE, HEAD, YEAR, Opened, rendered, resolver, value, words, written

PAPER = "# 工作报告\n反映问题{反映问题}，又{反映问题|余}，解决{已解决问题}，集体收入{?集体收入}。\n署名：某某\n成文日期：2018年1月5日"


def links(paper):
    return [(words(one), paper.links[one.get(qn("r:id"))]) for one in paper.body.iter(qn("w:hyperlink"))]


def test_each_figure_leads_to_its_evidence():
    assert links(written(PAPER)) == [
        ("1083条", f"{BASE}/figures/visit.problems/?year=2017"),
        ("1000余条", f"{BASE}/figures/visit.problems/?year=2017"),
        ("807条", f"{BASE}/figures/visit.solved/?year=2017"),
    ]


def test_a_linked_figure_looks_like_the_text_around_it():
    (run, *_rest) = next(written(PAPER).body.iter(qn("w:hyperlink")))
    assert [one.tag for one in run.find(qn("w:rPr"))] == []


def test_without_an_address_nothing_is_linked():
    paper = written(PAPER, base_url="")
    assert (links(paper), paper.links) == ([], {})
    assert "点开数字" not in words(paper.body)


@pytest.mark.parametrize("href", ["//evil.example/x", "javascript:alert(1)", "", "https://evil.example/"])
def test_only_paths_of_this_installation_are_linked(href):
    assert gongwen.Origin(date(2018, 1, 5), base_url=BASE).address(href) == ""


def test_an_address_is_escaped():
    origin = gongwen.Origin(date(2018, 1, 5), base_url=f"{BASE}/")
    assert origin.address('/figures/x/?part=用水&"<y>=1') == f"{BASE}/figures/x/?part=%E7%94%A8%E6%B0%B4&%22%3Cy%3E=1"


@pytest.mark.parametrize(
    "wrong", [{"chain_head": "0123"}, {"chain_head": "Z" * 16}, {"base_url": "javascript:alert(1)"}]
)
def test_a_wrong_origin_is_refused(wrong):
    with pytest.raises(ValueError, match="chain head|base address"):
        gongwen.Origin(date(2018, 1, 5), **wrong)


def test_the_note_tells_the_day_the_head_of_the_trail_and_what_is_missing():
    told = words(written(PAPER).body)
    assert (
        f"本报告数字由雁阵于2018年1月5日根据登记记录计算，在电子版中点开数字可以查看依据。当时痕迹链的链首为{HEAD}。"
        in told
    )
    assert "尚未登记、没有写出数字的指标：集体收入。" in told
    assert "尚未签发" not in told


def test_a_draft_says_that_it_is_one_and_a_full_report_lists_nothing():
    told = words(written("# 报告\n{反映问题}", signed=False).body)
    assert "本稿尚未签发，数字可能变化。" in told
    assert "没有写出数字" not in told


def test_a_missing_figure_is_visibly_marked():
    (run,) = [one for one in written(PAPER).body.iter(qn("w:r")) if words(one).startswith("【")]
    assert words(run) == "【集体收入：尚未登记】"
    assert value(run, "w:rPr/w:shd", "fill") == "D9D9D9"


def test_the_same_report_gives_the_same_bytes_and_another_moment_others():
    assert written(PAPER).data == written(PAPER).data
    origin = gongwen.Origin(date(2018, 1, 5))
    one, other = (gongwen.write(rendered(PAPER), Front(), origin, at=at) for at in (AT, AT + timedelta(hours=1)))
    assert one != other


def test_the_file_carries_its_day_and_none_of_the_library_s_template():
    data = written(PAPER).data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2018, 1, 5, 9, 30, 0)}
        names = set(file.namelist())
    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footer2.xml",
    }
    card = docx.Document(io.BytesIO(data)).core_properties
    assert (card.title, card.author, card.comments) == ("工作报告", "某某", "")
    assert card.created == datetime(2018, 1, 5, 1, 30, tzinfo=UTC)


def test_every_face_has_another_for_machines_without_it():
    fonts = written(PAPER).part("word/fontTable.xml")
    pairs = {one.get(qn("w:name")): value(one, "w:altName") for one in fonts}
    assert pairs["仿宋_GB2312"] == "仿宋"
    assert set(pairs) == {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}


HOSTILE = ["<w:p/>&amp;]]>", "a\x00b\x0bc\x1f", "\u202e3801", "\ud800", "\ufffe", '=HYPERLINK("x")', "\t{", "𠮷" * 9]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile):
    dirty = f"某{hostile}某"
    figure = Run(dirty, FIGURE, name=dirty, cited=(Cited("k", dirty, "", None, 1, "/x"),))
    paragraphs = [
        Paragraph("title", 0, (Run(dirty),)),
        Paragraph("body", 1, (Run(dirty), figure, Run(dirty, OPEN, name=dirty))),
    ]
    front = Front(*[dirty] * 7, annexes=(dirty, dirty), signature=dirty, remark=dirty, copies=dirty, issuer=dirty)
    origin = gongwen.Origin(date(2018, 1, 5), base_url=BASE)
    paper = Opened(gongwen.write(paragraphs, front, origin, at=AT))
    docx.Document(io.BytesIO(paper.data))
    assert text.clean(dirty).replace("\n", "") in words(paper.body).replace("\n", "")
    assert paper.links.keys() == {one.get(qn("r:id")) for one in paper.body.iter(qn("w:hyperlink"))}


# The order of the schema; Word calls a file damaged that does not keep it.
ORDER = {
    "w:pPr": "pStyle keepNext keepLines widowControl pBdr shd tabs overflowPunct autoSpaceDE autoSpaceDN adjustRightInd "
    "snapToGrid spacing ind jc outlineLvl",
    "w:rPr": "rFonts color spacing sz szCs shd lang",
    "w:tblPr": "tblpPr tblOverlap tblW tblInd tblBorders tblLayout tblCellMar",
    "w:sectPr": "footerReference pgSz pgMar cols docGrid",
    "w:style": "name basedOn qFormat pPr rPr tblPr",
    "w:settings": "evenAndOddHeaders characterSpacingControl compat themeFontLang",
    "w:font": "altName charset family pitch",
}
FULL = (
    "份号：000012\n密级：秘密\n发文机关：某某\n发文字号：某发〔2018〕3号\n签发人：赵某\n主送：某某\n"
    + PAPER
    + "\n（一）甲。乙\n一、丙\n"
    "附件：甲\n附件：乙\n用印：是\n附注：丁\n抄送：戊\n印发机关：己\n印发日期：2018年1月6日"
)


@pytest.mark.parametrize("name", ["document", "styles", "settings", "fontTable", "footer1", "footer2"])
def test_elements_stand_in_the_order_of_the_schema(name):
    root = written(FULL).part(f"word/{name}.xml")
    for tag, order in ORDER.items():
        ranks = {qn(f"w:{one}"): rank for rank, one in enumerate(order.split())}
        for node in root.iter(qn(tag)):
            found = [ranks[child.tag] for child in node]
            assert found == sorted(found), tag


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
def test_any_report_text_becomes_a_file_that_opens(source):
    document = text.parse(source)
    paragraphs = render(document, resolver(), year=YEAR)
    data = gongwen.write(paragraphs, document.front, gongwen.Origin(date(2018, 1, 5)), at=AT, title=source)
    docx.Document(io.BytesIO(data))


def test_advice_names_a_request_in_a_report_and_only_there():
    asking = "妥否，请批示。"
    assert advise(rendered(f"# 工作报告\n{asking}"), Front()) == ["报告里不能夹带请示事项：“请批示”，请另行请示"]
    assert advise(rendered(f"# 关于经费的请示\n{asking}"), Front()) == []


def test_advice_counts_the_characters_of_a_long_report():
    assert advise(rendered("# 总结\n" + "字" * 5001), Front()) == ["正文有 5001 字；一般文稿不超过 5000 字"]
    assert advise(rendered("# 总结\n" + "字" * 5000), Front()) == []


def test_advice_says_when_the_first_page_has_no_room_for_text():
    paragraphs = rendered("# 总结\n正文")
    crowded = Front(organ="池上镇人民政府文件", addressee="某某单位，" * 60)
    assert advise(paragraphs, crowded) == ["首页放不下正文，请缩短标题或主送机关"]
    assert advise(paragraphs, Front(organ="池上镇人民政府文件", addressee="区人民政府")) == []
