"""A sentence taken over from last year's report is asked about if its number came with it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.audit.stub import claims_of, document_of
from yanzhen.kernel.audit.claims import Severity
from yanzhen.kernel.audit.lastyear import reused


def asked(text: str, last: str) -> list[list[str]]:
    """The figures asked about, by sentence."""
    claims = claims_of(text)
    with override("zh-hans"):
        found = reused(document_of(text), claims, document_of(last), claims_of(last))
    assert {one.severity for one in found} <= {Severity.ASK}
    return [[claims[n].quote for n in one.claims] for one in found]


LAST = "一、走访。2016年走访企业和住户8675户，反映问题1083条。\n二、党建。举办培训班12次。"


@pytest.mark.parametrize(("text", "found"), [
    ("一、走访。2017年走访企业和住户8675户，反映问题1083条。", [["8675户", "1083条"]]),
    ("一、走访。2017年走访企业和住户9001户，反映问题1083条。", [["1083条"]]),
    ("一、走访。2017年走访企业和住户9001户，反映问题1204条。", []),
    ("举办培训班12次；走访企业和住户8675户。", [["12次"], ["8675户"]]),
    ("组织了培训，办班12次。", []),
])
def test_only_what_stayed_with_its_number_is_asked_about(text: str, found: list[list[str]]) -> None:
    assert asked(text, LAST) == found


def test_the_question_names_the_numbers() -> None:
    text = "举办培训班12次。"
    with override("zh-hans"):
        [one] = reused(document_of(text), claims_of(text), document_of(LAST), claims_of(LAST))
    assert "12次" in one.why and one.rule == "last_year"


def test_it_takes_time_in_proportion_to_the_length() -> None:
    text = "".join(f"第{n}村走访群众{n}户。" for n in range(3000))
    assert len(asked(text, text)) == 3000
