"""What the web and the API read alike: which rows a caller may name, and what he does in several verbs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID, uuid5

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from yanzhen.kernel.audit import actions as audit
from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.base import ids
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox.gate import FILE_MAX
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.figures.counting import Counted, terms
from yanzhen.kernel.figures.handling import own
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.meanwhile import version_of
from yanzhen.kernel.guard.models import Appointment, Claim
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs.actions import OPEN, ask
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.papers.actions import Sent
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, Person, PersonSet, under
from yanzhen.kernel.register.queries import Gap, concurrent_posts, unserved

WHOLE = 0
BRANCH_RULE = "branch.least"
#: How many files may come in one go.
FILES_MOST = 10
#: What an entry of the trail tells of itself; the rest is for the machine.
TOLD = ("name", "role", "since", "until", "on", "happened_on", "origin", "rows", "steps", "new", "changed", "same", "refused", "fields", "columns", "reason", "why")


class By(TypedDict):
    """Who acts, and when: what every verb is told."""

    actor: Actor
    at: datetime


def writable(actor: Actor, right: str = "register.write") -> QuerySet[Org]:
    """The living organisations the actor has a right over."""
    return Org.objects.filter(under(actor.grounds(right)), until__isnull=True).order_by("path").defer("shape")


def posts_under(actor: Actor) -> QuerySet[Appointment]:
    """The appointments the actor may end."""
    return Appointment.objects.filter(under(actor.grounds("posts.write"), "org__path"))


def held_from(rows: QuerySet[Appointment], day: date) -> QuerySet[Appointment]:
    """Those of them that are held on a day or later."""
    return rows.filter(Q(until__isnull=True) | Q(until__gt=day))


def holders(actor: Actor, right: str = "accounts.write") -> PersonSet:
    """The people who hold, or will hold, a post where the actor has this right."""
    return Person.objects.filter(pk__in=held_from(Appointment.objects.filter(under(actor.grounds(right), "org__path")), actor.day).values("person"))


def by_number(among: PersonSet, text: str) -> Person | None:
    """Somebody among the people given, by the whole identity number."""
    return among.marked([mark(ids.canonical(text))]).first()


def asked_columns(kind: Kind) -> list[str]:
    """The columns a person fills in: all but those the flow's steps set."""
    steps = kind.flow.steps.values() if kind.flow else ()
    moved = {c for s in steps for c in [*s.sets, s.dates, *(a.key for a in s.asks if a.fact)]}
    return [f.name for f in kind.facts._meta.concrete_fields if f.name != "record" and f.name not in moved]


def rows_for(field: models.ForeignKey[Any, Any], actor: Actor) -> Any:
    """What may stand in a relation of a kind's facts: what the actor sees, of the sort that belongs there."""
    model: Any = field.related_model
    return model._default_manager.visible_to(actor).complex_filter(field.get_limit_choices_to())


def home_version(home: int) -> int:
    """How far the corrections of a household, and of what its members are to its head, have come."""
    members = HouseholdMember.objects.filter(household=home).values_list("pk", flat=True)
    return max(version_of(Household, home), version_of(HouseholdMember, *members))


def chains_of(actor: Actor) -> list[tuple[int, str]]:
    """The chains the caller may read: those of the tenants under his posts, and that of the whole where a post stands above all tenants."""
    grounds = actor.grounds("trail.read")
    tenants = Org.objects.filter(under(grounds), tenant=F("pk")).order_by("path").values_list("pk", "name")
    above = any(p.tenant_id is None and p.path in grounds for p in actor.posts)
    return [*tenants, *([(WHOLE, _("全局"))] if above else [])]


def settle(
    *, actor: Actor, at: datetime, uid: UUID, org: Org, household: Household | None, relation: str = "", tie: str = "", since: date, **columns: Any,
) -> Person:
    """Register somebody and let him live or belong where it is said, all or nothing. Refused where it is nowhere."""
    told = By(actor=actor, at=at)
    if household is None and not tie:
        raise Refused(_("请写户号，或选一种身份：哪里都不在的人，登记后谁也找不到。"))
    with transaction.atomic():
        made = actions.register_person(org=org, uid=uuid5(uid, "person"), **told, **columns)
        if household:
            day = max(since, made.birth or since)
            actions.join_household(household=household, person=made, relation=relation, since=day, uid=uuid5(uid, "home"), **told)
        if tie:
            actions.belong(person=made, org=org, sort=tie, since=since, uid=uuid5(uid, "tie"), **told)
    return made


