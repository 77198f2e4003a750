"""Queries whose statement is worked out once. Django works it out anew at every asking, which for a small statement
takes ten times as long as running it: these are the ones that every page asks."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression

#: Statements kept, one for each combination of a query's fixed arguments (mostly: for each person who asks).
KEPT = 4096

Build = Callable[..., models.QuerySet[Any, Any]]


class Blank(Expression):
    """The place of a value that is filled in when the statement is sent."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Statement:
    """A query set with its statement."""

    def __init__(self, rows: models.QuerySet[Any, Any]) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(using=rows.db)
        try:
            self.sql, self.params = self.compiler.as_sql()
            self.converters = self.compiler.get_converters([shown[0] for shown in self.compiler.select])
        except EmptyResultSet:
            self.sql = ""

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """The rows for these values."""
        if not self.sql:
            return []
        bound: Any = copy(self.compiler)
        bound.connection = connections[self.rows.db]
        sent = tuple(_sent(values[p.name], bound.connection) if isinstance(p, Blank) else p for p in self.params)
        bound.as_sql = lambda *args, **kwargs: (self.sql, sent)
        bound.get_converters = lambda expressions: self.converters
        rows: Any = self.rows._chain()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *args, **kwargs: bound
        return list(rows._iterable_class(rows))


def _sent(value: Any, connection: Any) -> Any:
    """A value as the database takes it. TypeError for one of a sort that no field prepared."""
    match value:
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return connection.ops.adapt_datefield_value(value)
        case int() | str():
            return value
        case _:
            raise TypeError(f"a prepared query takes no {type(value).__name__}")


@lru_cache(maxsize=KEPT)
def statement(build: Build, fixed: tuple[Any, ...], names: tuple[str, ...]) -> Statement:
    with connections[DEFAULT_DB_ALIAS].execute_wrapper(_nothing_read):
        return Statement(build(*fixed, **{name: Blank(name) for name in names}))


def _nothing_read(execute: Any, sql: str, *more: Any) -> Any:
    raise RuntimeError(f"a query that is prepared may not depend on what the database holds when it is built: {sql[:80]}")


def prepared(build: Build) -> Callable[..., list[Any]]:
    """The query that `build` makes, asked at once. Arguments by position belong to the statement: for each of their
    combinations it is worked out once, so `build` reads nothing, neither rows nor the clock. Arguments by name are filled
    in each time: a number, a text or a day that a column is compared with as it is."""

    @wraps(build)
    def ask(*fixed: Any, **values: Any) -> list[Any]:
        return statement(build, fixed, tuple(values)).ask(values)

    return ask
