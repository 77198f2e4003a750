"""What the steps of the flow had made of records by a scope's day: what they took, what was written, where they rested, what they owed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Case, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, In, LessThan

from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record

from .handling import owing
from .scope import Scope


def taken_in(kind: Kind, keys: tuple[str, ...], scope: Scope) -> Q:
    """Records that took one of these steps in the span, by the scope's day. Where the steps write down their day and nothing is to be
    taken back, that column says so: looking for the step of every record of every year costs a board half as much again."""
    dates = {step.dates for step in kind.flow.steps.values() if step.key in keys} if kind.flow else set()
    if not scope.replay and scope.day < scope.until and len(dates) == 1 and (column := dates.pop()):
        return Q(**{f"{kind.facts._meta.model_name}__{column}__gte": scope.since})
    return Q(Exists(StepTaken.objects.filter(record=OuterRef("pk"), step__in=keys, on__gte=scope.since, on__lt=scope.until, on__lte=scope.day)))


def taken_on(keys: tuple[str, ...], scope: Scope) -> Combinable:
    """The day of the last of these steps that an outer record had taken by the scope's day; none where it took none."""
    steps = StepTaken.objects.filter(record=OuterRef("pk"), step__in=keys, on__lte=scope.day).order_by()
    return Subquery(steps.values("record").annotate(last=Max("on")).values("last"))


def in_time(keys: tuple[str, ...], scope: Scope) -> Q:
    """Records that took the last of the steps of these keys by the scope's day within its limit. The highest key carries the mark
    of its step as its last bit: looking for a later one besides, or sorting, costs a third more for every record."""
    steps = StepTaken.objects.filter(record=OuterRef("pk"), step__in=keys, on__lte=scope.day).order_by()
    marked = Max(models.F("pk") * 2 + Case(When(late=False, then=1), default=0))
    return Q(Exact(Subquery(steps.values("record").annotate(marked=marked).values("marked")).bitand(1), 1))


def had_become(kind: Kind, column: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Records whose column, written by steps of the flow, held one of the values on the scope's day; before any step, an empty one."""
    if not scope.replay:
        return Q(**{f"{kind.facts._meta.model_name}__{column}__in": values})
    return Q(In(column_then(kind, column, scope), values))


def column_then(kind: Kind, column: str, scope: Scope) -> Combinable:
    """A column of the facts as it was on the scope's day, as far as steps of the flow write it: what the last of them set, or was told."""
    sets, asks = written_by_steps(kind, column)
    if not scope.replay or not sets and not asks:
        return models.F(f"{kind.facts._meta.model_name}__{column}")
    told = Cast(KeyTextTransform(column, "answers"), models.TextField()) if asks else Value("")
    said = Case(*(When(step=step, then=Value(value)) for step, value in sets.items()), default=told, output_field=models.TextField())
    last = StepTaken.objects.filter(record=OuterRef("pk"), on__lte=scope.day, step__in=[*sets, *asks]).order_by("-id")
    return Coalesce(Subquery(last.annotate(said=said).values("said")[:1]), Value(""), output_field=models.TextField())


def written_by_steps(kind: Kind, column: str) -> tuple[dict[str, str], list[str]]:
    """What the steps that set a column set it to, and the steps that ask for it."""
    steps = kind.flow.steps.values() if kind.flow else ()
    sets = {s.key: str(s.sets[column]) for s in steps if column in s.sets}
    return sets, [s.key for s in steps if any(a.key == column and a.fact for a in s.asks)]


def rested_in(kind: Kind, states: tuple[str, ...], scope: Scope) -> Q:
    """Records that rested in one of the states on the scope's day."""
    if not scope.replay:
        return Q(state__in=states)
    return Q(In(state_then(kind, scope), states))


def state_then(kind: Kind, scope: Scope) -> Combinable:
    """Where a record rested on the scope's day."""
    assert kind.flow is not None
    return Coalesce(Subquery(last_step(scope).values("target")[:1]), Value(kind.flow.start))


def last_step(scope: Scope) -> QuerySet[StepTaken]:
    """The steps an outer record had taken by the scope's day, the last first."""
    return StepTaken.objects.filter(record=OuterRef("pk"), on__lte=scope.day).order_by("-id")


def states_then(kind: Kind, keys: Sequence[int], scope: Scope) -> dict[int, str]:
    """Where records of a kind rested on the scope's day, by their keys; nothing for a kind without a flow."""
    if not kind.flow:
        return {}
    return dict(Record.objects.filter(pk__in=keys).annotate(then=state_then(kind, scope)).values_list("pk", "then"))


def owed_late(kind: Kind, scope: Scope) -> Q:
    """Records that still owed something on the scope's day, though the day they were due had passed."""
    still = rested_in(kind, owing(kind, scope), scope)
    if not scope.replay:
        return Q(due_on__lt=scope.day) & still
    steps = StepTaken.objects.filter(record=OuterRef("pk"))
    before, after = steps.filter(on__lte=scope.day).order_by("-id"), steps.filter(on__gt=scope.day).order_by("id")
    # The limit that ran then: the one the last step set, else the one the first later step found, else today's.
    due = Case(
        When(Exists(before), then=Subquery(before.values("next_due_on")[:1])), When(Exists(after), then=Subquery(after.values("due_on")[:1])),
        default=models.F("due_on"), output_field=models.DateField(),
    )
    return Q(LessThan(due, scope.day)) & still
