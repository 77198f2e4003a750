"""Records: who I am, what I may see, write down and move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Query

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import steps_for, take_step
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.meanwhile import version_of
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.papers.actions import Sent, write_with
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.kinds import Kind, kinds
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org
from yanzhen.packs.visits.actions import Raised, log_visit, standing_on
from yanzhen.packs.visits.pack import revisit, visit

from ..inputs import sent
from . import showing
from .acting import REFUSAL, row_of
from .auth import Caller, need
from .facts import facts_in
from .shapes import (
    CorrectionOut,
    Listed,
    MeOut,
    PostOut,
    RecordIn,
    RecordOut,
    RecordSaid,
    RecordWhole,
    StepIn,
    StepOut,
    VisitIn,
    VisitSaid,
)

router = Router(tags=["records"])
SIZE = 50
LAST = 20_000


@router.get("/me", response=MeOut, operation_id="me")
def me(request: Caller) -> MeOut:
    """Whose token this is, and his posts today."""
    actor = need(request, "me")
    return MeOut(name=actor.name, day=actor.day, posts=[PostOut(role=p.role, name=p.name, org=p.org_id, org_name=p.org_name) for p in actor.posts])


def page_of(rows: Any, page: int, size: int = SIZE) -> Any:
    return rows[(page - 1) * size : page * size]


def fact_tables() -> list[str]:
    """The tables in which the kinds of records keep what they ask besides."""
    return [kind.facts._meta.model_name or "" for kind in kinds()]


class NarrowedIn(Schema):
    """By what a list of records is narrowed: its kind and state, from a day to a day, below a place, handed to an office, late."""

    kind: str = Field("", max_length=30)
    state: str = Field("", max_length=20)
    since: date | None = None
    until: date | None = None
    org: int | None = Field(None, ge=1, lt=2**63)
    handler: int | None = Field(None, ge=1, lt=2**63)
    late: bool = False


def narrowed(rows: Any, asked: NarrowedIn, today: date) -> Any:
    same = {"state": asked.state, "happened_on__gte": asked.since, "happened_on__lte": asked.until, "handler": asked.handler}
    rows = rows.filter(**{way: said for way, said in same.items() if said})
    if asked.org:
        path = Org.objects.filter(pk=asked.org).values_list("path", flat=True).first()
        rows = rows.filter(org__path__startswith=path) if path else rows.none()
    owed = [Q(kind=k.key, state__in=k.flow.open_states) for k in book.of(Kind) if k.flow]
    return rows.filter(reduce(or_, owed), due_on__lt=today) if asked.late else rows


@router.get("/records", response=Listed, operation_id="records")
def records(request: Caller, asked: NarrowedIn = Query(...), page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """The records I may see, newest first, fifty a page."""
    actor = need(request, "records")
    rows = narrowed(Record.objects.visible_to(actor, asked.kind).live(), asked, actor.day)
    found = page_of(rows.order_by("-happened_on", "-id").select_related(*fact_tables()), page)
    return Listed(total=rows.count(), page=page, rows=[showing.record(r).model_dump(mode="json") for r in found])


@router.get("/records/{int:pk}", response=RecordWhole, operation_id="record")
def record(request: Caller, pk: int) -> RecordOut:
    """One record with its steps, and the steps I could take now."""
    read = version_of(Record, pk)
    return whole(request, row_of(request, "record", "record", pk), read)


def whole(request: Caller, found: Record, version: int = 0) -> RecordOut:
    papers = [showing.paper(p) for p in found.papers.filter(withdrawn_at__isnull=True).order_by("id")]
    mended = [
        CorrectionOut(field=c.field, old=c.old, new=c.new, reason=c.reason, at=c.at)
        for c in Correction.objects.filter(subject=trail.label(found)).order_by("-id")
    ]
    steps = [StepOut(step=t.step, source=t.source, target=t.target, on=t.on, late=t.late, answers=t.answers) for t in StepTaken.objects.filter(record=found).order_by("id")]
    can = [step.key for step in steps_for(found, request.actor)]
    return showing.record(found, RecordWhole, version=version, steps=steps, open=can, papers=papers, corrections=mended)


@router.post("/records", response={200: RecordWhole, **REFUSAL}, operation_id="write_record")
def write_record(request: Caller, said: RecordIn) -> RecordOut:
    """Write a record down. The same `uid` again gives the first one back."""
    kind, org, facts = _about(request, "write_record", said)
    return whole(request, write(kind, actor=request.actor, org=org, at=request.at, uid=said.uid, happened_on=said.happened_on, title=said.title, **facts))


@router.post("/records/with-files", response={200: RecordWhole, **REFUSAL}, operation_id="write_record_with_files")
def write_record_with_files(request: Caller, said: RecordSaid, uid: UUID = Form(...), files: list[UploadedFile] = File(...), keep_place: bool = Form(False)) -> RecordOut:
    """Write a record down with photographs or documents, all or none; `said` is what it says, as JSON. Pictures lose where they were taken unless `keep_place`."""
    kind, org, facts = _about(request, "write_record_with_files", said)
    return whole(request, write_with(
        kind, actor=request.actor, org=org, at=request.at, uid=uid, files=sent(files, keep_place), happened_on=said.happened_on, title=said.title, **facts,
    ))


def _about(request: Caller, operation: str, said: RecordSaid) -> tuple[Kind, Org, dict[str, Any]]:
    """The kind, the place and the columns of a record to be written, if the caller writes such there."""
    actor = need(request, operation)
    kind = next((k for k in book.of(Kind) if k.key == said.kind), None)
    org = Org.objects.filter(pk=said.org).first()
    if kind is None or kind is revisit or org is None or not actor.holds(kind.written_by, org):
        raise Http404
    return kind, org, facts_in(kind, said.facts, actor)


@router.post("/records/{int:pk}/steps/{slug:key}", response={200: RecordOut, **REFUSAL}, operation_id="take_step")
def step(request: Caller, pk: int, key: str, said: StepIn) -> RecordOut:
    """Take a step of the record's flow."""
    found = row_of(request, "take_step", "record", pk, said)
    asks = {a.key for s in (found.definition.flow.steps.values() if found.definition.flow else ()) if s.key == key for a in s.asks}
    if unknown := set(said.answers) - asks:
        raise Refused(_("这一步不问“%(name)s”。") % {"name": sorted(unknown)[0][:40]})
    done = take_step(found, key, actor=request.actor, at=request.at, uid=said.uid, on=said.on, **said.answers)
    return showing.record(done)


