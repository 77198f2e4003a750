"""What a figure page is asked about, read from its address: which organisation, whose work, which year, as of which day."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.queries import living_org

from ..inputs import scope_asked
from .guarding import Request
from .shell import asked_day

RIGHT = "figures.read"


def asked_org(request: Request, right: str = RIGHT) -> Org:
    """The organisation named in the address, or that of the caller's widest post with the right; never one his posts do not reach."""
    if request.GET.get("org", ""):
        return named_org(request, "org", right)
    path = next(iter(sorted(request.actor.grounds(right), key=len)), None)
    return get_object_or_404(Org, path=path)


def named_org(request: Request, word: str, right: str = RIGHT) -> Org:
    """The organisation that a word of the address names."""
    key = request.GET.get(word, "")
    org = get_object_or_404(Org, pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
    if not request.actor.may(right, org):
        raise Http404
    return org


def asked_year(request: Request, today: date) -> int:
    """The year in the address; else that of the day asked for."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text[:9]) <= today.year else asked_day(request, today).year


def asked_scope(request: Request, *, work: bool = True) -> Scope:
    """The scope a figure page speaks of; nothing named is what the caller's widest post stands at."""
    today, key = request.actor.day, request.GET.get("org", "")
    year, day = asked_year(request, today), asked_day(request, today)
    handler = named_org(request, "handler") if request.GET.get("handler", "") else None
    named = int(key) if key.isdecimal() and len(key) < 18 else 0 if key else None
    return scope_asked(handler, named, lambda: asked_org(request), year, today, day if day.year == year else None, work=work)


def served_by(actor: Actor, scope: Scope) -> Org | None:
    """The place that the scope's organisation serves in the other tree, or what stood for it on the day, if its figures are the
    actor's to read. What lies in the place it serves (a branch of the town hall) does not speak for it."""
    there = scope.org.serves if scope.handler is None and scope.org.serves_id else None
    served = living_org(there, scope.day) if there else None
    within = served and (scope.org.path or "").startswith(served.path or "-")
    return served if served and not within and actor.may(RIGHT, served) else None


def query_of(scope: Scope, **more: object) -> str:
    """The scope as the query part of an address; None leaves a word out."""
    said = {"org": scope.org.pk, "handler": scope.handler.pk if scope.handler else None, "year": scope.since.year, "day": scope.day.isoformat()}
    return urlencode({word: value for word, value in {**said, **more}.items() if value is not None})


def said_of(scope: Scope) -> str:
    """The scope's place in words, and whose work."""
    if scope.handler is None:
        return str(scope.org)
    work = _("由%(handler)s承办的") % {"handler": scope.handler}
    return work if scope.org.pk in (scope.handler.pk, scope.handler.tenant_id) else _("在%(org)s、%(work)s") % {"org": scope.org, "work": work}
