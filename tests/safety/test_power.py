"""Nobody gives himself or another more than he has: posts are given by those declared to give them, where their own posts reach."""

from __future__ import annotations

from datetime import date

import pytest

from tests.world import NOON, TODAY, World, build
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.models import Appointment

THREE = ("system_admin", "security_admin", "audit_admin")


@pytest.fixture
def world(db: None) -> World:
    return build()


def give(world: World, by: str, who: str, role: str, place: str, since: date = TODAY) -> Appointment:
    return appoint(actor=world.actor(by), at=NOON, person=world.people[who], org=world.places[place], role=role, since=since)


def test_whoever_gives_a_role_has_every_right_it_carries_or_is_the_security_administrator() -> None:
    roles = {role.key: role for role in book.of(Role)}
    gives = [(role, roles[key]) for role in roles.values() for key in role.given_by if key != "security_admin"]
    assert gives and [(r.key, by.key) for r, by in gives if not set(r.may) <= set(by.may)] == []
    assert [key for key in THREE if roles[key].given_by != ("security_admin",)] == []


@pytest.mark.parametrize("role", (*THREE, "town_secretary", "county_liaison", "inspector", "dispatcher"))
def test_the_office_gives_and_ends_no_post_of_those_above_or_beside_it(world: World, role: str) -> None:
    with pytest.raises(Refused, match="不由您的岗位任免"):
        give(world, "dispatcher", "neighbour", role, "town")
    held = Appointment.objects.filter(role=role).first()
    if held:
        with pytest.raises(Refused, match="不由您的岗位任免"):
            end_appointment(held, actor=world.actor("dispatcher"), at=NOON, until=TODAY)


@pytest.mark.parametrize("who", ("clerk", "chief", "grid_worker", "office_head", "secretary", "liaison", "system_admin", "audit_admin"))
def test_whoever_gives_no_posts_gives_none_at_all(world: World, who: str) -> None:
    with pytest.raises(Refused, match="不能任免"):
        give(world, who, "neighbour", "grid_worker", "grid")


@pytest.mark.parametrize("who", ("dispatcher", "security_admin"))
def test_nobody_gives_himself_a_post(world: World, who: str) -> None:
    with pytest.raises(Refused, match="不能给自己任命"):
        give(world, who, who, "village_clerk", "village")


def test_the_security_administrator_gives_posts_in_his_own_township_alone(world: World) -> None:
    assert give(world, "security_admin", "neighbour", "dispatcher", "town").pk
    with pytest.raises(Refused, match="不能任免柳湾镇"):
        give(world, "security_admin", "neighbour", "dispatcher", "other_town")
