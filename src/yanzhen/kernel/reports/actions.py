"""The verbs of a report: draft, edit, sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.anchors import head16
from yanzhen.kernel.guard.models import Correction
from yanzhen.kernel.register.models import Org

from .binding import Bound, names, report_day, resolver
from .freezing import freeze
from .models import FrozenFigure, Report
from .render import FIGURE, OPEN, Paragraph, Run, asks, check, render, wrong
from .text import TITLE, Document, Words, parse

# A number in the text may rest on two figures (a share, a comparison): they are kept at neighbouring places.
STRIDE = 10


def draft(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, name: str, year: int, body: str) -> Report:
    """Begin a report of an organisation for a year. Refused: no right to write here, or there is one of that name and year."""
    asked = {"org": org.pk, "name": name, "year": year, "body": body}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Report.objects.get(pk=trail.pk_of(act.seen))
        if not actor.may("report.write", org) or org.tenant_id is None:
            raise Refused(_("您现在的岗位不能起草%(org)s的报告。") % {"org": org})
        if not name.strip() or not 2000 <= year <= local_day(at).year:
            raise Refused(_("请写报告名称和年度（2000 年到今年）。"))
        report = Report(
            org=org, tenant_id=org.tenant_id, name=name.strip()[:60], year=year, by_id=actor.person_id, at=at
        )
        _take(report, body)
        _save_new(report)
        act.note("report.draft", tenant=report.tenant_id, subject=report, rows=[report])
    return report


def _save_new(report: Report) -> None:
    """Save a new report; the database itself says whether there is one of that name and year, also at this very moment."""
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        said = {"org": report.org, "year": report.year, "name": report.name}
        raise Refused(_("%(org)s %(year)d 年的“%(name)s”已经有了，请打开它修改。") % said) from None


def edit(report: Report, *, actor: Actor, at: datetime, uid: UUID | None = None, body: str, version: int) -> Report:
    """Change the words of a draft; those they replace are kept. `version` is the one that was on the writer's screen: an older one
    is refused."""
    with trail.act(actor, at, uid, {"report": report.pk, "body": body, "version": version}) as act:
        report = Report.objects.select_for_update(of=("self",)).select_related("org").get(pk=report.pk)
        if act.seen:
            return report
        if not actor.may("report.write", report.org):
            raise Refused(_("您现在的岗位不能修改%(org)s的报告。") % {"org": report.org})
        if report.signed_at:
            raise Refused(_("已签发的报告不能再改；数字以后的变化会列在它下面。"))
        if report.version != version:
            raise Refused(_("您打开之后别人改过这份报告。请先看现在的稿子，再把您的改动写进去。"))
        before = report.body
        _take(report, body)
        report.version += 1
        report.save()
        kept = _kept_words(report, before, actor, at) if before != body else []
        act.note("report.edit", tenant=report.tenant_id, subject=report, rows=[report, *kept])
    return report


def _kept_words(report: Report, before: str, actor: Actor, at: datetime) -> list[Correction]:
    subject = trail.label(report)
    return [Correction.objects.create(subject=subject, field="body", old=before, by_id=actor.person_id, at=at)]


def earlier(report: Report) -> QuerySet[Correction]:
    """The words a draft had before, the last replaced first: who replaced them, and when."""
    return Correction.objects.filter(subject=trail.label(report), field="body").select_related("by").order_by("-pk")


def _take(report: Report, body: str) -> Document:
    document = parse(body)
    if len(body) > 60000:
        raise Refused(_("正文太长，请控制在 60000 字以内。"))
    report.body = body
    title = (
        run.text for block in document.blocks if block.kind == TITLE for run in block.runs if isinstance(run, Words)
    )
    report.title = ("".join(title).strip() or report.name)[:120]
    return document


def rendered(report: Report, today: date) -> list[Paragraph]:
    """The report with its figures filled in: as signed, or as they stand."""
    paragraphs = filled(report, report_day(report.year, today, report.signed_on), today)
    return as_signed(paragraphs, report) if report.signed_at else paragraphs


def filled(report: Report, day: date, today: date, body: str | None = None) -> list[Paragraph]:
    """The report's text, or another that it might get, with its figures as of a day, reckoned together."""
    document = parse(report.body if body is None else body)
    return render(document, resolver(report.org, day, today, asks(document, report.year)), year=report.year)


