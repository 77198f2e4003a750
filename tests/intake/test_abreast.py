"""Several people in one row, each in columns of his own: families, and those who hold the posts of a village."""

from __future__ import annotations

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake import actions
from yanzhen.kernel.intake.left_out import unused
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.register.models import Household, HouseholdMember, Person

from .package import xlsx

pytestmark = pytest.mark.django_db

A, B, C, D = t.born(1950, 11), t.born(1952, 14, "f"), t.born(1980, 15), t.born(1985, 18, "f")
FAMILY = ("序号", "户主姓名", "身份证号", "配偶姓名", "配偶身份证号", "子女1姓名", "子女1身份证号", "子女2姓名", "子女2身份证号", "家庭住址", "联系电话")
CADRES = ("村名", "书记", "联系电话", "主任", "联系电话", "文书", "联系电话")


@pytest.fixture
def place() -> t.Township:
    return t.build()


def living() -> list[tuple[str, str, str]]:
    return [(one.household.head.name if one.household.head else "", one.relation, one.person.name) for one in HouseholdMember.objects.order_by("household", "pk")]


def posts() -> set[tuple[str, str, str]]:
    return set(Appointment.objects.filter(org__kind="village", until=None).values_list("org__name", "role", "person__name"))


def test_a_family_in_one_row_is_a_household(place: t.Township) -> None:
    rows = [(1, "李一", A, "王二", B, "李三", C, "李四", D, "上河村1号", "13800000001"), (2, "赵一", t.born(1955, 21), "", "", "", "", "", "", "上河村2号", "")]
    imported = t.bring_in(t.sheet(FAMILY, rows, "上河村家庭情况表"), "家庭.csv", place)
    assert (imported.sheet, t.fates(imported)) == ("household_register", (5, 0, 0, 0))
    assert living() == [("李一", "户主", "李一"), ("李一", "配偶", "王二"), ("李一", "子女", "李三"), ("李一", "子女", "李四"), ("赵一", "户主", "赵一")]
    assert list(Household.objects.order_by("pk").values_list("address", flat=True)) == ["上河村1号", "上河村2号"]
    assert (Person.objects.get(name="李一").phone, Person.objects.get(name="李三").phone) == ("13800000001", "")
    assert unused(imported) == []


def test_the_same_families_again_double_nobody_and_the_import_is_undone_whole(place: t.Township) -> None:
    data = t.sheet(FAMILY, [(1, "李一", A, "王二", B, "李三", C, "", "", "上河村1号", "")], "上河村家庭情况表")
    first = t.bring_in(data, "家庭.csv", place)
    assert t.fates(t.arrive(data, "家庭.csv", place)) == (0, 0, 3, 0)
    actions.undo(first, actor=place.by, at=t.AT)
    assert (Household.objects.count(), HouseholdMember.objects.count()) == (0, 0)


def test_a_family_under_a_header_of_two_levels(place: t.Township) -> None:
    head = [["上河村家庭情况表"], ["户号", "户主", "", "", "配偶", "", "子女", "", ""], ["", "姓名", "身份证号", "电话", "姓名", "身份证号", "姓名", "身份证号", "关系"]]
    imported = t.bring_in(xlsx([*head, ["5", "李一", A, "13800000001", "王二", B, "李三", C, "长子"]], merges=[(1, 0, 2, 0), (1, 1, 1, 3), (1, 4, 1, 5), (1, 6, 1, 8)]), "家庭.xlsx", place)
    assert t.fates(imported) == (3, 0, 0, 0)
    assert (living()[2], Household.objects.get().number) == (("李一", "长子", "李三"), "5")


def test_a_fault_names_the_cell_in_which_it_stands_and_comes_back_as_a_row_of_its_own(place: t.Township) -> None:
    rows = [(1, "李一", A, "王二", B[:17], "李三", C[:16], "", "", "上河村1号", "")]
    imported = t.bring_in(t.sheet(FAMILY, rows, "上河村家庭情况表"), "家庭.csv", place)
    assert t.whys(imported) == ["E3 位数不对", "G3 位数不对"]
    again = t.arrive(refused_workbook(imported), "退回.xlsx", place)
    assert t.fates(again) == (0, 0, 0, 2)
    assert [one for _head, one, _name in living()] == ["户主"]


def test_somebody_named_twice_is_told_of_by_the_cells_in_which_he_stands(place: t.Township) -> None:
    rows = [(1, "李一", A, "王二", B, "", "", "", "", "", ""), (2, "赵一", C, "王二", B, "", "", "", "", "", "")]
    imported = t.arrive(t.sheet(FAMILY, rows, "上河村家庭情况表"), "家庭.csv", place)
    assert t.whys(imported) == ["E4 与前面的行是同一身份证号（E3）"]


