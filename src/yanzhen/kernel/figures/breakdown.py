"""A figure taken apart: by place in either tree, by month, by a column; and set beside last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    Case,
    Count,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.register.models import Household, HouseholdPlace, Org, OrgKind, OrgPlace, on_day, under
from yanzhen.kernel.register.queries import keys

from .handling import handler_then
from .replay import column_then
from .scope import Scope
from .spec import Figure, mean

Parts = dict[Org | None, Decimal | None]
Stood = str | int | None
#: So many values at most are carried as bits; one bit more stands for any other.
MOST_BITS = 30
Owner = Callable[[Stood], Org | None]
At = tuple[Any, str]


def by_org(figure: Figure, scope: Scope, kind: str) -> Parts:
    """The figure for each organisation of a kind under the scope's, as the trees stood on its day: by where its rows stood, or by whom
    they were handed to if they are handed to that kind; a mean for those alone where there is something to average. What lies under
    none of them stands under None. An organisation that serves another counts what lies there, and what is registered at one of
    another tree counts where the place lies that it serves."""
    places = OrgPlace.objects.filter(on_day(scope.day), under(scope.paths) | Q(org__in=scope.attached))
    orgs = list(Org.objects.alive(scope.day).filter(kind=kind, pk__in=places.values("org")).order_by("name", "pk"))
    at, trees = _at(figure, scope, kind), Trees(places, orgs, kind, scope.day)
    path_of = _paths(at, scope, trees.path)

    def owner(stood: Stood) -> Org | None:
        return trees.owner(path_of(stood), across=at[1] != "org_path")

    if figure.mean:
        return _means(figure, scope, at, owner)
    parts: Parts = dict.fromkeys(orgs, figure.number(None))
    for stood, n in _amounts(figure, at):
        parts[owner(stood)] = (parts.get(owner(stood)) or Decimal(0)) + n
    if figure.distinct:
        for org, again in _met_again(figure, at, owner).items():
            parts[org] = (parts[org] or Decimal(0)) - again
    return {org: n for org, n in parts.items() if org or n}


class Trees:
    """Where everything stood on a day, and which of the organisations of one kind answers for it: through its own tree, or through
    what is served from the other. What a place went into is served in its stead."""

    def __init__(self, places: QuerySet[OrgPlace], orgs: Iterable[Org], kind: str, day: date) -> None:
        columns = ("org", "path", "org__kind", "org__serves", "org__serves__kind", "org__serves__path", "org__serves__until")
        stays = list(places.order_by("org").values_list(*columns))
        self.path: dict[int, str] = {org: path for org, path, *_more in stays}
        self.kinds: dict[int, str] = {org: sort for org, _path, sort, *_more in stays}
        self.own = {org.pk: org for org in orgs}
        served = [(org, one, self._now(one, sort, line, until, day)) for org, _path, _kind, one, sort, line, until in stays if one]
        apart = {k.key for k in book.of(OrgKind) if k.tree != book.get(OrgKind, kind).tree}
        self.across = {org: now for org, _one, now in served if self.kinds[org] in apart}
        self.home = dict(self.own)
        for org, there in [*((org, one) for org, one, _now in served), *((org, now) for org, _one, now in served if now)]:
            for key in keys(self.path[org]):
                if key in self.own:
                    self.home.setdefault(there, self.own[key])

    def _now(self, served: int, kind: str, line: str, until: date | None, day: date) -> int | None:
        """What stood for a place on the day."""
        if served in self.path or not until or until > day:
            return served if served in self.path else None
        return next((key for key in reversed(keys(line)) if self.kinds.get(key) == kind), None)

    def owner(self, path: str, *, across: bool) -> Org | None:
        """Who answers for what stood at a path; with `across`, also for what the nearest on it serves in the other tree."""
        line = keys(path)[::-1]
        found = next((self.home[key] for key in line if key in self.home), None)
        if found or not across:
            return found
        there = next((self.across[key] for key in line if key in self.across), None)
        return next((self.own[key] for key in reversed(keys(self.path[there])) if key in self.own), None) if there else None


def _amounts(figure: Figure, at: At) -> list[tuple[Stood, Decimal]]:
    """The figure by where its rows stood, as far as anything is recorded of them."""
    rows, field = at
    return [(stood, Decimal(n)) for stood, n in rows.values_list(field).annotate(n=figure.amount()) if n is not None]


def _at(figure: Figure, scope: Scope, kind: str) -> At:
    """The rows of a figure, and the column that says where each stood: the path of its own day, or its organisation of the scope's day,
    or whom it had been handed to by then."""
    rows = figure.evidence(scope).order_by()
    if isinstance(figure.of, Kind) and kind in figure.of.handlers:
        stood = handler_then(figure.of, scope)
        # What is late counts for whoever owes it, as it does where he is asked for: of the rest its handler owes nothing.
        owed = Case(When(figure.condition(scope.handled_by(scope.org)), then=stood), output_field=BigIntegerField()) if figure.owed else stood
        return rows.annotate(stood=owed), "stood"
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


def _paths(at: At, scope: Scope, found: dict[int, str]) -> Callable[[Stood], str]:
    """The path that says where rows stood: their own, or their organisation's on the scope's day; of one that had ended by then, its heir's."""
    if at[1] == "org_path":
        return lambda stood: str(stood or "")

    @cache
    def heirs() -> dict[int, str]:
        ended = Org.objects.filter(until__lte=scope.day).values_list("pk", "path")
        return {pk: next((found[key] for key in reversed(keys(path)) if key in found), "") for pk, path in ended}

    return lambda stood: found.get(stood) or heirs().get(stood, "") if isinstance(stood, int) else ""


