"""Two worlds that differ only in what somebody may not know give him the same answers, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from tests.safety.asking import HUGE, Question, questions
from tests.safety.callers import ANYBODY, ask, browser, program, said
from tests.safety.house import House
from tests.safety.varying import Canaries, beyond, reaches, same_keys, unknown_to, vary
from yanzhen.faces.api.auth import AGGREGATES
from yanzhen.faces.web.policy import POLICY

# What the faces say does not depend on the database; once is enough.
pytestmark = pytest.mark.sqlite

VIEWERS = (
    ANYBODY, "clerk", "other_clerk", "far_clerk", "grid_worker", "chief", "officer", "area_head", "office_head", "dispatcher", "secretary",
    "liaison", "inspector", "system_admin", "security_admin", "audit_admin", "stranger", "moved",
)  # fmt: skip
LEAST_CELLS = 500
# Pages that must open for a viewer, or only refusals would be compared; 12 for most. An officer holds a post without rights.
LEAST_OPEN = {ANYBODY: 1, "officer": 9}
# Whoever may read the trail of a place is told of every act there, though not what was written in it.
TELLS = {"trail": "trail.read"}
# The acts by which a person's numbers are read; they leave their mark.
REVEALS = {"person_reveal", "record_reach"}


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever is done inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answers(web: Client, api: Client, asked: list[Question]) -> dict[Question, bytes]:
    """What each question is answered; nothing that an answer did remains."""
    told = {}
    for question in asked:
        with forgotten():
            told[question] = said(ask(api if question.path.startswith("/api/") else web, question.method, question.path, question.data))
    return told


@dataclass
class Worlds:
    """The answers as things are; those where everything he may not know is otherwise; of what may tell him numbers and acts of
    his own places, also those where only what lies beyond them is otherwise; and the words that were put there."""

    here: dict[Question, bytes]
    there: dict[Question, bytes]
    beyond: dict[Question, bytes]
    canaries: Canaries


def both_worlds(house: House, viewer: str, asked: list[Question]) -> Worlds:
    """Ask in both."""
    web, api = browser(house.world, viewer), program(house.world, viewer)
    canaries, unknown, far = Canaries(), unknown_to(viewer), beyond(house, viewer, rights())
    same_keys()
    with forgotten():
        here = answers(web, api, asked)
    with forgotten():
        same_keys()
        vary(house, far, canaries)
        same_keys()
        told = answers(web, api, [q for q in asked if may_differ(house, viewer, q) and q.route not in REVEALS])
        vary(house, unknown - far, canaries)
        same_keys()
        there = answers(web, api, asked)
    return Worlds(here, there, told, canaries)


def rights() -> set[str]:
    """The rights by which somebody is told numbers or acts of a place, though not of what."""
    return {line.get for line in POLICY.values() if line.aggregate} | set(TELLS.values()) | set(AGGREGATES.values())


def may_differ(house: House, viewer: str, question: Question) -> bool:
    """A declared aggregate, or the trail, of a place that the viewer's right reaches; or numbers that he was just shown."""
    name = question.route.removeprefix("api:")
    right = {**{n: line.get for n, line in POLICY.items() if line.aggregate}, **TELLS}.get(question.route, "")
    right = {**AGGREGATES, **TELLS}.get(name, "") if question.route.startswith("api:") else right
    return name in REVEALS or bool(right) and reaches(house, viewer, right)


@pytest.mark.slow
@pytest.mark.parametrize("viewer", VIEWERS)
def test_nobody_notices_what_he_may_not_know(house: House, viewer: str) -> None:
    asked = questions(house)
    assert len(asked) > LEAST_CELLS
    worlds = both_worlds(house, viewer, asked)
    here, there, canaries = worlds.here, worlds.there, worlds.canaries
    opened = {q.route for q in asked if here[q].startswith(b"200")}
    assert len(opened) >= LEAST_OPEN.get(viewer, 12), "whoever is let in nowhere notices nothing"
    assert not [q for q in asked if here[q] != there[q] and not may_differ(house, viewer, q)]
    assert not [q for q, told in worlds.beyond.items() if here[q] != told], "of places beyond his own"
    assert canaries.given and not [(q, c) for q in asked for c in canaries.given if c.encode() in there[q]]
    assert not [(q, c) for q in asked for c in canaries.sealed if c.encode() in there[q] and q.route not in REVEALS]
    not_there(here, asked)


def not_there(here: dict[Question, bytes], asked: list[Question]) -> None:
    """Whatever is denied answers exactly as what is not there; only a key that no row can have may be turned away sooner."""
    alike = {(q.method, q.path): q for q in asked}
    missing = [q for q in asked if here[q].startswith(b"404") and str(HUGE) not in q.path]
    assert len({here[q] for q in missing if not q.path.startswith("/api/")}) <= 1, "one page for all that is not there"
    for question in missing:
        other = alike.get((question.method, question.missing))
        assert other is None or here[question] == here[other], question


@pytest.mark.parametrize(("viewer", "day"), [("revoked", date(2026, 3, 9)), ("moved", date(2026, 2, 27))])
def test_a_session_made_under_other_posts_is_nobodys(house: House, viewer: str, day: date) -> None:
    old, nobody = browser(house.world, viewer, day), browser(house.world, ANYBODY)
    gone, api = program(house.world, "revoked"), program(house.world, ANYBODY)
    asked = [q for q in questions(house) if q.method == "GET"]
    there = answers(old, gone, asked)
    assert [q for q in asked if told_to_nobody(there[q]) != told_to_nobody(answers(nobody, api, [q])[q])] == []


def told_to_nobody(answer: bytes) -> bytes:
    """Without the cookie by which a dead session is taken away."""
    return answer.replace(b"\nyz_session\n", b"\n").replace(b"\nVary: Cookie", b"")


def test_the_two_worlds_are_different(house: House) -> None:
    """The one who may know everything of a compartment sees it change: the comparison is not one of empty pages."""
    asked = [q for q in questions(house) if q.method == "GET" and q.route in ("records", "imports", "reports")]
    for viewer, compartment in (("other_clerk", "next"), ("stranger", "far"), ("dispatcher", "imports"), ("secretary", "drafts"), ("inspector", "revisits")):
        web, api = browser(house.world, viewer), program(house.world, viewer)
        with forgotten():
            here = answers(web, api, asked)
        with forgotten():
            canaries = vary(house, {compartment}, Canaries())
            there = answers(web, api, asked)
        assert [q for q in asked if here[q] != there[q] and any(c.encode() in there[q] for c in canaries.given)], viewer
