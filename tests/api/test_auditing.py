"""A program hands a report in, reads what is found of its figures, answers, and takes the Word file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.test_api import token
from tests.world import NOON, World, build
from yanzhen.kernel.audit.models import Audit, Meaning

TEXT = "全镇辖4个行政村。排查矛盾9条。"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False):
        yield build()


def key(world: World, who: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {token(world, who)[1]}"}}


def hand_in(world: World, org: int, **more: Any) -> Any:
    body = {"uid": uuid4(), "org": org, "year": 2026, "file": SimpleUploadedFile("汇报.txt", TEXT.encode()), **more}
    return Client().post("/api/audits", body, **key(world, "dispatcher"))


def test_a_report_handed_in_is_told_figure_by_figure(world: World) -> None:
    made = hand_in(world, world.town.pk).json()
    assert (made["state"], made["name"]) == ("read", "汇报.txt")
    told = Client().get(f"/api/audits/{made['id']}", **key(world, "secretary")).json()
    assert [(c["quote"], c["verdict"], c["figure"], c["expected"]) for c in told["claims"]] == [("4个", "differs", "villages", "3"), ("9条", "no_source", None, "")]
    assert TEXT[told["claims"][0]["start"] : told["claims"][0]["end"]] == "4个"
    listed = Client().get("/api/audits", **key(world, "dispatcher")).json()
    assert listed["total"] == 1 and "claims" not in listed["rows"][0]


def test_it_answers_and_says_what_is_meant(world: World) -> None:
    pk, by = hand_in(world, world.town.pk).json()["id"], key(world, "dispatcher")

    def send(path: str, **body: Any) -> Any:
        return Client().post(f"/api/audits/{pk}/{path}", {"uid": str(uuid4()), **body}, "application/json", **by)

    assert send("answer", place=0, word="disputed").status_code == 422
    assert send("answer", place=0, word="disputed", note="刚并了村").status_code == 200
    assert send("means", place=1, figure="population").status_code == 422
    assert send("means", place=1, figure="problem.all").json()["figure"] == Meaning.objects.get().figure == "problem.all"


def test_the_word_file_carries_the_comments(world: World) -> None:
    pk = hand_in(world, world.town.pk).json()["id"]
    answer = Client().get(f"/api/audits/{pk}/report.docx", **key(world, "dispatcher"))
    [comment] = docx.Document(io.BytesIO(b"".join(answer.streaming_content))).comments
    assert "3 个" in comment.text


def test_who_may_and_who_may_not(world: World) -> None:
    assert hand_in(world, world.other_town.pk).status_code == 404
    pk = hand_in(world, world.town.pk).json()["id"]
    found = {who: Client().get(f"/api/audits/{pk}", **key(world, who)).status_code for who in ("dispatcher", "liaison", "clerk", "grid_worker", "stranger", "audit_admin")}
    assert found == {"dispatcher": 200, "liaison": 200, "clerk": 404, "grid_worker": 404, "stranger": 404, "audit_admin": 404}


def test_the_same_sending_is_one_audit(world: World) -> None:
    uid = uuid4()
    assert hand_in(world, world.town.pk, uid=uid).json() == hand_in(world, world.town.pk, uid=uid).json() and Audit.objects.count() == 1
