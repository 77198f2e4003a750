"""Accounts at the server: for whom no administrator may act, and when the administrator himself is shut out."""

from __future__ import annotations

import re

import pytest

from tests.world import World, build
from yanzhen.faces.cli.main import main
from yanzhen.kernel.guard.models import Account


@pytest.fixture
def world(db: None) -> World:
    return build()


def told(capsys: pytest.CaptureFixture[str]) -> str:
    found = re.search(r"密码 (\S+)", capsys.readouterr().out)
    assert found
    return found[1]


def test_an_account_no_administrator_may_open_is_opened_at_the_server(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["account", "open", "anquan", "--person", "户思齐"]) == 0
    made = Account.objects.get(login="anquan")
    assert made.person == world.security_admin and made.must_change and made.check_password(told(capsys))


def test_who_has_forgotten_his_password_gets_another(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    was = world.account("system_admin")
    assert main(["account", "reset", "SYSTEM_ADMIN"]) == 0
    now = world.now(was)
    assert now.must_change and now.epoch > was.epoch and now.check_password(told(capsys))


def test_a_lost_telephone_shuts_nobody_out(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    account = world.account("audit_admin")
    Account.objects.filter(pk=account.pk).update(totp="KEY", totp_on=True)
    assert main(["account", "code", "audit_admin"]) == 0 and "动态口令" in capsys.readouterr().out
    assert not world.now(account).totp_on


def test_what_cannot_be_done_is_a_sentence(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for said, why in (
        (["reset", "nobody"], "没有账号“nobody”"),
        (["open", "anquan"], "--person"),
        (["open", "anquan", "--person", "璩老根"], "没有叫“璩老根”的人在任"),
    ):
        assert main(["account", *said]) == 2
        assert why in capsys.readouterr().err, said
    assert not Account.objects.exists()
