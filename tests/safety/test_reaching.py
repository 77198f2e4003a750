"""Reaching for what is not one's own: with posts that ended, other townships' keys in bodies, and methods nobody declared."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.safety.asking import MISSING, operations, routes
from tests.safety.callers import browser
from tests.safety.house import House
from tests.world import NOON, TODAY
from yanzhen.kernel.guard.actions import appoint, end_appointment, issue_token
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import merge_orgs
from yanzhen.packs.visits.actions import Raised, log_visit


class Program:
    """Somebody's program: its token, and what it is answered."""

    def __init__(self, house: House, who: str) -> None:
        self.key = issue_token(house.world.account(who), actor=house.world.actor(who), at=NOON, name="试", until=TODAY + timedelta(days=9))[1]

    def asks(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        answer = Client().generic(method, f"/api{path}", json.dumps(body, default=str) if body else "", "application/json", headers={"Authorization": f"Bearer {self.key}"})
        return answer.status_code, answer.content


def visit(org: int, home: int) -> dict[str, Any]:
    return {"uid": uuid4(), "org": org, "household": home, "happened_on": TODAY, "heard": "x", "problems": []}


@pytest.mark.parametrize("place", ("county", "town", "village", "other_village", "far_village", "other_town"))
@pytest.mark.parametrize("who", ("clerk", "grid_worker", "other_chief"))
def test_a_household_elsewhere_answers_like_one_that_is_not_there(house: House, who: str, place: str) -> None:
    program, org = Program(house, who), getattr(house, place).pk
    mine = house.other_home if who == "other_chief" else house.home
    there = next(h for h in (house.far_home, house.other_home, house.home) if not h.org.path.startswith(mine.org.path))
    for home in (house.far_home, there):
        assert program.asks("POST", "/visits", visit(org, home.pk)) == program.asks("POST", "/visits", visit(org, MISSING))


def test_what_one_wrote_under_a_post_that_ended_is_not_ones_to_see(house: House) -> None:
    appoint(actor=house.operator, at=NOON, person=house.clerk, org=house.far_village, role="village_clerk", since=TODAY - timedelta(days=9))
    log_visit(actor=house.world.actor("clerk"), at=NOON, uid=uuid4(), org=house.far_village, happened_on=TODAY, target=house.far_home, problems=[Raised("远方的秘密", "other")])
    assert "远方的秘密" in browser(house.world, "clerk").get("/").content.decode()
    end_appointment(Appointment.objects.get(person=house.clerk, org=house.far_village), actor=house.operator, at=NOON, until=TODAY)
    assert "远方的秘密" not in browser(house.world, "clerk").get("/").content.decode()


def test_the_posts_of_a_merged_village_open_nothing(house: House) -> None:
    program, kept = Program(house, "other_chief"), browser(house.world, "other_clerk")
    assert kept.get("/h/").status_code == 200
    merge_orgs(actor=house.operator, at=NOON, orgs=[house.other_village], into=house.third_village, since=TODAY)
    assert kept.get("/h/").status_code == 302
    status, said = program.asks("GET", "/records")
    assert status == 200 and json.loads(said)["total"] == 0 and not Record.objects.visible_to(house.world.actor("other_chief")).exists()


def test_no_address_answers_a_method_nobody_declared(house: House) -> None:
    client, answered = browser(house.world, "dispatcher"), {}
    for route in routes():
        if ":" in route.name:
            continue
        path = route.path(MISSING if name == "pk" else "x" for name in route.parameters)
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"):
            answered[route.name, method] = client.generic(method, path).status_code
    assert {key: status for key, status in answered.items() if status != 404 and key[1] != "get"} == {}


def test_the_head_of_a_page_is_kept_as_close_as_the_page(house: House) -> None:
    record, paper = getattr(house, "problem@other_village"), getattr(house, "paper@other_village")
    client = browser(house.world, "clerk")
    for path in (f"/r/{record.pk}/", f"/paper/{paper.pk}/", f"/h/{house.other_home.pk}/", f"/p/{house.other_villager.pk}/"):
        assert client.head(path).status_code == client.head(path.replace(path.split("/")[2], str(MISSING))).status_code == 404, path


def test_the_api_answers_no_other_method_and_tells_no_difference(house: House) -> None:
    program = Program(house, "clerk")
    record = getattr(house, "problem@far_village").pk
    for _name, _method, path in operations():
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE"):
            here, nowhere = (program.asks(method, path.replace("{int:pk}", str(pk)).replace("{slug:key}", "assign").replace("{key}", "x")) for pk in (record, MISSING))
            assert here == nowhere and here[0] in (404, 405), (method, path)


@pytest.mark.parametrize("who", ("clerk", "grid_worker", "other_chief", "dispatcher", "security_admin"))
def test_who_comes_with_a_session_is_let_in_or_all_these_tests_would_ask_nothing(house: House, who: str) -> None:
    assert browser(house.world, who).get("/").status_code == 200
