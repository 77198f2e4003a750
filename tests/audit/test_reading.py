"""Any report comes in as the words its reader sees, with its headings, cells and notes; places count in the text as given."""

from __future__ import annotations

import pytest

from yanzhen.kernel.audit.document import Document
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.lexicon import words
from yanzhen.kernel.audit.reading import plain, read
from yanzhen.kernel.base.sandbox.gate import Barred

from .papers import paragraph, pdf, row, run, word

Told = list[tuple[str, int, str]]


def told(document: Document) -> Told:
    return [(one.sort, one.level, document.text[one.start : one.end]) for one in document.blocks]


def cells(document: Document) -> list[tuple[int, int, int, str]]:
    return [(one.table, one.row, one.column, document.text[one.start : one.end]) for one in document.blocks if one.sort == "cell"]


BODY = "今年以来借出图书一千二百册，比去年多三百册，读者满意，馆员高兴，年底前还要再添新书两百册以上，欢迎大家来借。"
TEXT = f"借书工作报告\r\n一、基本情况\r\n  {BODY}\r\n（一）读者。共有读者120人。\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_in_any_letters_keeps_its_places(encoding: str) -> None:
    document = read(TEXT.encode(encoding))
    assert document.text == TEXT
    assert told(document) == [
        ("heading", 0, "借书工作报告"),
        ("heading", 1, "一、基本情况"),
        ("text", 0, BODY),
        ("heading", 2, "（一）读者。"),
        ("text", 0, "共有读者120人。"),
    ]


def test_a_short_line_above_a_long_one_is_a_heading_and_a_list_is_none() -> None:
    assert told(plain(f"{BODY}\n管好书库\n建强队伍\n{BODY}\n新书12册\n旧书7册")) == [
        ("text", 0, BODY),
        ("heading", 1, "管好书库"),
        ("heading", 1, "建强队伍"),
        ("text", 0, BODY),
        ("text", 0, "新书12册"),
        ("text", 0, "旧书7册"),
    ]


def test_rows_of_a_plain_table_are_cells() -> None:
    document = plain("# 报表\n|书库|册数|\n|---|---|\n|东|12|\n说明\n甲\t1\n乙\t2\n丙")
    assert cells(document) == [
        (0, 0, 0, "书库"), (0, 0, 1, "册数"), (0, 1, 0, "东"), (0, 1, 1, "12"),
        (1, 0, 0, "甲"), (1, 0, 1, "1"), (1, 1, 0, "乙"), (1, 1, 1, "2"),
    ]  # fmt: skip
    assert [one for one in told(document) if one[0] != "cell"] == [("heading", 0, "报表"), ("text", 0, "说明"), ("text", 0, "丙")]


def test_blank_cells_at_the_end_of_a_row_may_be_left_out_or_written() -> None:
    document = plain("书屋\t借出（册）\t备注\n东岭\t120\t\n\t80\n合计\t200\t\t\n")
    assert [(b.row, b.column) for b in document.blocks if b.sort == "cell" and document.text[b.start : b.end].isdigit()] == [(1, 1), (2, 1), (3, 1)]


WRAPPED = """借书工作报告
　　今年以来，全镇农家书屋共借出图书1,2
56册，比去年多三百册，读者满意，馆员高兴
，年底前还要再添新书两百册以上。
　　全镇44个村都有书屋，其中藏书过千册的占
18.2%，管书人员都经过培训，书屋每周开放六
天，周末和寒暑假不打烊，读者随到随借。
一、书目。新书三百册，旧书七百册，都已编目
上架，并在镇里网站公布。
"""


def test_lines_of_one_width_are_paragraphs_again_and_places_stay() -> None:
    document = read(WRAPPED.encode())
    assert document.text == WRAPPED
    assert [text[:8] for sort, _level, text in told(document) if sort == "text"] == ["今年以来，全镇农", "全镇44个村都有", "新书三百册，旧书"]
    claims = find(document, words())
    assert [(one.value, one.unit) for one in claims] == [("1256", "册"), ("300", "册"), ("200", "册"), ("44", "个"), ("1000", "册"), ("18.2", "%"), ("6", "天"), ("300", "册"), ("700", "册")]
    assert WRAPPED[claims[0].start : claims[0].end] == claims[0].quote == "1,2\n56册"


def test_a_number_and_its_unit_on_two_lines_are_one_figure() -> None:
    text = "投入7338万元和4022\n万元，面积1.2 万平方\n公里。\n截至2023\n人口3200人。\n"
    assert [(one.quote, one.value, one.unit) for one in find(plain(text), words())] == [
        ("7338万元", "7338", "万元"), ("4022\n万元", "4022", "万元"), ("1.2 万平方\n公里", "1.2", "万平方公里"), ("3200人", "3200", "人"),
    ]


