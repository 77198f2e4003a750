"""Rosters of members, of committees and of companies: every word a clerk uses for a day, a post or a kind is understood or asked about."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.register.actions import found_org
from yanzhen.kernel.register.models import Belonging, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def test_members_belong_to_the_branch_of_the_village_since_they_joined(place: t.Township) -> None:
    head = ("姓名", "性别", "出生年月", "身份证号", "入党时间", "转正时间")
    rows = [["周老根", "男", "1950.03", t.born(1950, 33), "1971/08/16", "1972年8月16日"], ["吴小雨", "女", "", t.born(1995, 44, "f"), "2017.11.2", ""]]
    imported = t.bring_in(t.sheet(head, rows, "石桥镇上河村党员花名册"), "党员.csv", place)
    assert t.fates(imported) == (2, 0, 0, 0)
    told = Belonging.objects.order_by("pk").values_list("person__name", "since", "confirmed_on", "org__serves__name")
    assert list(told) == [("周老根", date(1971, 8, 16), date(1972, 8, 16), "上河村"), ("吴小雨", date(2017, 11, 2), None, "上河村")]


@pytest.mark.parametrize("name", ["上河村党支部", "上河", "中共石桥镇上河村支部委员会", "石桥镇上河村党支部", "中国共产党石桥镇上河村总支部委员会"])
def test_a_branch_is_known_by_its_full_name_too(place: t.Township, name: str) -> None:
    head = ("姓名", "身份证号", "入党时间", "所在党支部")
    t.bring_in(t.sheet(head, [["周老根", t.born(1970, 33), "1995.3", name]], "党员花名册"), "党员.csv", place)
    assert Belonging.objects.get().org.serves == place.village


def test_a_later_roster_confirms_a_member_and_the_undoing_takes_it_back(place: t.Township) -> None:
    head = ("姓名", "身份证号", "入党时间", "转正时间")
    first = [["吴小雨", t.born(1995, 44, "f"), "2016.11.2", ""]]
    t.bring_in(t.sheet(head, first, "上河村党员花名册"), "一.csv", place)
    later = t.bring_in(t.sheet(head, [[*first[0][:3], "2017.11.2"]], "上河村党员花名册"), "二.csv", place)
    assert t.fates(later) == (0, 1, 0, 0)
    assert Belonging.objects.get().confirmed_on == date(2017, 11, 2)
    actions.undo(later, actor=place.by, at=t.AT)
    assert Belonging.objects.get().confirmed_on is None
    assert verify() == []


def test_the_day_of_joining_is_kept_as_it_was_told(place: t.Township) -> None:
    head, who = ("姓名", "身份证号", "入党时间", "转正时间"), ("周老根", t.born(1930, 33))
    t.bring_in(t.sheet(head, [[*who, "1955.3", "1956.3"]], "上河村党员花名册"), "一.csv", place)
    later = t.bring_in(t.sheet(head, [[*who, "1952年9月", "1953.9.1"]], "上河村党员花名册"), "二.csv", place)
    tie = Belonging.objects.get()
    assert (t.fates(later), tie.joined_on, tie.confirmed_on, tie.since) == ((0, 1, 0, 0), date(1952, 9, 1), date(1953, 9, 1), t.SINCE)
    actions.undo(later, actor=place.by, at=t.AT)
    assert (Belonging.objects.get().joined_on, Belonging.objects.get().confirmed_on) == (date(1955, 3, 1), date(1956, 3, 1))
    assert verify() == []


@pytest.mark.parametrize(("born", "joined", "said"), [
    (2010, "2001.7", "C3 入党时间早于出生日期"), (2003, "2017.5.1", "入党时14岁，不到18岁，请核对"), (1940, "1956.5", ""), (1985, "2003.3", ""),
])
def test_nobody_joined_before_he_was_born_and_who_was_young_is_to_be_looked_at(place: t.Township, born: int, joined: str, said: str) -> None:
    confirmed = f"{int(joined[:4]) + 1}.7"
    imported = t.arrive(t.sheet(("姓名", "身份证号", "入党时间", "转正时间"), [["周小根", t.born(born, 33), joined, confirmed]], "上河村党员花名册"), "党员.csv", place)
    assert (imported.lines.get().why, imported.counts["refused"]) == (said, int(said.startswith("C3")))


@pytest.mark.parametrize(("sort", "confirmed", "why"), [
    ("正式党员", "2017.7.1", ""), ("预备党员", "", ""), ("正式党员", "", "E3 是正式党员，请补上转正时间"),
    ("预备党员（2年）", "2017.7.1", "C3 写了转正时间，人员类别却是预备党员，请核对"),
])
def test_the_kind_of_member_and_the_day_of_confirmation_must_agree(place: t.Township, sort: str, confirmed: str, why: str) -> None:
    head = ("姓名", "身份证号", "人员类别", "入党时间", "转正时间")
    imported = t.arrive(t.sheet(head, [["周小根", t.born(1990, 33), sort, "2016.7.1", confirmed]], "上河村党员花名册"), "党员.csv", place)
    assert "；".join(t.whys(imported)) == why


def test_who_works_for_a_company_of_the_township_is_its_employee(place: t.Township) -> None:
    t.bring_in(t.sheet(("单位名称", "统一社会信用代码", "法定代表人", "职工人数", "党员人数"), [["清泉食品公司", "", "周大", "12", "3"]], "石桥镇企业名册"), "企业.csv", place)
    head = ("姓名", "身份证号", "入党时间", "转正时间", "工作单位")
    rows = [["周老根", t.born(1970, 33), "1995.3", "1996.3", "清泉食品公司"], ["吴大", t.born(1971, 33), "1995.3", "1996.3", "务农"]]
    imported = t.bring_in(t.sheet(head, rows, "上河村党员花名册"), "党员.csv", place)
    assert list(Belonging.objects.order_by("pk").values_list("person__name", "sort", "org__name")) == [
        ("周老根", "member", "上河村党支部"), ("吴大", "member", "上河村党支部"), ("周老根", "employee", "清泉食品公司"),
    ]
    assert t.fates(t.arrive(t.sheet(head, rows, "上河村党员花名册"), "党员.csv", place)) == (0, 0, 2, 0)
    actions.undo(imported, actor=place.by, at=t.AT)
    assert (Belonging.objects.count(), verify()) == (0, [])


@pytest.mark.parametrize(("said", "tied"), [
    ("清泉食品有限公司 车间主任", True), ("清泉食品有限公司车间主任", True), ("清泉食品", True), ("清泉食品公司", True), ("清泉食品合作社", False), ("双河", False), ("务农", False),
])
def test_a_workplace_is_the_company_it_means_where_exactly_one_fits(place: t.Township, said: str, tied: bool) -> None:
    t.bring_in(t.sheet(("企业名称", "村"), [["清泉食品有限公司", "上河村"], ["双河公司", "上河村"], ["双河有限公司", "下河村"]], "企业名册"), "企业.csv", place)
    head = ("姓名", "身份证号", "入党时间", "转正时间", "工作单位及职务")
    t.bring_in(t.sheet(head, [["周老根", t.born(1970, 33), "1995.3", "1996.3", said]], "上河村党员花名册"), "党员.csv", place)
    assert [tie.org.name for tie in Belonging.objects.filter(sort="employee")] == ["清泉食品有限公司"] * tied


def test_a_member_named_by_another_branch_is_to_be_transferred_first(place: t.Township) -> None:
    head, who = ("姓名", "身份证号", "入党时间", "转正时间", "所在党支部"), ("周老根", t.born(1970, 33), "1995.3", "1996.3")
    t.bring_in(t.sheet(head, [[*who, "上河村党支部"]], "党员花名册"), "一.csv", place)
    later = t.bring_in(t.sheet(head, [[*who, "下河村党支部"]], "党员花名册"), "二.csv", place)
    assert t.whys(later) == ["E3 周老根现在是上河村党支部的党员，请先办理转出"]
    assert Belonging.objects.get().org.name == "上河村党支部"


def test_a_temporary_branch_counts_whom_another_keeps(place: t.Township) -> None:
    rows = [["石桥镇党委", "党委", ""], ["上河村党支部", "村党支部", "石桥镇党委"], ["大棚项目临时党支部", "临时党支部", "石桥镇党委"]]
    t.bring_in(t.sheet(("名称", "类别", "上级"), rows, "石桥镇组织名册"), "组织.csv", place, kind="org_roster")
    head, who = ("姓名", "身份证号", "入党时间", "转正时间", "所在党支部"), ("周老根", t.born(1970, 33), "1995.3", "1996.3")
    for branch in ("上河村党支部", "大棚项目临时党支部"):
        assert t.fates(t.bring_in(t.sheet(head, [[*who, branch]], "党员花名册"), f"{branch}.csv", place))[3] == 0
    assert Belonging.objects.count() == 2


@pytest.mark.parametrize(("joined", "sort", "hint"), [
    ("1995.7", "中共党员", "入党已满一年，没有转正时间，先按预备党员登记，请核对"), ("2025.7", "中共党员", ""), ("2024.7", "中共预备党员", ""),
])
def test_who_joined_long_ago_and_is_not_said_to_be_confirmed_is_to_be_looked_at(place: t.Township, joined: str, sort: str, hint: str) -> None:
    data = t.sheet(("姓名", "身份证号", "入党时间", "政治面貌"), [["周老根", t.born(1970, 33), joined, sort]], "上河村党员花名册")
    assert t.arrive(data, "党员.csv", place).lines.get().why == hint


def test_columns_that_nobody_reads_are_shown_as_unused(place: t.Township) -> None:
    heads = ("企业名称", "村", "职工人数", "党员人数", "行业", "法定代表人", "备注")
    imported = t.arrive(t.sheet(heads, [["清泉食品公司", "上河村", "12", "3", "食品", "周大", "无"]], "企业名册"), "企业.csv", place)
    [sheet] = imported.mapping["sheets"]
    assert (imported.sheet, sheet["unused"]) == ("company_roster", [2, 3, 4, 5, 6])


def test_a_header_of_two_levels_is_understood_by_its_lower_words(place: t.Township) -> None:
    rows = [["上河村党员花名册"], ["姓名", "身份证号码", "党籍", ""], ["", "", "入党", "转正"], ["周老根", t.born(1970, 33), "1995.3", "1996.3"]]
    data = "\r\n".join(",".join(row) for row in rows).encode("gb18030")
    assert t.fates(t.bring_in(data, "党员.csv", place)) == (1, 0, 0, 0)
    assert Belonging.objects.get().confirmed_on == date(1996, 3, 1)


BOTH, SECRETARY, HEAD, OFFICER = "village_secretary village_head", "village_secretary", "village_head", "village_officer"


@pytest.mark.parametrize(("post", "second", "both", "roles"), [
    ("支部书记", "", "", SECRETARY), ("村支部书记", "", "", SECRETARY), ("党总支书记", "", "", SECRETARY), ("支书", "", "", SECRETARY),
    ("村委主任", "", "", HEAD), ("上河村村主任", "", "", HEAD), ("村委会主任(一肩挑)", "", "", BOTH), ("书记主任“一肩挑”", "", "", BOTH),
    ("党支部书记（兼村委会主任）", "", "", BOTH), ("书记兼主任", "", "", BOTH), ("党支部书记", "村委会主任", "", BOTH), ("党支部书记", "", "是", BOTH),
    ("支部委员", "村委会主任", "否", f"{HEAD} {OFFICER}"), ("妇女主任", "", "", OFFICER), ("团支部书记", "", "", OFFICER), ("副书记", "副主任", "", OFFICER),
])
def test_a_post_is_known_by_everyday_words(place: t.Township, post: str, second: str, both: str, roles: str) -> None:
    head = ("村", "姓名", "身份证号", "党组织职务", "村委会职务", "是否一肩挑")
    t.bring_in(t.sheet(head, [["上河村", "匡守田", t.born(1971, 51), post, second, both]], "村“两委”成员名册"), "两委.csv", place)
    assert sorted(Appointment.objects.filter(org=place.village).values_list("role", flat=True)) == sorted(roles.split())


@pytest.mark.parametrize(("post", "both", "why"), [
    ("会计", "是", "E3 是否一肩挑填了“是”，职务里却没有书记或主任，请核对"), ("书记、主任", "否", "E3 职务里书记、主任都有，是否一肩挑却填了“否”，请核对"), ("", "", "D3 没有写职务"),
])
def test_posts_that_do_not_bear_out_what_the_row_says_are_given_back(place: t.Township, post: str, both: str, why: str) -> None:
    head = ("村", "姓名", "身份证号", "职务", "是否一肩挑")
    imported = t.arrive(t.sheet(head, [["上河村", "匡守田", t.born(1971, 51), post, both]], "村“两委”成员名册"), "两委.csv", place)
    assert t.whys(imported) == [why]


def test_a_committee_roster_gives_each_his_posts(place: t.Township) -> None:
    head = ("村", "姓名", "性别", "身份证号", "职务", "任职时间")
    rows = [["上河村", "匡守田", "男", t.born(1971, 51), "党支部书记、村委会主任", "2017.11"], ["", "郝玉", "女", t.born(1980, 52, "f"), "支部委员、村委会委员、会计", "2017.11"]]
    imported = t.bring_in(t.sheet(head, rows, "村“两委”成员名册"), "两委.csv", place)
    told = Appointment.objects.filter(org=place.village).order_by("pk").values_list("person__name", "role", "title", "since")
    since = date(2017, 11, 1)
    assert list(told) == [
        ("匡守田", "village_secretary", "党支部书记", since), ("匡守田", "village_head", "村委会主任", since),
        ("郝玉", "village_officer", "支部委员、村委会委员、会计", since),
    ]
    assert t.fates(t.bring_in(t.sheet(head, rows), "两委.csv", place)) == (0, 0, 2, 0)
    actions.undo(imported, actor=place.by, at=t.AT)
    assert not Appointment.objects.filter(org=place.village).exists()
    assert verify() == []


COMMITTEE = ("村", "姓名", "性别", "身份证号", "职务", "任职时间")
CHIEF = ["上河村", "匡守田", "男", t.born(1971, 51), "党支部书记、村委会主任", "2017.11"]
NEXT = ["上河村", "郝玉", "女", t.born(1980, 52, "f"), "村委会主任", "2021.1"]


def committee(*rows: list[str]) -> bytes:
    return t.sheet(COMMITTEE, rows, "村“两委”成员名册")


def in_office(place: t.Township) -> set[tuple[str, str, date | None]]:
    return set(Appointment.objects.filter(org=place.village).values_list("person__name", "role", "until"))


def test_somebody_new_in_a_post_of_one_ends_the_term_before_and_the_preview_says_so(place: t.Township) -> None:
    t.bring_in(committee(CHIEF), "两委.csv", place)
    imported = t.arrive(committee(NEXT), "新两委.csv", place)
    line = imported.lines.get()
    assert (line.fate, line.why) == ("changed", "原任匡守田自2021-01-01起不再担任村委会主任，请核对")
    assert in_office(place) == {("匡守田", "village_secretary", None), ("匡守田", "village_head", None)}, "a preview ends nothing"
    actions.decide(imported, actor=place.by, at=t.AT)
    assert in_office(place) == {("匡守田", "village_secretary", None), ("匡守田", "village_head", date(2021, 1, 1)), ("郝玉", "village_head", None)}
    actions.undo(imported, actor=place.by, at=t.AT)
    assert in_office(place) == {("匡守田", "village_secretary", None), ("匡守田", "village_head", None)}
    assert verify() == []


def test_a_post_that_many_may_hold_ends_for_nobody(place: t.Township) -> None:
    member = ["上河村", "钟大", "男", t.born(1965, 53), "支部委员", "2017.11"]
    t.bring_in(committee(member), "两委.csv", place)
    imported = t.bring_in(committee([*NEXT[:4], "支部委员", "2021.1"]), "新两委.csv", place)
    assert t.fates(imported) == (1, 0, 0, 0) and {until for _name, _role, until in in_office(place)} == {None}


def test_a_roster_that_names_two_for_a_post_of_one_is_asked_which(place: t.Township) -> None:
    both = t.arrive(committee(NEXT, CHIEF), "两委.csv", place)
    assert t.whys(both) == ["E4 表里不止一人任村委会主任，只能一人担任，请核对"]
    t.bring_in(committee(CHIEF), "两委.csv", place)
    again = t.arrive(committee(NEXT, CHIEF), "新两委.csv", place)
    assert t.whys(again) == ["E3 表里不止一人任村委会主任，只能一人担任，请核对"] and t.fates(again) == (0, 0, 1, 1)


def test_a_successor_who_would_come_no_later_is_given_back(place: t.Township) -> None:
    t.bring_in(committee(NEXT), "两委.csv", place)
    for since, why in (("2021.1", "表里另一人也是这一天起任，请核对，或把接任的日期写到日"), ("2017.11", "比表里的2017-11-01晚，像是旧名册，请核对任职时间")):
        imported = t.arrive(committee([*CHIEF[:4], "村委会主任", since]), f"{since}.csv", place)
        assert t.whys(imported) == [f"F3 登记的是郝玉自2021-01-01起任村委会主任，{why}"]


def test_who_holds_the_post_at_the_branch_holds_it_in_the_village(place: t.Township) -> None:
    party = found_org(actor=place.console, at=t.AT, kind="party_committee", name="石桥镇党委", parent=place.town, since=t.SINCE)
    branch = found_org(actor=place.console, at=t.AT, kind="branch_village", name="上河村党支部", parent=party, since=t.SINCE, serves=place.village)
    t.bring_in(committee([*CHIEF[:4], "村委会主任", "2017.11"]), "两委.csv", place)
    post = appoint(actor=place.console, at=t.AT, person=Person.objects.get(name="匡守田"), org=branch, role="village_secretary", since=date(2017, 11, 1))
    assert t.fates(t.bring_in(committee(CHIEF), "又来.csv", place)) == (0, 0, 1, 0)
    t.bring_in(committee([*NEXT[:4], "党支部书记", "2021.1"]), "新两委.csv", place)
    post.refresh_from_db()
    assert post.until == date(2021, 1, 1) and verify() == []


@pytest.mark.parametrize(("since", "said"), [("2017.11", ""), ("2017", ""), ("2018.1", "任职时间登记的是2017-11-01，表里的2018-01没有采用"), ("", "")])
def test_another_beginning_of_a_post_is_named_and_not_taken(place: t.Township, since: str, said: str) -> None:
    head, who = ("村", "姓名", "身份证号", "职务", "任职时间"), ("上河村", "匡守田", t.born(1971, 51), "党支部书记")
    t.bring_in(t.sheet(head, [[*who, "2017.11"]], "村“两委”成员名册"), "两委.csv", place)
    later = t.bring_in(t.sheet(head, [[*who, since]], "村“两委”成员名册"), "两委.csv", place)
    assert (t.fates(later), later.lines.get().why) == ((0, 0, 1, 0), said)
    assert Appointment.objects.get(org=place.village).since == date(2017, 11, 1)
