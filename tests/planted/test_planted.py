"""The tests of the tests: each defect of the list, planted alone, is noticed."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tools.test import planting_of
from yanzhen.kernel.base.days import local_day

from .defects import DEFECTS, Defect
from .planting import ALWAYS, EACH_DAY, PASSED, Gone, copy, noticed, plant, told, turn

# Planting all takes longer than all other tests together: that belongs to `./yz test --planted`, before a release. Every run of
# `.ci/run` plants a share, which is another one each day, on SQLite.
PLANTED = os.environ.get("YZ_PLANTED")
HERE = [one for one in DEFECTS if one.on in ("", connection.vendor)]
TODAY = HERE if PLANTED == "all" else turn(HERE, local_day(timezone.now())) if PLANTED == "share" and connection.vendor == "sqlite" else []
ONE_DATABASE = "pytestmark = pytest.mark.sqlite"


def test_the_list_is_long_enough_and_each_name_is_its_own() -> None:
    assert len({one.name for one in DEFECTS}) == len(DEFECTS) >= 25


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.name)
def test_the_source_still_says_what_a_defect_would_change(defect: Defect) -> None:
    for old, new in defect.edits:
        assert Path(defect.file).read_text("utf-8").count(old) == 1 and old != new, f"{defect.file}: {old}"
    for test in defect.tests.split():
        file, _colons, name = test.partition("::")
        assert f"def {name.partition('[')[0]}" in Path(file).read_text("utf-8") if name else Path(file).exists(), test


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.name)
def test_what_only_one_database_can_tell_says_so(defect: Defect) -> None:
    files = {Path(test.partition("::")[0]) for test in defect.tests.split()}
    alone = all(file.suffix == ".py" and ONE_DATABASE in file.read_text("utf-8") for file in files)
    assert not alone or defect.on == "sqlite", "on another database none of its tests would run"


def test_a_defect_whose_text_is_gone_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(Gone):
        plant(Defect("nothing", "a.py", (("x = 2", "x = 3"),), "tests"), tmp_path)


def test_a_defect_that_leaves_no_program_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(SyntaxError):
        plant(Defect("broken", "a.py", (("x = 1", "x = ="),), "tests"), tmp_path)


def test_each_has_its_turn_and_the_gravest_are_planted_every_day() -> None:
    assert {one.name for one in DEFECTS} > set(ALWAYS)
    shares = [turn(HERE, date(2026, 11, 1) + timedelta(days=n)) for n in range(len(HERE) // EACH_DAY + 1)]
    assert {one for share in shares for one in share} == set(HERE)
    assert {len(share) - len(ALWAYS) for share in shares} <= {EACH_DAY - 1, EACH_DAY}


def test_the_checks_of_every_change_plant_the_share() -> None:
    assert planting_of(asked=False, strict=True) == {"YZ_PLANTED": "share"}
    assert planting_of(asked=True, strict=True) == planting_of(asked=True, strict=False) == {"YZ_PLANTED": "all"}
    assert planting_of(asked=False, strict=False) == {}


if PLANTED == "all":

    @pytest.mark.slow
    def test_with_nothing_planted_nothing_is_noticed() -> None:
        """A test that fails in the copy anyway would notice every defect."""
        with copy() as place:
            code, said = told(place, sorted({test for one in HERE for test in one.tests.split()}))
        assert code == PASSED, said


if TODAY:

    @pytest.mark.slow
    @pytest.mark.parametrize("defect", TODAY, ids=lambda one: one.name)
    def test_every_defect_is_noticed(defect: Defect) -> None:
        with copy() as place:
            caught, said = noticed(defect, place)
        assert caught, said
