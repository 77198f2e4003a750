"""Killed in the middle of writing, twenty times over: nothing that was acknowledged is lost, and nothing is there by half."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid5

import pytest

from tests.safety.killing import DONE, REFUSED, UNKNOWN, Place, Sent, writing

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CYCLES = 20
HALVES = {
    "a visit without its facts": "SELECT r.id FROM records_record r LEFT JOIN visits_visit v ON v.record_id = r.id WHERE r.kind = 'visit' AND v.record_id IS NULL",
    "a problem without its facts": "SELECT r.id FROM records_record r LEFT JOIN visits_problem p ON p.record_id = r.id WHERE r.kind = 'problem' AND p.record_id IS NULL",
    "an id taken and nothing done": "SELECT uid FROM guard_claim WHERE subject = ''",
    "a state without its step": "SELECT id FROM records_record r WHERE state = 'assigned' AND NOT EXISTS (SELECT 1 FROM flows_steptaken s WHERE s.record_id = r.id)",
    "a step without its state": "SELECT s.id FROM flows_steptaken s JOIN records_record r ON r.id = s.record_id WHERE s.step = 'assign' AND r.state = 'registered'",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.away()


def there(place: Place) -> dict[str, str]:
    """What was done under each id, as the database has it."""
    return {str(uid).replace("-", ""): subject for uid, subject in place.sql("SELECT uid, subject FROM guard_claim")}


def lost(place: Place, sent: list[Sent]) -> list[Sent]:
    """Acts that were acknowledged and are not there."""
    known, records = there(place), {row[0] for row in place.sql("SELECT id FROM records_record")}
    return [act for act in sent if act.outcome == DONE and (known.get(act.uid.hex) != f"records.record:{act.answer['id']}" or act.answer["id"] not in records)]


def halves(place: Place, sent: list[Sent]) -> list[str]:
    """What is there by half: by the tables, and by what was sent."""
    found = [what for what, query in HALVES.items() if place.sql(query)]
    known = there(place)
    for act in sent:
        parts = [uuid5(act.uid, f"problem {n}").hex for n in range(len(act.body.get("problems", ())))]
        if len({act.uid.hex in known, *(part in known for part in parts)}) > 1:
            found.append(f"a visit with some of its problems: {act.body}")
    return found


def counts(place: Place) -> list[int]:
    tables = ("records_record", "flows_steptaken", "guard_entry", "guard_claim")
    return [place.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables]


def test_what_was_acknowledged_survives_any_kill(place: Place) -> None:
    seed = random.randrange(10**6)
    chance, sent = random.Random(seed), list[Sent]()
    for cycle in range(CYCLES):
        place.start()
        sent += writing(place, chance.randint(1, 30), chance)
        assert not lost(place, sent) and not halves(place, sent), f"seed {seed}, cycle {cycle}"
    outcomes = [act.outcome for act in sent]
    assert set(outcomes) == {DONE, UNKNOWN}, f"seed {seed}: {set(outcomes)}"
    assert place.findings() == []
    place.start()
    before = counts(place)
    for act in (replayed := [act for act in sent if act.outcome == DONE]):
        place.send(act)
        assert act.outcome == DONE
    assert counts(place) == before, "an act sent again was done again"
    for act in (unknown := [act for act in sent if act.outcome == UNKNOWN]):
        place.send(act)
        assert act.outcome in (DONE, REFUSED), act
    assert replayed and unknown and not lost(place, sent) and not halves(place, sent)
    assert place.findings() == []
    visits = [act for act in sent if act.path == "/api/visits"]
    assert place.sql("SELECT count(*) FROM records_record WHERE kind = 'visit'")[0][0] == len(visits)
