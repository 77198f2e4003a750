"""Rosters of people as villages and offices keep them over the years: who left beside who is there, lists side by side, public copies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.intake import township as t
from tests.world import id_number
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Belonging, HouseholdMember, Org, Person

from .package import xlsx

pytestmark = pytest.mark.django_db

A, B = t.born(1960, 11), t.born(1962, 12, "f")


@pytest.fixture
def place() -> t.Township:
    return t.build()


def register(place: t.Township, head: tuple[str, ...], *rows: tuple[Any, ...]) -> t.Import:
    return t.bring_in(t.sheet(("户号", "姓名", "与户主关系", *head), rows, "上河村户籍台账"), "户籍.csv", place)


def committee(place: t.Township, head: tuple[str, ...], *rows: tuple[Any, ...]) -> t.Import:
    return t.bring_in(t.sheet(("姓名", "职务", "身份证号", *head), rows, "上河村村两委成员"), "两委.csv", place)


def member(place: t.Township, name: str, number: str = A) -> t.Import:
    return t.bring_in(t.sheet(("姓名", "身份证号", "入党时间", "转正时间"), [(name, number, "1990.7", "1991.7")], "上河村党员名册"), "党员.csv", place)


# -- who left -------------------------------------------------------------------------------------------------------------------------

def test_who_left_a_post_does_not_hold_it(place: t.Township) -> None:
    imported = committee(place, ("任职时间", "离任时间"), ("李长河", "村委委员", A, "2018.4", "2021.3"), ("王秀英", "村委委员", B, "2021.3", ""))
    assert t.whys(imported) == ["E3 2021-03已经离任，请删去这一行；他现在的岗位请另写一行"]
    assert [one.person.name for one in Appointment.objects.filter(role="village_officer")] == ["王秀英"]


@pytest.mark.parametrize(("said", "gone"), [("否", True), ("离职", True), ("已退休", True), ("×", True), ("是", False), ("在职", False), ("√", False), ("", False)])
def test_a_column_may_say_who_still_holds_his_post(place: t.Township, said: str, gone: bool) -> None:
    imported = committee(place, ("任职时间", "是否在职"), ("李长河", "村委委员", A, "2018.4", said))
    assert t.whys(imported) == ([f"E3 是否在职写着“{said}”，请核对：已经离任的请删去这一行"] if gone else [])


@pytest.mark.parametrize("said", ["至今", "现任", "在任"])
def test_a_post_that_is_held_until_now_has_no_end(place: t.Township, said: str) -> None:
    imported = committee(place, ("任职时间", "离任时间"), ("李长河", "村委委员", A, "2021.3", said))
    assert t.fates(imported) == (1, 0, 0, 0)


@pytest.mark.parametrize("said", ["2021.3至今", "2021年3月起", "2021.03—", "2021年3月当选", "2021.3-今", "2021年3月以来"])
def test_a_beginning_may_say_that_it_lasts(place: t.Township, said: str) -> None:
    committee(place, ("任职时间",), ("李长河", "村委委员", A, said))
    assert Appointment.objects.get(role="village_officer").since == date(2021, 3, 1)


@pytest.mark.parametrize("said", ["死亡", "已故", "迁出", "销户", "户口已迁走"])
def test_a_column_of_states_may_say_that_somebody_is_gone(place: t.Township, said: str) -> None:
    imported = register(place, ("身份证号", "人员状态"), ("0001", "李长河", "户主", A, "正常"), ("0001", "王秀英", "妻", B, said))
    assert t.whys(imported) == [f"E4 人员状态写着“{said}”，请核对：不在册的人请删去这一行"]


@pytest.mark.parametrize("said", ["已注销", "吊销", "停业", "已关闭"])
def test_a_company_that_is_no_more_is_asked_about(place: t.Township, said: str) -> None:
    rows = [("清泉茶业有限公司", "上河村", "在营"), ("旧窑建材有限公司", "上河村", said)]
    imported = t.bring_in(t.sheet(("企业名称", "所在村", "经营状态"), rows, "企业名册"), "企业.csv", place)
    assert t.whys(imported) == [f"C4 经营状态写着“{said}”，请核对：不再经营的企业请删去这一行"]
    assert [one.name for one in Org.objects.filter(kind="company")] == ["清泉茶业有限公司"]


# -- one person or two ----------------------------------------------------------------------------------------------------------------

def test_two_of_one_name_and_birth_in_a_home_are_asked_about(place: t.Township) -> None:
    other = id_number(date(1962, 3, 4), 44, "f")
    imported = register(place, ("身份证号",), ("0001", "李长河", "户主", A), ("0001", "王秀英", "妻", B), ("0001", "王秀英", "妻", other))
    assert t.whys(imported) == ["B5 这一户已有同名、同一天出生的王秀英，身份证号不同，请核对是不是同一个人"]


def test_a_number_put_right_makes_no_second_person(place: t.Township) -> None:
    register(place, ("身份证号",), ("0001", "李长河", "户主", A), ("0001", "王秀英", "妻", B))
    other = id_number(date(1962, 3, 4), 44, "f")
    imported = register(place, ("身份证号",), ("0001", "李长河", "户主", A), ("0001", "王秀英", "妻", other))
    assert t.whys(imported) == ["B4 这一户已有同名、同一天出生的王秀英，身份证号不同，请核对是不是同一个人"]
    assert HouseholdMember.objects.count() == 2


def test_two_lists_side_by_side_are_asked_for_one_below_the_other(place: t.Township) -> None:
    head = ("序号", "户主", "身份证号", "住址", "序号", "户主", "身份证号", "住址")
    imported = t.sheet(head, [(1, "李长河", A, "一组", 2, "王秀英", B, "二组")], "上河村户主名册")
    with pytest.raises(Exception, match="B列和F列都是“户主”，像是左右并排的两份名单，请改成上下一份再导入"):
        t.arrive(imported, "户主.csv", place)


# -- what cannot be read --------------------------------------------------------------------------------------------------------------

def test_a_masked_number_is_said_to_be_masked(place: t.Township) -> None:
    imported = register(place, ("身份证号", "电话"), ("0001", "李长河", "户主", f"{A[:6]}********{A[-4:]}", ""), ("0002", "王秀英", "户主", B, "138****0001"))
    assert t.whys(imported) == ["D3 身份证号被遮住了几位，请填完整的号码", "E4 电话号码被遮住了几位，请填完整的号码或留空"]


@pytest.mark.parametrize("typed", [f"{A[:6]}-{A[6:14]}-{A[14:]}", f"{A}（本人）", f"{A[:6]} {A[6:14]} {A[14:]}"])
def test_strokes_and_words_beside_an_identity_number_are_no_part_of_it(place: t.Township, typed: str) -> None:
    register(place, ("身份证号",), ("0001", "李长河", "户主", typed))
    assert Person.objects.get(name="李长河").id_number == A


def test_a_telephone_that_a_csv_writes_as_a_number_is_whole_or_lost(place: t.Township) -> None:
    imported = register(place, ("身份证号", "电话"), ("0001", "李长河", "户主", A, "1.3912345678E+10"), ("0002", "王秀英", "户主", B, "1.39E+10"))
    assert (Person.objects.get(name="李长河").phone, t.whys(imported)) == ("13912345678", ["E4 电话号码被存成数字，末几位已丢失"])


@pytest.mark.parametrize("said", ["1965.3.5（农历）", "农历1965年3月5日", "1965年三月初五(阴历)"])
def test_a_day_of_the_old_calendar_is_no_day_of_the_new(place: t.Township, said: str) -> None:
    imported = register(place, ("出生日期",), ("0001", "李长河", "户主", said))
    assert t.whys(imported) == ["D3 写的是农历，请改成公历的日期"]


def test_a_birth_known_to_the_month_is_said_to_be_left_out(place: t.Township) -> None:
    imported = register(place, ("出生年月",), ("0001", "李长河", "户主", "1965.03"))
    assert [one.why for one in imported.lines.all()] == ["出生年月只写到1965-03，没有登记出生日期"]


@pytest.mark.parametrize(("typed", "why"), [("周建国1", "姓名里写着“1”，请移到备注"), ("周建国Ⅱ", "姓名里写着“Ⅱ”，请移到备注"), ("周某", "“周某”不是全名"), ("周某某", "“周某某”不是全名")])
def test_what_tells_namesakes_apart_or_hides_a_name_is_no_name(place: t.Township, typed: str, why: str) -> None:
    assert t.whys(member(place, typed)) == [f"A3 {why}"]


@pytest.mark.parametrize("typed", ["热娜.买买提", "热娜．买买提", "热娜•买买提", "热娜・买买提"])
def test_the_point_of_a_name_is_one_point(place: t.Township, typed: str) -> None:
    member(place, typed)
    assert Belonging.objects.get(sort="member").person.name == "热娜·买买提"


@pytest.mark.parametrize("lead", ["例：0001", "示例", "填写示例：", "（样例）"])
def test_the_example_of_a_form_is_nobody(place: t.Township, lead: str) -> None:
    imported = register(place, ("身份证号",), (lead, "张三", "户主", B), ("0001", "李长河", "户主", A))
    assert (t.fates(imported), imported.counts["skipped_rows"]) == ((1, 0, 0, 0), 1)


# -- days -----------------------------------------------------------------------------------------------------------------------------

def visited(place: t.Township, *days: Any) -> t.Import:
    homes = [row for n in range(len(days)) for row in t.home(f"{n + 1:04}", ("户主", f"李长{'河江海湖'[n]}", t.born(1960, 20 + n)))]
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, homes, "上河村户籍台账"), "户籍.csv", place)
    rows = [["上河村走访登记（2024年）"], ["户主", "走访日期", "走访内容"], *([f"李长{'河江海湖'[n]}", day, "谈收成"] for n, day in enumerate(days))]
    return t.bring_in(xlsx(rows), "走访.xlsx", place)


def test_a_third_of_a_month_is_as_exact_as_it_says(place: t.Township) -> None:
    imported = visited(place, "5月上旬", "2024年5月中旬", "5月下旬", "2024.5.12星期日")
    assert t.fates(imported) == (4, 0, 0, 0)
    assert list(Record.objects.filter(kind="visit").order_by("pk").values_list("happened_on", flat=True)) == [date(2024, 5, day) for day in (1, 11, 21, 12)]


def test_a_day_that_a_number_may_have_cut_short_is_told(place: t.Township) -> None:
    imported = visited(place, 5.12, 5.1, 5.4)
    assert [one.why for one in imported.lines.order_by("pk")] == ["", "B4 是数字5.1，按5月1日登记；如是5月10日，请更正", ""]


def test_the_first_of_a_month_is_what_a_spreadsheet_makes_of_a_month(place: t.Township) -> None:
    head, own = ("姓名", "出生年月", "身份证号", "入党时间"), t.born(1975, 33)
    imported = t.bring_in(t.sheet(head, [["周老根", "1975-03-01", own, "1995.3"], ["吴小雨", "1975-04-01", t.born(1975, 35), "1995.3"]], "上河村党员花名册"), "党员.csv", place)
    assert t.whys(imported) == ["C4 出生日期与身份证号不一致，请核对"]
    assert str(Person.objects.get(name="周老根").birth) == "1975-03-04"


def test_a_group_in_the_column_of_grids_is_one_however_it_is_written(place: t.Township) -> None:
    rows = [row for n, said in enumerate(("2组", "第二村民小组", "二组", "上河村第2组"), 1) for row in t.home(f"000{n}", ("户主", f"李长{'江河湖海'[n - 1]}", t.born(1960, 10 + 2 * n + 1)), grid=said)]
    imported = t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, rows, "上河村户籍台账"), "台账.csv", place)
    assert (t.fates(imported), imported.counts["founded"]) == ((4, 0, 0, 0), ["上河村网格“2组”"])


@pytest.mark.parametrize("mark", ["*", "＊", "·", "?", "△", "☆", "★"])
def test_a_mark_behind_a_name_is_no_part_of_it(place: t.Township, mark: str) -> None:
    imported = t.arrive(t.sheet(("姓名", "身份证号", "入党时间"), [[f"周老根{mark}", t.born(1970, 33), "1995.3"]], "上河村党员花名册"), "党员.csv", place)
    assert t.whys(imported) == [f"A3 姓名里写着“{'*' if mark == '＊' else mark}”，请移到备注"]
