"""Rosters as other offices keep them: codes for words, heads alone, two things in one column, names nobody foresaw word for word."""

from __future__ import annotations

import pytest

from tests.intake import township as t
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.headers import recognise
from yanzhen.kernel.intake.headings import Heading
from yanzhen.kernel.intake.sheets import Column, SheetKind
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, Person
from yanzhen.packs.township.sheets import company_roster, org_roster
from yanzhen.packs.visits.models import Problem, Visit
from yanzhen.packs.visits.sheets import visit_ledger

A, B, C, D = (t.born(1950 + n, n, "m" if n % 2 else "f") for n in (1, 2, 3, 5))


@pytest.fixture
def place(db: None) -> t.Township:
    return t.build()


def columns(kind: SheetKind, *names: str) -> list[str]:
    found = recognise(kind, tuple(Heading((name,)) for name in names))[0]
    return [found.get(n, "") for n in range(len(names))]


def test_codes_stand_for_the_words_of_the_national_standards(place: t.Township) -> None:
    head = ("村", "户号", "姓名", "性别", "与户主关系代码", "证件号码", "民族", "文化程度")
    rows = [("上河村", "0101", "㛃建国", "1", "01", A, "01", "60"), ("上河村", "0101", "刘凤", "2", "12", B, "11", "70"), ("上河村", "0101", "㛃磊", "1", "22", C, "1", "20")]
    imported = t.bring_in(t.sheet(head, rows), "底册.csv", place)
    assert t.fates(imported) == (3, 0, 0, 0)
    assert list(HouseholdMember.objects.order_by("pk").values_list("person__name", "relation")) == [("㛃建国", "户主"), ("刘凤", "妻"), ("㛃磊", "长子")]
    said = Person.objects.filter(name__in=("㛃建国", "刘凤", "㛃磊")).order_by("pk").values_list("gender", "nation", "education")
    assert list(said) == [("m", "汉族", "高中"), ("f", "满族", "初中"), ("m", "汉族", "本科")]


def test_a_code_that_no_standard_knows_is_refused(place: t.Township) -> None:
    rows = [("上河村", "1", "李大", "1", A), ("上河村", "1", "李二", "3", B)]
    imported = t.arrive(t.sheet(("村", "户号", "姓名", "与户主关系", "身份证号"), rows), "底册.csv", place)
    assert t.whys(imported) == ["D3 不认识与户主关系代码“3”，请改成文字"]


def test_a_list_of_heads_alone_is_a_household_each(place: t.Township) -> None:
    head = ("序号", "户主姓名", "性别", "身份证号", "家庭人口", "联系方式", "家庭住址", "备注")
    rows = [(1, "钱有才", "男", A, "4人", "13822220001", "3组", ""), (2, "孙有财", "女", B, 3, "13822220002、13822220003", "〃", "脱贫户"), ("小计", "2户", "", "", 7, "", "", "")]
    imported = t.bring_in(t.sheet(head, rows, "上河村农户基本情况统计表"), "农户.csv", place)
    assert (imported.sheet, t.fates(imported)) == ("household_register", (2, 0, 0, 0))
    homes = Household.objects.filter(head__isnull=False).order_by("pk").values_list("head__name", "address", "org__name")
    assert list(homes) == [("钱有才", "3组", "上河村"), ("孙有财", "3组", "上河村")]
    assert list(HouseholdMember.objects.order_by("pk").values_list("person__name", "relation")) == [("钱有才", "户主"), ("孙有财", "户主")]


def test_heads_without_numbers_of_their_own_make_no_household_register(place: t.Township) -> None:
    with pytest.raises(Refused, match="走访日期"):
        t.arrive(t.sheet(("村", "户主", "问题", "是否解决"), [("上河村", "李大", "缺水", "否")]), "台账.csv", place)


def test_the_head_of_every_row_is_not_its_person(place: t.Township) -> None:
    head = ("户号", "户主姓名", "与户主关系", "身份证号")
    with pytest.raises(Refused, match="认不出这是哪一种表"):
        t.arrive(t.sheet(head, [("1", "钱有才", "户主", A), ("1", "钱有才", "妻", B)], "上河村"), "农户.csv", place)


