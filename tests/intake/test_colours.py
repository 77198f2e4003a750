"""Rows told apart by their colour: read where the sheet says what a colour means, else said not to be read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import pytest
import xlsxwriter

from tests.intake import township as t
from yanzhen.kernel.intake.left_out import unused
from yanzhen.packs.visits.models import Problem

pytestmark = pytest.mark.django_db

LEDGER = ("户主", "走访日期", "问题描述")
GREEN, YELLOW, RED, GREY = "#92D050", "#FFFF00", "#FF0000", "#D9D9D9"


@pytest.fixture
def place() -> t.Township:
    return t.build()


def book(rows: Iterable[Iterable[object]], colours: Mapping[int, str]) -> bytes:
    """A workbook of which whole rows are coloured, counted from 1."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            filled = made.add_format({"bg_color": colours[at + 1]}) if at + 1 in colours else None
            for n, value in enumerate(row):
                sheet.write(at, n, value, filled)
    return target.getvalue()


def ledger(count: int, foot: str = "", head: tuple[str, ...] = LEDGER) -> list[tuple[object, ...]]:
    rows = [(f"李{'一二三四五六'[n]}", "2024.3.5", f"第{'甲乙丙丁戊己'[n]}件", *[""] * (len(head) - 3)) for n in range(count)]
    return [("上河村走访问题台账",), head, *rows, *([(foot,)] if foot else [])]


def states() -> list[str]:
    return list(Problem.objects.order_by("pk").values_list("record__state", flat=True))


@pytest.mark.parametrize("legend", ["注：绿色为已解决，黄色为正在解决，红色为未解决。", "绿色表示已解决；黄色（底色）表示正在解决；红色表示未解决", "说明：绿底：已解决、黄底：正在解决、红底：未解决"])
def test_what_a_legend_says_of_a_colour_holds_for_its_rows(place: t.Township, legend: str) -> None:
    imported = t.bring_in(book(ledger(4, legend), {2: GREY, 3: GREEN, 4: YELLOW, 5: RED, 6: GREEN}), "问题.xlsx", place)
    assert (states(), unused(imported)) == (["solved", "in_hand", "in_hand", "solved"], [])


def test_colours_that_nothing_explains_are_said_not_to_be_read(place: t.Township) -> None:
    imported = t.bring_in(book(ledger(4), {3: GREEN, 4: RED, 5: GREEN, 6: RED}), "问题.xlsx", place)
    assert (set(states()), [(one.column, one.heading) for one in unused(imported)]) == ({"registered"}, [("D", "底色")])


def test_three_colours_of_one_row_each_are_told_of(place: t.Township) -> None:
    imported = t.bring_in(book(ledger(3), {3: GREEN, 4: RED, 5: YELLOW}), "问题.xlsx", place)
    assert [one.heading for one in unused(imported)] == ["底色"]


def test_a_colour_that_the_legend_leaves_out_leaves_all_unread(place: t.Township) -> None:
    imported = t.bring_in(book(ledger(4, "绿色为已解决"), {3: GREEN, 4: RED, 5: GREEN, 6: RED}), "问题.xlsx", place)
    assert (set(states()), [one.heading for one in unused(imported)]) == ({"registered"}, ["底色"])


def test_words_go_before_colours(place: t.Township) -> None:
    rows = [(*row[:3], "否") if n > 1 else row for n, row in enumerate(ledger(2, head=(*LEDGER, "是否解决")))] + [("绿色为已解决，红色为未解决",)]
    imported = t.bring_in(book(rows, {3: GREEN, 4: GREEN}), "问题.xlsx", place)
    assert ("solved" in states(), [one.heading for one in unused(imported)]) == (False, ["颜色"])


@pytest.mark.parametrize("colours", [{2: GREEN}, {2: GREY, 4: GREY, 6: GREY}, {3: YELLOW, 5: YELLOW}, {}, {2: GREEN, 7: YELLOW}])
def test_a_coloured_head_and_every_other_line_say_nothing(place: t.Township, colours: dict[int, str]) -> None:
    imported = t.bring_in(book([*ledger(4), ("合计", "4件", "")], colours), "问题.xlsx", place)
    assert (len(states()), unused(imported)) == (4, [])


def test_a_colour_for_those_who_died_asks_about_them(place: t.Township) -> None:
    head = ("姓名", "身份证号", "入党时间")
    rows = [("上河村党员花名册",), head, ("李一", t.born(1950, 11), "1990.7"), ("李二", t.born(1952, 13), "1990.7"), ("李三", t.born(1953, 15), "1990.7"), ("红色：已去世",)]
    imported = t.bring_in(book(rows, {4: RED}), "党员.xlsx", place)
    assert (t.fates(imported), t.whys(imported)[0][:2]) == ((2, 0, 0, 1), "D4")
