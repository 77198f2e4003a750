"""Ledgers of visits and problems: what was done is told as if it had been done step by step, and nothing is told twice."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from tests.intake import township as t
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.flows.bulk import Told, take_many
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.records.actions import correct, draft, write, write_many
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions as actions_of_register
from yanzhen.kernel.register.models import Household, Org, Person
from yanzhen.packs.visits.models import Problem, Visit
from yanzhen.packs.visits.pack import problem

pytestmark = pytest.mark.django_db

HEAD = ("村名", "走访户主", "走访日期", "问题类别", "问题描述", "是否解决", "解决时间/未解决原因", "责任人", "走访人")
RAISED = ["上河村", "李长河", "2017-03-12", "道路通行", "村口道路坑洼", "已解决", "2017.6", "张主任", "阎知行"]


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    homes = [*t.home("0001", ("户主", "李长河", t.born(1960, 11))), *t.home("0002", ("户主", "赵有田", t.born(1955, 15)))]
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, homes, "上河村户籍台账"), "台账.csv", place)
    yield place


def ledger(*rows: list[str]) -> bytes:
    return t.sheet(HEAD, rows, "大走访问题台账(2017年)")


def varied(**said: str) -> list[str]:
    """The row above with some cells otherwise."""
    columns = dict(zip(("village", "head", "day", "category", "detail", "outcome", "result", "who", "visitor"), RAISED, strict=True))
    return list((columns | said).values())


def test_a_solved_problem_has_its_visit_its_steps_and_its_days(place: t.Township) -> None:
    t.bring_in(ledger(RAISED), "台账.csv", place)
    one = Record.objects.get(kind="problem")
    assert (one.state, one.happened_on, one.problem.outcome, one.problem.decided_on) == ("solved", date(2017, 3, 12), "solved", date(2017, 6, 1))
    assert one.origin is not None and one.origin.visit.household == Household.objects.get(number="0001")
    assert [(s.step, s.on, s.late) for s in one.steps.order_by("id")] == [
        ("assign", date(2017, 3, 12), False), ("accept", date(2017, 3, 12), False), ("solve", date(2017, 6, 1), True),
    ]
    assert verify() == []


@pytest.mark.parametrize(("outcome", "result", "state", "reason"), [
    ("正在解决", "", "in_hand", ""), ("上报区里", "需争取项目资金", "raised", "funds"), ("否", "现行政策不允许", "cannot", "policy"),
    ("否", "", "in_hand", ""), ("√", "2017年5月", "solved", ""), ("", "", "registered", ""),
])
def test_each_word_of_a_ledger_leads_where_it_says(place: t.Township, outcome: str, result: str, state: str, reason: str) -> None:
    t.bring_in(ledger(varied(outcome=outcome, result=result)), "台账.csv", place)
    one = Record.objects.get(kind="problem")
    assert (one.state, one.problem.reason) == (state, reason)


def test_a_later_ledger_tells_what_has_become_of_a_problem(place: t.Township) -> None:
    t.bring_in(ledger(varied(outcome="否", result="")), "台账.csv", place)
    later = t.bring_in(ledger(varied(outcome="已解决", result="2017.9.8")), "新台账.csv", place)
    one = Record.objects.get(kind="problem")
    assert (t.fates(later), one.state, one.problem.decided_on) == ((0, 1, 0, 0), "solved", date(2017, 9, 8))
    assert later.lines.get().why == "办理情况有进展：已解决"
    assert t.fates(t.bring_in(ledger(varied(outcome="已解决", result="2017.9.8")), "再来.csv", place)) == (0, 0, 1, 0)
    assert verify() == []


@pytest.mark.parametrize(("first", "then", "steps"), [
    (("", ""), ("正在解决", ""), "assign accept"),
    (("否", "资金不足"), ("已解决", "2017.9.8"), "assign accept cannot reopen assign accept solve"),
    (("上报区里", "资金不足"), ("已解决", "2017.9.8"), "assign accept cannot raise hand_down reopen assign accept solve"),
    (("否", "资金不足"), ("上报区里", "资金不足"), "assign accept cannot raise"),
    (("已解决", "2017.6"), ("否", "资金不足"), "assign accept solve"),
])
def test_only_the_missing_steps_are_taken(place: t.Township, first: tuple[str, str], then: tuple[str, str], steps: str) -> None:
    for outcome, result in (first, then):
        t.at_once(ledger(varied(outcome=outcome, result=result)), f"{outcome}.csv", place)
    one = Record.objects.get(kind="problem")
    assert " ".join(one.steps.order_by("id").values_list("step", flat=True)) == steps
    assert verify() == []


def test_steps_a_ledger_added_to_older_problems_stay(place: t.Township) -> None:
    t.bring_in(ledger(varied(outcome="否", result="")), "台账.csv", place)
    later = t.at_once(ledger(RAISED), "新台账.csv", place)
    with pytest.raises(Refused, match="办过的步骤不能抽掉"):
        actions.undo(later, actor=place.by, at=t.AT)
    assert Record.objects.get(kind="problem").state == "solved"


@pytest.mark.parametrize(("said", "key"), [
    ("交通出行", "road"), ("医疗保障", "health"), ("低保政策", "welfare"), ("其他方面", "other"), ("路灯", "power"), ("饮水工程", "water"), ("产业发展类", "village"),
])
def test_a_category_is_known_by_a_word_of_it(place: t.Township, said: str, key: str) -> None:
    t.bring_in(ledger(varied(category=said)), "台账.csv", place)
    assert (Problem.objects.get().category, Problem.objects.get().detail) == (key, "村口道路坑洼")


def test_a_category_nobody_knows_is_other_and_its_words_are_kept(place: t.Township) -> None:
    data = ledger(varied(category="环境卫生"))
    t.bring_in(data, "台账.csv", place)
    assert (Problem.objects.get().category, Problem.objects.get().detail) == ("other", "台账类别：环境卫生\n村口道路坑洼")
    assert t.fates(t.arrive(data, "台账.csv", place)) == (0, 0, 1, 0)


@pytest.mark.parametrize(("said", "state", "reason", "on"), [
    ("正在办", "in_hand", "", None), ("部分解决", "in_hand", "", None), ("已解决（2017.6）", "solved", "", date(2017, 6, 1)),
    ("未解决，需争取资金", "cannot", "funds", date(2017, 3, 12)), ("尚未解决", "in_hand", "", None), ("已上报区水利局", "raised", "", date(2017, 3, 12)),
    ("解决了", "solved", "", None), ("列入明年计划", "in_hand", "", None), ("已于2017年5月8日修好", "solved", "", date(2017, 5, 8)),
])
def test_an_outcome_is_known_by_how_it_begins(place: t.Township, said: str, state: str, reason: str, on: date | None) -> None:
    t.bring_in(ledger(varied(outcome=said, result="")), "台账.csv", place)
    one = Record.objects.get(kind="problem")
    assert (one.state, one.problem.reason if reason else "") == (state, reason)
    assert on is None or one.problem.decided_on == on


def test_the_refused_cell_is_the_same_in_english(place: t.Township) -> None:
    later = datetime(2027, 1, 1, tzinfo=ZONE).date().isoformat()
    with override("en"):
        [why] = t.whys(t.arrive(ledger(varied(day=later)), "台账.csv", place))
    assert why.startswith("C3 ")


def test_several_problems_of_one_visit_are_one_visit(place: t.Township) -> None:
    imported = t.bring_in(ledger(RAISED, varied(detail="路灯不亮", category="用电"), varied(head="赵有田")), "台账.csv", place)
    assert t.fates(imported) == (3, 0, 0, 0)
    assert Record.objects.filter(kind="visit").count() == 2
    assert Record.objects.filter(kind="problem").count() == 3


def test_equal_rows_of_one_file_are_separate_facts_and_come_in_once(place: t.Township) -> None:
    data = ledger(RAISED, RAISED)
    assert t.fates(t.bring_in(data, "台账.csv", place)) == (2, 0, 0, 0)
    assert t.fates(t.bring_in(data, "台账.csv", place)) == (0, 0, 2, 0)
    assert t.fates(t.bring_in(ledger(RAISED, RAISED, RAISED), "更多.csv", place)) == (1, 0, 2, 0)


def test_a_problem_typed_in_before_is_not_doubled_by_the_ledger(place: t.Township) -> None:
    home = Household.objects.get(number="0001")
    said = {"category": "road", "detail": "村口道路坑洼", "household": home}
    write(problem, actor=place.console, org=home.org, at=t.AT, happened_on=date(2017, 3, 12), title="道路", **said)
    t.bring_in(ledger(RAISED), "台账.csv", place)
    assert Record.objects.filter(kind="problem").count() == 1


def test_a_problem_corrected_since_is_still_known_when_the_ledger_comes_again(place: t.Township) -> None:
    t.bring_in(ledger(RAISED), "台账.csv", place)
    correct(Record.objects.get(kind="problem"), actor=place.console, at=t.AT, reason="类别登错了", category="village")
    assert t.fates(t.bring_in(ledger(RAISED), "台账.csv", place)) == (0, 0, 1, 0)


def test_a_head_nobody_knows_is_written_down_and_no_household_made(place: t.Township) -> None:
    imported = t.bring_in(ledger(varied(head="过路人")), "台账.csv", place)
    assert imported.lines.get().why == "户籍台账里没有这户，只登记问题"
    one = Record.objects.get()
    assert (one.kind, one.problem.household, one.title) == ("problem", None, "过××:村口道路坑洼")
    assert "过××" in one.problem.detail and one.stranger.name == "过路人" and Household.objects.count() == 2


def test_undoing_a_ledger_voids_what_it_wrote(place: t.Township) -> None:
    imported = t.bring_in(ledger(RAISED, varied(head="赵有田", outcome="正在解决")), "台账.csv", place)
    actions.undo(imported, actor=place.by, at=t.AT)
    assert not Record.objects.live().exists()
    assert not Record.objects.filter(turn_org__isnull=False).exists()
    assert verify() == []
    assert t.fates(t.bring_in(ledger(RAISED), "台账.csv", place)) == (1, 0, 0, 0)


def test_homes_that_only_a_visit_taken_back_names_go_with_their_roster(place: t.Township) -> None:
    homes = t.sheet(t.HOUSEHOLD_HEAD, t.home("0009", ("户主", "尤志福", t.born(1960, 5)), ("妻", "吕春梅", t.born(1961, 6))), "上河村户籍台账")
    roster = t.bring_in(homes, "户籍.csv", place)
    visits = t.bring_in(ledger(varied(head="尤志福")), "台账.csv", place)
    with pytest.raises(Refused, match="请先处理这些"):
        actions.undo(roster, actor=place.by, at=t.AT)
    for imported in (visits, roster):
        actions.undo(imported, actor=place.by, at=t.AT)
    kept = Household.objects.get(number="0009")
    assert (kept.until, kept.head) == (kept.since, None) and not Person.objects.filter(name__in=("尤志福", "吕春梅")).exists()
    assert Visit.objects.get(record__voided_on__isnull=False).household == kept and verify() == []
    assert t.fates(t.bring_in(homes, "户籍.csv", place))[0] == 2 and verify() == []
    assert t.fates(t.bring_in(ledger(varied(head="尤志福")), "台账.csv", place)) == (1, 0, 0, 0)
    assert Visit.objects.get(record__voided_on__isnull=True).household != kept


def test_a_ledger_whose_problem_was_handled_since_is_not_undone(place: t.Township) -> None:
    imported = t.bring_in(ledger(varied(outcome="正在解决")), "台账.csv", place)
    one = Record.objects.get(kind="problem")
    take_step(one, "solve", actor=place.console, at=t.AT, how="修好了")
    with pytest.raises(Refused, match=f"之后又有“{one.number}"):
        actions.undo(imported, actor=place.by, at=t.AT)


def test_a_list_of_visits_covers_households_once(place: t.Township) -> None:
    head = ("村", "户号", "走访日期", "走访人", "听到什么")
    rows = [["上河村", "0001", "2017-05-02", "阎知行", "要修路"], ["上河村", "2", "2017-05-02", "阎知行", ""], ["上河村", "0009", "2017-05-03", "", ""]]
    imported = t.bring_in(t.sheet(head, rows, "走访登记"), "走访.csv", place)
    assert t.fates(imported) == (2, 0, 0, 1)
    assert t.whys(imported) == ["B5 名册里没有“0009”，请先在户籍台账或企业名册里登记"]
    assert t.fates(t.bring_in(t.sheet(head, rows, "走访登记"), "走访.csv", place)) == (0, 0, 2, 1)
    assert Record.objects.get(visit__household__number="0001").visit.heard == "要修路\n走访人：阎知行"


STORIES: tuple[tuple[tuple[str, date, dict[str, Any]], ...], ...] = (
    (("assign", date(2017, 3, 13), {}), ("accept", date(2017, 3, 14), {}), ("solve", date(2017, 4, 1), {"how": "修好了"})),
    (("assign", date(2017, 3, 12), {}), ("return", date(2017, 3, 15), {"why": "不归我们管"}), ("assign", date(2017, 3, 16), {})),
    (
        ("assign", date(2017, 3, 12), {}), ("accept", date(2017, 3, 12), {}), ("extend", date(2017, 3, 13), {"why": "要等材料"}),
        ("cannot", date(2017, 3, 30), {"reason": "funds", "level": "county", "condition": "资金到位"}), ("raise", date(2017, 4, 2), {"ask": "请立项"}),
    ),
    (),
)


@pytest.mark.parametrize("category", ["water", "road", "welfare"])
@pytest.mark.parametrize("story", STORIES)
def test_many_steps_at_once_leave_what_single_steps_leave(place: t.Township, story: Any, category: str) -> None:
    home, day = Household.objects.get(number="0001"), date(2017, 3, 12)
    told = [(key, on, {"handler": place.office, **said} if key == "assign" else said) for key, on, said in story]
    single = write(problem, actor=place.console, org=home.org, at=noon(day), happened_on=day, title="一", category=category, household=home)
    for key, on, said in told:
        take_step(single, key, actor=place.console, at=noon(on), on=on, **said)
    with trail.act(place.console, t.AT, None, {}) as act:
        facts = Problem(category=category, household=home)
        [many] = write_many(problem, [(draft(problem, place.console, home.org, t.AT, day, "一", None), facts)], act=act, verb="import")
        take_many([(many, [Told(*one) for one in told])], act=act)
    assert left(many.pk) == left(single.pk)
    assert verify() == []


def noon(day: date) -> datetime:
    """The moment at which somebody who writes things down at once does so."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def left(pk: int) -> list[dict[str, Any]]:
    """Everything a record and its steps say, but which record it is and when it was typed."""
    rows = [Record.objects.filter(pk=pk), Problem.objects.filter(pk=pk), StepTaken.objects.filter(record=pk).order_by("id")]
    return [{k: v for k, v in row.items() if k not in ("id", "record_id", "number", "recorded_at", "at")} for query in rows for row in query.values()]


