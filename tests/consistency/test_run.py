"""The run this belongs to: `./yz test` says what failed and what it left out, and in CI leaves nothing out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import demo

ROOT = Path(__file__).resolve().parents[2]
BARE = """
import sys
from tools import system, test
system.chromium = system.postgres_programs = lambda: None
system.provide = lambda browser, postgres: None
sys.exit(test.main(["--no-checks", *sys.argv[1:]]))
"""


def run_on_a_bare_machine(ci: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command where neither Chromium nor PostgreSQL is found."""
    command = [sys.executable, "-c", BARE, *words]
    return subprocess.run(command, cwd=ROOT, env=bare_env(ci), capture_output=True, text=True)


def bare_env(ci: str) -> dict[str, str]:
    """The environment without anything this very run has set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "YZ_"))} | {"CI": ci}


def test_every_stage_before_this_one_held() -> None:
    assert os.environ.get("YZ_FAILED", "") == ""


@pytest.mark.slow
@pytest.mark.parametrize(("ci", "ends"), [("", 0), ("true", 1)])
def test_what_a_machine_lacks_is_said_loudly_and_fails_in_ci(ci: str, ends: int) -> None:
    done = run_on_a_bare_machine(ci, "tests/consistency/test_budgets.py", "-k", "template")
    assert done.returncode == ends, done.stdout + done.stderr
    loud, _, last = done.stdout.rstrip().rpartition("\n")
    assert "LEFT OUT" in loud
    assert "nothing was tested on it" in loud
    assert "no page was driven in a browser" in loud
    assert "1 passed" in last


@pytest.mark.slow
@pytest.mark.parametrize(("ci", "ends"), [("", 0), ("true", 1)])
def test_a_skipped_test_fails_the_run_in_ci(ci: str, ends: int) -> None:
    command = [sys.executable, "-m", "pytest", "tests/consistency/skipping.py"]
    done = subprocess.run(command, cwd=ROOT, env=bare_env(ci), capture_output=True, text=True)
    assert done.returncode == ends, done.stdout
    assert ("NOT ALLOWED HERE" in done.stdout) == bool(ends)
    assert "1 passed, 1 skipped" in done.stdout.rstrip().rpartition("\n")[2]


@pytest.mark.parametrize(("said", "port"), [([], 8000), (["8741"], 8741), (["--port", "8741"], 8741)])
def test_the_demo_takes_its_port_as_serve_does(said: list[str], port: int) -> None:
    assert demo.port_asked(said) == port


@pytest.mark.parametrize("said", [["x"], ["--port"], ["0"], ["99999"], ["8741", "8742"]])
def test_the_demo_says_at_once_what_is_no_port(said: list[str]) -> None:
    with pytest.raises(SystemExit, match="端口"):
        demo.port_asked(said)
