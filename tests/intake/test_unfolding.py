"""Rows that tell of several things, and columns that are one column with a tick under each of its words."""

from __future__ import annotations

from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.intake.left_out import unused
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.intake.unfolding import points
from yanzhen.packs.visits.models import Problem, Visit

from .package import xlsx

pytestmark = pytest.mark.django_db

TITLE = "上河村走访问题台账（2024年）"


@pytest.fixture
def place() -> t.Township:
    place = t.build()
    homes = [*t.home("0001", ("户主", "李长河", t.born(1960, 11))), *t.home("0002", ("户主", "赵有田", t.born(1955, 15)))]
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, homes, "上河村户籍台账"), "台账.csv", place)
    return place


def ledger(place: t.Township, head: tuple[str, ...], *rows: tuple[str, ...]) -> Import:
    return t.bring_in(t.sheet(("户主", "走访日期", *head), [(name, "2024.3.5", *row) for name, row in zip(("李长河", "赵有田"), rows, strict=False)], TITLE), "问题.csv", place)


def told() -> list[tuple[str, str, str]]:
    return [(one.household.head.name if one.household and one.household.head else "", one.detail, one.record.state) for one in Problem.objects.select_related("record", "household__head").order_by("pk")]


@pytest.mark.parametrize("head", [("问题1", "问题2", "问题3"), ("问题一", "问题二", "问题三"), ("存在问题（1）", "存在问题（2）", "存在问题（3）"), ("问题描述", "问题描述", "问题描述")])
def test_each_of_several_columns_of_problems_is_a_problem(place: t.Township, head: tuple[str, ...]) -> None:
    imported = ledger(place, (*head, "是否解决"), ("水压不足", "路灯不亮", "", "是"), ("卫生室缺药", "", "", "否"))
    assert (t.fates(imported), unused(imported), Visit.objects.count()) == ((3, 0, 0, 0), [], 2)
    assert told() == [("李长河", "水压不足", "solved"), ("李长河", "路灯不亮", "solved"), ("赵有田", "卫生室缺药", "in_hand")]


def test_what_became_of_each_may_stand_beside_it(place: t.Township) -> None:
    head = ("问题1", "是否解决", "解决时间", "问题2", "是否解决", "解决时间")
    ledger(place, head, ("水压不足", "是", "2024.4.1", "路灯不亮", "否", ""), ("卫生室缺药", "是", "2024.5.1", "", "", ""))
    assert told() == [("李长河", "水压不足", "solved"), ("李长河", "路灯不亮", "in_hand"), ("赵有田", "卫生室缺药", "solved")]
    assert [one.decided_on for one in Problem.objects.order_by("pk")] == [date(2024, 4, 1), None, date(2024, 5, 1)]


def test_the_same_ledger_again_doubles_nothing(place: t.Township) -> None:
    for n in range(2):
        imported = ledger(place, ("问题1", "问题2", "是否解决"), ("水压不足", "1.路灯不亮；2.通户路不平", "否"))
        assert t.fates(imported) == ((3, 0, 0, 0) if n == 0 else (0, 0, 3, 0))


@pytest.mark.parametrize(("cell", "parts"), [
    ("①水压不足；②路灯不亮", ["水压不足", "路灯不亮"]),
    ("1.水压不足 2.路灯不亮 3.路面积水", ["水压不足", "路灯不亮", "路面积水"]),
    ("1、水压不足\n2、路灯不亮", ["水压不足", "路灯不亮"]),
    ("（1）卫生室缺药（2）低保怎么办理", ["卫生室缺药", "低保怎么办理"]),
    ("一、路面积水；二、路灯不亮。", ["路面积水", "路灯不亮"]),
    ("反映问题：1．水压不足；2．路灯不亮", ["水压不足", "路灯不亮"]),
    ("1）水压不足，2）路灯不亮", ["水压不足", "路灯不亮"]),
    ("一是水压不足，二是路灯不亮；三是路窄", ["水压不足", "路灯不亮", "路窄"]),
    ("1.水 2.电 3.路", ["水", "电", "路"]),
    ("第一，水压不足；第二，路灯不亮", ["水压不足", "路灯不亮"]),
])  # fmt: skip
def test_points_of_one_cell_are_told_apart(cell: str, parts: list[str]) -> None:
    assert points(cell) == parts


@pytest.mark.parametrize("cell", [
    "水压不足", "1、垃圾清运不及时", "希望水压提高到1.5公斤，2.5公里通户路硬化", "水压不足，\n夏天更严重", "1.5公斤水压，2.5公里路", "一、二组通户路不平", "1、2号井都坏了", "3.路灯 4.水井", "", "1.",
])  # fmt: skip
def test_what_is_no_list_of_points_stays_in_one_piece(cell: str) -> None:
    assert points(cell) == []


