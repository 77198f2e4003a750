"""What the trail knows a row by: its name, and a digest that is the same before saving and after loading, on every database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from yanzhen.kernel.base.digest import canonical, digest
from yanzhen.kernel.base.sealing import SealedField, mark
from yanzhen.kernel.base.vouched import as_read

if TYPE_CHECKING:
    Column = models.Field[Any, Any]


def label(row: models.Model) -> str:
    """How the trail names a row: “app.model:pk”."""
    return f"{row._meta.label_lower}:{row.pk}"


def pk_of(seen: str) -> int:
    """The key in a trail name."""
    return int(seen.rsplit(":", 1)[1])


def row_digest(row: models.Model, algorithm: str = "") -> str:
    """The digest of a row as it stands; sealed columns go in by their keyed mark, so the trail tells nobody anything.

    Columns that say nothing are left out, so that a column added later, empty, changes no digest taken before.
    TypeError for a value the database has yet to compute: load the row again first.
    """
    return _digest(type(row), row, algorithm)


def found_digest(row: models.Model) -> str:
    """The digest of a row as it was read, or last told to the trail; "" for a new one. TypeError for one of which only
    some columns were read: what an act changes it reads whole."""
    read = as_read(row)
    if read is None or isinstance(read, str):
        return read or ""
    names, values = read
    if len(values) < len(row._meta.concrete_fields):
        raise TypeError(f"{label(row)} was read only in part")
    return _digest(type(row), SimpleNamespace(**dict(zip(names, values, strict=True))), "")


def _digest(model: type[models.Model], row: Any, algorithm: str) -> str:
    said = {}
    for name, own, written, empty in _columns(model):
        value = getattr(row, name)
        if value.__class__ is not own and value is not None:
            if hasattr(value, "resolve_expression"):
                raise TypeError(f"{model._meta.label_lower}.{name} is an expression")
            value = written(value)
        if value != empty or value.__class__ is not empty.__class__:
            said[name] = value
    return digest(canonical(said), algorithm)[:32]


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, type | None, Callable[[Any], Any], Any], ...]:
    """The columns of a model, in the order of their attributes: attribute, the type whose values are written down as they
    stand, how every other value is, and the one value by which the column says nothing."""
    fields = sorted((f for f in model._meta.concrete_fields if not f.generated), key=lambda f: f.attname)
    return tuple((f.attname, _own(f), _writer(f), None if f.null else _empty(f)) for f in fields)


def _own(field: Column) -> type | None:
    """The type a column's values nearly always have and are written down in; None where they are written otherwise."""
    match field:
        case models.ForeignKey():
            return _own(field.target_field)
        case SealedField() | models.DateTimeField():
            return None
        case models.DateField():
            return date
        case models.CharField() | models.TextField():
            return str
        case models.IntegerField():
            return int
        case _:
            return None


def _empty(field: Column) -> Any:
    """What a column that may not be NULL holds when it says nothing."""
    match field:
        case models.JSONField():
            return plain(field.get_default())
        case models.BooleanField():
            return False
        case models.DecimalField():
            return Decimal(0)
        case models.IntegerField() | models.FloatField() | models.DurationField():
            return 0
        case _:
            return ""


def _writer(field: Column) -> Callable[[Any], Any]:
    """How a column's value is written down: as it comes back from the database, whatever it was set from."""
    match field:
        case SealedField():
            return lambda value: mark(field.to_python(value))
        case models.DecimalField():
            return lambda value: _quantized(field.to_python(value), field.decimal_places)
        case models.JSONField():
            return lambda value: plain(json.loads(json.dumps(value, cls=field.encoder)))
        case models.FloatField():
            return lambda value: plain(float(value))
        case models.DateField():
            return field.get_prep_value
        case models.DurationField():
            return lambda value: field.to_python(value) // timedelta(microseconds=1)
        case models.BinaryField():
            return lambda value: bytes(value).hex()
        case models.FileField() | models.TimeField():
            return str
        case _:
            return field.to_python


def _quantized(value: Decimal, places: int) -> Decimal:
    """A decimal as the database will keep it. PostgreSQL rounds a half away from zero; for SQLite Django rounds it to even."""
    rounding = ROUND_HALF_UP if connection.vendor == "postgresql" else ROUND_HALF_EVEN
    return value.quantize(Decimal(1).scaleb(-places), rounding=rounding)


def plain(value: Any) -> Any:
    """A JSON value as both databases give it back: a whole number has no fraction, however it was written."""
    match value:
        case float():
            exact = Decimal(repr(value))
            return int(exact) if exact == exact.to_integral_value() else value
        case dict():
            return {k: plain(v) for k, v in value.items()}
        case list():
            return [plain(v) for v in value]
        case _:
            return value
