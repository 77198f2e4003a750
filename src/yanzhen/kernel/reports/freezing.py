"""What signing keeps of a figure, and what has happened to it since."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yanzhen.kernel.base.digest import digest
from yanzhen.kernel.figures.counting import Counted
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Rows

from .binding import named
from .models import FrozenFigure, Report


def keys_of(figure: Counted, scope: Scope) -> list[int]:
    """The keys of the rows a figure counts, in order."""
    return sorted(figure.evidence(scope).order_by().values_list("pk", flat=True).distinct())


def pack(keys: list[int]) -> bytes:
    return zlib.compress(json.dumps(keys, separators=(",", ":")).encode(), 9)


def unpack(rows: bytes | memoryview) -> list[int]:
    return list(json.loads(zlib.decompress(bytes(rows))))


def freeze(report: Report, place: int, figure: Counted, scope: Scope, value: Decimal | None, words: str, options: str) -> FrozenFigure:
    """A figure as signed: its number, its words, and the rows behind it. Not saved."""
    rows = pack(keys_of(figure, scope))
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


@dataclass(frozen=True)
class Since:
    """What became of a signed figure: the number then and now, and the rows that came and went, as querysets."""

    frozen: FrozenFigure
    figure: Counted
    now: Decimal | None
    came: Rows
    went: Rows

    @property
    def changed(self) -> bool:
        return self.frozen.value != _kept(self.now) or self.came.exists() or self.went.exists()


def _kept(value: Decimal | None) -> Decimal | None:
    """A number as the signed one was stored: a share has no end."""
    places = FrozenFigure._meta.get_field("value").decimal_places
    return None if value is None else round(value, places)


def since_signing(frozen: FrozenFigure, today: date) -> Since | None:
    """The same figure of the same place, span and day, recomputed without what was struck out since; None if nobody declares it any more."""
    figure = named(frozen.figure)
    if figure is None:
        return None
    scope = Scope(frozen.report.org, frozen.since, frozen.until, frozen.day, replay=frozen.day < today, struck=frozen.report.signed_on)
    then, now = set(unpack(frozen.rows)), set(keys_of(figure, scope))
    model = base_figure(figure).evidence_model()
    rows = model._default_manager
    return Since(frozen, figure, figure.value(scope), rows.filter(pk__in=now - then), rows.filter(pk__in=then - now))


def base_figure(figure: Counted) -> Figure:
    """The figure whose rows are the evidence: its own, or the part of a share."""
    return figure if isinstance(figure, Figure) else figure.part
