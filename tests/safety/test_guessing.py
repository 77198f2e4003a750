"""Whatever is sent to any operation, the answer is one that the description names; nothing breaks."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.safety.callers import program
from tests.safety.guessing import Operation, operations, requests
from tests.safety.house import House
from tests.safety.test_two_worlds import forgotten
from yanzhen.faces.api.urls import described

# What the faces say does not depend on the database; once is enough.
pytestmark = pytest.mark.sqlite

DESCRIBED: dict[str, Any] = json.loads(json.dumps(described()))
CALLERS = ("dispatcher", "clerk", "secretary", "inspector", "security_admin")
EXAMPLES = 4
SHARES = 2


def asked(client: Client, one: Operation, sent: dict[str, Any]) -> Any:
    """The request as a program would make it."""
    path, query = one.path, {}
    for (place, name), value in sent["named"].items():
        if place == "path":
            path = path.replace(f"{{{name}}}", quote(plain(value), safe="") or "x")
        elif value is not None:
            query[name] = plain(value)
    address = f"{path}?{urlencode(query)}" if query else path
    if sent["sort"].startswith("multipart"):
        fields = {k: SimpleUploadedFile("a.csv", v) if isinstance(v, bytes) else plain(v) for k, v in sent["body"].items() if v is not None}
        return client.post(address, fields)
    return client.generic(one.method, address, json.dumps(sent["body"]) if sent["sort"] else "", "application/json")


def plain(value: Any) -> str:
    """A value as text, without what no address can hold."""
    return str(value).encode("utf-8", "replace").decode()


@pytest.fixture
def programs(house: House) -> dict[str, Client]:
    return {who: program(house.world, who) for who in CALLERS}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_answer_is_one_that_is_described(programs: dict[str, Client], share: int) -> None:
    for one in list(operations(DESCRIBED))[share::SHARES]:
        guessed(programs, one)


def guessed(programs: dict[str, Client], one: Operation) -> None:
    """A few requests to one operation, none of which leaves a mark."""

    @settings(max_examples=EXAMPLES, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(who=st.sampled_from(CALLERS), sent=requests(one, DESCRIBED))
    def ask(who: str, sent: dict[str, Any]) -> None:
        with forgotten():
            answer = asked(programs[who], one, sent)
        assert answer.status_code in one.statuses, (one.name, answer.status_code)
        assert answer.status_code == 200 or set(json.loads(answer.content)) == {"refused"}, one.name

    ask()
