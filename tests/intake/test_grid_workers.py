"""Rosters of grid workers: each at his grid, by a column for the post or by the title of the roster."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.models import Appointment

pytestmark = pytest.mark.django_db

A, B, C = (t.born(1970, n) for n in (11, 13, 15))
HEAD = ("村", "网格", "姓名", "身份证号", "联系电话", "负责户数", "任职时间")


@pytest.fixture
def place() -> t.Township:
    place = t.build()
    t.bring_in(t.sheet(("所属村", "网格名称"), [("上河村", "第1网格"), ("上河村", "第2网格"), ("下河村", "第1网格")], "网格一览"), "网格.csv", place)
    return place


def roster(place: t.Township, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD, title: str = "石桥镇网格员名册") -> t.Import:
    return t.bring_in(t.sheet(head, rows, title), "名册.csv", place)


def posts() -> list[tuple[str, str, str, str]]:
    return [(one.person.name, one.role, one.org.parent.name if one.org.parent else "", one.org.name) for one in Appointment.objects.filter(role__in=("grid_worker", "village_officer")).order_by("pk")]


def test_a_roster_of_grid_workers_needs_no_column_for_the_post(place: t.Township) -> None:
    imported = roster(place, ("上河村", "第一网格", "李长河", A, "", 50, "2024.1"), ("", "2", "赵有田", B, "", 60, "2024.1"), ("下河村", "第1网格", "钱大勇", C, "", 40, "2024.1"))
    assert (imported.sheet, t.fates(imported)) == ("village_committee", (3, 0, 0, 0))
    assert posts() == [("李长河", "grid_worker", "上河村", "第1网格"), ("赵有田", "grid_worker", "上河村", "第2网格"), ("钱大勇", "grid_worker", "下河村", "第1网格")]
    assert t.fates(roster(place, ("上河村", "第一网格", "李长河", A, "", 50, "2024.1"))) == (0, 0, 1, 0)


def test_a_grid_worker_is_no_member_of_a_committee(place: t.Township) -> None:
    head = ("村", "姓名", "职务", "身份证号", "所属网格")
    imported = roster(place, ("上河村", "李长河", "专职网格员", A, "第1网格"), ("上河村", "赵有田", "村委委员、网格员", B, "第2网格"), head=head, title="村干部名册")
    assert t.fates(imported) == (2, 0, 0, 0)
    assert posts() == [("李长河", "grid_worker", "上河村", "第1网格"), ("赵有田", "village_officer", "石桥镇", "上河村"), ("赵有田", "grid_worker", "上河村", "第2网格")]


def test_a_grid_worker_without_a_grid_is_asked_for_it(place: t.Township) -> None:
    head = ("村", "姓名", "职务", "身份证号")
    imported = roster(place, ("上河村", "李长河", "网格员", A), ("上河村", "赵有田", "村委委员、网格员", B), ("下河村", "钱大勇", "网格员", C), head=head, title="村干部名册")
    assert t.whys(imported) == ["C3 网格员要写明管哪个网格：请加“网格”一列"]
    assert posts() == [("赵有田", "village_officer", "石桥镇", "上河村"), ("钱大勇", "grid_worker", "下河村", "第1网格")]
    assert "网格员没有写明网格，没有登记这个岗位" in imported.lines.get(row=4).why


def test_a_grid_nobody_set_up_is_to_be_registered_first(place: t.Township) -> None:
    imported = roster(place, ("上河村", "第8网格", "李长河", A, "", 50, "2024.1"))
    assert t.whys(imported) == ["B3 上河村没有登记过网格“第8网格”，请先在组织名册里登记"]


def test_who_works_in_the_grid_already_is_named(place: t.Township) -> None:
    roster(place, ("上河村", "第1网格", "李长河", A, "", 50, "2023.1"))
    imported = roster(place, ("上河村", "第1网格", "赵有田", B, "", 50, "2024.1"))
    assert [one.why for one in imported.lines.all()] == ["第1网格登记的网格员还有李长河，已经换人的请在岗位页免去"]
    assert Appointment.objects.filter(role="grid_worker", until__isnull=True).count() == 2
