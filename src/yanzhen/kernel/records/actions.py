"""The verbs of a record: write it down, correct it, void it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from yanzhen.kernel.base.columns import faults_of
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.prepared import prepared
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.meanwhile import said_of, touched
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.register.models import Org

from .kinds import Kind
from .models import Counter, Facts, Record
from .placing import path_on, place_in_time, resettle, standing
from .resting import limit_anew, rest


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, in a form that can be compared later: rows by their trail name."""
    return {k: trail.label(v) if isinstance(v, models.Model) else v for k, v in values.items()}


def write(
    kind: Kind, *, actor: Actor, org: Org, at: datetime, uid: UUID | None = None, happened_on: date, title: str = "",
    origin: Record | None = None, **facts: Any,
) -> Record:
    """Write one fact down, once; it stands where what it is about stood that day. Refused: that is not at or below the place
    named, no post of the actor writes this kind there, the day is to come, the place did not exist that day, a column is
    wrong. The same `uid` again gives the first record."""
    asked = {"kind": kind.key, "happened_on": happened_on, "title": title, **told({"org": org, "origin": origin, **facts})}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Record.objects.get(pk=trail.pk_of(act.seen))
        said = kind.facts(**facts)
        record = draft(kind, actor, standing(said, org, happened_on), at, happened_on, title or said.title(), origin)
        record.number = kind.number.format(year=happened_on.year, seq=take_numbers(record.tenant_id, kind, happened_on.year, 1))
        check(record, said)
        if kind.flow:
            setattr(record, kind.facts._meta.model_name or "", said)
            rest(record, kind.flow.states[kind.flow.start], local_day(at))
        record.save(force_insert=True)
        said.record = record
        said.save(force_insert=True)
        act.note(f"{kind.key}.write", tenant=record.tenant_id, subject=record, rows=[record, said], said={"happened_on": str(happened_on)})
    return record


def draft(kind: Kind, actor: Actor, org: Org, at: datetime, happened_on: date, title: str, origin: Record | None) -> Record:
    """The record as it would be written, or why it may not be."""
    if not actor.holds(kind.written_by, org):
        raise Refused(_("您现在的岗位不能在%(org)s登记%(kind)s。") % {"org": org, "kind": kind})
    if happened_on > local_day(at):
        raise Refused(_("日期 %(day)s 还没到，不能先登记。") % {"day": happened_on}, "happened_on")
    if org.tenant_id is None:
        raise Refused(_("%(kind)s要登记在具体单位，不能登记在%(org)s。") % {"org": org, "kind": kind})
    return Record(
        kind=kind.key, title=title.strip(), org=org, org_path=path_on(org, happened_on), tenant_id=org.tenant_id,
        happened_on=happened_on, recorded_at=at, written_by_id=actor.person_id, origin=origin,
    )


def check(record: Record, said: Facts) -> None:
    """Columns by their own rules; relations were given as rows and are not looked up again."""
    faults: list[str] = []
    for row, fields in ((record, {"title"}), (said, {f.name for f in said._meta.concrete_fields if not _given(said, f)})):
        faults += faults_of(row, fields)
    if faults:
        raise Refused(_("没有登记：%(faults)s") % {"faults": ";".join(faults)})


def _given(said: Facts, field: models.Field[Any, Any]) -> bool:
    return field.primary_key or (field.is_relation and getattr(said, field.attname) is not None)


def take_numbers(tenant: int, kind: Kind, year: int, count: int) -> int:
    """Take the next numbers of a series; the first of them. The row stays locked until the transaction ends."""
    key: dict[str, Any] = {"tenant_id": tenant, "kind": kind.key, "year": year}
    if not Counter.objects.filter(**key).update(last=F("last") + count):
        Counter.objects.get_or_create(**key)
        Counter.objects.filter(**key).update(last=F("last") + count)
    [last] = _last(tenant=tenant, kind=kind.key, year=year)
    return int(last) - count + 1


@prepared
def _last(tenant: Any, kind: Any, year: Any) -> models.QuerySet[Counter, int]:
    return Counter.objects.filter(tenant=tenant, kind=kind, year=year).values_list("last", flat=True)


def correct(
    record: Record, *, actor: Actor, at: datetime, uid: UUID | None = None, reason: str, version: int | None = None, **changes: Any,
) -> Record:
    """Put right what was written down wrongly; what it said before is kept with the reason. A record that turns out to be about
    something elsewhere was there from the beginning: it goes to that place, for every day; one of another category has that one's
    limit from the beginning. `version` is the one at which it was read: refused where somebody else has changed the
    same since."""
    asked = {"record": record.pk, "reason": reason, **told(changes)}
    with trail.act(actor, at, uid, asked) as act:
        record = Record.objects.select_for_update(of=("self",)).select_related("org", "tenant").get(pk=record.pk)
        if act.seen:
            return record
        kind = record.definition
        _may_correct(record, actor, reason)
        said = record.facts
        changes = touched(record, changes, version, said)
        place, title = said.place(record.happened_on), said.title()
        kept = [k for name, new in changes.items() if (k := _replace(record if hasattr(Record, name) else said, name, new, record, reason, actor, at))]
        if not kept:
            return record
        if (to := said.place(record.happened_on)) not in (None, place, record.org):
            kept.append(_replaced(record, "org", record.org, resettle(record, to, actor), reason, actor, at))
        if record.title == title != (new := said.title()):
            kept.append(_replaced(record, "title", title, new, reason, actor, at))
            record.title = new
        if "happened_on" in changes:
            place_in_time(record, local_day(at))
        check(record, said)
        limited = _saved(record, said)
        corrections = Correction.objects.bulk_create(kept)
        act.note(f"{kind.key}.correct", tenant=record.tenant_id, subject=record, rows=[record, said, *limited, *corrections], said={"fields": sorted(k.field for k in corrections)})
    return record


