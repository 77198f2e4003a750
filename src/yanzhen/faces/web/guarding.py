"""The door of the web: who calls, whether the policy lets him, and that reading never writes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.contrib.auth import logout
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.guard.access import Actor, actor_of
from yanzhen.kernel.guard.models import Account

from .policy import OPEN, POLICY, SIGNED_IN
from .render import away
from .returning import sign_in_again
from .views.errors import too_large

IDLE_MINUTES = 30
#: What a whole request may hold: a roster of the greatest size and the form around it.
BODY_MOST = 24 << 20
KEY_MOST = 1 << 63
FREE_OF_CHANGE = ("password", "sign_out", "set_language")


class Request(HttpRequest):
    """A request that passed the door: `actor` is who acts today, `at` the instant it came."""

    actor: Actor
    at: datetime
    account: Account


class ReadOnly(Exception):
    """A reading request tried to write: a defect of ours, never the caller's."""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "WITH", "EXPLAIN")):
        raise ReadOnly(sql[:80])
    return execute(sql, params, many, context)


def impossible(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """An address no row can have: a key beyond any database's, or text that no database holds."""
    return "%00" in request.META.get("QUERY_STRING", "") or any(isinstance(v, int) and v >= KEY_MOST for v in kwargs.values())


class Door:
    """Middleware after Django's own sessions and accounts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MOST:
            return too_large(request)
        reading = request.method in ("GET", "HEAD")
        guard: AbstractContextManager[Any] = connection.execute_wrapper(refuse_writes) if reading else nullcontext()
        with guard:
            answer = self.get_response(request)
        if "Cache-Control" not in answer:
            answer["Cache-Control"] = "no-store"
        return answer

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method == "POST":
            refresh()
        match = request.resolver_match
        if match is not None and match.namespace == "api":
            return None
        line = POLICY.get(match.view_name) if match else None
        need = line.need(request.method or "") if line else ""
        if not need or impossible(request, kwargs):
            raise Http404
        request.at = timezone.now()
        known = self.recognise(request)
        if need == OPEN:
            return None
        if not known:
            return away(request, sign_in_again(request))
        if request.account.must_change and match and match.view_name not in FREE_OF_CHANGE:
            return away(request, "/account/password/")
        if need != SIGNED_IN and not request.actor.may(need):
            raise Http404
        return None

    def recognise(self, request: Request) -> bool:
        """Who calls. A session that idled, or was made under other posts, or by a closed account, is over."""
        account = request.user
        if not isinstance(account, Account) or not account.is_authenticated:
            return False
        day, now = local_day(request.at), int(request.at.timestamp())
        actor = actor_of(account.person_id, account.person.name, day, account.pk)
        session = request.session
        fresh = now - session.get("seen", 0) <= IDLE_MINUTES * 60 and session.get("posts") == actor.fingerprint
        if not fresh or not account.is_active or not actor.posts:
            logout(request)
            return False
        if now - session["seen"] > 60:
            session["seen"] = now
        request.actor, request.account = actor, account
        return True
