"""A figure taken apart: by place in either tree, by month, by a column; and set beside last year's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Value
from django.db.models.functions import ExtractMonth, ExtractYear

from yanzhen.kernel.register.models import Org, OrgPlace, on_day

from .scope import Scope
from .spec import Figure, mean

Parts = dict[Org | None, Decimal]


def by_org(figure: Figure, scope: Scope, kind: str) -> Parts:
    """The figure for each organisation of a kind under the scope's, as the trees stood on its day; a mean for those alone where
    there is something to average. What lies under none of them stands under None. An organisation that serves another counts what lies there."""
    orgs = list(Org.objects.under(scope.org, scope.day).filter(kind=kind).order_by("name", "pk"))
    home = _homes(orgs, scope)
    found: dict[Org | None, dict[Any, Decimal]] = {}
    for path, what, n in _amounts(figure, scope):
        owner = next((home[part] for part in reversed(path.strip("/").split("/")) if part in home), None)
        found.setdefault(owner, {})[what] = n
    if figure.mean:
        means = {org: mean((number, 1) for number in found[org].values()) for org in (*orgs, None) if org in found}
        return {org: number for org, number in means.items() if number is not None}
    parts: Parts = {org: sum(found.get(org, {}).values(), Decimal(0)) for org in orgs}
    lost = sum(found.get(None, {}).values(), Decimal(0))
    return parts | {None: lost} if lost else parts


def _homes(orgs: list[Org], scope: Scope) -> dict[str, Org]:
    """Which of the organisations answers for a place: itself, or the one that it or one below it serves."""
    home = {str(org.pk): org for org in orgs}
    by_path = {org.path or "": org for org in orgs}
    serving = OrgPlace.objects.filter(on_day(scope.day), org__serves__isnull=False, path__startswith=scope.org.path or "/")
    for path, served in serving.values_list("path", "org__serves"):
        for prefix, org in by_path.items():
            if path.startswith(prefix):
                home.setdefault(str(served), org)
    return home


def _amounts(figure: Figure, scope: Scope) -> list[tuple[str, Any, Decimal]]:
    """What the rows at a path bring, and what of it must not be met twice in one place: whatever is counted once is told by itself,
    for it may stand at several paths of one organisation; else all of a path is one."""
    rows = figure.evidence(scope).order_by()
    field = "path" if figure.place() == "self" else "org_path" if _stamped(rows.model) else f"{figure.place()}__path"
    if not figure.distinct and not figure.mean:
        return [(path or "", path, Decimal(n or 0)) for path, n in rows.values_list(field).annotate(n=figure.amount())]
    once = F(figure.distinct or "pk") if isinstance(figure.distinct, str) else figure.distinct
    told = rows.annotate(once=once, met=figure.mean(scope) if figure.mean else Value(1)).values_list(field, "once", "met").distinct()
    return [(path or "", what, Decimal(n)) for path, what, n in told if what is not None and n is not None]


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
    """The figure by the values of one column, most first."""
    rows = figure.evidence(scope).order_by().values_list(column).annotate(n=Count("pk"))
    return Counter({str(value): n for value, n in rows})


@dataclass(frozen=True)
class YearOnYear:
    """This year's number beside last year's; `change` in percent, None where last year was nothing."""

    value: Decimal
    before: Decimal

    @property
    def change(self) -> Decimal | None:
        return (self.value - self.before) * 100 / self.before if self.before else None
