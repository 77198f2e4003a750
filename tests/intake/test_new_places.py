"""Places that a roster names and nobody knew: the first of their kind are as old as what is above them, later ones are new."""

from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> t.Township:
    place = t.build()
    t.bring_in(homes(t.home("0001", ("户主", "李长河", t.born(1960, 11)))), "台账.csv", place)
    return place


def homes(*rows: list[list[str]], title: str = "上河村户籍台账") -> bytes:
    return t.sheet(t.HOUSEHOLD_HEAD, [row for home in rows for row in home], title)


def later(title: str = "上河村户籍台账") -> bytes:
    return homes(t.home("0009", ("户主", "赵有田", t.born(1955, 15)), grid="第9网格"), title=title)


def test_a_grid_beside_others_is_new_on_the_day_of_its_roster(place: t.Township) -> None:
    t.bring_in(later(), "又来.csv", place)
    t.bring_in(homes(t.home("0008", ("户主", "赵二", t.born(1956, 16)), grid="第8网格"), title="上河村户籍台账（2024年底）"), "旧的.csv", place)
    assert dict(Org.objects.filter(kind="grid").values_list("name", "since")) == {"第1网格": t.SINCE, "第9网格": t.DAY, "第8网格": date(2024, 12, 31)}


def test_a_village_after_the_first_roster_is_new_on_the_day_of_its_own(place: t.Township) -> None:
    t.chart(place)
    assert Org.objects.get(name="北崖村").since == t.SINCE
    t.bring_in(t.sheet(("村名", "类别"), [("新设村", "行政村")], "石桥镇行政村一览表（2024年底）"), "村.csv", place, kind="org_roster")
    assert Org.objects.get(name="新设村").since == date(2024, 12, 31)


def test_an_old_problem_of_a_home_in_a_new_grid_stands_in_its_village(place: t.Township) -> None:
    t.bring_in(later(), "又来.csv", place)
    ledger = t.sheet(("村名", "走访户主", "走访日期", "问题描述"), [("上河村", "赵有田", "2017-03-12", "路灯坏了")], "走访问题台账")
    t.bring_in(ledger, "台账.csv", place)
    assert {one.org for one in Record.objects.all()} == {place.village}


def test_a_roster_of_a_year_before_the_village_begins_with_it(place: t.Township) -> None:
    data = t.sheet(t.HOUSEHOLD_HEAD, t.home("0007", ("户主", "赵七", t.born(1956, 17))), "上河村户籍台账（1950年）")
    assert t.fates(t.bring_in(data, "更早.csv", place))[3] == 0


def test_a_head_who_is_two_is_asked_about(place: t.Township) -> None:
    rows = t.home("0904", ("户主", "周九", t.born(1960, 17)))
    rows[0][1] = "周八"
    assert t.whys(t.arrive(homes(rows), "台账.csv", place)) == ["C3 户主一栏写的是周八，与户主关系却写周九是户主，请核对"]


@pytest.mark.parametrize("name", ["=cmd|calc", "=HYPERLINK(\"http://x\")", "+1", "@SUM"])
def test_a_formula_is_nobodys_name(place: t.Township, name: str) -> None:
    assert "不是姓名" in t.whys(t.arrive(homes(t.home("0904", ("户主", name, t.born(1960, 17)))), "台账.csv", place))[0]
