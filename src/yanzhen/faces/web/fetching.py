"""Records read together with what a page says of them: in few statements, and only the columns that are said."""

from __future__ import annotations

from typing import Any

from django.db import models

from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org, Person

#: What is said of a row that another points at. Sealed columns are not among it: each costs a decryption.
SAID: dict[Any, tuple[str, ...]] = {
    Org: ("name", "kind", "path", "parent", "tenant"), Household: ("number", "org", "head"), Person: ("name",),
}  # fmt: skip
#: Rows a record itself points at: in a list, and on its own page.
NEAR: dict[str, type[models.Model]] = {"org": Org, "org__parent": Org}
AROUND = NEAR | {"turn_org": Org, "handler": Org, "written_by": Person}


def columns(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]


def said(ways: dict[str, Any]) -> list[str]:
    """The columns to read of the rows these ways lead to."""
    return [f"{way}__{column}" for way, model in ways.items() for column in SAID[model]]


def ways_from(kind: Kind, prefix: str = "") -> dict[str, Any]:
    """The ways from a kind's facts to the rows they point at, and on to the heads of households."""
    found: dict[str, Any] = {}
    for field in kind.facts._meta.concrete_fields:
        if field.related_model in SAID:
            found[f"{prefix}{field.name}"] = field.related_model
        if field.related_model is Household:
            found[f"{prefix}{field.name}__head"] = Person
    return found


def with_facts(rows: Any, *kinds: Kind) -> Any:
    """Records of these kinds as a list shows them: joined with their facts' columns for lists and with what these point at."""
    ways, asked = dict(NEAR), columns(Record)
    for kind in kinds:
        facts = kind.facts._meta.model_name or ""
        ways |= ways_from(kind, f"{facts}__")
        asked += [f"{facts}__{column}" for column in ("record", *kind.columns)]
    return rows.select_related(*ways).only(*asked, *said(ways))


def with_around(rows: Any) -> Any:
    """Records with what they point at themselves, for their own page."""
    return rows.select_related(*AROUND).only(*columns(Record), *said(AROUND))


def read_facts(record: Record) -> None:
    """Read a record's facts, with what they point at, in one statement, and hang them on it."""
    kind = record.definition
    ways = ways_from(kind)
    rows = kind.facts._default_manager.select_related(*ways).only(*columns(kind.facts), *said(ways))
    setattr(record, kind.facts._meta.model_name or "", rows.get(pk=record.pk))


def by_whom(rows: Any) -> Any:
    """Rows with the name of the person who made them."""
    return rows.select_related("by").defer(*(f"by__{column}" for column in columns(Person) if column not in ("id", "name")))
