"""Where the two trees meet: a post at what serves a place reaches that place, if its role may stand there, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.world import NOON, SINCE, TODAY, World, build
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_org, found_org, merge_orgs
from yanzhen.kernel.register.models import Household
from yanzhen.packs.visits.actions import log_visit


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def bookkeeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A role that stands at branches of every sort and at no place of the other tree."""
    monkeypatch.setattr(book, "_pages", {kind: dict(page) for kind, page in book._pages.items()})
    book.add(Role("branch_only", "支部委员", at=("branch_organ", "branch_company", "branch_village", "united_committee"), may=("register.read",)))
    yield "branch_only"


def reach(world: World, who: str) -> set[str]:
    """The places at which he may read the register."""
    actor = world.actor(who)
    return {name for name, org in world.places.items() if actor.may("register.read", world.now(org))}


def test_the_secretary_of_a_villages_branch_reaches_the_village_and_its_grids(world: World) -> None:
    assert reach(world, "other_chief") == {"other_branch", "other_village"}
    assert list(Household.objects.visible_to(world.actor("other_chief"))) == [world.other_home]


def test_he_writes_and_sees_what_happened_in_the_village_he_serves(world: World) -> None:
    seen = log_visit(actor=world.actor("other_chief"), at=NOON, uid=uuid4(), org=world.other_village, happened_on=TODAY, target=world.other_home)
    assert list(Record.objects.visible_to(world.actor("other_chief"))) == [seen]
    with pytest.raises(Refused, match="不能在上河第一网格登记"):
        log_visit(actor=world.actor("other_chief"), at=NOON, uid=uuid4(), org=world.grid, happened_on=TODAY, target=world.home)


@pytest.mark.parametrize(("branch", "reached"), [
    ("organ_branch", {"organ_branch"}), ("company_branch", {"company_branch"}), ("branch", {"branch"}), ("united", {"united", "company_branch"}),
])
def test_a_role_that_does_not_stand_at_the_place_served_reaches_its_own_tree_alone(world: World, bookkeeper: str, branch: str, reached: set[str]) -> None:
    appoint(actor=world.operator, at=NOON, person=world.neighbour, org=world.places[branch], role=bookkeeper, since=SINCE)
    assert reach(world, "neighbour") == reached


def test_the_reach_ends_with_the_post_and_with_the_village(world: World) -> None:
    merge_orgs(actor=world.operator, at=NOON, orgs=[world.other_village], into=world.third_village, since=TODAY)
    assert reach(world, "other_chief") == {"other_branch"}
    end_appointment(Appointment.objects.get(person=world.other_chief), actor=world.operator, at=NOON, until=TODAY)
    assert world.actor("other_chief").posts == ()


def test_a_session_made_before_the_branch_served_another_village_is_a_strangers(world: World) -> None:
    before = world.actor("other_chief").fingerprint
    correct_org(actor=world.actor("dispatcher"), at=NOON, org=world.other_branch, serves=world.third_village, reason="登记错了")
    assert reach(world, "other_chief") == {"other_branch", "third_village"}
    assert world.actor("other_chief").fingerprint != before


@pytest.mark.parametrize("served", ("far_village", "county"))
def test_nobody_lets_a_branch_serve_where_he_may_not_write(world: World, served: str) -> None:
    by = world.actor("dispatcher")
    with pytest.raises(Refused, match="不能办理"):
        correct_org(actor=by, at=NOON, org=world.branch, serves=world.places[served], reason="换一个")
    with pytest.raises(Refused, match="不能办理"):
        found_org(actor=by, at=NOON, kind="branch_village", name="新支部", parent=world.party, since=TODAY, serves=world.places[served])


def test_what_is_served_in_another_township_is_not_reached(world: World) -> None:
    correct_org(actor=world.operator, at=NOON, org=world.other_branch, serves=world.far_village, reason="登记错了")
    assert reach(world, "other_chief") == {"other_branch"}
