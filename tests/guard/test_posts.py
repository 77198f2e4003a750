"""Authority comes from posts: who may give them, which exclude each other, and when they end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest

from tests.guard.place import AT, DAY, SINCE, Place
from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.guard.actions import appoint, end_appointment
from yanzhen.kernel.guard.checks import roles_name_only_what_is_declared
from yanzhen.kernel.guard.models import Appointment, Entry, Held

THREE = ("accounts.write", "posts.write", "trail.read")


@pytest.fixture
def town(place: Place) -> Place:
    place.post("安平", "g_security", "柳湾镇")
    place.person("李禾")
    return place


def give(town: Place, who: str, role: str, org: str, **more: Any) -> Appointment:
    given = {"actor": town.actor("安平"), "at": AT, "since": SINCE, **more}
    return appoint(person=town.people[who], org=town.orgs[org], role=role, **given)


def test_a_post_gives_its_rights_at_its_place_and_below(town: Place) -> None:
    security = town.actor("安平")
    reached = {name: security.may("posts.write", org) for name, org in town.orgs.items()}
    assert reached == {"青禾县": False, "柳湾镇": True, "石桥镇": False, "东柳村": True, "西柳村": True}


def test_an_appointment_is_one_entry_in_the_towns_chain(town: Place) -> None:
    post = give(town, "李禾", "g_clerk", "东柳村")
    entry = Entry.objects.filter(chain=town.orgs["柳湾镇"].pk).latest("seq")
    assert (entry.verb, entry.subject, entry.actor_id) == ("post.begin", f"guard.appointment:{post.pk}", town.people["安平"].pk)
    assert list(entry.rows) == [entry.subject]


def test_nobody_appoints_outside_the_places_under_his_post(town: Place) -> None:
    with pytest.raises(Refused, match="不能任免石桥镇的人员"):
        give(town, "李禾", "g_head", "石桥镇")


def test_nobody_appoints_himself(town: Place) -> None:
    with pytest.raises(Refused, match="不能给自己任命"):
        give(town, "安平", "g_head", "柳湾镇")


def test_a_clerk_appoints_nobody(town: Place) -> None:
    give(town, "李禾", "g_clerk", "东柳村")
    town.person("王田")
    with pytest.raises(Refused, match="不能任免"):
        give(town, "王田", "g_clerk", "东柳村", actor=town.actor("李禾"))


@pytest.mark.parametrize(("role", "org"), [("g_head", "柳湾镇"), ("g_security", "柳湾镇"), ("g_desk", "柳湾镇"), ("g_cashier", "东柳村"), ("g_root", "柳湾镇")])
def test_a_right_over_posts_reaches_only_the_roles_it_is_declared_for(town: Place, role: str, org: str) -> None:
    town.post("文才", "g_desk", "柳湾镇")
    assert give(town, "李禾", "g_clerk", "东柳村", actor=town.actor("文才")).pk
    with pytest.raises(Refused, match="不由您的岗位任免"):
        give(town, "李禾", role, org, actor=town.actor("文才"))
    held = town.post("任满", role, org)
    with pytest.raises(Refused, match="不由您的岗位任免"):
        end_appointment(held, actor=town.actor("文才"), at=AT, until=DAY)


def test_the_post_that_gives_a_role_must_itself_reach_the_place(town: Place) -> None:
    town.post("文才", "g_desk", "柳湾镇")
    town.post("文才", "g_security", "石桥镇")
    with pytest.raises(Refused, match="不由您的岗位任免"):
        give(town, "李禾", "g_head", "柳湾镇", actor=town.actor("文才"))


def test_a_role_nobody_gives_is_given_at_the_server_alone(town: Place) -> None:
    with pytest.raises(Refused, match="服务器"):
        give(town, "李禾", "g_root", "柳湾镇")
    assert town.post("李禾", "g_root", "柳湾镇").pk


@pytest.mark.parametrize(
    ("role", "org", "more", "says"),
    [
        ("g_clerk", "柳湾镇", {}, "柳湾镇不设文书"),
        ("g_wizard", "柳湾镇", {}, "没有“g_wizard”这种岗位"),
        ("g_clerk", "东柳村", {"until": SINCE}, "免职日期要晚于任职日期"),
        ("g_clerk", "东柳村", {"since": SINCE - timedelta(days=1)}, "还没有成立"),
    ],
)
def test_what_does_not_fit_is_refused(town: Place, role: str, org: str, more: dict[str, Any], says: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused, match=says):
        give(town, "李禾", role, org, **more)
    assert Entry.objects.count() == before and not Appointment.objects.filter(person=town.people["李禾"]).exists()


def test_the_dead_are_not_appointed(town: Place) -> None:
    town.person("赵松", died_on=date(2025, 3, 1))
    assert give(town, "赵松", "g_clerk", "东柳村", until=date(2025, 3, 1)).pk
    with pytest.raises(Refused, match="已经去世"):
        give(town, "赵松", "g_clerk", "西柳村", since=date(2025, 3, 1))


@pytest.mark.parametrize(("first", "second"), [("g_cashier", "g_bookkeeper"), ("g_bookkeeper", "g_cashier")])
def test_posts_that_exclude_each_other_are_refused_whichever_comes_first(town: Place, first: str, second: str) -> None:
    give(town, "李禾", first, "东柳村")
    with pytest.raises(Refused, match="必须由不同的人担任"):
        give(town, "李禾", second, "西柳村")


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        ("2022-01-01", "2022-06-01", True),
        ("2022-01-01", "2022-06-02", False),
        ("2022-08-01", "2022-08-02", False),
        ("2022-08-31", None, False),
        ("2022-09-01", None, True),
        ("2021-01-01", None, False),
    ],
)
def test_posts_that_exclude_each_other_may_not_share_one_day(town: Place, since: str, until: str | None, allowed: bool) -> None:
    give(town, "李禾", "g_cashier", "东柳村", since=date(2022, 6, 1), until=date(2022, 9, 1))
    span = {"since": date.fromisoformat(since), "until": until and date.fromisoformat(until)}
    try:
        give(town, "李禾", "g_bookkeeper", "东柳村", **span)
    except Refused:
        assert not allowed
    else:
        assert allowed


def test_the_same_post_is_not_given_twice_for_one_day(town: Place) -> None:
    give(town, "李禾", "g_clerk", "东柳村", until=DAY)
    with pytest.raises(Refused, match="已经是东柳村的文书"):
        give(town, "李禾", "g_clerk", "东柳村", since=DAY - timedelta(days=1))
    assert give(town, "李禾", "g_clerk", "东柳村", since=DAY).since == DAY


def test_a_post_that_ends_takes_its_rights_away_the_same_day(town: Place) -> None:
    post = town.post("周行", "g_security", "柳湾镇")
    before = town.actor("周行")
    end_appointment(post, actor=town.actor("安平"), at=AT, until=DAY)
    assert before.may("posts.write") and not town.actor("周行").may("posts.write")
    assert town.actor("周行", DAY - timedelta(days=1)).may("posts.write")
    assert town.actor("周行").fingerprint != before.fingerprint


def test_a_post_in_an_organisation_that_ended_is_no_post(town: Place) -> None:
    give(town, "李禾", "g_clerk", "东柳村")
    village = town.orgs["东柳村"]
    village.until = DAY
    village.save()
    assert town.actor("李禾").posts == ()


@pytest.mark.parametrize(("until", "says"), [(SINCE - timedelta(days=1), "不能早于任职日期"), (DAY, "已经免去")])
def test_an_end_that_cannot_be_is_refused(town: Place, until: date, says: str) -> None:
    post = give(town, "李禾", "g_clerk", "东柳村", until=None if says == "不能早于任职日期" else DAY - timedelta(days=9))
    with pytest.raises(Refused, match=says):
        end_appointment(post, actor=town.actor("安平"), at=AT, until=until)


def test_the_same_act_sent_twice_is_done_once_and_another_under_its_id_is_kept(town: Place) -> None:
    uid, entries = uuid4(), Entry.objects.count()
    first = give(town, "李禾", "g_clerk", "东柳村", uid=uid)
    assert give(town, "李禾", "g_clerk", "东柳村", uid=uid) == first
    with pytest.raises(Refused, match="两次内容不一样"):
        give(town, "李禾", "g_clerk", "西柳村", uid=uid)
    assert Entry.objects.count() == entries + 1 and Held.objects.filter(uid=uid).count() == 1


def test_the_three_administrators_are_different_people(place: Place) -> None:
    for one, other in combinations(("g_system", "g_security", "g_audit"), 2):
        name = f"{one}{other}"
        place.post(name, one, "柳湾镇")
        with pytest.raises(Refused, match="必须由不同的人担任"):
            place.post(name, other, "青禾县")


def test_whatever_role_runs_accounts_gives_posts_or_reads_the_trail_as_administrator_is_kept_apart() -> None:
    roles = {r.key: r for r in book.of(Role)}
    three = [roles.get(key) for key in ("system_admin", "security_admin", "audit_admin")]
    for one, other in combinations([r for r in three if r], 2):
        assert other.key in one.apart or one.key in other.apart, (one.key, other.key)
        assert not set(one.may) & set(other.may) & set(THREE)


def test_no_administrator_reads_sealed_matter() -> None:
    for role in book.of(Role):
        if role.key in ("system_admin", "security_admin", "audit_admin"):
            assert not {"register.read", "register.reach", "register.reveal"} & set(role.may), role.key


@pytest.mark.parametrize("admin", ["system_admin", "security_admin", "audit_admin"])
def test_no_administrator_holds_a_post_that_reads_sealed_matter_while_he_is_one(world: World, admin: str) -> None:
    who = {"system_admin": "worker", "security_admin": "worker2", "audit_admin": "worker3"}[admin]
    by: dict[str, Any] = {"actor": world.operator, "at": NOON, "since": TODAY}
    with pytest.raises(Refused, match="不能兼任看得到个人信息的岗位"):
        appoint(**by, person=world.people[admin], org=world.town, role="dispatcher")
    with pytest.raises(Refused, match="不能兼任看得到个人信息的岗位"):
        appoint(**by, person=world.dispatcher, org=world.town, role=admin)
    post = appoint(**by, person=world.people[who], org=world.town, role=admin)
    end_appointment(post, actor=world.operator, at=NOON, until=TODAY)
    assert appoint(**by, person=world.people[who], org=world.village, role="village_clerk").pk
    assert appoint(**by, person=world.people[admin], org=world.village, role="village_officer").pk


def test_what_a_role_names_must_be_declared() -> None:
    assert roles_name_only_what_is_declared() == []
    book.add(Role("g_typo", "错字", at=("g_village",), may=("trail.raed",), apart=("g_clerc", "g_typo"), given_by=("g_nobody", "g_audit")))
    said = " ".join(error.msg for error in roles_name_only_what_is_declared())
    assert "trail.raed" in said and "g_clerc" in said and "itself" in said and "g_nobody" in said and "g_audit" in said


def test_what_one_person_holds_at_a_time_is_not_given_to_a_second(town: Place) -> None:
    held = give(town, "李禾", "g_chief", "东柳村")
    town.person("王田")
    with pytest.raises(Refused, match="东柳村的书记从 .* 起是李禾，只能一人担任"):
        give(town, "王田", "g_chief", "东柳村")
    assert give(town, "王田", "g_chief", "西柳村").pk, "another place has its own"
    end_appointment(held, actor=town.actor("安平"), at=AT, until=DAY)
    assert give(town, "王田", "g_chief", "东柳村", since=DAY).pk
    with pytest.raises(Refused, match="只能一人担任"):
        give(town, "王田", "g_chief", "东柳村", since=SINCE, until=DAY)


def test_an_appointment_given_twice_is_refused(town: Place) -> None:
    give(town, "李禾", "g_clerk", "东柳村")
    with pytest.raises(Refused, match="已经是东柳村的文书"):
        give(town, "李禾", "g_clerk", "东柳村")
