"""Households: one number in a place, one home a person, and every past day keeps who lived where."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.world import NOON, SINCE, TODAY, World
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Household, HouseholdMember, on_day

LAST_MONTH = date(2026, 2, 10)


def do(world: World, verb: Any, who: str = "clerk", **more: Any) -> Any:
    return verb(actor=world.actor(who), at=NOON, **more)


def found(world: World, **changes: Any) -> Household:
    return do(world, actions.found_household, **{"org": world.grid, "number": "0111", "since": SINCE} | changes)


def test_a_household_begins_with_its_head_and_its_members(world: World) -> None:
    home = found(world, head=world.worker, members=[(world.worker, "本人"), (world.worker2, "妻")], address=" 河边 3 号 ")
    lived = {(m.person, m.relation, m.since) for m in home.members.all()}
    assert lived == {(world.worker, "户主", SINCE), (world.worker2, "妻", SINCE)} and home.address == "河边 3 号"


def test_who_was_born_later_lives_there_from_birth(world: World) -> None:
    baby = actions.register_person(actor=world.actor("clerk"), at=NOON, org=world.village, name="郏苗苗", gender="f", birth=date(2022, 3, 1))
    home = found(world, head=world.worker3, members=[(baby, "女")])
    assert {m.person: m.since for m in home.members.all()} == {world.worker3: SINCE, baby: date(2022, 3, 1)}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": "0101"}, "已有户号 0101"),
        ({"number": ""}, "1 到 20 个字"),
        ({"lat": Decimal("36.5")}, "纬度和经度要一起填"),
        ({"lat": Decimal("96.5"), "lng": Decimal("118")}, "地图上的位置不对"),
        ({"since": TODAY + timedelta(1)}, "还没到"),
        ({"since": SINCE - timedelta(1)}, "才成立"),
        ({"address": "长" * 121}, "住址太长"),
        ({"head": "villager"}, "璩老根 那时还在另一户"),
        ({"org": "far_grid"}, "不能办理柳树第一网格"),
    ],
)
def test_what_is_no_household_is_refused_in_a_sentence(world: World, changes: dict[str, Any], says: str) -> None:
    before = Household.objects.count(), HouseholdMember.objects.count()
    with pytest.raises(Refused, match=says):
        found(world, **{k: getattr(world, v) if k in ("head", "org") else v for k, v in changes.items()})
    assert (Household.objects.count(), HouseholdMember.objects.count()) == before


def test_another_township_may_know_a_person_at_home_with_it_and_neither_is_told(world: World) -> None:
    home = do(world, actions.found_household, org=world.grid, number="0188", since=SINCE, head=world.far_villager)
    assert world.far_villager in [m.person for m in home.members.all()]
    assert HouseholdMember.objects.filter(person=world.far_villager, until__isnull=True).count() == 2
    with pytest.raises(Refused, match="还在另一户"):
        do(world, actions.join_household, household=world.next_home, person=world.far_villager, since=TODAY)
    do(world, actions.leave_household, household=home, person=world.far_villager, until=TODAY)
    assert HouseholdMember.objects.get(person=world.far_villager, until__isnull=True).household == world.far_home


def test_a_person_has_one_home_at_a_time(world: World) -> None:
    with pytest.raises(Refused, match="还在另一户"):
        do(world, actions.join_household, household=world.next_home, person=world.wife, since=TODAY)
    with pytest.raises(Refused, match="已经在这一户"):
        do(world, actions.join_household, household=world.home, person=world.wife, since=TODAY)
    do(world, actions.leave_household, household=world.home, person=world.wife, until=LAST_MONTH)
    with pytest.raises(Refused, match="还在另一户"):
        do(world, actions.join_household, household=world.next_home, person=world.wife, since=LAST_MONTH - timedelta(1))
    do(world, actions.join_household, household=world.next_home, person=world.wife, relation="母亲", since=LAST_MONTH)
    homes = [HouseholdMember.objects.get(on_day(day), person=world.wife).household for day in (LAST_MONTH - timedelta(1), LAST_MONTH)]
    assert homes == [world.home, world.next_home]


def test_who_is_not_born_yet_or_is_dead_joins_nobody(world: World) -> None:
    actions.correct_person(actor=world.operator, at=NOON, person=world.worker, reason="去世", died_on=date(2025, 5, 1))
    for person, since in ((world.worker, date(2025, 5, 1)), (world.worker2, date(1990, 1, 1))):
        with pytest.raises(Refused, match="生卒之间|才立户"):
            do(world, actions.join_household, household=world.home, person=person, since=since)


def test_a_household_whose_head_leaves_waits_for_a_new_one(world: World) -> None:
    do(world, actions.leave_household, household=world.home, person=world.villager, until=TODAY)
    assert world.now(world.home).head is None
    with pytest.raises(Refused, match="先登记为这一户的成员"):
        do(world, actions.correct_household, household=world.home, reason="变更", head=world.villager)
    do(world, actions.correct_household, household=world.home, reason="变更户主", head=world.wife)
    assert world.now(world.home).head == world.wife and Correction.objects.get(field="head").new == f"register.person:{world.wife.pk}"


def test_a_corrected_address_keeps_the_old_one(world: World) -> None:
    do(world, actions.correct_household, household=world.home, reason="门牌更新", address="8号", lat=Decimal("36.5"), lng=Decimal("118.1"))
    assert {c.field: (c.old, c.new) for c in Correction.objects.all()} == {"address": ("0101号", "8号"), "lat": ("", "36.5"), "lng": ("", "118.1")}
    for changes, says in (({"address": "8号"}, "没有改动"), ({"number": "9", "reason": " "}, "写明理由"), ({"org": world.grid}, "不能用更正来改")):
        with pytest.raises(Refused, match=says):
            do(world, actions.correct_household, **{"household": world.home, "reason": "x"} | changes)


def test_a_household_moved_to_a_grid_was_elsewhere_before(world: World) -> None:
    do(world, actions.move_household, household=world.loose_home, to=world.grid, since=LAST_MONTH)
    counts = [Household.objects.under(world.grid, day).count() for day in (LAST_MONTH - timedelta(1), LAST_MONTH)]
    assert counts == [1, 2] and Household.objects.under(world.village, LAST_MONTH - timedelta(1)).count() == 3
    with pytest.raises(Refused, match="调整不能更早"):
        do(world, actions.move_household, household=world.loose_home, to=world.other_grid, since=LAST_MONTH - timedelta(1))


def test_a_wrong_grid_is_put_right_from_the_first_day(world: World) -> None:
    do(world, actions.move_household, household=world.loose_home, to=world.grid, since=SINCE)
    assert world.grid.households.count() == 2 and not world.now(world.loose_home).places.exists()
    with pytest.raises(Refused, match="已经在上河第一网格"):
        do(world, actions.move_household, household=world.loose_home, to=world.grid, since=TODAY)


def test_a_household_moves_only_between_places_one_keeps(world: World) -> None:
    for who, to in (("clerk", "other_village"), ("other_clerk", "other_village"), ("dispatcher", "far_village")):
        with pytest.raises(Refused, match="不能办理"):
            do(world, actions.move_household, who, household=world.loose_home, to=world.places[to], since=TODAY)
    do(world, actions.move_household, "dispatcher", household=world.loose_home, to=world.other_village, since=TODAY)
    assert world.now(world.loose_home).org == world.other_village


def test_a_household_ends_when_the_last_one_left(world: World) -> None:
    with pytest.raises(Refused, match="还有 1 人"):
        do(world, actions.end_household, household=world.loose_home, until=TODAY)
    do(world, actions.leave_household, household=world.loose_home, person=world.chief, until=LAST_MONTH)
    do(world, actions.end_household, household=world.loose_home, until=LAST_MONTH)
    assert [Household.objects.under(world.village, day).count() for day in (LAST_MONTH - timedelta(1), TODAY)] == [3, 2]
    for verb, more in ((actions.move_household, {"to": world.grid, "since": TODAY}), (actions.join_household, {"person": world.chief, "since": TODAY})):
        with pytest.raises(Refused, match="已于 2026-02-10 销户"):
            do(world, verb, household=world.loose_home, **more)


def test_what_is_sent_twice_happens_once_and_the_trail_agrees(world: World) -> None:
    uids = [uuid4() for _ in range(4)]
    for _ in range(2):
        home = found(world, uid=uids[0], head=world.worker)
        do(world, actions.join_household, uid=uids[1], household=home, person=world.worker2, since=TODAY)
        do(world, actions.leave_household, uid=uids[2], household=home, person=world.worker, until=TODAY)
        do(world, actions.move_household, uid=uids[3], household=home, to=world.other_grid, since=TODAY)
    assert home.members.count() == 2 and home.places.count() == 1 and Household.objects.filter(number="0111").count() == 1
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_what_a_member_is_to_the_head_is_put_right_and_the_old_word_kept(world: World) -> None:
    said = {"household": world.home, "person": world.child, "reason": "写错"}
    member = do(world, actions.correct_relation, relation=" 外孙 ", **said)
    assert member.relation == "外孙" and [(c.field, c.old, c.new, c.reason) for c in Correction.objects.all()] == [("relation", "孙子", "外孙", "写错")]
    assert [str(f) for f in verify() if f.sort != "trigger"] == []
    for relation, words in (("外孙", "没有改动"), ("户主", "谁是户主"), ("很长很长很长很长的关系", "10个字")):
        with pytest.raises(Refused, match=words):
            do(world, actions.correct_relation, relation=relation, **said)


def test_only_a_member_has_a_relation_and_the_head_keeps_his(world: World) -> None:
    for person, words in ((world.villager, "谁是户主"), (world.neighbour, "现在不在这一户")):
        with pytest.raises(Refused, match=words):
            do(world, actions.correct_relation, household=world.home, person=person, relation="父亲", reason="写错")
    with pytest.raises(Refused):
        do(world, actions.correct_relation, who="far_clerk", household=world.home, person=world.child, relation="外孙", reason="写错")
