"""Accounts: opened by whoever may, over people within reach; passwords that are not easy; tokens bound to posts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pyotp
import pytest

from tests.guard.place import AT, DAY, PASSWORD, Place, later
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import passwords
from yanzhen.kernel.guard.access import actor_of, operator
from yanzhen.kernel.guard.actions import (
    change_password,
    close_account,
    confirm_totp,
    end_appointment,
    issue_token,
    open_account,
    reset_password,
    revoke_token,
    sign_out,
    switch_off_totp,
    switch_on_totp,
)
from yanzhen.kernel.guard.models import Account, Entry, Held, Token
from yanzhen.kernel.guard.signin import account_of_token, check
from yanzhen.kernel.guard.verify import verify


@pytest.fixture
def town(place: Place) -> Place:
    place.post("管账号", "g_system", "柳湾镇")
    place.post("李禾", "g_clerk", "东柳村")
    place.post("外镇人", "g_head", "石桥镇")
    return place


@pytest.fixture
def lihe(town: Place) -> Account:
    return town.account("李禾", "lihe")


def admin(town: Place) -> dict[str, Any]:
    return {"actor": town.actor("管账号"), "at": AT}


def himself(town: Place) -> dict[str, Any]:
    return {"actor": town.actor("李禾"), "at": AT}


def test_the_temporary_password_opens_once_it_is_changed_and_is_kept_nowhere(town: Place) -> None:
    account, once = open_account(town.people["李禾"], "LiHe", **admin(town))
    assert account.login == "lihe" and account.must_change and len(once) == 14
    assert once not in repr(list(Account.objects.values())) and once not in repr(list(Entry.objects.values()))
    assert check("lihe", once, "", whence="here", at=AT) == account
    changed = change_password(account, **himself(town), old=once, new=PASSWORD)
    assert not changed.must_change and check("lihe", PASSWORD, "", whence="here", at=AT) == account
    assert verify() == []


def test_the_same_act_again_opens_no_second_account_and_tells_no_password(town: Place) -> None:
    uid = uuid4()
    account, once = open_account(town.people["李禾"], "lihe", uid=uid, **admin(town))
    assert once and open_account(town.people["李禾"], "lihe", uid=uid, **admin(town)) == (account, "")


@pytest.mark.parametrize(
    ("who", "login", "says"),
    [
        ("外镇人", "wai", "不在您管理账号的范围内"),
        ("无岗", "wu1", "请先任命岗位"),
        ("李禾", "ab", "至少三个字"),
        ("李禾", "li he", "只能用字母"),
        ("王田", "LIHE", "已经有人用"),
    ],
)
def test_accounts_that_may_not_be_opened(town: Place, who: str, login: str, says: str) -> None:
    if who not in ("李禾", "外镇人"):
        town.person(who)
    if who == "王田":
        town.post(who, "g_clerk", "西柳村")
        town.account("李禾", "lihe")
    with pytest.raises(Refused, match=says):
        open_account(town.people[who], login, **admin(town))


def test_one_account_a_person(town: Place, lihe: Account) -> None:
    with pytest.raises(Refused, match="已经有账号"):
        open_account(town.people["李禾"], "lihe2", **admin(town))


def test_nobody_without_the_right_opens_or_closes(town: Place, lihe: Account) -> None:
    town.post("王田", "g_clerk", "西柳村")
    for act in (lambda **k: open_account(town.people["王田"], "wangtian", **k), lambda **k: close_account(lihe, **k)):
        with pytest.raises(Refused, match="不在您管理账号的范围内"):
            act(actor=town.actor("王田"), at=AT)


def test_the_system_administrator_cannot_make_himself_master_of_the_others(town: Place) -> None:
    town.post("安平", "g_security", "柳湾镇")
    town.post("高处", "g_head", "柳湾镇")
    town.post("高处", "g_audit", "青禾县")
    with pytest.raises(Refused, match="必须和您的岗位分开"):
        open_account(town.people["安平"], "anping", **admin(town))
    with pytest.raises(Refused, match="不在您管理账号的范围内"):
        open_account(town.people["高处"], "gaochu", **admin(town))
    account = town.account("安平", "anping")
    for act in (reset_password, switch_off_totp):
        with pytest.raises(Refused, match="必须和您的岗位分开"):
            act(account, **admin(town))


def test_a_new_password_from_the_administrator_ends_sessions_and_opens_again(town: Place, lihe: Account) -> None:
    session = lihe.get_session_auth_hash()
    close_account(lihe, **admin(town))
    account, once = reset_password(lihe, **admin(town))
    assert account.is_active and account.must_change and account.get_session_auth_hash() != session
    assert check("lihe", once, "", whence="here", at=AT) == account


def test_a_closed_account_is_dead_for_sessions_tokens_and_passwords(town: Place, lihe: Account) -> None:
    _token, raw = issue_token(lihe, **himself(town), name="报表程序", until=DAY)
    session = lihe.get_session_auth_hash()
    closed = close_account(lihe, **admin(town))
    assert not closed.is_active and closed.get_session_auth_hash() != session and account_of_token(raw, DAY) is None
    with pytest.raises(Refused, match="账号或密码不对"):
        check("lihe", PASSWORD, "", whence="here", at=AT)


def test_an_account_of_someone_whose_posts_have_ended_can_still_be_closed(town: Place, lihe: Account) -> None:
    for post in town.people["李禾"].appointments.all():
        end_appointment(post, actor=operator(DAY), at=AT, until=DAY)
    assert not close_account(lihe, **admin(town)).is_active


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("short-9ch", "10 到 128"),
        ("x" * 129, "10 到 128"),
        ("aaaaaaaaaaaa", "太常见"),
        ("1234567890", "太常见"),
        ("password123456!", "太常见"),
        ("Qwertyuiop", "太常见"),
        ("my-LIHE-words", "不能有账号"),
        ("a13900001111z", "不能有账号"),
        ("zz19790307-x", "不能有账号"),
        ("ok-03070011-ok", "不能有账号"),
        (PASSWORD, "要和现在的不一样"),
    ],
)
def test_easy_passwords_are_refused_with_the_reason(town: Place, new: str, says: str) -> None:
    person = town.people["李禾"]
    person.phone, person.birth, person.id_number = "13900001111", date(1979, 3, 7), "990100197903070011"
    person.save()
    account = town.account("李禾", "lihe")
    with pytest.raises(Refused, match=says):
        change_password(account, **himself(town), old=PASSWORD, new=new)


@pytest.mark.parametrize("new", ["correct horse battery", "三月初七种下的柳树啊啊", "x9!k2-p0qz7"])
def test_long_or_odd_passwords_are_taken_without_rules_of_composition(town: Place, lihe: Account, new: str) -> None:
    change_password(lihe, **himself(town), old=PASSWORD, new=new)
    assert check("lihe", new, "", whence="here", at=AT) == lihe


def test_no_temporary_password_is_easy() -> None:
    account = Account(login="zzzzzz")
    account.person = type(account)._meta.get_field("person").related_model(name="李禾")
    made = {passwords.temporary() for _n in range(500)}
    assert len(made) == 500
    for once in made:
        passwords.refuse_easy(once, account)


def test_guesses_of_the_old_password_are_slowed_inside_a_session_too(town: Place, lihe: Account) -> None:
    for _n in range(5):
        with pytest.raises(Refused, match="现在的密码不对"):
            change_password(lihe, **himself(town), old="wrong", new="quite-another-1")
    for _n in range(3):
        try:
            change_password(lihe, **himself(town), old="wrong", new="quite-another-1")
        except Refused as why:
            said = str(why)
    assert "秒再试" in said


def test_changing_the_password_ends_other_sessions_and_may_be_sent_twice(town: Place, lihe: Account) -> None:
    session, uid = lihe.get_session_auth_hash(), uuid4()
    once = change_password(lihe, **himself(town), uid=uid, old=PASSWORD, new="quite-another-1")
    again = change_password(lihe, **himself(town), uid=uid, old=PASSWORD, new="quite-another-1")
    assert once.get_session_auth_hash() == again.get_session_auth_hash() != session
    with pytest.raises(Refused, match="两次内容不一样"):
        change_password(lihe, **himself(town), uid=uid, old=PASSWORD, new="quite-another-2")
    assert "quite" not in Held.objects.get().asked


@pytest.mark.parametrize("act", [
    lambda a, **k: change_password(a, old=PASSWORD, new="quite-another-1", **k),
    lambda a, **k: switch_on_totp(a, password=PASSWORD, **k),
    lambda a, **k: confirm_totp(a, code="000000", **k),
    lambda a, **k: sign_out(a, **k),
    lambda a, **k: issue_token(a, name="x", until=DAY, **k),
])
def test_nobody_acts_on_anothers_account(town: Place, lihe: Account, act: Any) -> None:
    with pytest.raises(Refused, match="只能改自己的账号"):
        act(lihe, **admin(town))


def test_the_second_factor_counts_only_once_the_telephone_has_shown_it_has_the_key(town: Place, lihe: Account) -> None:
    totp = pyotp.parse_uri(switch_on_totp(lihe, **himself(town), password=PASSWORD))
    assert isinstance(totp, pyotp.TOTP) and not Account.objects.get().totp_on
    with pytest.raises(Refused, match="动态口令不对"):
        confirm_totp(lihe, **himself(town), code="x")
    switched_on = confirm_totp(lihe, **himself(town), code=totp.at(AT))
    with pytest.raises(Refused, match="已经启用"):
        switch_on_totp(switched_on, **himself(town), password=PASSWORD)
    assert switched_on.totp_on and totp.secret not in repr(list(Entry.objects.values())) and verify() == []


def test_a_lost_telephone_is_switched_off_with_the_password_or_by_the_administrator(town: Place, lihe: Account) -> None:
    for off in ({**himself(town), "password": PASSWORD}, admin(town)):
        totp = pyotp.parse_uri(switch_on_totp(lihe, **himself(town), password=PASSWORD))
        switched_on = confirm_totp(lihe, **himself(town), code=totp.at(AT))
        lihe = switch_off_totp(switched_on, **off)
        assert not lihe.totp_on and lihe.totp == ""
        Account.objects.update(totp_last=0)
    with pytest.raises(Refused, match="现在的密码不对"):
        switch_off_totp(lihe, **himself(town), password="wrong")


def test_an_id_under_which_nothing_was_done_proves_nothing(town: Place, lihe: Account) -> None:
    uid = uuid4()
    lihe = switch_off_totp(lihe, **himself(town), uid=uid, password=PASSWORD)
    totp = pyotp.parse_uri(switch_on_totp(lihe, **himself(town), password=PASSWORD))
    switched_on = confirm_totp(lihe, **himself(town), code=totp.at(AT))
    with pytest.raises(Refused, match="现在的密码不对"):
        switch_off_totp(switched_on, **himself(town), uid=uid, password="wrong")


def test_signing_out_ends_every_session(town: Place, lihe: Account) -> None:
    session = lihe.get_session_auth_hash()
    assert sign_out(lihe, **himself(town)).get_session_auth_hash() != session


def test_a_token_can_do_what_its_accounts_posts_can_do_that_day(town: Place, lihe: Account) -> None:
    token, raw = issue_token(lihe, **himself(town), name="报表程序", until=DAY + timedelta(days=30))
    assert account_of_token(raw, DAY) == lihe and raw not in repr(list(Token.objects.values()))
    assert actor_of(lihe.person_id, "李禾", DAY).posts
    post = town.people["李禾"].appointments.get()
    end_appointment(post, actor=operator(DAY), at=AT, until=DAY)
    assert not actor_of(lihe.person_id, "李禾", DAY).posts
    assert [account_of_token(t, d) for t, d in ((raw + "x", DAY), (token.digest, DAY), (raw, DAY + timedelta(31)), ("", DAY))] == [None] * 4


def test_a_token_is_taken_back_by_its_owner_or_the_administrator_and_by_nobody_else(town: Place, lihe: Account) -> None:
    town.post("王田", "g_clerk", "西柳村")
    for who in (himself(town), admin(town)):
        token, raw = issue_token(lihe, **himself(town), name="x", until=DAY)
        with pytest.raises(Refused):
            revoke_token(token, actor=town.actor("王田"), at=AT)
        revoke_token(token, **who)
        assert account_of_token(raw, DAY) is None
    assert verify() == []


@pytest.mark.parametrize("until", [DAY - timedelta(days=1), DAY + timedelta(days=400)])
def test_a_token_ends_within_a_year(town: Place, lihe: Account, until: date) -> None:
    with pytest.raises(Refused, match="一年之内"):
        issue_token(lihe, **himself(town), name="x", until=until)


def test_who_has_not_changed_the_first_password_gets_no_token(town: Place) -> None:
    account, _once = open_account(town.people["李禾"], "lihe", **admin(town))
    with pytest.raises(Refused, match="先修改临时密码"):
        issue_token(account, **himself(town), name="x", until=DAY)


def test_every_change_of_an_account_leaves_rows_that_verify(town: Place, lihe: Account) -> None:
    totp = pyotp.parse_uri(switch_on_totp(lihe, **himself(town), password=PASSWORD))
    confirm_totp(lihe, **himself(town), code=totp.at(AT))
    check("lihe", PASSWORD, totp.at(later(minutes=2)), whence="x", at=later(minutes=2))
    reset_password(lihe, **admin(town))
    sign_out(lihe, **himself(town))
    assert verify() == []
