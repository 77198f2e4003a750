"""A merger or a split that was a mistake is taken back, while nothing was recorded upon it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.register.test_merge import BEFORE, halves, merge, split
from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Appointment, Entry
from yanzhen.kernel.guard.trail import row_digest
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Belonging, Dissolved, Household, HouseholdPlace, Org, OrgPlace

LATER = NOON + timedelta(hours=1)
ROWS: tuple[Any, ...] = (Org, OrgPlace, Household, HouseholdPlace, Belonging, Appointment, Record)


def stand() -> dict[str, str]:
    return {f"{model.__name__}:{row.pk}": row_digest(row) for model in ROWS for row in model.objects.all()}


def restore(world: World, org: Org, **changes: Any) -> Org:
    return actions.restore_org(**{"actor": world.actor("dispatcher"), "at": LATER, "org": org} | changes)


def problem(world: World, org: Org, who: str = "dispatcher", at: Any = NOON, day: date = TODAY) -> Record:
    return write(book.get(Kind, "problem"), actor=world.actor(who), org=org, at=at, happened_on=day, title="漏水", category="water")


def test_a_merger_taken_back_leaves_everything_as_it_was(world: World) -> None:
    problem(world, world.village), problem(world, world.grid, day=BEFORE)
    before = stand()
    merge(world, [world.village], world.other_village)
    assert stand() != before
    restore(world, world.village)
    assert stand() == before
    assert [str(f) for f in verify() if f.sort != "trigger"] == []
    assert list(Entry.objects.filter(verb__in=("register.merge_orgs", "register.restore_org")).order_by("pk").values_list("verb", flat=True))[:2] == ["register.merge_orgs", "register.restore_org"]
    assert world.actor("clerk").posts


def test_a_split_taken_back_leaves_no_part_behind(world: World) -> None:
    before = stand()
    made = split(world, *halves(world))
    restore(world, world.village)
    assert stand() == before and not Org.objects.filter(pk__in=[new.pk for new in made]).exists()
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_an_organisation_that_bears_the_number_of_a_place_the_split_made_stands_against_nothing(world: World) -> None:
    split(world, *halves(world))
    made = max(int(name.partition(":")[2]) for name in Dissolved.objects.get().made if name.startswith("register.orgplace:"))
    path = f"{world.far_village.path}{made}/"
    Org.objects.create(pk=made, kind="grid", name="柳树第二网格", parent=world.far_village, tenant=world.other_town, since=BEFORE, path=path)
    restore(world, world.village)
    assert world.now(world.village).until is None


def test_members_of_a_merged_branch_are_its_own_again(world: World) -> None:
    before = stand()
    merge(world, [world.branch], world.other_branch)
    restore(world, world.branch)
    assert stand() == before


def test_several_merged_at_once_come_back_one_by_one(world: World) -> None:
    before = stand()
    merge(world, [world.village, world.third_village], world.other_village)
    restore(world, world.third_village)
    restore(world, world.village)
    assert stand() == before


def test_what_was_recorded_upon_a_merger_stands_against_taking_it_back(world: World) -> None:
    merge(world, [world.village], world.other_village)
    problem(world, world.now(world.grid), at=LATER)
    with pytest.raises(Refused, match="不能恢复：之后又有“民2026-00001 漏水”"):
        restore(world, world.village)


def test_what_happens_elsewhere_in_the_successor_stands_against_nothing(world: World) -> None:
    merge(world, [world.branch], world.other_branch)
    problem(world, world.other_village, at=LATER)
    restore(world, world.branch)


def test_what_was_changed_since_stands_against_taking_it_back(world: World) -> None:
    merge(world, [world.village], world.other_village)
    actions.move_household(actor=world.actor("dispatcher"), at=LATER, household=world.loose_home, to=world.third_village, since=TODAY)
    with pytest.raises(Refused, match="不能恢复：之后又有“0103 .*”用到或改过"):
        restore(world, world.village)


def test_what_points_at_a_part_stands_against_taking_a_split_back(world: World) -> None:
    new = split(world, *halves(world))[0]
    actions.found_household(actor=world.actor("dispatcher"), at=LATER, org=new, number="0991", since=TODAY)
    with pytest.raises(Refused, match="不能恢复：之后又有“0991"):
        restore(world, world.village)


def test_only_a_merger_or_split_is_taken_back_and_only_by_who_may_do_it(world: World) -> None:
    with pytest.raises(Refused, match="不是因为并入或拆分撤销的"):
        restore(world, world.village)
    merge(world, [world.village], world.other_village)
    with pytest.raises(Refused, match="不能办理"):
        restore(world, world.village, actor=world.actor("other_clerk"))
    restore(world, world.village)
    with pytest.raises(Refused, match="不是因为并入或拆分撤销的"):
        restore(world, world.village)


def test_what_is_kept_for_taking_back_is_vouched_for(world: World) -> None:
    merge(world, [world.village], world.other_village)
    past = Dissolved.objects.get()
    Dissolved.objects.update(kept=past.kept | {f"register.org:{world.village.pk}": past.kept[f"register.org:{world.village.pk}"] | {"code": "999"}})
    restore(world, world.village)
    assert [(f.sort, f.where) for f in verify() if f.sort != "trigger"] == [("between", f"register.dissolved:{past.pk}")]


def test_who_died_since_holds_no_post_again(world: World) -> None:
    merge(world, [world.village], world.other_village)
    world.clerk.__class__.objects.filter(pk=world.clerk.pk).update(died_on=TODAY)
    restore(world, world.village)
    assert Appointment.objects.get(person=world.clerk, role="village_clerk").until == TODAY