@pytest.mark.parametrize("foot", ["\n— 2 —\n", "\r\n\r\n- 12 -\r\n\r\n"])
def test_the_foot_of_a_page_parts_no_paragraph(foot: str) -> None:
    document = read(WRAPPED.replace("1,2\n56", f"1,2{foot}56").encode())
    assert [(one.value, one.unit) for one in find(document, words())][:2] == [("1256", "册"), ("300", "册")]


@pytest.mark.parametrize(
    "line", ["东岭书屋：今年借出图书一百二十册，添书三十册", "东岭书屋今年借出图书一百二十册，添书三十册。", "　　东岭书屋今年借出图书一百二十册，添书"]
)
def test_a_list_whose_lines_are_as_long_stays_a_list(line: str) -> None:
    assert len(read("\n".join([line] * 12).encode()).blocks) == 12


def test_a_word_file_is_read_as_it_is_seen() -> None:
    document = read(
        word(
            paragraph("共有", "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", f"<w:ins>{run('12')}</w:ins>", "册")
            + paragraph(run("藏着", "<w:vanish/>"), run("露着", '<w:vanish w:val="0"/>'), f"<w:moveFrom>{run('搬走')}</w:moveFrom>")
            + paragraph("<w:r><w:instrText>PAGE</w:instrText></w:r>", "<w:r><w:t>3</w:t><w:tab/><w:t>册</w:t><w:br/><w:t>整</w:t></w:r>")
            + paragraph("<w:r><w:ruby><w:rt><w:r><w:t>shū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>书</w:t></w:r></w:rubyBase></w:ruby></w:r>")
            + paragraph(f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{paragraph('框内')}</w:txbxContent></mc:Choice><mc:Fallback>{paragraph('框内')}</mc:Fallback></mc:AlternateContent></w:r>", "框外")
        )
    )
    assert document.text.split("\n") == ["共有12册", "露着", "3\t册", "整", "书", "框外", "框内", ""]
    assert document.form == "docx"


def test_headings_of_a_word_file_are_known_by_style_and_by_number() -> None:
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>' for key, name, more in (("a", "Title", ""), ("1", "heading 1", ""), ("t", "toc 1", ""), ("z", "自定", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')))
    numbering = '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num>'
    styled = [paragraph(text, properties=f'<w:pStyle w:val="{key}"/>') for text, key in (("报告", "a"), ("概况", "1"), ("概况1", "t"), ("细目", "z"))]
    numbered = paragraph("借阅", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>')
    document = read(word("".join(styled) + numbered + paragraph("1. 新书") + paragraph("共12册。"), styles=styles, numbering=numbering))
    assert told(document) == [("heading", 0, "报告"), ("heading", 1, "概况"), ("heading", 3, "细目"), ("heading", 1, "借阅"), ("heading", 3, "1. 新书"), ("text", 0, "共12册。")]


def test_tables_of_a_word_file_keep_rows_and_columns() -> None:
    wide = f"<w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{paragraph('合计')}"
    tall = [f"<w:tcPr><w:vMerge{mark}/></w:tcPr>{paragraph(text)}" for mark, text in ((' w:val="restart"', "东库"), ("", ""))]
    table = row("书库", "类", "册数") + row(tall[0], "文", "12") + row(tall[1], "理", "7") + row(wide, "19") + row("删去", properties="<w:trPr><w:del/></w:trPr>")
    document = read(word(paragraph("表一") + f"<w:tbl>{table}</w:tbl>" + paragraph("以上。")))
    assert cells(document) == [
        (0, 0, 0, "书库"), (0, 0, 1, "类"), (0, 0, 2, "册数"), (0, 1, 0, "东库"), (0, 1, 1, "文"), (0, 1, 2, "12"),
        (0, 2, 1, "理"), (0, 2, 2, "7"), (0, 3, 0, "合计"), (0, 3, 2, "19"),
    ]  # fmt: skip
    assert "12\n\t理\t7\n" in document.text


def test_footnotes_come_last() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="0">{paragraph("线")}</w:footnote><w:footnote w:id="2">{paragraph("含旧书7册。")}</w:footnote>'
    document = read(word(paragraph("共12册", mark, "。") + paragraph("完。"), footnotes=notes))
    assert told(document) == [("text", 0, "共12册。"), ("text", 0, "完。"), ("note", 0, "含旧书7册。")]


def lines(*texts: str, indent: bool = True) -> list[tuple[float, float, str]]:
    return [(80 + (32 if indent and n == 0 else 0), 700 - 28 * n, text) for n, text in enumerate(texts)]


def test_the_lines_of_a_pdf_become_paragraphs_again() -> None:
    first = "今年以来借出图书一千二百册比去年多三百册读者满意馆员高兴"
    page = [(250.0, 800.0, "借书工作报告"), *lines(first[:26], "还要再添新书两百册以上并且在全镇每一个自然村设二十四", "个书角。"), *((x, y - 90, t) for x, y, t in lines("共有读者120人。")), (290.0, 40.0, "— 1 —")]
    document = read(pdf([page, [(290.0, 40.0, "— 2 —"), *lines("第二页 １2户。")]]))
    assert document.form == "pdf"
    assert document.text.split("\n") == ["借书工作报告", first[:26] + "还要再添新书两百册以上并且在全镇每一个自然村设二十四个书角。", "共有读者120人。", "第二页 １2户。"]


def test_the_running_head_of_a_pdf_is_left_out() -> None:
    document = read(pdf([[(80.0, 810.0, f"某某年鉴 第{n}卷"), (80.0, 700.0, f"第{n}页有{n}册。"), (80.0, 600.0, "完。")] for n in range(1, 5)]))
    assert "年鉴" not in document.text
    assert "第4页有4册。" in document.text


def test_a_number_that_no_line_break_parts_leaves_the_line_before_it_short() -> None:
    document = read(pdf([lines("今年以来全镇农家书屋共借出图书一千二百册占", "18.25%，比去年多三百册。", indent=False) + [(80, 500.0, "二" * 24)]]))
    assert document.text.split("\n")[0] == "今年以来全镇农家书屋共借出图书一千二百册占18.25%，比去年多三百册。"


def test_letters_set_apart_to_fill_a_line_or_set_twice_are_one_word_each() -> None:
    stretched = [(80 + 26.0 * n, 700.0, letter + " ") for n, letter in enumerate("每季度发放新书")]
    bold = [(80 + 16.0 * n + more, 600.0, letter) for n, letter in enumerate("共有读者") for more in (0, 0.4)]
    document = read(pdf([[*stretched, *bold, (144.0, 600.0, "120"), (170.0, 600.0, "人。")]]))
    assert document.text.split("\n") == ["每季度发放新书", "共有读者120人。"]


def test_a_sign_set_before_its_line_does_not_break_it() -> None:
    document = read(pdf([[(300.0, 700.0, "“"), (80.0, 700.0, "读者"), (112.0, 700.0, "1126"), (144.0, 700.0, "名，都说好")]]))
    assert document.text == "读者1126名，都说好\t“"


#: Three columns and three rows, the first column's last two rows one cell; the edges drawn as thin boxes, as programs do.
RULED = "".join(f"{x} 600 0.5 90 re f\n" for x in (80, 180, 300, 420)) + "".join(f"{x} {y} {420 - x} 0.5 re f\n" for x, y in ((80, 600), (180, 630), (80, 660), (80, 690)))


def test_a_ruled_table_keeps_its_cells_however_their_words_are_set() -> None:
    heads = [(84.0, 672.0, "书屋"), (184.0, 678.0, "借出图"), (184.0, 664.0, "书（册）"), (304.0, 672.0, "增长（%）")]
    cells = [(84.0, 622.0, "东岭"), (84.0, 608.0, "书屋"), (184.0, 642.0, "120"), (304.0, 642.0, "-3.4"), (184.0, 612.0, "80"), (304.0, 612.0, "6.1")]
    document = read(pdf([[(80.0, 750.0, "各书屋借书情况"), *heads, *cells, (80.0, 500.0, "全年共借出200册。")]], size=12, ruled=RULED))
    assert document.text.split("\n") == ["各书屋借书情况", "书屋\t借出图书（册）\t增长（%）", "东岭书屋\t120\t-3.4", "\t80\t6.1", "全年共借出200册。"]
    assert [(b.row, b.column) for b in document.blocks if document.text[b.start : b.end] == "80"] == [(2, 1)]


def test_a_frame_around_words_is_no_table_and_drawings_end() -> None:
    frame = "80 600 300 90 re S\n" + "0 0 m 400 400 l 5 5 m 5 9 l S\n" * 30_000
    assert read(pdf([[(90.0, 680.0, "共12册。"), (90.0, 620.0, "完。")]], ruled=frame)).text == "共12册。\n完。"


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b" \r\n"),
        ("foreign", b"\x89PNG\r\n"),
        ("foreign", "新书\x0012册".encode()),
        ("other_form", b"{\\rtf1 x}"),
        ("markup", b"<html><p>1</p></html>"),
        ("letters", b"\x81" * 3 + b"\xff\n"),
        ("scanned", pdf([[], []])),
        ("password", pdf([lines("册")], trailer="/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>/ID[(a)(b)]")),
        ("script", pdf([lines("册")], catalog="/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    ],
)
def test_what_is_no_report_says_why(code: str, data: bytes) -> None:
    with pytest.raises(Barred) as barred:
        read(data)
    assert barred.value.code == code
