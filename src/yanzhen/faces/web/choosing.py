"""The places, posts and years a figure page can be asked about instead."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from yanzhen.kernel.figures.handling import own
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.records.models import Counter
from yanzhen.kernel.register.models import Org, OrgPlace, OrgSet, on_day
from yanzhen.kernel.register.queries import keys

from .asking import RIGHT, query_of
from .guarding import Request
from .parts import Link


def choices(request: Request, scope: Scope, *, work: bool = True) -> dict[str, Any]:
    """What the caller may choose between: the line above and what lies right below, whose work if it can be somebody's, the years;
    and his own posts' boards."""
    place, grounds = scope.handled_by(None), request.actor.grounds(RIGHT)
    top, told = scope.handler or scope.org, own if work else Scope.at
    line = [o for o in Org.objects.filter(pk__in=keys(top.path)) if request.actor.may(RIGHT, o)]
    above = [_link(request, told(place, o), o == top, o.name) for o in sorted(line, key=lambda o: len(o.path or ""))]
    if scope.handler and scope.org.pk not in (top.pk, top.tenant_id):
        above = [*above, _link(request, scope, True, scope.org.name)]
    below = [] if scope.handler else [_link(request, told(scope, o), False, str(o)) for o in right_below(scope).order_by("name")]
    return {
        "above": above, "below": below,
        "years": [Link(str(y), f"{request.path}?{query_of(scope, year=y, day=None)}", y == scope.since.year) for y in years_of(scope)],
        "mine": [_board(own(place, o), top) for o in Org.objects.filter(path__in=grounds).order_by("path")] if len(grounds) > 1 else [],
    }


def _link(request: Request, scope: Scope, here: bool, name: str) -> Link:
    return Link(name, f"{request.path}?{query_of(scope)}", here)


def _board(scope: Scope, top: Org) -> Link:
    named = scope.handler or scope.org
    return Link(named.full_name, f"{reverse('figures')}?{query_of(scope)}", named == top)


def right_below(scope: Scope) -> OrgSet:
    """The organisations that stood right under the scope's on its day."""
    return Org.objects.filter(pk__in=OrgPlace.objects.filter(on_day(scope.day), parent=scope.org).values("org"))


def years_of(scope: Scope) -> list[int]:
    """The years something was written down in, and the one asked about; newest first."""
    known = Counter.objects.filter(tenant=scope.org.tenant_id).values_list("year", flat=True).distinct()
    return sorted({*known, scope.since.year}, reverse=True)
