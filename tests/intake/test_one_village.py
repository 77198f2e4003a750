"""A sheet of one village need not name it in every row; 同上 names what stands above; a header printed again is no row."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Belonging, Household, Org
from yanzhen.packs.visits.models import Problem

from .package import xlsx

pytestmark = pytest.mark.django_db

LEE, WIFE = ("户主", "李长河", t.born(1960, 11)), ("妻", "王秀云", t.born(1962, 22, "f"))
LEDGER = ("走访户主", "走访日期", "问题类别", "问题描述", "是否解决")
PROBLEM = ["李长河", "2017-03-12", "道路通行", "村口道路坑洼", "正在解决"]
VISITED = [["李长河", "2017-05-02", "阎知行", "要修路"]]
COMMITTEE = ("序号", "姓名", "性别", "出生年月", "身份证号", "职务", "学历", "联系电话")
OFFICER = ["1", "匡守田", "男", "1971.03", t.born(1971, 51), "党支部书记、村委会主任", "大专", "13900000001"]


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", LEE, WIFE), "上河村户籍台账"), "台账.csv", place)
    yield place


def test_a_ledger_of_problems_takes_its_village_from_the_title(place: t.Township) -> None:
    t.bring_in(t.sheet(LEDGER, [PROBLEM], "上河村走访问题台账（2017年）"), "台账.csv", place)
    assert Problem.objects.get().household == Household.objects.get()


def test_the_same_problem_in_a_ledger_that_names_the_village_in_its_rows_is_the_same(place: t.Township) -> None:
    t.bring_in(t.sheet(LEDGER, [PROBLEM], "上河村走访问题台账"), "一.csv", place)
    again = t.sheet(("村名", *LEDGER), [["上河", *PROBLEM]], "走访问题台账")
    assert t.fates(t.bring_in(again, "二.csv", place)) == (0, 0, 1, 0)


def test_a_ledger_takes_the_village_it_is_imported_for(place: t.Township) -> None:
    t.bring_in(t.sheet(LEDGER, [PROBLEM], "走访问题台账"), "台账.csv", place, org=place.village)
    assert Problem.objects.get().household == Household.objects.get()


@pytest.mark.parametrize("title", ["走访问题台账", "上河村、下河村走访问题台账"])
def test_a_ledger_of_no_one_village_is_given_back(place: t.Township, title: str) -> None:
    assert t.whys(t.arrive(t.sheet(LEDGER, [PROBLEM], title), "台账.csv", place)) == ["A3 看不出是哪个村：请在表里加“村”一列，或选定村再导入"]


def test_equal_rows_of_two_villages_sheets_are_known_when_one_comes_alone(place: t.Township) -> None:
    other = t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", ("户主", "李长河", t.born(1961, 33))), "下河村户籍台账")
    t.bring_in(other, "台账.csv", place)
    both = xlsx(*([[f"{name}走访问题台账"], list(LEDGER), PROBLEM] for name in ("上河村", "下河村")), names=["上河村", "下河村"])
    assert t.fates(t.bring_in(both, "两村.xlsx", place)) == (2, 0, 0, 0)
    assert t.fates(t.arrive(t.sheet(LEDGER, [PROBLEM], "下河村走访问题台账"), "一村.csv", place)) == (0, 0, 1, 0)


def test_a_list_of_visits_takes_its_village_from_the_title(place: t.Township) -> None:
    t.bring_in(t.sheet(("户主", "走访日期", "走访人", "听到什么"), VISITED, "上河村走访登记"), "走访.csv", place)
    assert Record.objects.get(kind="visit").visit.household == Household.objects.get()


@pytest.mark.parametrize("chosen", [False, True])
def test_a_committee_of_one_village_is_a_committee_and_no_household(place: t.Township, chosen: bool) -> None:
    title = "“两委”班子成员花名册" if chosen else "上河村“两委”班子成员花名册"
    imported = t.bring_in(t.sheet(COMMITTEE, [OFFICER], title), "两委.csv", place, org=place.village if chosen else place.town, by=place.console)
    assert (imported.sheet, t.fates(imported)) == ("village_committee", (1, 0, 0, 0))
    assert set(Appointment.objects.filter(person__name="匡守田").values_list("org", "role")) == {(place.village.pk, "village_secretary"), (place.village.pk, "village_head")}


def test_a_list_of_people_without_posts_is_no_committee(place: t.Township) -> None:
    people = t.sheet(("姓名", "性别", "身份证号", "学历", "联系电话"), [["匡守田", "男", OFFICER[4], "大专", ""]], "上河村人口")
    assert t.arrive(people, "人口.csv", place).sheet == "household_register"


DITTOS = ["同上", "〃", "″", '"', " 同上 ", "ditto"]


@pytest.mark.parametrize("mark", DITTOS)
def test_a_ditto_mark_means_the_cell_above(place: t.Township, mark: str) -> None:
    rows = [["上河村", *PROBLEM], [mark, mark, mark, mark, "路灯不亮", mark]]
    imported = t.bring_in(t.sheet(("村名", *LEDGER), rows, "走访问题台账"), "台账.csv", place)
    assert (t.fates(imported), imported.counts["founded"]) == ((2, 0, 0, 0), [])
    assert set(Record.objects.filter(kind="problem").values_list("problem__category", "state", "happened_on")) == {("road", "in_hand", date(2017, 3, 12))}
    assert Org.objects.filter(kind="village").count() == 3


def test_a_ditto_mark_with_nothing_above_founds_no_village(place: t.Township) -> None:
    imported = t.arrive(t.sheet(("村名", *LEDGER), [["同上", *PROBLEM]], "走访问题台账"), "台账.csv", place)
    assert (t.whys(imported), imported.counts["founded"]) == (["A3 看不出是哪个村：请在表里加“村”一列，或选定村再导入"], [])


def test_nobody_is_called_as_the_one_above(place: t.Township) -> None:
    data = t.sheet(t.HOUSEHOLD_HEAD, t.home("0002", ("户主", "赵有田", t.born(1955, 15)), ("妻", "同上", t.born(1957, 16, "f"))), "上河村户籍台账")
    assert t.whys(t.arrive(data, "台账.csv", place)) == ["D4 “同上”不是姓名"]


def test_the_year_in_the_first_sheets_title_holds_for_the_others(place: t.Township) -> None:
    head, row = ["村名", *LEDGER], ["上河村", "李长河", "8月1日", "用电", "电线低", "正在解决"]
    months = xlsx([["2017年走访问题台账"], head, ["上河村", *PROBLEM]], [head, row], names=["3月", "8月"])
    t.bring_in(months, "台账.xlsx", place)
    assert set(Record.objects.filter(kind="problem").values_list("happened_on", flat=True)) == {date(2017, 3, 12), date(2017, 8, 1)}


UPPER, LOWER = ["支部名称", "基本情况", "", "党籍情况"], ["", "姓 名", "身份证号", "入党时间"]
PAGES = [["上河村党支部", "吴小雨", t.born(1985, 44, "f"), "2016.11.2"], ["", "吴大雨", t.born(1984, 43), "2015.7.1"]]


@pytest.mark.parametrize(("head", "again"), [([UPPER, LOWER], [UPPER, LOWER]), ([["支部名称", "姓 名", "身份证号", "入党时间"]], [["支部名称", "姓名", "身份证号码", "入党时间"]])])
def test_a_header_printed_on_every_page_is_neither_data_nor_carried_down(place: t.Township, head: list[list[str]], again: list[list[str]]) -> None:
    rows = [["党员花名册"], *head, PAGES[0], ["第1页"], ["党员花名册"], *again, PAGES[1]]
    imported = t.bring_in(xlsx(rows), "党员.xlsx", place)
    assert (t.fates(imported), t.whys(imported)) == ((2, 0, 0, 0), [])
    assert len(set(Belonging.objects.values_list("org"))) == 1
    assert [one[2] for one in imported.counts["skipped"]] == ["note", "header", *["header"] * len(again)]


def test_a_branch_nobody_knows_is_named_at_its_own_cell(place: t.Township) -> None:
    t.chart(place)
    rows = [["1", "吴小雨", t.born(1985, 44, "f"), "2016.11.2", "星河党支部"]]
    [why] = t.whys(t.arrive(t.sheet(("序号", "姓名", "身份证号", "入党时间", "所在党支部"), rows, "党员花名册"), "党员.csv", place))
    assert why.startswith("E3 没有登记过党组织“星河党支部”")
