"""What a session is worth: none lives on through a reset, and who has to sign in again comes back to where he was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.world import NOON, World
from yanzhen.kernel.guard import actions
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.models import Account
from yanzhen.kernel.guard.passwords import hashed

PASSWORD, NEW = "旧的密码-1024", "另一个新的密码-2048"


@pytest.fixture
def client(world: World, comes: Comes) -> Client:
    """The clerk, whose password is known."""
    Account.objects.filter(pk=world.account("clerk").pk).update(password=hashed(PASSWORD))
    return comes("clerk")


@pytest.fixture
def reset_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the clerk's password be given anew at the moment this verb of his is done, before its page is answered."""

    def arrange(name: str) -> None:
        real = getattr(actions, name)

        def verb(account: Account, **said: Any) -> Any:
            done = real(account, **said)
            actions.reset_password(account, actor=operator(NOON.date()), at=NOON)
            return done

        monkeypatch.setattr(actions, name, verb)

    return arrange


def change(client: Client) -> Any:
    return client.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW})


def second(client: Client, **said: str) -> Any:
    return client.post("/account/second/", said)


def test_one_who_changes_his_password_or_second_factor_stays_where_he_is(client: Client) -> None:
    assert change(client).status_code == 302 and client.get("/").status_code == 200
    second(client, do="on", password=NEW)
    code = pyotp.TOTP(Account.objects.get(login="clerk").totp).at(NOON)
    assert second(client, do="confirm", code=code).status_code == 302 and client.get("/").status_code == 200
    assert second(client, do="off", password=NEW).status_code == 302 and client.get("/").status_code == 200


def test_a_session_does_not_live_on_through_a_reset_after_its_change_of_password(client: Client, reset_after: Callable[[str], None]) -> None:
    reset_after("change_password")
    assert change(client).status_code == 302
    assert client.get("/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("verb", ("switch_on_totp", "confirm_totp", "switch_off_totp"))
def test_nor_after_a_change_of_its_second_factor(client: Client, reset_after: Callable[[str], None], verb: str) -> None:
    reset_after(verb)
    second(client, do="on", password=PASSWORD)
    second(client, do="confirm", code=pyotp.TOTP(Account.objects.get(login="clerk").totp).at(NOON))
    second(client, do="off", password=PASSWORD)
    assert client.get("/")["Location"] == "/sign-in/"
