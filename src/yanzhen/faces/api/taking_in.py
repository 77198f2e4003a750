"""Files: spreadsheets handed over, looked at, decided and undone; papers of a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from ninja import Router
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Query

from yanzhen.kernel.guard import trail
from yanzhen.kernel.intake import actions
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.jobs.actions import ask
from yanzhen.kernel.papers.actions import attach
from yanzhen.kernel.register.models import Org

from .. import inputs
from ..downloads import response_for, workbook
from . import asks, showing
from .acting import A_FILE, REFUSAL, Act, row_of, serve
from .auth import Caller, need
from .recording import LAST, page_of
from .shapes import ImportLine, ImportOut, ImportWhole, Listed, PaperOut, SheetOut

router = Router(tags=["files"])


@router.post("/imports", response={200: ImportOut, **REFUSAL}, operation_id="receive_import")
def receive(
    request: Caller, uid: UUID = Form(...), file: UploadedFile = File(...), org: int = Form(ge=1, lt=2**63), kind: str = Form("", max_length=40),
    day: date | None = Form(None),
) -> ImportOut:
    """Hand a file over; it is read by the worker, ask again for what it found. The same `uid` again gives the first one back."""
    actor = need(request, "receive_import")
    place = Org.objects.filter(pk=org).first()
    if place is None or not actor.may("import.run", place):
        raise Http404
    found = actions.receive(actor=actor, at=request.at, uid=uid, org=place, name=file.name or "", data=file.read(), kind=kind, day=day)
    if found.state == "arrived":
        ask("import.read", found.pk, actor=actor, at=request.at)
    return showing.taken_in(found)


@router.get("/imports", response=Listed, operation_id="imports")
def listed(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """The files I have handed over, the newest first."""
    rows = Import.objects.visible_to(need(request, "imports")).order_by("-pk")
    return Listed(total=rows.count(), page=page, rows=[showing.taken_in(i).model_dump(mode="json") for i in page_of(rows, page)])


@router.get("/imports/{int:pk}", response=ImportWhole, operation_id="import")
def one(request: Caller, pk: int) -> ImportOut:
    """What came of a file so far, and how its columns were read."""
    found = row_of(request, "import", "imported", pk)
    sheets = [SheetOut(**{k: s[k] for k in SheetOut.model_fields}) for s in found.mapping.get("sheets", ())]
    return showing.taken_in(found, ImportWhole, sheets=sheets, unread=found.mapping.get("unread", ()))


@router.get("/imports/{int:pk}/refused", response=Listed, operation_id="import_refused")
def refused(request: Caller, pk: int, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """The rows that were refused, each with which cell and why."""
    rows = ImportRow.objects.filter(of=row_of(request, "import_refused", "imported", pk), fate="refused").order_by("pk")
    lines = [ImportLine(sheet=r.sheet, row=r.row, why=r.why) for r in page_of(rows.defer("values"), page)]
    return Listed(total=rows.count(), page=page, rows=[line.model_dump(mode="json") for line in lines])


@router.get("/imports/{int:pk}/refused.xlsx", operation_id="import_returned", openapi_extra=A_FILE)
def returned(request: Caller, pk: int) -> FileResponse:
    """The refused rows as a spreadsheet to correct."""
    found = row_of(request, "import_returned", "imported", pk)
    if not found.counts.get("refused"):
        raise Http404
    return workbook(refused_workbook(found), _("退回的行 %(name)s.xlsx") % {"name": found.name.rsplit(".", 1)[0]})


def choose(*, imported: Import, actor: Any, at: Any, uid: UUID, **said: Any) -> Import:
    """Say how a file is to be read; it is then read again."""
    if not inputs.done_before(uid, actor):
        inputs.refuse_busy(imported)
    chosen = actions.choose(imported, actor=actor, at=at, uid=uid, **said)
    if chosen.state == "arrived":
        ask("import.read", chosen.pk, actor=actor, at=at)
    return chosen


def handed(task: str, says: str) -> Callable[..., Import]:
    """Have the worker do something with a file, once for each id."""

    def told(*, imported: Import, actor: Any, at: Any, uid: UUID) -> Import:
        with trail.act(actor, at, uid, {"import": imported.pk, "task": task}) as act:
            if not act.seen:
                ask(task, imported.pk, actor=actor, at=at)
                act.did(imported)
        return imported

    told.__doc__ = says
    return told


serve(router, (
    Act("choose_import", "/imports/{int:pk}/choose", asks.ChooseIn, choose, ImportOut, showing.taken_in, "imported"),
    Act("decide_import", "/imports/{int:pk}/decide", asks.ActIn, handed("import.decide", "Have it written as previewed."), ImportOut, showing.taken_in, "imported"),
    Act("undo_import", "/imports/{int:pk}/undo", asks.ActIn, handed("import.undo", "Have it taken back."), ImportOut, showing.taken_in, "imported"),
))  # fmt: skip


@router.post("/records/{int:pk}/papers", response={200: PaperOut, **REFUSAL}, operation_id="attach_to_record")
def attached(request: Caller, pk: int, uid: UUID = Form(...), file: UploadedFile = File(...), keep_place: bool = Form(False)) -> PaperOut:
    """Attach a photograph or document. Pictures lose where they were taken unless `keep_place`."""
    found = row_of(request, "attach_to_record", "record", pk)
    return showing.paper(attach(found, actor=request.actor, at=request.at, uid=uid, name=file.name or "", data=file.read(), keep_place=keep_place))


@router.get("/papers/{int:pk}", operation_id="paper", openapi_extra=A_FILE)
def paper(request: Caller, pk: int) -> FileResponse:
    """The file of a paper."""
    return response_for(row_of(request, "paper", "paper", pk))
