"""Questions to the register as of any day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.world import NOON, SINCE, TODAY, World
from yanzhen.kernel.base.days import age_on
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Household, Person
from yanzhen.kernel.register.queries import (
    ancestors_on,
    concurrent_posts,
    living_org,
    members_on,
    outside,
    structure,
    tree_on,
    unserved,
    years_by,
)

LAST_MONTH = date(2026, 2, 10)
GAPS = {"sort": "member", "rule_key": "branch.least", "through": "employee"}


def people(world: World, *names: str) -> list[Person]:
    return Person.objects.filter(pk__in=[world.people[n].pk for n in names])


def test_one_person_in_two_posts_of_one_village_is_found_on_its_days(world: World) -> None:
    pairs = concurrent_posts("village_head", "village_secretary", TODAY)
    assert [(p.person, p.org) for p in pairs] == [(world.chief, world.village)]
    assert not concurrent_posts("village_head", "village_secretary", SINCE - timedelta(1)).exists()
    assert not concurrent_posts("village_head", "village_clerk", TODAY).exists()


def test_two_posts_in_two_villages_are_not_concurrent(world: World) -> None:
    post = Appointment.objects.get(person=world.chief, role="village_head")
    end_appointment(post, actor=world.operator, at=NOON, until=LAST_MONTH)
    appoint(actor=world.operator, at=NOON, person=world.chief, org=world.third_village, role="village_head", since=LAST_MONTH)
    days = (LAST_MONTH - timedelta(1), LAST_MONTH)
    assert [concurrent_posts("village_head", "village_secretary", day).count() for day in days] == [1, 0]


def test_mean_age_counts_full_years_on_the_day(world: World) -> None:
    leap = people(world, "villager")
    assert [structure(leap, day).mean_age for day in (date(2025, 2, 27), date(2025, 2, 28))] == [Decimal("68.0"), Decimal("69.0")]
    trio = structure(people(world, "clerk", "chief", "secretary"), TODAY)
    assert trio.ages == (37, 51, 54) and trio.mean_age == Decimal("47.3") and trio.younger(38) == 1 and trio.genders == {"f": 1, "m": 2}


def test_ages_reckoned_by_the_database_are_the_same(world: World) -> None:
    days = [date(year, month, day) for year in (2023, 2024, 2026) for month, day in ((1, 1), (2, 27), (2, 28), (3, 1), (8, 15), (12, 31))]
    for day in [*days, date(2024, 2, 29)]:
        found = Person.objects.annotate(years=years_by(day, "birth")).values_list("birth", "years")
        assert [years for _birth, years in found] == [age_on(birth, day) for birth, _years in found if birth]


def test_age_bands_hold_everybody_once(world: World) -> None:
    group = structure(Person.objects.all(), TODAY)
    assert sum(group.bands([35, 45, 55, 60])) == group.number == Person.objects.count()
    assert structure(people(world, "clerk", "chief", "child"), TODAY).bands([18, 35, 45]) == [1, 0, 1, 1]
    assert structure(Person.objects.none(), TODAY).bands([35]) == [0, 0] and structure(Person.objects.none(), TODAY).mean_age is None


def test_the_dead_are_in_no_structure_from_their_day_on(world: World) -> None:
    actions.correct_person(actor=world.operator, at=NOON, person=world.villager, reason="去世", died_on=LAST_MONTH)
    counts = [structure(people(world, "villager", "wife"), day).number for day in (LAST_MONTH - timedelta(1), LAST_MONTH)]
    assert counts == [2, 1] and members_on(LAST_MONTH, "member").filter(org=world.branch).count() == 2


def test_full_members_are_those_confirmed_by_the_day(world: World) -> None:
    actions.confirm_belonging(actor=world.operator, at=NOON, person=world.clerk, org=world.branch, sort="member", on=LAST_MONTH)
    days = (LAST_MONTH - timedelta(1), LAST_MONTH)
    assert [members_on(day, "member", full=True).filter(org=world.branch).count() for day in days] == [2, 3]
    assert members_on(days[0], "member").filter(org=world.branch).count() == 3


def test_a_company_with_three_full_members_and_no_branch_is_a_gap(world: World) -> None:
    gaps = unserved(TODAY, **GAPS)
    assert [(g.org, g.members, g.least) for g in gaps] == [(world.bare_company, 3, 3)] and gaps[0].ref.startswith("branch.least@2018-10-28")
    assert unserved(TODAY, **GAPS, within=world.other_town) == [] != unserved(TODAY, **GAPS, within=world.town)
    actions.leave(actor=world.operator, at=NOON, person=world.worker, org=world.organ_branch, sort="member", until=LAST_MONTH)
    assert [len(unserved(day, **GAPS)) for day in (LAST_MONTH - timedelta(1), LAST_MONTH)] == [1, 0]


def test_a_branch_closes_the_gap_from_its_first_day_on_even_when_merged_later(world: World) -> None:
    by = {"actor": world.operator, "at": NOON}
    branch = actions.found_org(**by, kind="branch_company", name="远山木业党支部", parent=world.united, since=LAST_MONTH, serves=world.bare_company)
    assert [len(unserved(day, **GAPS)) for day in (LAST_MONTH - timedelta(1), LAST_MONTH)] == [1, 0]
    actions.merge_orgs(**by, orgs=[branch], into=world.company_branch, since=TODAY)
    assert unserved(TODAY, **GAPS) == []


def test_a_rule_nobody_declared_is_no_gap_but_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        unserved(TODAY, sort="member", rule_key="branch.unknown")


def test_households_in_no_grid_are_found_as_of_the_day(world: World) -> None:
    assert set(outside(TODAY, "grid")) == {world.loose_home, world.other_home}
    assert set(outside(TODAY, "grid", world.village)) == {world.loose_home}
    actions.move_household(actor=world.operator, at=NOON, household=world.loose_home, to=world.grid, since=LAST_MONTH)
    found = [world.loose_home in outside(day, "grid") for day in (LAST_MONTH - timedelta(1), LAST_MONTH)]
    assert found == [True, False] and not outside(SINCE - timedelta(1), "grid").exists()
    assert set(outside(TODAY, "village")) == set()


def test_a_tree_is_shown_each_after_the_one_above_it(world: World) -> None:
    names = [("  " * n.depth + n.org.name) for n in tree_on(TODAY, "admin", world.area)]
    assert names == ["东片区", "  上河村", "    上河第一网格", "    上河第二网格", "  山口村"]
    assert tree_on(SINCE - timedelta(1)) == [] and len({n.org.pk for n in tree_on(TODAY)}) == len(world.places)


def test_a_day_before_everything_answers_with_nothing(world: World) -> None:
    never = SINCE - timedelta(1)
    assert living_org(world.village, never) is None and not Household.objects.under(world.village, never).exists()
    assert structure(Person.objects.all(), date(1900, 1, 1)).ages == ()


def test_a_move_on_new_years_day_counts_in_the_new_year(world: World) -> None:
    actions.move_org(actor=world.operator, at=NOON, org=world.village, to=world.other_area, since=date(2026, 1, 1))
    counts = [[Household.objects.under(a, d).count() for a in (world.area, world.other_area)] for d in (date(2025, 12, 31), date(2026, 1, 1))]
    assert counts == [[3, 1], [0, 4]]


def test_a_whole_tree_is_one_question(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        tree_on(TODAY)
    with django_assert_num_queries(2):
        ancestors_on(world.grid, TODAY)
