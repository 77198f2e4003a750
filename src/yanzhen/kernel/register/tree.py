"""Where organisations stand, day by day: the arithmetic behind founding, moving, merging and splitting. No verb is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.vouched import stands_for

from .models import Org, OrgPlace
from .standing import Standing


@dataclass(frozen=True)
class Span:
    """From a day to a day; no end means for good."""

    since: date
    until: date | None

    def cut(self, other: Span) -> Span | None:
        """What two spans have in common."""
        since = max(self.since, other.since)
        until = min((u for u in (self.until, other.until) if u), default=None)
        return None if until and until <= since else Span(since, until)


def lock() -> None:
    """Changes of the trees happen one after the other, or two of them could close a circle."""
    list(Org.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk").values_list("pk"))


def from_day(day: date) -> Q:
    """Rows in force on that day or later; a row that never was in force is none."""
    return (Q(until__isnull=True) | Q(until__gt=day)) & ~Q(until=F("since"))


def stays(org: Org, day: date) -> list[OrgPlace]:
    """Where an organisation stands from that day on."""
    return list(OrgPlace.objects.filter(from_day(day), org=org).order_by("since"))


def plant(org: Org, parent: Org | None) -> list[OrgPlace]:
    """Put a new organisation into the tree from its first day on: it follows every move its parent has made since."""
    ground = stays(parent, org.since) if parent else []
    places = [
        OrgPlace(org=org, parent=parent, path=f"{g.path}{org.pk}/", since=max(g.since, org.since), until=g.until) for g in ground
    ] if parent else [OrgPlace(org=org, parent=None, path=f"/{org.pk}/", since=org.since)]
    OrgPlace.objects.bulk_create(places)
    org.path, org.tenant_id = places[-1].path, tenant_of(org, parent)
    return places


def tenant_of(org: Org, parent: Org | None) -> int | None:
    """The organisation that keeps the trail: itself, if its kind does, or its parent's."""
    return org.pk if org.definition.tenant else parent.tenant_id if parent else None


def replant(org: Org, parent: Org, day: date, among: Iterable[OrgPlace]) -> list[models.Model]:
    """From that day on, wherever one of its own places says the organisation stands, it stands under `parent`, and all
    below it with it. Rows stamped with a path follow. Returns every row written."""
    ground, written = stays(parent, day), list[models.Model]()
    for stay in among:
        cut = Span(stay.since, stay.until).cut(Span(day, None))
        below = OrgPlace.objects.filter(from_day(day), path__startswith=stay.path).select_related("org").order_by("since", "pk")
        if cut is None:
            continue
        for place in below:
            within = Span(place.since, place.until).cut(cut)
            if within:
                written += _rehang(place, within, org, parent, stay.path, ground)
        written += _restamp_ended(org, cut, stay.path, ground)
    return written


def _rehang(place: OrgPlace, within: Span, org: Org, parent: Org, old: str, ground: list[OrgPlace]) -> list[models.Model]:
    """Replace one place, within a span, by places under the new ground; what lies before the span stays. A place never
    outlasts the span: whatever stands below something is cut wherever that is."""
    since, tail = place.since, place.path[len(old) :]
    above = parent.pk if place.org_id == org.pk else place.parent_id
    pieces = [(g, span) for g in ground if (span := Span(g.since, g.until).cut(within))]
    rows = [_place(place, f"{g.path}{org.pk}/{tail}", above, span) for g, span in pieces]
    written: list[models.Model] = []
    for row in rows:
        written += restamp(place.org, Span(row.since, row.until), place.path, row.path)
    if since < within.since:
        rows.append(_place(place, place.path, place.parent_id, Span(since, within.since)))
    rows[-1].pk = place.pk
    stands_for(rows[-1], place)
    for row in rows:
        row.save()
    return [*written, *rows]


def _place(like: OrgPlace, path: str, parent: int | None, span: Span) -> OrgPlace:
    return OrgPlace(org_id=like.org_id, parent_id=parent, path=path, since=span.since, until=span.until)


def _restamp_ended(org: Org, cut: Span, old: str, ground: list[OrgPlace]) -> list[models.Model]:
    """Rows dated after the end of an organisation (it was merged late in the books) follow the one it went into."""
    written: list[models.Model] = []
    for ended in Org.objects.filter(path__startswith=org.path or "", until__isnull=False).exclude(pk=org.pk):
        tail = (ended.path or "")[len(org.path or "") :]
        after = Span(ended.until or cut.since, None).cut(cut)
        for g in ground if after else ():
            if after and (span := Span(g.since, g.until).cut(after)):
                written += restamp(ended, span, old + tail, f"{g.path}{org.pk}/{tail}")
    return written


def restamp(org: Org, span: Span, old: str, new: str) -> list[models.Model]:
    """Rows that carry a path take the one of their day; returns those changed."""
    if old == new:
        return []
    return [row for kind in book.of(Standing) for row in kind.restamp(org, span.since, span.until, old, new)]


def settle(org: Org, parent: Org) -> list[Org]:
    """Bring today's parent, path and tenant of an organisation and of everything below it in line with its new place.
    Returns every organisation changed."""
    old, new = org.path or "", f"{parent.path}{org.pk}/"
    was, now = org.tenant_id, tenant_of(org, parent)
    changed = list(Org.objects.filter(path__startswith=old))
    for one in changed:
        one.path = new + (one.path or "")[len(old) :]
        one.tenant_id = now if one.tenant_id == was else one.tenant_id
        if one.pk == org.pk:
            one.parent = parent
    Org.objects.bulk_update(changed, ["path", "tenant", "parent"], batch_size=200)
    org.refresh_from_db()
    return changed


def close(org: Org, day: date) -> list[OrgPlace]:
    """The organisation stands nowhere from that day on; a place that would begin later never came into force."""
    rows = stays(org, day)
    for row in rows:
        row.until = max(row.since, day)
    OrgPlace.objects.bulk_update(rows, ["until"])
    return rows


def open_below(org: Org, day: date) -> QuerySet[OrgPlace]:
    """Places directly under the organisation on that day or later."""
    return OrgPlace.objects.filter(from_day(day), parent=org)
