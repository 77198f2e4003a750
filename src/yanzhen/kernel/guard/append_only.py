"""Tables whose rows are added and never changed or taken away: the database itself refuses, whoever asks.

Another app's migration guards its own table by `AppendOnly("app_table")` after creating it. Django drops a table's triggers
when it rebuilds it on SQLite: a migration that alters such a table ends with the operation again; `verify` finds a forgotten one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
POSTGRES = (
    """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    "CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # A disabled trigger ('D') is as good as none.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}
VERBS = ("update", "delete")


def lay(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make a table append-only; nothing happens if it is."""
    statements = POSTGRES if connection.vendor == "postgresql" else [SQLITE.replace("{verb}", verb) for verb in VERBS]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("{table}", table))


def lift(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let a table be changed again: for undoing a migration, and for emptying a test's database."""
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in VERBS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")


def laid(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables that refuse changes now."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    return {name.removesuffix("_no_update") for name in found if name.replace("_no_update", "_no_delete") in found - {name}}


def guarded() -> set[str]:
    """The tables that our migrations make append-only."""
    operations = (op for migration in MigrationLoader(None).disk_migrations.values() for op in migration.operations)
    return {op.table for op in operations if isinstance(op, AppendOnly)}


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that ought to refuse changes and do not."""
    return sorted(guarded() - laid(connection))


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Every table can be changed inside this; only for emptying a test's database."""
    tables = laid(connection)
    for table in tables:
        lift(connection, table)
    try:
        yield
    finally:
        for table in tables:
            lay(connection, table)


class AppendOnly(Operation):
    """The migration operation: from here on the table's rows are only ever added."""

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        lay(schema_editor.connection, self.table)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        lift(schema_editor.connection, self.table)

    def describe(self) -> str:
        return f"Make {self.table} append-only"
