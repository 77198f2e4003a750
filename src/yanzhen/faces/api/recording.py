"""Records: who I am, what I may see, write down and move."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Query

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import may_take, take_step
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org
from yanzhen.packs.visits.actions import Raised, log_visit
from yanzhen.packs.visits.calling import place_of
from yanzhen.packs.visits.pack import revisit

from .auth import Caller, need
from .shapes import Listed, MeOut, PostOut, RecordIn, RecordOut, RecordWhole, StepIn, StepOut, VisitIn, Why

router = Router(tags=["records"])
SIZE = 50
LAST = 20_000
REFUSAL: dict[int, Any] = {422: Why}


@router.get("/me", response=MeOut, operation_id="me")
def me(request: Caller) -> MeOut:
    """Whose token this is, and his posts today."""
    actor = need(request, "me")
    return MeOut(name=actor.name, day=actor.day, posts=[PostOut(role=p.role, name=p.name, org=p.org_id, org_name=p.org_name) for p in actor.posts])


def out(record: Record, shape: type[RecordOut] = RecordOut, **more: Any) -> RecordOut:
    """A record as the API gives it: its own columns, relations by key."""
    facts = {f.name: getattr(record.facts, f.attname) for f in record.facts._meta.concrete_fields if f.name != "record"}
    return shape(
        id=record.pk, kind=record.kind, number=record.number, title=record.title, org=record.org_id, happened_on=record.happened_on,
        recorded_at=record.recorded_at, state=record.state, turn_role=record.turn_role, turn_org=record.turn_org_id, due_on=record.due_on,
        facts=facts, **more,
    )


def page_of(rows: Any, page: int, size: int = SIZE) -> Any:
    return rows[(page - 1) * size : page * size]


@router.get("/records", response=Listed, operation_id="records")
def records(request: Caller, kind: str = Query("", max_length=30), state: str = Query("", max_length=20), page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """The records I may see, newest first, fifty a page."""
    rows = Record.objects.visible_to(need(request, "records"), kind).live()
    rows = rows.filter(state=state) if state else rows
    found = page_of(rows.order_by("-happened_on", "-id").select_related(*(k.facts._meta.model_name or "" for k in book.of(Kind))), page)
    return Listed(total=rows.count(), page=page, rows=[out(r).model_dump(mode="json") for r in found])


def visible(request: Caller, operation: str, pk: int) -> Record:
    actor = need(request, operation)
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(Record.objects.visible_to(actor).select_related("org", "tenant"), pk=pk)


@router.get("/records/{int:pk}", response=RecordWhole, operation_id="record")
def record(request: Caller, pk: int) -> RecordOut:
    """One record with its steps, and the steps I could take now."""
    return whole(request, visible(request, "record", pk))


def whole(request: Caller, found: Record) -> RecordOut:
    flow = found.definition.flow
    steps = [StepOut(step=t.step, source=t.source, target=t.target, on=t.on, late=t.late, answers=t.answers) for t in StepTaken.objects.filter(record=found).order_by("id")]
    can = [s.key for s in flow.open_from(found.state) if may_take(found, s, request.actor)] if flow and not found.voided_on else []
    return out(found, RecordWhole, steps=steps, open=can)


@router.post("/records", response={200: RecordWhole, **REFUSAL}, operation_id="write_record")
def write_record(request: Caller, said: RecordIn) -> RecordOut:
    """Write a record down. The same `uid` again gives the first one back."""
    actor = need(request, "write_record")
    kind = next((k for k in book.of(Kind) if k.key == said.kind), None)
    org = Org.objects.filter(pk=said.org).first()
    if kind is None or kind is revisit or org is None or not actor.holds(kind.written_by, org):
        raise Http404
    made = write(kind, actor=actor, org=org, at=request.at, uid=said.uid, happened_on=said.happened_on, title=said.title, **facts_in(kind, said.facts, actor))
    return whole(request, made)


def facts_in(kind: Kind, given: dict[str, Any], actor: Any) -> dict[str, Any]:
    """The columns a caller may give, relations as rows he may see; another name is refused, not passed over."""
    flow = kind.flow.steps.values() if kind.flow else ()
    moved = {c for s in flow for c in [*s.sets, s.dates, *(a.key for a in s.asks if a.fact)]}
    known = {f.name: f for f in kind.facts._meta.concrete_fields if f.name != "record" and f.name not in moved}
    values = {}
    for name, value in given.items():
        field = known.get(name)
        if field is None:
            raise Refused(_("%(kind)s没有“%(name)s”这一项，或者它不能直接填。") % {"kind": kind, "name": name[:40]})
        values[name] = related(field, value, actor) if isinstance(field, models.ForeignKey) and value is not None else value
    return values


def related(field: Any, value: Any, actor: Any) -> Any:
    rows = field.related_model._default_manager.visible_to(actor)
    found = rows.filter(pk=value).first() if str(value).isdecimal() and int(value) < 2**63 else None
    if found is None:
        raise Refused(_("“%(name)s”请给出您能看到的编号。") % {"name": field.verbose_name})
    return found


@router.post("/records/{int:pk}/steps/{slug:key}", response={200: RecordOut, **REFUSAL}, operation_id="take_step")
def step(request: Caller, pk: int, key: str, said: StepIn) -> RecordOut:
    """Take a step of the record's flow."""
    found = visible(request, "take_step", pk)
    asks = {a.key for s in (found.definition.flow.steps.values() if found.definition.flow else ()) if s.key == key for a in s.asks}
    if unknown := set(said.answers) - asks:
        raise Refused(_("这一步不问“%(name)s”。") % {"name": sorted(unknown)[0][:40]})
    done = take_step(found, key, actor=request.actor, at=request.at, uid=said.uid, on=said.on, **said.answers)
    return out(done)


@router.post("/visits", response={200: RecordWhole, **REFUSAL}, operation_id="write_visit")
def write_visit(request: Caller, said: VisitIn) -> RecordOut:
    """Write a visit down with the problems raised on it, all or none."""
    actor = need(request, "write_visit")
    org = Org.objects.visible_to(actor).filter(pk=said.org).first()
    homes = Household.objects.filter(org__path__startswith=org.path, until__isnull=True) if org else Household.objects.none()
    firms = Org.objects.filter(kind="company", path__startswith=org.path, until__isnull=True) if org else Org.objects.none()
    target: Any = homes.filter(pk=said.household).first() if said.household else firms.filter(pk=said.company).first() if said.company else None
    if org is None or target is None:
        raise Http404
    made = log_visit(
        actor=actor, at=request.at, uid=said.uid, org=place_of(org, target), happened_on=said.happened_on, target=target, heard=said.heard,
        problems=[Raised(p.title, p.category, p.detail) for p in said.problems],
    )
    return whole(request, made)
