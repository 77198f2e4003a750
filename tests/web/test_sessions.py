"""What a session is worth: none lives on through a reset, and who has to sign in again comes back to where he was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.conftest import Comes
from tests.web.desk import Desk
from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard import actions
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.models import Account
from yanzhen.kernel.guard.passwords import hashed
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.kinds import Kind

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


@pytest.mark.parametrize(("sent", "stands_on", "onward"), [
    ("/r/7/do/assign/", "/r/7/?step=assign", "/sign-in/?next=/r/7/%3Fstep%3Dassign"),
    ("/r/7/do/assign/", "/r/7/", "/sign-in/?next=/r/7/"),
    ("/new/problem/", "/new/problem/", "/sign-in/?next=/new/problem/"),
    ("/account/tokens/", "/account/", "/sign-in/?next=/account/"),
    ("/r/7/do/assign/", "/", "/sign-in/"),
    ("/sign-out/", "/r/7/", "/sign-in/"),
])
def test_a_form_sent_after_the_session_leads_back_to_the_page_it_stands_on(comes: Comes, sent: str, stands_on: str, onward: str) -> None:
    client, here = comes("nobody"), f"http://testserver{stands_on}"
    assert client.post(sent, headers={"Referer": here})["Location"] == onward
    assert client.post(sent, headers={"Referer": here, "HX-Request": "true"})["HX-Redirect"] == onward


@pytest.mark.parametrize("said", [
    "", "nonsense", "https://elsewhere.example/r/7/", "//elsewhere.example/r/7/", "http://testserver//elsewhere.example/r/7/", "http://testserver/nothing/",
    "http://testserver/sign-in/?next=/r/7/", "http://testserver/r/7/do/assign/", "http://testserver/api/records", "http://[", "javascript:alert(1)",
])
def test_and_to_no_other_place_whatever_is_said_to_be_that_page(comes: Comes, said: str) -> None:
    assert comes("nobody").post("/r/7/do/assign/", headers={"Referer": said})["Location"] == "/sign-in/"
    assert comes("nobody").post("/new/problem/", headers={"Referer": said})["Location"] == "/sign-in/?next=/new/problem/"


@pytest.fixture
def dispatcher(browser: Browser, live_server: LiveServer, transactional_db: None, world: World) -> Desk:
    """The dispatcher before a problem nobody has taken on."""
    made = write(book.get(Kind, "problem"), actor=world.actor("clerk"), org=world.village, at=NOON, happened_on=TODAY, title="漏水", category="water")
    desk = Desk(browser, live_server.url).enter(world, "dispatcher")
    desk.base += f"/r/{made.pk}/"
    return desk


@pytest.mark.browser
@pytest.mark.parametrize(("page", "field"), [("", "note"), ("correct/", "reason")])
def test_what_is_sent_the_moment_it_is_typed_outlives_its_session(dispatcher: Desk, world: World, page: str, field: str) -> None:
    dispatcher.page.goto(dispatcher.base + page)
    if not page:
        dispatcher.page.select_option("#id_handler", label=world.office.name)
    dispatcher.page.context.clear_cookies(name="yz_session")
    dispatcher.page.fill(f"#id_{field}", "一口气写完的话")
    dispatcher.page.keyboard.press("Control+Enter")
    dispatcher.come_back("dispatcher")
    expect(dispatcher.page).to_have_url(dispatcher.base + page)
    expect(dispatcher.page.locator(f"#id_{field}")).to_have_value("一口气写完的话")
    assert dispatcher.wrong == []


@pytest.mark.browser
def test_what_was_taken_the_moment_it_was_typed_leaves_no_draft(dispatcher: Desk, world: World) -> None:
    dispatcher.page.goto(dispatcher.base)
    dispatcher.step("交办", handler=world.office.name, note="请快办")
    expect(dispatcher.page.locator("#flow .steps [aria-current]")).to_contain_text("已交办")
    dispatcher.page.wait_for_timeout(600)
    assert dispatcher.page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('yz-draft'))") == []
