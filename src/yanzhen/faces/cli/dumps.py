"""The database as one file and back, on SQLite by its backup API, on PostgreSQL by its own tools."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import make_directories, sync_directory

from .soundness import Unsound, damaged

Query = Callable[[str], list[tuple[Any, ...]]]
TABLES = {
    "sqlite": r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


@dataclass(frozen=True)
class Survey:
    """What a database holds: rows a table, the end of each chain, the migrations applied."""

    counts: dict[str, int]
    heads: dict[str, list[Any]]
    migrations: list[str]


def survey(query: Query, vendor: str) -> Survey:
    """Count everything a database holds."""
    tables = [name for (name,) in query(TABLES[vendor])]
    heads = query("SELECT chain, seq, hash FROM guard_chainhead") if "guard_chainhead" in tables else []
    done = query("SELECT app, name FROM django_migrations") if "django_migrations" in tables else []
    return Survey(
        {name: query(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables},  # noqa: S608  names from the database itself
        {str(chain): [seq, digest] for chain, seq, digest in heads},
        sorted(f"{app}.{name}" for app, name in done),
    )


def here() -> Survey:
    """What the database of this installation holds now; empty where there is none yet."""
    if connection.vendor == "sqlite" and not _file().exists():
        return Survey({}, {}, [])
    with connection.cursor() as cursor:
        return survey(_asked(cursor), connection.vendor)


def _asked(cursor: Any) -> Query:
    def query(statement: str) -> list[tuple[Any, ...]]:
        cursor.execute(statement)
        return [tuple(row) for row in cursor.fetchall()]

    return query


def dump(to: Path) -> Survey:
    """Copy the database as it is at one moment, while others go on writing; what the copy holds."""
    return _dump_postgres(to) if connection.vendor == "postgresql" else _dump_sqlite(to)


def load(source: Path, expected: Survey) -> None:
    """Put a copied database in the place of an empty one. Refused if what it holds is not what is expected."""
    (_load_postgres if connection.vendor == "postgresql" else _load_sqlite)(source, expected)


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _dump_sqlite(to: Path) -> Survey:
    # Never a plain copy of the file: it would miss, silently, what still lies in the write-ahead log.
    with closing(sqlite3.connect(f"file:{_file()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(to)) as copy:
        try:
            source.backup(copy)
        except sqlite3.OperationalError as fault:
            raise Refused(_("数据库没有拷贝成（%(fault)s）。请看磁盘还有没有空间。") % {"fault": fault}) from None
    with _copied(to) as query:
        if (said := query("PRAGMA integrity_check(1)")) != [("ok",)]:
            raise Unsound(damaged(str(said[0][0]).strip().splitlines()[-1]))
        return survey(query, "sqlite")


@contextmanager
def _copied(path: Path) -> Iterator[Query]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
        yield _asked(copy.cursor())


def _survey_copy(path: Path) -> Survey:
    """What a copy out of a backup holds. Refused if it is damaged: that says nothing of the database here."""
    try:
        with _copied(path) as query:
            if query("PRAGMA integrity_check(1)") == [("ok",)]:
                return survey(query, "sqlite")
    except sqlite3.DatabaseError:
        pass
    raise Refused(_("数据库的拷贝没有通过完整性检查，这份备份不能用。"))


def _load_sqlite(source: Path, expected: Survey) -> None:
    _refuse_other(_survey_copy(source), expected)
    connection.close()
    place = _file()
    make_directories(place.parent)
    for leftover in ("-wal", "-shm"):
        place.with_name(place.name + leftover).unlink(missing_ok=True)
    os.replace(source, place)
    sync_directory(place.parent)


def _refuse_other(found: Survey, expected: Survey) -> None:
    """Refused unless rows and chains are those of the manifest: a copy can be sound and still lack the newest rows."""
    if (found.counts, found.heads) != (expected.counts, expected.heads):
        raise Refused(_("备份里的数据和它的清单不符（行数或链头不同），不能用它恢复。"))


@contextmanager
def _moment() -> Iterator[tuple[Query, str]]:
    """A transaction on PostgreSQL whose view of the data others can share by its name."""
    with connection.cursor() as cursor:
        query = _asked(cursor)
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            yield query, query("SELECT pg_export_snapshot()")[0][0]
        finally:
            cursor.execute("ROLLBACK")


def _dump_postgres(to: Path) -> Survey:
    with _moment() as (query, name):
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}", f"--file={to}")
        return survey(query, "postgresql")


def _load_postgres(source: Path, expected: Survey) -> None:
    if here().counts:
        raise Refused(_("这个数据库里已经有表。请先建一个空的数据库，再恢复。"))
    name = connection.settings_dict["NAME"]
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={name}", str(source))
    _refuse_other(here(), expected)


def _run(tool: str, *arguments: str) -> None:
    """One of PostgreSQL's own tools against our database; the password goes by the environment, where no list of processes shows it."""
    its = connection.settings_dict
    told = {"PGHOST": its["HOST"], "PGPORT": its["PORT"], "PGUSER": its["USER"], "PGPASSWORD": its["PASSWORD"], "PGDATABASE": its["NAME"]}
    try:
        subprocess.run(
            [tool, *arguments], check=True, capture_output=True, env={**os.environ, **{k: str(v) for k, v in told.items() if v}},
        )
    except FileNotFoundError:
        raise Refused(_("没有找到 PostgreSQL 的工具 %(tool)s，请先安装 postgresql-client。") % {"tool": tool}) from None
    except subprocess.CalledProcessError as failed:
        said = failed.stderr.decode(errors="replace").strip().splitlines()
        raise Refused(_("%(tool)s 没有成功：%(said)s") % {"tool": tool, "said": said[-1] if said else failed.returncode}) from None
