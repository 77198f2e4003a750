"""What an audit says is said in Chinese where it is found out, and in the reader's language where it is read."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override

from yanzhen.kernel.audit.claims import Claim, Finding, Severity
from yanzhen.kernel.audit.finding import find
from yanzhen.kernel.audit.judging.judge import judge
from yanzhen.kernel.audit.lexicon import words
from yanzhen.kernel.audit.reading import read
from yanzhen.kernel.audit.saying import compared, phrase, put_together, taken_apart
from yanzhen.kernel.audit.sentences import spoken
from yanzhen.kernel.audit.shapes import claim_from, claim_kept, finding_from, finding_kept
from yanzhen.kernel.audit.wire import claims_packed, claims_unpacked, findings_packed, findings_unpacked

TEXT = "全镇有67个支部，其中机关2个、企业17个、村44个、事业单位5个。走访100户，其中困难户30户，占50%。"


@pytest.fixture
def judged() -> tuple[list[Claim], list[Finding]]:
    """A report with a sum and a share that do not hold."""
    document, known = read(TEXT.encode()), words()
    return judge(document, find(document, known), known)


def english(why: str) -> str:
    with override("en"):
        return spoken(why)


def test_a_sentence_is_chinese_as_it_stands_and_english_when_asked() -> None:
    why = compared("2+4=6", "7个", False, phrase("请核对"))
    assert (why, english(why)) == ("2+4=6，与7个不符，请核对", "2+4=6, which differs from 7个. Please check")
    assert english("已经存下的句子") == "已经存下的句子"


def test_it_comes_back_from_the_child_and_from_the_shelf_as_it_was(judged: tuple[list[Claim], list[Finding]]) -> None:
    claims, findings = judged
    assert {one.severity for one in findings} & {Severity.ERROR, Severity.ASK}
    for kept, got in ((claims, claims_unpacked(json.loads(json.dumps(claims_packed(claims))))), (claims, [claim_from(json.loads(json.dumps(claim_kept(one)))) for one in claims])):
        assert [(one, english(one.why)) for one in got] == [(one, english(one.why)) for one in kept]
    for kept, got in ((findings, findings_unpacked(json.loads(json.dumps(findings_packed(findings))))), (findings, [finding_from(json.loads(json.dumps(finding_kept(one)))) for one in findings])):
        assert [(one, english(one.why)) for one in got] == [(one, english(one.why)) for one in kept]


def test_every_judgement_is_said_in_english_but_for_the_words_of_the_report(judged: tuple[list[Claim], list[Finding]]) -> None:
    for one in judged[1]:
        assert english(one.why) != one.why and "，" not in english(one.why)


def test_what_was_kept_before_is_read_as_it_was() -> None:
    assert put_together("2+4=6，与7个不符") == "2+4=6，与7个不符"
    assert put_together(taken_apart(phrase("列出%(least)s项", least="3"))) == "列出3项"
