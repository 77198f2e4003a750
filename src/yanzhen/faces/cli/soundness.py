"""A database that cannot be used: found out before any work is done, and told in one sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import django.db
from django.apps import apps
from django.conf import settings
from django.db import connection

from yanzhen.kernel.base.refused import Refused

#: What either driver raises; told by `told`.
FAULTS = (django.db.Error, sqlite3.Error)
#: SQLite's CORRUPT and NOTADB; of PostgreSQL the class of damage, a file of the server that is gone, one it cannot read.
SPOILT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
STATES = ("XX", "58P01", "58030")
#: What SQLite says of a text that is none, without a code of its own.
GARBLED = "Could not decode to UTF-8"


class Unsound(Refused):
    """The database is damaged or not ours; exit code 1, for what should be whole is not."""


def told(fault: BaseException) -> str | None:
    """The sentence about what a driver raised; None if that is a fault of our own statements."""
    cause = fault.__cause__ or fault
    said = next(iter(str(fault).strip().splitlines()), "") or type(cause).__name__
    code, state = getattr(cause, "sqlite_errorcode", None) or 0, getattr(cause, "sqlstate", None) or ""
    if code & 0xFF in SPOILT or state.startswith(STATES) or said.startswith(GARBLED):
        return damaged(said)
    if isinstance(fault, (django.db.OperationalError, django.db.InterfaceError, sqlite3.OperationalError)):
        return f"数据库用不了:{_place()}({said})。请看数据库服务、文件的权限和磁盘,再来。"
    return None


def damaged(said: str) -> str:
    return f"数据库坏了:{_place()}({said})。{_away()}"


def _place() -> str:
    return str(connection.settings_dict["NAME"])


def _away() -> str:
    """What to do, on either database."""
    if connection.vendor == "sqlite":
        return f"请停下服务,把它连同 {settings.MEDIA_ROOT} 移到别处留着,再用 yz restore 从最近的备份恢复。"
    return f"请停下服务,另建一个空的数据库,把 {settings.MEDIA_ROOT} 移到别处留着,再用 yz restore 从最近的备份恢复。"


def read_through() -> None:
    """Refused where SQLite finds a page of the file damaged: whoever asks row by row would meet it late, or not at all."""
    if connection.vendor != "sqlite" or not Path(_place()).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (said,) = cursor.fetchone()
    if said != "ok":
        raise Unsound(damaged(str(said).strip().splitlines()[-1]))


def ours() -> None:
    """Refused where a SQLite file holds tables and none that we know: it is another program's. On a server others may have theirs."""
    if connection.vendor != "sqlite" or not Path(_place()).exists():
        return
    # Not by the connection of Django, which writes into every file it opens how it wants it kept.
    with closing(sqlite3.connect(f"{Path(_place()).resolve().as_uri()}?mode=ro", uri=True)) as opened:
        found = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    every = {model._meta.db_table: model.__module__ for model in apps.get_models(include_auto_created=True)}
    if found - {"django_migrations", "sqlite_sequence", *every} and not any(every.get(name, "").startswith("yanzhen.") for name in found):
        raise Unsound(f"{_place()} 不是雁阵的数据库,是别的程序的。{_away()}")
