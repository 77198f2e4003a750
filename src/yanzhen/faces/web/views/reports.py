"""Reports: write them, read them with their figures, sign them, take them away as Word, and see what changed since."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.reports import actions
from yanzhen.kernel.reports.binding import names, report_day, resolver
from yanzhen.kernel.reports.freezing import Since, since_signing
from yanzhen.kernel.reports.help import HELP
from yanzhen.kernel.reports.models import Report
from yanzhen.kernel.reports.render import check, lacking
from yanzhen.kernel.reports.text import parse

from ...downloads import word_answer
from .. import reported
from ..acting import ActForm, acted, by
from ..forms import RowField
from ..guarding import Request
from ..paging import asked_number
from ..render import page

SHOWN = 50
EARLIER = 20


class DraftForm(forms.Form):
    uid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("报告名称"), max_length=60)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    body = forms.CharField(label=_("正文"), max_length=60000, strip=False, widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}))

    def __init__(self, request: Request, *args: Any, known: Report | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = request.actor.grounds("report.write")
        if known:
            del self.fields["name"], self.fields["year"]
        else:
            tenants = Org.objects.filter(tenant__isnull=False, until__isnull=True, kind="town")
            found = [o.pk for o in tenants if any((o.path or "").startswith(g) for g in grounds)]
            self.fields["org"] = RowField(tenants.filter(pk__in=found), label=_("单位"), initial=found[0] if found else None)
            self.order_fields(["uid", "org", "name", "year", "body"])


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: Request) -> HttpResponse:
    """The reports one may read, and the form for a new one."""
    rows = Report.objects.visible_to(request.actor).select_related("org", "signed_by").order_by("-year", "-id")[:SHOWN]
    form, refused, looking, seen = None, "", "preview" in request.POST, dict[str, Any]()
    if request.actor.may("report.write"):
        form = DraftForm(request, request.POST or None, initial={"uid": uuid4(), **beginning(rows, request.actor.day.year)})
    if form and form.is_valid() and looking:
        seen = preview(request, Report(org=form.cleaned_data["org"], year=form.cleaned_data["year"]), form)
    elif form and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.draft(actor=request.actor, at=request.at, uid=said["uid"], org=said["org"], name=said["name"], year=said["year"], body=said["body"])
            return redirect("report", made.pk)
        except Refused as why:
            refused = str(why)
    status = 422 if request.method == "POST" and not seen else 200
    return page(request, "reports/list.html", {
        "reports": rows, "form": form, "refused": refused, "names": names(), "help": HELP, "looking": looking, "preview": bool(seen), **seen,
    }, status)


def beginning(rows: Any, year: int) -> dict[str, Any]:
    """What a new report begins with: the words of the last one, said of this year."""
    last = next(iter(rows), None)
    return {"year": year} | ({"name": last.name, "body": last.body.replace(f"{last.year}年", f"{year}年"), "after": last.title} if last else {})


def visible(request: Request, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.actor).select_related("org", "tenant", "signed_by", "by"), pk=pk)


@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    """The report as a page, each figure leading to its records; signed, with what has changed since."""
    shown, today = visible(request, pk), request.actor.day
    now = actions.filled(shown, report_day(shown.year, today, shown.signed_on), today)
    paragraphs = actions.as_signed(now, shown) if shown.signed_at else now
    moved = reported.moved_since(shown, today) if shown.signed_at else {}
    return page(request, "reports/report.html", {
        "report": shown, **reported.sheet(shown.body, paragraphs, set(moved)), "changed": reported.changes(shown, moved, now),
        "may_edit": not shown.signed_at and request.actor.may("report.write", shown.org),
        "may_sign": not shown.signed_at and request.actor.may("report.sign", shown.org),
    })


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    if shown.signed_at or not request.actor.may("report.write", shown.org):
        raise Http404
    drafts = actions.earlier(shown)
    was = drafts.filter(pk=asked_number(request, "was")).first()
    start = {"uid": uuid4(), "body": was.old if was else shown.body, "version": shown.version}
    form, refused, present = DraftForm(request, request.POST or None, known=shown, initial=start), "", ""
    looking = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not looking:
        said = form.cleaned_data
        try:
            actions.edit(shown, actor=request.actor, at=request.at, uid=said["uid"], body=said["body"], version=said["version"] or 0)
            return redirect("report", pk)
        except Refused as why:
            refused = str(why)
            shown.refresh_from_db()
            form, present = _beside(request, shown)
    day = report_day(shown.year, request.actor.day, None)
    faults = check(parse(form["body"].value() or ""), resolver(shown.org, day, request.actor.day), names())
    seen = preview(request, shown, form) if looking and form.is_valid() else {}
    status = 422 if request.method == "POST" and not seen else 200
    return page(request, "reports/edit.html", {
        "report": shown, "form": form, "faults": faults, "refused": refused, "present": present, "names": names(), "help": HELP,
        "earlier": drafts.defer("old", "new")[:EARLIER], "was": was,
        "looking": looking, "preview": bool(seen), **seen,
    }, status)


def preview(request: Request, shown: Report, form: DraftForm) -> dict[str, Any]:
    """What was typed, with its figures as they stand: it is looked at, and not kept."""
    body, today = form.cleaned_data["body"], request.actor.day
    return reported.sheet(body, actions.filled(shown, report_day(shown.year, today, None), today, body), set())


def _beside(request: Request, shown: Report) -> tuple[DraftForm, str]:
    """What the writer sent, to go by the draft as it now is; and that draft, if another wrote it meanwhile, to read beside it."""
    sent = request.POST.copy()
    stale = sent.get("version") != str(shown.version)
    sent["version"] = str(shown.version)
    return DraftForm(request, sent, known=shown), shown.body if stale else ""


class SignForm(ActForm):
    """The version of the words that was on the signatory's screen."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    if (shown.signed_at and request.method != "POST") or not request.actor.may("report.sign", shown.org):
        raise Http404
    form = SignForm(request.POST or None, initial={"version": shown.version})
    done, refused = acted(request, form, lambda said: actions.sign(shown, **by(request), **said))
    if done:
        messages.success(request, _("已签发。数字从此固定，以后的变化会列在下面。"))
        return redirect("report", pk)
    shown.refresh_from_db(fields=["version", "signed_at"])
    if refused and (shown.signed_at or form.cleaned_data.get("version", shown.version) != shown.version):
        messages.warning(request, refused)  # it is another paper now: it wants to be read before anything is done with it
        return redirect("report", pk)
    paragraphs = actions.rendered(shown, request.actor.day)
    context = {"report": shown, "form": form, "refused": refused, "lacking": lacking(paragraphs), "wrong": reported.faulty(shown.body, paragraphs)}
    return page(request, "reports/sign.html", context, 422 if request.method == "POST" else 200)


@require_safe
def word(request: Request, pk: int) -> HttpResponse:
    """The report as a Word file in the layout of GB/T 9704."""
    return word_answer(request, visible(request, pk), request.actor.day, request.at)


@require_safe
def frozen(request: Request, pk: int, place: int) -> HttpResponse:
    """One figure of a signed report: the number then and now, the records it was signed with, and what became of them."""
    shown = visible(request, pk)
    since = _since(shown, place, request)
    lists = [one.page(request) for one in reported.kept(since, request.actor)]
    return page(request, "reports/figure.html", {"report": shown, "kept": since.frozen, "since": since, "lists": lists})


@require_safe
def frozen_export(request: Request, pk: int, place: int) -> FileResponse:
    """The same records, as far as the caller may open them, as a spreadsheet."""
    return reported.export_of(request.actor, _since(visible(request, pk), place, request))


def _since(shown: Report, place: int, request: Request) -> Since:
    since = since_signing(get_object_or_404(shown.frozen.select_related("report__org"), place=place), request.actor.day)
    if since is None:
        raise Http404
    return since
