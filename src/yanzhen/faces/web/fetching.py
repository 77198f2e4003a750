"""Records read together with what a page says of them: in few statements, and only the columns that are said."""

from __future__ import annotations

from typing import Any

from django.db import models

from yanzhen.kernel.base.prepared import prepared
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Correction, Entry
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org, Person

#: What is said of a row that another points at. Sealed columns are not among it: each costs a decryption.
SAID: dict[Any, tuple[str, ...]] = {
    Org: ("name", "formerly", "kind", "path", "parent", "tenant"), Household: ("number", "org", "head"), Person: ("name",),
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


def with_facts(rows: Any, *kinds: Kind, near: dict[str, type[models.Model]] = NEAR) -> Any:
    """Records of these kinds as a list shows them: joined with their facts' columns for lists and with what these point at."""
    ways, asked = dict(near), columns(Record)
    for kind in kinds:
        facts = kind.facts._meta.model_name or ""
        ways |= ways_from(kind, f"{facts}__")
        asked += [f"{facts}__{column}" for column in ("record", *kind.columns)]
    return rows.select_related(*ways).only(*asked, *said(ways))


def listed(kind: Kind, keys: list[int]) -> list[Record]:
    """The records with these keys, as a list of their kind shows them."""
    return _listed(kind, **{f"key{n}": key for n, key in enumerate(keys)})


@prepared
def _listed(kind: Kind, **keys: Any) -> Any:
    return with_facts(Record.objects.filter(pk__in=keys.values()), kind, near=NEAR | {"turn_org": Org} if kind.flow else NEAR)


def whole(kind: Kind, keys: list[int]) -> list[Record]:
    """The records with these keys, with all that their kind writes down and where they are handled."""
    facts = kind.facts._meta.model_name or ""
    ways: dict[str, Any] = {**NEAR, "turn_org": Org, "handler": Org, **ways_from(kind, f"{facts}__")}
    own = [f"{facts}__{column}" for column in columns(kind.facts)]
    return list(Record.objects.filter(pk__in=keys).select_related(*ways).only(*columns(Record), *own, *said(ways)))


def with_around(rows: Any) -> Any:
    """Records with what they point at themselves, for their own page."""
    return rows.select_related(*AROUND).only(*columns(Record), *said(AROUND))


def seen_record(actor: Actor, pk: int) -> Record | None:
    """The record if it is the actor's to see, with its facts and all that these and it itself point at."""
    found = next(iter(_seen(actor, pk=pk)), None)
    if found:
        kind = found.definition
        [facts] = _facts(kind, pk=pk)
        setattr(found, kind.facts._meta.model_name or "", facts)
    return found


@prepared
def _seen(actor: Actor, pk: Any) -> Any:
    return with_around(Record.objects.visible_to(actor)).filter(pk=pk)


@prepared
def _facts(kind: Kind, pk: Any) -> Any:
    ways = ways_from(kind)
    ways |= {f"{way}__org": Org for way, model in ways.items() if model is Household}  # whether the household may be opened
    return kind.facts._default_manager.select_related(*ways).only(*columns(kind.facts), *said(ways)).filter(pk=pk)


@prepared
def named_record(actor: Actor, pk: Any) -> Any:
    """Number and title of a record, if it is the actor's to see."""
    return Record.objects.visible_to(actor).filter(pk=pk).only("number", "title")


@prepared
def steps_of(record: Any) -> Any:
    """The steps taken with a record, in order."""
    return by_whom(StepTaken.objects.filter(record=record).order_by("id"))


def registrar_of(record: Record) -> str:
    """The posts by which a record was written down, as the trail keeps them. The entry is found by its moment: one that tells of
    many rows names only the first as its subject."""
    if record.written_by_id is None:
        return ""
    return next(iter(_posts_then(chain=record.tenant_id, at=record.recorded_at, actor=record.written_by_id)), "")


@prepared
def _posts_then(chain: Any, at: Any, actor: Any) -> Any:
    return Entry.objects.filter(chain=chain, at=at, actor=actor).values_list("post", flat=True)[:1]


@prepared
def corrections_of(subject: Any) -> Any:
    """What was put right in a row, by its name in the trail, newest first."""
    return by_whom(Correction.objects.filter(subject=subject).order_by("-id"))


@prepared
def papers_of(record: Any) -> Any:
    """The papers that lie with a record, and those that did."""
    return Paper.objects.filter(record=record).order_by("id")


def acts_on(papers: list[Paper]) -> list[tuple[Paper, Entry]]:
    """What the trail says of each of these papers: who attached it, who took it away. Asked only where there are any."""
    known = {trail.label(paper): paper for paper in papers}
    if not known:
        return []
    entries = Entry.objects.filter(subject__in=known, verb__in=("papers.attach", "papers.withdraw")).order_by("chain", "seq")
    entries = entries.select_related("actor").only("at", "verb", "subject", "post", "said", "actor__name")
    return [(known[e.subject], e) for e in entries]


def voided_by(record: Record) -> Entry | None:
    """What the trail says of how a record became void; nothing of one that went with the import it came by."""
    if record.voided_on is None:
        return None
    found = Entry.objects.filter(subject=trail.label(record), verb=f"{record.kind}.void").select_related("actor")
    return found.only("at", "post", "said", "actor__name").order_by("-seq").first()


@prepared
def offspring_keys(record: Any) -> Any:
    """The keys of what a record led to, by the one index that leads there."""
    return Record.objects.filter(origin=record).values_list("pk", flat=True)


def by_whom(rows: Any) -> Any:
    """Rows with the name of the person who made them."""
    return rows.select_related("by").defer(*(f"by__{column}" for column in columns(Person) if column not in ("id", "name")))
