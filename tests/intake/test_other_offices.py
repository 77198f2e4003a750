"""Rosters as other offices keep them: codes for words, heads alone, two things in one column, names nobody foresaw word for word."""

from __future__ import annotations

import pytest

from tests.intake import township as t
from tests.intake.library import parse, refused
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.headers import recognise
from yanzhen.kernel.intake.headings import Heading
from yanzhen.kernel.intake.models import ImportRow
from yanzhen.kernel.intake.packing import KEPT, unpacked
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.intake.sheets import Column, SheetKind
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person
from yanzhen.packs.township.sheets import (
    company_roster,
    household_register,
    org_roster,
    party_roster,
    village_committee,
)
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
    ("反映问题及诉求", "detail"), ("发现问题", "detail"), ("未解决的原因", "result"), ("解决措施及时间", "result"), ("被走访人姓名", "household"), ("问题处理情况", "outcome"), ("牵头单位", "handler"), ("群众意见建议", "detail"),
])
def test_headings_of_ledgers(name: str, key: str) -> None:
    assert columns(visit_ledger, "走访日期", name) == ["visited_on", key]


def test_two_things_in_one_column_do_not_take_the_place_of_one(place: t.Township) -> None:
    assert columns(visit_ledger, "解决措施及时间", "走访时间", "户主") == ["result", "visited_on", "household"]


def test_a_name_that_may_be_two_things_makes_way() -> None:
    assert columns(org_roster, "片区名称", "村名", "面积") == ["parent", "name", "area_km2"]
    assert columns(org_roster, "村名", "片区名称") == ["name", "parent"]
    assert columns(org_roster, "村名", "网格名称") == ["parent", "name"]
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


MEMBERS = ("序号", "姓名", "身份证号", "入党时间", "转正时间")


def test_the_line_above_the_rows_of_a_branch_tells_it(place: t.Township) -> None:
    orgs = [(name, "村党支部", name.removesuffix("党支部")) for name in ("上河村党支部", "下河村党支部")]
    t.bring_in(t.sheet(("名称", "类别", "所在村"), orgs), "组织.csv", place)
    rows = [("一、上河村党支部（1人）",), (1, "李一", A, "1990.7", "1991.7"), ("小计", "1人"), ("二、下河村党支部",), (1, "李二", B, "1990.7", "1991.7"), ("三、驻外党员",), (1, "李三", C, "1990.7", "1991.7")]
    imported = t.bring_in(t.sheet(MEMBERS, rows, "石桥镇党员花名册"), "党员.csv", place)
    assert t.fates(imported) == (2, 0, 0, 1)
    assert list(Belonging.objects.order_by("pk").values_list("person__name", "org__name")) == [("李一", "上河村党支部"), ("李二", "下河村党支部")]
    assert t.whys(imported)[0].startswith("A9 看不出是哪个村")


def test_the_line_above_the_rows_of_a_village_tells_it(place: t.Township) -> None:
    rows = [("上河村（1户）",), ("1", "李一", "户主", A), ("下河村",), ("1", "李二", "户主", B)]
    imported = t.bring_in(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), rows), "户籍.csv", place)
    assert list(Household.objects.order_by("pk").values_list("head__name", "org__name")) == [("李一", "上河村"), ("李二", "下河村")]
    assert t.fates(t.arrive(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), rows), "再来.csv", place)) == (0, 0, 2, 0)
    assert imported.counts["skipped_rows"] == 2


def test_a_refused_row_goes_back_with_its_section(place: t.Township) -> None:
    rows = [("上河村",), ("1", "李一", "户主", A[:17]), ("下河村",), ("1", "李二", "户主", B)]
    imported = t.bring_in(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), rows), "户籍.csv", place)
    back = refused_workbook(imported)
    again = t.arrive(back, "退回.xlsx", place)
    assert t.whys(again) == ["D2 位数不对"]
    line = unpacked(*ImportRow.objects.filter(of=again).values_list(*KEPT).get())
    assert line.get("village") == "上河村"


def test_rows_under_another_header_are_given_back(place: t.Township) -> None:
    rows = [(1, "李一", A, "1990.7", "1991.7"), (), ("预备党员",), ("序号", "身份证号", "姓名", "转正时间"), (1, B, "李二", "2025.7"), MEMBERS, (1, "李三", C, "1990.7", "1991.7")]
    imported = t.arrive(t.sheet(MEMBERS, rows, "上河村党支部"), "党员.csv", place)
    assert t.whys(imported) == ["B7 第6行的表头和最上面的不一样，请把它下面的行分到另一个工作表"]
    assert t.fates(imported)[3] == 1


