"""What waits for the caller, what he sent, what he finds, and what lies where."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.params.functions import Query

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.queries import absorbed

from ..waiting import found, senders, sent_by, soonest, spots, spots_of, to_sign
from . import showing
from .auth import Caller, need
from .places import HouseholdOut, OrgOut, PersonOut
from .recording import LAST, fact_tables, page_of
from .registering import by_then
from .shapes import Listed, RecordOut, ReportOut

router = Router(tags=["looking"])
MOST = 50
SIZE = 500


class WaitingOut(RecordOut):
    """A record whose turn is the caller's, and who sent it with which words."""

    sender: str


class InboxOut(Schema):
    """`late` of them are past their limit. `reports` wait for the caller's signature, and are not among the `total`."""

    total: int
    late: int
    page: int
    rows: list[WaitingOut]
    reports: list[ReportOut]


class FoundOut(Schema):
    """The newest of what is found, of each sort up to fifty."""

    records: list[RecordOut]
    people: list[PersonOut]
    households: list[HouseholdOut]
    orgs: list[OrgOut]


class SpotOut(Schema):
    """A point of the map. `tone`: late, do (under way, or a home), ok (done). Without degrees, nobody noted where it lies."""

    id: int
    number: str
    lat: float | None
    lng: float | None
    tone: str


class AreaOut(Schema):
    """The outline of a place as GeoJSON or rings of longitude and latitude; none if it has not been drawn. `merged` are the outlines of
    what went into it and is not shown by its own: one drawn since, or of a place founded for the merger."""

    id: int
    name: str
    parent: int | None
    shape: Any
    merged: list[Any]


def whole(rows: Any) -> Any:
    """Records read with the columns of their kinds."""
    return rows.select_related(*fact_tables())


@router.get("/inbox", response=InboxOut, operation_id="inbox")
def inbox(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> InboxOut:
    """What waits for one of my posts, the soonest due first, fifty a page."""
    actor = need(request, "inbox")
    mine = Record.objects.turn_of(actor)
    rows = list(page_of(whole(soonest(mine)), page))
    came = senders(rows)
    waiting = [WaitingOut(**showing.record(r).model_dump(), sender=came[r.pk]) for r in rows]
    return InboxOut(total=mine.count(), late=mine.filter(due_on__lt=actor.day).count(), page=page, rows=waiting, reports=[showing.report(r) for r in to_sign(actor).order_by("-year", "-id")])


@router.get("/sent", response=Listed, operation_id="sent")
def sent(request: Caller, page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """What I wrote down or handed on and others have to do now, the newest first."""
    rows = sent_by(need(request, "sent"))
    listed = page_of(whole(rows).order_by("-id"), page)
    return Listed(total=rows.count(), page=page, rows=[showing.record(r).model_dump(mode="json") for r in listed])


@router.get("/search", response=FoundOut, operation_id="search")
def search(request: Caller, q: str = Query(min_length=2, max_length=60)) -> FoundOut:
    """Records whose number or title holds these words, people whose name begins with them, households of that number, organisations whose
    name holds them."""
    hits = found(need(request, "search"), q.strip())
    people = hits.people.defer("id_number", "phone").order_by("-pk")[:MOST]
    homes = hits.homes.order_by("-pk")[:MOST]
    return FoundOut(
        records=showing.records(whole(hits.records).order_by("-id")[:MOST]), people=[showing.person(p) for p in people],
        households=[showing.household(h) for h in homes], orgs=[showing.org(o) for o in hits.orgs.order_by("-pk")[:MOST]],
    )


def place_of(actor: Actor, org: int) -> Org:
    place = get_object_or_404(Org, pk=org)
    if not actor.may("register.read", place):
        raise Http404
    return place


@router.get("/map/spots", response=Listed, operation_id="map_spots")
def map_spots(
    request: Caller, what: Literal["homes", "problems"], org: int = Query(ge=1, lt=2**63), on: date | None = None, page: int = Query(1, ge=1, le=LAST),
) -> Listed:
    """The households of a place, or the problems of the day's year, as points of a map: five hundred a page."""
    actor = need(request, "map_spots")
    rows = spots(actor, place_of(actor, org), what, by_then(actor, on))
    points = [SpotOut(id=s.pk, number=s.number, lat=s.lat, lng=s.lng, tone=s.tone) for s in spots_of(page_of(rows.order_by("-pk"), page, SIZE), actor.day)]
    return Listed(total=rows.count(), page=page, rows=[point.model_dump(mode="json") for point in points])


@router.get("/map/areas", response=list[AreaOut], operation_id="map_areas")
def map_areas(request: Caller, org: int = Query(ge=1, lt=2**63), kind: str = Query("grid", max_length=30), on: date | None = None) -> list[AreaOut]:
    """The outlines of the places of a kind under a place, as it stood on a day."""
    actor = need(request, "map_areas")
    day = by_then(actor, on)
    rows = Org.objects.under(place_of(actor, org), day).filter(kind=kind).order_by("pk")
    ground = absorbed(rows, day)
    return [AreaOut(id=o.pk, name=o.name, parent=o.parent_id, shape=o.shape, merged=ground.get(o.pk, [])) for o in rows]
