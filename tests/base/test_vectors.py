"""The computed examples that lie beside the repository. A clone without them says so; the same ground is covered in the other files."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.spans import Span, add, deadline

VECTORS = Path(__file__).parents[3] / "shared" / "domain" / "vectors.json"
FAULTS = {"ok": {None}, "date": {ids.BIRTH}, "check": {ids.CHECK}, "format": {ids.LENGTH, ids.CHARACTERS}}


@pytest.fixture(scope="module")
def vectors() -> Any:
    if not VECTORS.is_file():
        pytest.skip("not part of a clone: ../shared/domain/vectors.json could not be read")
    return json.loads(VECTORS.read_text("utf-8"))


def test_identity_numbers(vectors: Any) -> None:
    for case in vectors["id_number"]:
        text = case["value"]
        birth = ids.birth_of(text)
        assert ids.fault(text) in FAULTS[case["result"]], text
        assert ids.normalise(text) == case["normalised"]
        assert (birth.isoformat() if birth else None) == case["birth"]
        assert {"male": "男", "female": "女", "": None}[ids.gender_of(text)] == case["sex"]


def test_credit_codes(vectors: Any) -> None:
    for case in vectors["uscc"]:
        assert ids.credit_fault(case["value"]) in FAULTS[case["result"]], case["value"]


def test_natural_days_and_the_working_days_around_their_end(vectors: Any) -> None:
    for case in vectors["natural_days"]:
        found = deadline(Span(case["days"], "day"), date.fromisoformat(case["start"]), calendar())
        assert found.day.isoformat() == found.natural.isoformat() == case["due"], case
        assert calendar().is_working(found.day) == case["is_workday"], case
        assert found.next_working.isoformat() == case["next_workday"], case
        assert found.previous_working.isoformat() == case["previous_workday"], case


def test_working_days(vectors: Any) -> None:
    for case in vectors["working_days"]:
        found = deadline(Span(case["days"], "working day"), date.fromisoformat(case["start"]), calendar())
        assert found.provisional == (case["due"] is None), case
        assert case["due"] in (None, found.day.isoformat()), case


def test_months(vectors: Any) -> None:
    for case in vectors["months"]:
        due = add(Span(case["months"], "month"), date.fromisoformat(case["start"]), calendar())
        assert due.isoformat() == case["due"], case
