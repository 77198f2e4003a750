"""核数: hand a report in, see each of its figures beside what is found of it, answer, take it away with comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.kernel.audit import actions
from yanzhen.kernel.audit.meaning import fits
from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.audit.shapes import told
from yanzhen.kernel.audit.standing import Standing, standing
from yanzhen.kernel.figures.naming import counted
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.jobs.actions import OPEN
from yanzhen.kernel.jobs.models import Job

from ...downloads import word_with_comments
from ...inputs import received, writable
from .. import audited
from ..acting import ActForm, acted, by
from ..forms import PlaceField
from ..guarding import Request
from ..parts import Tag
from ..render import page
from .imports import progress_of

SHOWN = 50
TONES = {"arrived": "", "read": "ok", "refused": "late"}
ACCEPTED = ".docx,.pdf,.txt"


class HandInForm(ActForm):
    """A report, for which place and year it is, and last year's if one is at hand."""

    file = forms.FileField(label=gettext_lazy("报告"), help_text=gettext_lazy("Word（docx）、带文字的 PDF 或纯文字文件"), widget=forms.FileInput(attrs={"accept": ACCEPTED}))
    year = forms.IntegerField(label=gettext_lazy("年度"), required=False, help_text=gettext_lazy("不填就看报告里写的是哪一年"), min_value=actions.FIRST_YEAR, max_value=2100)
    last = forms.FileField(label=gettext_lazy("上年的报告"), required=False, help_text=gettext_lazy("可以不传；传了就查有没有照抄上年的数字"), widget=forms.FileInput(attrs={"accept": ACCEPTED}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = writable(actor, actions.RUN).filter(tenant__isnull=False)
        self.fields["org"] = PlaceField(places, label=gettext_lazy("单位"), initial=actor.posts[0].org_id)
        self.order_fields(["uid", "file", "org", "year", "last"])


@require_http_methods(["GET", "HEAD", "POST"])
def audits(request: Request) -> HttpResponse:
    """The reports handed in, and the form to hand in another."""
    form = HandInForm(request.actor, request.POST or None, request.FILES or None)
    made, refused = acted(request, form, lambda said: received(said, **by(request)))
    if made:
        return redirect("audit", made.pk)
    rows = Audit.objects.visible_to(request.actor).select_related("org", "by").defer("text", "claims", "blocks", "findings").order_by("-pk")[:SHOWN]
    listed = [(one, Tag(one.get_state_display(), TONES[one.state])) for one in rows]
    return page(request, "audit/list.html", {"audits": listed, "form": form, "refused": refused}, 422 if request.method == "POST" else 200)


def visible(request: Request, pk: int) -> Audit:
    return get_object_or_404(Audit.objects.visible_to(request.actor).select_related("org", "by"), pk=pk)


def read_or_none(request: Request, pk: int) -> tuple[Audit, Standing]:
    """A report that was read; one that was not has no figures yet."""
    shown = visible(request, pk)
    if shown.state != "read":
        raise Http404
    return shown, standing(shown, request.actor.day)


@require_safe
def audit(request: Request, pk: int) -> HttpResponse:
    """The report, its figures underlined by what is found of them, and the notes beside it."""
    shown = visible(request, pk)
    if shown.state != "read":
        job = Job.objects.visible_to(request.actor).filter(task="audit.read", about=pk).order_by("-pk").first()
        running = job is not None and job.state in OPEN
        said = shown.said or (job.said if job and job.state in ("refused", "failed") else "")
        return page(request, "audit/waiting.html", {"audit": shown, "progress": progress_of(job) if job and running else None, "refused": said})
    context = audited.context(standing(shown, request.actor.day), request.GET, audited.answers_of(shown))
    return page(request, "audit/audit.html", {"audit": shown, **context})


class AnswerForm(ActForm):
    """对 or 不对, and why."""

    word = forms.ChoiceField(label=gettext_lazy("核对结果"), choices=[("accepted", gettext_lazy("对")), ("disputed", gettext_lazy("不对"))], widget=forms.RadioSelect(attrs={"class": "chips"}))
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=200, help_text=gettext_lazy("不对的，请写明哪里不对"))


class MeansForm(ActForm):
    """Which declared figure the words mean: the likely ones first, then all that count such a thing."""

    figure = forms.ChoiceField(label=gettext_lazy("指的是"), required=False)

    def __init__(self, shown: Standing, place: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claim, found = shown.claims[place], shown.meant[place]
        likely = [found.figure] if found.figure else [one.figure for one in found.open]
        known = {one.key: str(one.name) for one in (*likely, *(f for f in counted() if fits(claim, f)))}
        chosen = forms.ChoiceField(label=gettext_lazy("指的是"), required=False, choices=[*known.items(), ("", _("都不是"))], initial=claim.figure)
        self.fields["figure"] = chosen


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: Request, pk: int, place: int) -> HttpResponse:
    """One figure of the report: what is found of it, and what one says to that."""
    shown, found = read_or_none(request, pk)
    if place >= len(found.claims):
        raise Http404
    doing = request.POST.get("do", "")
    answer = AnswerForm(request.POST if doing == "answer" else None)
    means = MeansForm(found, place, request.POST if doing == "means" else None)
    done: Any = None
    refused = ""
    if doing == "answer":
        done, refused = acted(request, answer, lambda said: actions.answer(shown, place=place, **by(request), **said))
    elif doing == "means":
        done, refused = acted(request, means, lambda said: actions.means(shown, place=place, **by(request), **said))
    if done:
        return redirect(f"/audit/{pk}/?show=all&part={_part(found, place)}#n{place}")
    if request.method == "POST" and not doing:
        refused = _("没有看懂这次提交，请刷新后再试。")
    block = found.claims[place].block
    note = next(one for one in audited.notes(found, audited.answers_of(shown), block, block + 1) if one.place == place)
    context = {"audit": shown, "note": note, "claim": found.claims[place], "answer": answer, "means": means, "refused": refused, "around": _around(found, place)}
    return page(request, "audit/figure.html", context, 422 if request.method == "POST" else 200)


def _part(found: Standing, place: int) -> int:
    starts = audited.parts_of(found.document.blocks)
    return sum(start <= found.claims[place].block for start in starts)


def _around(found: Standing, place: int) -> tuple[str, str]:
    """The words before and after a figure."""
    claim, text = found.claims[place], found.document.text
    return text[max(0, claim.start - 60) : claim.start], text[claim.end : claim.end + 60]


@require_safe
def word(request: Request, pk: int) -> FileResponse:
    """The Word file with a comment at each figure something is found of."""
    shown, found = read_or_none(request, pk)
    return word_with_comments(shown, found)


@require_safe
def as_json(request: Request, pk: int) -> HttpResponse:
    """The figures and findings, for programs."""
    _shown, found = read_or_none(request, pk)
    return JsonResponse(told(found.claims, found.findings), json_dumps_params={"ensure_ascii": False})


@require_safe
def alone(request: Request, pk: int) -> FileResponse:
    """The whole as one HTML file that needs nothing else."""
    shown, found = read_or_none(request, pk)
    return audited.page_alone(shown, found, request.actor.day)
