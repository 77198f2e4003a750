"""The verbs of the pack: a visit with its problems in one go; the lot for second looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import ZONE, local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import unless_refused
from yanzhen.kernel.figures.sampling import draw
from yanzhen.kernel.flows.actions import handling
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import ChainHead, Claim, Entry
from yanzhen.kernel.papers.actions import Sent, all_taken_in, lay
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.acting import REACH
from yanzhen.kernel.register.actions import shown
from yanzhen.kernel.register.models import Household, Org

from .pack import problem, revisit, visit

MOST = 500
AGAIN = "again"


@dataclass(frozen=True)
class Raised:
    """A problem raised on a visit."""

    title: str
    category: str
    detail: str = ""


@unless_refused()
def log_visit(
    *, actor: Actor, at: datetime, uid: UUID, org: Org, happened_on: date, target: Household | Org, heard: str = "",
    problems: Iterable[Raised] = (), files: Iterable[Sent] = (), again: bool = False,
) -> Record:
    """Write a visit down, each problem raised on it and the files that came with it, all or none. The same `uid` again gives the same visit. Refused where the
    actor wrote down the very same visit before, unless he says that it was made `again`."""
    called = {"household": target} if isinstance(target, Household) else {"company": target}
    raised, kept = list(problems), all_taken_in(files)
    asked = {"visit": trail.label(target), "org": org.pk, "on": happened_on, "heard": heard, "problems": [[p.title, p.category, p.detail] for p in raised]}
    asked |= {"files": [one.asked for one in kept]} if kept else {}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Record.objects.get(pk=trail.pk_of(act.seen))
        if not again and (before := _same_visit(actor, happened_on, heard, called, raised)):
            raise Refused(_("这一户这一天您已登记过同样的走访（%(number)s）。确实又去了一次，请选“仍要再记一次”。") % {"number": before.number}, AGAIN)
        made = write(visit, actor=actor, org=org, at=at, uid=uuid5(uid, "visit"), happened_on=happened_on, heard=heard, **called)
        act.did(made)
        for one in kept:
            lay(act, made, one)
        for n, p in enumerate(raised):
            write(problem, actor=actor, org=org, at=at, uid=uuid5(uid, f"problem {n}"), happened_on=happened_on, title=p.title,
                  origin=made, category=p.category, detail=p.detail, **called)
    return made


def standing_on(day: date | None) -> Q:
    """Of homes and companies those that can have been called on that day: that are still there, or were then."""
    return Q(until__isnull=True) | (Q(until__gt=day) if day else Q())


def _same_visit(actor: Actor, day: date, heard: str, called: Mapping[str, Household | Org], raised: Sequence[Raised]) -> Record | None:
    """A visit that the actor wrote down already: to the same home, on the same day, in the same words."""
    about = {f"visit__{name}": target for name, target in called.items()}
    rows = Record.objects.live().filter(kind=visit.key, written_by=actor.person_id, happened_on=day, visit__heard=heard, **about).prefetch_related("offspring__problem")
    said = sorted((p.title.strip(), p.category, p.detail) for p in raised)
    return next((row for row in rows if sorted((r.title, r.facts.category, r.facts.detail) for r in row.offspring.all() if r.kind == problem.key) == said), None)


def may_reach(record: Record, home: Household | None, actor: Actor) -> bool:
    """Whether one of his posts has the record in hand and may then call the household it is about: for that, and nothing else,
    it need not read the register there."""
    if home is None or home.head_id is None or home.org.tenant_id != record.tenant_id:
        return False
    return any(post.carries(REACH) for post in handling(record, actor))


def reach(record: Record, *, actor: Actor, at: datetime, uid: UUID | None = None) -> str:
    """The telephone of the head of the household a record is about, or asks about again, for the post that has it in hand; who
    read it stays in the trail. Refused: it is in other hands, or not his to see."""
    with trail.act(actor, at, uid, {"reach": record.pk}) as act:
        seen = Record.objects.visible_to(actor).select_related("org", "tenant", "turn_org").filter(pk=record.pk).first()
        home = _home_of(seen, actor) if seen else None
        if seen is None or home is None or home.head is None or not may_reach(seen, home, actor):
            raise Refused(_("%(number)s 现在不轮到您联系住户。") % {"number": record.number})
        return shown(act, home.head, ("phone",), org=home.org, why=record.number)["phone"]


def _home_of(record: Record, actor: Actor) -> Household | None:
    """The household that a record names; of one that names none, that of its origin, if he sees it."""
    about = record if hasattr(record.facts, "household") else Record.objects.visible_to(actor).filter(pk=record.origin_id or 0).first()
    return getattr(about.facts, "household", None) if about else None


def draw_revisits(*, actor: Actor, at: datetime, uid: UUID | None = None, size: int, year: int | None = None) -> list[Record]:
    """Draw solved problems of a year (this one, unless another is asked for) by lot, for someone who did not handle them to ask
    about again. Refused where none is left to draw. Whoever may read the trail can draw the same lot again."""
    post = next((p for p in actor.posts if p.role in revisit.written_by and p.tenant_id), None)
    if post is None or post.tenant_id is None:
        raise Refused(_("抽样回访要由纪检委员来抽。"))
    if not 0 < size <= MOST:
        raise Refused(_("请写抽几条，1 到 %(most)d 之间。") % {"most": MOST})
    day = local_day(at)
    year = year or day.year
    with trail.act(actor, at, uid, {"size": size, "year": year}) as act:
        if act.seen:
            return list(Record.objects.filter(pk__in=_drawn_under(uid)).order_by("pk"))
        ChainHead.objects.select_for_update().get(chain=post.tenant_id)  # of two who draw at once one waits
        seed = _seed(post.tenant_id, day)
        solved = Record.objects.live().filter(kind=problem.key, tenant=post.tenant_id, happened_on__year=year, problem__outcome="solved")
        drawn = Record.objects.filter(kind=revisit.key, tenant=post.tenant_id).values("origin")
        keys = list(solved.exclude(pk__in=drawn).values_list("pk", flat=True))
        if not keys:
            raise Refused(_("%(year)d 年没有可抽的：还没有已解决的问题，或者都已经抽过了。") % {"year": year})
        chosen = Record.objects.select_related("org").filter(pk__in=draw(keys, size, seed))
        made = [
            write(revisit, actor=actor, org=r.org, at=at, uid=_look(uid, n), happened_on=day, title=_("回访 %(number)s") % {"number": r.number}, origin=r, seed=seed)
            for n, r in enumerate(chosen)
        ]
        act.did(made[0])
    return made


def first_year(actor: Actor) -> int:
    """The year of the oldest problem there is to draw from; last year in any case."""
    tenants = [post.tenant_id for post in actor.posts if post.role in revisit.written_by]
    found = Record.objects.live().filter(kind=problem.key, tenant__in=tenants).aggregate(first=Min("happened_on"))["first"]
    return min(found.year if found else actor.day.year, actor.day.year - 1)


def _seed(tenant: int, day: date) -> str:
    """The head with which the tenant's chain ended the month before (in its first month, that of its first entry): it stood before
    the drawer could know what there would be to draw, and nothing done since moves it."""
    begins = datetime(day.year, day.month, 1, tzinfo=ZONE)
    chain = Entry.objects.filter(chain=tenant)
    head = chain.filter(at__lt=begins).order_by("-at", "-seq").first() or chain.order_by("seq")[0]
    return head.hash[:32]


def _look(uid: UUID | None, n: int) -> UUID | None:
    return uuid5(uid, f"look {n}") if uid else None


def _drawn_under(uid: UUID | None) -> list[int]:
    """The second looks that were drawn under this id."""
    claims = Claim.objects.filter(uid__in=[_look(uid, n) for n in range(MOST)])
    return [trail.pk_of(subject) for subject in claims.values_list("subject", flat=True)]
