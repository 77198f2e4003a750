"""Spreadsheets in: hand one over, look at what would come of it, decide, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.files import UploadedFile
from ninja.params.functions import File, Form

from yanzhen.kernel.intake import actions
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs.actions import ask
from yanzhen.kernel.register.models import Org

from .auth import Caller, need
from .shapes import ImportOut, Why

router = Router(tags=["imports"])
REFUSAL: dict[int, Any] = {422: Why}


def shape(found: Import) -> ImportOut:
    return ImportOut(id=found.pk, name=found.name, sheet=found.sheet, state=found.state, said=found.said, counts=found.counts)


def mine(request: Caller, operation: str, pk: int) -> Import:
    actor = need(request, operation)
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(Import.objects.visible_to(actor), pk=pk)


@router.post("/imports", response={200: ImportOut, **REFUSAL}, operation_id="receive_import")
def receive(
    request: Caller, file: UploadedFile = File(...), org: int = Form(ge=1, lt=2**63), kind: str = Form("", max_length=40), uid: UUID | None = Form(None),
) -> ImportOut:
    """Hand a file over; it is read by the worker, ask again for what it found. The same `uid` again gives the first one back."""
    actor = need(request, "receive_import")
    place = Org.objects.filter(pk=org).first()
    if place is None or not actor.may("import.run", place):
        raise Http404
    found = actions.receive(actor=actor, at=request.at, uid=uid, org=place, name=file.name or "", data=file.read(), kind=kind)
    ask("import.read", found.pk, actor=actor, at=request.at)
    return shape(found)


@router.get("/imports/{int:pk}", response=ImportOut, operation_id="imports")
def one(request: Caller, pk: int) -> ImportOut:
    """What came of a file so far."""
    return shape(mine(request, "imports", pk))


@router.post("/imports/{int:pk}/decide", response={200: ImportOut, **REFUSAL}, operation_id="decide_import")
def decide(request: Caller, pk: int) -> ImportOut:
    """Have it written as previewed."""
    found = mine(request, "decide_import", pk)
    ask("import.decide", found.pk, actor=request.actor, at=request.at)
    return shape(found)


@router.post("/imports/{int:pk}/undo", response={200: ImportOut, **REFUSAL}, operation_id="undo_import")
def undo(request: Caller, pk: int) -> ImportOut:
    """Have it taken back."""
    found = mine(request, "undo_import", pk)
    ask("import.undo", found.pk, actor=request.actor, at=request.at)
    return shape(found)
