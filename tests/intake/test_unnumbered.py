"""People whose identity number a roster does not know: the same ones when it comes again, and when a later one knows it."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.intake import township as t
from tests.world import id_number
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.register.models import Household, HouseholdMember, Person

pytestmark = pytest.mark.django_db

HEAD = ("户号", "户主", "姓名", "与户主关系", "身份证号", "出生日期")
BORN = date(2020, 5, 6)
CHILDREN = [
    ["1", "尤大", "尤大", "户主", t.born(1970, 11), ""], ["1", "尤大", "尤子涵", "孙", "", "2020-05-06"],
    ["2", "尤二", "尤二", "户主", t.born(1972, 12), ""], ["2", "尤二", "尤子涵", "孙女", "", "2021-07-08"],
    ["3", "尤三", "尤三", "户主", "", ""], ["3", "尤三", "尤四", "子", "", ""],
]


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def register(place: t.Township, *rows: list[str], head: tuple[str, ...] = HEAD) -> t.Import:
    return t.bring_in(t.sheet(head, rows, "上河村户籍台账"), "台账.csv", place)


def test_two_children_of_one_name_are_the_same_two_when_the_roster_comes_again(place: t.Township) -> None:
    assert t.fates(register(place, *CHILDREN)) == (6, 0, 0, 0)
    again = register(place, *CHILDREN)
    assert (t.fates(again), t.whys(again)) == ((0, 0, 6, 0), [])


def test_who_gets_an_identity_number_later_is_the_same_person(place: t.Township) -> None:
    register(place, *CHILDREN)
    later = register(place, ["1", "尤大", "尤子涵", "孙", id_number(BORN, 7, "m"), "2020-05-06"], ["3", "尤三", "尤三", "户主", t.born(1968, 13), ""])
    assert (t.fates(later), Person.objects.filter(name__startswith="尤").count()) == ((0, 2, 0, 0), 6)
    assert Household.objects.get(number="3").head == Person.objects.get(name="尤三", birth=date(1968, 3, 4))
    assert [m.household.number for m in HouseholdMember.objects.filter(person__id_mark__gt="", person__birth=BORN)] == ["1"]
    actions.undo(later, actor=place.by, at=t.AT)
    assert verify() == []


def test_a_number_that_does_not_fit_the_birth_is_somebody_else(place: t.Township) -> None:
    register(place, *CHILDREN)
    later = register(place, ["1", "尤大", "尤子涵", "外孙", id_number(date(2019, 1, 2), 7, "m"), ""])
    assert (t.fates(later), Person.objects.filter(name="尤子涵").count()) == ((1, 0, 0, 0), 3)


def test_a_party_roster_completes_who_lives_in_the_village_without_a_number(place: t.Township) -> None:
    register(place, ["5", "周大", "周大", "户主", "", "1970-03-04"])
    later = t.bring_in(t.sheet(("姓名", "身份证号", "入党时间", "转正时间"), [["周大", t.born(1970, 33), "1995.3", "1996.3"]], "上河村党员花名册"), "党员.csv", place)
    assert (t.fates(later), Person.objects.filter(name="周大").count()) == ((1, 0, 0, 0), 1)


UNNUMBERED = ("姓名", "与户主关系", "身份证号", "户主")
FAMILY = [["高山", "户主", t.born(1960, 21), "高山"], ["林溪", "妻子", t.born(1963, 22, "f"), "高山"], ["石开", "户主", t.born(1955, 23), "石开"]]


def test_a_number_made_up_never_meets_a_real_one(place: t.Township) -> None:
    register(place, *FAMILY, head=UNNUMBERED)
    later = register(place, ["1", "马大", "马大", "户主", t.born(1950, 31), ""], ["0002", "马二", "马二", "户主", t.born(1951, 32), ""])
    assert (t.fates(later), sorted(Household.objects.values_list("number", "head__name"))) == (
        (2, 0, 0, 0), [("0002", "马二"), ("1", "马大"), ("临0001", "高山"), ("临0002", "石开")],
    )


def test_a_row_corrected_joins_its_own_family(place: t.Township) -> None:
    register(place, *FAMILY, head=UNNUMBERED)
    later = register(place, ["高峰", "儿子", t.born(1988, 24), "高山"], head=UNNUMBERED)
    assert (t.fates(later), Household.objects.count()) == ((1, 0, 0, 0), 2)
    assert HouseholdMember.objects.get(person__name="高峰").household.head == Person.objects.get(name="高山")


def test_two_heads_of_one_name_are_asked_about(place: t.Township) -> None:
    register(place, ["1", "高山", "高山", "户主", t.born(1960, 21), ""], ["2", "高山", "高山", "户主", t.born(1961, 25), ""])
    later = register(place, ["高峰", "儿子", t.born(1988, 24), "高山"], head=UNNUMBERED)
    assert t.whys(later) == ["D3 上河村有2户的户主都叫高山，请填户号"]


def test_a_roster_that_knows_the_numbers_renumbers_the_families(place: t.Township) -> None:
    register(place, *FAMILY, head=UNNUMBERED)
    numbered = [["1", "石开", "石开", "户主", FAMILY[2][2], ""], ["2", "高山", "高山", "户主", FAMILY[0][2], ""], ["2", "高山", "林溪", "妻子", FAMILY[1][2], ""]]
    later = register(place, *numbered)
    assert (t.fates(later), t.whys(later)) == ((0, 2, 1, 0), [])
    assert sorted(Household.objects.values_list("number", "head__name")) == [("1", "石开"), ("2", "高山")]
    assert sorted(Correction.objects.filter(field="number").values_list("old", "new")) == [("临0001", "2"), ("临0002", "1")]
    assert t.fates(register(place, *numbered)) == (0, 0, 3, 0)
    actions.undo(later, actor=place.by, at=t.AT)
    assert sorted(Household.objects.values_list("number", flat=True)) == ["临0001", "临0002"]
    assert verify() == []


@pytest.mark.parametrize("remark", [
    "已去世", "已故", "2020年死亡", "户口迁出", "已迁出", "病故", "2026年5月去世", "2026.5去世", "2026年5月6日去世", "5月份去世", "已死亡（2026.3）", "2026年3月户口迁出", "因病去世",
    "2024年3月2日因病去世", "低保户，2025年去世", "随儿子迁往县城", "户口已于2020年注销", "2020.3亡",
])
def test_who_is_gone_by_the_remark_is_no_resident(place: t.Township, remark: str) -> None:
    later = register(place, ["7", "孙甲", "孙甲", "户主", t.born(1940, 41), "", remark], head=(*HEAD, "备注"))
    assert t.whys(later) == [f"G3 备注写着“{remark}”，请核对：不在册的人请删去这一行"]


def test_of_who_is_registered_the_remark_says_where_to_end_him(place: t.Township) -> None:
    row = ["7", "孙甲", "孙甲", "户主", t.born(1940, 41), ""]
    register(place, row)
    later = register(place, [*row, "2026年2月去世"], head=(*HEAD, "备注"))
    assert t.whys(later) == ["G3 备注写着“2026年2月去世”，孙甲还登记在册：确已去世或迁出的，请在其个人页或住户页登记，再删去这一行"]


@pytest.mark.parametrize("remark", ["外出务工", "父亲已去世", "2019年迁入", "丈夫2015年去世", "孤儿，父母双亡", "户口未迁出", "土地流转出租", "工伤事故", "残疾证已注销", "子女均已迁出"])
def test_other_remarks_are_no_matter(place: t.Township, remark: str) -> None:
    assert t.fates(register(place, ["7", "孙甲", "孙甲", "户主", t.born(1940, 41), "", remark], head=(*HEAD, "备注"))) == (1, 0, 0, 0)
