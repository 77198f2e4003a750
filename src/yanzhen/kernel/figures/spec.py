"""A figure is a named set of rows; its number is only the size of its evidence (or the sum or the mean of one column of it)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Aggregate, Count, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.lookups import In

from yanzhen.kernel.base.definitions import Definition, Name
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import under
from yanzhen.kernel.register.queries import keys as keys_of

from .handling import handed
from .replay import had_become, in_time, last_step, owed_late, rested_in, taken_in, taken_on
from .sampling import Sampled, wilson
from .scope import Scope

Rows = QuerySet[Any]
TENTH = Decimal("0.1")


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
    these steps having been taken within its limit, `after` by the last step of all having been one of these, `overdue` by still owing something whose day has passed, `either` to what at
    least one of these figures counts. What is `standing` counts whatever stands so on the day, whenever it happened; `taken` what took
    one of these steps in the span: a case of December that is solved in March was solved in March. `distinct` counts
    each value of a column or expression once. `mean` is the number of a row, as of the scope, that is averaged to one decimal; of
    no row there is no mean. A board draws its `main` figures by month."""

    unit: Name
    of: Kind | Source
    means: Name
    says: tuple[str, ...] = ()
    where: Q = field(default_factory=Q)
    become: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    in_time: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    overdue: bool = False
    either: tuple[Figure, ...] = ()
    standing: bool = False
    taken: tuple[str, ...] = ()
    sum: str = ""
    distinct: str | Combinable = ""
    mean: Callable[[Scope], Combinable] | None = None
    group: str = ""
    main: bool = False
    narrows: str = ""

    def narrow(self, key: str, name: Name, *, means: Name, says: tuple[str, ...] = (), where: Q | None = None, **more: Any) -> Self:
        """The same rows, fewer of them."""
        return replace(self, key=key, name=name, means=means, says=says, where=self.where & (where or Q()), narrows=self.key, **{"main": False, **more})

    def averaged(self, key: str, name: Name, mean: Callable[[Scope], Combinable], *, unit: Name, means: Name, says: tuple[str, ...] = (), where: Q | None = None) -> Self:
        """The mean of a number over the rows that this figure counts."""
        narrower = self.narrow(key, name, means=means, says=says, where=where, unit=unit, mean=mean, group="")
        return replace(narrower, narrows="")  # an age is no share of a head count

    @property
    def grain(self) -> Decimal:
        """How far its number may lie from the exact one, because it was rounded."""
        return TENTH / 2 if self.mean else Decimal(0)

    @property
    def owed(self) -> bool:
        """Whether it counts something because it is late."""
        return self.overdue or any(figure.owed for figure in self.either)

    @property
    def handed(self) -> bool:
        """Whether it counts records that are handed to organisations."""
        return isinstance(self.of, Kind) and bool(self.of.hands)

    def rows(self, scope: Scope) -> Rows:
        """The rows it is taken from; other figures may be taken from the same. Nobody handles what is no record."""
        if isinstance(self.of, Kind):
            rows = records_of(self.of, scope, ever=self.ever)
            return rows.annotate(taken_on=taken_on(self.taken, scope)) if self.taken else rows
        return self.of.rows(scope).none() if scope.handler else self.of.rows(scope)

    def anywhere(self, scope: Scope) -> Rows:
        """The rows of records wherever they were."""
        assert isinstance(self.of, Kind)
        return dated(self.of, scope, ever=self.ever)

    @property
    def ever(self) -> bool:
        """Whether records from before the span may count in it."""
        return self.standing or bool(self.taken)

    def condition(self, scope: Scope) -> Q:
        """Which of them it counts."""
        asked = self.where
        if isinstance(self.of, Kind):
            for column, values in self.become.items():
                asked &= had_become(self.of, column, values, scope)
            if self.states:
                asked &= rested_in(self.of, self.states, scope)
            if self.taken:  # before what looks for steps, of which then fewer are looked for
                asked &= taken_in(self.of, self.taken, scope)
            if self.in_time:
                asked &= in_time(self.in_time, scope)
            if self.after:
                asked &= Q(In(Subquery(last_step(scope).values("step")[:1]), self.after))
            if self.overdue:
                asked &= owed_late(self.of, scope)
        return asked & reduce(or_, (figure.condition(scope) for figure in self.either), Q())

    def evidence(self, scope: Scope) -> Rows:
        """The rows this figure counts, in no order."""
        return self.rows(scope).filter(self.condition(scope))

    def amount(self, of: Q | None = None) -> Aggregate:
        """What it adds up to over rows (a mean: over how many it goes); of those alone for which a condition holds, if one is given."""
        if self.sum:
            return Sum(self.sum, filter=of)
        return Count(self.distinct or "pk", distinct=bool(self.distinct), filter=of)

    def value(self, scope: Scope) -> Decimal | None:
        """The number; None for the mean of nothing, and for a sum of what nobody recorded."""
        if self.mean:
            return averages([self], scope)[0]
        return self.number(self.evidence(scope).aggregate(n=self.amount())["n"])

    def number(self, found: Any) -> Decimal | None:
        """What an aggregate found, as a number. Where a column that may be empty is summed, nothing found is nothing recorded, and no nought."""
        return None if found is None and self.sum and self._column(self.sum).null else Decimal(found or 0)

    def each(self, scope: Scope) -> Combinable | None:
        """What a row brings beside itself, as an expression: the column summed, the number averaged."""
        return self.mean(scope) if self.mean else models.F(self.sum) if self.sum else None

    def evidence_model(self) -> type[models.Model]:
        """What an evidence row is."""
        return Record if isinstance(self.of, Kind) else self.of.model

    def choices(self, column: str) -> Sequence[tuple[Any, Any]]:
        """The values that a column of an evidence row, or of what it leads to, may hold, and their words; none if it is free."""
        return getattr(self._column(column), "flatchoices", ())

    def _column(self, column: str) -> Any:
        model: Any = self.evidence_model()
        for step in column.split("__")[:-1]:
            model = model._meta.get_field(step).related_model
        return model._meta.get_field(column.split("__")[-1])

    def place(self) -> str:
        """The way from an evidence row to its organisation."""
        return self.of.org if isinstance(self.of, Source) else "org"

    def month(self) -> str:
        """The column whose month it is counted in; empty for a figure that only stands as of a day."""
        if isinstance(self.of, Source):
            return self.of.month
        return "" if self.standing else "taken_on" if self.taken else "happened_on"

    @property
    def source(self) -> tuple[Any, ...]:
        """What figures of the same rows have in common."""
        return id(self.of), self.ever


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
    def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
        """One number in another, in percent."""
        return part * 100 / whole if whole and part is not None else None

    def evidence(self, scope: Scope) -> Rows:
        return self.part.evidence(scope)


