"""A program reads what the console shows: what waits and was sent, what is found, what lies where, how a figure divides."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from tests.api.test_api import Ask, ask, noon, problem_in, token, visit_of
from tests.api.test_auditing import hand_in, key
from tests.web.pages import SQUARE
from tests.world import NOON, TODAY, World
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_household, correct_org, move_org
from yanzhen.kernel.reports.actions import draft
from yanzhen.packs.visits.pack import problem

__all__ = ["ask", "noon"]
THERE = (("village", "clerk", "home"), ("other_village", "other_clerk", "other_home"), ("far_village", "far_clerk", "far_home"))


@pytest.fixture
def problems(world: World) -> dict[str, Any]:
    """One problem in each of three villages; the first is with the office by now."""
    made = {place: problem_in(world, place, clerk, home) for place, clerk, home in THERE}
    take_step(made["village"], "assign", actor=world.actor("dispatcher"), at=NOON, uid=uuid4(), on=None, handler=world.office, note="快")
    return made


def test_a_program_sees_what_waits_and_who_sent_it(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    status, told = ask("office_head", "GET", "/inbox")
    assert (status, told["total"], told["late"], [r["id"] for r in told["rows"]]) == (200, 1, 0, [problems["village"].pk])
    assert told["rows"][0]["sender"] == "党政办主任 阎知行 交办" and told["rows"][0]["facts"]["category"] == "power"
    waiting = ask("dispatcher", "GET", "/inbox")[1]
    assert [(r["id"], r["sender"]) for r in waiting["rows"]] == [(problems["other_village"].pk, "路清和 登记")]
    assert ask("audit_admin", "GET", "/inbox")[1]["rows"] == []


def test_a_program_sees_which_reports_wait_for_a_signature(world: World, ask: Ask) -> None:
    made = draft(actor=world.actor("dispatcher"), at=NOON, uid=uuid4(), org=world.town, name="半年小结", year=2026, body="# 半年小结\n")
    seen = {who: [r["id"] for r in ask(who, "GET", "/inbox")[1]["reports"]] for who in ("secretary", "dispatcher", "clerk")}
    assert seen == {"secretary": [made.pk], "dispatcher": [], "clerk": []}


def test_a_program_sees_what_others_have_of_what_it_sent(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    assert [(r["id"], r["state"]) for r in ask("clerk", "GET", "/sent")[1]["rows"]] == [(problems["village"].pk, "assigned")]
    assert [r["id"] for r in ask("dispatcher", "GET", "/sent")[1]["rows"]] == [problems["village"].pk], "he handed it on"
    assert ask("office_head", "GET", "/sent")[1]["total"] == 0


def test_the_search_finds_what_the_caller_may_open(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    found = {who: [r["id"] for r in ask(who, "GET", "/search?q=断电")[1]["records"]] for who in ("clerk", "dispatcher", "stranger", "audit_admin")}
    near, next_, far = (problems[place].pk for place, _clerk, _home in THERE)
    assert found == {"clerk": [near], "dispatcher": [next_, near], "stranger": [far], "audit_admin": []}
    assert [p["name"] for p in ask("clerk", "GET", "/search?q=璩老")[1]["people"]] == ["璩老根"]
    assert [h["number"] for h in ask("clerk", "GET", "/search?q=101")[1]["households"]] == ["0101"]
    assert ask("clerk", "GET", "/search?q=0201")[1]["households"] == []
    assert ask("clerk", "GET", "/search?q=x")[0] == 422


def test_homes_and_problems_are_points_and_grids_are_outlines(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    correct_household(household=world.home, lat=Decimal("36.42"), lng=Decimal("118.03"), actor=world.operator, at=NOON, reason="补登")
    correct_org(org=world.grid, shape=SQUARE, actor=world.operator, at=NOON, reason="补登")
    homes = ask("clerk", "GET", f"/map/spots?what=homes&org={world.village.pk}")[1]
    assert (homes["total"], [s["lat"] for s in homes["rows"] if s["number"] == "0101"]) == (3, [36.42])
    points = ask("dispatcher", "GET", f"/map/spots?what=problems&org={world.town.pk}")[1]["rows"]
    assert [(s["id"], s["lng"], s["tone"]) for s in points] == [(problems["other_village"].pk, None, "do"), (problems["village"].pk, 118.03, "do")]
    areas = ask("clerk", "GET", f"/map/areas?org={world.village.pk}")[1]
    assert [(a["id"], a["shape"]) for a in areas if a["shape"]] == [(world.grid.pk, SQUARE)]
    for path in ("spots?what=homes&", "spots?what=problems&", "areas?"):
        assert ask("clerk", "GET", f"/map/{path}org={world.far_village.pk}") == ask("clerk", "GET", f"/map/{path}org=99999999")


def test_the_map_shows_the_problems_that_the_figure_counts(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    before = {"actor": world.operator, "at": NOON, "happened_on": TODAY - timedelta(days=9), "household": world.home, "category": "water"}
    write(problem, org=world.village, title="停水", **before)
    move_org(actor=world.operator, at=NOON, org=world.village, to=world.other_area, since=TODAY)
    for place, day in ((world.village, TODAY), (world.area, TODAY), (world.other_area, TODAY), (world.town, TODAY), (world.town, TODAY - timedelta(days=1))):
        seen = ask("dispatcher", "GET", f"/map/spots?what=problems&org={place.pk}&on={day}")[1]["total"]
        assert seen == int(ask("dispatcher", "GET", f"/figures/problem.all?org={place.pk}&on={day}")[1]["value"]), (place.name, day)


def test_what_has_no_limit_waits_behind_what_has_one(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    Record.objects.filter(pk=problems["village"].pk).update(turn_role="dispatcher", turn_org=world.town, due_on=None)
    assert [r["due_on"] is None for r in ask("dispatcher", "GET", "/inbox")[1]["rows"]] == [False, True]


def test_a_figure_is_divided_by_place_month_and_kind(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    status, told = ask("dispatcher", "GET", f"/figures/problem.all/parts?org={world.town.pk}&by=village")
    assert status == 200 and {p["name"]: p["value"] for p in told["places"]} == {"上河村": "1", "下河村": "1", "山口村": "0"}
    assert told["months"][TODAY.month - 1]["value"] == "2" and {m["value"] for m in told["months_before"]} == {"0", None}
    assert [m["value"] for m in told["months"][TODAY.month:]] == [None] * (12 - TODAY.month), "what is yet to come is no nought"
    assert [(g["key"], g["value"]) for g in told["groups"]] == [("power", "2")] and "village" in told["kinds"]
    standing = ask("dispatcher", "GET", f"/figures/population/parts?org={world.town.pk}")[1]
    assert (standing["months"], standing["places"]) == ([], [])


def test_members_are_divided_by_village_and_a_share_is_told_with_its_terms(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    members = ask("dispatcher", "GET", f"/figures/members/parts?org={world.town.pk}&by=village")[1]["places"]
    assert {p["name"]: p["value"] for p in members} == {"上河村": "3", "下河村": "1", "山口村": "0", "": "5"}
    share = ask("dispatcher", "GET", f"/figures/problem.solved_rate/parts?org={world.town.pk}&by=village")[1]
    assert {p["name"]: (p["value"], p["part"], p["whole"]) for p in share["places"]} == {"上河村": ("0", "0", "1"), "下河村": ("0", "0", "1"), "山口村": (None, "0", "0")}
    assert [(g["key"], g["part"], g["whole"]) for g in share["groups"]] == [("power", "0", "2")]
    assert share["months"][TODAY.month - 1] == {"value": "0", "part": "0", "whole": "2"}


def test_the_rows_of_a_figure_come_as_they_are_and_as_a_spreadsheet(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    rows = ask("clerk", "GET", f"/figures/problem.all/rows?org={world.village.pk}")[1]
    assert (rows["total"], rows["rows"][0]["id"], rows["rows"][0]["facts"]["category"]) == (1, problems["village"].pk, "power")
    for name in ("population", "households", "villages", "members", "posts.committee"):
        assert ask("dispatcher", "GET", f"/figures/{name}/rows?org={world.town.pk}")[0] == 200, name
    answer = Client().get(f"/api/figures/problem.all/list.xlsx?org={world.village.pk}", headers={"Authorization": f"Bearer {token(world, 'clerk')[1]}"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None and [cell.value for cell in sheet["A"]][1] == problems["village"].number
    for what in ("parts", "rows", "list.xlsx"):
        assert ask("clerk", "GET", f"/figures/problem.all/{what}?org={world.far_village.pk}")[0] == 404


def test_an_audit_comes_as_a_page_that_stands_alone(world: World) -> None:
    pk = hand_in(world, world.town.pk).json()["id"]
    answer = Client().get(f"/api/audits/{pk}/report.html", **key(world, "dispatcher"))
    page = b"".join(answer.streaming_content).decode()
    assert "与台账不一致" in page and "<script" not in page and "http" not in page
    assert Client().get(f"/api/audits/{pk}/report.html", **key(world, "clerk")).status_code == 404


def test_of_a_visit_nobody_hears_who_may_not_open_it(world: World, ask: Ask) -> None:
    ask("clerk", "POST", "/visits", visit_of(world))
    assert {who: ask(who, "GET", "/search?q=停水")[1]["records"] != [] for who in ("clerk", "other_clerk", "office_head")} == {"clerk": True, "other_clerk": False, "office_head": False}


def test_the_search_finds_organisations_by_part_of_their_name(world: World, ask: Ask) -> None:
    assert [o["id"] for o in ask("dispatcher", "GET", f"/search?q={world.office.name[1:]}")[1]["orgs"]] == [world.office.pk]
    assert ask("clerk", "GET", f"/search?q={world.far_village.name}")[1]["orgs"] == []


def test_a_program_narrows_its_list_as_an_office_does(world: World, ask: Ask, problems: dict[str, Any]) -> None:
    def ids(query: str) -> set[int]:
        return {r["id"] for r in ask("dispatcher", "GET", f"/records?kind=problem{query}")[1]["rows"]}

    whole = ids("")
    assert ids(f"&handler={world.office.pk}") == {problems["village"].pk} < whole
    assert problems["village"].pk in ids(f"&org={world.village.pk}") and ids(f"&org={world.far_village.pk}") == ids("&org=99999999") == set()
    Record.objects.filter(pk=problems["village"].pk).update(due_on=TODAY - timedelta(1))
    assert ids("&late=true") == {problems["village"].pk}
    Record.objects.filter(pk=problems["village"].pk).update(state="closed")
    assert ids("&late=true") == set()
    day = Record.objects.get(pk=problems["village"].pk).happened_on
    assert problems["village"].pk in ids(f"&since={day}&until={day}") and ids(f"&until={day - timedelta(400)}") == set()
