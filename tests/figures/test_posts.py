"""What village committees are made of, and what is missing, are figures like any other: each leads to its rows."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.intake import township as t
from tests.world import BUILT, NOON, SINCE, TODAY, World
from yanzhen.kernel.base.days import ONE_DAY, ZONE, age_on
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.breakdown import by_org
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.register.actions import belong, confirm_belonging, correct_person, found_household, found_org
from yanzhen.kernel.register.models import Org, Person
from yanzhen.kernel.register.queries import structure
from yanzhen.packs.township.figures import COLLEGE

pytestmark = pytest.mark.django_db

HEAD = ("村", "姓名", "身份证号", "职务", "学历", "任职时间")
ROWS = [
    ["上河村", "匡守田", t.born(1971, 51), "党支部书记、村委会主任", "大专", "2017.11"], ["", "郝玉", t.born(1995, 52, "f"), "支部委员", "大学本科", "2017.11"],
    ["下河村", "钟大", t.born(1965, 53), "党支部书记", "初中", "2017.11"], ["", "钟二", t.born(1968, 55), "村委会主任", "高中", "2021.1"],
]


@pytest.fixture
def place() -> Iterator[t.Township]:
    place = t.build()
    t.bring_in(t.sheet(HEAD, ROWS, "村“两委”成员名册"), "两委.csv", place)
    yield place


def numbers(place: t.Township, *keys: str, day: date = t.DAY) -> list[int]:
    asked = [book.get(Figure, f"posts.{key}") for key in keys]
    return [int(n or 0) for n in values(asked, Scope.year(place.town, day.year, day)).values()]


def test_posts_are_counted_as_of_a_day(place: t.Township) -> None:
    keys = ("committee", "committee_young", "committee_learned", "secretaries", "both")
    assert numbers(place, *keys) == [4, 1, 2, 2, 1]
    assert numbers(place, *keys, day=date(2018, 1, 1)) == [3, 1, 2, 2, 1]


def test_the_figure_leads_to_those_it_counts(place: t.Township) -> None:
    scope = Scope.year(place.town, t.DAY.year, t.DAY)
    assert [post.person.name for post in book.get(Figure, "posts.both").evidence(scope)] == ["匡守田"]
    assert book.get(Ratio, "posts.both_rate").value(scope) == 50


def test_the_mean_age_of_a_group_is_that_of_its_people_each_once(place: t.Township) -> None:
    scope = Scope.year(place.town, t.DAY.year, t.DAY)
    age = book.get(Figure, "posts.committee_age")
    ages = [age_on(person.birth, t.DAY) for person in {post.person for post in age.evidence(scope)} if person.birth]
    assert sum(ages) == 205 and age.value(scope) == Decimal("51.3"), "51.25"
    village = book.get(Figure, "posts.committee")
    assert {org and org.name: n for org, n in by_org(village, scope, "village").items()} == {"上河村": 2, "下河村": 2}, "who holds two posts is one"
    assert {org and org.name for org in by_org(age, scope, "village")} == {"上河村", "下河村"}


def test_before_anybody_was_in_office_there_is_no_mean_age(place: t.Township) -> None:
    early = Scope.year(place.town, 2017, t.DAY, date(2017, 1, 1))
    assert [book.get(Figure, f"posts.{key}").value(early) for key in ("committee", "committee_age")] == [0, None]
    assert by_org(book.get(Figure, "posts.committee_age"), early, "village") == {}


def test_a_company_with_three_full_members_and_no_branch_is_counted_and_one_with_two_is_not(place: t.Township) -> None:
    t.bring_in(t.sheet(("企业名称", "村"), [["清泉食品公司", "上河村"], ["长河矿泉公司", "上河村"]], "企业名册"), "企业.csv", place, kind="company_roster")
    head = ("姓名", "身份证号", "入党时间", "转正时间", "工作单位")
    rows = [[f"周{n}", t.born(1970 + i, 33), "1995.3", "1996.3", "清泉食品公司" if i < 3 else "长河矿泉公司"] for i, n in enumerate("一二三四五")]
    t.bring_in(t.sheet(head, rows, "上河村党员花名册"), "党员.csv", place)
    found = book.get(Figure, "companies.bare").evidence(Scope.year(place.town, t.DAY.year, t.DAY))
    assert [org.name for org in found] == ["清泉食品公司"]


def test_who_has_a_home_in_two_townships_is_one_resident_of_the_county(world: World) -> None:
    population = book.get(Figure, "population")
    before = [population.value(Scope.year(org, TODAY.year, TODAY)) for org in (world.county, world.town, world.other_town)]
    found_household(actor=world.actor("clerk"), at=NOON, org=world.grid, number="0188", since=SINCE, head=world.far_villager)
    after = [population.value(Scope.year(org, TODAY.year, TODAY)) for org in (world.county, world.town, world.other_town)]
    assert (before, after) == ([7, 6, 1], [7, 7, 1]), "each township counts whom it knows at home"
    assert by_org(population, Scope.year(world.county, TODAY.year, TODAY), "town") == {world.town: 7, world.other_town: 1}


def test_a_household_in_no_grid_is_counted(place: t.Township) -> None:
    t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, t.home("0001", ("户主", "李长河", t.born(1960, 11))), "上河村户籍台账"), "台账.csv", place)
    loose = found_household(actor=place.console, at=t.AT, org=place.village, number="0002", since=t.SINCE)
    assert list(book.get(Figure, "households.stray").evidence(Scope.year(place.town, t.DAY.year, t.DAY))) == [loose]


def test_who_is_on_probation_is_a_full_member_from_the_day_he_is_confirmed(world: World) -> None:
    belong(actor=world.operator, at=NOON, person=world.neighbour, org=world.branch, sort="member", since=SINCE)
    full, all_of_them = book.get(Figure, "members.full"), book.get(Figure, "members")

    def on(day: date) -> list[int]:
        scope = Scope.year(world.town, day.year, TODAY, day)
        return [int(figure.value(scope) or 0) for figure in (full, all_of_them)]

    before = on(TODAY)
    confirm_belonging(actor=world.operator, at=NOON, person=world.neighbour, org=world.branch, sort="member", on=TODAY)
    assert on(TODAY) == [before[0] + 1, before[1]] and on(TODAY - ONE_DAY) == before


def test_whoever_belongs_or_serves_twice_is_one_person(world: World) -> None:
    by: dict[str, Any] = {"actor": world.operator, "at": NOON, "since": SINCE}
    keys = ("members", "members.full", "members.age", "posts.secretaries", "posts.secretaries_age", "posts.heads", "posts.heads_age", "posts.both")

    def told(org: Org) -> list[Any]:
        return list(values([book.get(Figure, key) for key in keys], Scope.year(world.now(org), TODAY.year, TODAY)).values())

    before = told(world.town)
    project = found_org(**by, kind="branch_temporary", name="大棚项目临时党支部", parent=world.party)
    belong(**by, person=world.chief, org=project, sort="member", confirmed_on=SINCE)
    for role in ("village_secretary", "village_head"):
        appoint(**by, person=world.chief, org=world.third_village, role=role)
    assert told(world.town) == [*before[:-1], 2] and told(project)[:2] == [1, 1]
    parts = by_org(book.get(Figure, "members"), Scope.year(world.town, TODAY.year, TODAY), "branch_temporary")
    assert {org and org.name: n for org, n in parts.items()} == {"大棚项目临时党支部": 1, None: before[0]}


def test_schooling_is_what_it_was_on_the_day(world: World) -> None:
    """Who took a degree in March had none in February; what nobody had yet asked for is what was then told first."""
    march = datetime(2026, 3, 5, 9, tzinfo=ZONE)
    for at, who, education in ((BUILT, "clerk", "高中"), (march, "clerk", "大专"), (march, "chief", "本科"), (march, "other_clerk", "中专"), (NOON, "other_clerk", "本科")):
        correct_person(actor=world.operator, at=at, person=world.people[who], reason="登记", education=education)
    figure, rate = book.get(Figure, "posts.committee_learned"), book.get(Ratio, "posts.learned_rate")
    for day, learned in ((date(2026, 3, 4), {"chief"}), (date(2026, 3, 5), {"chief", "clerk"}), (TODAY, {"chief", "clerk", "other_clerk"})):
        scope = Scope.year(world.town, 2026, TODAY, day)
        assert {post.person for post in figure.evidence(scope)} == {world.people[who] for who in learned}, day
        assert rate.value(scope) == Decimal(100 * len(learned)) / int(book.get(Figure, "posts.committee").value(scope) or 1)
        people = Person.objects.filter(pk__in=[world.people[who].pk for who in ("clerk", "chief", "other_clerk")])
        assert sum(structure(people, day).education.get(one, 0) for one in COLLEGE) == len(learned), day
