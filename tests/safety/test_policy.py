"""Every address and method has its line in a policy, and the line is asked: without it there is nothing, and a new address fails this."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.urls import get_resolver, include, path, resolve

from tests.safety.asking import Question, operations, questions, routes
from tests.safety.bodies import API
from tests.safety.callers import ANYBODY, ask, browser, program
from tests.safety.house import House
from tests.safety.test_two_worlds import forgotten
from yanzhen.faces.api import auth
from yanzhen.faces.api.urls import api
from yanzhen.faces.web import guarding
from yanzhen.faces.web.policy import OPEN, POLICY, SIGNED_IN
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Right, Role

# What the faces say does not depend on the database; once is enough.
pytestmark = pytest.mark.sqlite

# The description of the API says what everybody may know, and asks for no token.
OPEN_API = {"api:api-root", "api:openapi"}
# What the bar of every page takes: it says again what was looked for, and the day.
BAR = {"q", "day"}
# Taken only where somebody reads two chains; who names another's is not heard.
TWO_CHAINS = {"trail?chain"}
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "WITH")
ROLES = ("clerk", "grid_worker", "area_head", "office_head", "dispatcher", "secretary", "liaison", "inspector", "system_admin", "security_admin", "audit_admin", "officer", "chief")


def undeclared(patterns: Iterable[Any] | None = None) -> set[str]:
    """Addresses without a line, lines without an address."""
    found = list(routes(patterns))
    web = {route.name for route in found if not route.name.startswith("api:")}
    paths = {"api" + path.replace("{", "<").replace("}", ">") for _name, _method, path in operations()}
    api = {route.name for route in found if route.name.startswith("api:") and route.pattern not in paths} - OPEN_API
    return (web ^ set(POLICY)) | ({name for name, _method, _path in operations()} ^ set(auth.POLICY)) | api


def some(house: House, most: int = 2) -> list[Question]:
    """The first questions of every address and method."""
    asked: dict[tuple[str, str], list[Question]] = {}
    for question in questions(house):
        asked.setdefault((question.route, question.method), []).append(question)
    return [question for alike in asked.values() for question in alike[:most]]


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert undeclared() == set()


class Noted(QueryDict):
    """The query part of an address; which of its words were looked for is remembered."""

    looked_for: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> Any:
        self.looked_for.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.looked_for.add(key)
        return super().getlist(key, default)


def words(question: Question) -> set[str]:
    return set(QueryDict(question.path.partition("?")[2]))


def test_every_word_an_address_takes_is_asked_with(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a filter that leaks would never be tried in the two worlds."""
    monkeypatch.setattr(WSGIRequest, "GET", property(lambda request: Noted(request.META.get("QUERY_STRING", ""))))
    asked = [q for q in questions(house) if q.method == "GET" and not q.path.startswith("/api/")]
    known: dict[str, set[str]] = {}
    for question in asked:
        known[question.route] = known.get(question.route, set()) | words(question)
    taken: dict[str, set[str]] = {}
    for who in ("clerk", "dispatcher", "security_admin", "system_admin", "audit_admin"):
        client = browser(house.world, who)
        for question in {re.sub(r"\d+", "", q.path): q for q in reversed(asked) if not words(q)}.values():
            Noted.looked_for.clear()
            ask(client, "GET", question.path)
            view = str(resolve(question.path).url_name)  # the address of one kind may be another's view
            taken[view] = taken.get(view, set()) | Noted.looked_for
    untried = {f"{route}?{word}" for route, some in taken.items() for word in some - known[route] - BAR}
    assert not untried, sorted(untried)
    unread = {f"{route}?{word}" for route, some in known.items() for word in some - taken[route]} - TWO_CHAINS
    assert not unread, sorted(unread)


def test_every_word_an_operation_takes_is_asked_with(house: House) -> None:
    asked: dict[str, set[str]] = {}
    for question in questions(house):
        asked[question.route] = asked.get(question.route, set()) | words(question)
    described = [operation for paths in api.get_openapi_schema()["paths"].values() for operation in paths.values()]
    taken = {(o["operationId"], one["name"]) for o in described for one in o.get("parameters", ()) if one["in"] == "query"}
    untried = {f"{name}?{word}" for name, word in taken if word not in asked[f"api:{name}"] | {"page"}}
    assert not untried, sorted(untried)


