"""Rows of a household that were given back while others of it came in: corrected, they come home."""

from collections.abc import Iterator

import pytest

from tests.intake import township as t
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions
from yanzhen.kernel.register.models import HouseholdMember, Org

pytestmark = pytest.mark.django_db

HEAD = ("户号", "姓名", "与户主关系", "身份证号", "网格")
LI, WANG, SON = t.born(1960, 11), t.born(1962, 12, "f"), t.born(1988, 13)
WRONG = WANG[:-1] + ("0" if WANG[-1] != "0" else "1")


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def register(place: t.Township, *rows: tuple[str, ...], title: str = "上河村户籍台账") -> t.Import:
    return t.bring_in(t.sheet(HEAD, [(*row, "")[:5] for row in rows], title), "户籍.csv", place)


def live_in(number: str) -> list[str]:
    return sorted(HouseholdMember.objects.filter(household__number=number, until__isnull=True).values_list("person__name", flat=True))


def test_a_corrected_row_joins_the_household_it_was_given_back_from(place: t.Township) -> None:
    first = register(place, ("0001", "李长河", "户主", LI), ("0001", "王秀", "配偶", WRONG))
    assert t.fates(first) == (1, 0, 0, 1)
    later = register(place, ("1", "王秀", "配偶", WANG))
    assert (t.fates(later), t.whys(later), live_in("0001")) == ((1, 0, 0, 0), [], ["李长河", "王秀"])
    assert verify() == []


def test_somebody_else_under_that_number_is_still_asked_about(place: t.Township) -> None:
    register(place, ("0001", "李长河", "户主", LI), ("0001", "王秀", "配偶", WRONG))
    later = register(place, ("0001", "李小河", "之子", SON))
    assert t.whys(later) == ["A3 户号0001已登记，户主李长河，表里没有这一户的人，请核对户号"]


def test_the_people_of_a_second_head_join_nobody(place: t.Township) -> None:
    register(place, ("0001", "李长河", "户主", LI), ("0001", "周大", "户主", t.born(1950, 21)), ("0001", "周小", "之子", t.born(1980, 22)))
    assert t.fates(register(place, ("0001", "周小", "之子", t.born(1980, 22)))) == (0, 0, 0, 1)


def test_what_was_taken_back_makes_nobody_family(place: t.Township) -> None:
    first = register(place, ("0001", "李长河", "户主", LI), ("0001", "王秀", "配偶", WRONG))
    actions.undo(first, actor=place.by, at=t.AT)
    register(place, ("0001", "李长河", "户主", LI))
    assert t.fates(register(place, ("0001", "王秀", "配偶", WANG))) == (0, 0, 0, 1)


def test_two_rows_that_disagree_about_the_grid_are_told_so(place: t.Township) -> None:
    later = register(place, ("0001", "李长河", "户主", LI, "第1网格"), ("0001", "王秀", "配偶", WANG, "第2网格"))
    assert t.whys(later) == ["E4 户号0001前面的行写的是第1网格，这一行是第2网格，一户只在一个网格，请核对"]
    assert Org.objects.filter(kind="grid").count() == 1
