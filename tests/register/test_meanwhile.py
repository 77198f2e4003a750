"""Two put the same row right at once: the second is told what he has not seen, and what he did not touch is not written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from tests.visits.case import MONDAY, raised
from tests.world import NOON, World
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.meanwhile import Meanwhile, version_of
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.trail import label
from yanzhen.kernel.records import actions as records
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions as register


def registered(world: World) -> Record:
    return raised(world, MONDAY, category="water").record


#: What is corrected, by whom, what the first and the second change, and what the second sends back as he read it.
Row = Callable[[World], Any]
CASES: dict[str, tuple[Row, Any, str, dict[str, Any], dict[str, Any]]] = {
    "person": (lambda w: w.villager, register.correct_person, "person", {"nation": "满族"}, {"education": "小学", "nation": ""}),
    "household": (lambda w: w.home, register.correct_household, "household", {"lat": Decimal("36.5"), "lng": Decimal("118.1")}, {"address": "8号", "lat": None, "lng": None}),
    "organisation": (lambda w: w.village, register.correct_org, "org", {"area_km2": Decimal("3.25")}, {"code": "990101201", "area_km2": Decimal("3.2")}),
    "record": (registered, records.correct, "record", {"category": "road"}, {"title": "井台裂了", "category": "water"}),
}


def mend(world: World, case: str, row: models.Model, who: str, **said: Any) -> Any:
    _row, verb, name, _first, _second = CASES[case]
    given = {} if name == "record" else {name: row}
    return verb(*([row] if name == "record" else ()), actor=world.actor(who), at=NOON, reason="核对", **given, **said)


def holds(world: World, row: models.Model, name: str) -> Any:
    now = world.now(row)
    return getattr(now, name) if hasattr(now, name) else getattr(now.facts, name)


@pytest.mark.parametrize("case", CASES)
def test_what_the_second_did_not_touch_stays_as_the_first_left_it(world: World, case: str) -> None:
    find, _verb, _name, first, second = CASES[case]
    row = find(world)
    read = version_of(type(row), row.pk)
    mend(world, case, row, "dispatcher", **first)
    mend(world, case, row, "dispatcher", version=read, **second)
    touched, kept = next(iter(second)), next(iter(first))
    assert (holds(world, row, touched), holds(world, row, kept)) == (second[touched], first[kept])
    assert [c.field for c in Correction.objects.filter(subject=label(row), field=kept)] == [kept]


@pytest.mark.parametrize("case", CASES)
def test_what_both_touched_is_refused_by_name_with_who_and_when(world: World, case: str) -> None:
    find, _verb, _name, first, _second = CASES[case]
    row, (kept, new) = find(world), next(iter(first.items()))
    read = version_of(type(row), row.pk)
    mend(world, case, row, "dispatcher", **first)
    other = {"nation": "回族", "lat": Decimal("36.6"), "area_km2": Decimal("9.9"), "category": "power"}[kept]
    with pytest.raises(Refused, match=r"阎知行.*2026-03-10 12:00"):
        mend(world, case, row, "dispatcher", version=read, **{kept: other})
    assert holds(world, row, kept) == new
    mend(world, case, row, "dispatcher", version=version_of(type(row), row.pk), **{kept: other})
    assert holds(world, row, kept) == other


def test_the_same_value_from_both_is_no_conflict(world: World) -> None:
    read = version_of(type(world.villager), world.villager.pk)
    mend(world, "person", world.villager, "clerk", nation="满族")
    mend(world, "person", world.villager, "dispatcher", version=read, nation="满族", education="小学")
    assert (world.now(world.villager).nation, world.now(world.villager).education) == ("满族", "小学")


def test_a_telephone_changed_meanwhile_is_not_said_aloud(world: World) -> None:
    read = version_of(type(world.villager), world.villager.pk)
    mend(world, "person", world.villager, "clerk", phone="19911112222")
    with pytest.raises(Meanwhile, match="“电话”.*温素笺") as told:
        mend(world, "person", world.villager, "dispatcher", version=read, phone="19933334444")
    assert "1991111" not in str(told.value) and world.now(world.villager).phone == "19911112222"


def test_a_relation_and_a_name_are_compared_too(world: World) -> None:
    member = world.home.members.get(person=world.child)
    read, named = version_of(type(member), member.pk), version_of(type(world.village), world.village.pk)
    said = {"household": world.home, "person": world.child, "reason": "核对", "at": NOON}
    register.correct_relation(actor=world.actor("dispatcher"), relation="外孙", **said)
    with pytest.raises(Meanwhile, match="阎知行"):
        register.correct_relation(actor=world.actor("clerk"), relation="侄子", version=read, **said)
    register.rename_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, name="上河新村", reason="更名")
    with pytest.raises(Meanwhile, match="上河新村"):
        register.rename_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, name="河上村", reason="更名", version=named)


def test_a_household_corrected_of_a_record_is_a_conflict_too(world: World) -> None:
    row = registered(world)
    read = version_of(type(row), row.pk)
    mend(world, "record", row, "dispatcher", household=world.next_home)
    mend(world, "record", row, "dispatcher", version=read, household=world.home, title="井台裂了")
    assert world.now(row).facts.household == world.next_home
    with pytest.raises(Meanwhile, match="已由阎知行"):
        mend(world, "record", row, "dispatcher", version=read, household=world.loose_home)
