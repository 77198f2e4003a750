"""What a password proved holds while the account stays as it was: of acts that meet one is done, the others are told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from tests.guard.place import AT, DAY, PASSWORD, Place, build, later
from tests.guard.test_trail import together
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import passwords, signin
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.actions import (
    change_password,
    close_account,
    confirm_totp,
    issue_token,
    open_account,
    reset_password,
    sign_out,
    switch_off_totp,
    switch_on_totp,
)
from yanzhen.kernel.guard.models import Account, Entry, Token
from yanzhen.kernel.guard.signin import check
from yanzhen.kernel.guard.verify import verify

OTHER = "quite-another-1"
MEETS = "刚在别处改过"
Meanwhile = Callable[[Callable[[], Any]], None]


@pytest.fixture
def lihe(place: Place) -> Account:
    place.post("李禾", "g_clerk", "东柳村")
    return place.account("李禾", "lihe")


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let an act of somebody else be done at the moment the next password has been found right, before the row is held."""

    def arrange(act: Callable[[], Any]) -> None:
        real = passwords.matches

        def found(password: str, account: Account | None) -> bool:
            for module in (passwords, signin):
                monkeypatch.setattr(module, "matches", real)
            right = real(password, account)
            act()
            return right

        for module in (passwords, signin):
            monkeypatch.setattr(module, "matches", found)

    return arrange


def himself(place: Place) -> dict[str, Any]:
    return {"actor": place.actor("李禾"), "at": AT}


def reset(account: Account) -> str:
    return reset_password(account, actor=operator(DAY), at=AT)[1]


def code_on(place: Place, account: Account) -> None:
    totp = pyotp.parse_uri(switch_on_totp(account, **himself(place), password=PASSWORD))
    confirm_totp(account, **himself(place), code=totp.at(AT))


def test_a_change_of_password_that_meets_a_reset_does_not_undo_it(place: Place, lihe: Account, meanwhile: Meanwhile) -> None:
    once: list[str] = []
    meanwhile(lambda: once.append(reset(lihe)))
    with pytest.raises(Refused, match=MEETS):
        change_password(lihe, **himself(place), old=PASSWORD, new=OTHER)
    assert Account.objects.get().must_change and check("lihe", once[0], "", whence="here", at=AT) == lihe
    assert Entry.objects.filter(verb="account.password").count() == 1 and verify() == []


@pytest.mark.parametrize("act", [
    lambda a, **k: switch_on_totp(a, password=PASSWORD, **k),
    lambda a, **k: switch_off_totp(a, password=PASSWORD, **k),
    lambda a, **k: change_password(a, old=PASSWORD, new=OTHER, **k),
], ids=["on", "off", "password"])
@pytest.mark.parametrize("other", [
    lambda a, k: reset(a),
    lambda a, k: close_account(a, actor=operator(DAY), at=AT),
    lambda a, k: sign_out(a, **k),
    lambda a, k: change_password(a, old=PASSWORD, new="quite-another-2", **k),
], ids=["reset", "closing", "signing out", "another change"])
def test_what_a_session_proved_is_worth_nothing_once_that_session_is_over(place: Place, lihe: Account, meanwhile: Meanwhile, act: Any, other: Any) -> None:
    meanwhile(lambda: other(lihe, himself(place)))
    with pytest.raises(Refused, match=MEETS):
        act(lihe, **himself(place))
    now = Account.objects.get()
    assert (now.totp, now.totp_on) == ("", False) and not passwords.matches(OTHER, now) and verify() == []


def test_a_second_factor_stays_on_where_switching_it_off_meets_a_reset(place: Place, lihe: Account, meanwhile: Meanwhile) -> None:
    code_on(place, lihe)
    lihe.refresh_from_db()
    meanwhile(lambda: reset(lihe))
    with pytest.raises(Refused, match=MEETS):
        switch_off_totp(lihe, **himself(place), password=PASSWORD)
    assert Account.objects.get().totp_on


def test_after_a_reset_no_session_of_before_puts_its_own_telephone_or_key_there(place: Place, lihe: Account) -> None:
    totp = pyotp.parse_uri(switch_on_totp(lihe, **himself(place), password=PASSWORD))
    reset(lihe)
    for act in (lambda: confirm_totp(lihe, **himself(place), code=totp.at(AT)), lambda: issue_token(lihe, **himself(place), name="x", until=DAY)):
        with pytest.raises(Refused, match=MEETS):
            act()
    assert not Account.objects.get().totp_on and not Token.objects.exists()


def test_of_two_new_keys_asked_for_at_once_one_is_shown(place: Place, lihe: Account, meanwhile: Meanwhile) -> None:
    shown: list[str] = []
    meanwhile(lambda: shown.append(switch_on_totp(lihe, **himself(place), password=PASSWORD)))
    with pytest.raises(Refused, match=MEETS):
        switch_on_totp(lihe, **himself(place), password=PASSWORD)
    assert Account.objects.get().totp in shown[0]


@pytest.mark.parametrize("other", [reset, lambda a: close_account(a, actor=operator(DAY), at=AT)], ids=["reset", "closing"])
def test_a_sign_in_that_meets_a_reset_comes_to_nothing(lihe: Account, meanwhile: Meanwhile, other: Any) -> None:
    meanwhile(lambda: other(lihe))
    with pytest.raises(Refused, match="账号或密码不对"):
        check("lihe", PASSWORD, "", whence="here", at=AT)
    assert not Entry.objects.filter(verb="account.sign_in").exists()


def test_a_sign_in_that_meets_a_signing_out_elsewhere_is_a_new_session(place: Place, lihe: Account, meanwhile: Meanwhile) -> None:
    meanwhile(lambda: sign_out(lihe, **himself(place)))
    assert check("lihe", PASSWORD, "", whence="here", at=AT).get_session_auth_hash() == Account.objects.get().get_session_auth_hash()


def test_a_second_factor_switched_on_meanwhile_is_asked_for(place: Place, lihe: Account, meanwhile: Meanwhile) -> None:
    meanwhile(lambda: code_on(place, lihe))
    with pytest.raises(Refused, match="动态口令"):
        check("lihe", PASSWORD, "", whence="here", at=later(minutes=2))


@pytest.mark.django_db(transaction=True)
def test_of_four_first_changes_at_once_one_is_done_and_its_password_opens() -> None:
    place = build()
    place.post("李禾", "g_clerk", "东柳村")
    account, once = open_account(place.people["李禾"], "lihe", actor=operator(DAY), at=AT)
    came = together(4, lambda n: change_password(account, **himself(place), old=once, new=f"quite-another-{n}"))
    done = [n for n, one in enumerate(came) if isinstance(one, Account)]
    assert len(done) == 1 and {type(one) for one in came} == {Account, Refused}
    assert check("lihe", f"quite-another-{done[0]}", "", whence="here", at=AT) == account and verify() == []
