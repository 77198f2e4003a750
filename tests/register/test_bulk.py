"""A roster has the effect its rows would have one by one; nothing is doubled when it comes again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import NOON, SINCE, TODAY, World, id_number
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Correction, Entry
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.judging import judge_households, judge_people, judge_ties
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Person

OPEN = {"max_examples": 15, "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
NEWCOMERS = [id_number(date(1970 + n, 3, 1 + n), 100 + n, "mf"[n % 2]) for n in range(4)]
KNOWN = ("villager", "wife", "chief", "clerk")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything() -> list[Any]:
    """What stands in the register, without keys and without how it is sealed."""
    people = [(p.name, p.gender, p.birth, p.id_number, p.id_mark, p.phone, p.nation, p.education) for p in Person.objects.order_by("name", "id_mark")]
    homes = [(h.number, h.org_id, h.address, h.lat, h.lng, str(h.head), h.since, h.until) for h in Household.objects.order_by("number")]
    lived = sorted((str(m.person), str(m.household), m.relation, m.since, m.until) for m in HouseholdMember.objects.select_related("person", "household"))
    ties = sorted((str(b.person), b.org_id, b.sort, b.since, str(b.until), str(b.confirmed_on)) for b in Belonging.objects.select_related("person"))
    kept = sorted((c.field, c.old, c.new, c.reason) for c in Correction.objects.all())
    return [people, homes, lived, ties, kept]


def people(world: World, rows: list[dict[str, Any]], who: str = "dispatcher", **more: Any) -> list[Person]:
    return actions.register_people(rows, actor=world.actor(who), at=NOON, org=world.town, reason="年度核对", **more)


def one_by_one(world: World, rows: list[dict[str, Any]]) -> None:
    """What the single verbs make of the same rows."""
    by = {"actor": world.actor("dispatcher"), "at": NOON}
    known = {p.id_number: p for p in Person.objects.all()}
    for row in rows:
        columns = {k: v for k, v in row.items() if v}
        if old := known.get(row["id_number"]):
            changes = {k: v for k, v in columns.items() if getattr(old, k) != v}
            if changes:
                actions.correct_person(**by, person=old, reason="年度核对", **changes)
        else:
            actions.register_person(**by, org=world.town, **columns)


@pytest.mark.django_db
@settings(**OPEN)
@given(data=st.data())
def test_a_roster_of_people_equals_its_rows_one_by_one(world: World, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.sampled_from([*NEWCOMERS, *(world.people[k].id_number for k in KNOWN)]), unique=True))
    names = {world.people[k].id_number: world.people[k].name for k in KNOWN}
    cell = st.sampled_from(["", "汉族", "满族", "甲乙丙"])
    rows = [
        {"name": data.draw(st.sampled_from([names.get(n, "新人"), "改名"])), "id_number": n, "nation": data.draw(cell), "education": data.draw(cell),
         "phone": data.draw(st.sampled_from(["", "19912345678"]))}
        for n in numbers
    ]
    with undone():
        one_by_one(world, rows)
        expected = everything()
    with undone():
        assert [p.id_number for p in people(world, rows)] == numbers
        assert everything() == expected and [str(f) for f in verify() if f.sort != "trigger"] == []
        people(world, rows)
        assert everything() == expected


def test_a_thousand_rows_are_one_entry(world: World) -> None:
    rows = [{"name": f"某{n}", "id_number": id_number(date(1960, 1, 1) + timedelta(n % 400), n // 400, "m")} for n in range(2300)]
    before = Entry.objects.count()
    made = people(world, rows)
    entries = list(Entry.objects.order_by("pk")[before:])
    assert [len(e.rows) for e in entries] == [1000, 1000, 300] and {e.verb for e in entries} == {"register.register_people"}
    assert {label for e in entries for label in e.rows} == {f"register.person:{p.pk}" for p in made}
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_a_roster_sent_twice_under_one_id_answers_the_same(world: World) -> None:
    rows = [{"name": "新人", "id_number": n} for n in NEWCOMERS] + [{"name": "无号人"}]
    uid = uuid4()
    first = people(world, rows, uid=uid)
    assert people(world, rows, uid=uid) == first and Person.objects.filter(name="无号人").count() == 1
    with pytest.raises(Refused, match="已经提交过"):
        people(world, rows[:1], uid=uid)


def test_one_bad_row_keeps_the_whole_roster_out(world: World) -> None:
    before = everything()
    with pytest.raises(Refused, match="第 2 行：身份证号位数不对，请核对。整批没有写入"):
        people(world, [{"name": "新人", "id_number": NEWCOMERS[0]}, {"name": "乙", "id_number": "9901"}])
    assert everything() == before


def test_each_row_is_judged_for_itself(world: World) -> None:
    rows = [
        {"name": "新人", "id_number": NEWCOMERS[0]},
        {"name": "新人", "id_number": NEWCOMERS[0]},
        {"name": "璩老根", "id_number": world.villager.id_number, "nation": ""},
        {"name": "璩老根", "id_number": world.wife.id_number, "gender": "m"},
        {"name": "蔺秋月", "id_number": world.wife.id_number, "nation": "汉族"},
        {"name": "某某", "person": world.child},
    ]
    judged = judge_people(rows, actor=world.actor("clerk"), at=NOON, reason="核对")
    assert [j.fate for j in judged] == ["new", "refused", "same", "refused", "refused", "changed"]
    assert judged[1].why == "与前面的行是同一身份证号" and "性别" in judged[3].why and everything()[4] == []


def test_who_is_registered_elsewhere_is_taken_as_he_is(world: World) -> None:
    number = world.far_villager.id_number
    rows = [{"name": "宓北辰", "id_number": number, "phone": "19900001111"}, {"name": "别人", "id_number": number}]
    judged = [judge_people([row], actor=world.actor("clerk"), at=NOON)[0] for row in rows]
    assert [j.fate for j in judged] == ["same", "refused"] and judged[1].why == "身份证号和姓名对不上，请核对证件"
    people(world, rows[:1])
    assert world.now(world.far_villager).phone == world.far_villager.phone


def homes(world: World) -> list[dict[str, Any]]:
    """A new household, one that gains a member and an address, one that stays."""
    return [
        {"org": world.grid, "number": "0901", "since": SINCE, "head": world.worker, "members": [(world.worker2, "妻")], "address": "9号"},
        {"org": world.grid, "number": "0101", "since": SINCE, "address": "新1号", "members": [(world.worker3, "侄")]},
        {"org": world.other_grid, "number": "0102", "since": SINCE, "head": world.neighbour, "address": "0102号"},
    ]


def test_a_roster_of_households_equals_its_rows_one_by_one(world: World) -> None:
    by = {"actor": world.actor("clerk"), "at": NOON}
    with undone():
        actions.found_household(**by, **homes(world)[0])
        actions.correct_household(**by, household=world.home, reason="年度核对", address="新1号")
        actions.join_household(**by, household=world.home, person=world.worker3, relation="侄", since=SINCE)
        expected = everything()
    for _ in range(2):
        made = actions.found_households(homes(world), **by, org=world.village, reason="年度核对")
        assert made[1:] == [world.home, world.next_home] and everything() == expected
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_households_are_judged_row_by_row(world: World) -> None:
    rows = [
        *homes(world),
        {"org": world.grid, "number": "0901", "since": SINCE},
        {"org": world.grid, "number": "0902", "since": SINCE, "head": world.worker},
        {"org": world.grid, "number": "0903", "since": SINCE, "head": world.wife},
        {"org": world.grid, "number": "0904", "since": TODAY + timedelta(1)},
        {"org": world.grid, "number": "0905", "since": SINCE, "members": [(Person(name="还没登记"), "")]},
    ]
    judged = judge_households(rows, actor=world.actor("clerk"), at=NOON)
    assert [j.fate for j in judged] == ["new", "changed", "same", "refused", "refused", "refused", "refused", "new"]
    assert ["同一户号" in judged[3].why, "另一户" in judged[4].why, "另一户" in judged[5].why, "还没到" in judged[6].why] == [True] * 4
    with pytest.raises(Refused, match="不能办理"):
        judge_households(rows, actor=world.actor("other_clerk"), at=NOON)


def test_a_roster_of_members_equals_its_rows_one_by_one(world: World) -> None:
    by = {"actor": world.actor("dispatcher"), "at": NOON}
    rows: list[dict[str, Any]] = [
        {"person": world.neighbour, "org": world.branch, "sort": "member", "since": SINCE, "confirmed_on": TODAY},
        {"person": world.clerk, "org": world.branch, "sort": "member", "since": SINCE, "confirmed_on": TODAY},
        {"person": world.villager, "org": world.branch, "sort": "member", "since": SINCE, "confirmed_on": SINCE},
    ]
    with undone():
        actions.belong(**by, **rows[0])
        actions.confirm_belonging(**by, person=world.clerk, org=world.branch, sort="member", on=TODAY)
        expected = everything()
    assert [j.fate for j in judge_ties(rows, **by)] == ["new", "changed", "same"]
    for _ in range(2):
        actions.belong_many(rows, **by, org=world.town)
        assert everything() == expected
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_who_keeps_no_register_brings_no_roster(world: World) -> None:
    before = everything()
    for who in ("grid_worker", "secretary", "stranger", "system_admin"):
        with pytest.raises(Refused, match="不能办理"):
            people(world, [{"name": "新人", "id_number": NEWCOMERS[0]}], who)
        with pytest.raises(Refused, match="不能办理"):
            actions.found_households(homes(world), actor=world.actor(who), at=NOON, org=world.village, reason="x")
        with pytest.raises(Refused, match="不能办理"):
            actions.belong_many([{"person": world.wife, "org": world.branch, "sort": "member", "since": SINCE}], actor=world.actor(who), at=NOON, org=world.town)
    assert everything() == before


def test_a_hundred_thousand_marks_are_found_by_their_index(world: World) -> None:
    plan = Person.objects.marked([world.villager.id_mark]).explain()
    assert "one_person_an_id" in plan or "Seq Scan" in plan
