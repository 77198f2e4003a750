"""Start-up checks: a database that could lose what it acknowledged is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

FULL = 2  # PRAGMA synchronous: 0 off, 1 normal, 2 full, 3 extra
PATIENCE = 20  # seconds a writer waits for its turn
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
# SQLite's locks cannot be trusted on file systems that live on another machine.
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs"})


def refuse_weak_sqlite(databases: dict[str, dict[str, Any]]) -> None:
    """Raise ImproperlyConfigured if SQLite is set up weaker than it must be. Needs no connection: runs at every start."""
    for alias, told in databases.items():
        if told["ENGINE"].endswith("sqlite3") and (lacking := list(_weaknesses(told.get("OPTIONS", {})))):
            raise ImproperlyConfigured(f"SQLite “{alias}” could lose acknowledged records; set {', '.join(lacking)}")


def _weaknesses(options: dict[str, Any]) -> Iterator[str]:
    if options.get("transaction_mode") != "IMMEDIATE":
        yield "transaction_mode=IMMEDIATE"
    if options.get("timeout", 0) < PATIENCE:
        yield f"timeout={PATIENCE}"
    said = str(options.get("init_command", "")).replace(" ", "")
    for pragma in PRAGMAS:
        if f"PRAGMA{pragma}" not in said:
            yield f"PRAGMA {pragma}"


def sqlite_keeps_what_it_acknowledged(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Ask the open database itself what it runs with, and look at where its file lies."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            level = int(cursor.fetchone()[0])
        if level < FULL:
            found.append(Error(f"SQLite “{alias}” runs with synchronous={level}; it must be {FULL} (FULL)", id="yanzhen.E001"))
        if (system := file_system(Path(str(connection.settings_dict["NAME"])))) in REMOTE:
            found.append(Error(f"SQLite “{alias}” lies on a network file system ({system})", id="yanzhen.E002"))
    return found


def file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The kind of file system a path lies on; empty where the system does not tell."""
    if not mounts.exists():
        return ""
    kinds = {place: kind for _, place, kind, *_ in (line.split() for line in mounts.read_text("utf-8").splitlines())}
    return next((kinds[str(up)] for up in (path, *path.parents) if str(up) in kinds), "")