@pytest.mark.parametrize(("name", "key"), [
    ("反映问题及诉求", "detail"), ("发现问题", "detail"), ("未解决的原因", "result"), ("解决措施及时间", "result"), ("被走访人姓名", "household"), ("问题处理情况", "outcome"), ("牵头单位", "handler"),
])
def test_headings_of_ledgers(name: str, key: str) -> None:
    assert columns(visit_ledger, "走访日期", name) == ["visited_on", key]


def test_two_things_in_one_column_do_not_take_the_place_of_one(place: t.Township) -> None:
    assert columns(visit_ledger, "解决措施及时间", "走访时间", "户主") == ["result", "visited_on", "household"]


def test_a_name_that_may_be_two_things_makes_way() -> None:
    assert columns(org_roster, "片区名称", "村名", "面积") == ["parent", "name", "area_km2"]
    assert columns(org_roster, "片区名称", "负责人", "成立时间") == ["name", "", "since"]
    assert columns(company_roster, "企业名称", "注册地（村）") == ["name", "village"]


def test_a_company_without_a_village_is_not_in_that_of_the_one_above(place: t.Township) -> None:
    t.bring_in(t.sheet(("企业名称", "注册地（村）", "成立时间"), [("清泉有限公司", "上河村", "2015.3"), ("长河有限公司", "", "2016.8")]), "企业.csv", place)
    assert list(Org.objects.filter(kind="company").order_by("pk").values_list("name", "parent__name")) == [("清泉有限公司", "上河村"), ("长河有限公司", "石桥镇")]


def test_a_visit_told_twice_is_new_once(place: t.Township) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("1", ("户主", "李长河", A)), "上河村户籍台账"), "户籍.csv", place)
    imported = t.arrive(t.sheet(("走访日期", "户主", "反映问题"), [("2025-9-1", "李长河", "无"), ("2025-9-1", "李长河", "无"), ("2025-9-1", "李长河", "缺水")], "上河村"), "走访.csv", place)
    assert t.fates(imported) == (2, 0, 1, 0)


def test_a_spare_telephone_takes_no_other_column_away() -> None:
    kind = SheetKind("k", "册", columns=(Column("name", "姓名", required=True), Column("phone", "电话", several=True), Column("place", "住处")))
    found = recognise(kind, (Heading(("姓名",)), Heading(("住处", "电话")), Heading(("电话",))))[0]
    assert list(found.values()).count("phone") == 1


def test_problems_in_a_list_of_visits_are_not_left_out(place: t.Township) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, [*t.home("1", ("户主", "李长河", A)), *t.home("2", ("户主", "赵有田", C))], "上河村户籍台账"), "户籍.csv", place)
    head = ("走访日期", "村", "户主", "走访人", "谈话内容", "发现问题")
    rows = [("2025-9-1", "上河村", "李长河", "何书记", "家里都好", "无"), ("2025-9-1", "上河村", "赵有田", "何书记", "孩子上学远", "校车不到村")]
    imported = t.bring_in(t.sheet(head, rows), "走访记录.csv", place)
    assert (imported.sheet, t.fates(imported)) == ("visit_ledger", (2, 0, 0, 0))
    assert [visit.heard.splitlines()[0] for visit in Visit.objects.order_by("pk")] == ["家里都好", "孩子上学远"]
    assert Problem.objects.get().detail == "校车不到村"


def test_a_list_of_visits_without_a_column_of_problems_stays_one(place: t.Township) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("1", ("户主", "李长河", A)), "上河村户籍台账"), "户籍.csv", place)
    imported = t.bring_in(t.sheet(("走访日期", "村", "户主", "走访人", "谈话内容"), [("2025-9-1", "上河村", "李长河", "何书记", "都好")]), "走访.csv", place)
    assert imported.sheet == "visit_list"


def test_nobody_is_called_by_a_number(place: t.Township) -> None:
    imported = t.arrive(t.sheet(("户号", "姓名和身份证号", "与户主关系"), [("1", f"李长河{D}", "户主")], "上河村户籍台账"), "户籍.csv", place)
    assert t.whys(imported) == [f"B3 “{f'李长河{D}'[:20]}”不是一个人的姓名"]