def test_a_history_that_does_not_fit_the_flow_is_refused_whole(place: t.Township) -> None:
    home = Household.objects.get(number="0001")
    one = write(problem, actor=place.console, org=home.org, at=t.AT, happened_on=t.DAY, title="一", category="road", household=home)
    with pytest.raises(Refused, match="不能办“已解决”"), trail.act(place.console, t.AT, None, {}) as act:
        take_many([(one, [Told("solve", t.DAY, {"how": "好了"})])], act=act)
    assert not StepTaken.objects.exists()


def test_a_day_to_come_is_given_back_with_its_cell(place: t.Township) -> None:
    later = datetime(2027, 1, 1, tzinfo=ZONE).date().isoformat()
    imported = t.arrive(ledger(varied(day=later)), "台账.csv", place)
    assert t.whys(imported) == [f"C3 日期 {later} 还没到，不能先登记"]


OFFICE = varied(who="水管站", detail="水管漏水", category="用水")
TWO = (ledger(RAISED, OFFICE), ledger(OFFICE, varied(head="赵有田", who="水管站", day="2017-04-01", detail="路灯不亮", category="用电")))


@pytest.mark.parametrize("order", list(permutations([0, 1])))
@pytest.mark.parametrize("back", list(permutations([0, 1])))
@pytest.mark.parametrize("bare", [True, False])
def test_two_overlapping_ledgers_are_undone_in_any_order_or_refused_in_a_sentence(place: t.Township, order: tuple[int, ...], back: tuple[int, ...], bare: bool) -> None:
    """Where the township has no office of its own yet, the first ledger founds the one that the second names too."""
    if bare:
        actions_of_register.end_org(actor=place.console, at=t.AT, org=place.office, until=t.DAY)
    made = [t.bring_in(TWO[n], f"{n}.csv", place) for n in order]
    for n in back:
        with suppress(Refused):
            actions.undo(made[n], actor=place.by, at=t.AT)
        assert verify() == []
    with suppress(Refused):
        actions.undo(made[back[0]], actor=place.by, at=t.AT)
    made = [type(one).objects.get(pk=one.pk) for one in made]
    assert {one.state for one in made} == {"undone"} and not Record.objects.live().exists()
    offices = Org.objects.filter(kind="office").exclude(pk=place.office.pk)
    assert verify() == [] and all(office.until for office in offices)


def test_an_import_whose_working_papers_were_changed_is_found_out_and_not_undone(place: t.Township) -> None:
    imported = t.bring_in(ledger(RAISED), "台账.csv", place)
    line = imported.lines.get()
    line.made = [*line.made, trail.label(Household.objects.get(number="0002"))]
    line.save()
    assert [f.where for f in verify()] == [trail.label(imported)]
    with pytest.raises(Refused, match="底稿与操作记录不一致"):
        actions.undo(imported, actor=place.by, at=t.AT)
    assert Household.objects.filter(number="0002").exists()


def test_the_file_of_an_import_is_compared_with_what_came(place: t.Township) -> None:
    imported = t.bring_in(ledger(RAISED), "台账.csv", place)
    path = Path(FsyncStorage().path(FsyncStorage.name_of(imported.sha256)))
    path.write_bytes(path.read_bytes() + b"\n")
    assert [(f.where, "内容与登记时不一致" in str(f)) for f in verify()] == [(trail.label(imported), True)]
    path.unlink()
    assert [(f.where, "文件不见了" in str(f)) for f in verify()] == [(trail.label(imported), True)]
