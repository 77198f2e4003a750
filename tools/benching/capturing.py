"""What the product asks its database for one page: the statements with their values, taken from Django as they are sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from psycopg.types.json import Json, Jsonb

from .county import password

Statement = tuple[str, list[Any]]
#: Django's own marks around what it sends; the bare run has one transaction of its own.
MARKS = ("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")
WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """Every statement sent while the block runs."""
    heard: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.startswith(MARKS):
            heard.append((placed(sql), [json.dumps(value.obj) if isinstance(value, (Json, Jsonb)) else value for value in params or ()]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield heard


def placed(sql: str) -> str:
    """The statement with the marks for its values that the driver takes."""
    return sql.replace("%s", "?").replace("%%", "%") if connection.vendor == "sqlite" else sql


def signed_in(login: str) -> Client:
    """Django's own client, signed in as people do."""
    client = Client(headers={"host": "127.0.0.1"})
    answer = client.post("/sign-in/", {"login": login, "password": password()})
    if answer.status_code != 302:
        raise SystemExit(f"{login} could not sign in ({answer.status_code})")
    return client


def read(client: Client, path: str) -> dict[str, Any]:
    """A page: its statements and, as the constant part of the bare page, its own text up to where the content begins."""
    client.get(path)
    with listening() as heard:
        answer = client.get(path)
    return {"shell": answer.content.decode().partition("<main")[0], "statements": heard}


def write(client: Client, path: str, form: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A form sent twice: what differs between the two is new in each act."""
    acts, keys = [], []
    for _turn in range(2):
        with listening() as heard:
            answer = client.post(path, form())
        if answer.status_code != 302:
            raise SystemExit(f"POST {path} answered {answer.status_code}")
        acts.append(heard)
        keys.append(int(answer.headers["Location"].strip("/").split("/")[-1]))
    first, second = acts
    if [sql for sql, _params in first] != [sql for sql, _params in second]:
        raise SystemExit("the same form sent twice did not send the same statements")
    begins = next(n for n, (sql, _params) in enumerate(second) if sql.startswith(WRITES) or "FOR UPDATE" in sql)
    founds = next(n for n, (sql, _params) in enumerate(second) if sql.startswith('INSERT INTO "records_record"'))
    pairs = ((f"{turn}.{n}", *pair) for turn in range(len(second)) for n, pair in enumerate(zip(first[turn][1], second[turn][1], strict=True)))
    roles = {place: role for place, old, new in pairs if (role := _role(old, new, keys[1]))}
    return {"statements": second, "begins": begins, "founds": founds, "record": keys[1], "roles": roles}


def _role(old: Any, new: Any, record: int) -> str | int:
    """Why a value was another the second time: the record's key, a name with it, a count, or drawn by lot. 0: it may come again."""
    if old == new or isinstance(new, (datetime, date)) or _is_instant(new):
        return 0
    if isinstance(new, int):
        return "key" if new == record else int(new - old)
    return "named" if f":{record}" in str(new) else "drawn"


def _is_instant(value: Any) -> bool:
    """A day or an instant as SQLite keeps it: it may come again."""
    return isinstance(value, str) and value[:2] == "20" and value[4:5] == "-" and value[7:8] == "-"


def plain(value: Any) -> dict[str, str]:
    """A value that JSON does not know, as its name and its text."""
    match value:
        case date() | datetime():
            return {type(value).__name__: value.isoformat()}
        case UUID() | Decimal():
            return {type(value).__name__: str(value)}
        case bytes() | memoryview():
            return {"bytes": bytes(value).hex()}
        case _:
            raise TypeError(f"a statement holds a {type(value).__name__}")


def save(path: Path, database: str, pages: dict[str, Any]) -> None:
    """The plan that `bare` serves."""
    path.write_text(json.dumps({"database": database, "pages": pages}, ensure_ascii=False, default=plain), "utf-8")
