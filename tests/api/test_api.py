"""The API says what it takes and gives, lets a program do what its person's posts may, and nothing twice."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import yanzhen
from tests.safety.test_same_act import VERBS
from tests.world import NOON, TODAY, World
from yanzhen.faces.api.urls import described
from yanzhen.kernel.guard.actions import close_account, end_appointment, issue_token, revoke_token
from yanzhen.kernel.guard.models import Appointment, Entry, Token
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.reports import actions as reports
from yanzhen.packs.visits.actions import Raised, log_visit

FACES = Path(yanzhen.__file__).parent / "faces"
SNAPSHOT = Path(__file__).with_name("openapi.json")
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def token(world: World, who: str, **more: Any) -> tuple[Token, str]:
    given = {"name": "对账", "until": TODAY + timedelta(days=9), **more}
    return issue_token(world.account(who), actor=world.actor(who), at=NOON, **given)


@pytest.fixture
def ask(world: World) -> Ask:
    """A request of somebody's program: status and what was said."""
    keys: dict[str, str] = {}

    def call(who: str, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        if who not in keys:
            keys[who] = token(world, who)[1]
        text = body if isinstance(body, str) else json.dumps(body, default=str)
        answer = Client().generic(method, f"/api{path}", text if body is not None else "", "application/json", headers={"Authorization": f"Bearer {keys[who]}"}, **more)
        return answer.status_code, answer.json()

    return call


def visit_of(world: World, **more: Any) -> dict[str, Any]:
    raised = [{"title": "停水", "category": "water", "detail": "三天"}, {"title": "路坏", "category": "road"}]
    return {"uid": uuid4(), "org": world.village.pk, "household": world.home.pk, "happened_on": TODAY, "heard": "要修路", "problems": raised, **more}


def problem_in(world: World, place: str, clerk: str, home: str) -> Record:
    by = world.actor(clerk)
    made = log_visit(actor=by, at=NOON, uid=uuid4(), org=world.places[place], happened_on=TODAY, target=world.homes[home], problems=[Raised("断电", "power")])
    return made.offspring.get()


def test_the_description_is_the_one_that_was_agreed() -> None:
    """Whoever changes the API changes `openapi.json` with it (write it anew with `python -m tests.api`), and says so."""
    assert json.loads(json.dumps(described())) == json.loads(SNAPSHOT.read_text("utf-8"))


def test_the_description_is_open_and_nothing_else_is(world: World) -> None:
    assert Client().get("/api/openapi.json").json()["info"]["version"] == "1"
    answer = Client().get("/api/me")
    assert (answer.status_code, answer.json()) == (401, {"refused": "接口密钥不对，或者已收回、已过期。"})


def test_a_program_is_told_whose_it_is(world: World, ask: Ask) -> None:
    status, me = ask("clerk", "GET", "/me")
    assert (status, me["name"], me["day"]) == (200, "温素笺", TODAY.isoformat())
    assert [(p["role"], p["org"]) for p in me["posts"]] == [("village_clerk", world.village.pk)]


def test_a_token_is_dead_once_revoked_over_or_without_posts(world: World) -> None:
    def status(raw: str) -> int:
        return Client().get("/api/me", headers={"Authorization": f"Bearer {raw}"}).status_code

    kept, raw = token(world, "clerk")
    assert status(raw) == 200 and status(raw + "x") == 401
    revoke_token(kept, actor=world.actor("clerk"), at=NOON)
    assert status(raw) == 401
    _row, short = token(world, "clerk", until=TODAY)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert status(short) == 401
    _row, raw = token(world, "grid_worker")
    end_appointment(Appointment.objects.get(person=world.grid_worker), actor=world.operator, at=NOON, until=TODAY)
    assert status(raw) == 401
    _row, raw = token(world, "dispatcher")
    close_account(world.account("dispatcher"), actor=world.operator, at=NOON)
    assert status(raw) == 401


def test_a_visit_is_written_with_its_problems_and_sent_again_is_the_same(world: World, ask: Ask) -> None:
    body = visit_of(world)
    first, again = ask("clerk", "POST", "/visits", body), ask("clerk", "POST", "/visits", body)
    assert first == again and first[0] == 200
    assert Record.objects.filter(kind="visit").count() == 1 and Record.objects.filter(kind="problem", origin=first[1]["id"]).count() == 2
    status, other = ask("clerk", "POST", "/visits", {**body, "heard": "不一样"})
    assert status == 422 and "两次内容不一样" in other["refused"]
    assert verify() == []


def test_a_record_is_written_seen_moved_and_told(world: World, ask: Ask) -> None:
    body = {"uid": uuid4(), "kind": "problem", "org": world.village.pk, "happened_on": TODAY, "title": "漏水", "facts": {"category": "water", "household": world.home.pk}}
    status, made = ask("clerk", "POST", "/records", body)
    assert (status, made["state"], made["facts"]["category"], made["open"]) == (200, "registered", "water", [])
    assert ask("clerk", "POST", "/records", body)[1]["id"] == made["id"]
    step = {"uid": uuid4(), "answers": {"handler": world.office.pk, "note": "快"}}
    assert ask("dispatcher", "GET", f"/records/{made['id']}")[1]["open"] == ["assign"]
    path = f"/records/{made['id']}/steps/assign"
    assert [ask("dispatcher", "POST", path, step)[1]["state"] for _n in range(2)] == ["assigned", "assigned"]
    status, whole = ask("office_head", "GET", f"/records/{made['id']}")
    assert [(s["step"], s["late"], s["answers"]["note"]) for s in whole["steps"]] == [("assign", False, "快")]
    assert set(whole["open"]) == {"accept", "return"} and Entry.objects.filter(verb="problem.assign").count() == 1


def test_a_step_out_of_turn_or_out_of_state_is_refused_in_a_sentence(world: World, ask: Ask) -> None:
    made = problem_in(world, "village", "clerk", "home")
    path, handler = f"/records/{made.pk}/steps", {"handler": world.office.pk}
    status, told = ask("clerk", "POST", f"{path}/assign", {"uid": uuid4(), "answers": handler})
    assert status == 422 and "要由党政办主任来办" in told["refused"]
    status, told = ask("dispatcher", "POST", f"{path}/close", {"uid": uuid4()})
    assert status == 422 and "已登记" in told["refused"]
    status, told = ask("dispatcher", "POST", f"{path}/assign", {"uid": uuid4(), "answers": {**handler, "state": "closed"}})
    assert status == 422 and "state" in told["refused"]
    assert ask("dispatcher", "POST", f"{path}/nothing", {"uid": uuid4()})[0] in (404, 422)
    assert world.now(made).state == "registered"


CORRECTED = {
    "/records/{problem}": ({"facts": {"category": "road"}}, {"facts": {"category": "health"}}, {"title": "还是断电"}),
    "/people/{villager}": ({"nation": "满族"}, {"nation": "回族"}, {"education": "小学"}),
    "/households/{home}": ({"address": "8号"}, {"address": "9号"}, {"number": "0109"}),
    "/orgs/{village}": ({"area_km2": "3.25"}, {"area_km2": "9.9"}, {"code": "990101201"}),
}


@pytest.mark.parametrize("path", CORRECTED)
def test_a_correction_says_what_it_was_read_at_and_loses_nobodys(world: World, ask: Ask, path: str) -> None:
    record = problem_in(world, "village", "clerk", "home")
    where, (one, other, apart) = path.format(problem=record.pk, villager=world.villager.pk, home=world.home.pk, village=world.village.pk), CORRECTED[path]
    read = ask("dispatcher", "GET", where)[1]["version"]

    def send(said: dict[str, Any], **more: Any) -> tuple[int, Any]:
        return ask("dispatcher", "POST", f"{where}/correct", {"uid": uuid4(), "reason": "核对", **said, **more})

    assert send(one)[0] == 422 and send(one, version=read)[0] == 200
    status, said = send(other, version=read)
    assert status == 422 and "阎知行" in said["refused"] and "核对" in said["refused"]
    assert send(apart, version=read)[0] == 200
    assert send(other, version=ask("dispatcher", "GET", where)[1]["version"])[0] == 200


def test_what_is_not_the_callers_answers_as_what_is_not_there(world: World, ask: Ask) -> None:
    far = problem_in(world, "far_village", "far_clerk", "far_home")
    assign = {"uid": uuid4(), "answers": {}}
    for path, body in ((f"/records/{far.pk}", None), (f"/records/{far.pk}/steps/assign", assign)):
        method = "POST" if body else "GET"
        denied, missing = ask("clerk", method, path, body), ask("clerk", method, path.replace(f"/{far.pk}", "/99999999"), body)
        assert denied == missing == (404, {"refused": "没有这一条，或者不在您的权限内。"})
    assert ask("clerk", "GET", f"/figures?org={world.far_village.pk}") == ask("clerk", "GET", "/figures?org=99999999")
    assert ask("system_admin", "GET", "/people")[0] == 404 and ask("grid_worker", "GET", f"/figures?org={world.village.pk}")[0] == 404


def test_lists_hold_what_the_caller_may_see_and_say_how_many(world: World, ask: Ask) -> None:
    for place, clerk, home in (("village", "clerk", "home"), ("other_village", "other_clerk", "other_home"), ("far_village", "far_clerk", "far_home")):
        problem_in(world, place, clerk, home)
    totals = {who: ask(who, "GET", "/records?kind=problem")[1]["total"] for who in ("clerk", "dispatcher", "stranger", "office_head", "audit_admin")}
    assert totals == {"clerk": 1, "dispatcher": 2, "stranger": 1, "office_head": 0, "audit_admin": 0}
    assert [h["number"] for h in ask("clerk", "GET", "/households")[1]["rows"]] == ["0101", "0102", "0103"]
    people = ask("clerk", "GET", "/people")[1]["rows"]
    assert {"璩老根", "温素笺"} <= {p["name"] for p in people} and set(people[0]) == {"id", "name", "gender", "birth"}
    assert {o["name"] for o in ask("clerk", "GET", "/orgs?kind=village")[1]["rows"]} == {"上河村"}
    assert ask("dispatcher", "GET", "/records?kind=problem&page=2")[1]["rows"] == []


def test_an_office_is_asked_about_for_its_work_wherever_that_was(world: World, ask: Ask) -> None:
    ask("clerk", "POST", "/visits", visit_of(world))
    first, _other = Record.objects.filter(kind="problem").order_by("pk")
    ask("dispatcher", "POST", f"/records/{first.pk}/steps/assign", {"uid": uuid4(), "answers": {"handler": world.office.pk}})
    town, office = world.town.pk, world.office.pk
    by_itself = {f["key"]: f["value"] for f in ask("office_head", "GET", f"/figures?org={office}")[1]}
    assert by_itself["problem.all"] == "1" and "population" not in by_itself
    for who, query in (("office_head", f"org={office}"), ("office_head", f"org={town}&handler={office}"), ("dispatcher", f"org={world.village.pk}&handler={office}")):
        status, told = ask(who, "GET", f"/figures/problem.all?{query}")
        assert (status, told["value"], told["evidence"]) == (200, "1", [first.pk]), query
        assert [row["id"] for row in ask(who, "GET", f"/figures/problem.all/rows?{query}")[1]["rows"]] == [first.pk]
    parts = ask("dispatcher", "GET", f"/figures/problem.all/parts?org={town}&handler={office}&by=village")[1]["places"]
    assert {p["name"]: p["value"] for p in parts if p["value"] != "0"} == {"上河村": "1"}
    for who, query in (("office_head", f"org={world.village.pk}&handler={office}"), ("clerk", f"org={world.village.pk}&handler={office}"), ("office_head", f"org={town}&handler={world.other_office.pk}"), ("office_head", f"org={town}")):
        assert ask(who, "GET", f"/figures/problem.all?{query}")[0] == 404, query
    assert ask("dispatcher", "GET", f"/figures/population?org={town}&handler={office}")[0] == 404, "people are nobody's work"


#: What a person does on the web and no program in his name: what opens an account or is shown once, and what is sealed.
NOT_FOR_PROGRAMS = {
    "open_account", "reset_password", "close_account", "change_password", "switch_on_totp", "confirm_totp", "switch_off_totp", "sign_out", "issue_token", "revoke_token",
    "reveal", "reach",
}  # fmt: skip


def test_there_is_an_operation_for_every_verb_but_what_only_a_person_does() -> None:
    """What is done to many at once is an import, which the worker writes and takes back."""
    verbs = {name.split(".")[1] for name in VERBS} - {"register_people", "found_households", "belong_many", "decide", "undo"}
    nodes = [node for p in [*(FACES / "api").glob("*.py"), FACES / "inputs.py"] for node in ast.walk(ast.parse(p.read_text("utf-8")))]
    named = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    assert verbs - named == NOT_FOR_PROGRAMS


def test_a_figure_lists_the_rows_it_counts(world: World, ask: Ask) -> None:
    here, there = problem_in(world, "village", "clerk", "home"), problem_in(world, "other_village", "other_clerk", "other_home")
    status, told = ask("dispatcher", "GET", f"/figures/problem.all?org={world.town.pk}&year=2026")
    assert (status, told["value"], told["counted"], told["withheld"], told["evidence"]) == (200, "2", 2, 0, [here.pk, there.pk])
    board = {f["key"]: f["value"] for f in ask("dispatcher", "GET", f"/figures?org={world.town.pk}")[1]}
    assert board["problem.all"] == "2" and board["problem.solved_rate"] == "0" and board["revisit.solved_rate"] is None
    assert ask("dispatcher", "GET", f"/figures/nothing?org={world.town.pk}")[0] == 404


def test_a_report_comes_with_its_figures(world: World, ask: Ask) -> None:
    body = "# 报告\n全镇有{行政村}。\n"
    made = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="半年报告", year=2026, body=body)
    status, told = ask("secretary", "GET", f"/reports/{made.pk}")
    assert (status, told["figures"], told["signed_on"]) == (200, [{"key": "villages", "text": "3个", "value": "3"}], None)
    assert "全镇有3个。" in told["paragraphs"] and [r["id"] for r in ask("secretary", "GET", "/reports")[1]] == [made.pk]
    assert ask("liaison", "GET", f"/reports/{made.pk}")[0] == 404, "a draft is nobody's but the writers'"


