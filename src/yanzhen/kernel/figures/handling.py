"""Whose work a record is: the organisation it was handed to last, as of a day."""

from __future__ import annotations

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.db.models.lookups import In

from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.flow import HANDLER
from yanzhen.kernel.records.kinds import Kind, kinds
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.queries import heir_on

from .scope import Scope


def is_handed(kind: str) -> bool:
    """Whether records of some sort are handed to organisations of this kind."""
    return any(kind in one.handlers for one in kinds())


def own(scope: Scope, org: Org) -> Scope:
    """What is asked about another organisation: its work, wherever in its tenant, where it is handed any; else what is in it."""
    if not is_handed(org.kind):
        return scope.at(org)
    whole = scope.org if scope.org.pk == org.tenant_id else org.tenant or org
    return scope.at(whole).handled_by(org)


def handed(kind: Kind, scope: Scope) -> Q:
    """Records that the scope's handler was the last to be handed; all of them where it names none."""
    if scope.handler is None:
        return Q()
    if not kind.hands:
        return Q(pk__in=[])
    hands = answering(kind, scope.handler, scope)
    return Q(In(handler_then(kind, scope), list(hands))) if scope.replay else Q(handler__in=hands)


def answering(kind: Kind, handler: Org, scope: Scope) -> QuerySet[Org, int]:
    """Who can be handed records of the kind and stood for the handler on the scope's day: itself, what lay under it, and what had
    gone into one of these by then."""
    can, here = Org.objects.filter(kind__in=kind.handlers), Org.objects.under(handler, scope.day).values("pk")
    gone = can.filter(until__lte=scope.day, successor__isnull=False).annotate(heir=heir_on(scope.day)).filter(heir__in=here)
    return can.filter(Q(pk=handler.pk) | Q(pk__in=here) | Q(pk__in=gone.values("pk"))).values_list("pk", flat=True)


def handler_then(kind: Kind, scope: Scope) -> Combinable:
    """Whom a record had been handed to last on the scope's day, by its key."""
    if not scope.replay:
        return F(HANDLER)
    hands = StepTaken.objects.filter(record=OuterRef("pk"), on__lte=scope.day, step__in=list(kind.hands)).order_by("-id")
    told = Cast(KeyTextTransform("org", KeyTransform(HANDLER, "answers")), BigIntegerField())
    return Subquery(hands.annotate(told=told).values("told")[:1])


def owing(kind: Kind, scope: Scope) -> tuple[str, ...]:
    """The states in which something is still owed; with a handler, owed by it."""
    states = kind.flow.states.values() if kind.flow else ()
    return tuple(s.key for s in states if s.open and (scope.handler is None or s.at == HANDLER))
