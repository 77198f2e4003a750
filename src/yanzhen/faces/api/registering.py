"""The register, read: trees, organisations, households, people without what identifies them; its gaps and its posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.params.functions import Query

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.meanwhile import version_of
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person, Tree, on_day
from yanzhen.kernel.register.queries import outside, tree_on

from .. import inputs
from . import showing
from .auth import Caller, need
from .places import (
    BareOut,
    GapsOut,
    HomeOut,
    HouseholdOut,
    HouseholdWhole,
    MemberOut,
    NodeOut,
    OrgOut,
    OrgWhole,
    PersonOut,
    PersonWhole,
    PlaceOut,
    PostHeld,
    TieOut,
    TreeOut,
)  # fmt: skip
from .recording import LAST, page_of
from .shapes import Listed

router = Router(tags=["register"])


def listed(rows: Any, page: int, show: Any) -> Listed:
    return Listed(total=rows.count(), page=page, rows=[show(row).model_dump(mode="json") for row in page_of(rows, page)])


def seen(rows: Any, pk: int) -> Any:
    """The row of an address, or nothing there."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(rows, pk=pk)


def by_then(actor: Actor, on: date | None) -> date:
    """The day asked for; none to come."""
    return min(on or actor.day, actor.day)


@router.get("/orgs", response=Listed, operation_id="orgs")
def orgs(request: Caller, kind: str = Query("", max_length=30), page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """Organisations under my posts and the line above them."""
    rows = Org.objects.visible_to(need(request, "orgs")).order_by("pk").defer("shape")
    return listed(rows.filter(kind=kind) if kind else rows, page, showing.org)


@router.get("/trees", response=list[TreeOut], operation_id="trees")
def trees(request: Caller, on: date | None = None) -> list[TreeOut]:
    """Both trees as they stood on a day, as far as my posts reach and the line above them."""
    actor = need(request, "trees")
    mine = set(Org.objects.visible_to(actor).values_list("pk", flat=True))
    told = []
    for tree in book.of(Tree):
        nodes = [n for n in tree_on(by_then(actor, on), tree.key) if n.org.pk in mine]
        told.append(TreeOut(key=tree.key, name=str(tree.name), orgs=[NodeOut(id=n.org.pk, kind=n.org.kind, name=n.org.name, parent=n.parent_id) for n in nodes]))
    return told


@router.get("/orgs/{int:pk}", response=OrgWhole, operation_id="org")
def org(request: Caller, pk: int, on: date | None = None) -> OrgOut:
    """One organisation, where it stood, and who held its posts on a day. Who looks up at it from below is not told who is in it."""
    actor = need(request, "org")
    read = version_of(Org, pk)
    found = seen(Org.objects.visible_to(actor), pk)
    posts = None
    if actor.may("register.read", found):
        posts = posts_of(Appointment.objects.filter(on_day(by_then(actor, on)), org=found))
    serves = found.serves_id if Org.objects.visible_to(actor).filter(pk=found.serves_id or 0).exists() else None
    places = [PlaceOut(org=p.parent_id, since=p.since, until=p.until) for p in found.places.order_by("since")]
    return showing.org(found, OrgWhole, version=read, code=found.code, area_km2=found.area_km2, serves=serves, successor=found.successor_id, places=places, posts=posts)


def posts_of(rows: Any) -> list[PostHeld]:
    return [showing.post(a) for a in rows.select_related("person").defer("person__id_number", "person__phone").order_by("role", "since", "pk")]


@router.get("/households", response=Listed, operation_id="households")
def households(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """Households under my posts."""
    return listed(Household.objects.visible_to(need(request, "households")).order_by("pk"), page, showing.household)


@router.get("/households/{int:pk}", response=HouseholdWhole, operation_id="household")
def household(request: Caller, pk: int, on: date | None = None) -> HouseholdOut:
    """One household with who lived there on a day."""
    actor = need(request, "household")
    read = inputs.home_version(pk) if pk < 2**63 else 0
    found = seen(Household.objects.visible_to(actor), pk)
    living = HouseholdMember.objects.filter(on_day(by_then(actor, on)), household=found).select_related("person").defer("person__id_number", "person__phone")
    members = [MemberOut(person=m.person_id, name=m.person.name, relation=m.relation, since=m.since, until=m.until) for m in living.order_by("pk")]
    places = [PlaceOut(org=p.org_id, since=p.since, until=p.until) for p in found.places.order_by("since")]
    return showing.household(found, HouseholdWhole, version=read, head=found.head_id, members=members, places=places)


@router.get("/people", response=Listed, operation_id="people")
def people(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """People under my posts; numbers and telephones are never listed."""
    return listed(Person.objects.visible_to(need(request, "people")).defer("id_number", "phone").order_by("pk"), page, showing.person)


@router.get("/people/{int:pk}", response=PersonWhole, operation_id="person")
def person(request: Caller, pk: int) -> PersonOut:
    """One person with his ties, where I may look; never a number or a telephone."""
    actor = need(request, "person")
    read = version_of(Person, pk)
    found = seen(Person.objects.visible_to(actor).defer("id_number", "phone"), pk)
    places = Org.objects.visible_to(actor)
    homes = HouseholdMember.objects.filter(person=found, household__in=Household.objects.visible_to(actor)).order_by("since", "pk")
    ties = Belonging.objects.filter(person=found, org__in=places).order_by("since", "pk")
    return showing.person(
        found, PersonWhole, version=read, nation=found.nation, education=found.education, died_on=found.died_on,
        homes=[HomeOut(household=m.household_id, relation=m.relation, since=m.since, until=m.until) for m in homes],
        ties=[TieOut(org=b.org_id, sort=b.sort, since=b.since, until=b.until, confirmed_on=b.confirmed_on) for b in ties],
        posts=posts_of(Appointment.objects.filter(person=found, org__in=places)),
    )


@router.get("/posts", response=Listed, operation_id="posts")
def posts(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """The posts held today or later where I may appoint."""
    actor = need(request, "posts")
    rows = inputs.held_from(inputs.posts_under(actor), actor.day).select_related("person").defer("person__id_number", "person__phone")
    return listed(rows.order_by("-pk"), page, showing.post)


@router.get("/gaps", response=GapsOut, operation_id="gaps")
def gaps(request: Caller, org: int = Query(ge=1, lt=2**63), on: date | None = None, page: int = Query(1, ge=1, le=LAST)) -> GapsOut:
    """What is not covered in a place on a day."""
    actor = need(request, "gaps")
    place = get_object_or_404(Org, pk=org)
    if not actor.may("register.read", place):
        raise Http404
    day = by_then(actor, on)
    lost = outside(day, "grid", place).order_by("-pk")
    both, villages = inputs.both_posts(place, day)
    return GapsOut(
        org=place.pk, day=day, bare=[BareOut(org=g.org.pk, name=g.org.name, members=g.members) for g in inputs.bare_companies(place, day)],
        outside=lost.count(), page=page, households=list(page_of(lost.values_list("pk", flat=True), page)), both=both, villages=villages,
    )
