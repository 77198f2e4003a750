"""The report goes back with comments at its figures, and is otherwise what it was."""

from __future__ import annotations

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.kernel.audit import docx_in
from yanzhen.kernel.audit.docx_out import commented
from yanzhen.kernel.audit.reading import read

from .papers import paragraph, pdf, row, run, word

BOLD, RED = "<w:b/>", '<w:color w:val="FF0000"/>'


def remarks(data: bytes) -> list[tuple[str, str]]:
    """The words that each comment stands at, and what it says."""
    opened = docx.Document(io.BytesIO(data))
    told: dict[str, str] = {}
    begun: set[str] = set()
    for one in opened.element.body.iter():
        name, number = docx_in.name_of(one), docx_in.value(one, "id")
        if name == "commentRangeStart":
            begun.add(number)
            told[number] = ""
        elif name == "commentRangeEnd":
            begun.remove(number)
        elif name in ("t", "tab", "br", "footnoteReference"):
            for open_one in begun:
                told[open_one] += one.text or "" if name == "t" else "^" if name == "footnoteReference" else "\t"
    said = {str(one.comment_id): one.text for one in opened.comments}
    assert not begun and told.keys() == said.keys()
    return [(text, said[number]) for number, text in told.items()]


def letters(data: bytes) -> list[tuple[str, str]]:
    """Every character with the form of its run."""
    found = []
    for _place, piece in docx_in.opened(docx.Document(io.BytesIO(data))).pieces:
        form = docx_in.child(piece.element.getparent(), "rPr")
        names = "" if form is None else " ".join(docx_in.name_of(one) for one in form)
        found += [(one, names) for one in piece.text]
    return found


def at(data: bytes, *quotes: str) -> list[tuple[int, int, str]]:
    text = read(data).text
    return [(text.index(one), text.index(one) + len(one), f"{one}：应为7") for one in quotes]


def test_comments_stand_at_the_figures_and_the_runs_keep_their_form() -> None:
    table = f"<w:tbl>{row('东库', '19册')}</w:tbl>"
    given = word(paragraph("共借出", run("1 0", BOLD), run("83册，其中", RED), "新书12册") + table + paragraph("读者", f"<w:ins>{run('120人')}</w:ins>", "。"))
    back = commented(given, at(given, "1 083册", "新书12册", "12", "19册", "120人"), "核数")
    assert remarks(back) == [(one, f"{one}：应为7") for one in ("1 083册", "新书12册", "12", "19册", "120人")]
    assert letters(back) == letters(given)
    assert read(back) == read(given)
    assert {one.author for one in docx.Document(io.BytesIO(back)).comments} == {"核数"}


def test_a_figure_across_a_tab_in_one_run_is_parted_from_what_stands_about_it() -> None:
    given = word(paragraph("<w:r><w:rPr><w:b/></w:rPr><w:t>共</w:t><w:t>12</w:t><w:tab/><w:t>册书</w:t></w:r>"))
    back = commented(given, at(given, "12\t册"), "核数")
    assert remarks(back) == [("12\t册", "12\t册：应为7".replace("\t", "\t"))]
    assert letters(back) == letters(given)


def test_comments_already_there_stay() -> None:
    given = word(paragraph("共12册"))
    once = commented(given, at(given, "12册"), "甲")
    twice = commented(once, at(once, "共12"), "乙")
    assert sorted(remarks(twice)) == [("12册", "12册：应为7"), ("共12", "共12：应为7")]


def test_a_figure_in_a_footnote_is_remarked_at_its_mark() -> None:
    given = word(paragraph("共12册", '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes=f'<w:footnote w:id="2">{paragraph("旧书7册。")}</w:footnote>')
    assert remarks(commented(given, at(given, "7册"), "核数")) == [("^", "7册：应为7")]


@pytest.mark.parametrize("given", ["报告\r\n共12册\t\x01，旧书7册。\r\n".encode(), pdf([[(80.0, 700.0, "共12册，旧书7册。")]])], ids=["text", "PDF"])
def test_a_text_and_a_pdf_come_back_as_word(given: bytes) -> None:
    back = commented(given, [*at(given, "12册", "7册"), (0, 0, "整篇")], "核数")
    assert [one for one in remarks(back) if "册" in one[0]] == [("12册", "12册：应为7"), ("7册", "7册：应为7")]
    assert "旧书7册。" in read(back).text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.tuples(st.text("册12 ，\t", min_size=1, max_size=6), st.sampled_from(["", BOLD, RED])), max_size=4), min_size=1, max_size=3), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=5))
def test_wherever_comments_stand_the_words_and_their_form_stay(told: list[list[tuple[str, str]]], spans: list[tuple[int, int]]) -> None:
    given = word("".join(paragraph(*(run(*one) for one in runs)) for runs in [*told, [("完", "")]]))
    text = read(given).text
    notes = [(start, start + length, str(n)) for n, (start, length) in enumerate(spans)]
    back = commented(given, notes, "核数")
    assert letters(back) == letters(given)
    quotes = {said: quote for quote, said in remarks(back)}
    assert quotes == {said: text[start:end].replace("\n", "") for start, end, said in notes if text[start:end].strip("\n")}
