"""What a figure counts, and the place and time that govern it."""

from __future__ import annotations

from yanzhen.kernel.audit.claims import Claim, Kind
from yanzhen.kernel.audit.document import CELL, HEADING, TEXT, Block, Document
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.lexicon import words

WORDS = words()


def figures(text: str) -> list[Claim]:
    """The figures of a report whose first line is its title."""
    blocks, place = [], 0
    for line in text.splitlines(keepends=True):
        blocks.append(Block(HEADING if not place else TEXT, place, place + len(line.rstrip())))
        place += len(line)
    return find(Document(text, tuple(blocks)), WORDS)


def test_the_words_before_and_behind_say_what_is_counted() -> None:
    found = figures("总结\n全镇共有党员1432名，其中女性300余名；已解决807条问题，选派83名指导员。")
    assert [one.about for one in found] == ["全镇共有党员", "女性", "已解决问题", "选派指导员"]


def test_a_figure_without_words_of_its_own_goes_on_about_the_last() -> None:
    found = figures("总结\n税收5200万元，同比增长4%，首次突破5000万元。享受政策贫困户337户558人。")
    assert [one.about for one in found] == ["税收", "税收同比增长", "税收同比增长", "享受政策贫困户", "享受政策贫困户"]


def test_the_year_named_last_in_the_sentence_governs() -> None:
    found = figures("清源镇2024年工作报告\n走访8户。2023年建成3座，今年建成5座。比上年的40名增加6名。截至10月底完成7件。")
    assert [one.period for one in found] == ["2024年", "2023年", "2024年", "2023年", "2024年", "截至2024年10月底"]


def test_a_place_governs_to_the_end_of_its_sentence() -> None:
    found = figures("总结\n在白鹭村，沿河步道1.8公里，民宿12家。办起农家乐8家。东岭村12户、西岭村9户，全镇300户。")
    assert [one.place for one in found] == ["白鹭村", "白鹭村", "", "东岭村", "西岭村", "全镇"]


def test_the_title_of_a_section_lends_its_time() -> None:
    text = "2024年总结\n上半年工作\n新建3座。"
    blocks = (Block(HEADING, 0, 7), Block(HEADING, 8, 13), Block(TEXT, 14, 19))
    assert find(Document(text, blocks), WORDS)[0].period == "2024年上半年"


def test_a_cell_takes_its_unit_and_words_from_row_and_column() -> None:
    rows = (("序号", "村名", "收入(万元)", "户数"), ("1", "东岭村", "36.5", "412"))
    text = "\n".join("|".join(row) for row in rows)
    blocks, place = [], 0
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            blocks.append(Block(CELL, place, place + len(cell), table=0, row=r, column=c))
            place += len(cell) + 1
    found = find(Document(text, tuple(blocks)), WORDS)
    assert [(one.value, one.unit, one.place, one.about) for one in found] == [
        ("36.5", "万元", "东岭村", "东岭村 收入(万元)"),
        ("412", "户", "东岭村", "东岭村 户数"),
    ]


def test_a_change_is_told_from_what_it_led_to() -> None:
    found = figures("总结\n收入增长5%，事故下降2起，强村增至14个，产值增长到3亿元，投资6元。")
    assert [one.move for one in found] == ["up", "down", "to", "to", ""]
    assert [one.kind for one in found[:2]] == [Kind.PROPORTION, Kind.FACT]


def test_offsets_and_sentences_point_into_the_text_as_given() -> None:
    text = "總結\n走訪８６７５户(hù)。解決1083條問題。"
    found = find(Document(text, (Block(HEADING, 0, 2), Block(TEXT, 3, len(text)))), WORDS)
    assert [(text[one.start : one.end], one.quote) for one in found] == [("８６７５户", "８６７５户"), ("1083條", "1083條")]
    assert [(one.sentence, one.block) for one in found] == [(1, 1), (2, 1)]
