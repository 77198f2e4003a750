"""Who leads a household, and what becomes of it when he dies or goes."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import HouseholdMember, on_day

DIED = TODAY - timedelta(3)


def do(world: World, verb: Any, who: str = "clerk", **more: Any) -> Any:
    return verb(actor=world.actor(who), at=NOON, **more)


def living(world: World, day: date = TODAY) -> dict[str, str]:
    return dict(HouseholdMember.objects.filter(on_day(day), household=world.home).values_list("person__name", "relation"))


def test_the_dead_live_nowhere_and_lead_nothing(world: World) -> None:
    do(world, actions.record_death, person=world.villager, on=DIED)
    assert world.now(world.villager).died_on == DIED
    assert living(world) == {"蔺秋月": "妻", "璩小满": "孙子"} and "璩老根" in living(world, DIED - timedelta(1))
    assert world.now(world.home).head is None
    assert verify() == []


def test_a_death_is_recorded_once(world: World) -> None:
    do(world, actions.record_death, person=world.villager, on=DIED)
    with pytest.raises(Refused, match="已登记 2026-03-07 去世"):
        do(world, actions.record_death, person=world.villager, on=TODAY)
    with pytest.raises(Refused, match="去世日期不对"):
        do(world, actions.record_death, person=world.wife, on=TODAY + timedelta(1))


def test_a_day_of_death_put_right_moves_the_end_of_his_home(world: World) -> None:
    do(world, actions.record_death, person=world.wife, on=DIED)
    do(world, actions.correct_person, person=world.wife, reason="写错日期", died_on=TODAY)
    assert HouseholdMember.objects.get(person=world.wife).until == TODAY
    do(world, actions.correct_person, person=world.wife, reason="登记错了人", died_on=None)
    assert HouseholdMember.objects.get(person=world.wife).until is None
    assert verify() == []


def test_a_death_put_in_as_a_correction_ends_his_home_as_well(world: World) -> None:
    do(world, actions.correct_person, person=world.wife, reason="去世", died_on=DIED)
    assert HouseholdMember.objects.get(person=world.wife).until == DIED


def test_another_head_makes_the_old_words_unknown_unless_new_ones_are_said(world: World) -> None:
    do(world, actions.record_death, person=world.villager, on=DIED)
    do(world, actions.name_head, household=world.home, head=world.wife)
    assert world.now(world.home).head == world.wife and living(world) == {"蔺秋月": "户主", "璩小满": ""}
    assert {(c.field, c.old, c.new) for c in Correction.objects.exclude(field="head")} == {("relation", "妻", "户主"), ("relation", "孙子", "")}
    assert verify() == []


def test_a_head_who_stays_is_somebody_to_the_new_one(world: World) -> None:
    do(world, actions.name_head, household=world.home, head=world.wife, relations={world.villager.pk: "配偶", world.child.pk: "之孙子"})
    assert living(world) == {"璩老根": "配偶", "蔺秋月": "户主", "璩小满": "之孙子"}
    with pytest.raises(Refused, match="已经是这一户的户主"):
        do(world, actions.name_head, household=world.home, head=world.wife)
    with pytest.raises(Refused, match="只能有一个户主"):
        do(world, actions.name_head, household=world.home, head=world.villager, relations={world.wife.pk: "户主"})
    with pytest.raises(Refused, match="不在这一户"):
        do(world, actions.name_head, household=world.home, head=world.other_villager)


def test_a_head_put_right_is_called_the_head_and_the_former_is_not(world: World) -> None:
    do(world, actions.correct_household, household=world.home, head=world.wife, reason="登记错了")
    assert living(world) == {"璩老根": "", "蔺秋月": "户主", "璩小满": "孙子"}
    assert verify() == []
