"""What organisations were called on past days. A name holds from the day it was given; until then the one before it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.models import Correction

from .models import Household, Org, OrgPlace
from .queries import keys


class Stood(NamedTuple):
    """An organisation on a day: under which other one it stood then (none, if nobody knows)."""

    org: Org
    above: int | None
    day: date

    @property
    def elsewhere(self) -> bool:
        """Whether it is called by one it no longer stands under."""
        return self.org.definition.local and self.above not in (None, self.org.parent_id)


def written_at(org: Org, path: str, day: date) -> Stood:
    """Where a row that carries the path of its own day stood."""
    line = keys(path)[:-1]
    return Stood(org, line[-1] if line else None, day)


def belonged(home: Household, day: date) -> Stood:
    """Where a household belonged on a day."""
    org = home.org_on(day)
    place = OrgPlace.objects.filter(org=org, since__lte=day).order_by("-since").first() if org.definition.local else None
    return Stood(org, place.parent_id if place else None, day)


def called(stood: Mapping[Any, Stood]) -> dict[Any, str]:
    """The full name each had on its day. Only for what stood elsewhere then is anything asked."""
    moved = [one for one in stood.values() if one.elsewhere]
    above = Org.objects.defer("shape").in_bulk({one.above for one in moved})
    renamed = _renamed([*(one.org for one in moved), *above.values()])

    def name(org: Org, day: date) -> str:
        return next((old for given, old in renamed.get(org.pk, ()) if given > day), org.name)

    def full(one: Stood) -> str:
        before = above.get(one.above or 0)
        return f"{name(before, one.day)}{name(one.org, one.day)}" if one.elsewhere and before else one.org.full_name

    return {key: full(one) for key, one in stood.items()}


def _renamed(orgs: Iterable[Org]) -> dict[int, list[tuple[date, str]]]:
    """For each organisation the days it was given another name, with the one before, the first first."""
    subjects = [trail.label(org) for org in orgs]
    found: dict[int, list[tuple[date, str]]] = {}
    rows = Correction.objects.filter(subject__in=subjects, field="name").order_by("pk") if subjects else ()
    for row in rows:
        found.setdefault(trail.pk_of(row.subject), []).append((local_day(row.at), row.old))
    return found
