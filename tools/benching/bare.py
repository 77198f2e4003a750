"""The limit: the statements the product sends for a page, sent again by hand, behind a server with nothing in between.

A WSGI application without framework, login or checks. `YZ_BENCH_PLAN` names the file `capturing` wrote. A read runs the page's
statements and writes their rows into a table with f-strings; a write runs them in one transaction with new keys.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

RICH: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat, "datetime": datetime.fromisoformat, "UUID": UUID, "Decimal": Decimal, "bytes": bytes.fromhex,
}  # fmt: skip
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"
mine = threading.local()


def _rich(tagged: dict[str, str]) -> Any:
    """A value that JSON does not know, from its name and its text."""
    if len(tagged) == 1:
        for name, make in RICH.items():
            if name in tagged:
                return make(tagged[name])
    return tagged


PLAN = json.loads(Path(os.environ["YZ_BENCH_PLAN"]).read_text("utf-8"), object_hook=_rich)
ON_SQLITE = PLAN["database"].endswith(".sqlite3")


def connection() -> Any:
    """This thread's own connection, set up as the product sets up its own."""
    if not hasattr(mine, "connection"):
        if ON_SQLITE:
            mine.connection = sqlite3.connect(PLAN["database"], isolation_level=None, timeout=20)
            mine.connection.executescript(DURABLE)
        else:
            mine.connection = psycopg.connect(PLAN["database"], autocommit=True, prepare_threshold=1)
    return mine.connection


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One page of the plan, named by the path."""
    page = PLAN["pages"].get(environ["PATH_INFO"].strip("/"))
    if page is None:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b""]
    if "roles" in page:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        _write(page)
        start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
        return [b""]
    body = _read(page).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def _read(page: dict[str, Any]) -> str:
    cursor = connection().cursor()
    rows: list[str] = []
    for sql, params in page["statements"]:
        for row in cursor.execute(sql, params).fetchall():
            rows.append(f"<tr>{''.join([f'<td>{escape(str(value))}</td>' for value in row])}</tr>")
    return f"{page['shell']}<table>{''.join(rows)}</table></html>"


def _write(page: dict[str, Any]) -> None:
    """The statements of one act; what was new in the captured act is new again."""
    cursor, fresh = connection().cursor(), Fresh(page)
    for turn, (sql, params) in enumerate(page["statements"]):
        if turn == page["begins"]:
            cursor.execute("BEGIN IMMEDIATE" if ON_SQLITE else "BEGIN")
        cursor.execute(sql, [fresh.value(f"{turn}.{n}", value) for n, value in enumerate(params)])
        rows = cursor.fetchall() if cursor.description else []
        if turn == page["founds"]:
            fresh.record = rows[0][0]
    cursor.execute("COMMIT")


class Fresh:
    """The values of one act, new where the captured one's were: the record's key and its name in the trail, numbers
    counted on, ids and digests by lot."""

    turns = 0

    def __init__(self, page: dict[str, Any]) -> None:
        self.roles, self.old, self.record = page["roles"], page["record"], 0
        self.drawn: dict[Any, Any] = {}
        Fresh.turns += 1

    def value(self, place: str, value: Any) -> Any:
        """What stands in that place this time."""
        match self.roles.get(place):
            case "key":
                return self.record
            case "named":
                return value.replace(f":{self.old}", f":{self.record}")
            case "drawn" if isinstance(value, UUID):
                return self.drawn.setdefault(value, uuid4())
            case "drawn":
                return self.drawn.setdefault(value, secrets.token_hex(32)[: len(value)])
            case int(step):
                return value + self.turns * step
            case _:
                return value
