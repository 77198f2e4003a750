"""Many figures of one scope at once: those taken from the same rows are counted in one pass over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from .scope import Scope
from .spec import Figure, Ratio, averages

Counted = Figure | Ratio
Numbers = dict[str, Decimal | None]


def values(counted: Iterable[Counted], scope: Scope, known: Mapping[str, Decimal | None] | None = None) -> Numbers:
    """The number of each by its key, the same that its own `value` gives; those that are `known` are not counted again."""
    asked, numbers = list(counted), Numbers(known or {})
    numbers |= numbers_of([f for one in asked for f in terms(one) if f.key not in numbers], scope)
    return {one.key: one.share(*(numbers[f.key] for f in terms(one))) if isinstance(one, Ratio) else numbers[one.key] for one in asked}


def terms(counted: Counted) -> tuple[Figure, ...]:
    """The figures it is made of: itself, or the two of a share."""
    return (counted.part, counted.whole) if isinstance(counted, Ratio) else (counted,)


def numbers_of(figures: Iterable[Figure], scope: Scope) -> Numbers:
    """The number of each figure by its key: one statement for each source of rows, and one for each number averaged over it."""
    sources: dict[tuple[tuple[object, ...], object], dict[str, Figure]] = {}
    for figure in figures:
        sources.setdefault((figure.source, figure.mean), {})[figure.key] = figure
    numbers: Numbers = {}
    for (_source, mean), same in sources.items():
        if mean:
            numbers |= zip(same, averages(list(same.values()), scope), strict=True)
        else:
            numbers |= together(same, scope) if len(same) > 1 else {key: one.value(scope) for key, one in same.items()}
    return numbers


def together(figures: dict[str, Figure], scope: Scope) -> Numbers:
    """The numbers of figures taken from the same rows, in one pass over these."""
    names = {key: f"n{place}" for place, key in enumerate(figures)}
    rows = next(iter(figures.values())).rows(scope)
    found = rows.aggregate(**{names[key]: figure.amount(figure.condition(scope) or None) for key, figure in figures.items()})
    return {key: figures[key].number(found[name]) for key, name in names.items()}
