"""Sheets of which one half tells of the head and the other of his family: nobody is mixed up with another, and nobody is lost."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.intake import township as t
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.register.models import Household, HouseholdMember, Person

from .package import xlsx

pytestmark = pytest.mark.django_db

UPPER = ["户号", "户主信息", "", "家庭成员", "", "", ""]
LOWER = ["", "姓名", "身份证号", "姓名", "身份证号", "与户主关系", "联系电话"]
MERGES = [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 6), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2)]
LEE, WIFE, SON, ZHAO, HIS = (t.born(year, n, g) for year, n, g in ((1960, 1, "m"), (1962, 2, "f"), (1988, 3, "m"), (1955, 5, "m"), (1957, 6, "f")))
FAMILIES: list[list[Any]] = [
    ["801", "李长河", LEE, "王秀云", WIFE, "配偶", "13900000001"], ["", "", "", "李新", SON, "长子", "13900000002"], ["802", "赵有田", ZHAO, "孙桂", HIS, "妻", ""],
]


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def numbered(*rows: list[Any]) -> bytes:
    return xlsx([["上河村户籍信息表"], UPPER, LOWER, *rows], merges=MERGES)


def unnumbered(*rows: list[Any]) -> bytes:
    merges = [(top, left - 1, bottom, right - 1) for top, left, bottom, right in MERGES if left]
    return xlsx([["上河村户籍信息表"], UPPER[1:], LOWER[1:], *(row[1:] for row in rows)], merges=merges)


def members() -> list[tuple[str, str, str, str]]:
    return sorted(HouseholdMember.objects.values_list("household__head__name", "person__name", "relation", "person__id_number"))


@pytest.mark.parametrize("write", [numbered, unnumbered])
def test_heads_beside_their_families_become_rows_of_their_own(place: t.Township, write: Any) -> None:
    imported = t.bring_in(write(*FAMILIES), "户.xlsx", place)
    assert t.fates(imported) == (5, 0, 0, 0)
    assert members() == sorted([
        ("李长河", "李长河", "户主", LEE), ("李长河", "王秀云", "配偶", WIFE), ("李长河", "李新", "长子", SON), ("赵有田", "赵有田", "户主", ZHAO), ("赵有田", "孙桂", "妻", HIS),
    ])
    assert Person.objects.get(name="王秀云").phone == "13900000001" and Person.objects.get(name="李长河").phone == ""
    assert t.fates(t.arrive(write(*FAMILIES), "户.xlsx", place)) == (0, 0, 5, 0)


def test_a_head_who_lives_alone_is_read(place: t.Township) -> None:
    assert t.fates(t.bring_in(numbered(["801", "李长河", LEE, "", "", "", ""]), "户.xlsx", place)) == (1, 0, 0, 0)
    assert Household.objects.get().head.name == "李长河"


def test_a_head_who_is_listed_with_his_own_is_not_doubled(place: t.Township) -> None:
    listed = [["801", "李长河", LEE, "李长河", LEE, "户主", ""], ["", "", "", "王秀云", WIFE, "配偶", ""]]
    assert t.fates(t.bring_in(numbered(*listed), "户.xlsx", place)) == (2, 0, 0, 0)
    assert {name for _head, name, _relation, _id in members()} == {"李长河", "王秀云"}


def test_what_is_wrong_with_the_head_is_no_fault_of_his_family(place: t.Township) -> None:
    imported = t.arrive(numbered(["801", "李长河", LEE[:17], "王秀云", WIFE, "配偶", ""]), "户.xlsx", place)
    assert (t.fates(imported), t.whys(imported)) == ((1, 0, 0, 1), ["C4 位数不对"])


def test_one_level_that_names_the_heads_number_is_read_alike(place: t.Township) -> None:
    head = ("户号", "户主姓名", "户主身份证号", "家庭成员姓名", "身份证号", "与户主关系")
    data = t.sheet(head, [row[:6] for row in FAMILIES], "上河村户籍信息表")
    assert t.fates(t.arrive(data, "户.csv", place)) == (5, 0, 0, 0)


def test_two_lists_side_by_side_are_refused_and_not_half_read(place: t.Township) -> None:
    half = ["户号", "姓名", "与户主关系", "身份证号"]
    rows = [[*half, "", *half], ["811", "李长河", "户主", LEE, "", "821", "赵有田", "户主", ZHAO]]
    with pytest.raises(Refused, match="B列和G列都是“姓名”，像是左右并排的两份名单"):
        t.arrive(xlsx([["上河村户籍台账"], *rows]), "户.xlsx", place)