def test_a_header_of_three_levels_printed_again_is_nobody() -> None:
    head = [["序号", "借书证号", "读者情况", "", "", "备注"], ["", "", "姓名", "出生日期", "", ""], ["", "", "", "年", "月", ""]]
    merges = [(0, 0, 2, 0), (0, 1, 2, 1), (0, 5, 2, 5), (0, 2, 0, 4), (1, 2, 2, 2), (1, 3, 1, 4)]
    again = [(top + 6, left, bottom + 6, right) for top, left, bottom, right in merges]
    people = [[float(n), str(n), name, 1950.0, 3.0, ""] for n, name in enumerate(("姜梅", "周兰", "尤金"))]
    rows = parse(*head, *people, *head, [3.0, "3", "何海", 1960.0, 4.0, ""], merges=[*merges, *again])
    assert [(row.number, row.values["name"]) for row in rows] == [(4, "姜梅"), (5, "周兰"), (6, "尤金"), (10, "何海")]
    assert not refused(rows)


def test_a_lower_level_that_nothing_merges_is_no_other_header(place: t.Township) -> None:
    rows = [("", "", "", "", "姓名", "身份证号", "电话"), ("5", "李一", "户主", A, "李嫂", B, "13800007777")]
    imported = t.arrive(t.sheet(("户号", "姓名", "与户主关系", "身份证号", "配偶情况", "", ""), rows, "上河村户籍台账"), "户籍.csv", place)
    assert t.fates(imported) == (1, 0, 0, 0)


def test_a_header_in_the_middle_is_nobody(place: t.Township) -> None:
    rows = [("1", "李一", "户主", A), ("姓名", "性别", "联系电话", "住址"), ("李二", "男", "13800000001", "3组")]
    imported = t.arrive(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), rows, "上河村户籍台账"), "户籍.csv", place)
    assert t.whys(imported) == ["A5 第4行的表头和最上面的不一样，请把它下面的行分到另一个工作表"]


@pytest.mark.parametrize("said", ["过次页", "承前页", "以下空白", "此页无正文", "（以下无正文）"])
def test_the_foot_of_a_page_is_nobody(place: t.Township, said: str) -> None:
    rows = [("1", "李一", "户主", A), ("", said, "", ""), (said, "2人", "", "")]
    imported = t.arrive(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), rows, "上河村户籍台账"), "户籍.csv", place)
    assert t.fates(imported) == (1, 0, 0, 0)


def test_what_is_told_of_others_is_not_taken_for_ones_own(place: t.Township) -> None:
    head = ("户号", "姓名", "与户主关系", "身份证号", "监护人姓名", "监护人电话", "监护人身份证号")
    t.bring_in(t.sheet(head, [("1", "李一", "户主", A, "", "", ""), ("1", "李小", "孙子", "", "李一", "13800006666", A)], "上河村户籍台账"), "户籍.csv", place)
    assert list(Person.objects.filter(name__startswith="李").order_by("pk").values_list("name", "phone", "id_number")) == [("李一", "", A), ("李小", "", "")]
    assert columns(household_register, "户号", "户主姓名", "户主身份证号", "配偶姓名", "联系电话") == ["number", "name", "id_number", "", "phone"]


def test_a_header_stands_below_a_long_page_of_instructions(place: t.Township) -> None:
    notes = [(f"{n}.请认真填写",) for n in range(1, 22)]
    data = t.sheet(("填表说明",), [*notes, ("户号", "姓名", "与户主关系", "身份证号", "村"), ("1", "李一", "户主", A, "上河村")])
    assert t.fates(t.arrive(data, "户籍.csv", place)) == (1, 0, 0, 0)


def test_a_list_whose_main_column_is_not_found_says_which(place: t.Township) -> None:
    with pytest.raises(Refused, match="没有找到“入党时间”这一列"):
        t.arrive(t.sheet(("序号", "姓名", "身份证号", "何时转为正式", "学历"), [(1, "李一", A, "1991.7", "高中")], "上河村党支部党员花名册"), "党员.csv", place)


def test_grids_and_branches_stand_under_the_village_beside_them(place: t.Township) -> None:
    imported = t.bring_in(t.sheet(("村名", "网格名称", "网格员姓名", "户数"), [("上河村", "第五网格", "李一", 50), ("下河村", "第六网格", "李二", 40)], "石桥镇网格划分一览表"), "网格.csv", place)
    assert (imported.sheet, t.fates(imported)) == ("org_roster", (2, 0, 0, 0))
    assert list(Org.objects.filter(kind="grid").order_by("pk").values_list("name", "parent__name")) == [("第五网格", "上河村"), ("第六网格", "下河村")]
    imported = t.bring_in(t.sheet(("行政村", "党支部名称"), [("上河村", "上河村党支部")], "组织一览"), "支部.csv", place)
    assert Org.objects.get(kind="branch_village").serves == place.village