def _once(figure: Figure) -> Combinable:
    """What is counted once, as an expression."""
    return F(figure.distinct or "pk") if isinstance(figure.distinct, str) else figure.distinct


def _met_again(figure: Figure, at: At, owner: Owner) -> Counter[Org | None]:
    """How often what is counted once is met again elsewhere in the same organisation. Few are: they are looked for first."""
    rows, field = at
    rows = rows.annotate(once=_once(figure))
    twice = rows.values("once").annotate(first=Min(field), last=Max(field)).filter(first__lt=F("last"))
    told = rows.filter(once__in=twice.values("once")).values_list("once", field).distinct()
    met = Counter((once, owner(stood)) for once, stood in told)
    return sum((Counter({org: n - 1}) for (_once, org), n in met.items()), Counter())


def _means(figure: Figure, scope: Scope, at: At, owner: Owner) -> Parts:
    """The mean for each organisation, of each once."""
    assert figure.mean
    rows, field = at
    found: dict[Org | None, dict[Any, Any]] = {}
    for stood, once, number in rows.annotate(once=_once(figure), met=figure.mean(scope)).values_list(field, "once", "met").distinct():
        found.setdefault(owner(stood), {})[once] = number
    means = {org: mean((number, 1) for number in numbers.values()) for org, numbers in found.items()}
    return {org: number for org, number in sorted(means.items(), key=lambda one: one[0].name if one[0] else "\uffff") if number is not None}


def _stamped(model: Any) -> bool:
    return any(f.name == "org_path" for f in model._meta.concrete_fields)


def by_month(figure: Figure, scope: Scope) -> list[Decimal | None]:
    """The figure for each month from the scope's first, as many as it spans, None for the mean of nothing and for a month that had
    not begun by its day; empty if it only stands as of a day."""
    column = figure.month()
    if not column:
        return []
    if not figure.mean:
        begun = _month(scope.day) - _month(scope.since) + 1
        return [n if place < begun else None for place, n in enumerate(by_months([figure], scope)[figure.key].each)]
    rows = figure.evidence(scope).order_by().annotate(met=figure.mean(scope)).values_list(column, "met").annotate(n=figure.amount())
    found: dict[int, list[tuple[Any, Any]]] = {}
    for day, met, n in rows:
        found.setdefault(_month(day), []).append((met, n))
    return [mean(found.get(i, ())) for i in range(_month(scope.since), _month(scope.until))]


def _month(day: date) -> int:
    return day.year * 12 + day.month


@dataclass(frozen=True)
class Months:
    """A figure for each month, and in all: what is counted once is counted once in each month, and once in all of them."""

    each: list[Decimal]
    whole: Decimal


def by_months(figures: Sequence[Figure], scope: Scope) -> dict[str, Months]:
    """Figures of the same dated rows for each month of the scope, in one pass as far as days can be put together. By day, for a
    database takes longer to work out the month of a date than to put the days together."""
    column, rows = figures[0].month(), figures[0].rows(scope).order_by()
    amounts = {figure.key: _of_days(figure, scope) for figure in figures}
    asked = {f"n{place}": amount for place, amount in enumerate(amounts.values()) if amount}
    lines = list(rows.values_list(column).annotate(**asked).values_list(column, *asked)) if asked else []
    places = {key: place for place, key in enumerate((key for key, amount in amounts.items() if amount), 1)}
    months = range(_month(scope.since), _month(scope.until))
    found = {}
    for figure in figures:
        days = [(_month(line[0]), line[places[figure.key]] or 0) for line in lines if line[0]] if figure.key in places else None
        found[figure.key] = _months_once(figure, scope, months, days) if figure.distinct else _months_added(months, days or [])
    return found


def _of_days(figure: Figure, scope: Scope) -> Aggregate | None:
    """What a figure brings a day: how much; of things counted once that have few values, a bit for each met. None of others."""
    condition = figure.condition(scope) or None
    if not figure.distinct:
        return figure.amount(condition)
    column = figure.distinct if isinstance(figure.distinct, str) else ""
    values = figure.choices(column) if column else ()
    if not 0 < len(values) < MOST_BITS:
        return None
    bits = [When(**{column: value}, then=1 << place) for place, (value, _words) in enumerate(values)]
    unknown = When(**{f"{column}__isnull": True}, then=0)
    return Sum(Case(unknown, *bits, default=1 << len(values), output_field=BigIntegerField()), filter=condition, distinct=True)


def _months_added(months: Iterable[int], days: Iterable[tuple[int, Any]]) -> Months:
    by: Counter[int] = Counter()
    for month, n in days:
        by[month] += n
    return Months([Decimal(by[month]) for month in months], Decimal(by.total()))


def _months_once(figure: Figure, scope: Scope, months: Iterable[int], days: list[tuple[int, int]] | None) -> Months:
    """By the bits of each day; row by row where there are none, or where a value is met that is none of those declared."""
    bits = dict.fromkeys(months, 0)
    for month, seen in days or ():
        bits[month] |= seen
    whole = reduce(or_, bits.values(), 0)
    if days is not None and whole < 1 << len(figure.choices(str(figure.distinct))):
        return Months([Decimal(seen.bit_count()) for seen in bits.values()], Decimal(whole.bit_count()))
    met: dict[int, set[Any]] = {month: set() for month in months}
    for day, once in figure.evidence(scope).order_by().annotate(once=_once(figure)).values_list(figure.month(), "once").distinct():
        if once is not None:
            met[_month(day)].add(once)
    return Months([Decimal(len(one)) for one in met.values()], Decimal(len(set().union(*met.values()))))


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
