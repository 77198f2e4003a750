"""The declared figures by their names, and the parts of them that a group column makes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.language import in_papers
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record

from .counting import Counted, terms
from .replay import written_by_steps
from .scope import Scope
from .spec import Figure, Ratio


def counted() -> Iterator[Counted]:
    """Every declared figure and share."""
    yield from book.of(Figure)
    yield from book.of(Ratio)


def counted_in(scope: Scope) -> list[Counted]:
    """Those that can say something in a scope: with a handler, what counts records that are handed on."""
    return [one for one in counted() if scope.handler is None or all(f.handed for f in terms(one))]


def named(ref: str) -> Counted | None:
    """The figure of that key, or of that name in papers; “key@part” is the part of it whose group column says so."""
    ref, _at, part = ref.partition("@")
    found = next((f for f in counted() if ref in (f.key, in_papers(f.name))), None)
    return part_of(found, part) if found and part else found


def part_of(figure: Counted, part: str) -> Figure:
    """The rows of a figure whose group column says `part`, by stored word or by label; Refused if none can."""
    if isinstance(figure, Ratio) or not figure.group:
        raise Refused(_("“%(name)s”没有分类，不能写 @%(part)s") % {"name": figure.name, "part": part})
    stored, label = next(((str(k), label) for k, label in figure.choices(figure.group) if part in (str(k), in_papers(label))), (None, ""))
    if stored is None:
        raise Refused(_("“%(name)s”没有“%(part)s”这一类") % {"name": figure.name, "part": part})
    name = f"{figure.name}({label})"
    column = figure.group.split("__")[-1]
    if isinstance(figure.of, Kind) and any(written_by_steps(figure.of, column)):
        held = figure.become.get(column, (stored,))
        become = {**figure.become, column: (stored,)}
        return figure.narrow(f"{figure.key}@{stored}", name, means=figure.means, become=become, where=None if stored in held else Q(pk__in=[]), group="")
    return figure.narrow(f"{figure.key}@{stored}", name, means=figure.means, where=Q(**{figure.group: stored}), group="")


def group_labels(figure: Figure) -> dict[str, str]:
    """The values of a figure's group column and their words."""
    return {str(k): str(v) for k, v in figure.choices(figure.group)}


def recorded(figure: Counted, scope: Scope) -> bool:
    """Whether anything a figure could count was being recorded by the end of the span: where nothing was, nought would be invented."""
    base = terms(figure)[-1]
    if isinstance(base.of, Kind):
        return Record.objects.filter(tenant=scope.org.tenant_id, kind=base.of.key, happened_on__lt=scope.until).exists()
    return scope.org.since <= scope.day
