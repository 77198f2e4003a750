"""`yz audit` at the console: with a town its records are asked, without one nothing but the text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from tests.world import World, build
from yanzhen.faces.cli.main import main

TEXT = "石桥镇2026年工作报告\n全镇辖4个行政村。\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_report_is_held_to_the_records_of_a_town(world: World, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(report), "--town", "石桥镇", "--year", "2026"]) == 1
    told = capsys.readouterr().out
    assert "✗ 第2行 4个" in told and "3 个" in told and "与台账不一致 1" in told


def test_right_numbers_end_well(world: World, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report.write_text(TEXT.replace("4", "3"), "utf-8")
    assert main(["audit", str(report), "--town", "石桥镇", "--json"]) == 0
    [claim] = json.loads(capsys.readouterr().out)["claims"]
    assert (claim["quote"], claim["verdict"], claim["figure"]) == ("3个", "holds", "villages")


def test_a_word_file_comes_back_with_comments(world: World, report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "批注.docx"
    assert main(["audit", str(report), "--town", "石桥镇", "--docx", str(out)]) == 1
    [comment] = docx.Document(str(out)).comments
    assert "3 个" in comment.text


@pytest.mark.parametrize("words", [["nowhere.txt"], ["{}", "--town", "没有的镇"]])
def test_what_cannot_be_done_is_refused(world: World, report: Path, words: list[str]) -> None:
    assert main(["audit", *(word.format(report) for word in words)]) == 2


def test_it_needs_no_tables_where_no_town_is_named(report: Path, tmp_path: Path) -> None:
    env = {**os.environ, "YZ_HOME": str(tmp_path / "empty"), "YZ_DATABASE": "sqlite"}
    done = subprocess.run([sys.executable, "-m", "yanzhen.faces.cli", "audit", str(report), "--last", str(report)], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "? 4个" in done.stdout and "没有核对 1" in done.stdout
