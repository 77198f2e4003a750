"""Every declared figure is known again in the sentences reports write, and in no sentence about something narrower."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audit.sentences import NARROWED, SENTENCES
from tests.audit.stub import claims_of, document_of
from tests.world import TODAY, World, build
from yanzhen.kernel.audit.against import meanings
from yanzhen.kernel.audit.around import sentences, wording
from yanzhen.kernel.audit.claims import Claim
from yanzhen.kernel.audit.meaning import sure, wordings
from yanzhen.kernel.figures.naming import counted
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.reports.wording import say

Keys = list[str | None]


@pytest.fixture
def world(db: None) -> World:
    return build()


def keys(text: str, org: Org, chosen: dict[str, str] | None = None, **more: str) -> Keys:
    """The figure that each figure of a text means."""
    document, claims = document_of(text), claims_of(text, **more)
    found = meanings(claims, sentences(document, claims), org, 2026, TODAY, chosen or {})
    return [one.figure.key if one.figure else None for one in found]


def marked(text: str) -> tuple[str, int]:
    """The sentence without its brackets, and which of its figures stood between them."""
    plain = text.replace("〔", "").replace("〕", "")
    at = text.index("〔")
    return plain, [claim.start for claim in claims_of(plain)].index(at)


def test_a_sentence_is_written_for_every_declared_figure(db: None) -> None:
    assert set(SENTENCES) == {figure.key for figure in counted()}


def test_each_sentence_means_its_figure(world: World) -> None:
    missed = []
    for key, written in SENTENCES.items():
        for text in written:
            plain, at = marked(text)
            if (found := keys(plain, world.town)[at]) != key:
                missed.append((text, found))
    assert missed == []


def test_a_report_that_names_a_figure_means_it(world: World) -> None:
    missed = []
    for figure in counted():
        text = f"{figure.name}{say(Decimal(12), str(figure.unit))}。"
        if keys(text, world.town) != [figure.key]:
            missed.append(text)
    assert missed == []


def test_a_narrower_noun_means_no_figure(world: World) -> None:
    found = {}
    for text in NARROWED:
        plain, at = marked(text)
        if (meant := keys(plain, world.town)[at]) is not None:
            found[text] = meant
    assert found == {"村“两委”成员20人，其中党员〔15人〕。": "members"}  # only its number tells that it is none


def test_one_measure_is_not_another(world: World) -> None:
    assert keys("总人口8604户，总户数8604人，反映问题12件，党员12位。", world.town)[:3] == [None, None, "problem.all"]


def test_what_was_chosen_before_is_meant_again(world: World) -> None:
    text = "排查各类矛盾12条。"
    [sentence] = sentences(document_of(text), claims_of(text))
    assert keys(text, world.town) == [None]
    assert keys("排查各类矛盾99条。", world.town, {wording(sentence): "problem.all"}) == ["problem.all"]
    assert keys("排查各类矛盾99条。", world.town, {wording(sentence): "population"}) == [None]


@pytest.mark.parametrize(("period", "meant"), [
    ("", "all"), ("2026年", "all"), ("今年以来", "all"), ("2024年以来", None), ("第三季度", None), ("1-2月", "all"), ("近五年", None), ("2025年", "all"), ("2027年", None), ("上半年", "all"), ("截至目前", "all"),
])
def test_a_period_that_no_record_answers_is_left_alone(world: World, period: str, meant: str | None) -> None:
    assert keys("全年走访12次。", world.town, period=period) == ([None] if meant is None else ["visit.all"])


def test_parts_of_a_figure_are_known_beside_it(world: World) -> None:
    assert keys("反映问题100条，其中道路通行24条、用水20条。", world.town) == ["problem.all", "problem.all@road", "problem.all@water"]
    assert keys("道路通行24条。", world.town) == [None]


Moved = Callable[[Claim], Claim]


@pytest.mark.parametrize("changed", [lambda c: replace(c, move="up"), lambda c: replace(c, kind="norm"), lambda c: replace(c, interval=None)])
def test_changes_norms_and_masked_numbers_are_no_counts(world: World, changed: Moved) -> None:
    text = "全镇总人口2万人。"
    claims = [changed(claim) for claim in claims_of(text)]
    assert [one.figure for one in meanings(claims, sentences(document_of(text), claims), world.town, 2026, date(2026, 3, 10), {})] == [None]


@pytest.mark.parametrize(("says", "run"), (
    ("党员", "党员"), ("(?:区域|辖区|国土)?面积", "面积"), ("村[“”]?两委[“”]?(?:班子)?成员", "两委"), ("+(?:已|已经)(?:解决|化解)#", ""), ("总?户数{2}", "户"), (r"\w+率", "率"), ("甲乙|丙丁", ""),
))  # fmt: skip
def test_of_a_wording_it_is_known_what_must_be_there(says: str, run: str) -> None:
    assert sure(says) == run


def test_no_wording_is_found_where_what_must_be_there_is_not(db: None) -> None:
    """What is passed over unlooked-at would not have been found: in every sentence of the corpus and of those written for the figures."""
    texts = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "corpus" / "seen").glob("*.txt"))]
    texts += [one.replace("〔", "").replace("〕", "") for some in SENTENCES.values() for one in some]
    around = {sentence for text in texts for sentence in sentences(document_of(text), claims_of(text))}
    known = wordings()
    assert len(around) > 1000 and sum(bool(one.sure) for one in known) > len(known) // 2
    lost = [(one.sure, s) for one in known for s in around if one.sure not in s and any(p and p.search(s) for p in (one.close, one.loose))]
    assert lost == []
