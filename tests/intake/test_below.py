"""Several lists below one another in one sheet: each is of the place its own title names, and read by its own header."""

from __future__ import annotations

import pytest

from tests.intake import township as t
from yanzhen.kernel.intake.models import ImportRow
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.register.models import Belonging, Household, Person
from yanzhen.packs.visits.models import Problem

from .library import HEADER, identity, parse, refused
from .package import xlsx

pytestmark = pytest.mark.django_db

A, B, C, D = t.born(1950, 11), t.born(1960, 13), t.born(1970, 15), t.born(1980, 17)
MEMBERS = ("序号", "姓名", "身份证号", "入党时间", "转正时间")


@pytest.fixture
def place() -> t.Township:
    return t.build()


def member(order: int, name: str, identity: str) -> tuple[object, ...]:
    return order, name, identity, "1990.7", "1991.7"


@pytest.mark.parametrize("title", ["下河村党员花名册", "石桥镇下河村党支部党员名册（2024年）", "附件2：下河村党员情况统计表", "填报单位（盖章）：下河村"])
def test_a_list_below_another_is_of_the_village_its_title_names(place: t.Township, title: str) -> None:
    rows = [member(1, "李一", A), (), (title,), MEMBERS, member(1, "李二", B)]
    imported = t.bring_in(t.sheet(MEMBERS, rows, "上河村党员花名册"), "党员.csv", place)
    assert t.fates(imported) == (2, 0, 0, 0)
    assert list(Belonging.objects.order_by("pk").values_list("person__name", "org__serves__name")) == [("李一", "上河村"), ("李二", "下河村")]


def test_the_first_title_again_leads_back_to_the_first_village(place: t.Township) -> None:
    head = ("户号", "户主", "与户主关系", "姓名", "身份证号")
    one, two, three = (("5", name, "户主", name, number) for name, number in (("李一", A), ("李二", B), ("李三", C)))
    rows = [one, ("下河村户籍台账",), head, two, ("上河村户籍台账",), head, ("6", *three[1:])]
    t.bring_in(t.sheet(head, rows, "上河村户籍台账"), "户籍.csv", place)
    assert list(Household.objects.order_by("pk").values_list("head__name", "org__name")) == [("李一", "上河村"), ("李二", "下河村"), ("李三", "上河村")]


def test_problems_below_the_title_of_another_village_are_raised_there(place: t.Township) -> None:
    head = ("户主", "走访日期", "问题描述", "是否解决")
    rows = [("李一", "2024.3.5", "水压不足", "否"), ("下河村走访问题台账",), head, ("李二", "2024.3.5", "路灯不亮", "否")]
    t.bring_in(t.sheet(head, rows, "上河村走访问题台账"), "问题.csv", place)
    assert list(Problem.objects.order_by("pk").values_list("record__org__name", flat=True)) == ["上河村", "下河村"]


@pytest.mark.parametrize("line", ["各村党员情况统计表", "全镇党员名册", "石桥镇党员花名册", "党员名册（续）"])
def test_a_title_that_names_no_village_moves_nobody(place: t.Township, line: str) -> None:
    rows = [member(1, "李一", A), (line,), MEMBERS, member(2, "李二", B)]
    t.bring_in(t.sheet(MEMBERS, rows, "上河村党员花名册"), "党员.csv", place)
    assert set(Belonging.objects.values_list("org__serves__name", flat=True)) == {"上河村"}


def test_a_list_below_another_is_read_by_its_own_header(place: t.Township) -> None:
    other = ("身份证号", "姓名", "性别", "入党日期", "转正日期", "电话")
    rows = [member(1, "李一", A), ("合计", "1人"), ("下河村党员花名册",), other, (B, "李二", "男", "1990.7", "1991.7", "13800000001")]
    imported = t.bring_in(t.sheet(MEMBERS, rows, "上河村党员花名册"), "党员.csv", place)
    assert t.fates(imported) == (2, 0, 0, 0)
    assert list(Belonging.objects.order_by("pk").values_list("person__name", "org__serves__name", "joined_on__year")) == [("李一", "上河村", 1990), ("李二", "下河村", 1990)]
    assert Person.objects.get(name="李二").phone == "13800000001"


def test_the_first_list_is_read_though_the_second_names_more_columns(place: t.Township) -> None:
    rows = [*(member(n, f"李{'一二三四'[n]}", one) for n, one in enumerate((A, B))), (), ("下河村党员花名册",), (*MEMBERS, "性别", "民族", "学历", "电话"), (*member(1, "李三", C), "男", "汉", "初中", "")]
    assert t.fates(t.bring_in(t.sheet(MEMBERS, rows, "上河村党员花名册"), "党员.csv", place)) == (3, 0, 0, 0)


def test_columns_that_only_the_second_header_has_are_read_below_it() -> None:
    rows = parse(HEADER, ["姜梅", "女", "7", identity()], [*HEADER, "手机"], ["周兰", "女", "8", identity(order=7), "13800000001"])
    assert [(row.values["name"], row.values["phone"]) for row in rows] == [("姜梅", None), ("周兰", "13800000001")]


def test_the_same_person_in_two_lists_of_a_sheet_is_named_twice(place: t.Township) -> None:
    rows = [member(1, "李一", A), ("身份证号", "姓名", "入党时间"), (A, "李一", "1990.7")]
    assert t.whys(t.arrive(t.sheet(MEMBERS, rows, "上河村党员花名册"), "党员.csv", place)) == ["A5 与前面的行是同一身份证号（C3）"]


def test_a_row_of_a_lower_list_goes_back_under_the_first_header_and_comes_in_from_there(place: t.Township) -> None:
    rows = [member(1, "李一", A), ("下河村党员花名册",), ("身份证号", "姓名", "入党时间", "转正时间"), (B[:17], "李二", "1990.7", "1991.7")]
    imported = t.bring_in(t.sheet(MEMBERS, rows, "上河村党员花名册"), "党员.csv", place)
    again = t.arrive(refused_workbook(imported), "退回.xlsx", place)
    assert t.whys(again)[0].endswith("位数不对")
    assert ImportRow.objects.filter(of=again).count() == 1


def test_a_lower_list_of_two_levels_is_read(place: t.Township) -> None:
    rows = [["上河村党员花名册"], list(MEMBERS), list(member(1, "李一", A)), ["下河村党员花名册"], ["姓名", "身份证号", "党籍", "", "联系电话"], ["", "", "入党时间", "转正时间", ""], ["李二", B, "1990.7", "1991.7", "13800000001"]]
    imported = t.bring_in(xlsx(rows), "党员.xlsx", place)
    assert t.fates(imported) == (2, 0, 0, 0)
    assert str(Belonging.objects.get(person__name="李二").confirmed_on) == "1991-07-01"


def test_rows_of_the_first_list_are_no_titles_of_the_second() -> None:
    rows = parse(HEADER, *(["姜梅", "女", str(n), identity(order=n)] for n in range(1, 4)), [*HEADER, "出生年月", "办证时间", "押金"], ["周兰", "女", "8", identity(order=7), "1960.3", "2001.5", "3"])
    assert (len(rows), len(refused(rows))) == (4, 0)