def move_out(*, actor: Actor, at: datetime, uid: UUID, household: Household, person: Iterable[Person], until: date, close: bool = False) -> Household:
    """Some of a household move out on a day, or all, and with `close` the household ends with them: all or nothing."""
    told = By(actor=actor, at=at)
    with transaction.atomic():
        for one in person:
            actions.leave_household(household=household, person=one, until=until, uid=uuid5(uid, f"leave {one.pk}"), **told)
        if close:
            actions.end_household(household=household, until=until, uid=uuid5(uid, "end"), **told)
    return household


def sent(files: Sequence[Any], keep_place: bool) -> list[Sent]:
    """Files that came together, as the verbs take them."""
    if len(files) > FILES_MOST:
        raise Refused(_("一次最多选 %(most)d 个，您选了 %(n)d 个；多的存下以后再添加。") % {"most": FILES_MOST, "n": len(files)})
    return [Sent(one.name or "", one.read(), keep_place) for one in files]


def refuse_busy(imported: Import) -> None:
    """Refused while the worker has this import in hand or before it."""
    if Job.objects.filter(task__startswith="import.", about=imported.pk, state__in=OPEN).exists():
        raise Refused(_("这份表正在办理，请等它办完再来。"))


def scope_asked(handler: Org | None, key: int | None, place: Callable[[], Org], year: int, today: date, day: date | None, *, work: bool = True) -> Scope:
    """The scope a figure is asked in. An organisation that is handed things is asked about for its work, wherever that was, if what
    is asked can be somebody's `work`; of a `handler` a place within that is one's to ask about only by one's right there. `key` is
    the place as it was named, `place` finds it for who may ask."""
    if handler and not work:
        raise Http404
    whole = handler and (handler.tenant or handler)
    org = whole if whole and key in (None, whole.pk) else place()
    scope = Scope.year(org, year, today, day).handled_by(handler)
    return own(scope, org) if work and not handler else scope


def figure_of(key: str) -> Counted:
    """The figure of an address; nothing is there for a key or a part that nobody declares."""
    try:
        found = named(key)
    except Refused:
        found = None
    if found is None:
        raise Http404
    return found


def told_to(actor: Actor, counted: Counted, org: Org) -> bool:
    """Whether a figure of a place is told to somebody; of a quiet kind only where his right reaches the whole tenant."""
    quiet = any(isinstance(f.of, Kind) and f.of.quiet for f in terms(counted))
    return not quiet or actor.may("figures.read", org if org.pk == org.tenant_id else org.tenant or org)


def told_figure(actor: Actor, key: str, org: Org) -> Counted:
    """The figure of an address, if it is told to the actor; else nothing is there."""
    found = figure_of(key)
    if not told_to(actor, found, org):
        raise Http404
    return found


def received(said: Mapping[str, Any], *, actor: Actor, at: datetime) -> Audit:
    """A report handed in and read: at once if it is small, else by the worker. One that cannot be read says so itself."""
    sent, last = said["file"], said.get("last")
    for file in (sent, last):
        if file and file.size > FILE_MAX:
            raise audit.too_large()
    made = audit.receive(
        actor=actor, at=at, uid=said["uid"], org=said["org"], year=said.get("year") or 0, name=sent.name or "", data=sent.read(),
        last_name=last.name or "" if last else "", last=last.read() if last else b"",
    )
    if made.state == "arrived" and max(sent.size, last.size if last else 0) > audit.AT_ONCE:
        ask("audit.read", made.pk, actor=actor, at=at)
    elif made.state == "arrived":
        with suppress(Refused):
            made = audit.read(made, actor=actor, at=at)
    return made


def done_before(uid: UUID, actor: Actor) -> str:
    """The trail name of what the actor did under this id before; empty if nothing."""
    return Claim.objects.filter(uid=uid, actor=actor.person_id).values_list("subject", flat=True).first() or ""


def bare_companies(org: Org, day: date) -> list[Gap]:
    """Companies whose full members reach the number of the rule and which no branch serves."""
    try:
        found = unserved(day, sort="member", rule_key=BRANCH_RULE, through="employee", within=org)
    except Refused:
        found = []
    return [g for g in found if g.org.kind == "company"]


def both_posts(org: Org, day: date) -> tuple[int, int]:
    """How many village secretaries are village heads too, and in how many villages there are."""
    here = Org.objects.under(org, day)
    both = concurrent_posts("village_secretary", "village_head", day).filter(Q(org__in=here) | Q(org__serves__in=here)).count()
    return both, here.filter(kind="village").count()