@router.post("/visits", response={200: RecordWhole, **REFUSAL}, operation_id="write_visit")
def write_visit(request: Caller, said: VisitIn) -> RecordOut:
    """Write a visit down with the problems raised on it, all or none."""
    return _visit(request, "write_visit", said, said.uid)


@router.post("/visits/with-files", response={200: RecordWhole, **REFUSAL}, operation_id="write_visit_with_files")
def write_visit_with_files(request: Caller, said: VisitSaid, uid: UUID = Form(...), files: list[UploadedFile] = File(...), keep_place: bool = Form(False)) -> RecordOut:
    """Write a visit down with the problems raised on it and its photographs or documents, all or none; `said` is what it says, as JSON.
    Pictures lose where they were taken unless `keep_place`."""
    return _visit(request, "write_visit_with_files", said, uid, sent(files, keep_place))


def _visit(request: Caller, operation: str, said: VisitSaid, uid: UUID, files: Sequence[Sent] = ()) -> RecordOut:
    actor = need(request, operation)
    org = Org.objects.filter(pk=said.org).first()
    if said.household and said.company:
        raise Refused(_("走访要写明是哪一户或哪一家企业，只写一个"))
    org = org if org and actor.holds(visit.written_by, org) else None  # above his posts lie other people's households
    there = standing_on(said.happened_on)
    homes = Household.objects.filter(there, org__path__startswith=org.path) if org else Household.objects.none()
    firms = Org.objects.filter(there, kind="company", path__startswith=org.path) if org else Org.objects.none()
    target: Any = homes.filter(pk=said.household).first() if said.household else firms.filter(pk=said.company).first() if said.company else None
    if org is None or target is None:
        raise Http404
    made = log_visit(
        actor=actor, at=request.at, uid=uid, org=org, happened_on=said.happened_on, target=target, heard=said.heard,
        problems=[Raised(p.title, p.category, p.detail) for p in said.problems], files=files, again=said.again,
    )
    return whole(request, made)
