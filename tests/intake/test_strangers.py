"""Heads of households whom a ledger names and the register does not know: masked as others are, and given their homes when these are known."""

from __future__ import annotations

import pytest

from tests.intake import township as t
from yanzhen.faces.web.reaching import way_to
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household
from yanzhen.packs.visits.models import Problem, Stranger, Visit

pytestmark = pytest.mark.django_db

HEAD = ("村名", "走访户主", "走访日期", "问题类别", "问题描述", "是否解决", "解决时间/未解决原因")
ROW = ("上河村", "孔国安", "2017-03-12", "用水", "自来水浑得不能喝", "否", "资金不足")
NONE = ("上河村", "孔国安", "2017-03-12", "", "无", "", "")


@pytest.fixture
def place() -> t.Township:
    place = t.build()
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", ("户主", "李长河", t.born(1960, 11))), "上河村户籍台账"), "台账.csv", place)
    return place


def ledger(*rows: tuple[str, ...]) -> bytes:
    return t.sheet(HEAD, rows, "走访问题台账")


def varied(**said: str) -> tuple[str, ...]:
    columns = dict(zip(("village", "head", "day", "category", "detail", "outcome", "result"), ROW, strict=True))
    return tuple((columns | said).values())


def moves_in(place: t.Township) -> None:
    """The home comes into the register."""
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0002", ("户主", "孔国安", t.born(1950, 12))), "上河村户籍台账"), "户籍.csv", place)


def test_a_head_nobody_knows_is_masked_wherever_he_is_told_of(place: t.Township) -> None:
    t.bring_in(ledger(ROW), "台账.csv", place)
    one = Record.objects.get(kind="problem")
    assert (one.title, one.problem.detail) == ("孔××:自来水浑得不能喝", "走访户主：孔××（户籍台账里没有这户）\n自来水浑得不能喝")
    assert Stranger.objects.get().name == "孔国安"
    assert not [entry for entry in Entry.objects.all() if "孔国安" in str(vars(entry))] and verify() == []


def test_several_names_are_masked_each(place: t.Township) -> None:
    t.bring_in(ledger(varied(head="尤志福、孔国安")), "台账.csv", place)
    assert Record.objects.get(kind="problem").title == "尤××、孔××:自来水浑得不能喝"


def test_a_visit_without_a_problem_to_nobody_known_is_given_back(place: t.Township) -> None:
    imported = t.arrive(ledger(NONE), "台账.csv", place)
    assert t.whys(imported) == ["B3 户籍台账里没有“孔国安”这户，没有登记这次走访；请先导入户籍台账，或改写户号"]


@pytest.mark.parametrize("again", [ROW, varied(detail="自来水浑得不能喝，停水"), varied(category="医疗养老")])
def test_a_ledger_that_comes_again_after_the_register_makes_the_visit_and_gives_the_home(place: t.Township, again: tuple[str, ...]) -> None:
    t.bring_in(ledger(ROW), "台账.csv", place)
    moves_in(place)
    later = t.bring_in(ledger(again), "又来.csv", place)
    one, home = Record.objects.get(kind="problem"), Household.objects.get(number="0002")
    assert t.fates(later) in ((0, 1, 0, 0), (1, 0, 0, 0)) and later.lines.get().why.startswith("户籍台账里有这户了，补上住户和走访")
    assert (one.problem.household, one.problem.detail, one.title, one.org) == (home, again[4], again[4], home.org)
    assert Visit.objects.get().household == home
    assert t.fates(t.bring_in(ledger(again), "第三次.csv", place)) == (0, 0, 1, 0) and verify() == []


def test_a_corrected_row_of_nobody_known_corrects_and_does_not_double(place: t.Township) -> None:
    t.bring_in(ledger(ROW), "台账.csv", place)
    later = t.bring_in(ledger(varied(detail="自来水浑得不能喝了")), "又来.csv", place)
    one = Problem.objects.get()
    assert (t.fates(later), one.detail) == ((0, 1, 0, 0), "走访户主：孔××（户籍台账里没有这户）\n自来水浑得不能喝了")
    assert one.record.title == "孔××:自来水浑得不能喝了"
    assert later.lines.get().why == "更正，原为：自来水浑得不能喝"


def test_two_strangers_of_one_family_name_stay_two(place: t.Township) -> None:
    t.bring_in(ledger(ROW), "台账.csv", place)
    t.bring_in(ledger(varied(head="孔明")), "又来.csv", place)
    assert Problem.objects.count() == 2


def test_homes_that_were_given_are_taken_back_with_the_import(place: t.Township) -> None:
    t.bring_in(ledger(ROW), "台账.csv", place)
    moves_in(place)
    later = t.bring_in(ledger(ROW), "又来.csv", place)
    actions.undo(later, actor=place.by, at=t.AT)
    one = Record.objects.get(kind="problem")
    assert (one.problem.household, one.title, one.org) == (None, "孔××:自来水浑得不能喝", place.village)
    assert verify() == []


def test_the_sealed_name_goes_with_the_import(place: t.Township) -> None:
    imported = t.bring_in(ledger(ROW), "台账.csv", place)
    actions.undo(imported, actor=place.by, at=t.AT)
    assert not Stranger.objects.exists() and verify() == []


def test_whoever_has_to_act_sees_the_whole_name(place: t.Township) -> None:
    t.bring_in(ledger(ROW), "台账.csv", place)
    one = Record.objects.select_related("org__parent", "problem").get(kind="problem")
    assert [(fact.label, fact.value, fact.sealed) for fact in way_to(one, None, place.by)][0] == ("户主", "孔国安", True)
