"""People are registered once, corrected with the old value kept, and belong to more than one organisation."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.world import NOON, SINCE, TODAY, World, id_number
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.models import Appointment, Correction, Entry
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Belonging, Person

BORN = date(1990, 5, 5)
NUMBER = id_number(BORN, 7, "f")
NEIGHBOURS = id_number(date(1963, 4, 4), 31, "m")


def register(world: World, who: str = "clerk", **columns: Any) -> Person:
    return actions.register_person(actor=world.actor(who), at=NOON, org=world.village, **{"name": "甘棠", "id_number": NUMBER} | columns)


def correct(world: World, person: Person, who: str = "clerk", reason: str = "录入错误", **changes: Any) -> Person:
    return actions.correct_person(actor=world.actor(who), at=NOON, person=person, reason=reason, **changes)


def tie(world: World, verb: Any, who: str = "dispatcher", **more: Any) -> Belonging:
    return verb(**{"actor": world.actor(who), "at": NOON, "person": world.neighbour, "org": world.branch, "sort": "member"} | more)


def test_birth_and_gender_come_from_the_identity_number(world: World) -> None:
    person = world.now(register(world, id_number=f" {NUMBER[:17]}{NUMBER[17].lower()} ", phone="1990 000 9999", name="甘 棠"))
    assert (person.birth, person.gender, person.id_number, person.phone) == (BORN, "f", NUMBER, "19900009999")


def test_the_numbers_lie_sealed_in_the_database_and_never_in_the_trail(world: World) -> None:
    person = register(world, phone="19900009999")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, id_mark FROM register_person WHERE id = %s", [person.pk])
        lies = b"".join(bytes(v) if not isinstance(v, str) else v.encode() for v in cursor.fetchone())
    told = str(Entry.objects.order_by("-pk").values("said", "rows", "subject")[0])
    assert NUMBER.encode() not in lies and b"19900009999" not in lies
    assert "甘棠" not in told and NUMBER not in told and f"register.person:{person.pk}" in told


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"id_number": NUMBER[:17]}, "位数不对"),
        ({"id_number": NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")}, "校验码不对"),
        ({"birth": BORN + timedelta(1)}, "出生日期与身份证号不一致"),
        ({"gender": "m"}, "性别与身份证号不一致"),
        ({"gender": "x", "id_number": ""}, "男或女"),
        ({"name": " "}, "请填写姓名"),
        ({"birth": TODAY + timedelta(1), "id_number": ""}, "出生日期还没到"),
        ({"died_on": BORN - timedelta(1)}, "去世日期不对"),
        ({"nation": "汉" * 21}, "太长"),
        ({"income": "100"}, "没有“income”这一项"),
    ],
)
def test_what_cannot_be_a_person_is_refused_in_a_sentence(world: World, columns: dict[str, Any], says: str) -> None:
    before = Person.objects.count()
    with pytest.raises(Refused, match=says):
        register(world, **columns)
    assert Person.objects.count() == before


def test_an_identity_number_is_one_person_and_strangers_are_not_told_of_him(world: World) -> None:
    with pytest.raises(Refused, match="已经登记为璩老根"):
        register(world, id_number=world.villager.id_number)
    with pytest.raises(Refused, match="^身份证号和姓名对不上，请核对证件。$"):
        register(world, id_number=world.far_villager.id_number)
    with pytest.raises(Refused, match="对不上"):
        correct(world, world.villager, id_number=world.far_villager.id_number)


def test_who_comes_with_his_papers_from_another_township_is_the_same_person(world: World) -> None:
    before, told = world.now(world.far_villager).phone, {"name": "宓北辰", "id_number": world.far_villager.id_number}
    assert register(world, **told, phone="19900001111", birth=None, gender="") == world.far_villager
    assert world.now(world.far_villager).phone == before


def test_two_people_without_a_number_may_share_a_name(world: World) -> None:
    assert register(world, id_number="") != register(world, id_number="")


def test_the_same_registration_sent_twice_makes_one_person(world: World) -> None:
    uid = uuid4()
    assert register(world, uid=uid, id_number="") == register(world, uid=uid, id_number="")
    assert Person.objects.filter(name="甘棠").count() == 1


def test_a_correction_keeps_the_old_value_and_its_reason(world: World) -> None:
    correct(world, world.villager, phone="19911112222", education="小学")
    kept = {c.field: (c.old, c.new, c.reason, c.by) for c in Correction.objects.all()}
    assert kept["phone"] == (world.villager.phone, "19911112222", "录入错误", world.clerk) and kept["education"][:2] == ("", "小学")
    assert world.now(world.villager).phone == "19911112222"


def test_a_corrected_identity_number_brings_its_birth_and_gender(world: World) -> None:
    correct(world, world.villager, id_number=NUMBER)
    person = world.now(world.villager)
    assert (person.birth, person.gender) == (BORN, "f") and Person.objects.marked([mark(NUMBER)]).get() == person
    assert set(Correction.objects.values_list("field", flat=True)) == {"id_number", "birth", "gender"}


@pytest.mark.parametrize(
    ("person", "changes", "says"),
    [
        ("villager", {"name": "璩老根"}, "没有改动"),
        ("villager", {"name": "新名", "reason": "  "}, "写明理由"),
        ("villager", {"id_number": NEIGHBOURS, "birth": None, "gender": ""}, "已经登记为苌有福"),
        ("villager", {"birth": BORN}, "出生日期与身份证号不一致"),
        ("far_villager", {"name": "新名"}, "不在您现在岗位的范围内"),
        ("other_villager", {"name": "新名"}, "不在您现在岗位的范围内"),
    ],
)
def test_what_cannot_be_corrected_is_refused_in_a_sentence(world: World, person: str, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        correct(world, world.people[person], **changes)
    assert world.now(world.people[person]).name == world.people[person].name and not Correction.objects.exists()


def test_who_may_only_read_or_runs_the_system_corrects_nobody(world: World) -> None:
    for who in ("grid_worker", "secretary", "system_admin", "security_admin", "audit_admin", "stranger"):
        with pytest.raises(Refused, match="范围内"):
            correct(world, world.villager, who, name="新名")


def test_one_person_belongs_to_a_branch_and_to_a_company_at_once(world: World) -> None:
    tie(world, actions.belong, since=date(2025, 7, 1))
    sorts = set(Belonging.objects.filter(person=world.neighbour, until__isnull=True).values_list("org__name", "sort"))
    assert sorts == {("上河村党支部", "member"), ("清泉食品公司", "employee")}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"sort": "friend"}, "没有“friend”这种身份"),
        ({"org": "village"}, "上河村 不能登记党员"),
        ({"person": "villager"}, "已经在上河村党支部"),
        ({"since": TODAY + timedelta(1)}, "还没到"),
        ({"since": date(1949, 10, 1)}, "才成立"),
        ({"person": "child", "since": date(2020, 1, 1), "confirmed_on": date(2019, 1, 1)}, "转正日期"),
        ({"org": "company", "sort": "employee", "person": "clerk", "confirmed_on": TODAY}, "没有转正一说"),
        ({"org": "far_branch"}, "不能办理柳树村党支部"),
    ],
)
def test_what_does_not_belong_is_refused_in_a_sentence(world: World, more: dict[str, Any], says: str) -> None:
    world.places["far_branch"] = actions.found_org(
        actor=world.operator, at=NOON, kind="branch_village", name="柳树村党支部", since=SINCE,
        parent=actions.found_org(actor=world.operator, at=NOON, kind="party_committee", name="柳湾镇党委", since=SINCE, parent=world.other_town),
    )
    more = {k: getattr(world, v) if k in ("org", "person") else v for k, v in more.items()}
    with pytest.raises(Refused, match=says):
        tie(world, actions.belong, **{"since": TODAY} | more)


def test_a_probationary_member_becomes_a_full_one_once(world: World) -> None:
    done = tie(world, actions.confirm_belonging, person=world.clerk, on=TODAY)
    assert world.now(done).confirmed_on == TODAY
    with pytest.raises(Refused, match="已于 2026-03-10 转正"):
        tie(world, actions.confirm_belonging, person=world.clerk, on=TODAY)
    with pytest.raises(Refused, match="现在不在上河村党支部"):
        tie(world, actions.confirm_belonging, on=TODAY)


def test_who_left_may_come_back(world: World) -> None:
    ended = tie(world, actions.leave, person=world.villager, until=date(2025, 1, 1))
    assert world.now(ended).until == date(2025, 1, 1)
    with pytest.raises(Refused, match="现在不在"):
        tie(world, actions.leave, person=world.villager, until=TODAY)
    with pytest.raises(Refused, match="已经在上河村党支部"):
        tie(world, actions.belong, person=world.villager, since=date(2024, 12, 31))
    assert tie(world, actions.belong, person=world.villager, since=date(2025, 1, 1)).pk != ended.pk


def test_reading_what_is_sealed_leaves_a_mark(world: World) -> None:
    seen = actions.reveal(actor=world.actor("clerk"), at=NOON, person=world.villager, columns=["phone"], reason="电话回访")
    mark = Entry.objects.get(verb="register.reveal")
    assert seen == {"phone": world.villager.phone} and mark.actor == world.clerk and mark.chain == world.town.pk
    assert mark.said == {"columns": ["phone"], "why": "电话回访"} and mark.subject == f"register.person:{world.villager.pk}"


def test_who_may_not_reveal_reads_nothing(world: World) -> None:
    for who in ("grid_worker", "secretary", "system_admin", "security_admin", "audit_admin", "stranger", "other_clerk", "chief"):
        with pytest.raises(Refused, match="范围内"):
            actions.reveal(actor=world.actor(who), at=NOON, person=world.villager)
    with pytest.raises(Refused, match="请选要查看的项目"):
        actions.reveal(actor=world.actor("clerk"), at=NOON, person=world.villager, columns=["name"])
    assert not Entry.objects.filter(verb="register.reveal").exists()


def test_people_are_seen_where_they_live_belong_and_serve(world: World) -> None:
    seen = {who: set(Person.objects.visible_to(world.actor(who))) for who in ("clerk", "other_clerk", "stranger", "system_admin")}
    assert {world.villager, world.child, world.chief, world.grid_worker} <= seen["clerk"]
    assert not {world.villager, world.child} & (seen["other_clerk"] | seen["stranger"])
    assert seen["system_admin"] == {world.system_admin}


def gone(world: World) -> None:
    """The villager left household and branch years ago, and lives in the other township."""
    day = date(2023, 1, 1)
    actions.leave_household(actor=world.operator, at=NOON, household=world.home, person=world.villager, until=day)
    actions.leave(actor=world.operator, at=NOON, person=world.villager, org=world.branch, sort="member", until=day)
    actions.join_household(actor=world.operator, at=NOON, household=world.far_home, person=world.villager, since=day)


def test_who_moved_away_is_corrected_and_read_in_full_where_he_is_now(world: World) -> None:
    gone(world)
    for act in (actions.reveal, actions.correct_person):
        more = {"reason": "录入错误", "education": "小学"} if act is actions.correct_person else {}
        with pytest.raises(Refused, match="范围内"):
            act(actor=world.actor("clerk"), at=NOON, person=world.villager, **more)
        act(actor=world.actor("far_clerk"), at=NOON, person=world.villager, **more)
    assert set(Entry.objects.filter(verb__in=("register.reveal", "register.correct_person")).values_list("chain", flat=True)) == {world.other_town.pk}


def test_where_he_lived_once_his_page_may_still_be_read(world: World) -> None:
    gone(world)
    clerk = world.actor("clerk")
    assert world.villager in Person.objects.visible_to(clerk)
    assert world.villager not in Person.objects.within(clerk, "register.write") and world.wife in Person.objects.within(clerk, "register.write")


def test_who_is_nowhere_stays_with_those_he_was_with(world: World) -> None:
    actions.leave_household(actor=world.operator, at=NOON, household=world.home, person=world.child, until=date(2023, 1, 1))
    assert world.child in Person.objects.within(world.actor("clerk"), "register.write")
    actions.join_household(actor=world.actor("clerk"), at=NOON, household=world.next_home, person=world.child, since=TODAY)
    assert actions.reveal(actor=world.actor("clerk"), at=NOON, person=world.child, columns=["id_number"])


def test_a_post_that_ended_gives_nobody_a_hold_on_its_holder(world: World) -> None:
    office = appoint(actor=world.operator, at=NOON, person=world.far_villager, org=world.grid, role="grid_worker", since=SINCE)
    assert world.far_villager in Person.objects.within(world.actor("clerk"), "register.reveal")
    end_appointment(office, actor=world.operator, at=NOON, until=date(2024, 1, 1))
    assert world.far_villager not in Person.objects.within(world.actor("clerk"), "register.reveal")


def test_who_comes_back_with_his_papers_is_the_same_person_again(world: World) -> None:
    gone(world)
    assert register(world, name="璩老根", id_number=world.villager.id_number, birth=None, gender="") == world.villager


def test_who_has_died_holds_no_post_from_that_day_on(world: World) -> None:
    died = TODAY - timedelta(3)
    actions.correct_person(actor=world.actor("dispatcher"), at=NOON, person=world.grid_worker, reason="病故", died_on=died)
    post = Appointment.objects.get(person=world.grid_worker)
    assert post.until == died and not world.actor("grid_worker").posts
    assert Entry.objects.filter(verb="post.end", subject=f"guard.appointment:{post.pk}").exists()
    assert verify() == []


def test_a_death_ends_no_post_that_the_recorder_may_not_end(world: World) -> None:
    for who, whose, ends in (("clerk", "chief", "党政办主任"), ("dispatcher", "secretary", "安全管理员")):
        with pytest.raises(Refused, match=f"登记去世以前要先由.*{ends}.*免去"):
            actions.correct_person(actor=world.actor(who), at=NOON, person=world.people[whose], reason="病故", died_on=TODAY)
        assert world.now(world.people[whose]).died_on is None and world.actor(whose).posts
