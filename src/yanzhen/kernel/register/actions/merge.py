"""The verbs of several organisations at once: merge many into one, split one into many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.base.vouched import stands_for
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Appointment, Entry

from .. import tree
from ..acting import above, alive, asked, by_then, fresh, note, require
from ..models import Belonging, Household, HouseholdMember, HouseholdPlace, Org, Person
from ..standing import Standing
from .orgs import endable, named
from .restore import keep

Rows = list[models.Model]


@dataclass(frozen=True)
class Part:
    """One of the new organisations a split makes: its name, and what goes into it."""

    name: str
    households: Sequence[Household] = ()
    children: Sequence[Org] = ()
    people: Sequence[Person] = ()
    code: str = ""
    area_km2: Decimal | None = None


def merge_orgs(
    *, actor: Actor, at: datetime, uid: UUID | None = None, orgs: Sequence[Org], into: Org, since: date,
) -> Org:
    """Merge organisations of one kind into one of them or another that exists. From that day on what lives below them,
    their households, their members and what waits for them are the successor's; their posts end. They themselves stay
    below it, ended, so that their old rows are found there, while every earlier day shows them where they were. What stood
    below them and meets its own name there says where it came from."""
    with trail.act(actor, at, uid, asked("merge_orgs", orgs=orgs, into=into, since=since)) as act:
        if act.seen:
            return Org.objects.get(pk=into.pk)
        tree.lock()
        into, orgs = fresh(into), [fresh(org) for org in dict.fromkeys(orgs) if org.pk != into.pk]
        _may_merge(actor, orgs, into, since, at)
        for org in orgs:
            old, told = org.tenant_id, _told_apart(org, into)
            written = told + _dissolve(org, [into], since, {}, {}, {})
            kept = keep(org, into, at, written)
            note(act, "register.merge_orgs", into, into, [into, *written, kept], ended=org.pk, since=str(since))
            if old != into.tenant_id:
                act.note("register.merge_orgs", tenant=old, subject=org, said={"into": into.pk, "since": str(since)})
    return Org.objects.get(pk=into.pk)


def _may_merge(actor: Actor, orgs: Sequence[Org], into: Org, since: date, at: datetime) -> None:
    if not orgs:
        raise Refused(_("请选要并入%(into)s的组织。") % {"into": into})
    by_then(since, at)
    require(actor, above(into))
    alive(into, since)
    for org in orgs:
        require(actor, above(org))
        endable(org, since)
        if org.kind != into.kind:
            raise Refused(_("%(org)s 与 %(into)s 不是同一类组织，不能合并。") % {"org": org, "into": into})
        if any(f"/{org.pk}/" in place.path for place in tree.stays(into, since)):
            raise Refused(_("%(into)s 就在 %(org)s 之内，不能合并。") % {"org": org, "into": into})


def _told_apart(org: Org, into: Org) -> Rows:
    """What comes to stand beside one of its kind and name says from then on where it came from."""
    beside = set(Org.objects.filter(parent=into, until__isnull=True).values_list("kind", "name", "formerly"))
    alike = [child for child in Org.objects.filter(parent=org, until__isnull=True).order_by("pk") if (child.kind, child.name, child.formerly) in beside]
    for child in alike:
        child.formerly = org.name
        child.save(update_fields=["formerly"])
    return list(alike)


def split_org(
    *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, parts: Sequence[Part], since: date,
) -> list[Org]:
    """Split an organisation into new ones of its kind beside each other. Every household and every organisation below it
    must be given to exactly one part; members follow their home or the list, the others and what waits go to the first
    part, which also keeps the old rows. Posts end."""
    said = [{"name": p.name, "households": p.households, "children": p.children, "people": p.people, "code": p.code, "area_km2": p.area_km2} for p in parts]
    with trail.act(actor, at, uid, asked("split_org", org=org, parts=said, since=since)) as act:
        if act.seen:
            return list(Org.objects.filter(pk__in=[key for e in Entry.objects.filter(uid=uid) for key in e.said["made"]]).order_by("pk"))
        tree.lock()
        org = fresh(org)
        _may_split(actor, org, parts, since, at)
        made, rows = _found_parts(org, parts, since)
        homes = {h.pk: new for new, p in zip(made, parts, strict=True) for h in p.households}
        below = {c.pk: new for new, p in zip(made, parts, strict=True) for c in p.children}
        people = {p.pk: new for new, part in zip(made, parts, strict=True) for p in part.people}
        written = _dissolve(org, made, since, homes, below, people)
        kept = keep(org, org, at, [*rows, *written])
        note(act, "register.split_org", org, org, [*rows, *written, kept], made=[new.pk for new in made], since=str(since))
    return made


def _may_split(actor: Actor, org: Org, parts: Sequence[Part], since: date, at: datetime) -> None:
    require(actor, above(org))
    by_then(since, at)
    endable(org, since)
    names = [tidy(p.name) for p in parts]
    if len(parts) < 2 or len(set(names)) < len(names):
        raise Refused(_("拆分至少要有两个名称不同的新组织。"))
    if org.area_km2 is not None and {p.area_km2 is None for p in parts} == {True, False}:
        raise Refused(_("%(org)s登记了面积：拆出的各个组织请都填面积，或者都不填。") % {"org": org})
    _all_given(
        set(Household.objects.filter(org=org, until__isnull=True).values_list("pk", flat=True)),
        [h.pk for p in parts for h in p.households], _("住户"),
    )
    _all_given(
        set(Org.objects.filter(parent=org, until__isnull=True).values_list("pk", flat=True)),
        [c.pk for p in parts for c in p.children], _("下级组织"),
    )


def _all_given(living: set[int], given: list[int], what: str) -> None:
    """Refused unless each living row is given to exactly one part and nothing else is."""
    if missing := living - set(given):
        raise Refused(_("还有 %(count)d 个%(what)s没有分到新组织，请分完再拆。") % {"count": len(missing), "what": what})
    if len(given) > len(set(given)):
        raise Refused(_("有%(what)s被分给了两个新组织，请只分给一个。") % {"what": what})
    if set(given) - living:
        raise Refused(_("分出的%(what)s有不属于这里的，请核对。") % {"what": what})


def _found_parts(org: Org, parts: Sequence[Part], since: date) -> tuple[list[Org], Rows]:
    made, rows = [], Rows()
    for part in parts:
        new = Org(kind=org.kind, name=tidy(part.name), parent=org.parent, since=since, code=part.code, area_km2=part.area_km2)
        if new.name != org.name:
            named(new, new.name)
        new.save(force_insert=True)
        rows += tree.plant(new, org.parent)
        new.save(update_fields=["path", "tenant"])
        made.append(new)
    return made, [*made, *rows]


Way = dict[int, Org]


def _dissolve(org: Org, heirs: Sequence[Org], since: date, homes: Way, below: Way, people: Way) -> Rows:
    """End an organisation and hand over what lives in it: by the ways given, else to the first heir. Every row written."""
    first = heirs[0]
    written = _move_children(org, since, lambda child: below.get(child.pk, first))
    written += rehouse(org, since, lambda home: homes.get(home.pk, first))
    written += _move_members(org, since, people | {p: new for p, new in _by_home(heirs) if p not in people}, first)
    written += _end_posts(org, since)
    written += [row for kind in book.of(Standing) for row in kind.follow(org, first)]
    written += tree.replant(org, first, since, tree.stays(org, since))
    written += tree.settle(org, first)
    org.until, org.successor = since, first
    org.save(update_fields=["until", "successor"])
    return [*written, *tree.close(org, since), org]


def _move_children(org: Org, since: date, to: Callable[[Org], Org]) -> Rows:
    written = Rows()
    for child in Org.objects.filter(pk__in=tree.open_below(org, since).values("org")).order_by("pk"):
        target = to(child)
        written += tree.replant(child, target, since, [p for p in tree.stays(child, since) if p.parent_id == org.pk])
        if child.parent_id == org.pk and child.until is None:
            written += tree.settle(child, target)
    return written


def rehouse(org: Org, since: date, to: Callable[[Household], Org]) -> Rows:
    """Households that belong here on that day or later belong elsewhere from that day on; where they were is kept."""
    written = Rows()
    homes = list(Household.objects.filter(Q(until__isnull=True) | Q(until__gt=since), org=org))
    came = dict(HouseholdPlace.objects.filter(household__org=org).values_list("household").annotate(Max("until")))
    for home in homes:
        start = came.get(home.pk, home.since)
        if start < since:
            written.append(HouseholdPlace(household=home, org=org, since=start, until=since))
        home.org = to(home)
    HouseholdPlace.objects.bulk_create(written)  # type: ignore[arg-type]
    Household.objects.bulk_update(homes, ["org"], batch_size=400)
    return [*written, *homes, *_split_former(org, since, to)]


def _split_former(org: Org, since: date, to: Callable[[Household], Org]) -> Rows:
    """Stays that ended after that day are cut at it: the later half was with the heir."""
    written = Rows()
    for stay in HouseholdPlace.objects.filter(org=org, until__gt=since).select_related("household"):
        later = HouseholdPlace(household=stay.household, org=to(stay.household), since=since, until=stay.until)
        if stay.since >= since:
            later.since, later.pk = stay.since, stay.pk
            stands_for(later, stay)
        else:
            stay.until = since
            stay.save(update_fields=["until"])
            written.append(stay)
        later.save()
        written.append(later)
    return written


def _by_home(heirs: Sequence[Org]) -> Iterable[tuple[int, Org]]:
    if len(heirs) < 2:
        return
    by_pk = {new.pk: new for new in heirs}
    homes = HouseholdMember.objects.filter(until__isnull=True, household__org__in=heirs)
    for person, new in homes.values_list("person", "household__org"):
        yield person, by_pk[new]


def _move_members(org: Org, since: date, ways: Way, first: Org) -> Rows:
    """Memberships in force on that day or later go on with the heir under the same terms; one already there is not doubled."""
    written = Rows()
    for tie in Belonging.objects.filter(Q(until__isnull=True) | Q(until__gt=since) & Q(until__gt=F("since")), org=org):
        heir = ways.get(tie.person_id, first)
        there = Belonging.objects.filter(Q(until__isnull=True) | Q(until__gt=since), person=tie.person_id, org=heir, sort=tie.sort).exists()
        later = Belonging(person_id=tie.person_id, org=heir, sort=tie.sort, since=max(since, tie.since), until=tie.until, joined_on=tie.joined_on, confirmed_on=tie.confirmed_on)
        tie.until = max(tie.since, since)
        tie.save(update_fields=["until"])
        written.append(tie)
        if not there:
            later.save()
            written.append(later)
    return written


def _end_posts(org: Org, since: date) -> Rows:
    posts = list(Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=since), org=org))
    for post in posts:
        post.until = max(post.since, since)
    Appointment.objects.bulk_update(posts, ["until"])
    return list(posts)
