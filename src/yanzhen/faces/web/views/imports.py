"""Spreadsheets in: hand one over, watch it being read, see what would become of each row, decide, take it back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB
from yanzhen.kernel.intake import actions, left_out, sentences
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.intake.sheets import SheetKind
from yanzhen.kernel.jobs.actions import OPEN, ask
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.jobs.tasks import Task

from ...downloads import workbook
from ...inputs import refuse_busy
from ..acting import acted, by
from ..guarding import Request
from ..intakeforms import ChooseForm, UploadForm
from ..intakerows import preview_table
from ..paging import one_page
from ..parts import Link, Progress, Tag
from ..render import away, page

SHOWN = 50
FATES = (("new", gettext_lazy("新增")), ("changed", gettext_lazy("变更")), ("same", gettext_lazy("相同")), ("refused", gettext_lazy("退回")))
TONES = {"arrived": "", "read": "do", "written": "ok", "undone": "line", "refused": "late"}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """The files one has handed over, and the form to hand over another."""
    form = UploadForm(request.actor, request.POST or None, request.FILES or None)
    made, refused = acted(request, form, lambda said: received(request, said))
    if made:
        return redirect("import", made.pk)
    rows = Import.objects.visible_to(request.actor).select_related("org").order_by("-pk")[:SHOWN]
    listed = [(i, kind_name(i.sheet), Tag(i.get_state_display(), TONES[i.state])) for i in rows]
    return page(request, "intake/list.html", {"imports": listed, "form": form, "refused": refused}, 422 if request.method == "POST" else 200)


def received(request: Request, said: dict[str, Any]) -> Import:
    """The file kept as it came, and the worker asked to read it."""
    sent = said["file"]
    if sent.size > FILE_MAX:
        raise sentences.refusal("size", {"megabytes": FILE_MAX // MB})
    made = actions.receive(
        actor=request.actor, at=request.at, uid=said["uid"], org=said["org"], name=sent.name, data=sent.read(), kind=said["kind"], day=said["day"],
    )
    ask("import.read", made.pk, actor=request.actor, at=request.at)
    return made


def kind_name(key: str) -> str:
    """The name of a kind of sheet; empty while nobody knows it."""
    return next((str(k.name) for k in book.of(SheetKind) if k.key == key), "")


def visible(request: Request, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.actor).select_related("org"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    form = ChooseForm(shown, request.POST if request.POST.get("do") == "choose" else None)
    if request.method != "POST":
        return _show(request, shown, form)
    try:
        if done := do(request, shown, form):
            return done
        return _show(request, shown, form, status=422)
    except Refused as why:
        return _show(request, visible(request, pk), form, refused=str(why), status=422)


def do(request: Request, shown: Import, form: ChooseForm) -> HttpResponse | None:
    """What a button asks for; None if the form does not hold."""
    doing, told = request.POST.get("do", ""), by(request)
    refuse_busy(shown)
    if doing == "choose":
        if not form.is_valid():
            return None
        actions.choose(shown, uid=form.cleaned_data["uid"], **told, **form.decided())
        ask("import.read", shown.pk, **told)
    elif doing in ("decide", "undo"):
        ask(f"import.{doing}", shown.pk, **told)
    else:
        raise Refused(_("没有看懂这次提交，请刷新后再试。"))
    return redirect("import", shown.pk)


def _show(request: Request, shown: Import, form: ChooseForm, refused: str = "", status: int = 200) -> HttpResponse:
    job = Job.objects.visible_to(request.actor).filter(task__startswith="import.", about=shown.pk).order_by("-pk").first()
    running = job is not None and job.state in OPEN
    if not refused and job and job.state in ("refused", "failed"):
        refused = job.said
    fate = request.GET.get("fate", "") if request.GET.get("fate") in dict(FATES) else first_fate(shown)
    keys, pager = one_page(request, ImportRow.objects.filter(of=shown, fate=fate), "pk")
    return page(request, "intake/one.html", {
        "import": shown, "kind": kind_name(shown.sheet), "state": Tag(shown.get_state_display(), TONES[shown.state]), "refused": refused,
        "progress": progress_of(job) if job and running else None, "tabs": tabs_of(shown, fate), "pager": pager,
        "table": preview_table(shown, keys) if keys and shown.counts else None, "form": form if shown.state in actions.OPEN and not running else None,
        "may_decide": shown.state == "read" and not running and bool(shown.counts.get("new") or shown.counts.get("changed")),
        "may_undo": shown.state == "written" and not running, "left_out": left_out.told(shown), "said": job.said if job and job.state == "done" else "",
    }, status)


def first_fate(shown: Import) -> str:
    """The tab to open: what was refused needs a person first."""
    return next((fate for fate in ("refused", "new", "changed", "same") if shown.counts.get(fate)), "new")


def tabs_of(shown: Import, fate: str) -> list[Link]:
    if not shown.counts:
        return []
    return [Link(f"{name} {shown.counts.get(key, 0):,}", f"?{urlencode({'fate': key})}", key == fate) for key, name in FATES]


@require_safe
def refused(request: Request, pk: int) -> FileResponse:
    """The refused rows, each with which cell and why, as a spreadsheet to correct."""
    shown = visible(request, pk)
    if not shown.counts.get("refused"):
        raise Http404
    return workbook(refused_workbook(shown), _("退回的行 %(name)s.xlsx") % {"name": shown.name.rsplit(".", 1)[0]})


def progress_of(job: Job) -> Progress:
    """How far a job is."""
    task = book.get(Task, job.task)
    words = str(task) if job.state != "waiting" else _("排队等候：%(what)s") % {"what": task}
    note = str(task.parts[job.done]) if job.total and job.done < len(task.parts) else ""
    return Progress(words, job.done, job.total or None, note, url=reverse("job", args=[job.pk]), running=job.state in OPEN)


@require_safe
def job(request: Request, pk: int) -> HttpResponse:
    """How far long work is. Once it has ended, back to what it was about."""
    shown = get_object_or_404(Job.objects.visible_to(request.actor), pk=pk)
    pages = {"import": "import", "audit": "audit"}
    about = pages.get(shown.task.split(".")[0])
    back = reverse(about, args=[shown.about]) if about and shown.about else reverse("inbox")
    if shown.state in OPEN:
        return page(request, "intake/job.html", {"progress": progress_of(shown), "back": back})
    return away(request, back)
