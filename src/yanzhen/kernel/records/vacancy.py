"""Posts in which nobody is. What waits for one falls to the post that stands in for it, until somebody holds it again: nothing
is rewritten when a post ends or begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Post, Role
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register.models import Org, on_day

from .kinds import kinds


def holders(role: Any, org: Any, day: date) -> Any:
    """Who holds a post of this role there on a day, or at what serves that place."""
    return Appointment.objects.filter(Q(org=org) | Q(org__serves=org), on_day(day), role=role)


def unheld(role: Any, org: OuterRef, day: date) -> Any:
    """Of outer rows: that nobody holds it. Asked in two halves, so that each goes by an index."""
    posts = Appointment.objects.filter(on_day(day), role=role)
    return ~Exists(posts.filter(org=org)) & ~Exists(posts.filter(org__serves=org))


def falls_to(post: Post, day: date) -> Q:
    """What falls to a post because nobody holds the posts below it for which it stands in."""
    found = Q(pk__in=[])
    states = [state for kind in kinds() for state in (kind.flow.states.values() if kind.flow else ())]
    for role in sorted({state.turn for state in states if state.otherwise[0] == post.role}):
        below = Org.objects.filter(tenant=post.tenant_id, path__startswith=post.path, kind__in=book.get(Role, role).at)
        found |= Q(turn_role=role, turn_org__in=below.filter(unheld(role, OuterRef("pk"), day)).values("pk"))
    return found
