"""A figure taken apart: by place in either tree, by month, by a column; and set beside last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Count, F, Max, Min, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.register.models import Household, HouseholdPlace, Org, OrgPlace, on_day, under
from yanzhen.kernel.register.queries import keys

from .scope import Scope
from .spec import Figure, column_then, mean

Parts = dict[Org | None, Decimal]
Stood = str | int | None
Owner = Callable[[Stood], Org | None]


def by_org(figure: Figure, scope: Scope, kind: str) -> Parts:
    """The figure for each organisation of a kind under the scope's, as the trees stood on its day; a mean for those alone where
    there is something to average. What lies under none of them stands under None. An organisation that serves another counts what lies there."""
    places = OrgPlace.objects.filter(on_day(scope.day), under(scope.org.paths()))
    orgs = list(Org.objects.alive(scope.day).filter(kind=kind, pk__in=places.values("org")).order_by("name", "pk"))
    stays = list(places.values_list("org", "path", "org__serves"))
    home, path_of = _homes(orgs, stays), _paths(figure, scope, {org: path for org, path, _served in stays})

    def owner(stood: Stood) -> Org | None:
        return next((home[part] for part in reversed(path_of(stood).strip("/").split("/")) if part in home), None)

    if figure.mean:
        return _means(figure, scope, owner)
    parts: Parts = {org: Decimal(0) for org in orgs}
    for stood, n in _amounts(figure, scope):
        parts[owner(stood)] = parts.get(owner(stood), Decimal(0)) + n
    if figure.distinct:
        for org, again in _met_again(figure, scope, owner).items():
            parts[org] -= again
    return {org: n for org, n in parts.items() if org or n}


def _homes(orgs: list[Org], stays: Iterable[tuple[int, str, int | None]]) -> dict[str, Org]:
    """Which of the organisations answers for a place: itself, or the one that it or one below it serves."""
    own = {str(org.pk): org for org in orgs}
    home = dict(own)
    for _org, path, served in stays:
        for part in path.strip("/").split("/") if served else ():
            if part in own:
                home.setdefault(str(served), own[part])
    return home


def _amounts(figure: Figure, scope: Scope) -> list[tuple[Stood, Decimal]]:
    """The figure by where its rows stood."""
    rows, field = _at(figure, scope)
    return [(stood, Decimal(n or 0)) for stood, n in rows.values_list(field).annotate(n=figure.amount())]


def _at(figure: Figure, scope: Scope) -> tuple[Any, str]:
    """The rows of a figure, and the column that says where each stood: the path of its own day, or its organisation of the scope's day."""
    rows = figure.evidence(scope).order_by()
    return (rows, "org_path") if _stamped(rows.model) else (rows.annotate(stood=_stood(figure, scope)), "stood")


def _stood(figure: Figure, scope: Scope) -> Combinable:
    """The organisation of a row on the scope's day: a household may have belonged elsewhere then."""
    way = figure.place()
    if way == "self":
        return F("pk")
    home, model = way.rpartition("__")[0], figure.evidence_model()
    if (model._meta.get_field(home).related_model if home else model) is not Household:
        return F(way)
    then = HouseholdPlace.objects.filter(on_day(scope.day), household=OuterRef(home or "pk"))
    return Coalesce(Subquery(then.values("org")[:1]), F(way), output_field=BigIntegerField())


def _paths(figure: Figure, scope: Scope, found: dict[int, str]) -> Callable[[Stood], str]:
    """The path that says where rows stood: their own, or their organisation's on the scope's day; of one that had ended by then, its heir's."""
    if _stamped(figure.evidence_model()):
        return lambda stood: str(stood or "")

    @cache
    def heirs() -> dict[int, str]:
        ended = Org.objects.filter(until__lte=scope.day).values_list("pk", "path")
        return {pk: next((found[key] for key in reversed(keys(path)) if key in found), "") for pk, path in ended}

    return lambda stood: found.get(stood) or heirs().get(stood, "") if isinstance(stood, int) else ""


def _once(figure: Figure) -> Combinable:
    """What is counted once, as an expression."""
    return F(figure.distinct or "pk") if isinstance(figure.distinct, str) else figure.distinct


def _met_again(figure: Figure, scope: Scope, owner: Owner) -> Counter[Org | None]:
    """How often what is counted once is met again elsewhere in the same organisation. Few are: they are looked for first."""
    rows, field = _at(figure, scope)
    rows = rows.annotate(once=_once(figure))
    twice = rows.values("once").annotate(first=Min(field), last=Max(field)).filter(first__lt=F("last"))
    told = rows.filter(once__in=twice.values("once")).values_list("once", field).distinct()
    met = Counter((once, owner(stood)) for once, stood in told)
    return sum((Counter({org: n - 1}) for (_once, org), n in met.items()), Counter())


def _means(figure: Figure, scope: Scope, owner: Owner) -> Parts:
    """The mean for each organisation, of each once."""
    assert figure.mean
    rows, field = _at(figure, scope)
    found: dict[Org | None, dict[Any, Any]] = {}
    for stood, once, number in rows.annotate(once=_once(figure), met=figure.mean(scope)).values_list(field, "once", "met").distinct():
        found.setdefault(owner(stood), {})[once] = number
    means = {org: mean((number, 1) for number in numbers.values()) for org, numbers in found.items()}
    return {org: number for org, number in sorted(means.items(), key=lambda one: one[0].name if one[0] else "\uffff") if number is not None}


def _stamped(model: Any) -> bool:
    return any(f.name == "org_path" for f in model._meta.concrete_fields)


def by_month(figure: Figure, scope: Scope) -> list[Decimal | None]:
    """The figure for each month from the scope's first, as many as it spans, None for the mean of nothing; empty if it only stands as of a day."""
    column = figure.month()
    if not column:
        return []
    rows = figure.evidence(scope).order_by().annotate(y=ExtractYear(column), m=ExtractMonth(column), met=figure.mean(scope) if figure.mean else Value(1))
    found: dict[int, list[tuple[Any, Any]]] = {}
    for y, m, met, n in rows.values_list("y", "m", "met").annotate(n=figure.amount()):
        found.setdefault(y * 12 + m, []).append((met, n))
    first, last = (d.year * 12 + d.month for d in (scope.since, scope.until))
    if figure.mean:
        return [mean(found.get(i, ())) for i in range(first, last)]
    return [Decimal(sum(n or 0 for _met, n in found.get(i, ()))) for i in range(first, last)]


def by_column(figure: Figure, scope: Scope, column: str) -> Counter[str]:
    """The figure by the values of one column as it was on the scope's day, most first."""
    then = column_then(figure.of, column.split("__")[-1], scope) if isinstance(figure.of, Kind) and "__" in column else F(column)
    rows = figure.evidence(scope).order_by().annotate(held=then).values_list("held").annotate(n=Count("pk"))
    return Counter({str(value): n for value, n in rows})


@dataclass(frozen=True)
class YearOnYear:
    """This year's number beside last year's; `change` in percent, None where last year was nothing."""

    value: Decimal
    before: Decimal

    @property
    def change(self) -> Decimal | None:
        return (self.value - self.before) * 100 / self.before if self.before else None