def as_signed(paragraphs: list[Paragraph], report: Report) -> list[Paragraph]:
    """The paragraphs with each figure in the words it was signed in."""
    frozen = list(report.frozen.all())
    words, kept = {f.place: f.words for f in frozen}, {f.place: f.value is not None for f in frozen}
    place, out = 0, []
    for paragraph in paragraphs:
        runs: list[Any] = []
        for run in paragraph.runs:
            if run.source:
                place += STRIDE
                run = _kept_run(run, report, place, words[place], kept[place]) if place in words else run
            runs.append(run)
        out.append(replace(paragraph, runs=tuple(runs)))
    return out


def _kept_run(run: Run, report: Report, place: int, words: str, known: bool) -> Run:
    """A figure in the words it was signed in; it leads to the rows that were kept with it, not to those of today."""
    cited = tuple(replace(one, href=f"/reports/{report.pk}/figure/{place + n}/") for n, one in enumerate(run.cited))
    return replace(run, text=words, state=FIGURE if known else OPEN, cited=cited)


def sign(report: Report, *, actor: Actor, at: datetime, uid: UUID | None = None, version: int) -> Report:
    """Sign: from now on its figures are what they are now, each kept with the rows it counts.
    Refused while a name in it means nothing, or if the writer changed it after the signatory opened it."""
    with trail.act(actor, at, uid, {"sign": report.pk, "version": version}) as act:
        report = Report.objects.select_for_update(of=("self",)).select_related("org").get(pk=report.pk)
        if act.seen:
            return report
        if not actor.may("report.sign", report.org):
            raise Refused(_("签发要由%(org)s的主要负责人来办。") % {"org": report.org})
        if report.signed_at:
            raise Refused(_("这份报告已经签发过了。"))
        if report.version != version:
            raise Refused(_("您打开之后稿子改过，请看过现在的稿子再签发。"))
        today = local_day(at)
        paragraphs = _sound(report, today)
        report.signed_by_id, report.signed_at, report.signed_on = actor.person_id, at, today
        report.chain_head = head16(report.tenant_id)
        report.save()
        frozen = FrozenFigure.objects.bulk_create(_frozen(report, today, paragraphs))
        act.note(
            "report.sign",
            tenant=report.tenant_id,
            subject=report,
            rows=[report, *frozen],
            said={"figures": len(frozen)},
        )
    return report


def _sound(report: Report, today: date) -> list[Paragraph]:
    """The report as it will be signed; Refused while something in it makes no number."""
    day = report_day(report.year, today, None)
    faults = [str(f) for f in check(parse(report.body), resolver(report.org, day, today), names()) if f.blocking]
    paragraphs = [] if faults else filled(report, day, today)
    if faults := faults or wrong(paragraphs):
        raise Refused(_("还不能签发：%(faults)s") % {"faults": "；".join(faults[:5])})
    return paragraphs


def _frozen(report: Report, today: date, paragraphs: list[Paragraph]) -> list[FrozenFigure]:
    day = report_day(report.year, today, None)
    kept, place = [], 0
    for paragraph in paragraphs:
        for run in paragraph.runs:
            place += STRIDE if run.source else 0
            for n, cited in enumerate(run.cited):
                figure = named(f"{cited.key}@{cited.ask.part}" if cited.ask.part else cited.key)
                assert figure is not None
                scope = Bound(figure, report.org, day, today).scope(cited.ask)
                value = cited.value if cited.value is None else Decimal(cited.value)
                kept.append(freeze(report, place + n, figure, scope, value, run.text, run.source))
    return kept
