"""A figure taken apart: by place in either tree, by month, by a column; and set beside last year's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from yanzhen.kernel.register.models import Org, OrgPlace, on_day

from .scope import Scope
from .spec import Figure

Parts = dict[Org | None, Decimal]


def by_org(figure: Figure, scope: Scope, kind: str) -> Parts:
    """The figure for each organisation of a kind under the scope's, as the trees stood on its day.
    What lies under none of them stands under None. An organisation that serves another counts what lies there."""
    orgs = list(Org.objects.under(scope.org, scope.day).filter(kind=kind).order_by("name", "pk"))
    home = _homes(orgs, scope)
    parts: Parts = {org: Decimal(0) for org in orgs}
    lost = Decimal(0)
    for path, n in _amounts(figure, scope):
        owner = next((home[part] for part in reversed(path.strip("/").split("/")) if part in home), None)
        if owner is None:
            lost += n
        else:
            parts[owner] += n
    if lost:
        parts[None] = lost
    return parts


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


def _amounts(figure: Figure, scope: Scope) -> list[tuple[str, Decimal]]:
    """The figure by the path its rows stood at."""
    rows = figure.evidence(scope)
    field = "path" if figure.place() == "self" else "org_path" if _stamped(rows.model) else f"{figure.place()}__path"
    return [(path or "", Decimal(n or 0)) for path, n in rows.order_by().values_list(field).annotate(n=figure.amount())]


def _stamped(model: Any) -> bool:
    return any(f.name == "org_path" for f in model._meta.concrete_fields)


def by_month(figure: Figure, scope: Scope) -> list[Decimal]:
    """The figure for each month from the scope's first, as many as it spans; empty if it only stands as of a day."""
    column = figure.month()
    if not column:
        return []
    rows = figure.evidence(scope).order_by().annotate(y=ExtractYear(column), m=ExtractMonth(column))
    found = {y * 12 + m: Decimal(n or 0) for y, m, n in rows.values_list("y", "m").annotate(n=figure.amount())}
    first, last = (d.year * 12 + d.month for d in (scope.since, scope.until))
    return [found.get(i, Decimal(0)) for i in range(first, last)]


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
