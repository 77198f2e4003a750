"""Many figures in many places: a long report names each place for each month, and a statement for each would be thousands.

Records of one kind and span are counted once, by where they stood, and shared out to the places in memory; what is taken
from the register, and what only one place asks for, is counted as ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.register.models import Org

from .counting import Counted, Numbers, terms, values
from .scope import Scope
from .spec import Figure, through

#: From so many places on, counting by place and sharing out is less work.
MANY = 3


class Within:
    """Which rows a place counts, by the tenant and the path they were written at; the same as `records_of` asks for."""

    def __init__(self, org: Org) -> None:
        self.whole = org.pk if org.tenant_id == org.pk else None
        self.paths = () if self.whole else tuple(org.paths())
        self.tenants = {self.whole} if self.whole else through(self.paths)

    def __call__(self, tenant: int | None, path: str) -> bool:
        return tenant in self.tenants and (self.whole is not None or path.startswith(self.paths))


def values_in(asked: Mapping[Scope, Iterable[Counted]], shift: Callable[[Scope], Scope] = lambda scope: scope) -> dict[Scope, Numbers]:
    """For each scope the numbers of the figures asked in it; in the scope that `shift` makes of it."""
    spans: dict[Any, dict[Scope, list[Counted]]] = defaultdict(dict)
    for scope, figures in asked.items():
        there = shift(scope)
        spans[there.since, there.until, there.day, there.replay, there.handler, there.org.tenant_id is None][scope] = list(figures)
    known: dict[int, Within] = {}
    found: dict[Scope, Numbers] = {}
    for scopes in spans.values():
        one = shift(next(iter(scopes)))
        shared = dict(_shared(scopes, one, known)) if len(scopes) >= MANY and one.org.tenant_id else {}
        for scope, figures in scopes.items():
            found[scope] = values(figures, shift(scope), shared.get(scope))
    return found


def _shared(scopes: Mapping[Scope, list[Counted]], span: Scope, known: dict[int, Within]) -> Iterator[tuple[Scope, Numbers]]:
    """What the figures over records come to in each of the places, all in the span of one scope."""
    sources: dict[tuple[Any, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in (f for figures in scopes.values() for one in figures for f in terms(one)):
        if isinstance(figure.of, Kind) and not figure.mean:
            sources[figure.source][figure.key] = figure
    for org in (scope.org for scope in scopes if scope.org.pk not in known):
        known[org.pk] = Within(org)
    inside = {scope: known[scope.org.pk] for scope in scopes}
    tenants = set().union(*(one.tenants for one in inside.values()))
    tallies = [Tally(figures, span, tenants) for figures in sources.values()]
    for scope, within in inside.items():
        yield scope, {key: number for tally in tallies for key, number in tally.of(within)}


class Tally:
    """The rows of one source by where they stood: for figures that count or add up, how much; for those that count each thing once, which."""

    def __init__(self, figures: Mapping[str, Figure], span: Scope, tenants: set[int]) -> None:
        first = next(iter(figures.values()))
        self.rows, self.span = first.anywhere(span).filter(tenant__in=tenants).order_by(), span
        self.adding = {key: f for key, f in figures.items() if not f.distinct}
        self.once = {key: f for key, f in figures.items() if f.distinct}

    def of(self, within: Within) -> Iterator[tuple[str, Decimal | None]]:
        mine = [line[2:] for line in self.added if within(*line[:2])]
        for n, (key, figure) in enumerate(self.adding.items()):
            met = [line[n] for line in mine if line[n] is not None]
            yield key, figure.number(sum(met) if met else None)
        for key, lines in self.found.items():
            yield key, Decimal(len({what for tenant, path, what in lines if what is not None and within(tenant, path)}))

    @cached_property
    def added(self) -> list[tuple[Any, ...]]:
        if not self.adding:
            return []
        amounts = {f"n{n}": f.amount(f.condition(self.span) or None) for n, f in enumerate(self.adding.values())}
        return list(self.rows.values("tenant", "org_path").annotate(**amounts).values_list("tenant", "org_path", *amounts))

    @cached_property
    def found(self) -> dict[str, list[tuple[Any, ...]]]:
        ways = {key: self.rows.filter(f.condition(self.span)).annotate(what=f.amount().source_expressions[0]) for key, f in self.once.items()}
        return {key: list(rows.values_list("tenant", "org_path", "what").distinct()) for key, rows in ways.items()}
