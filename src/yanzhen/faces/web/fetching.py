"""Records read together with what a page says of them, in as few statements as can be."""

from __future__ import annotations

from typing import Any

from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household

#: What no list shows: sealed columns cost a decryption each.
SEALED = ("id_number", "phone")


def relations_of(kind: Kind) -> tuple[list[str], list[str]]:
    """The rows that a kind's facts point at, as ways from the facts, and the sealed columns on those ways."""
    fields = [field for field in kind.facts._meta.concrete_fields if field.is_relation and not field.primary_key]
    ways = [field.name for field in fields]
    heads = [f"{field.name}__head" for field in fields if field.related_model is Household]
    return [*ways, *heads], [f"{head}__{column}" for head in heads for column in SEALED]


def with_facts(rows: Any, *kinds: Kind) -> Any:
    """Records of these kinds joined with their facts, and those with what they point at: one statement."""
    joined, sealed = ["org__parent"], list[str]()
    for kind in kinds:
        facts = kind.facts._meta.model_name or ""
        ways, columns = relations_of(kind)
        joined += [facts, *(f"{facts}__{way}" for way in ways)]
        sealed += [f"{facts}__{column}" for column in columns]
    return rows.select_related(*joined).defer(*sealed)


def read_facts(record: Record) -> None:
    """Read a record's facts, with what they point at, in one statement, and hang them on it."""
    kind = record.definition
    ways, sealed = relations_of(kind)
    facts = kind.facts._default_manager.select_related(*ways).defer(*sealed).get(pk=record.pk)
    setattr(record, kind.facts._meta.model_name or "", facts)