@pytest.mark.parametrize("word", ["无", "未婚", "/", "丧偶"])
def test_a_word_for_nobody_is_nobody(place: t.Township, word: str) -> None:
    t.bring_in(t.sheet(FAMILY, [(1, "李一", A, word, "", "", "", "", "", "", "")], "上河村家庭情况表"), "家庭.csv", place)
    assert [name for _head, _relation, name in living()] == ["李一"]


def test_a_spouse_beside_members_in_rows_of_their_own_stays_unread(place: t.Township) -> None:
    head = ("户号", "户主", "与户主关系", "姓名", "身份证号", "配偶姓名")
    imported = t.bring_in(t.sheet(head, [("1", "李一", "户主", "李一", A, "王二"), ("", "", "妻", "王二", B, "李一")], "上河村户籍台账"), "户籍.csv", place)
    assert (t.fates(imported), [one.heading for one in unused(imported)]) == ((2, 0, 0, 0), ["配偶姓名"])


def test_a_row_for_each_village_names_who_holds_its_posts(place: t.Township) -> None:
    rows = [("上河村", "李一", "13800000001", "王二", "13800000002", "钱三", "13800000003"), ("下河村", "孙四", "13800000004", "书记兼", "", "空缺", "")]
    imported = t.bring_in(t.sheet(CADRES, rows, "石桥镇村干部通讯录"), "通讯录.csv", place)
    assert (imported.sheet, imported.counts["refused"]) == ("village_committee", 0)
    assert posts() == {
        ("上河村", "village_secretary", "李一"), ("上河村", "village_head", "王二"), ("上河村", "village_clerk", "钱三"),
        ("下河村", "village_secretary", "孙四"), ("下河村", "village_head", "孙四"),
    }
    assert Person.objects.get(name="王二").phone == "13800000002"


def test_who_stands_in_two_posts_of_a_row_is_one_person(place: t.Township) -> None:
    head = ("村名", "党支部书记姓名", "身份证号", "村委会主任姓名", "身份证号", "任职时间")
    imported = t.bring_in(t.sheet(head, [("上河村", "李一", A, "李一", A, "2021.3")], "村两委主要负责人"), "负责人.csv", place)
    assert (imported.counts["rows"], posts()) == (1, {("上河村", "village_secretary", "李一"), ("上河村", "village_head", "李一")})


def test_one_telephone_behind_two_posts_is_nobodys(place: t.Township) -> None:
    imported = t.bring_in(t.sheet(("村名", "书记", "主任", "联系电话"), [("上河村", "李一", "王二", "13800000001")], "村干部名册"), "干部.csv", place)
    assert [one.heading for one in unused(imported)] == ["联系电话"]
    assert set(Person.objects.filter(name__in=("李一", "王二")).values_list("id_mark", flat=True)) == {""}
    assert [one.phone for one in Person.objects.filter(name__in=("李一", "王二"))] == ["", ""]


def test_who_looks_after_a_village_from_above_holds_no_post_in_it(place: t.Township) -> None:
    head = ("村名", "包村领导", "第一书记", "书记", "主任")
    imported = t.bring_in(t.sheet(head, [("上河村", "周某一", "吴小三", "李一", "王二")], "村干部名册"), "干部.csv", place)
    assert {name for _org, _role, name in posts()} == {"李一", "王二"}
    assert [one.heading for one in unused(imported)] == ["包村领导", "第一书记"]


def test_two_lists_of_villages_side_by_side_are_no_village_with_twice_as_many_posts(place: t.Township) -> None:
    head = ("村名", "书记", "主任", "村名", "书记", "主任")
    imported = t.bring_in(t.sheet(head, [("上河村", "李一", "王二", "下河村", "孙四", "钱三")], "村干部名册"), "干部.csv", place)
    assert not posts() and imported.sheet != "village_committee"


def test_members_in_rows_are_no_group_beside_the_head(place: t.Township) -> None:
    head = ("户主", "家庭成员", "与户主关系", "身份证号")
    imported = t.bring_in(t.sheet(head, [("李一", "李一", "户主", A), ("李一", "王二", "妻", B), ("李一", "李三", "子", C)], "上河村户籍台账"), "户籍.csv", place)
    assert (t.fates(imported), len(living()), Household.objects.count()) == ((3, 0, 0, 0), 3, 1)


def test_how_many_are_men_and_women_is_nobody(place: t.Township) -> None:
    head = ("户号", "户主", "身份证号", "人口", "男", "女")
    assert t.fates(t.bring_in(t.sheet(head, [("1", "李一", A, "3", "2", "1")], "上河村户主名册"), "户主.csv", place)) == (1, 0, 0, 0)
    assert [name for _head, _relation, name in living()] == ["李一"]
