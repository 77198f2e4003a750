"""Long reads that see the database as it was at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside was true at the same moment. Nothing may be written inside over this connection. Within a
    transaction that is already under way nothing changes: it has its own moment."""
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`: our SQLite transactions begin IMMEDIATE, so as to write, and would keep every writer waiting.
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
