"""Before a word does its work: the tables and the files of the pages are there, or a sentence says what to do."""

from __future__ import annotations

import sys

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yanzhen.kernel.base.refused import Refused

from . import soundness


def tables(*, older: bool = False) -> None:
    """Make the tables of an empty database. Refused where there is data from an older release, unless that will do: it is upgraded on
    purpose, after a backup."""
    soundness.ours()
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        if older:
            return
        raise Refused("数据表是旧版本的。请先运行 yz backup 备份,再运行 yz migrate 升级。")
    print("· 准备数据库", file=sys.stderr, flush=True)
    call_command("migrate", verbosity=0, interactive=False)


def pages() -> None:
    """The files of the pages, with their digest in the name; nothing is written where they have not changed."""
    call_command("collectstatic", verbosity=0, interactive=False)