def test_an_address_without_a_line_fails_this() -> None:
    new = path("leak/<int:pk>/", lambda request, pk: HttpResponse("leak"), name="leak")
    assert undeclared([*get_resolver().url_patterns, new]) == {"leak"}
    assert undeclared([*get_resolver().url_patterns, path("more/", include([new]))]) == {"leak"}


def test_a_line_without_an_address_fails_this(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICY, "gone", POLICY["inbox"])
    monkeypatch.setitem(auth.POLICY, "gone", SIGNED_IN)
    assert undeclared() == {"gone"}


def test_every_need_is_a_declared_right() -> None:
    known = {SIGNED_IN, *(right.key for right in book.of(Right))}
    assert set(auth.POLICY.values()) <= known
    assert {need for line in POLICY.values() for need in (line.get, line.post)} <= known | {OPEN, ""}


def test_every_operation_asks_its_own_line(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it there is nothing: so none of them forgets to ask, or asks another's."""
    client = program(house.world, "dispatcher")
    bodies = {one.route: one.sent(house) for one in API}
    described = [operation for paths in api.get_openapi_schema()["paths"].values() for operation in paths.values()]
    worded = {f"api:{o['operationId']}" for o in described if any(one["in"] == "query" and one["required"] for one in o.get("parameters", ()))}
    asked = [q for q in some(house) if q.route.startswith("api:") and ("?" in q.path or q.route not in worded)]
    assert {q.route.removeprefix("api:") for q in asked} == set(auth.POLICY)
    for question in asked:
        name = question.route.removeprefix("api:")
        monkeypatch.setattr(auth, "POLICY", {one: SIGNED_IN for one in auth.POLICY if one != name})
        with forgotten():
            assert ask(client, question.method, question.path, question.data and bodies[name]).status_code == 404, question


def lacking(who: str, world: Any) -> Callable[[str], bool]:
    """Does none of a person's posts carry a right, as the packs declare them?"""
    rights = {right for post in world.actor(who).posts for right in book.get(Role, post.role).may}
    return lambda need: need not in (OPEN, SIGNED_IN) and need not in rights


@pytest.mark.parametrize("who", ROLES)
def test_who_lacks_the_right_finds_nothing_there(house: House, who: str) -> None:
    web, api, lacks = browser(house.world, who), program(house.world, who), lacking(who, house.world)
    nothing = ask(web, "GET", "/nowhere/").content
    closed = [q for q in some(house) if lacks(need_of(q))]
    assert closed or who == "dispatcher"
    for question in closed:
        with forgotten():
            answer = ask(api if question.path.startswith("/api/") else web, question.method, question.path, question.data)
        assert answer.status_code in ((404, 422) if question.path.startswith("/api/") else (404,)), (who, question)
        assert question.path.startswith("/api/") or answer.content == nothing


def need_of(question: Question) -> str:
    if question.route.startswith("api:"):
        return auth.POLICY[question.route.removeprefix("api:")]
    line = POLICY[question.route]
    return line.get if question.method == "GET" else line.post


def test_nobody_reads_without_signing_in(house: House) -> None:
    web, api = browser(house.world, ANYBODY), program(house.world, ANYBODY)
    for question in questions(house):
        if question.path.startswith("/api/"):
            assert ask(api, question.method, question.path, question.data).status_code == 401, question
        elif need_of(question) != OPEN:
            answer = ask(web, question.method, question.path, question.data)
            assert answer.status_code == 404 or answer["Location"].startswith("/sign-in/"), question


class Written(list[str]):
    """The statements that wrote, as they came to the database."""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(READS):
            self.append(sql)
        return execute(sql, params, many, context)


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """The guard that stops a reading request from writing is off, and what is written is noted."""
    written = Written()
    monkeypatch.setattr(guarding, "refuse_writes", written)
    yield written


@pytest.mark.parametrize("who", ("clerk", "dispatcher", "secretary", "inspector", "system_admin", "security_admin"))
def test_what_reads_does_not_even_try_to_write(house: House, unguarded: Written, who: str) -> None:
    web, api = browser(house.world, who), program(house.world, who)
    seen = {q.route for q in some(house, 3) if q.method == "GET" and ask(api if q.path.startswith("/api/") else web, "GET", q.path).status_code == 200}
    assert len(seen) > 10 and unguarded == []
    with connection.cursor() as cursor, connection.execute_wrapper(unguarded):
        cursor.execute("UPDATE register_org SET name = name WHERE id = 0")
    assert len(unguarded) == 1, "the note is taken"