def test_a_file_is_taken_in_once_and_waits_for_the_worker(world: World) -> None:
    _row, raw = token(world, "clerk")
    client, uid = Client(headers={"Authorization": f"Bearer {raw}"}), str(uuid4())
    for _n in range(2):
        sent = {"file": SimpleUploadedFile("户籍台账.csv", "村名,户号\n上河村,0999".encode()), "org": world.village.pk, "uid": uid}
        answer = client.post("/api/imports", sent)
        assert answer.status_code == 200, answer.content
    made = Import.objects.get()
    assert client.get(f"/api/imports/{made.pk}").json()["state"] == "arrived"
    assert client.post(f"/api/imports/{made.pk}/decide", {"uid": str(uuid4())}, content_type="application/json").json()["id"] == made.pk
    denied = client.post("/api/imports", {"file": SimpleUploadedFile("a.csv", b"x"), "org": world.other_village.pk, "uid": str(uuid4())})
    assert denied.status_code == 404 and Import.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ('"x"', 422), ("[]", 422), ('{"uid": "x"}', 422), ('{"title": "a\\u0000b"}', 400), ('{"title": "\\ud800"}', 422),
        ({"happened_on": "9999-12-31"}, 422), ({"happened_on": "0001-01-01"}, 422), ({"title": " "}, 422), ({"title": "长" * 201}, 422),
        ({"kind": "nothing"}, 404), ({"org": 2**63}, 422), ({"org": -1}, 422), ({"org": 10**9}, 404), ({"facts": {"category": "water", "outcome": "solved"}}, 422),
        ({"facts": {"category": "nothing"}}, 422), ({"facts": {"category": "water", "household": "²"}}, 422), ({"facts": {"category": "water", "household": 10**30}}, 422),
        ({"facts": {"category": "water", "record": 1}}, 422), ({"facts": {"category": None}}, 422), ({"facts": {"category": "\ud800"}}, 422),
        ({"facts": {"category": 5}}, 422), ({"facts": {"category": "water", "detail": 10**2001}}, 422), ({"facts": {"category": "water", "detail": "\ud800"}}, 422),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_a_sentence_and_nothing_is_written(world: World, ask: Ask, body: Any, status: int) -> None:
    whole = {"uid": uuid4(), "kind": "problem", "org": world.village.pk, "happened_on": TODAY, "title": "漏水", "facts": {"category": "water"}}
    told = ask("clerk", "POST", "/records", {**whole, **body} if isinstance(body, dict) else body)
    assert told[0] == status and set(told[1]) == {"refused"} and len(told[1]["refused"]) > 5
    assert Record.objects.count() == 0


