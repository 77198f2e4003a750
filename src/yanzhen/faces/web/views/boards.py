"""The board of a post: what waits for it, how the year went, and every figure of its place or of its work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yanzhen.kernel.figures.breakdown import by_months
from yanzhen.kernel.figures.counting import Counted, Numbers, values
from yanzhen.kernel.figures.naming import counted, counted_in
from yanzhen.kernel.figures.sampling import wilson
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, SampledRatio
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.reports.freezing import base_figure

from ...inputs import told_to
from ...words import unit_said
from ..asking import asked_scope, said_of, served_by
from ..charts import Point, months
from ..choosing import choices
from ..guarding import Request
from ..parts import Link, Stat, Tile
from ..render import page
from ..shell import waiting
from ..templatetags.yz import number
from .figures import begun, figure_url, group_of, under_of, words_of

#: How high a chart is that stands among others.
LOW = 130


@dataclass
class Group:
    """Figures under one heading: those that say something, and those at nought."""

    name: str
    tiles: list[Tile] = field(default_factory=list)
    noughts: list[Tile] = field(default_factory=list)


@dataclass(frozen=True)
class Drawn:
    """A figure's months, drawn; its name leads to its list."""

    name: Link
    chart: str


@require_safe
def board(request: Request) -> HttpResponse:
    """Every declared figure of the place, what is recorded before what is registered; of an organisation that is handed work, first that."""
    scope = asked_scope(request)
    groups: dict[str, Group] = {}
    drawn: list[Drawn] = []
    for part, declared, first in parts_of(request.actor, scope):
        figures = [one for one in declared if told_to(request.actor, one, part.org)]
        by_month = months_in(figures, part)
        numbers = values(figures, part, {key: found.whole for key, found in by_month.items()})
        drawn += drawings(figures, part, {key: found.each for key, found in by_month.items()})
        for figure in sorted(figures, key=lambda one: not isinstance(base_figure(one).of, Kind)):
            group = groups.setdefault(heading := heading_of(figure, part, scope), Group(heading))
            if telling(figure, numbers[figure.key], first):
                group.tiles.append(tile_of(figure, part, numbers))
            elif first or part is not scope:  # what is nought here is told of the place that is served
                group.noughts.append(tile_of(figure, part, numbers))
    return page(request, "figures/board.html", {
        "scope": scope, "place": scope.handler or scope.org, "groups": [one for one in groups.values() if one.tiles], "drawn": drawn,
        "rest": [tile for one in groups.values() if not one.tiles for tile in one.noughts], "waits": waits_of(request, scope),
        **choices(request, scope),
    })


def parts_of(actor: Actor, scope: Scope) -> Iterator[tuple[Scope, list[Counted], bool]]:
    """The figures of the board, each in the scope it is told of, and whether that is what the board is about: an organisation's work,
    and what is in it itself; what is in it, and in the place it serves in the other tree."""
    told, served = counted_in(scope), served_by(actor, scope)
    yield scope, told, served is None
    if scope.handler and scope.org.pk in (scope.handler.pk, scope.handler.tenant_id):
        yield scope.at(scope.handler).handled_by(None), [one for one in counted() if one not in told], False
    if served:
        yield scope.at(served), told, True


def months_in(figures: Iterable[Counted], scope: Scope) -> dict[str, Any]:
    """By month, and so in all: every figure of the same rows as a main one."""
    sources: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        if isinstance(figure, Figure) and figure.month() and not figure.mean:
            sources.setdefault(figure.source, []).append(figure)
    return {key: found for same in sources.values() if any(f.main for f in same) for key, found in by_months(same, scope).items()}


def drawings(figures: Iterable[Counted], scope: Scope, by_month: dict[str, list[Decimal]]) -> list[Drawn]:
    """The main figures by month, as far as the year has come."""
    drawn = []
    for figure in figures:
        if isinstance(figure, Figure) and figure.main and any(by_month.get(figure.key, ())):
            drawn.append(Drawn(Link(str(figure.name), figure_url(figure, scope)), year_of(figure, scope, by_month[figure.key])))
    return drawn


def year_of(figure: Figure, scope: Scope, by_month: Sequence[Decimal]) -> str:
    points = [Point(str(nth), float(n)) for nth, n in enumerate(by_month[: begun(scope)], 1)]
    return months(str(figure.name), points, unit=str(figure.unit), names=(str(scope.since.year), ""), slots=len(by_month), high=LOW)


def telling(figure: Counted, value: Decimal | None, first: bool) -> bool:
    """Whether a number is worth its place at first sight: a share and the main ones of what the board is about even at nought."""
    return bool(value) or value is not None and (first and figure.main if isinstance(figure, Figure) else True)


def heading_of(figure: Counted, part: Scope, whole: Scope) -> str:
    return f"{group_of(figure)} · {said_of(part)}" if part.handler or (part.org != whole.org and not whole.handler) else group_of(figure)


def tile_of(figure: Counted, scope: Scope, numbers: Numbers) -> Tile:
    under = under_of(figure, scope)
    if isinstance(figure, SampledRatio) and numbers[figure.key] is not None:
        seen = wilson(int(numbers[figure.part.key] or 0), int(numbers[figure.whole.key] or 0))
        under = _("抽样 %(asked)s 条，95%%区间 %(low)s%%～%(high)s%%") % {"asked": number(seen.asked), "low": f"{seen.low:.1f}", "high": f"{seen.high:.1f}"}
    return Tile(str(figure.name), words_of(figure, numbers[figure.key]), figure_url(figure, scope), unit_said(figure.unit, numbers[figure.key]), under)


def waits_of(request: Request, scope: Scope) -> list[Stat]:
    """What waits for the caller's posts today; nothing on the board of a past day."""
    if scope.replay:
        return []
    count, late = waiting(request.actor)
    inbox = reverse("inbox")
    return [Stat(number(count), _("轮到我办的"), _("件"), inbox), Stat(number(late), _("其中已过期限"), _("件"), inbox)]
