"""Places under the names that rosters and ledgers give them: with what stands above, by the name of a sheet alone, and by groups."""

from __future__ import annotations

import pytest

from tests.intake import township as t
from yanzhen.kernel.register.models import Belonging, Household, Org, Person
from yanzhen.packs.visits.models import Visit

from .package import xlsx

pytestmark = pytest.mark.django_db

A, B, C, D = (t.born(1960, n) for n in (11, 13, 15, 17))
REGISTER = ["户号", "姓名", "与户主关系", "身份证号"]
MEMBERS = ["姓名", "身份证号", "入党时间", "转正时间"]


@pytest.fixture
def place() -> t.Township:
    return t.build()


@pytest.mark.parametrize("said", ["上河", "上河村", "石桥镇上河村", "青岭县石桥镇上河村", "某省某市青岭县石桥镇上河村委会", "上河村村委", "上河村村委会", "青岭县上河村"])
def test_a_village_is_one_however_much_stands_before_it(place: t.Township, said: str) -> None:
    t.bring_in(t.sheet(("村", *REGISTER), [(said, "0001", "李长河", "户主", A)]), "户籍.csv", place)
    t.bring_in(t.sheet(("村名", "户主", "走访日期", "走访内容"), [(said, "李长河", "2024.3.5", "谈收成")], "走访登记"), "走访.csv", place)
    assert Visit.objects.get().household == Household.objects.get(org=place.village)


@pytest.mark.parametrize("sheet", ["上河", "上河(2)", "上河 ", "1.上河"])
def test_a_sheet_named_by_its_village_alone_is_of_that_village(place: t.Township, sheet: str) -> None:
    t.bring_in(xlsx([REGISTER, ["0001", "李长河", "户主", A]], names=[sheet]), "户籍.xlsx", place)
    t.bring_in(xlsx([["户主", "走访日期", "走访内容"], ["李长河", "2024.3.5", "谈收成"]], names=[sheet]), "走访登记.xlsx", place)
    assert Visit.objects.get().household == Household.objects.get(org=place.village)


def test_a_sheet_of_another_name_is_of_no_village(place: t.Township) -> None:
    imported = t.arrive(xlsx([REGISTER, ["0001", "李长河", "户主", A]], names=["上河汇总"]), "户籍.xlsx", place)
    assert t.whys(imported) == ["A2 看不出是哪个村：请在表里加“村”一列，或选定村再导入"]


def test_members_are_of_the_branch_that_their_sheet_is_named_for(place: t.Township) -> None:
    t.bring_in(t.sheet(("企业名称", "所在村"), [("清泉茶业有限公司", "上河村")], "企业名册"), "企业.csv", place)
    rows = [("上河村党支部", "村党支部", "上河村"), ("清泉茶业党支部", "非公企业党支部", "清泉茶业有限公司"), ("机关第一党支部", "机关党支部", "")]
    t.bring_in(t.sheet(("名称", "类别", "所在村"), rows, "党组织一览"), "组织.csv", place)
    books = [[MEMBERS, [name, number, "1990.7", "1991.7"]] for name, number in (("李长河", A), ("赵有田", B), ("钱大勇", C))]
    imported = t.bring_in(xlsx(*books, names=["上河村党支部", "清泉茶业党支部", "机关第一党支部"]), "党员名册.xlsx", place)
    assert t.fates(imported) == (3, 0, 0, 0)
    assert [one.org.name for one in Belonging.objects.filter(sort="member").order_by("pk")] == ["上河村党支部", "清泉茶业党支部", "机关第一党支部"]


def test_a_branch_with_the_township_before_its_name_is_the_same(place: t.Township) -> None:
    t.bring_in(t.sheet(("名称", "类别"), [("卫生院党支部", "事业单位党支部")], "党组织一览"), "组织.csv", place)
    imported = t.bring_in(t.sheet(("名称", "类别"), [("石桥镇卫生院支部", "事业单位党支部"), ("中共石桥镇卫生院支部委员会", "事业单位党支部")], "党组织一览"), "又.csv", place)
    assert (t.fates(imported), Org.objects.filter(kind="branch_institution").count()) == ((0, 0, 2, 0), 1)


def test_a_grid_is_named_without_its_village(place: t.Township) -> None:
    t.bring_in(t.sheet(("所属村", "网格名称"), [("上河村", "上河村第9网格"), ("上河村", "第9网格"), ("下河村", "下河村第一网格")], "网格一览"), "网格.csv", place)
    assert sorted(Org.objects.filter(kind="grid").values_list("name", flat=True)) == ["第9网格", "第一网格"]


def test_numbers_that_begin_anew_in_every_group_are_different_homes(place: t.Township) -> None:
    rows = [("一组", "1", "李长河", "户主", A), ("", "2", "赵有田", "户主", B), ("二组", "1", "钱大勇", "户主", C), ("", "1", "钱小勇", "子", D)]
    for fates in ((4, 0, 0, 0), (0, 0, 4, 0)):
        imported = t.bring_in(t.sheet(("组别", *REGISTER), rows, "上河村户籍台账"), f"户籍{fates[0]}.csv", place)
        assert t.fates(imported) == fates
    assert sorted(Household.objects.values_list("number", "head__name")) == [("1", "李长河"), ("2", "赵有田"), ("2组1", "钱大勇")]
    assert Person.objects.get(name="钱小勇").homes.get().household.number == "2组1"


def test_a_sheet_may_be_of_one_group(place: t.Township) -> None:
    sheets = [[REGISTER, ["1", name, "户主", number]] for name, number in (("李长河", A), ("赵有田", B), ("钱大勇", C))]
    imported = t.bring_in(xlsx(*sheets, names=["上河村1组", "上河村2组", "下河村第一村民小组"]), "户籍.xlsx", place)
    assert t.fates(imported) == (3, 0, 0, 0)
    assert sorted(Household.objects.values_list("org__name", "number")) == [("上河村", "1"), ("上河村", "2组1"), ("下河村", "1")]


def test_a_plate_at_the_door_is_an_address(place: t.Township) -> None:
    t.bring_in(t.sheet((*REGISTER, "门牌号"), [("0001", "李长河", "户主", A, "上河村12号")], "上河村户籍台账"), "户籍.csv", place)
    assert Household.objects.get().address == "上河村12号"
