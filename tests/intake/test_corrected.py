"""A ledger or roster that comes again corrected: what it says otherwise is corrected or named, and nothing is doubled."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import HouseholdMember

pytestmark = pytest.mark.django_db

HEAD = ("村名", "走访户主", "走访日期", "问题类别", "问题描述", "是否解决", "解决时间")
FAMILY = (("户主", "李长河", t.born(1960, 11)), ("配偶", "王秀", t.born(1962, 12, "f")), ("次子", "李小河", t.born(1988, 13)))


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", *FAMILY), "上河村户籍台账"), "户籍.csv", place)
    yield place


def ledger(place: t.Township, *problems: tuple[str, str, str, str]) -> t.Import:
    rows = [["上河村", "李长河", "2017-03-12", *told] for told in problems]
    return t.bring_in(t.sheet(HEAD, rows, "走访问题台账(2017年)"), "问题.csv", place)


def said() -> list[tuple[str, str, str]]:
    return [(one.title, one.problem.category, one.problem.detail) for one in Record.objects.live().filter(kind="problem").order_by("pk")]


def test_a_corrected_wording_or_category_corrects_the_problem(place: t.Township) -> None:
    ledger(place, ("道路", "路坏", "正在解决", ""), ("其他", "想办低保", "正在解决", ""))
    later = ledger(place, ("道路", "村口路坏", "正在解决", ""), ("低保", "想办低保", "正在解决", ""))
    assert t.fates(later) == (0, 2, 0, 0)
    assert [line.why for line in later.lines.order_by("pk")] == ["更正，原为：路坏", "更正，原为：其他"]
    assert said() == [("村口路坏", "road", "村口路坏"), ("想办低保", "welfare", "想办低保")]
    assert sorted(Correction.objects.values_list("field", "old", "new")) == [
        ("category", "other", "welfare"), ("detail", "路坏", "村口路坏"), ("title", "路坏", "村口路坏"),
    ]
    assert t.fates(ledger(place, ("道路", "村口路坏", "正在解决", ""), ("低保", "想办低保", "正在解决", ""))) == (0, 0, 2, 0)
    actions.undo(later, actor=place.by, at=t.AT)
    assert said() == [("路坏", "road", "路坏"), ("想办低保", "other", "想办低保")]
    assert verify() == []


def test_a_corrected_problem_goes_on_as_well(place: t.Township) -> None:
    ledger(place, ("道路", "路坏", "正在解决", ""))
    later = ledger(place, ("道路", "村口路坏", "已解决", "2017.6"))
    assert (t.fates(later), Record.objects.get(kind="problem").state) == ((0, 1, 0, 0), "solved")


def test_another_problem_of_that_day_is_another_and_said_to_stand_beside_the_first(place: t.Township) -> None:
    ledger(place, ("道路", "1组路灯不亮", "", ""))
    later = ledger(place, ("道路", "2组路灯不亮", "", ""), ("用水", "水管漏水", "", ""))
    assert t.fates(later) == (2, 0, 0, 0)
    assert {line.why for line in later.lines.all()} == {"这户当天已登记“1组路灯不亮”，如是同一件请在问题页更正"}


def test_a_problem_beside_its_own_row_is_new_without_a_word(place: t.Township) -> None:
    ledger(place, ("道路", "路灯不亮", "", ""))
    later = ledger(place, ("道路", "路灯不亮了很久", "", ""), ("道路", "路灯不亮", "", ""))
    assert (t.fates(later), len(said())) == ((1, 0, 1, 0), 2)


def test_what_could_correct_two_problems_is_given_back(place: t.Township) -> None:
    ledger(place, ("道路", "村口路坏", "", ""), ("道路", "屋后路坏", "", ""))
    [why] = t.whys(ledger(place, ("道路", "路坏", "", "")))
    assert why == "E3 这户当天有2个相近的问题（村口路坏、屋后路坏），看不出更正的是哪一个，请在问题页更正"


def test_another_day_of_the_solution_is_named_and_not_taken(place: t.Township) -> None:
    ledger(place, ("道路", "路坏", "已解决", "2017-6-20"))
    later = ledger(place, ("道路", "路坏", "已解决", "2017-6-10"))
    assert (t.fates(later), later.lines.get().why) == ((0, 0, 1, 0), "解决时间登记的是2017-06-20，表里的2017-06-10没有采用")
    assert Record.objects.get(kind="problem").problem.decided_on == date(2017, 6, 20)


def test_a_step_back_is_named_and_not_taken(place: t.Township) -> None:
    ledger(place, ("道路", "路坏", "已解决", "2017-6-20"))
    assert ledger(place, ("道路", "路坏", "未解决，缺资金", "")).lines.get().why == "登记的是“已解决”，表里的“未解决，缺资金”没有采用"


def test_another_reason_why_it_cannot_be_done_is_named_and_not_taken(place: t.Township) -> None:
    ledger(place, ("道路", "路坏", "未解决", "缺资金"))
    same, other = ledger(place, ("道路", "路坏", "未解决", "缺资金")), ledger(place, ("道路", "路坏", "未解决", "土地手续没有办下来"))
    assert (t.fates(same), same.lines.get().why) == ((0, 0, 1, 0), "")
    assert (t.fates(other), other.lines.get().why) == ((0, 0, 1, 0), "登记的是“缺资金”，表里的“土地手续没有办下来”没有采用；情况变了，请在问题页办理")


@pytest.mark.parametrize(("told", "kept", "fate"), [("长子", "长子", (0, 1, 2, 0)), ("子", "次子", (0, 0, 3, 0)), ("", "次子", (0, 0, 3, 0))])
def test_a_corrected_relation_is_corrected(place: t.Township, told: str, kept: str, fate: tuple[int, int, int, int]) -> None:
    rows = t.home("0001", FAMILY[0], ("妻", *FAMILY[1][1:]), (told, *FAMILY[2][1:]))
    later = t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, rows, "上河村户籍台账"), "户籍.csv", place)
    assert (t.fates(later), HouseholdMember.objects.get(person__name="李小河").relation) == (fate, kept)
    assert HouseholdMember.objects.get(person__name="王秀").relation == "配偶"
    if fate[1]:
        assert later.lines.get(fate="changed").why == "更正：与户主关系"
        actions.undo(later, actor=place.by, at=t.AT)
        assert HouseholdMember.objects.get(person__name="李小河").relation == "次子"
    assert verify() == []
