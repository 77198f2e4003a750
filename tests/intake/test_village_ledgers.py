"""Ledgers of visits as village clerks let them grow: columns beside those a form foresees, and words for nothing at all."""

from __future__ import annotations

from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.intake.left_out import unused
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.models import Problem, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> t.Township:
    place = t.build()
    homes = [*t.home("0001", ("户主", "李长河", t.born(1960, 11))), *t.home("0002", ("户主", "赵有田", t.born(1955, 15)))]
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, homes, "上河村户籍台账"), "台账.csv", place)
    t.bring_in(t.sheet(("企业名称", "所在村"), [("清泉茶业有限公司", "上河村")], "企业名册"), "企业.csv", place)
    return place


def test_the_day_by_which_something_is_due_is_no_day_on_which_it_was_solved(place: t.Township) -> None:
    head = ("户主", "走访日期", "问题描述", "解决时限", "是否解决", "解决时间", "未解决原因")
    rows = [("李长河", "2024.3.5", "水压不足", "2024.12.31", "是", "2024.4.10", ""), ("赵有田", "2024.3.5", "路灯不亮", "2024.12.31", "否", "", "资金不足")]
    imported = t.bring_in(t.sheet(head, rows, "上河村走访问题台账"), "问题.csv", place)
    solved, other = Problem.objects.order_by("pk")
    assert (solved.decided_on, other.condition, other.reason) == (date(2024, 4, 10), "资金不足", "funds")
    assert [one.heading for one in unused(imported)] == ["解决时限"]


def test_a_ledger_with_nothing_but_the_day_it_is_due_tells_no_day(place: t.Township) -> None:
    rows = [("李长河", "2024.3.5", "水压不足", "2024.12.31", "是"), ("赵有田", "2024.3.5", "路灯不亮", "2024.12.31", "否")]
    t.bring_in(t.sheet(("户主", "走访日期", "问题描述", "解决时限", "是否解决"), rows, "上河村走访问题台账（2024年5月）"), "问题.csv", place)
    assert list(Problem.objects.order_by("pk").values_list("record__state", "decided_on")) == [("solved", date(2024, 5, 31)), ("in_hand", None)]


@pytest.mark.parametrize("said", ["生活正常，无问题", "无，感谢政府", "满意", "对党的政策很满意", "……", "无。", "暂无问题；生活正常"])
def test_words_of_thanks_are_no_problem(place: t.Township, said: str) -> None:
    t.bring_in(t.sheet(("户主", "走访日期", "问题描述", "是否解决"), [("李长河", "2024.3.5", said, "/")], "上河村走访问题台账"), "问题.csv", place)
    assert (Visit.objects.count(), Problem.objects.count()) == (1, 0)


@pytest.mark.parametrize("said", ["无法出行", "无电", "不满意", "无，就是路不平", "对低保评定不满意"])
def test_a_problem_is_not_thanked_away(place: t.Township, said: str) -> None:
    t.bring_in(t.sheet(("户主", "走访日期", "问题描述", "是否解决"), [("李长河", "2024.3.5", said, "/")], "上河村走访问题台账"), "问题.csv", place)
    assert (Visit.objects.count(), Problem.objects.get().detail) == (1, said)


def test_who_sent_the_visitor_is_no_village(place: t.Township) -> None:
    head = ("走访时间", "走访单位", "走访人", "户主姓名", "主要诉求", "是否办结")
    imported = t.bring_in(t.sheet(head, [("2024.3.5", "水利站", "王某", "李长河", "水压不足", "否")], "上河村四进走访登记表"), "问题.csv", place)
    assert t.fates(imported) == (1, 0, 0, 0)
    assert [one.heading for one in unused(imported)] == ["走访单位"]


def test_a_company_written_short_is_found_and_one_nobody_knows_is_asked_for(place: t.Township) -> None:
    head = ("企业名称", "走访时间", "走访领导", "企业诉求", "办理结果")
    rows = [(name, "2024.5.2", "何镇长", "用电不稳定", "已办结") for name in ("清泉茶业", "清泉茶业有限公司（上河）", "远山农机有限公司")]
    imported = t.bring_in(t.sheet(head, rows, "走访企业问题台账（2024年）"), "企业走访.csv", place)
    assert t.whys(imported) == ["A5 企业名册里没有“远山农机有限公司”，请先在企业名册里登记，或加“村”一列写明所在村"]
    assert {one.company.name for one in Problem.objects.all() if one.company} == {"清泉茶业有限公司"}
    assert Visit.objects.get().heard == "走访人：何镇长"


