"""A figure is a named set of rows; its number is only the size of its evidence (or the sum of one column of it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Aggregate, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import In, IsNull, LessThan

from yanzhen.kernel.base.definitions import Definition, Name
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import under

from .sampling import Sampled, wilson
from .scope import Scope

Rows = QuerySet[Any]


@dataclass(frozen=True, eq=False)
class Source(Definition):
    """Rows that are no records: of the register, as of the scope's day. `org` is the way from a row to its place."""

    rows: Callable[[Scope], Rows] = field(repr=False)
    model: type[models.Model]
    org: str = "org"
    month: str = ""


@dataclass(frozen=True, eq=False)
class Figure(Definition):
    """A declared figure. `means` defines it in words; `says` are the ways reports word it; `where` narrows the rows by
    columns that stay, `become` by columns that the flow's steps set (replayed for a past day), `states` by where they rest, `in_time` by the last of
    these steps having been taken within its limit, `overdue` by still owing something whose day has passed. `distinct` counts
    each value of a column or expression once."""

    unit: Name
    of: Kind | Source
    means: Name
    says: tuple[str, ...] = ()
    where: Q = field(default_factory=Q)
    become: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    in_time: tuple[str, ...] = ()
    overdue: bool = False
    sum: str = ""
    distinct: str | Combinable = ""
    group: str = ""
    narrows: str = ""

    def narrow(self, key: str, name: Name, *, means: Name, says: tuple[str, ...] = (), where: Q | None = None, **more: Any) -> Self:
        """The same rows, fewer of them."""
        return replace(self, key=key, name=name, means=means, says=says, where=self.where & (where or Q()), narrows=self.key, **more)

    def rows(self, scope: Scope) -> Rows:
        """The rows it is taken from; other figures may be taken from the same."""
        return self.of.rows(scope) if isinstance(self.of, Source) else records_of(self.of, scope)

    def condition(self, scope: Scope) -> Q:
        """Which of them it counts."""
        asked = self.where
        if isinstance(self.of, Kind):
            for column, values in self.become.items():
                asked &= had_become(self.of, column, values, scope)
            if self.states:
                asked &= rested_in(self.of, self.states, scope)
            if self.in_time:
                asked &= Q(Exists(last_in_time(self.in_time, scope)))
            if self.overdue:
                asked &= owed_late(self.of, scope)
        return asked

    def evidence(self, scope: Scope) -> Rows:
        """The rows this figure counts, in no order."""
        return self.rows(scope).filter(self.condition(scope))

    def amount(self, of: Q | None = None) -> Aggregate:
        """What it adds up to over rows; of those alone for which a condition holds, if one is given."""
        if self.sum:
            return Sum(self.sum, filter=of)
        return Count(self.distinct or "pk", distinct=bool(self.distinct), filter=of)

    def value(self, scope: Scope) -> Decimal:
        """The number."""
        return Decimal(self.evidence(scope).aggregate(n=self.amount())["n"] or 0)

    def evidence_model(self) -> type[models.Model]:
        """What an evidence row is."""
        return Record if isinstance(self.of, Kind) else self.of.model

    def place(self) -> str:
        """The way from an evidence row to its organisation."""
        return self.of.org if isinstance(self.of, Source) else "org"

    def month(self) -> str:
        """The column whose month it is counted in; empty for a figure that only stands as of a day."""
        return self.of.month if isinstance(self.of, Source) else "happened_on"


@dataclass(frozen=True, eq=False)
class Ratio(Definition):
    """A share of one figure in another, in percent. Its evidence is the part's."""

    part: Figure
    whole: Figure
    means: Name
    says: tuple[str, ...] = ()
    unit: str = "%"

    def value(self, scope: Scope) -> Decimal | None:
        """The share in percent; None where there is nothing to share."""
        return self.share(self.part.value(scope), self.whole.value(scope))

    @staticmethod
    def share(part: Decimal, whole: Decimal) -> Decimal | None:
        """One number in another, in percent."""
        return part * 100 / whole if whole else None

    def evidence(self, scope: Scope) -> Rows:
        return self.part.evidence(scope)


@dataclass(frozen=True, eq=False)
class SampledRatio(Ratio):
    """A share seen in a random sample: it comes with its 95 % interval."""

    def interval(self, scope: Scope) -> Sampled:
        return wilson(int(self.part.value(scope)), int(self.whole.value(scope)))


def records_of(kind: Kind, scope: Scope) -> Rows:
    """Records of a kind that happened in the span, by the scope's day, at the place as it then was. One that was voided
    should never have been written: it counts on no day."""
    rows = Record.objects.live().filter(kind=kind.key, happened_on__gte=scope.since, happened_on__lt=scope.until, happened_on__lte=scope.day)
    if scope.org.tenant_id == scope.org.pk:
        rows = rows.filter(tenant=scope.org)
    else:
        paths = scope.org.paths()
        rows = rows.filter(under(paths, "org_path"))
        if scope.org.tenant_id:  # the tenants it has ever stood in lead to its records by their index
            rows = rows.filter(tenant__in={int(key) for path in paths for key in path.strip("/").split("/")})
    return rows


def last_in_time(keys: tuple[str, ...], scope: Scope) -> Rows:
    """The steps of these keys that an outer record took within their limit by the scope's day, and none of them late after that."""
    steps = StepTaken.objects.filter(step__in=keys, on__lte=scope.day)
    later = steps.filter(record=OuterRef("record"), late=True, pk__gt=OuterRef("pk"))
    return steps.filter(~Exists(later), record=OuterRef("pk"), late=False)


def had_become(kind: Kind, column: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Records whose column, set by steps of the flow, held one of the values on the scope's day; before any step, an empty one."""
    if not scope.replay:
        return Q(**{f"{kind.facts._meta.model_name}__{column}__in": values})
    assert kind.flow is not None
    sets = {s.key: s.sets[column] for s in kind.flow.steps.values() if column in s.sets}
    last = Subquery(StepTaken.objects.filter(record=OuterRef("pk"), on__lte=scope.day, step__in=sets).order_by("-id").values("step")[:1])
    found = Q(In(last, [step for step, value in sets.items() if value in values]))
    return found | Q(IsNull(last, True)) if "" in values else found


def rested_in(kind: Kind, states: tuple[str, ...], scope: Scope) -> Q:
    """Records that rested in one of the states on the scope's day."""
    if not scope.replay:
        return Q(state__in=states)
    assert kind.flow is not None
    last = StepTaken.objects.filter(record=OuterRef("pk"), on__lte=scope.day).order_by("-id").values("target")[:1]
    return Q(In(Coalesce(Subquery(last), Value(kind.flow.start)), states))


def owed_late(kind: Kind, scope: Scope) -> Q:
    """Records that still owed something on the scope's day, though the day they were due had passed."""
    assert kind.flow is not None
    owing = rested_in(kind, tuple(s.key for s in kind.flow.states.values() if s.open), scope)
    if not scope.replay:
        return Q(due_on__lt=scope.day) & owing
    steps = StepTaken.objects.filter(record=OuterRef("pk"))
    before, after = steps.filter(on__lte=scope.day).order_by("-id"), steps.filter(on__gt=scope.day).order_by("id")
    # The limit that ran then: the one the last step set, else the one the first later step found, else today's.
    due = Case(
        When(Exists(before), then=Subquery(before.values("next_due_on")[:1])), When(Exists(after), then=Subquery(after.values("due_on")[:1])),
        default=models.F("due_on"), output_field=models.DateField(),
    )
    return Q(LessThan(due, scope.day)) & owing
