"""The tests of the tests: each defect of the list, planted alone, is noticed."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from django.db import connection

from .defects import DEFECTS, Defect
from .planting import Gone, copy, noticed, plant

# In a usual run a sample of the list, another one each time; all of it where YZ_PLANTED says so.
SAMPLE = 12
SEED = int(os.environ.get("YZ_SEED", "0")) or random.randrange(10**6)


def chosen() -> list[Defect]:
    known = [one for one in DEFECTS if one.on in ("", connection.vendor)]
    return known if os.environ.get("YZ_PLANTED") == "all" else random.Random(SEED).sample(known, SAMPLE)


def test_the_list_is_long_enough_and_each_name_is_its_own() -> None:
    assert len({one.name for one in DEFECTS}) == len(DEFECTS) >= 25


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.name)
def test_the_source_still_says_what_a_defect_would_change(defect: Defect) -> None:
    for old, new in defect.edits:
        assert Path(defect.file).read_text("utf-8").count(old) == 1 and old != new, f"{defect.file}: {old}"
    assert all(Path(test.split("::")[0]).exists() for test in defect.tests.split())


def test_a_defect_whose_text_is_gone_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(Gone):
        plant(Defect("nothing", "a.py", (("x = 2", "x = 3"),), "tests"), tmp_path)


@pytest.mark.slow
def test_every_defect_is_noticed() -> None:
    survivors = {}
    for defect in chosen():
        with copy() as place:
            caught, said = noticed(defect, place)
        if not caught:
            survivors[defect.name] = said
    assert survivors == {}, f"YZ_SEED={SEED}"
