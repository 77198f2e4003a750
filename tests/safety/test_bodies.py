"""What a form or an operation does not ask for does nothing; a key of another place is as good as a key of nothing."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from tests.safety.asking import MISSING, operations
from tests.safety.bodies import API, ROWLESS, WEB, Write, smuggled, state
from tests.safety.callers import ANYBODY, ask, browser, program, said
from tests.safety.house import House
from tests.safety.test_two_worlds import forgotten
from yanzhen.faces.web.policy import POLICY

# What the faces say does not depend on the database; once is enough.
pytestmark = pytest.mark.sqlite

WRITES = [*WEB, *API]
KEYED = [(one, name) for one in WRITES for name in one.keys]


def rewound(body: dict[str, Any]) -> dict[str, Any]:
    """The body with its files at their beginning again."""
    for held in body.values():
        if hasattr(held, "seek"):
            held.seek(0)
    return body


def sent(house: House, one: Write, body: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The answer, and the database after it; then everything is as it was."""
    rewound(body)
    with forgotten():
        answer = ask(program(house.world, one.who) if one in API else browser(house.world, one.who), "POST", one.path(house), body)
        return answer, state()


def before(house: House, one: Write) -> dict[str, Any]:
    """The database as the act finds it."""
    with forgotten():
        if one in API:
            program(house.world, one.who)
        return state()


def prepared(house: House, one: Write) -> dict[str, Any]:
    """Everything the act needs is there before it; its body."""
    if one.first:
        one.first(house)
    if one.who != ANYBODY:
        house.world.account(one.who)
    return one.sent(house)


def test_every_address_that_takes_a_body_is_here() -> None:
    assert {one.route for one in WEB} | ROWLESS == {name for name, line in POLICY.items() if line.post}
    assert {one.route for one in API} == {name for name, method, _path in operations() if method != "GET"}


@pytest.mark.parametrize("one", WRITES, ids=lambda one: one.route)
def test_what_is_not_asked_for_does_nothing(house: House, one: Write) -> None:
    body = prepared(house, one)
    plain, after = sent(house, one, body)
    assert plain.status_code in (200, 302), said(plain)[-2000:].decode()
    assert before(house, one) != after, "the act did nothing"
    listed = {*body, *one.optional.split(), "uid", "password", "login"}
    more, then = sent(house, one, {**smuggled(listed, house), **body})
    assert more.status_code == plain.status_code and then == after


@pytest.mark.parametrize("one", API, ids=lambda one: one.route)
def test_what_is_sent_again_is_done_once_and_answered_alike(house: House, one: Write) -> None:
    body, client = prepared(house, one), program(house.world, one.who)
    first = ask(client, "POST", one.path(house), body)
    after = state()
    again = ask(client, "POST", one.path(house), rewound(body))
    assert (first.status_code, again.status_code) == (200, 200), said(again).decode()
    assert said(again) == said(first) and state() == after


@pytest.mark.parametrize("one", API, ids=lambda one: one.route)
def test_no_act_goes_without_its_senders_id(house: House, one: Write) -> None:
    body, client = prepared(house, one), program(house.world, one.who)
    before = state()
    answer = ask(client, "POST", one.path(house), {k: v for k, v in body.items() if k != "uid"})
    assert answer.status_code == 422 and b"uid" in answer.content and state() == before


def put(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The body with another key in one of its fields, however deep."""
    changed = copy.copy(body)
    first, _dot, rest = name.partition(".")
    changed[first] = put(changed[first], rest, value) if rest else value
    return changed


def nowhere(words: str) -> str:
    """As many words of nothing."""
    return "9" * len(words) if words.isdecimal() else "無" * len(words)


@pytest.mark.parametrize(("one", "name"), KEYED, ids=lambda v: v if isinstance(v, str) else v.route)
def test_a_key_of_another_place_is_a_key_of_nothing(house: House, one: Write, name: str) -> None:
    body, key = prepared(house, one), one.keys[name]
    pair = (key[1:], nowhere(key[1:])) if key.startswith("=") else (getattr(house, key).pk, MISSING)
    if name == "company":
        body.pop("household", None)
    told, was = [], before(house, one)
    for value in pair:
        answer, after = sent(house, one, put(body, name, value))
        assert answer.status_code in (404, 422) and after == was, said(answer)[-1500:].decode()
        told.append(said(answer).replace(str(value).encode(), b"N") if key.startswith("=") else echo(value).sub(rb'\1N"', said(answer)))
    assert told[0] == told[1]


def echo(value: Any) -> re.Pattern[bytes]:
    """A field of the form that says again what it was sent."""
    return re.compile(rb'(<input[^>]* value=")%d"' % value)
