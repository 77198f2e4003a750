"""Over a database file that cannot be used, every word of the command says in one sentence what is wrong and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db.utils import OperationalError, ProgrammingError

from tests.cli.test_empty_place import ADMINS, yz
from yanzhen.faces.cli import soundness

pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("cli")]

BASE = "yanzhen.sqlite3"
WORDS: dict[str, tuple[str, ...]] = {
    "verify": (), "backup": ("{out}",), "restore": ("{kept}",), "serve": ("--port", "0"), "figures": ("--town", "云溪镇"),
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound data directory, and beside it a backup of it."""
    home = tmp_path_factory.mktemp("kept") / "sound"
    for words in (("found", "青岭县", "云溪镇", *ADMINS), ("backup", str(home.parent / "a.tar"))):
        told = yz(home, *words)
        assert told.returncode == 0, told.stderr
    return home


def rubbish(base: Path) -> None:
    base.write_bytes(b"this is no database at all, whatever it is called\n" * 400)


def malformed(base: Path) -> None:
    """Two pages amid it: the file opens, and what is asked before any work is done can be read."""
    with closing(sqlite3.connect(base)) as opened:
        (size,) = opened.execute("PRAGMA page_size").fetchone()
        roots = opened.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('guard_entry', 'register_org')").fetchall()
    whole = bytearray(base.read_bytes())
    for (root,) in roots:
        whole[(root - 1) * size : root * size] = b"\xa5" * size
    base.write_bytes(whole)


def foreign(base: Path) -> None:
    base.unlink()
    with closing(sqlite3.connect(base)) as opened, opened:
        opened.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        opened.execute("INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-01-01')")
        opened.execute("CREATE TABLE bookmarks (name TEXT)")
        opened.execute("INSERT INTO bookmarks VALUES ('of somebody else')")


CASES = [
    *((malformed, word, "坏了") for word in WORDS), *((rubbish, word, "坏了") for word in ("backup", "restore")),
    *((foreign, word, "不是雁阵的数据库") for word in ("figures", "restore")),
]


@pytest.mark.parametrize(("spoil", "word", "says"), CASES)
def test_a_spoilt_database_is_one_sentence_with_what_to_do(kept: Path, tmp_path: Path, word: str, spoil: Callable[[Path], None], says: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    spoil(home / BASE)
    before = (home / BASE).read_bytes()
    told = yz(home, word, *(one.format(out=tmp_path / "out.tar", kept=kept.parent / "a.tar") for one in WORDS[word]))
    assert (told.returncode, told.stdout, len(told.stderr.splitlines())) == (1, "", 1), told.stdout + told.stderr
    assert all(part in told.stderr for part in (says, str(home / BASE), "files", "yz restore"))
    assert (home / BASE).read_bytes() == before and not (tmp_path / "out.tar").exists()


@pytest.mark.parametrize("word", ["verify", "restore"])
def test_a_database_that_cannot_be_opened_is_a_sentence_too(kept: Path, tmp_path: Path, word: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    (home / BASE).unlink()
    (home / BASE).mkdir()
    told = yz(home, word, *(one.format(kept=kept.parent / "a.tar") for one in WORDS[word]))
    assert (told.returncode, len(told.stderr.splitlines())) == (1, 1), told.stderr
    assert "数据库用不了" in told.stderr


class Told(Exception):
    """What a driver of PostgreSQL raises, as far as we look at it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("invalid page in block 7 of relation base/5/1259\nCONTEXT: more")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("sqlstate", "says"), [("XX001", "坏了"), ("XX002", "坏了"), ("58P01", "坏了"), (None, "用不了"), ("57P03", "用不了")])
def test_what_postgresql_says_of_damage_is_told_alike(sqlstate: str | None, says: str) -> None:
    fault = OperationalError("invalid page in block 7 of relation base/5/1259\nCONTEXT: more")
    fault.__cause__ = Told(sqlstate)
    said = soundness.told(fault)
    assert said and (says in said, "\n" in said) == (True, False)


def test_a_fault_of_our_own_statements_is_none_of_the_database() -> None:
    assert soundness.told(ProgrammingError("syntax error")) is None
