"""The tests of the tests: each defect of the list, planted alone, is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from .defects import DEFECTS, Defect
from .planting import Gone, copy, noticed, plant

# Planting takes longer than all other tests together: it belongs to `./yz test --planted`, before a release.
PLANTED = os.environ.get("YZ_PLANTED") == "all"


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


if PLANTED:

    @pytest.mark.slow
    def test_every_defect_is_noticed() -> None:
        survivors = {}
        for defect in DEFECTS:
            if defect.on not in ("", connection.vendor):
                continue
            with copy() as place:
                caught, said = noticed(defect, place)
            if not caught:
                survivors[defect.name] = said
        assert survivors == {}