def test_a_day_before_the_township_was_there_is_said_so(place: t.Township) -> None:
    imported = t.arrive(t.sheet(("户主", "走访日期", "问题描述"), [("李长河", "1924.5.1", "水压不足")], "上河村走访问题台账"), "问题.csv", place)
    assert t.whys(imported) == ["B3 日期1924-05-01早于石桥镇的成立时间1958-01-01，请核对年份"]


def test_a_ledger_of_visits_may_call_its_columns_plainly(place: t.Township) -> None:
    imported = t.bring_in(t.sheet(("时间", "户主", "内容", "走访人"), [("3.5", "李长河", "了解生活情况", "赵干部、钱干部")], "上河村2023年走访台账"), "台账.csv", place)
    assert t.fates(imported) == (1, 0, 0, 0)
    one = Record.objects.get(kind="visit")
    assert (one.happened_on, one.visit.heard) == (date(2023, 3, 5), "了解生活情况\n走访人：赵干部、钱干部")


def test_two_visitors_with_a_blank_between_them_stay_two(place: t.Township) -> None:
    rows = [("李长河", "2024.3.5", "赵有福 钱大勇", "谈收成"), ("赵有田", "2024.3.5", "赵 勇", "谈收成")]
    t.bring_in(t.sheet(("户主", "走访日期", "走访人", "走访内容"), rows, "上河村走访登记"), "登记.csv", place)
    assert [one.heard for one in Visit.objects.order_by("pk")] == ["谈收成\n走访人：赵有福、钱大勇", "谈收成\n走访人：赵勇"]


@pytest.mark.parametrize("said", ["王 伟", "王  伟", "王　伟"])
def test_a_head_whose_name_is_set_wide_is_one_person(place: t.Township, said: str) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0003", ("户主", "王伟", t.born(1962, 13))), "上河村户籍台账"), "台账.csv", place)
    imported = t.bring_in(t.sheet(("户主", "走访日期", "问题描述", "是否解决"), [(said, "2024.3.5", "水压不足", "否")], "上河村走访问题台账"), "问题.csv", place)
    problem = Problem.objects.get()
    assert (t.fates(imported), problem.household and problem.household.number) == ((1, 0, 0, 0), "0003")


def test_a_stranger_whose_name_is_set_wide_is_one_person(place: t.Township) -> None:
    t.bring_in(t.sheet(("户主", "走访日期", "问题描述", "是否解决"), [("姚 英", "2024.3.5", "水压不足", "否")], "上河村走访问题台账"), "问题.csv", place)
    assert Problem.objects.get().detail == "走访户主：姚××（户籍台账里没有这户）\n水压不足"


@pytest.mark.parametrize("said", ["崔立家", "崔立家（户主）", "崔立家户"])
def test_a_name_that_ends_as_a_word_for_a_home_is_whole(place: t.Township, said: str) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0003", ("户主", "崔立家", t.born(1962, 13))), "上河村户籍台账"), "台账.csv", place)
    t.bring_in(t.sheet(("户主", "走访日期", "问题描述"), [(said, "2024.3.5", "水压不足")], "上河村走访问题台账"), "问题.csv", place)
    problem = Problem.objects.get()
    assert problem.household and problem.household.number == "0003"


def test_the_number_of_a_home_tells_which_of_two_heads_of_one_name_is_meant(place: t.Township) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0003", ("户主", "李长河", t.born(1962, 13))), "上河村户籍台账"), "台账.csv", place)
    head = ("户号", "户主", "走访日期", "问题描述")
    imported = t.bring_in(t.sheet(head, [("3", "李长河", "2024.3.5", "水压不足"), ("9", "李长河", "2024.3.5", "路灯不亮")], "上河村走访问题台账"), "问题.csv", place)
    assert [one.household.number for one in Problem.objects.all() if one.household] == ["0003"]
    assert t.whys(imported) == ["B4 上河村有2户的户主都叫李长河，请改写户号"]
