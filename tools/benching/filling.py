"""Rows by the hundred thousand straight into the tables of an empty installation: no verb, no check, no entry in the trail.

For measuring only: `verify` would say of every such row that nobody wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from yanzhen.kernel.base import bulk

CHUNK = 50_000
Row = tuple[Any, ...]
Field = models.Field[Any, Any]


def fill(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Put rows in: the values of these columns (attribute names, as the database takes them), all others at their defaults.
    Without a key among them the rows get the next ones."""
    fields: list[Field] = list(model._meta.concrete_fields)
    keyed = model._meta.pk.attname in columns
    names = [*([] if keyed else [model._meta.pk.attname]), *columns]
    same = [field for field in fields if field.attname not in names]
    places = {name: place for place, name in enumerate([*names, *(field.attname for field in same)])}
    order = [places[field.attname] for field in fields]
    defaults = tuple(_default(field) for field in same)
    ready, source = bulk.Rows(model), iter(rows)
    while part := list(islice(source, CHUNK)):
        whole = part if keyed else [(key, *row) for key, row in zip(bulk.reserve(model, len(part)), part, strict=True)]
        ready.ready = [tuple([row[place] for place in order]) for row in (one + defaults for one in whole)]
        ready.write()


def _default(field: Field) -> Any:
    """What a column holds when nothing is said, as the database takes it."""
    if isinstance(field, models.JSONField):
        return json.dumps(field.get_default())
    return b"" if isinstance(field, models.BinaryField) else field.get_default()


@contextmanager
def quickly() -> Iterator[None]:
    """One transaction; on SQLite the indexes are taken off and built again at its end, and nothing waits for the disk."""
    indexes: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
            indexes = cursor.fetchall()
    with transaction.atomic(), connection.cursor() as cursor:
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in indexes:
            cursor.execute(sql)
    with connection.cursor() as cursor:
        # PostgreSQL's autovacuum would do this by itself after a while; SQLite's log goes into the file.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
