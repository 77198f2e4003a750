"""A report's own arithmetic: what it must be told of, and what it must not be troubled with."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from tests.audit.agreeing import RIGHT
from tests.audit.arithmetic import WRONG
from tests.audit.innocence import FINE
from tests.audit.public import PUBLIC
from tests.audit.rates import WRONG_RATES
from tests.conftest import OUTSIDE
from tools.benching.auditing.marked import published
from tools.stages import ROOT
from yanzhen.kernel.audit.claims import Finding, Severity, Verdict
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.judging.judge import judge
from yanzhen.kernel.audit.lexicon import words
from yanzhen.kernel.audit.reading import plain

SHARED = ROOT.parent / "shared"


def findings(text: str) -> list[Finding]:
    document = plain(text)
    return judge(document, find(document, words()), words())[1]


def raised(text: str) -> list[str]:
    """The rules that raise an error or a question."""
    return [one.rule for one in findings(text) if one.severity in (Severity.ERROR, Severity.ASK)]


def agreed(text: str) -> list[str]:
    """The rules by which the arithmetic agrees."""
    return [one.rule for one in findings(text) if one.severity is Severity.HOLDS]


@pytest.mark.parametrize(("rule", "text"), [*WRONG, *WRONG_RATES])
def test_what_the_arithmetic_forbids_is_raised(rule: str, text: str) -> None:
    assert rule in raised(text), [(one.rule, one.severity, one.why) for one in findings(text)]


@pytest.mark.parametrize("text", [*FINE, *PUBLIC])
def test_what_may_be_true_is_left_alone(text: str) -> None:
    assert raised(text) == [], [(one.rule, one.severity, one.why) for one in findings(text)]


@pytest.mark.parametrize(("rule", "text"), RIGHT)
def test_what_agrees_is_said_to_hold(rule: str, text: str) -> None:
    assert rule in agreed(text), [(one.rule, one.severity, one.why) for one in findings(text)]


@pytest.mark.parametrize("text", [text for _rule, text in (*WRONG, *WRONG_RATES, *RIGHT)] + FINE)
def test_a_nought_in_any_place_ends_no_audit(text: str) -> None:
    numbers = list(re.finditer(r"\d[\d,]*(?:\.\d+)?", text))
    for put in [re.sub(r"\d[\d,]*(?:\.\d+)?", "0", text), *(text[: one.start()] + "0" + text[one.end() :] for one in numbers)]:
        assert findings(put) is not None


def test_two_partitions_of_one_whole_both_hold() -> None:
    text = "正在建设的7户，其中建档立卡贫困户5户、特困人员1户、低保户1户，拆除重建5户、加固修缮2户。"
    assert [one.why for one in findings(text) if one.rule == "sum"] == ["5+1+1=7，与7户相符", "5+2=7，与7户相符"]


def test_a_sum_is_told_so_that_a_clerk_can_redo_it() -> None:
    (one,) = [one for one in findings(WRONG[0][1]) if one.rule == "sum"]
    assert (one.severity, one.why) == (Severity.ERROR, "2+4+17+47=70，与67个不符")


def test_an_error_makes_its_figures_inconsistent_and_agreement_makes_them_hold() -> None:
    for text, verdict in ((WRONG[0][1], Verdict.INCONSISTENT), (FINE[0], Verdict.HOLDS)):
        document = plain(text)
        judged, _found = judge(document, find(document, words()), words())
        assert {one.verdict for one in judged} == {verdict}


def test_a_question_leaves_the_verdicts_alone() -> None:
    document = plain("建成莲塘、大桥四个美丽乡村试点。")
    judged, _found = judge(document, find(document, words()), words())
    assert {one.verdict for one in judged} == {Verdict.NOT_CHECKED}


def test_a_formula_with_another_number_is_a_hint_at_its_place() -> None:
    text = "坚定“两个自信”，增强“四个意识”。"
    (hint,) = [one for one in findings(text) if one.rule == "formula"]
    assert (hint.severity, text[hint.start : hint.end]) == (Severity.HINT, "两个自信")


def test_an_expression_of_its_own_is_no_slip_of_a_formula() -> None:
    assert not [one for one in findings("落实“两严一实”，开展“八大行动”，树牢三重一大。") if one.rule == "formula"]


def test_places_lead_back_into_the_text_as_given() -> None:
    text = "2024年集體收入(shōurù)５０萬元,比2024年增長12%。"
    (one,) = [one for one in findings(text) if one.rule == "years"]
    assert "2024" in text[one.start : one.end]


def test_the_published_reports_raise_no_error() -> None:
    reports = published(SHARED / "mission" / "sources")
    if not reports:
        pytest.skip(OUTSIDE + "the published reports")
    told = {report.name: [one.why for one in findings(report.text) if one.severity is Severity.ERROR] for report in reports}
    assert told == dict.fromkeys(told, [])
    assert any("2+4+17+44=67" in one.why for report in reports for one in findings(report.text))


def test_the_vectors_of_the_domain_raise_no_error() -> None:
    vectors = Path(SHARED / "domain" / "vectors.json")
    if not vectors.is_file():
        pytest.skip(OUTSIDE + "the domain's vectors")
    rows = json.loads(vectors.read_text("utf-8"))["figure_audit"]
    assert [(row["text"], one.why) for row in rows for one in findings(row["text"]) if one.severity is Severity.ERROR] == []


def test_time_grows_with_the_length_and_no_faster() -> None:
    once = "全镇设党支部67个，其中机关2个、企业21个、村44个。走访8675户，占9000户的96.4%，比上年的8000户增长8.4%。\n" * 150
    document = plain(once * 4)
    claims = find(document, words())
    assert len(judge(document, claims, words())[1]) >= 600 * 2


def spent(text: str) -> float:
    """Seconds of processor time that judging takes."""
    document = plain(text)
    claims = find(document, words())
    begun = time.process_time()
    judge(document, claims, words())
    return time.process_time() - begun


@pytest.mark.parametrize("row", ["12册，", "12个小组，", "36个问题已完成30个，", "甲、乙各12户、13户。", "满意的12户，满意率93%，"])
def test_a_line_without_end_takes_no_longer_than_its_length(row: str) -> None:
    spent(row * 100)
    assert min(spent(row * 4000) for _n in range(2)) < 16 * spent(row * 500) + 0.4


def test_a_wide_table_takes_no_longer_than_its_length() -> None:
    def table(rows: int) -> str:
        told = "".join(f"|{n}组|{n * 7 % 911 + 10}|{n * 3 % 577 + 12}|{n * 5 % 333 + 10}|{n * 11 % 777 + 9}|{n * 13 % 501 + 7}|\n" for n in range(rows))
        return "|小组|甲户|乙户|丙户|丁户|戊户|\n" + told

    spent(table(100))
    assert min(spent(table(3000)) for _n in range(2)) < 12 * spent(table(500)) + 0.4
