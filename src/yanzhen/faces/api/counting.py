"""Figures and reports, read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.counting import Counted, values
from yanzhen.kernel.figures.naming import counted_in
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.visible import visible_keys, visible_rows
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.reports.actions import rendered
from yanzhen.kernel.reports.binding import names, report_day, resolver
from yanzhen.kernel.reports.freezing import Since, all_since, base_figure
from yanzhen.kernel.reports.models import Report
from yanzhen.kernel.reports.render import check, lacking
from yanzhen.kernel.reports.text import parse

from ..downloads import word_answer
from ..inputs import figure_of, scope_asked, told_figure, told_to
from . import showing
from .acting import A_FILE, row_of
from .asks import Key
from .auth import Caller, need
from .recording import LAST, page_of
from .shapes import ChangedOut, FigureOut, FigureSaid, FigureWhole, ReportOut, ReportWhole

router = Router(tags=["figures"])
SIZE = 500


class ScopeIn(Schema):
    """Which place, which year, as of which day; and whose work, by the organisation it was handed to: of that alone records count
    that are handed on, wherever in its tenant, or in the place named. An office is asked about for its work by itself."""

    org: Key
    year: int | None = Field(None, ge=2000, le=2100)
    on: date | None = None
    handler: Key | None = None


def scope_of(request: Caller, operation: str, asked: ScopeIn, *, work: bool = True) -> Scope:
    """The scope asked for; a place out of reach answers like one that does not exist. Refused for a day that has not come, or before
    the year asked for; a later one tells what has become of that year's records since."""
    actor = need(request, operation)

    def place(key: int) -> Org:
        found = get_object_or_404(Org, pk=key)
        if not actor.may("figures.read", found):
            raise Http404
        return found

    if asked.on and asked.on > actor.day:
        raise Refused(_("%(day)s 还没到，那天还没有数字。") % {"day": asked.on}, "on")
    if asked.on and asked.year and asked.year > asked.on.year:
        raise Refused(_("%(day)s 那天 %(year)s 年还没开始。请写这一年或以后的日子。") % {"day": asked.on, "year": asked.year}, "on")
    year = asked.year or (asked.on or actor.day).year
    handler = place(asked.handler) if asked.handler else None
    return scope_asked(handler, asked.org, lambda: place(asked.org), year, actor.day, asked.on, work=work)


def told_in(request: Caller, operation: str, key: str, asked: ScopeIn) -> tuple[Counted, Scope]:
    """The figure of an address and the scope it is asked in, if it is told to the caller there."""
    scope = scope_of(request, operation, asked, work=base_figure(figure_of(key)).handed)
    return told_figure(request.actor, key, scope.org), scope


def said(value: Decimal | None) -> str | None:
    return None if value is None else format(round(value, 4).normalize(), "f")


def shape(f: Counted, scope: Scope, value: Decimal | None, kind: type[FigureOut] = FigureOut, **more: Any) -> FigureOut:
    return kind(key=f.key, name=str(f.name), unit=str(f.unit), value=said(value), means=str(f.means), since=scope.since, until=scope.until, day=scope.day, **more)


@router.get("/figures", response=list[FigureOut], operation_id="figures")
def figures(request: Caller, asked: ScopeIn = Query(...)) -> list[FigureOut]:
    """Every declared figure of a place for a year, as of a day; of somebody's work, what can be that."""
    scope = scope_of(request, "figures", asked)
    known = [f for f in counted_in(scope) if told_to(request.actor, f, scope.org)]
    numbers = values(known, scope)
    return [shape(f, scope, numbers[f.key]) for f in known]


@router.get("/figures/{key}", response=FigureWhole, operation_id="figure")
def figure(request: Caller, key: str, asked: ScopeIn = Query(...), page: int = Query(1, ge=1, le=LAST)) -> FigureOut:
    """One figure with the keys of the rows it counts: those I may open are listed, the others counted."""
    f, scope = told_in(request, "figure", key, asked)
    rows = base_figure(f).evidence(scope).order_by()
    mine, total = visible_rows(rows, request.actor), rows.count()
    return shape(f, scope, f.value(scope), FigureWhole, counted=total, withheld=total - mine.count(), page=page, evidence=list(page_of(mine.order_by("pk").values_list("pk", flat=True), page, SIZE)))


@router.get("/reports", response=list[ReportOut], operation_id="reports")
def reports(request: Caller) -> list[ReportOut]:
    """The reports I may read, newest year first."""
    rows = Report.objects.visible_to(need(request, "reports")).defer("body").order_by("-year", "-id")[:200]
    return [showing.report(r) for r in rows]


@router.get("/reports/{int:pk}", response=ReportWhole, operation_id="report")
def report(request: Caller, pk: int) -> ReportOut:
    """A report with its figures filled in."""
    found, today = row_of(request, "report", "report", pk), request.actor.day
    paragraphs = rendered(found, today)
    runs = [run for p in paragraphs for run in p.runs if run.cited]
    figures = [FigureSaid(key=run.key, text=run.text, value=None if run.value is None else str(run.value)) for run in runs]
    return showing.report(
        found, ReportWhole, body=found.body, faults=[] if found.signed_at else faults_of(found, today), paragraphs=[p.text for p in paragraphs],
        figures=figures, lacking=lacking(paragraphs),
    )


def faults_of(found: Report, today: date) -> list[str]:
    day = report_day(found.year, today, None)
    return [str(f) for f in check(parse(found.body), resolver(found.org, day, today), names()) if f.blocking]


@router.get("/reports/{int:pk}/changes", response=list[ChangedOut], operation_id="report_changes")
def changes(request: Caller, pk: int) -> list[ChangedOut]:
    """What has changed since a report was signed, figure by figure, record by record; nothing for a draft."""
    found = row_of(request, "report_changes", "report", pk)
    return [changed(one, request.actor) for one in all_since(found, request.actor.day) if one.changed]


def changed(since: Since, actor: Actor) -> ChangedOut:
    sides: dict[str, Any] = {}
    model = base_figure(since.figure).evidence_model()
    for name in ("came", "went", "differ"):
        keys = sorted({key for term in since.terms for key in getattr(term, name)})
        seen = visible_keys(model, keys, actor)[:SIZE]
        sides |= {name: seen, f"{name}_withheld": len(keys) - len(seen)}
    kept = since.frozen
    return ChangedOut(place=kept.place, key=kept.figure, text=kept.words, then=said(kept.value), now=said(since.now), **sides)


@router.get("/reports/{int:pk}/report.docx", operation_id="report_word", openapi_extra=A_FILE)
def word(request: Caller, pk: int) -> HttpResponse:
    """The report as a Word file in the layout of GB/T 9704, each figure a link to its records."""
    return word_answer(request, row_of(request, "report_word", "report", pk), request.actor.day, request.at)
