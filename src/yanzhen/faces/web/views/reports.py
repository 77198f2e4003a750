"""Reports: write them, read them with their figures, sign them, take them away as Word, and see what changed since."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.figures.visible import visible_keys
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.reports import actions
from yanzhen.kernel.reports.binding import names, report_day, resolver
from yanzhen.kernel.reports.freezing import since_signing
from yanzhen.kernel.reports.help import HELP
from yanzhen.kernel.reports.models import Report
from yanzhen.kernel.reports.render import check, lacking
from yanzhen.kernel.reports.text import parse

from ...downloads import word_answer
from ..acting import ActForm, acted, by
from ..evidence import table
from ..forms import RowField
from ..guarding import Request
from ..render import page

SHOWN = 50
MOST = 500


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
    form, refused = None, ""
    if request.actor.may("report.write"):
        form = DraftForm(request, request.POST or None, initial={"uid": uuid4(), **beginning(rows, request.actor.day.year)})
    if request.method == "POST" and form and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.draft(actor=request.actor, at=request.at, uid=said["uid"], org=said["org"], name=said["name"], year=said["year"], body=said["body"])
            return redirect("report", made.pk)
        except Refused as why:
            refused = str(why)
    status = 422 if request.method == "POST" else 200
    return page(request, "reports/list.html", {"reports": rows, "form": form, "refused": refused, "names": names(), "help": HELP}, status)


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
    paragraphs = actions.rendered(shown, today)
    changed = [s for f in shown.frozen.select_related("report__org").order_by("place") if (s := since_signing(f, today)) and s.changed] if shown.signed_at else []
    places = {s.frozen.place for s in changed}
    return page(request, "reports/report.html", {
        "report": shown, "paragraphs": numbered(paragraphs, places), "lacking": lacking(paragraphs), "changed": changed,
        "may_edit": not shown.signed_at and request.actor.may("report.write", shown.org),
        "may_sign": not shown.signed_at and request.actor.may("report.sign", shown.org),
    })


def numbered(paragraphs: Any, changed: set[int]) -> list[dict[str, Any]]:
    """The paragraphs with each figure's place and whether it has changed since signing."""
    place, out = 0, []
    for paragraph in paragraphs:
        runs = []
        for run in paragraph.runs:
            place += actions.STRIDE if run.source else 0
            runs.append({"run": run, "place": place, "state": "changed" if run.cited and {place, place + 1} & changed else ""})
        out.append({"kind": paragraph.kind, "level": paragraph.level, "runs": runs})
    return out


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    if shown.signed_at or not request.actor.may("report.write", shown.org):
        raise Http404
    start = {"uid": uuid4(), "body": shown.body, "version": shown.version}
    form, refused = DraftForm(request, request.POST or None, known=shown, initial=start), ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.edit(shown, actor=request.actor, at=request.at, uid=said["uid"], body=said["body"], version=said["version"] or 0)
            return redirect("report", pk)
        except Refused as why:
            refused = str(why)
    day = report_day(shown.year, request.actor.day, None)
    faults = check(parse(form["body"].value() or ""), resolver(shown.org, day, request.actor.day), names())
    status = 422 if request.method == "POST" else 200
    return page(request, "reports/edit.html", {"report": shown, "form": form, "faults": faults, "refused": refused, "names": names(), "help": HELP}, status)


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
    context = {"report": shown, "form": form, "refused": refused, "lacking": lacking(actions.rendered(shown, request.actor.day))}
    return page(request, "reports/sign.html", context, 422 if request.method == "POST" else 200)


@require_safe
def word(request: Request, pk: int) -> HttpResponse:
    """The report as a Word file in the layout of GB/T 9704."""
    return word_answer(request, visible(request, pk), request.actor.day, request.at)


def shown_rows(request: Request, words: Any, keys: list[int], figure: Figure) -> dict[str, Any]:
    """One list of rows, as far as the viewer may open them; the rest is counted."""
    model = figure.evidence_model()
    seen = visible_keys(model, keys, request.actor)
    shown = seen[:MOST]
    return {
        "words": words, "figure": figure, "total": len(keys), "withheld": len(keys) - len(seen), "shown": len(shown), "table": table(model, shown),
    }


@require_safe
def frozen(request: Request, pk: int, place: int) -> HttpResponse:
    """One figure of a signed report: the number then and now, the records it was signed with, and what became of them."""
    shown = visible(request, pk)
    kept = get_object_or_404(shown.frozen.select_related("report__org"), place=place)
    since = since_signing(kept, request.actor.day)
    if since is None:
        raise Http404
    lists = [shown_rows(request, words, keys, term.figure) for term in since.terms for words, keys in (
        (_("签发后多出的"), term.came), (_("签发后少了的"), term.went), (_("签发后数值改了的"), term.differ), (_("签发时数的"), term.then),
    )]
    return page(request, "reports/figure.html", {"report": shown, "kept": kept, "since": since, "lists": lists})


