"""What the console says where a question cannot be answered as it was put."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_empty_place import ADMINS
from tests.world import NOON, World, build
from yanzhen.faces.cli.main import main
from yanzhen.kernel.reports.models import Report


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_a_day_to_come_has_no_figures(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--town", "石桥镇", "--on", "2099-01-01"]) == 2
    assert capsys.readouterr().err == "2099-01-01 还没到,那天还没有数字。\n"


def test_a_report_is_known_by_its_title_too(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Report.objects.create(org=world.town, tenant=world.town, name="work", year=2026, title="石桥镇2026年工作报告", body="全镇辖村。", at=NOON)
    out = tmp_path / "报告.docx"
    assert main(["report", "石桥镇2026年工作报告", "--town", "石桥镇", "--out", str(out)]) == 0 and out.is_file()
    assert main(["report", "别的", "--town", "石桥镇", "--out", str(out)]) == 2
    assert "work(2026,石桥镇2026年工作报告)" in capsys.readouterr().err


@pytest.mark.sqlite
def test_who_reads_only_the_beginning_hears_of_no_fault(tmp_path: Path) -> None:
    env = {**os.environ, "YZ_HOME": str(tmp_path), "YZ_DATABASE": "sqlite", "YZ_PACKS": ""}
    yz = [sys.executable, "-m", "yanzhen.faces.cli"]
    subprocess.run([*yz, "found", "青岭县", "云溪镇", *ADMINS], env=env, check=True, capture_output=True, timeout=120)
    running = subprocess.Popen([*yz, "figures", "--town", "云溪镇"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout and running.stderr
    running.stdout.close()
    assert (running.stderr.read(), running.wait(60)) == ("", 0)
