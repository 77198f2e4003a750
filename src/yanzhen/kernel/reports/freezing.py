"""What signing keeps of a figure, and what has happened to it since."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yanzhen.kernel.base.digest import digest
from yanzhen.kernel.figures.counting import Counted, terms
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure

from .models import FrozenFigure, Report


@dataclass(frozen=True)
class Kept:
    """The rows one figure counted: their keys in order and, for a figure that sums or averages a column, what each had in it."""

    keys: list[int]
    amounts: list[str] = field(default_factory=list)

    def said(self) -> dict[int, str]:
        """What each row brought, by its key; the same for all where rows are only counted."""
        return dict(zip(self.keys, self.amounts or [""] * len(self.keys), strict=True))


def kept_rows(figure: Figure, scope: Scope) -> Kept:
    """The rows a figure counts."""
    rows = figure.evidence(scope).order_by()
    each = figure.each(scope)
    if each is None:
        return Kept(sorted(rows.values_list("pk", flat=True).distinct()))
    pairs = sorted(rows.annotate(met=each).filter(met__isnull=False).values_list("pk", "met").distinct())
    return Kept([key for key, _amount in pairs], [format(Decimal(amount).normalize(), "f") for _key, amount in pairs])


def pack(kept: list[Kept]) -> bytes:
    """The rows of a figure, or of both terms of a share, small."""
    return zlib.compress(json.dumps([[one.keys, one.amounts] for one in kept], separators=(",", ":")).encode(), 9)


def unpack(rows: bytes | memoryview) -> list[Kept]:
    return [Kept(*one) for one in json.loads(zlib.decompress(bytes(rows)))]


def freeze(report: Report, place: int, figure: Counted, scope: Scope, value: Decimal | None, words: str, options: str) -> FrozenFigure:
    """A figure as signed: its number, its words, and the rows behind it. Not saved."""
    rows = pack([kept_rows(term, scope) for term in terms(figure)])
    return FrozenFigure(
        report=report,
        place=place,
        figure=figure.key,
        options=options[:120],
        value=value,
        words=words[:60],
        rows=rows,
        digest=digest(rows),
        since=scope.since,
        until=scope.until,
        day=scope.day,
    )


#: What figures come to in a scope, by their key, and the rows of their terms.
Reckoned = dict[tuple[str, Scope], tuple[Decimal | None, list[Kept]]]


@dataclass(frozen=True)
class Moved:
    """The rows of one figure since it was signed, by their keys: then counted, come, gone, and counted with another amount."""

    figure: Figure
    then: list[int]
    came: list[int]
    went: list[int]
    differ: list[int]


@dataclass(frozen=True)
class Since:
    """What became of a signed figure: the number now, and the rows of each of its terms (a share has two)."""

    frozen: FrozenFigure
    figure: Counted
    now: Decimal | None
    terms: tuple[Moved, ...]

    @property
    def changed(self) -> bool:
        return self.frozen.value != _kept(self.now) or any(term.came or term.went or term.differ for term in self.terms)


def _kept(value: Decimal | None) -> Decimal | None:
    """A number as the signed one was stored: a share has no end."""
    places = FrozenFigure._meta.get_field("value").decimal_places
    return None if value is None else round(value, places)


def all_since(report: Report, today: date) -> Iterator[Since]:
    """What became of each figure of a signed report, in order; one that is written many times is reckoned once."""
    reckoned: Reckoned = {}
    rows = report.frozen.select_related("report__org").order_by("place")
    return (since for frozen in rows if (since := since_signing(frozen, today, reckoned)))


def since_signing(frozen: FrozenFigure, today: date, reckoned: Reckoned | None = None) -> Since | None:
    """The same figure of the same place, span and day, recomputed unless it is `reckoned` already; None if nobody declares it any more."""
    figure, reckoned = named(frozen.figure), {} if reckoned is None else reckoned
    if figure is None:
        return None
    scope = Scope(frozen.report.org, frozen.since, frozen.until, frozen.day, replay=frozen.day < today)
    if (figure.key, scope) not in reckoned:
        reckoned[figure.key, scope] = figure.value(scope), [kept_rows(term, scope) for term in terms(figure)]
    value, now = reckoned[figure.key, scope]
    moved = (_moved(term, then, rows) for term, then, rows in zip(terms(figure), unpack(frozen.rows), now, strict=True))
    return Since(frozen, figure, value, tuple(moved))


def _moved(figure: Figure, kept: Kept, rows: Kept) -> Moved:
    then, now = kept.said(), rows.said()
    differ = sorted(key for key in then.keys() & now.keys() if then[key] != now[key])
    return Moved(figure, kept.keys, sorted(now.keys() - then.keys()), sorted(then.keys() - now.keys()), differ)


def base_figure(figure: Counted) -> Figure:
    """The figure whose rows are the evidence: its own, or the part of a share."""
    return figure if isinstance(figure, Figure) else figure.part
