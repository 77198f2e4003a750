"""One record: what it says, whose turn it is, what can be done next, and its history."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.actions import steps_for, steps_later, take_step
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.meanwhile import version_of
from yanzhen.kernel.papers import actions as papers
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records import actions
from yanzhen.kernel.records.flow import Step
from yanzhen.kernel.records.kinds import Kind, kinds
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.records.resting import stand_in
from yanzhen.packs.visits.actions import may_reach, reach
from yanzhen.packs.visits.pack import revisit

from ...downloads import response_for
from ...inputs import asked_columns
from ..acting import ActForm, WhyForm, acted, by
from ..attaching import AttachForm, choose_again, files_of
from ..fetching import (
    acts_on,
    corrections_of,
    named_record,
    offspring_keys,
    papers_of,
    registrar_of,
    seen_record,
    steps_of,
    voided_by,
    with_facts,
)
from ..forms import RecordForm, StepForm
from ..guarding import Request
from ..parts import Link, PaperLine
from ..reaching import asked_about, home_of, way_to
from ..render import away, page
from ..templatetags.yz import filesize
from ..told import (
    corrected,
    due_tag,
    facts_of,
    history,
    limit_words,
    link_of,
    places_then,
    state_tag,
    step_marks,
    turn_words,
    waiting_row,
)


def visible(request: Request, pk: int) -> Record:
    """The record, or the same 404 whether it is not there or not his to see."""
    shown = seen_record(request.actor, pk)
    if shown is None:
        raise Http404
    return shown


@require_safe
def record(request: Request, pk: int) -> HttpResponse:
    return _show(request, visible(request, pk))


def _show(request: Request, shown: Record, refused: str = "", form: StepForm | None = None, chosen: str = "", phone: str | None = None, status: int = 200) -> HttpResponse:
    actor, today = request.actor, request.actor.day
    kind = shown.definition
    steps = steps_for(shown, actor)
    chosen = chosen or request.GET.get("step", "")
    step = next((s for s in steps if s.key == chosen), steps[0] if steps else None)
    form = form if step and step.key == chosen else None
    taken, falls, held = steps_of(record=shown.pk), stand_in(shown, today), papers_of(record=shown.pk)
    words, source = limit_words(shown, taken)
    mine = actor.holds(kind.written_by, shown.org) and not kind.fixed
    return page(request, "records/record.html", {
        "record": shown, "kind": kind, "state": state_tag(shown), "due": due_tag(shown, today), "turn": turn_words(shown, falls),
        "crumbs": [Link(str(kind.name), reverse("records", args=[kind.key])), Link(str(shown.happened_on.year))],
        **_about(shown, actor, bool(steps), phone), "place": link_of(shown.org, actor), "called": places_then([shown])[shown.pk], "limit": words, "limit_source": source,
        "steps": step_marks(shown, taken, today), "trail": history(shown, taken, acts_on(held), registrar_of(shown), voided_by(shown)),
        "corrections": corrected(shown, corrections_of(subject=trail.label(shown))),
        "offspring": [waiting_row(r, today) for r in offspring_of(shown, actor)],
        "origin": next(iter(named_record(actor, pk=shown.origin_id)), None) if shown.origin_id else None,
        "papers": _papers(held, papers.may_attach(shown, actor)), "attach_form": AttachForm(initial={"uid": uuid4()}) if mine or steps else None,
        "may_correct": mine and not shown.voided_on, "refused": refused, "later": steps_later(shown, actor), **next_step(actor, shown, step, steps, form, falls),
    }, status)


def _about(shown: Record, actor: Actor, acting: bool, phone: str | None) -> dict[str, Any]:
    """What the record says; and for whoever has to act, whom to go to, how to call him, and what it asks about again."""
    asked = asked_about(shown, actor) if acting else None
    home = home_of(asked or shown) if acting else None
    whom = home or getattr((asked or shown).facts, "company", None) if acting else None
    return {
        "facts": facts_of(shown, actor, whom), "way": way_to(asked or shown, home, actor, phone) if acting else [],
        "reach_form": ActForm() if phone is None and may_reach(shown, home, actor) else None, "phone": phone,
        "asked": asked, "asked_facts": facts_of(asked, actor, whom) if asked else [],
    }


def offspring_of(shown: Record, actor: Actor) -> list[Record]:
    """What it led to, as far as the actor may see it."""
    keys = offspring_keys(record=shown.pk)
    return list(with_facts(Record.objects.visible_to(actor).filter(pk__in=keys), *kinds()).order_by("id")) if keys else []


def next_step(actor: Actor, shown: Record, step: Step | None, steps: list[Step], form: StepForm | None, falls: tuple[str, int] | None) -> dict[str, Any]:
    """The step offered as a form, and the others as links."""
    if step is None:
        return {}
    url = reverse("record", args=[shown.pk])
    his = any(p.role == shown.turn_role or (p.role, p.org_id) == falls for p in actor.posts)
    return {
        "may_only": not his, "step_says": "" if his or not shown.turn_role else _("现在轮到 %(turn)s。") % {"turn": turn_words(shown, falls)},
        "step_name": step.name, "step_url": reverse("record_step", args=[shown.pk, step.key]),
        "step_form": form or StepForm(step, shown, actor.day, initial={"uid": uuid4()}),
        "others": [Link(str(s.name), f"{url}?step={s.key}#next") for s in steps if s is not step],
    }


def _papers(held: list[Paper], may: bool) -> list[PaperLine]:
    """The files of a record; with the way to take one away for who may."""
    return [
        PaperLine(p.name, reverse("paper", args=[p.pk]), f"{filesize(p.size)} · {local_day(p.at)}", reverse("paper_withdraw", args=[p.pk]) if may else "", str(uuid4()))
        for p in held if not p.withdrawn_at
    ]


@require_POST
def step(request: Request, pk: int, key: str) -> HttpResponse:
    shown = visible(request, pk)
    asked = shown.definition.flow.steps.get(key) if shown.definition.flow else None
    if asked is None:
        raise Http404
    form = StepForm(asked, shown, request.actor.day, request.POST)
    if not form.is_valid():
        return _show(request, shown, form=form, chosen=key, status=422)
    try:
        take_step(shown, key, actor=request.actor, at=request.at, uid=form.cleaned_data["uid"], on=form.cleaned_data["on"], **form.answers())
    except Refused as why:
        return _show(request, visible(request, pk), refused=str(why), form=form, chosen=key, status=422)
    return _done(request, pk, _("“%(step)s”已办。") % {"step": asked.name})


def _done(request: Request, pk: int, said: str) -> HttpResponse:
    """Back to the record if it is still the caller's to see, else to his inbox; htmx gets the changed part at once."""
    messages.success(request, said)
    still = Record.objects.visible_to(request.actor).filter(pk=pk).exists()
    if not still:
        return away(request, reverse("inbox"))
    return _show(request, visible(request, pk)) if request.headers.get("HX-Request") else redirect("record", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: Request, kind: str) -> HttpResponse:
    """Write a record of a kind that has no page of its own for it."""
    definition = next((k for k in book.of(Kind) if k.key == kind), None)
    if definition is None or definition is revisit or not any(p.role in definition.written_by for p in request.actor.posts):
        raise Http404
    form = RecordForm(definition, request.actor, request.POST or None, request.FILES or None, initial={"uid": uuid4()})
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = papers.write_with(
                    definition, actor=request.actor, org=said["org"], at=request.at, uid=said["uid"], files=files_of(form),
                    happened_on=said["happened_on"], title=said["title"], **form.facts(),
                )
                return redirect("record", made.pk)
            except Refused as why:
                refused = str(why)
        choose_again(form)
    return page(request, "records/new.html", {"kind": definition, "form": form, "refused": refused}, status)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Put right what was written down wrongly; the old words stay readable."""
    read = version_of(Record, pk)
    shown = visible(request, pk)
    kind = shown.definition
    if not request.actor.holds(kind.written_by, shown.org) or shown.voided_on or kind.fixed:
        raise Http404
    columns = {c: getattr(shown.facts, c) for c in asked_columns(kind)}
    now = {"uid": uuid4(), "version": read, "happened_on": shown.happened_on, "title": shown.title, **{c: getattr(v, "pk", v) for c, v in columns.items()}}
    form = RecordForm(kind, request.actor, request.POST or None, initial=now, correcting=True)
    asked = ("uid", "version", "reason", "happened_on", "title")
    done, refused = acted(request, form, lambda said: actions.correct(shown, **by(request), **{k: said[k] for k in asked}, **form.facts()))
    if done:
        return _done(request, pk, _("已更正，原来的写法保留在下面。"))
    status = 422 if request.method == "POST" else 200
    return page(request, "records/new.html", {"kind": kind, "form": form, "record": shown, "refused": refused}, status)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    if not request.actor.holds(shown.definition.written_by, shown.org) or (shown.voided_on and request.method != "POST") or shown.definition.fixed:
        raise Http404
    form = WhyForm(request.POST or None)
    done, refused = acted(request, form, lambda said: actions.void(shown, **by(request), **said))
    if done:
        return _done(request, pk, _("已作废。"))
    led_to = [r for r in offspring_of(shown, request.actor) if r.voided_on is None]
    return page(request, "records/void.html", {"record": shown, "form": form, "refused": refused, "led_to": led_to}, 422 if request.method == "POST" else 200)


@require_POST
def reached(request: Request, pk: int) -> HttpResponse:
    """The telephone of the household it is about, this once; who read it stays in the trail."""
    shown = visible(request, pk)
    phone, refused = acted(request, ActForm(request.POST), lambda said: reach(shown, uid=said["uid"], **by(request)))
    if phone is None:  # the turn went on meanwhile: it wants to be looked at anew
        messages.warning(request, refused)
        return away(request, reverse("record", args=[pk]))
    return _show(request, shown, phone=phone)


@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    shown = visible(request, pk)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, shown, refused=_("没有收到文件，请重新选择。"), status=422)
    said = form.cleaned_data
    try:
        papers.attach(shown, actor=request.actor, at=request.at, uid=said["uid"], name=said["file"].name, data=said["file"].read(),
                      keep_place=said["keep_place"])
    except Refused as why:
        return _show(request, shown, refused=str(why), status=422)
    return _done(request, pk, _("文件已存。"))


@require_safe
def paper(request: Request, pk: int) -> FileResponse:
    return response_for(get_object_or_404(Paper.objects.visible_to(request.actor), pk=pk))


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    held = get_object_or_404(Paper, pk=pk, record__in=Record.objects.visible_to(request.actor))
    done, refused = acted(request, WhyForm(request.POST), lambda said: papers.withdraw(held, **by(request), **said))
    if done:
        return _done(request, held.record_id, _("文件已撤下。"))
    return _show(request, visible(request, held.record_id), refused=refused, status=422)