@pytest.mark.parametrize(("said", "phone"), [("无手机", ""), ("没有电话", ""), ("空号", ""), ("138 0000 0001", "13800000001")])
def test_words_for_having_no_telephone(place: t.Township, said: str, phone: str) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("1", ("户主", "李一", A), phone=said), "上河村户籍台账"), "户籍.csv", place)
    assert Person.objects.get(name="李一").phone == phone


@pytest.mark.parametrize("said", ["李长河户", "李长河家", "李长河（其子代）", "李长河"])
def test_a_ledger_may_say_more_than_the_name_of_the_head(place: t.Township, said: str) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("1", ("户主", "李长河", A)), "上河村户籍台账"), "户籍.csv", place)
    imported = t.bring_in(t.sheet(("走访日期", "户主", "反映问题"), [("2025-9-1", said, "缺水")], "上河村"), "走访.csv", place)
    assert imported.lines.get().why == ""
    assert Problem.objects.get().household == Household.objects.get()


def test_a_head_may_only_be_ticked(place: t.Township) -> None:
    rows = [("1", "李一", "√", A), ("1", "李嫂", "", B), ("2", "李二", "是", C), ("2", "李三", "否", D)]
    t.bring_in(t.sheet(("户号", "姓名", "户主", "身份证号"), rows, "上河村户籍台账"), "户籍.csv", place)
    assert list(Household.objects.order_by("pk").values_list("number", "head__name")) == [("1", "李一"), ("2", "李二")]
    assert list(HouseholdMember.objects.order_by("pk").values_list("relation", flat=True)) == ["户主", "", "户主", ""]


@pytest.mark.parametrize("relation", ["户主（李一）", "戶主", "户主(本人)", "01"])
def test_a_head_is_one_however_it_is_said(place: t.Township, relation: str) -> None:
    t.bring_in(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), [("1", "李一", relation, A)], "上河村户籍台账"), "户籍.csv", place)
    assert Household.objects.get().head == Person.objects.get(name="李一")


@pytest.mark.parametrize("village", ["上河村村民委员会", "上河村（一组）", "上河村3组", "上河村第二村民小组", "石桥镇上河村"])
def test_a_village_is_known_with_what_is_written_besides(place: t.Township, village: str) -> None:
    t.bring_in(t.sheet(("村", "户号", "姓名", "与户主关系", "身份证号"), [(village, "1", "李一", "户主", A)]), "户籍.csv", place)
    assert Household.objects.get().org == place.village
    t.bring_in(t.sheet(("村", "走访日期", "户主", "反映问题"), [(village, "2025-9-1", "李一", "缺水")]), "走访.csv", place)
    assert Problem.objects.get().household == Household.objects.get()


def test_numbers_as_programs_save_them(place: t.Township) -> None:
    rows = [("70.0", "李一", "户主", A, "13800000001.0"), ("70.0", "李嫂", "妻", B, "nan"), ("70.0", "李子", "子", f"{C[0]}.{C[1:15]}E+17", "NaN")]
    imported = t.bring_in(t.sheet(("户号", "姓名", "与户主关系", "身份证号", "电话"), rows, "上河村户籍台账"), "户籍.csv", place)
    assert Household.objects.get().number == "70"
    assert list(Person.objects.filter(name__startswith="李").order_by("pk").values_list("phone", flat=True)) == ["13800000001", ""]
    assert t.whys(imported) == ["D5 身份证号被存成数字,末几位已丢失"]


def test_problems_of_companies_come_in_with_a_ledger(place: t.Township) -> None:
    t.bring_in(t.sheet(("企业名称", "所在村"), [("清泉有限公司", "上河村")], "企业名册"), "企业.csv", place)
    head = ("序号", "企业名称", "走访时间", "走访人", "企业反映问题", "解决情况")
    imported = t.bring_in(t.sheet(head, [(1, "清泉有限公司", "2025.5.1", "何书记", "融资难", "正在协调")], "上河村走访企业登记表"), "走访.csv", place)
    assert (imported.sheet, t.fates(imported)) == ("visit_ledger", (1, 0, 0, 0))
    assert (Problem.objects.get().detail, Problem.objects.get().company) == ("融资难", Org.objects.get(kind="company"))