@pytest.mark.parametrize("path", (
    "/records?page=0", "/records?page=x", "/records?page=99999999999", "/records?kind=%00", f"/records/{2**63}", "/figures?org=x", "/figures/problem.all?org=1&on=2026-13-01",
    "/figures?org=1&year=1", f"/orgs?kind={'x' * 99}",
))  # fmt: skip
def test_nonsense_in_an_address_is_no_fault_of_ours(world: World, ask: Ask, path: str) -> None:
    assert ask("dispatcher", "GET", path)[0] in (404, 422)


def test_any_day_that_was_can_be_asked_for(ask: Ask, world: World) -> None:
    for day in ("0001-01-01", "0040-02-28"):
        status, told = ask("dispatcher", "GET", f"/figures?org={world.town.pk}&on={day}")
        assert status == 200, day
    assert {f["key"]: f["value"] for f in ask("dispatcher", "GET", f"/figures?org={world.town.pk}&on=0001-01-01")[1]}["villages"] == "0"


def test_a_day_that_has_not_come_or_is_before_the_year_has_no_figures(ask: Ask, world: World) -> None:
    said = [ask("dispatcher", "GET", f"/figures/villages?org={world.town.pk}&{query}") for query in ("on=9999-12-31", "on=2025-03-01&year=2026")]
    assert [status for status, _told in said] == [422, 422]
    assert "9999-12-31 还没到" in said[0][1]["refused"] and "2025-03-01 那天 2026 年还没开始" in said[1][1]["refused"]
    assert ask("dispatcher", "GET", f"/figures/villages?org={world.town.pk}&on=2025-03-01&year=2025")[1]["day"] == "2025-03-01"
    later = ask("dispatcher", "GET", f"/figures/problem.solved?org={world.town.pk}&on=2026-03-01&year=2025")[1]
    assert (later["since"], later["day"]) == ("2025-01-01", "2026-03-01"), "what had become of that year's by then"
