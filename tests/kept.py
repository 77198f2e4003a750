"""Everything that lies in the database and among the files once, to be put back into an empty place: quicker than doing it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.register.models import Org, Person


@dataclass
class Kept:
    """Rows by table, each with the names of its columns; and files by path below where files lie."""

    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = field(default_factory=dict)
    files: dict[Path, bytes] = field(default_factory=dict)

    def put_back(self) -> None:
        """Lay all of it into an empty place."""
        with transaction.atomic(), connection.cursor() as cursor:  # the order of the tables does not matter before the commit
            for table, (columns, rows) in self.rows.items():
                names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join(["%s"] * len(columns))
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
        for path, data in self.files.items():
            to = Path(settings.MEDIA_ROOT) / path
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(data)


def keep() -> Kept:
    """What lies there now."""
    kept, root = Kept(), Path(settings.MEDIA_ROOT)
    with connection.cursor() as cursor:
        for table in {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("yanzhen.")}:
            cursor.execute(f'SELECT * FROM "{table}"')
            if rows := cursor.fetchall():
                kept.rows[table] = [column[0] for column in cursor.description], rows
    kept.files = {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return kept


def empty() -> bool:
    """Is there nothing yet?"""
    return not any(model.objects.exists() for model in (Org, Person, Entry))
