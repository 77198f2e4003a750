"""Figures held to the records: both numbers said, the slip guessed, the place and the period heeded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from tests.audit.stub import claims_of, document_of
from tests.world import NOON, TODAY, World, build
from yanzhen.kernel.audit.against import against
from yanzhen.kernel.audit.claims import Claim, Verdict
from yanzhen.kernel.audit.guessing import slip
from yanzhen.packs.visits.actions import Raised, log_visit


@pytest.fixture
def world(db: None) -> World:
    return build()


def held(world: World, text: str, year: int = 2026, **more: str) -> list[Claim]:
    with override("zh-hans"):
        return against(document_of(text), claims_of(text, **more), world.town, year, TODAY)


def verdicts(world: World, text: str, **more: str) -> list[str]:
    return [claim.verdict.value for claim in held(world, text, **more)]


def visited(world: World) -> None:
    log_visit(
        actor=world.actor("clerk"), at=NOON, uid=uuid4(), org=world.village, happened_on=TODAY - timedelta(days=1), target=world.home,
        problems=[Raised("没水", "water"), Raised("路坏了", "road")],
    )


def test_a_figure_that_agrees_holds_and_says_which_it_is(world: World) -> None:
    [claim] = held(world, "全镇辖3个行政村。")
    assert (claim.verdict, claim.figure, claim.expected) == (Verdict.HOLDS, "villages", "3")
    assert claim.why == "与台账一致：石桥镇截至 2026-03-10 的“行政村”是 3 个"


def test_a_figure_that_differs_says_both_numbers(world: World) -> None:
    [claim] = held(world, "全镇辖4个行政村。")
    assert (claim.verdict, claim.expected) == (Verdict.DIFFERS, "3")
    assert "4个" in claim.why and "3 个" in claim.why


def test_rounding_and_hedges_leave_room(world: World) -> None:
    assert verdicts(world, "全镇总面积9.0平方公里。") == ["holds"]
    assert verdicts(world, "全镇总面积9.1平方公里。") == ["differs"]


def test_a_mean_that_was_rounded_leaves_room_for_what_it_was(world: World) -> None:
    assert verdicts(world, "".join(f"村委会主任平均年龄{age}。" for age in ("55.5岁", "56岁", "55.46岁"))) == ["holds"] * 3
    assert verdicts(world, "".join(f"村委会主任平均年龄{age}。" for age in ("55.7岁", "57岁", "54岁"))) == ["differs"] * 3


def test_nothing_is_called_wrong_that_nobody_wrote_down(world: World) -> None:
    assert verdicts(world, "全年走访5次，反映问题7条。") == ["no_source", "no_source"]
    visited(world)
    assert verdicts(world, "全年走访5次，反映问题7条。") == ["differs", "differs"]
    assert verdicts(world, "全年走访1次，反映问题2条。") == ["holds", "holds"]


def test_a_place_below_is_asked_for_itself(world: World) -> None:
    visited(world)
    assert verdicts(world, "走访1户。", place="上河村") == ["holds"]
    assert verdicts(world, "走访1户。", place="上河") == ["holds"]
    assert verdicts(world, "走访1户。", place="全镇") == ["holds"]
    [claim] = held(world, "走访9户。", place="全县")
    assert claim.verdict is Verdict.NO_SOURCE and "全县" in claim.why


def test_a_figure_of_last_year_is_known_as_such(world: World) -> None:
    log_visit(actor=world.actor("clerk"), at=NOON - timedelta(days=200), uid=uuid4(), org=world.village, happened_on=TODAY - timedelta(days=360), target=world.home, problems=[Raised("没水", "water")])
    visited(world)
    [claim] = held(world, "反映问题1条。")
    assert claim.verdict is Verdict.DIFFERS and "上年" in claim.why
    assert verdicts(world, "反映问题1条。", period="2025年") == ["holds"]


def test_what_a_text_says_of_itself_outweighs_records_that_agree(world: World) -> None:
    text = "全镇辖3个行政村。"
    claims = [replace(claim, verdict=Verdict.INCONSISTENT, why="与上文不符") for claim in claims_of(text)]
    [claim] = against(document_of(text), claims, world.town, 2026, TODAY)
    assert (claim.verdict, claim.why, claim.figure) == (Verdict.INCONSISTENT, "与上文不符", "villages")


def test_a_part_is_not_held_to_more_than_its_whole(world: World) -> None:
    assert verdicts(world, "村“两委”成员5人，其中党员4人。")[1] == "no_source"


def test_figures_of_one_scope_are_reckoned_together(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    text = "全镇辖3个行政村，划分为2个片区、2个网格，企业2家，总人口8人，总户数4户。" * 20
    with django_assert_max_num_queries(12):
        held(world, text)


def test_a_report_that_names_every_place_and_month_costs_a_few_statements_a_month(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    visited(world)
    places = ("上河村", "下河村", "山口村", "东片区", "西片区")
    with django_assert_max_num_queries(30):
        text = "".join("入户走访1户，反映问题2条，已解决0条。" for _place in places for _month in (1, 2, 3))
        claims = [replace(claim, place=places[n // 9], period=f"{n // 3 % 3 + 1}月") for n, claim in enumerate(claims_of(text))]
        found = against(document_of(text), claims, world.town, 2026, TODAY)
    assert [c.verdict.value for c in found if c.place == "上河村" and c.period == "3月"] == ["holds", "holds", "holds"]
    assert {c.verdict.value for c in found if c.place == "下河村" and c.period == "3月"} == {"differs", "holds"}


@pytest.mark.parametrize(("said", "right", "words"), [
    ("8765", "8675", "颠倒"), ("8675", "8678", "一位数字之差"), ("807", "8007", "多写或漏写"), ("2.3", "23", "错了位"), ("12", "98", ""), ("5", "7", ""), ("60-70", "65", ""),
])
def test_a_slip_is_guessed(said: str, right: str, words: str) -> None:
    with override("zh-hans"):
        guess = slip(said, right)
    assert words in guess if words else guess == ""


def test_a_report_is_read_alike_whoever_looks(world: World) -> None:
    document, claims = document_of("全镇辖4个行政村。"), claims_of("全镇辖4个行政村。")
    with override("en"):
        [claim] = against(document, claims, world.town, 2026, TODAY)
    assert (claim.verdict, claim.figure) == (Verdict.DIFFERS, "villages") and "4个" in claim.why and "in the records" in claim.why
