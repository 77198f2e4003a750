"""The four rosters of the mission come out as they must; the kinds of sheet are those of the packs."""

from __future__ import annotations

import json
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yanzhen.kernel.intake.matching import recognise
from yanzhen.kernel.intake.reading import ParsedRow, Reading
from yanzhen.kernel.intake.sandbox import RawBook
from yanzhen.kernel.intake.sheets import SheetKind
from yanzhen.packs.township import sheets as township
from yanzhen.packs.visits.sheets import visit_ledger

ROSTERS = Path(__file__).resolve().parents[3] / "shared" / "mission" / "rosters"
EXPECTED: list[dict[str, Any]] = json.loads((ROSTERS / "expected.json").read_text("utf-8")) if ROSTERS.is_dir() else []
KINDS = (
    township.party_roster, township.household_register, township.village_committee, township.org_roster,
    township.company_roster, visit_ledger,
)  # fmt: skip


def rows_of(name: str) -> tuple[SheetKind | None, list[ParsedRow]]:
    with RawBook(ROSTERS / name) as book:
        found = recognise(book.sheets, KINDS, name=name)
        return found.kind, list(Reading(book, found, name=name))


def test_what_could_not_be_read_is_said() -> None:
    if not EXPECTED:
        warnings.warn("the rosters of the mission lie outside this clone: none of the four was read", stacklevel=1)
    assert all((ROSTERS / one["file"]).is_file() for one in EXPECTED)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one["file"])
def test_a_roster_comes_out_as_expected(expected: dict[str, Any]) -> None:
    _kind, rows = rows_of(expected["file"])
    refused = [{"row": row.number, "name": row.values["name"], "reason": row.faults[0].sentence} for row in rows if row.faults]
    assert refused == expected.get("refused", [])
    assert all(len(row.faults) <= 1 for row in rows)
    counts = {
        "rows": len(rows),
        "accepted": len(rows) - len(refused),
        "people": len(rows),
        "households": len({row.values.get("number") for row in rows}),
        "solved": sum(row.values.get("outcome") == "solved" for row in rows),
    }
    asked = {key: value for key, value in expected.items() if key in counts}
    assert asked
    assert {key: counts[key] for key in asked} == asked


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one["file"])
def test_a_roster_is_recognised_whole(expected: dict[str, Any]) -> None:
    kinds = {"党员花名册": township.party_roster, "户籍台账": township.household_register, "村两委成员": township.village_committee, "走访问题台账": visit_ledger}
    with RawBook(ROSTERS / expected["file"]) as book:
        found = recognise(book.sheets, KINDS)
    assert found.kind is kinds[Path(expected["file"]).stem.split("_")[0]]
    assert found.score > 0.85
    assert found.unread == ()


@pytest.mark.parametrize("name", [one["file"] for one in EXPECTED if one.get("solved")])
def test_the_ledger_of_visits_has_its_places_and_days(name: str) -> None:
    _kind, rows = rows_of(name)
    assert len({row.values["village"] for row in rows}) == 8
    assert {row.values["visited_on"].day for row in rows} == {date(2017, 3, 5), date(2017, 3, 8), date(2017, 3, 12), date(2017, 4, 1)}
    assert {row.values["outcome"] for row in rows} == {"solved", "in_hand", "raised", "cannot"}
