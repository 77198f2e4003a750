"""`./yz bench` works: on a fiftieth of the county it measures everything it names, and its limit really does what the product does."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.benching.telling import Row, table
from tools.stages import ROOT

NAMES = [
    "list, page 1: CPU", "list, page 500: CPU", "page 500 against page 1: CPU", "page 500 against page 1: p50", "one record: CPU",
    "one write with its trail: CPU", "township board: p95", "import of 2,000 rows: CPU",
    "the same roster again: CPU", "import: highest memory", "another user's page meanwhile: p95",
]  # fmt: skip
# A problem, its facts and the entry in the trail that tells of it, each pointing at the next.
WRITTEN = """SELECT count(*) FROM records_record r JOIN visits_problem p ON p.record_id = r.id
JOIN guard_entry e ON e.subject = 'records.record:' || r.id WHERE e.verb = 'problem.write'"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any], Path]:
    """A small run: what it printed, what it wrote down, and the data directory it left."""
    home = tmp_path_factory.mktemp("bench")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("YZ_", "DJANGO_"))}
    command = [sys.executable, "-m", "tools.bench", "--small", "--home", str(home), "--json", str(home / "rows.json")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout, json.loads((home / "rows.json").read_text("utf-8")), home


@pytest.mark.slow
@pytest.mark.sqlite
def test_it_measures_everything_it_names(ran: tuple[str, dict[str, Any], Path]) -> None:
    printed, written, _home = ran
    assert [row["name"] for row in written["rows"]] == NAMES
    assert all(row["ours"] > 0 for row in written["rows"])
    assert [name for name in NAMES if name not in printed] == []


@pytest.mark.slow
@pytest.mark.sqlite
def test_the_limit_writes_what_the_product_writes(ran: tuple[str, dict[str, Any], Path]) -> None:
    _printed, _written, home = ran
    for name in ("yanzhen.sqlite3", "bare.sqlite3"):
        with sqlite3.connect(home / name) as door:
            assert door.execute(WRITTEN).fetchone()[0] > 10, name
            assert door.execute("PRAGMA foreign_key_check").fetchone() is None, name


def test_an_aim_is_met_by_the_ratio_or_by_the_figure_itself() -> None:
    near, far = Row("near", 8, 2, 4), Row("far", 8.1, 2, 4)
    small, large = Row("small", 300, 0, 300, share=False), Row("large", 301, 0, 300, share=False)
    assert [row.met for row in (near, far, small, large)] == [True, False, True, False]
    assert [line.split()[0] for line in table([near, far]).splitlines()] == ["ours", "near", "far"]