def test_each_point_of_a_cell_is_a_problem_with_its_own_outcome(place: t.Township) -> None:
    imported = ledger(place, ("反映问题", "办理情况"), ("①水压不足；②路灯不亮", "①已解决；②未解决"), ("1.卫生室缺药 2.通户路不平", "已解决"))
    assert t.fates(imported) == (4, 0, 0, 0)
    assert told() == [("李长河", "水压不足", "solved"), ("李长河", "路灯不亮", "in_hand"), ("赵有田", "卫生室缺药", "solved"), ("赵有田", "通户路不平", "solved")]
    assert imported.lines.order_by("pk")[0].why.startswith("这一行写了2个，分开登记")


@pytest.mark.parametrize(("said", "states"), [("①已解决", ["solved", "registered"]), ("②已解决", ["registered", "solved"]), ("2.已解决", ["registered", "solved"]), ("已解决", ["solved", "solved"])])
def test_an_outcome_of_one_point_is_that_of_no_other(place: t.Township, said: str, states: list[str]) -> None:
    ledger(place, ("反映问题", "办理情况"), ("①水压不足；②路灯不亮", said))
    assert [state for _name, _said, state in told()] == states


def test_outcomes_that_do_not_fit_the_problems_are_asked_about(place: t.Township) -> None:
    imported = ledger(place, ("反映问题", "办理情况"), ("水压不足、路灯不亮", "①已解决②未解决"))
    assert t.whys(imported) == ["D3 “①已解决②未解决”分了2条，和问题的条数对不上，请一个问题写一行"]


def test_a_refused_point_comes_back_alone(place: t.Township) -> None:
    imported = ledger(place, ("问题1", "问题2", "是否解决"), ("水压不足", "路灯不亮", "不好说"))
    assert t.fates(imported) == (0, 0, 0, 2)
    again = t.arrive(refused_workbook(imported), "退回.xlsx", place)
    assert (t.fates(again), len({row.why for row in again.lines.all()})) == ((0, 0, 0, 2), 2)


def test_lines_without_numbers_are_one_problem_and_said_so(place: t.Township) -> None:
    book = xlsx([[TITLE], ["户主", "走访日期", "问题", "是否解决"], ["李长河", "2024.3.5", "水压不足\n路灯不亮", "否"], ["赵有田", "2024.3.5", "水压不足，\n夏天更严重", "否"]])
    imported = t.bring_in(book, "问题.xlsx", place)
    assert t.fates(imported) == (2, 0, 0, 0)
    assert [one.why for one in imported.lines.order_by("pk")] == ["问题写了2行，没有编号，按一个问题登记", ""]


def ticked(*rows: list[str], heads: tuple[list[str], ...], merges: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    return xlsx([[TITLE], *heads, *rows], merges=merges)


def test_ticks_under_the_words_of_a_column_are_that_column(place: t.Township) -> None:
    heads = (["户主", "走访日期", "问题类别", "", "", "问题描述", "是否解决", ""], ["", "", "用水", "用电", "道路", "", "是", "否"])
    rows = [["李长河", "2024.3.5", "", "√", "", "路灯不亮", "", "√"], ["赵有田", "2024.3.5", "√", "", "", "水压不足", "√", ""]]
    merges = ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 2, 5), (1, 6, 1, 7))
    imported = t.bring_in(ticked(*rows, heads=heads, merges=merges), "问题.xlsx", place)
    assert (t.fates(imported), unused(imported)) == ((2, 0, 0, 0), [])
    assert [(one.category, one.detail) for one in Problem.objects.order_by("pk")] == [("power", "路灯不亮"), ("water", "水压不足")]
    assert [state for _name, _said, state in told()] == ["in_hand", "solved"]


def test_outcomes_may_each_have_a_column_with_ticks_or_words(place: t.Township) -> None:
    heads = (["户主", "走访日期", "问题", "已解决", "未解决", "正在解决"],)
    rows = [["李长河", "2024.3.5", "路灯不亮", "2024.4.1", "", ""], ["赵有田", "2024.3.5", "水压不足", "", "资金不足", ""]]
    imported = t.bring_in(ticked(*rows, heads=heads), "问题.xlsx", place)
    assert (t.fates(imported), unused(imported)) == ((2, 0, 0, 0), [])
    solved, cannot = Problem.objects.order_by("pk")
    assert (solved.decided_on, cannot.record.state, cannot.condition) == (date(2024, 4, 1), "cannot", "资金不足")


def test_two_ticks_in_one_row_are_asked_about(place: t.Township) -> None:
    heads = (["户主", "走访日期", "问题", "已解决", "未解决"],)
    rows = [["李长河", "2024.3.5", "路灯不亮", "√", "√"], ["赵有田", "2024.3.5", "水压不足", "", "√"]]
    imported = t.bring_in(ticked(*rows, heads=heads), "问题.xlsx", place)
    assert t.whys(imported) == ["D3 “已解决、未解决”打了不止一个勾，请只留一个"]


def test_numbers_under_such_words_are_no_ticks(place: t.Township) -> None:
    heads = (["户主", "走访日期", "问题", "已解决", "未解决"],)
    rows = [["李长河", "2024.3.5", "路灯不亮", "3", "2"], ["赵有田", "2024.3.5", "水压不足", "1", "4"]]
    imported = t.arrive(ticked(*rows, heads=heads), "问题.xlsx", place)
    assert [one.heading for one in unused(imported)] == ["已解决", "未解决"]
