"""Every form that can be sent refuses nonsense with a sentence: 422, never an error, and nothing is written."""

from __future__ import annotations

import re
from uuid import uuid4

from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township, addresses
from tests.world import NOON, TODAY
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.passwords import hashed
from yanzhen.kernel.jobs.worker import work_off

# Who sends what: screens with a form.
SENDERS = {
    "visit_new": "clerk", "record_new": "clerk", "record_correct": "clerk", "org_new": "dispatcher", "person_new": "clerk",
    "person_correct": "clerk", "person_change": "dispatcher", "household_new": "clerk", "household_change": "clerk", "imports": "dispatcher",
    "reports": "dispatcher", "rules": "security_admin", "posts": "security_admin", "accounts": "system_admin",
}
NONSENSE = ("", "-1", "99999999999999999999", "2026-02-30", "0001-01-01", "9999-12-31", "9" * 5000, "\x00", "<script>alert(1)</script>")


def fields(client: Client, path: str) -> list[str]:
    """The names a page's forms send."""
    page = client.get(path).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return [name for name in re.findall(r'name="([^"]+)"', main) if name not in ("csrfmiddlewaretoken", "do", "find")]


def refusals(client: Client, path: str, **more: str) -> dict[str, int]:
    """What was answered to nonsense in every field, where it was no refusal in words."""
    names, told = fields(client, path), {}
    assert names, path
    for value in NONSENSE:
        uid = value if value == NONSENSE[-1] else str(uuid4())
        answer = client.post(path, dict.fromkeys(names, value) | {"uid": uid, **more})
        text = answer.content.decode()
        if answer.status_code != 422 or 'role="alert"' not in text or "<script>" in text:
            told[f"{path} {value[:20]}"] = answer.status_code
    return told


def test_nonsense_is_refused_with_a_sentence(town: Township, comes: Comes) -> None:
    work_off(lambda: NOON)
    clients = {who: comes(who) for who in SENDERS.values()}
    before, wrong = Entry.objects.count(), {}
    for name, who in SENDERS.items():
        wrong |= refusals(clients[who], addresses(town)[name])
    wrong |= refusals(clients["dispatcher"], addresses(town)["import"], do="choose", kind="none")
    assert (wrong, Entry.objects.count() - before) == ({}, 0)


def test_no_change_of_an_organisation_or_a_household_takes_nonsense(town: Township, comes: Comes) -> None:
    client, wrong = comes("dispatcher"), {}
    for what in ("correct", "move", "merge", "split", "end"):
        wrong |= refusals(client, f"/o/{town.world.village.pk}/change/{what}/")
    for what in ("correct", "join", "leave", "move", "end"):
        wrong |= refusals(client, f"/h/{town.world.home.pk}/change/{what}/")
    assert wrong == {}


def test_what_cannot_be_seen_names_nobody_and_nothing(town: Township, comes: Comes) -> None:
    unseen, w = "\u200b\ufeff", town.world
    for who, path, said in (
        ("clerk", "/new/visit/", {"org": w.village.pk, "happened_on": TODAY, "called_on": unseen, "problem-TOTAL_FORMS": 0, "problem-INITIAL_FORMS": 0}),
        ("dispatcher", "/posts/", {"person": unseen, "org": w.village.pk, "role": "village_officer", "since": TODAY}),
        ("system_admin", "/accounts/", {"person": unseen, "login": "xinren"}),
    ):
        answer = comes(who).post(path, {"uid": uuid4(), **said})
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode(), path


def test_wherever_one_asks_to_go_after_signing_in_one_comes_in(town: Township, comes: Comes) -> None:
    account = town.world.account("clerk")
    account.password = hashed("旧的密码-1024")
    account.save()
    for onward, to in (("/l/visit/?page=1", "/l/visit/?page=1"), ("water", "/"), ("1", "/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), ("", "/")):
        answer = comes("nobody").post("/sign-in/", {"login": "clerk", "password": "旧的密码-1024", "next": onward})
        assert (answer.status_code, answer["Location"]) == (302, to)


def test_no_step_takes_nonsense(town: Township, comes: Comes) -> None:
    asked = dict.fromkeys(("handler", "note", "why", "how", "reason", "level", "condition", "manner", "answer", "words", "on"), "2026-02-30")
    found = set()
    for who in ("dispatcher", "office_head", "clerk"):
        client = comes(who)
        for record in town.problems.values():
            for step in ("assign", "accept", "solve", "cannot", "answer", "nothing"):
                found.add(client.post(f"/r/{record.pk}/do/{step}/", {"uid": str(uuid4()), **asked}).status_code)
    assert found == {404, 422}


def test_the_same_form_sent_twice_is_done_once(town: Township, comes: Comes) -> None:
    client, said = comes("clerk"), {"uid": str(uuid4()), "name": "新河村", "reason": "更名", "version": "0"}
    path = f"/o/{town.world.village.pk}/change/rename/"
    first, before = client.post(path, said).status_code, Entry.objects.count()
    assert (first, client.post(path, said).status_code, Entry.objects.count() - before) == (302, 302, 0)


def test_a_request_larger_than_any_roster_is_turned_away_unread(comes: Comes) -> None:
    answer = comes("dispatcher").post("/import/", {"x": "y"}, CONTENT_LENGTH=str(30 << 20))
    assert answer.status_code == 413 and "太大" in answer.content.decode()
