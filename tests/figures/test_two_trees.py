"""Both trees meet: what belongs to the Party is divided by villages too, through the place its branch serves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.figures.test_past import called_on
from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.breakdown import by_org
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.register.actions import belong, found_org, leave, merge_orgs, move_org
from yanzhen.kernel.register.models import Org

BEFORE, SINCE = date(2026, 1, 31), date(2026, 2, 1)
ADMIN = ("town", "area", "village", "grid", "company")


def figure(key: str) -> Figure:
    return book.get(Figure, key)


def scope(org: Org, day: date = TODAY) -> Scope:
    return Scope.year(Org.objects.get(pk=org.pk), day.year, TODAY, day)


def parts(key: str, org: Org, kind: str, day: date = TODAY) -> dict[str, Any]:
    return {org.name if org else "": n for org, n in by_org(figure(key), scope(org, day), kind).items()}


def by(world: World) -> dict[str, Any]:
    return {"actor": world.operator, "at": NOON}


def test_members_stand_in_the_village_that_their_branch_serves_and_others_where_their_branch_stands(world: World) -> None:
    assert parts("members", world.town, "village") == {"上河村": 3, "下河村": 1, "山口村": 0, "": 5}
    assert parts("members", world.town, "area") == {"东片区": 3, "西片区": 1, "": 5}
    assert parts("members", world.county, "town") == {"石桥镇": 9, "柳湾镇": 0}
    assert parts("members", world.area, "village") == {"上河村": 3, "山口村": 0}, "though the branch stands elsewhere"


def test_a_mean_over_members_is_told_for_each_village(world: World) -> None:
    ages = parts("members.age", world.town, "village")
    assert ages["上河村"] == figure("members.age").value(scope(world.village)) and set(ages) == {"上河村", "下河村", ""}


def test_branches_are_divided_by_villages_and_companies(world: World) -> None:
    assert parts("branches", world.town, "village") == {"上河村": 1, "下河村": 1, "山口村": 0, "": 2}
    assert parts("branches", world.town, "company") == {"清泉食品公司": 1, "远山木业公司": 0, "": 3}
    assert parts("branches", world.town, "branch_village") == {"上河村党支部": 1, "下河村党支部": 1, "": 2}, "a company's branch is none of the village's"


def test_where_a_village_went_its_branch_counts_from_that_day_and_not_before(world: World) -> None:
    merge_orgs(**by(world), orgs=[world.village], into=world.third_village, since=SINCE)
    assert parts("members", world.town, "village", BEFORE) == {"上河村": 3, "下河村": 1, "山口村": 0, "": 5}
    assert parts("members", world.town, "village") == {"下河村": 1, "山口村": 3, "": 5}
    assert [figure("members").value(scope(org, day)) for org, day in ((world.village, BEFORE), (world.third_village, BEFORE), (world.third_village, TODAY))] == [3, 0, 3]
    move_org(**by(world), org=world.third_village, to=world.other_area, since=TODAY)
    assert parts("members", world.town, "area", SINCE) == {"东片区": 3, "西片区": 1, "": 5}
    assert parts("members", world.town, "area") == {"东片区": 0, "西片区": 4, "": 5}


def test_a_branch_under_one_that_serves_a_village_stands_there_too(world: World) -> None:
    general = found_org(**by(world), kind="general_branch", name="上河村党总支", parent=world.party, since=BEFORE, serves=world.village)
    below = found_org(**by(world), kind="branch_temporary", name="上河村第二党支部", parent=general, since=BEFORE)
    other = found_org(**by(world), kind="branch_company", name="远山木业党支部", parent=general, since=BEFORE, serves=world.bare_company)
    for person, org in (("worker", below), ("worker2", other)):
        leave(**by(world), person=world.people[person], org=world.organ_branch, sort="member", until=SINCE)
        belong(**by(world), person=world.people[person], org=org, sort="member", since=SINCE)
    assert parts("members", world.town, "village") == {"上河村": 4, "下河村": 1, "山口村": 0, "": 4}
    assert [figure("members").value(scope(org)) for org in (world.village, world.bare_company, world.town)] == [4, 1, 9]


def test_a_problem_of_a_merged_village_goes_to_the_branches_that_serve_it_or_what_it_went_into(world: World) -> None:
    called_on(world)
    merge_orgs(**by(world), orgs=[world.village], into=world.third_village, since=SINCE)
    homes = parts("households", world.town, "branch_village")
    assert (homes["上河村党支部"], homes["下河村党支部"]) == (3, 1)


@pytest.mark.parametrize("day", [BEFORE, TODAY])
@pytest.mark.parametrize("kind", [*ADMIN, "branch_village", "party_committee"])
def test_the_parts_come_to_the_whole_and_each_is_what_the_board_of_its_place_says(world: World, kind: str, day: date) -> None:
    called_on(world)
    merge_orgs(**by(world), orgs=[world.village], into=world.third_village, since=SINCE)
    for top in (world.county, world.town, world.area):
        asked = scope(top, day)
        for one in (f for f in book.of(Figure) if not f.mean):
            found = by_org(one, asked, kind)
            if not one.distinct:
                assert sum(n or 0 for n in found.values()) == (one.value(asked) or 0), (one.key, top.name)
            if kind in ADMIN:
                assert {org: n for org, n in found.items() if org} == {org: one.value(asked.at(org)) for org in found if org}, (one.key, top.name)
