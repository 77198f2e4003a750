"""Imports go down: the contracts hold, and a line that goes up breaks them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = str(Path(sys.executable).with_name("lint-imports"))


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """The linter over the tree at root, and over no other."""
    env = os.environ | {"PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1"}
    return subprocess.run([LINTER, "--no-cache"], cwd=root, env=env, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and the contracts in a place of their own."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("where", "line", "contract"),
    [
        ("kernel/base/upward.py", "import yanzhen.kernel.records", "engines: each knows only those below it BROKEN"),
        ("kernel/papers/sideways.py", "import yanzhen.kernel.flows", "engines: each knows only those below it BROKEN"),
        ("kernel/figures/upward.py", "import yanzhen.packs.visits", "rooms: faces over packs over kernel BROKEN"),
        ("packs/visits/upward.py", "import yanzhen.faces.web", "rooms: faces over packs over kernel BROKEN"),
        ("packs/visits/sideways.py", "import yanzhen.packs.township", "packs: none knows another BROKEN"),
        ("kernel/unplaced/__init__.py", "", "engines: each knows only those below it BROKEN"),
        ("unplaced/__init__.py", "", "rooms: faces over packs over kernel BROKEN"),
    ],
)
def test_an_import_that_goes_up_breaks_a_contract(copy: Path, where: str, line: str, contract: str) -> None:
    path = copy / "src" / "yanzhen" / where
    path.parent.mkdir(exist_ok=True)
    path.write_text(line + "\n", "utf-8")
    done = lint(copy)
    assert done.returncode == 1
    assert contract in done.stdout
