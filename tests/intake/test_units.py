"""Numbers in the unit their heading names."""

from decimal import Decimal

import pytest

from tests.intake import township as t
from yanzhen.kernel.register.models import Org

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> t.Township:
    return t.build()


def area(heading: str, cell: str, title: str = "行政村一览表") -> bytes:
    return t.sheet(("村名", "类别", heading), [("上河村", "行政村", cell)], title)


@pytest.mark.parametrize(("heading", "cell", "title", "km2"), [
    ("面积（亩）", "4500", "", "3"), ("面积(公顷)", "300", "", "3"), ("面积（平方米）", "3000000", "", "3"), ("总面积（平方公里）", "3.2", "", "3.2"),
    ("面积", "4500亩", "", "3"), ("面积", "3.2", "", "3.2"), ("面积/亩", "4500", "", "3"), ("面积", "4500", "单位：亩", "3"), ("面积（万亩）", "0.45", "", "3"),
    ("面积（㎡）", "3000000", "", "3"), ("面积（km²）", "3", "", "3"), ("面积（亩）", "100", "", "0.07"), ("面积（必填）", "3", "", "3"), ("面积", "3", "单位：上河村", "3"),
])
def test_an_area_is_kept_in_square_kilometres(place: t.Township, heading: str, cell: str, title: str, km2: str) -> None:
    data = area(heading, cell, title or "行政村一览表")
    t.bring_in(data, "村.csv", place, kind="org_roster")
    assert Org.objects.get(name="上河村").area_km2 == Decimal(km2)
    assert t.fates(t.arrive(data, "再来.csv", place, kind="org_roster")) == (0, 0, 1, 0)


@pytest.mark.parametrize("heading", ["面积（公里）", "面积（平方丈）"])
def test_a_unit_nobody_declared_is_refused(place: t.Township, heading: str) -> None:
    imported = t.arrive(area(heading, "4500"), "村.csv", place, kind="org_roster")
    unit = heading[3:-1]
    assert t.whys(imported) == [f"C3 不认识这一列的单位“{unit}”，请在表头写明平方公里、平方千米、km²、公顷、亩、万亩、平方米、㎡、万平方米"]
