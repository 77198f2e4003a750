"""What waits, what was sent, what is found: the reads by which every face begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.utils.translation import gettext as _

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import records_of
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.models import Record, RecordSet
from yanzhen.kernel.register.models import Household, HouseholdSet, Org, OrgSet, Person, PersonSet, under
from yanzhen.kernel.reports.models import Report, ReportSet
from yanzhen.packs.visits.pack import OVERSEERS, problem

from .words import post_names, spellings

#: What is typed into the one search is looked for from this many letters on.
LEAST = 2


def sent_by(actor: Actor) -> RecordSet:
    """What the actor wrote down or handed on and somebody else has to do now."""
    mine = Record.objects.turn_of(actor).values("pk")
    wrote, moved = Record.objects.filter(written_by=actor.person_id), StepTaken.objects.filter(by=actor.person_id)
    his = wrote.values_list("pk").union(moved.values_list("record"))
    return Record.objects.visible_to(actor).live().filter(pk__in=his, turn_org__isnull=False).exclude(pk__in=mine)


def soonest(rows: RecordSet) -> RecordSet:
    """What is due first stands first; what has no limit waits behind it."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")


def to_sign(actor: Actor) -> ReportSet:
    """The reports that wait for the actor's signature: whose it is nobody else can give."""
    return Report.objects.filter(under(actor.grounds("report.sign"), "org__path"), signed_at__isnull=True)


def drafts_of(actor: Actor) -> ReportSet:
    """The reports not signed yet that are the actor's to write and another's to sign."""
    return Report.objects.filter(under(actor.grounds("report.write"), "org__path"), signed_at__isnull=True).exclude(pk__in=to_sign(actor).values("pk"))


def late_below(actor: Actor) -> RecordSet:
    """What is late under the posts that look after others' work without handling it, the oldest limit first."""
    found = Q(pk__in=[])
    for post in actor.posts:
        if post.role in OVERSEERS:
            found |= Q(tenant=post.tenant_id)
    return Record.objects.visible_to(actor).live().filter(found, turn_org__isnull=False, due_on__lt=actor.day)


def senders(waiting: Iterable[Record]) -> dict[int, str]:
    """From whom each record came: who took its last step and why, else who wrote it down."""
    rows = list(waiting)
    steps = StepTaken.objects.filter(record__in=[r.pk for r in rows]).order_by("id")
    last = {t.record_id: t for t in steps.only("record", "step", "by", "post", "answers")}
    who = {r.written_by_id or 0 for r in rows} | {t.by_id or 0 for t in last.values()}
    names = dict(Person.objects.filter(pk__in=who).values_list("pk", "name"))
    wrote = _("登记")
    return {r.pk: _sent(last[r.pk], r, names) if r.pk in last else f"{names.get(r.written_by_id or 0, '')} {wrote}".strip() for r in rows}


def _sent(t: StepTaken, record: Record, names: dict[int, str]) -> str:
    flow = record.definition.flow
    deed = str(flow.steps[t.step].name) if flow and t.step in flow.steps else t.step
    said = " ".join(p for p in (post_names(t.post), names.get(t.by_id or 0, ""), deed) if p)
    return _("%(name)s：%(said)s") % {"name": said, "said": t.answers["why"]} if t.answers.get("why") else said


class Found(NamedTuple):
    """What the words typed may mean, of what the actor may open."""

    records: RecordSet
    people: PersonSet
    homes: HouseholdSet
    orgs: OrgSet


def found(actor: Actor, words: str) -> Found:
    """Records whose number or title contains the words, people whose name begins with them, households of that number, organisations
    whose name contains them."""
    records, people, homes = Record.objects.visible_to(actor), Person.objects.visible_to(actor), Household.objects.visible_to(actor)
    orgs = Org.objects.visible_to(actor).defer("shape")
    if len(words) < LEAST:
        return Found(records.none(), people.none(), homes.none(), orgs.none())
    either = records.filter(number__contains=words) | records.filter(title__contains=words)
    return Found(either, people.filter(name__startswith=words), homes.filter(number__in=spellings(words)), orgs.filter(name__contains=words))


class Spot(NamedTuple):
    """A household or a problem as a point of the map; what has no place has neither degree."""

    pk: int
    number: str
    lat: float | None
    lng: float | None
    tone: str


def spots(actor: Actor, org: Org, what: str, day: date) -> Any:
    """The rows of a place that are points of the map: its households, or the problems of the year by that day as figures count them,
    of those that the actor may open."""
    if what == "homes":
        return Household.objects.visible_to(actor).under(org, day)
    return Record.objects.visible_to(actor, problem.key).filter(pk__in=records_of(problem, Scope.year(org, day.year, actor.day, day)).values("pk"))


def spots_of(rows: Any, today: date) -> list[Spot]:
    """A slice of such rows as points, in the order they have."""
    if rows.model is Household:
        return [_spot(pk, number, lat, lng, "do") for pk, number, lat, lng in rows.values_list("pk", "number", "lat", "lng")]
    lines = rows.values_list("pk", "number", "problem__household__lat", "problem__household__lng", "state", "due_on")
    return [_spot(pk, number, lat, lng, tone_of(state, due, today)) for pk, number, lat, lng, state, due in lines]


def _spot(pk: int, number: str, lat: Any, lng: Any, tone: str) -> Spot:
    return Spot(pk, number, None if lat is None else float(lat), None if lng is None else float(lng), tone)


def tone_of(state: str, due: date | None, today: date) -> str:
    """Red for what is late, plain for what is under way, green for what is done."""
    flow = problem.flow
    if flow is None or not flow.states[state].open:
        return "ok"
    return "late" if due and due < today else "do"
