"""Rosters and ledgers of a village that was merged, and grids however they are written."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import merge_orgs
from yanzhen.kernel.register.models import Household, Org

pytestmark = pytest.mark.django_db

GIVEN = "长有大国春秋冬"

LEDGER = ("村名", "走访户主", "走访日期", "问题类别", "问题描述", "是否解决", "解决时间/未解决原因")
MERGED = date(2026, 2, 10)


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def homes(place: t.Township, *rows: list[str], village: str = "上河村") -> t.Import:
    return t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, rows, f"{village}户籍台账（2025年12月31日）"), "台账.csv", place)


@pytest.fixture
def merged(place: t.Township) -> t.Township:
    """下河村, with a home in its 第1网格, went into 上河村, which has a 第1网格 too."""
    homes(place, *t.home("1", ("户主", "李长河", t.born(1960, 11))))
    homes(place, *t.home("7", ("户主", "赵有田", t.born(1955, 15)), address="下河村"), village="下河村")
    merge_orgs(actor=place.console, at=t.AT, orgs=[place.other_village], into=place.village, since=MERGED)
    return place


def ledger(place: t.Township, *days: str, village: str = "下河村") -> t.Import:
    rows = [[village, "赵有田", day, "道路", f"{day}桥面破损", "已解决", ""] for day in days]
    return t.bring_in(t.sheet(LEDGER, rows, "大走访问题台账"), "问题.csv", place)


def test_a_merged_village_is_named_for_its_own_time(merged: t.Township) -> None:
    imported = ledger(merged, "2026-01-10", "2026-02-09", "2026-02-10")
    assert t.whys(imported) == ["A5 下河村已于2026-02-10并入上河村，之后的日子请写上河村"]
    found = Record.objects.filter(kind="visit").order_by("pk")
    assert [(one.happened_on, one.visit.household.number) for one in found] == [(date(2026, 1, 10), "7"), (date(2026, 2, 9), "7")]
    before = Org.objects.get(pk=merged.other_village.pk).places.order_by("since").first()
    assert before is not None and all(one.org_path.startswith(before.path) for one in found)
    assert {one.state for one in Record.objects.filter(kind="problem")} == {"solved"}
    assert t.fates(ledger(merged, "2026-02-10", village="上河村")) == (1, 0, 0, 0)
    assert verify() == []


def test_a_roster_that_names_a_merged_village_is_told_where_it_went(merged: t.Township) -> None:
    imported = homes(merged, *t.home("9", ("户主", "钱大", t.born(1970, 16))), village="下河村")
    assert [why.split(" ")[1] for why in t.whys(imported)] == ["下河村已于2026-02-10并入上河村，请写上河村"]


def test_two_grids_of_one_name_are_asked_about(merged: t.Township) -> None:
    imported = homes(merged, *t.home("9", ("户主", "钱大", t.born(1970, 16)), grid="第1网格"))
    assert t.whys(imported) == ["F3 上河村有2个“第1网格”，请写明是哪一个：上河村第1网格、下河村第1网格"]
    for n, grid in enumerate(("上河村第1网格", "原下河村一网格")):
        homes(merged, *t.home(f"1{n}", ("户主", f"钱{GIVEN[n]}", t.born(1970, 17 + n)), grid=grid))
    here = Household.objects.get(number="10").org
    assert here == Household.objects.get(number="1").org != Household.objects.get(number="11").org == Household.objects.get(number="7").org


def test_a_grid_is_one_however_it_is_written(place: t.Township) -> None:
    spelled = ("1", "第一网格", "上河村一网格", "网格1", "第1网格", "01号网格", "１")
    for n, grid in enumerate(spelled):
        assert t.fates(homes(place, *t.home(f"{n + 1}", ("户主", f"钱{GIVEN[n]}", t.born(1970, 20 + n)), grid=grid))) == (1, 0, 0, 0)
    assert list(Org.objects.filter(kind="grid").values_list("name", flat=True)) == ["第1网格"]
    assert t.fates(homes(place, *t.home("1", ("户主", "钱长", t.born(1970, 20)), grid="网格一"))) == (0, 0, 1, 0)


def test_a_grid_of_another_village_is_a_slip(place: t.Township) -> None:
    imported = homes(place, *t.home("9", ("户主", "钱大", t.born(1970, 16)), grid="下河村第1网格"))
    assert t.whys(imported) == ["F3 网格“下河村第1网格”不在上河村，请核对"]