def test_a_company_in_a_ledger_needs_no_village(place: t.Township) -> None:
    t.bring_in(t.sheet(("企业名称", "所在村"), [("清泉有限公司", "上河村"), ("长河有限公司", "")], "企业名册"), "企业.csv", place)
    rows = [("清泉有限公司", "2025.5.1", "融资难"), ("长河有限公司", "2025.5.1", "用电"), ("没有的公司", "2025.5.1", "用电")]
    imported = t.bring_in(t.sheet(("企业名称", "走访时间", "企业反映问题"), rows, "走访企业登记表"), "走访.csv", place)
    assert list(Problem.objects.order_by("pk").values_list("company__name", "detail")) == [("清泉有限公司", "融资难"), ("长河有限公司", "用电")]
    assert t.whys(imported) == ["A5 企业名册里没有“没有的公司”，请先在企业名册里登记，或加“村”一列写明所在村"]


def test_a_time_limit_is_no_day_of_a_solution(place: t.Township) -> None:
    assert columns(visit_ledger, "走访日期", "户主", "反映问题", "办理时限", "整改时限", "办结时间") == ["visited_on", "household", "detail", "", "", "result"]


@pytest.mark.parametrize(("said", "fate"), [("已停止党籍", 3), ("已去世", 3), ("流动党员", 0), ("正式党员", 0)])
def test_the_kind_of_member_may_say_that_he_is_none(place: t.Township, said: str, fate: int) -> None:
    t.bring_in(t.sheet(("名称", "类别", "所在村"), [("上河村党支部", "村党支部", "上河村")]), "组织.csv", place)
    imported = t.arrive(t.sheet((*MEMBERS[1:], "人员类别"), [("李一", A, "1990.7", "1991.7", said)], "上河村党支部党员花名册"), "党员.csv", place)
    assert t.fates(imported)[fate] == 1
    assert t.whys(imported) == ([f"E3 人员类别写着“{said}”，请核对：不在册的人请删去这一行"] if fate else [])


def test_a_month_of_birth_that_is_not_that_of_the_number_is_told(place: t.Township) -> None:
    rows = [("1", "李一", "户主", A, "1950.5"), ("2", "李二", "户主", C, "1953年3月")]
    imported = t.bring_in(t.sheet(("户号", "姓名", "与户主关系", "身份证号", "出生年月"), rows, "上河村户籍台账"), "户籍.csv", place)
    assert list(imported.lines.order_by("pk").values_list("why", flat=True)) == ["出生年月写的是1950-05，身份证号是1951-03，按身份证号登记，请核对", ""]


@pytest.mark.parametrize("name", ["申请入党时间", "拟转正时间", "预计转正时间", "递交入党申请书时间"])
def test_a_day_that_has_not_come_is_none(name: str) -> None:
    assert columns(party_roster, "姓名", "身份证号", name) == ["name", "id_number", ""]


@pytest.mark.parametrize("name", ["拟任职务", "原任职务", "曾任职务"])
def test_a_post_that_nobody_holds_now_is_none(name: str) -> None:
    assert columns(village_committee, "村", "姓名", name) == ["village", "name", ""]


def test_those_who_ask_to_join_are_no_members(place: t.Township) -> None:
    rows = [("李一", "男", A, "2016.7", "2017.7", "上河村党支部")]
    with pytest.raises(Refused, match="没有找到“入党时间”这一列"):
        t.arrive(t.sheet(("姓名", "性别", "身份证号", "申请入党时间", "确定为积极分子时间", "所在党支部"), rows, "2018年党员发展对象花名册"), "名册.csv", place)


def test_a_list_of_benefits_is_no_household_register(place: t.Township) -> None:
    rows = [(1, "上河村", "李一", A, 2, "800", "6217", "因病")]
    with pytest.raises(Refused, match="认不出这是哪一种表"):
        t.arrive(t.sheet(("序号", "村名", "户主姓名", "身份证号", "低保人口", "月保障金额（元）", "开户账号", "致困原因"), rows, "石桥镇农村低保花名册"), "低保.csv", place)


def test_marks_before_a_name_are_no_part_of_it(place: t.Township) -> None:
    imported = t.arrive(t.sheet(("户号", "姓名", "与户主关系", "身份证号"), [("1", "*李一", "户 主", A), ("1", "李二", "长　子", C)], "上河村户籍台账"), "户籍.csv", place)
    assert t.whys(imported) == ["B3 “*李一”不是姓名"]
