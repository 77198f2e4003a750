"""Organisations merge and split: what lives in them goes on, what was stays where it was."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.world import NOON, SINCE, TODAY, World
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.actions import Part
from yanzhen.kernel.register.models import Belonging, Household, Org
from yanzhen.kernel.register.naming import called, written_at
from yanzhen.kernel.register.queries import absorbed, ancestors_on, belonging_on, living_org, place_on
from yanzhen.packs.township.figures import area

LAST_MONTH = date(2026, 2, 10)
BEFORE = LAST_MONTH - timedelta(1)


def merge(world: World, orgs: list[Org], into: Org, **changes: Any) -> Org:
    return actions.merge_orgs(**{"actor": world.actor("dispatcher"), "at": NOON, "orgs": orgs, "into": into, "since": LAST_MONTH} | changes)


def split(world: World, *parts: Part, **changes: Any) -> list[Org]:
    return actions.split_org(**{"actor": world.actor("dispatcher"), "at": NOON, "org": world.village, "parts": parts, "since": LAST_MONTH} | changes)


def halves(world: World, **changes: Any) -> list[Part]:
    north = Part("北河村", [world.loose_home], [world.grid])
    return [north, Part(**{"name": "南河村", "children": [world.other_grid], "people": [world.villager]} | changes)]


def test_a_village_merged_last_month_goes_on_in_its_successor(world: World) -> None:
    merge(world, [world.village], world.other_village)
    old = world.now(world.village)
    assert old.until == LAST_MONTH and old.successor == world.other_village == living_org(old, TODAY)
    assert Household.objects.under(world.other_village, TODAY).count() == 4
    assert world.grid in Org.objects.under(world.other_village, TODAY) and place_on(old, LAST_MONTH) is None
    assert world.now(world.loose_home).org == world.other_village
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_the_days_before_a_merger_count_as_they_did(world: World) -> None:
    places = [world.village, world.other_village, world.area, world.other_area, world.town]
    counts = [Household.objects.under(p, BEFORE).count() for p in places]
    merge(world, [world.village, world.third_village], world.other_village)
    assert [Household.objects.under(p, BEFORE).count() for p in places] == counts == [3, 1, 3, 1, 4]
    assert [Household.objects.under(p, TODAY).count() for p in places] == [0, 4, 0, 4, 4]
    assert belonging_on([world.now(world.loose_home)], BEFORE) == {world.loose_home.pk: world.village.pk}


def test_land_goes_with_a_merged_village_and_stays_where_it_was_before(world: World) -> None:
    lands = {place: [area.value(Scope.year(place, 2026, TODAY, day)) for day in (BEFORE, TODAY)] for place in (world.town, world.area, world.other_area)}
    merge(world, [world.village], world.other_village)
    moved = {place: [area.value(Scope.year(world.now(place), 2026, TODAY, day)) for day in (BEFORE, TODAY)] for place in lands}
    assert moved == {world.town: lands[world.town], world.area: [Decimal("4.95"), Decimal("1.75")], world.other_area: [Decimal("4.05"), Decimal("7.25")]}


def test_land_of_a_village_that_is_split_is_told_of_all_parts_or_stays_its_own(world: World) -> None:
    town = Scope.year(world.town, 2026, TODAY)
    with pytest.raises(Refused, match="都填面积"):
        split(world, *halves(world, area_km2=Decimal("1.20")))
    split(world, *halves(world))
    assert area.value(town) == Decimal("9.00")


def test_old_rows_of_a_merged_village_open_to_the_successors_clerk(world: World) -> None:
    merge(world, [world.village], world.other_village)
    assert world.actor("other_clerk").may("register.read", world.now(world.village))
    assert world.actor("clerk").posts == ()


def test_posts_end_with_a_merger_and_memberships_go_on(world: World) -> None:
    merge(world, [world.branch], world.other_branch)
    assert not Appointment.objects.filter(org=world.branch, until__isnull=True).exists()
    ties = Belonging.objects.filter(org=world.other_branch, until__isnull=True).order_by("person")
    assert {t.person: (t.since, t.confirmed_on) for t in ties} == {
        world.clerk: (LAST_MONTH, None), world.chief: (LAST_MONTH, SINCE), world.villager: (LAST_MONTH, SINCE), world.other_chief: (SINCE, SINCE),
    }
    assert set(Belonging.objects.filter(org=world.branch).values_list("until", flat=True)) == {LAST_MONTH}


def test_what_waits_at_a_merged_village_waits_at_its_successor(world: World) -> None:
    with trail.act(world.operator, NOON, None, {}) as act:
        told = {"org": world.village, "org_path": world.village.path, "tenant": world.town, "happened_on": TODAY, "recorded_at": NOON, "kind": "note"}
        owed = Record.objects.create(number="1", title="x", turn_role="village_clerk", turn_org=world.village, handler=world.village, **told)
        done = Record.objects.create(number="2", title="y", handler=world.village, **told)
        act.note("note.write", tenant=world.town.pk, subject=owed, rows=[owed, done])
    merge(world, [world.village], world.other_village)
    owed, done = world.now(owed), world.now(done)
    assert (owed.turn_org, owed.handler) == (world.other_village, world.other_village)
    assert (done.turn_org, done.handler) == (None, world.village), "what is done stays where it was done"
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_who_belonged_to_both_belongs_once(world: World) -> None:
    actions.belong(actor=world.actor("dispatcher"), at=NOON, person=world.chief, org=world.other_branch, sort="member", since=SINCE)
    merge(world, [world.branch], world.other_branch)
    assert Belonging.objects.filter(person=world.chief, org=world.other_branch, until__isnull=True).count() == 1


def test_what_came_into_the_books_after_the_day_of_a_late_merger_is_the_successors(world: World) -> None:
    by = {"actor": world.actor("clerk"), "at": NOON}
    home = actions.found_household(**by, org=world.village, number="0199", since=LAST_MONTH + timedelta(3))
    actions.move_household(**by, household=world.loose_home, to=world.grid, since=LAST_MONTH + timedelta(5))
    merge(world, [world.village], world.other_village)
    assert world.now(home).org == world.other_village and not home.places.exists()
    stays = [belonging_on([world.now(world.loose_home)], LAST_MONTH + timedelta(n))[world.loose_home.pk] for n in (-1, 0, 4, 5)]
    assert stays == [world.village.pk, world.other_village.pk, world.other_village.pk, world.grid.pk]


def test_a_grid_that_came_after_the_day_of_a_late_merger_was_elsewhere_until_then(world: World) -> None:
    by, came = {"actor": world.operator, "at": NOON}, LAST_MONTH + timedelta(5)
    grid = actions.found_org(**by, kind="grid", name="山口网格", parent=world.third_village, since=SINCE)
    actions.move_org(**by, org=grid, to=world.village, since=came)
    merge(world, [world.village], world.other_village)
    assert [ancestors_on(grid, day)[-1] for day in (LAST_MONTH, came)] == [world.third_village, world.other_village]
    assert world.now(grid).path == place_on(grid, TODAY).path and world.now(grid).parent == world.other_village


def test_a_place_that_would_begin_after_a_late_merger_never_came_into_force(world: World) -> None:
    actions.move_org(actor=world.operator, at=NOON, org=world.village, to=world.town, since=TODAY)
    merge(world, [world.village], world.other_village)
    assert [p.until >= p.since for p in world.village.places.all()] == [True] * 3 and place_on(world.village, TODAY) is None
    assert ancestors_on(world.grid, TODAY)[-1] == world.other_village and place_on(world.village, BEFORE).parent == world.area


@pytest.mark.parametrize(
    ("orgs", "into", "changes", "says"),
    [
        (["village"], "area", {}, "不是同一类组织"),
        (["village"], "village", {}, "请选要并入上河村的组织"),
        (["village"], "far_village", {}, "不能办理柳湾镇"),
        (["village"], "other_village", {"since": TODAY + timedelta(1)}, "还没到"),
        (["village"], "other_village", {"since": SINCE}, "撤销要在那之后"),
    ],
)
def test_what_cannot_merge_is_refused_in_a_sentence(world: World, orgs: list[str], into: str, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        merge(world, [world.places[o] for o in orgs], world.places[into], **changes)
    assert not Org.objects.filter(until__isnull=False).exists()


def test_a_merged_village_merges_no_more(world: World) -> None:
    merge(world, [world.village], world.other_village)
    with pytest.raises(Refused, match="已于 2026-02-10 撤销"):
        merge(world, [world.village], world.third_village)
    with pytest.raises(Refused, match="已于 2026-02-10 撤销"):
        merge(world, [world.third_village], world.village)


def test_mergers_upon_mergers_still_lead_to_one_living_place(world: World) -> None:
    merge(world, [world.village], world.other_village)
    merge(world, [world.other_village], world.third_village, since=TODAY)
    assert living_org(world.now(world.village), TODAY) == world.third_village
    assert living_org(world.now(world.village), LAST_MONTH) == world.other_village
    assert living_org(world.now(world.village), BEFORE) == world.village
    assert Household.objects.under(world.third_village, TODAY).count() == 4


def test_a_village_is_split_with_its_households_its_grids_and_its_people(world: World) -> None:
    north, south = split(world, *halves(world))
    counts = [[Household.objects.under(p, d).count() for p in (world.village, north, south, world.area)] for d in (BEFORE, LAST_MONTH)]
    assert counts == [[3, 0, 0, 3], [0, 2, 1, 3]]
    assert world.now(world.grid).parent == north and world.now(world.other_grid).parent == south
    assert world.now(world.village).successor == north and world.actor("clerk").posts == ()
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_a_branch_is_split_by_its_list_of_members(world: World) -> None:
    first, second = split(world, Part("上河第一党支部"), Part("上河第二党支部", people=[world.villager]), org=world.branch)
    members = {org: set(Belonging.objects.filter(org=org, until__isnull=True).values_list("person", flat=True)) for org in (first, second)}
    assert members == {first: {world.chief.pk, world.clerk.pk}, second: {world.villager.pk}}


def test_a_split_leaves_nobody_behind(world: World) -> None:
    north, south = halves(world)
    for parts, says in (
        ([north], "至少要有两个"),
        ([north, Part("北河村", children=[world.other_grid])], "至少要有两个"),
        ([Part("北河村", [], [world.grid]), south], "还有 1 个住户没有分到"),
        ([north, Part("南河村")], "还有 1 个下级组织没有分到"),
        ([north, Part("南河村", [world.loose_home], [world.other_grid])], "分给了两个"),
        ([north, Part("南河村", [world.other_home], [world.other_grid])], "不属于这里"),
        ([north, Part("山口村", [], [world.other_grid])], "已经有一个“山口村”"),
    ):
        with pytest.raises(Refused, match=says):
            split(world, *parts)
    assert not Org.objects.filter(name="北河村").exists()


def test_a_split_or_merger_sent_twice_happens_once(world: World) -> None:
    uid, other = uuid4(), uuid4()
    parts = halves(world)
    made = split(world, *parts, uid=uid)
    assert split(world, *parts, uid=uid) == made and Org.objects.filter(name="南河村").count() == 1
    assert merge(world, [made[1]], made[0], since=TODAY, uid=other) == merge(world, [made[1]], made[0], since=TODAY, uid=other)
    assert Household.objects.under(made[0], TODAY).count() == 3


def test_what_comes_to_stand_beside_its_namesake_says_where_it_came_from(world: World) -> None:
    for village in (world.village, world.other_village, world.third_village):
        actions.found_org(actor=world.operator, at=NOON, kind="grid", name="第1网格", parent=village, since=SINCE)
    merge(world, [world.village, world.third_village], world.other_village)
    grids = {str(grid): grid for grid in Org.objects.filter(parent=world.other_village, until__isnull=True, kind="grid")}
    assert set(grids) == {"第1网格", "第1网格（原上河村）", "第1网格（原山口村）", "上河第一网格", "上河第二网格"}
    moved, places = grids["第1网格（原上河村）"], {day: place_on(grids["第1网格（原上河村）"], day) for day in (BEFORE, TODAY)}
    said = called({day: written_at(moved, place.path, day) for day, place in places.items() if place})
    assert said == {BEFORE: "上河村第1网格", TODAY: "下河村第1网格（原上河村）"}
    assert str(actions.rename_org(actor=world.actor("dispatcher"), at=NOON, org=moved, name="第4网格", reason="重新编号")) == "第4网格"
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_what_was_merged_lends_its_ground_to_its_heir(world: World) -> None:
    w, square, later = world, [[[118.0, 36.4], [118.1, 36.4], [118.1, 36.5]]], [[[118.1, 36.4], [118.2, 36.4], [118.2, 36.5]]]
    for org, shape in ((w.village, square), (w.third_village, later)):
        actions.correct_org(actor=w.operator, at=NOON, org=org, reason="补边界", shape=shape)
    actions.merge_orgs(actor=w.operator, at=NOON, orgs=[w.now(w.village)], into=w.third_village, since=TODAY)
    assert absorbed([w.third_village], TODAY) == {w.third_village.pk: [square]}
    assert absorbed([w.third_village, w.village], TODAY - timedelta(days=1)) == {}
    actions.merge_orgs(actor=w.operator, at=NOON, orgs=[w.now(w.third_village)], into=w.other_village, since=TODAY)
    assert absorbed([w.now(w.other_village)], TODAY) == {w.other_village.pk: [square, later]}


def drawn(world: World, org: Org, ring: list[Any], at: datetime = NOON) -> None:
    actions.correct_org(actor=world.operator, at=at, org=world.now(org), reason="画边界", shape=[ring])


WEST, EAST, BOTH = ([[118.0, 36.4], [118.1, 36.4], [118.1, 36.5]], [[118.1, 36.4], [118.2, 36.4], [118.2, 36.5]], [[118.0, 36.4], [118.2, 36.4], [118.2, 36.5]])


def test_a_village_founded_for_a_merger_is_drawn_with_its_own_outline_alone(world: World) -> None:
    w, day = world, TODAY - timedelta(days=5)
    drawn(w, w.village, WEST)
    drawn(w, w.third_village, EAST)
    new = actions.found_org(actor=w.operator, at=NOON, kind="village", name="新河村", parent=w.area, since=day)
    merge(w, [w.village, w.third_village], new, since=day)
    assert absorbed([new], TODAY) == {new.pk: [[WEST], [EAST]]}, "as long as it has none"
    drawn(w, new, BOTH)
    assert absorbed([w.now(new)], TODAY) == absorbed([w.now(new)], day) == {}
    assert [w.now(org).shape for org in (w.village, w.third_village)] == [[WEST], [EAST]], "of an earlier day they are drawn as they were"
    merge(w, [w.now(new)], w.other_village, since=TODAY)
    assert absorbed([w.now(w.other_village)], TODAY) == {w.other_village.pk: [[BOTH]]}, "what was merged before is shown by that"


def test_an_outline_drawn_anew_after_a_merger_shows_the_whole(world: World) -> None:
    w = world
    drawn(w, w.village, WEST)
    drawn(w, w.other_village, WEST)
    drawn(w, w.third_village, EAST)
    merge(w, [w.village], w.third_village, since=TODAY)
    assert absorbed([w.third_village], TODAY) == {w.third_village.pk: [[WEST]]}
    actions.correct_org(actor=w.operator, at=NOON, org=w.now(w.third_village), reason="补面积", area_km2=Decimal(5))
    assert absorbed([w.third_village], TODAY) == {w.third_village.pk: [[WEST]]}
    drawn(w, w.third_village, BOTH)
    assert absorbed([w.third_village], TODAY) == {}
    merge(w, [w.other_village], w.third_village, since=TODAY)
    assert absorbed([w.third_village], TODAY) == {w.third_village.pk: [[WEST]]}, "what came later is not in it"


def test_what_was_split_lends_its_ground_to_none_of_its_parts(world: World) -> None:
    w = world
    actions.correct_org(actor=w.operator, at=NOON, org=w.third_village, reason="补边界", shape=[[[118.0, 36.4], [118.1, 36.4], [118.1, 36.5]]])
    parts = [Part(name="山口东村", area_km2=Decimal(1)), Part(name="山口西村", area_km2=Decimal(1))]
    made = actions.split_org(actor=w.operator, at=NOON, org=w.now(w.third_village), parts=parts, since=TODAY)
    assert absorbed(made, TODAY) == {}
