"""What a program sends wrongly is refused by whoever writes it, in the caller's language, and what it asks for in vain is said."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.api.test_api import Ask, ask, noon, problem_in, token, visit_of
from tests.visits.case import MONDAY, raised
from tests.world import NOON, TODAY, World
from yanzhen.faces.web.forms import StepForm
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.records.actions import correct, write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_org, found_org
from yanzhen.packs.visits.pack import problem, visit

__all__ = ("ask", "noon")


@pytest.mark.parametrize("field", ["detail", "heard"])
def test_a_text_longer_than_its_form_takes_is_refused_by_the_verb(world: World, field: str) -> None:
    by: dict[str, Any] = {"actor": world.actor("clerk"), "at": NOON}
    kind, more = (problem, {"title": "停水", "category": "water"}) if field == "detail" else (visit, {"title": "走访"})
    with pytest.raises(Refused, match="最多 2000 个字，现在有 2001 个"):
        write(kind, **by, org=world.village, happened_on=TODAY, household=world.home, **more, **{field: "长" * 2001})
    made = write(kind, **by, org=world.village, happened_on=TODAY, household=world.home, **more, **{field: "长" * 2000})
    with pytest.raises(Refused, match="最多 2000 个字"):
        correct(made, **by, reason="补充", **{field: "长" * 3000})


def test_an_answer_is_refused_where_it_is_too_long_and_never_cut(world: World) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")
    with pytest.raises(Refused, match="最多 2000 个字"):
        case.step("solve", MONDAY, how="长" * 2001)
    with pytest.raises(Refused, match="“什么条件下再办”最多 200 个字"):
        case.step("cannot", MONDAY, condition="长" * 201)
    asked = problem.flow.steps["cannot"] if problem.flow else None
    assert asked and StepForm(asked, case.record, MONDAY).fields["condition"].max_length == 200


def test_what_is_registered_of_places_and_posts_is_as_long_as_its_column(world: World) -> None:
    by: dict[str, Any] = {"actor": world.actor("dispatcher"), "at": NOON}
    with pytest.raises(Refused, match="最多 20 个字"):
        correct_org(**by, org=world.village, reason="更正", code="9" * 21)
    with pytest.raises(Refused, match="最多 20 个字"):
        found_org(**by, kind="village", name="新村", parent=world.area, since=TODAY, code="9" * 21)
    with pytest.raises(Refused, match="最多 60 个字"):
        appoint(**by, person=world.worker3, org=world.village, role="village_officer", since=TODAY, title="长" * 61)


def refusal(world: World, path: str, body: Any, language: str) -> str:
    key = token(world, "clerk")[1]
    sent = json.dumps(body, default=str)
    client = Client()
    client.cookies["yz_language"] = language
    answer = client.post(f"/api{path}", sent, "application/json", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 422, answer.content
    return str(answer.json()["refused"])


WRONG: tuple[dict[str, Any], ...] = (
    {"uid": "x"}, {"uid": None}, {"happened_on": "昨天"}, {"org": "河"}, {"org": 0}, {"heard": "长" * 2001}, {"heard": 5}, {"problems": "水"}, {"problems": [{}]},
    {"problems": [{"title": "", "category": "water"}]}, {"problems": [{"title": "水", "category": "zz"}]}, {"problems": [{"title": "水", "category": "water"}] * 21}, {"again": "也许"},
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: json.dumps(one)[:40])
def test_a_refusal_is_wholly_in_the_callers_language(world: World, wrong: dict[str, Any]) -> None:
    said = refusal(world, "/visits", visit_of(world, **wrong), "zh-hans")
    names = "said|uid|UUID|org|happened_on|heard|problems|title|category|again|true|false"
    assert not re.search("[A-Za-z]{2,}", re.sub(names, "", said)), said
    assert not re.search("[\u4e00-\u9fff]", refusal(world, "/visits", visit_of(world, **wrong), "en")), said
    assert not Record.objects.exists()


def test_an_answer_is_a_text_whatever_it_is_sent_as(world: World, ask: Ask) -> None:
    case = raised(world, MONDAY)
    case.walk(MONDAY, "assign", "accept")

    def answered(condition: Any) -> tuple[int, Any]:
        said = {"uid": uuid4(), "answers": {"reason": "funds", "level": "county", "condition": condition}}
        return ask("office_head", "POST", f"/records/{case.record.pk}/steps/cannot", said)

    assert [answered(wrong)[0] for wrong in ("\ud800", 10**201)] == [422, 422]
    status, said = answered(2027)
    assert (status, said["facts"]["condition"]) == (200, "2027")


def test_a_visit_is_to_one_and_not_to_two(world: World, ask: Ask) -> None:
    status, said = ask("clerk", "POST", "/visits", visit_of(world, company=world.company.pk))
    assert status == 422 and "只写一个" in said["refused"] and not Record.objects.exists()


def test_what_a_verb_cannot_do_without_is_asked_for_by_name(world: World, ask: Ask) -> None:
    status, said = ask("clerk", "POST", f"/households/{world.home.pk}/relation", {"uid": uuid4(), "version": 99, "person": world.child.pk, "reason": "错"})
    assert status == 422 and "relation 没有给出" in said["refused"]


def test_a_word_in_the_address_that_means_nothing_is_refused_by_name(world: World, ask: Ask) -> None:
    record = problem_in(world, "village", "clerk", "home")
    for path, knows in (
        (f"/figures/problem.all/parts?org={world.town.pk}&kind=village", "by"), ("/records?stat=closed", "state"), (f"/records/{record.pk}?page=2", "不用写"), ("/people?q=璩", "page"),
    ):
        status, said = ask("dispatcher", "GET", path)
        assert status == 422 and "不认识" in said["refused"] and knows in said["refused"]
    assert ask("dispatcher", "GET", f"/figures/problem.all/parts?org={world.town.pk}&by=village")[0] == 200
    assert ask("dispatcher", "POST", f"/records/{record.pk}/void?reason=x", {"uid": uuid4(), "reason": "重了"})[0] == 422
