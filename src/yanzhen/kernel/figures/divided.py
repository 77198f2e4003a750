"""A figure or a share divided, each row told whole: of a share its rate, with how many of how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yanzhen.kernel.register.models import Org

from .breakdown import by_column, by_month, by_org
from .counting import Counted, terms
from .scope import Scope
from .spec import Ratio


@dataclass(frozen=True)
class Told:
    """The number of one row; of a share, `part` of `whole` besides."""

    value: Decimal | None
    part: Decimal | None = None
    whole: Decimal | None = None


def places(counted: Counted, scope: Scope, kind: str) -> dict[Org | None, Told]:
    """By the organisations of a kind."""
    found = [by_org(f, scope, kind) for f in terms(counted)]
    return _rows(counted, found, [f.number(None) for f in terms(counted)])


def months(counted: Counted, scope: Scope) -> list[Told]:
    """By month; empty for what only stands as of a day."""
    found = [by_month(f, scope) for f in terms(counted)]
    return [_told(counted, numbers) for numbers in zip(*found, strict=True)] if all(found) else []


def groups(counted: Counted, scope: Scope) -> dict[str, Told]:
    """By the values of the column it may be narrowed by, most first; of a share, that of both its terms."""
    column = group_of(counted)
    found = [dict(by_column(f, scope, column).most_common()) for f in terms(counted)] if column else []
    return _rows(counted, found, [0] * len(found))


def group_of(counted: Counted) -> str:
    """The column a figure is grouped by, a share if both its terms are; empty if by none."""
    columns = {f.group for f in terms(counted)}
    return columns.pop() if len(columns) == 1 else ""


def _rows(counted: Counted, found: list[dict[Any, Any]], nothing: list[Any]) -> dict[Any, Told]:
    """Row by row, in the order of that of which it is a share."""
    keys: Iterable[Any] = dict.fromkeys(key for one in reversed(found) for key in one)
    return {key: _told(counted, tuple(one.get(key, none) for one, none in zip(found, nothing, strict=True))) for key in keys}


def _told(counted: Counted, numbers: tuple[Any, ...]) -> Told:
    said = [None if n is None else Decimal(n) for n in numbers]
    return Told(Ratio.share(*said), *said) if isinstance(counted, Ratio) else Told(*said)
