"""Who comes to the pages in these tests, and the one day on which they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tests.web.pages import Township, settled
from tests.world import NOON, World, build
from tools import look
from yanzhen.kernel.guard.access import actor_of

Comes = Callable[[str], Client]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, opened once for the tests of a file."""
    with sync_playwright() as play:
        opened = look.chromium(play)
        yield opened
        opened.close()


@pytest.fixture
def noon() -> Iterator[None]:
    """It is noon of the world's day, and stays so."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def town(noon: None, db: None) -> Township:
    """The world with visits, problems in every state, a report and an import."""
    return settled()


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The small county alone, or that of the township where a test has one."""
    found = request.getfixturevalue("town") if "town" in request.fixturenames else None
    return found.world if isinstance(found, Township) else build()


@pytest.fixture
def comes(noon: None, world: World) -> Comes:
    """A browser in which that person has signed in; "nobody" has not."""

    def enter(name: str) -> Client:
        client = Client()
        if name == "nobody":
            return client
        account = world.account(name)
        client.force_login(account)
        session = client.session
        session["posts"] = actor_of(account.person_id, account.person.name, NOON.date()).fingerprint
        session["seen"] = int(NOON.timestamp())
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return enter
