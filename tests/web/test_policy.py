"""The one table of who may call what: it covers every address and method, and nothing but these."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.web.pages import addresses as pages
from yanzhen.faces.web import policy
from yanzhen.faces.web.guarding import Door, ReadOnly, refuse_writes
from yanzhen.faces.web.policytable import addresses
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Right
from yanzhen.kernel.guard.models import SignInTry
from yanzhen.kernel.register.models import Org


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert set(addresses()) == set(policy.POLICY)


def test_every_need_is_open_signed_in_or_a_declared_right() -> None:
    known = {"", policy.OPEN, policy.SIGNED_IN, *(right.key for right in book.of(Right))}
    assert {need for line in policy.POLICY.values() for need in (line.get, line.post)} <= known


def test_an_address_without_a_line_is_not_there(comes: Comes, monkeypatch: pytest.MonkeyPatch) -> None:
    client = comes("dispatcher")
    assert client.get("/gaps/").status_code == 200
    monkeypatch.delitem(policy.POLICY, "gaps")
    assert client.get("/gaps/").status_code == 404


def test_a_method_without_a_word_in_its_line_is_not_there(town: Township, comes: Comes) -> None:
    client, opened = comes("dispatcher"), pages(town)
    found = {}
    for name, line in policy.POLICY.items():
        path = opened.get(name)
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            if path and not (method == "POST" and line.post):
                found[name, method] = client.generic(method, path).status_code
    assert {key: status for key, status in found.items() if status != 404} == {}


def test_a_right_needed_to_send_is_asked_for_though_the_page_is_open(comes: Comes) -> None:
    assert comes("dispatcher").get("/rules/").status_code == 200
    assert comes("dispatcher").post("/rules/").status_code == 404
    assert comes("security_admin").post("/rules/").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("method", ("GET", "HEAD"))
def test_what_reads_cannot_write(method: str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Org.objects.filter(pk=0).update(name="改名")
        return HttpResponse()

    with pytest.raises(ReadOnly), transaction.atomic():
        Door(view)(RequestFactory().generic(method, "/"))
    assert Door(view)(RequestFactory().post("/")).status_code == 200


@pytest.mark.parametrize("sql", ("INSERT INTO a", "update a", " DELETE FROM a", "DROP TABLE a", "PRAGMA x", "REPLACE INTO a"))
def test_no_statement_that_writes_passes_a_reading_request(sql: str) -> None:
    with pytest.raises(ReadOnly):
        refuse_writes(lambda *_all: None, sql, (), False, {})


def test_a_session_made_under_other_posts_is_over(town: Township, comes: Comes) -> None:
    client, world = comes("dispatcher"), town.world
    world.dispatcher.appointments.update(until=world.dispatcher.appointments.get().since)
    assert client.get("/").status_code == 302
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/sign-in/"


def test_a_session_that_idled_half_an_hour_is_over(comes: Comes) -> None:
    client = comes("clerk")
    session = client.session
    session["seen"] -= 31 * 60
    session.save()
    client.cookies["yz_session"] = session.session_key
    assert client.get("/").status_code == 302


def test_a_form_of_another_site_does_nothing(noon: None, town: Township, comes: Comes) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = comes("clerk").cookies
    answer = strict.post("/new/visit/", {"called_on": "0101"})
    assert answer.status_code == 403 and "凭据已经失效" in answer.content.decode()
    before = SignInTry.objects.count()
    assert Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "clerk", "password": "x"}).status_code == 403
    assert SignInTry.objects.count() == before
