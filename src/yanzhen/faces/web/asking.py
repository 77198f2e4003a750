"""What a figure page is asked about, read from its address: which organisation, which year, as of which day."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.register.models import Org

from .guarding import Request
from .shell import asked_day

RIGHT = "figures.read"


def asked_org(request: Request, right: str = RIGHT) -> Org:
    """The organisation named in the address, or that of the caller's widest post with the right; never one his posts do not reach."""
    key = request.GET.get("org", "")
    if key:
        org = get_object_or_404(Org, pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
    else:
        path = next(iter(sorted(request.actor.grounds(right), key=len)), None)
        org = get_object_or_404(Org, path=path)
    if not request.actor.may(right, org):
        raise Http404
    return org


def asked_year(request: Request, today: date) -> int:
    """The year in the address; else that of the day asked for."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text[:9]) <= today.year else asked_day(request, today).year


def asked_scope(request: Request) -> Scope:
    """The scope a figure page speaks of."""
    today = request.actor.day
    year = asked_year(request, today)
    day = asked_day(request, today)
    return Scope.year(asked_org(request), year, today, day if day.year == year else None)


def query_of(scope: Scope, **more: object) -> str:
    """The scope as the query part of an address."""
    said = {"org": scope.org.pk, "year": scope.since.year, "day": scope.day.isoformat()}
    return urlencode({**said, **more})
