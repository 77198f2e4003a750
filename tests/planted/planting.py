"""Planting: a copy of the tree with one defect in it, and the tests that must fail there and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from .defects import Defect

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "tools", "docs", "requirements", "pyproject.toml", "yz", "README.md", "CHANGELOG.md", "SECURITY.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "var", ".*", "node_modules")
PASSED, FAILED = 0, 1
PATIENCE = 1800  # nearly the whole suite, one after the other, where nothing is planted
# Workers of one run share a server: each has a database of its own, beside that of the tests around it.
MINE = f"planted_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


#: Planted at every run; so many of the others besides, by the day, so that each has its turn.
ALWAYS = ("records of everybody are listed", "reading may write")
EACH_DAY = 4


def turn(defects: Sequence[Defect], day: date) -> list[Defect]:
    """The share of a list that is planted on a day."""
    others = [one for one in defects if one.name not in ALWAYS]
    days = -(-len(others) // EACH_DAY)
    return [one for one in defects if one.name in ALWAYS] + others[day.toordinal() % days :: days]


class Gone(AssertionError):
    """The source no longer says what the defect would change: the list is out of date."""


@contextmanager
def copy() -> Iterator[Path]:
    """The tree as it is, elsewhere."""
    with tempfile.TemporaryDirectory(prefix="yz-planted-") as home:
        place = Path(home) / "tree"
        place.mkdir()
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, place / name, ignore=LEFT_OUT)
            elif source.exists():
                shutil.copy2(source, place / name)
        yield place


def plant(defect: Defect, place: Path) -> None:
    """Put a defect in. Gone if one of its texts is not there exactly once, or leaves no program."""
    path = place / defect.file
    text = path.read_text("utf-8")
    for old, new in defect.edits:
        if text.count(old) != 1:
            raise Gone(f"{defect.name}: {defect.file} says {text.count(old)} times: {old!r}")
        text = text.replace(old, new)
    if path.suffix == ".py":
        compile(text, str(path), "exec")
    path.write_text(text, "utf-8")


def told(place: Path, tests: list[str]) -> tuple[int, str]:
    """How tests end in the copy, and what they said."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("YZ_HOME", "PYTEST", "YZ_FAILED", "YZ_LEFT", "YZ_PLANTED"))}
    env.pop("CI", None)  # else a summary tells the whole of every assertion, and which test failed is no longer among the last words
    env |= {"YZ_DATABASE": urlsplit(env["YZ_DATABASE"])._replace(path=f"/{MINE}").geturl()} if "YZ_DATABASE" in env else {}
    env |= {"PYTHONPATH": os.pathsep.join([str(place), str(place / "src")]), "PYTHONDONTWRITEBYTECODE": "1", "YZ_ALONE": "1"}
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        ended = subprocess.run(words, cwd=place, env=env, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return -1, f"the tests took more than {PATIENCE} seconds"
    return ended.returncode, ended.stdout[-3000:] + ended.stderr[-1000:]


def noticed(defect: Defect, place: Path) -> tuple[bool, str]:
    """Does one of its tests fail with the defect in the copy? One that could not even begin has noticed nothing."""
    plant(defect, place)
    code, said = told(place, defect.tests.split())
    return code == FAILED and "\nFAILED " in said, said
