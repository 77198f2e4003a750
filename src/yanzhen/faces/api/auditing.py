"""Reports handed in to be audited: their figures and what is found of them, the answers, the file with comments."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, Http404
from ninja import Field, Router, Schema
from ninja.files import UploadedFile
from ninja.params.functions import File, Form, Query

from yanzhen.kernel.audit import actions
from yanzhen.kernel.audit.document import Document
from yanzhen.kernel.audit.models import Audit, Meaning
from yanzhen.kernel.audit.shapes import told
from yanzhen.kernel.audit.standing import Standing, standing
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.register.models import Org

from .. import inputs
from ..downloads import word_with_comments
from ..web.audited import page_alone
from . import showing
from .acting import A_FILE, REFUSAL, Act, row_of, serve
from .asks import ActIn
from .auth import Caller, need
from .recording import LAST, page_of
from .shapes import JobOut, Listed

router = Router(tags=["audits"])
Place = Annotated[int, Field(ge=0, lt=2**31)]


class AuditOut(Schema):
    """A report handed in: whether it has been read yet (arrived, read, refused), and why not."""

    id: int
    name: str
    org: int
    year: int
    state: str
    said: str


class ClaimOut(Schema):
    """One figure at text[start:end] of the file's text; `value` in `unit` as written; the verdict and why."""

    index: int
    quote: str
    start: int
    end: int
    value: str
    unit: str
    approx: str
    kind: str
    about: str
    place: str
    period: str
    figure: str | None
    verdict: str
    expected: str
    why: str


class FindingOut(Schema):
    """What is found of several figures (their indexes), or of words at text[start:end]."""

    rule: str
    claims: list[int]
    why: str
    severity: str
    start: int
    end: int


class AuditWhole(AuditOut):
    """`job`: how far the worker is with a large one that I handed in."""

    job: JobOut | None
    claims: list[ClaimOut]
    findings: list[FindingOut]


class AnswerIn(ActIn):
    """Whether the verdict on a figure is accepted or disputed; a dispute says why."""

    place: Place
    word: Annotated[str, Field(max_length=10)]
    note: str = Field("", max_length=200)


class MeansIn(ActIn):
    """The key of the figure that the words around a number mean; empty: none."""

    place: Place
    figure: str = Field(max_length=60)


class MeaningOut(Schema):
    wording: str
    figure: str


def shown(audit: Audit, shape: type[AuditOut] = AuditOut, **more: Any) -> AuditOut:
    return shape(id=audit.pk, name=audit.name, org=audit.org_id, year=audit.year, state=audit.state, said=audit.said, **more)


@router.post("/audits", response={200: AuditOut, **REFUSAL}, operation_id="hand_in_audit")
def hand_in(
    request: Caller, uid: UUID = Form(...), file: UploadedFile = File(...), org: int = Form(ge=1, lt=2**63), year: int = Form(0, ge=0, le=2100),
    last: UploadedFile | None = File(None),
) -> AuditOut:
    """Hand a report in (docx, PDF with text, plain text), with last year's if there is one. Without a year
    it is the one that its text names. A small one is read at once, a large one by the worker. The same `uid` again gives the first one back."""
    actor = need(request, "hand_in_audit")
    place = Org.objects.filter(pk=org).first()
    if place is None or not actor.may("audit.run", place):
        raise Http404
    return shown(inputs.received({"uid": uid, "org": place, "year": year, "file": file, "last": last}, actor=actor, at=request.at))


@router.get("/audits", response=Listed, operation_id="audits")
def listed(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """The reports handed in where I audit, the newest first."""
    rows = Audit.objects.visible_to(need(request, "audits")).defer("text", "claims", "blocks", "findings").order_by("-pk")
    return Listed(total=rows.count(), page=page, rows=[shown(one).model_dump(mode="json") for one in page_of(rows, page)])


UNREAD = Standing(Document("", ()), (), ())


def read_of(request: Caller, operation: str, pk: int) -> tuple[Audit, Standing]:
    """A report and what stands of it; one that has not been read has no figures."""
    found = row_of(request, operation, "audit", pk)
    return found, standing(found, request.actor.day) if found.state == "read" else UNREAD


@router.get("/audits/{int:pk}", response=AuditWhole, operation_id="audit")
def one(request: Caller, pk: int) -> AuditOut:
    """A report with its figures and findings as the records stand now."""
    found, stands = read_of(request, "audit", pk)
    job = Job.objects.visible_to(request.actor).filter(task="audit.read", about=pk).order_by("-pk").first()
    return shown(found, AuditWhole, job=showing.job(job) if job else None, **told(stands.claims, stands.findings))


@router.get("/audits/{int:pk}/report.docx", operation_id="audit_word", openapi_extra=A_FILE)
def word(request: Caller, pk: int) -> FileResponse:
    """The report as a Word file, a comment at each figure something is found of."""
    found, stands = read_of(request, "audit_word", pk)
    if found.state != "read":
        raise Http404
    return word_with_comments(found, stands)


@router.get("/audits/{int:pk}/report.html", operation_id="audit_page", openapi_extra=A_FILE)
def page(request: Caller, pk: int) -> FileResponse:
    """The report beside what is found of it, as one page that stands alone."""
    found, stands = read_of(request, "audit_page", pk)
    if found.state != "read":
        raise Http404
    return page_alone(found, stands, request.actor.day)


def answered(said: Any) -> AuditOut:
    return shown(said.audit)


def meaning(said: Meaning) -> MeaningOut:
    return MeaningOut(wording=said.wording, figure=said.figure)


serve(router, (
    Act("answer_audit", "/audits/{int:pk}/answer", AnswerIn, actions.answer, AuditOut, answered, "audit"),
    Act("audit_means", "/audits/{int:pk}/means", MeansIn, actions.means, MeaningOut, meaning, "audit"),
))  # fmt: skip