def _saved(record: Record, said: Facts) -> list[Any]:
    """The corrected record written down, with its limit anew where another one governs it now; the steps that say so too."""
    limited = limit_anew(record)
    record.version += 1
    for row in limited:
        row.save(update_fields=["next_due_on"])
    record.save()
    said.save()
    return limited


def _refuse_fixed(record: Record) -> None:
    if record.definition.fixed:
        raise Refused(_("%(kind)s登记以后不能更正，也不能作废，%(number)s 照原样留着。") % {"kind": record.definition, "number": record.number})


def _may_correct(record: Record, actor: Actor, reason: str) -> None:
    _refuse_fixed(record)
    if not actor.holds(record.definition.written_by, record.org):
        raise Refused(_("您现在的岗位不能更正%(org)s的%(kind)s。") % {"org": record.org, "kind": record.definition})
    if not reason.strip():
        raise Refused(_("请写明为什么更正。"))
    if record.voided_on:
        raise Refused(_("%(number)s 已经作废，不能再更正。") % {"number": record.number})


CORRECTABLE = {"title", "happened_on"}


def _replace(row: models.Model, name: str, new: Any, record: Record, reason: str, actor: Actor, at: datetime) -> Correction | None:
    if isinstance(row, Record) and name not in CORRECTABLE:
        raise Refused(_("这一项不能用更正来改。"))
    field = row._meta.get_field(name)
    old = getattr(row, name)
    if old == new:
        return None
    setattr(row, name, new)
    return _replaced(record, field.name, old, new, reason, actor, at)


def _replaced(record: Record, name: str, old: Any, new: Any, reason: str, actor: Actor, at: datetime) -> Correction:
    return Correction(
        subject=trail.label(record), field=name, old=said_of(old), new=said_of(new), reason=reason.strip()[:200],
        by_id=actor.person_id, at=at,
    )


def void(record: Record, *, actor: Actor, at: datetime, uid: UUID | None = None, reason: str) -> Record:
    """Take a record out of every figure and list because it should never have been written; it stays readable."""
    with trail.act(actor, at, uid, {"record": record.pk, "void": reason}) as act:
        record = Record.objects.select_for_update(of=("self",)).select_related("org").get(pk=record.pk)
        if act.seen:
            return record
        _refuse_fixed(record)
        if not actor.holds(record.definition.written_by, record.org):
            raise Refused(_("您现在的岗位不能作废%(org)s的%(kind)s。") % {"org": record.org, "kind": record.definition})
        if not reason.strip():
            raise Refused(_("请写明为什么作废。"))
        if not Record.objects.filter(pk=record.pk, voided_on__isnull=True).update(
            voided_on=local_day(at), turn_role="", turn_org=None, version=F("version") + 1  # its limit stays: it ran until that day
        ):
            raise Refused(_("%(number)s 已经作废了。") % {"number": record.number})
        record.refresh_from_db()
        act.note(f"{record.kind}.void", tenant=record.tenant_id, subject=record, rows=[record], said={"reason": reason.strip()[:200]})
    return record


def write_many(
    kind: Kind, drafts: Iterable[tuple[Record, Facts]], *, act: trail.Act, verb: str = "write", chunk: int = 1000,
) -> list[Record]:
    """Write many drafted facts inside an act that is under way (an import), as `write` would one by one:
    numbers in order, each resting where its flow starts from the day the file tells, one entry a chunk naming every row."""
    pairs = list(drafts)
    _number(kind, pairs)
    for record, said in pairs:
        check(record, said)
        if kind.flow:
            setattr(record, kind.facts._meta.model_name or "", said)
            rest(record, kind.flow.states[kind.flow.start], record.happened_on)
    for i in range(0, len(pairs), chunk):
        part = pairs[i : i + chunk]
        Record.objects.bulk_create([r for r, _f in part])
        for record, said in part:
            said.record = record
        kind.facts._default_manager.bulk_create([f for _r, f in part])
        rows = [row for pair in part for row in pair]
        act.note(f"{kind.key}.{verb}", tenant=part[0][0].tenant_id, subject=part[0][0], rows=rows, said={"rows": len(part)})
    return [record for record, _f in pairs]


def _number(kind: Kind, pairs: list[tuple[Record, Facts]]) -> None:
    series: dict[tuple[int, int], list[Record]] = {}
    for record, _f in pairs:
        series.setdefault((record.tenant_id, record.happened_on.year), []).append(record)
    for (tenant, year), records in series.items():
        first = take_numbers(tenant, kind, year, len(records))
        for seq, record in enumerate(records, first):
            record.number = kind.number.format(year=year, seq=seq)