@dataclass(frozen=True, eq=False)
class SampledRatio(Ratio):
    """A share seen in a random sample: it comes with its 95 % interval."""

    def interval(self, scope: Scope) -> Sampled:
        return wilson(int(self.part.value(scope) or 0), int(self.whole.value(scope) or 0))


def averages(figures: Sequence[Figure], scope: Scope) -> list[Decimal | None]:
    """The means of one number over parts of the same rows, in one pass: for each number, how often each figure meets it."""
    first = figures[0]
    assert first.mean
    counts = {f"n{place}": figure.amount(figure.condition(scope)) for place, figure in enumerate(figures)}
    lines = list(first.rows(scope).order_by().annotate(met=first.mean(scope)).values_list("met").annotate(**counts))
    return [mean((line[0], line[place]) for line in lines) for place in range(1, len(figures) + 1)]


def mean(met: Iterable[tuple[Any, int]]) -> Decimal | None:
    """The mean of numbers each met so many times, to a tenth; None of nothing. What is not known is left out."""
    known = [(Decimal(number), n) for number, n in met if number is not None and n]
    total = sum(n for _number, n in known)
    return (sum((number * n for number, n in known), Decimal(0)) / total).quantize(TENTH, ROUND_HALF_UP) if total else None


def records_of(kind: Kind, scope: Scope, *, ever: bool = False) -> Rows:
    """Records of a kind that happened in the span, by the scope's day, at the place as it then was; with `ever`, those before it too."""
    if scope.org.tenant_id == scope.org.pk:
        return near(kind, scope, ever=ever)
    paths = scope.paths
    return near(kind, scope, paths, ever=ever).filter(under(paths, "org_path"))


def near(kind: Kind, scope: Scope, paths: Iterable[str] = (), *, ever: bool = False) -> QuerySet[Record]:
    """The same in the whole of the tenant; of a place within, in those it has ever stood in, which lead to its records by their index."""
    rows = dated(kind, scope, ever=ever)
    if scope.org.tenant_id == scope.org.pk:
        return rows.filter(tenant=scope.org)
    if scope.org.tenant_id:
        rows = rows.filter(tenant__in=through(paths or scope.paths))
    return rows


def through(paths: Iterable[str]) -> set[int]:
    """All that these paths lead through, the tenants among them."""
    return {key for path in paths for key in keys_of(path)}


def dated(kind: Kind, scope: Scope, *, ever: bool = False) -> QuerySet[Record]:
    """The same, wherever it was. One that was voided should never have been written: it counts on no day."""
    rows = Record.objects.live().filter(handed(kind, scope), kind=kind.key, happened_on__lt=scope.until, happened_on__lte=scope.day)
    return rows if ever else rows.filter(happened_on__gte=scope.since)
