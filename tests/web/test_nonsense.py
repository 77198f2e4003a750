"""Every form that can be sent refuses nonsense with a sentence: 422, never an error, and nothing is written."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses
from yanzhen.kernel.guard.models import Entry

# Who sends what: screens with a form.
SENDERS = {
    "visit_new": "clerk", "record_new": "clerk", "record_correct": "clerk", "org_new": "dispatcher", "org_change": "dispatcher", "person_new": "clerk",
    "person_correct": "clerk", "household_new": "clerk", "household_change": "clerk", "imports": "dispatcher", "import": "dispatcher",
    "reports": "dispatcher", "rules": "security_admin", "posts": "security_admin", "accounts": "system_admin", "password": "clerk",
}
NONSENSE = ("", "-1", "99999999999999999999", "不是日期", "2026-02-30", "9" * 5000, "\x00", "<script>alert(1)</script>", "'; DROP TABLE x; --", "1e400", "NaN")


def fields(client: Client, path: str) -> list[str]:
    """The names a page's forms send."""
    page = client.get(path).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return [name for name in re.findall(r'name="([^"]+)"', main) if name not in ("csrfmiddlewaretoken", "do")]


@pytest.mark.parametrize("name", SENDERS)
def test_nonsense_is_refused_with_a_sentence(name: str, town: Township, comes: Comes) -> None:
    client, path = comes(SENDERS[name]), addresses(town)[name]
    names, before, told = fields(client, path), Entry.objects.count(), {}
    assert names
    for value in NONSENSE:
        for uid in (value, str(uuid4())):
            answer = client.post(path, dict.fromkeys(names, value) | {"uid": uid, "do": "choose"})
            text = answer.content.decode()
            if answer.status_code not in (404, 422) or (answer.status_code == 422 and 'role="alert"' not in text) or "<script>" in text:
                told[value[:20]] = answer.status_code
    assert (told, Entry.objects.count() - before) == ({}, 0)


@pytest.mark.parametrize("what", ("rename", "correct", "move", "merge", "split", "end"))
def test_no_change_of_an_organisation_takes_nonsense(what: str, town: Township, comes: Comes) -> None:
    client, path = comes("dispatcher"), f"/o/{town.world.village.pk}/change/{what}/"
    names = fields(client, path)
    assert {client.post(path, dict.fromkeys(names, value) | {"uid": str(uuid4())}).status_code for value in NONSENSE} == {422}


@pytest.mark.parametrize("what", ("correct", "join", "leave", "move", "end"))
def test_no_change_of_a_household_takes_nonsense(what: str, town: Township, comes: Comes) -> None:
    client, path = comes("clerk"), f"/h/{town.world.home.pk}/change/{what}/"
    names = fields(client, path)
    assert {client.post(path, dict.fromkeys(names, value) | {"uid": str(uuid4())}).status_code for value in NONSENSE} == {422}


@pytest.mark.parametrize("step", ("assign", "accept", "return", "solve", "cannot", "extend", "answer", "confirm", "close", "nothing"))
def test_no_step_takes_nonsense(step: str, town: Township, comes: Comes) -> None:
    for who in ("dispatcher", "office_head", "clerk"):
        client = comes(who)
        for record in town.problems.values():
            answers = dict.fromkeys(("handler", "note", "why", "how", "reason", "level", "condition", "manner", "answer", "words", "on"), "2026-02-30")
            assert client.post(f"/r/{record.pk}/do/{step}/", {"uid": str(uuid4()), **answers}).status_code in (404, 422)


def test_the_same_form_sent_twice_is_done_once(town: Township, comes: Comes) -> None:
    client, said = comes("clerk"), {"uid": str(uuid4()), "name": "新河村", "reason": "更名"}
    path = f"/o/{town.world.village.pk}/change/rename/"
    first, before = client.post(path, said).status_code, Entry.objects.count()
    assert (first, client.post(path, said).status_code, Entry.objects.count() - before) == (302, 302, 0)


def test_a_request_larger_than_any_roster_is_turned_away_unread(comes: Comes) -> None:
    answer = comes("dispatcher").post("/import/", {"x": "y"}, CONTENT_LENGTH=str(30 << 20))
    assert answer.status_code == 413 and "太大" in answer.content.decode()
