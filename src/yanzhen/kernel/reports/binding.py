"""The names in a report bound to declared figures, for one organisation and as of one day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.counting import Counted, Numbers, terms, values
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org

from .render import Ask, Reading, Resolve
from .uses import Name


def counted() -> Iterator[Counted]:
    """Every declared figure and share."""
    yield from book.of(Figure)
    yield from book.of(Ratio)


def named(ref: str) -> Counted | None:
    """The figure of that key or name; “key@part” is the part of it whose group column says so."""
    ref, _at, part = ref.partition("@")
    found = next((f for f in counted() if ref in (f.key, str(f.name))), None)
    return part_of(found, part) if found and part else found


def part_of(figure: Counted, part: str) -> Figure:
    """The rows of a figure whose group column says `part`, by stored word or by label; Refused if none can."""
    if isinstance(figure, Ratio) or not figure.group:
        raise Refused(_("“%(name)s”没有分类，不能写 @%(part)s") % {"name": figure.name, "part": part})
    labels = group_labels(figure)
    stored = next((k for k, label in labels.items() if part in (k, label)), None)
    if stored is None:
        raise Refused(_("“%(name)s”没有“%(part)s”这一类") % {"name": figure.name, "part": part})
    return figure.narrow(
        f"{figure.key}@{stored}",
        f"{figure.name}({labels[stored]})",
        means=figure.means,
        where=Q(**{figure.group: stored}),
        group="",
    )


def names() -> list[str]:
    """The names a writer may use."""
    return [str(f.name) for f in counted()]


@dataclass(frozen=True)
class Bound:
    """One figure as a report of an organisation reads it. `day` is the day the report speaks of; nothing after it counts.
    `known` holds what was reckoned before, by scope and key."""

    figure: Counted
    org: Org
    day: date
    today: date
    known: Mapping[Scope, Numbers] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def name(self) -> str:
        return str(self.figure.name)

    @property
    def unit(self) -> str:
        return str(self.figure.unit)

    def scope(self, ask: Ask) -> Scope:
        """The year asked for: to its end, or to the report's own day in it."""
        day = self.day
        if ask.year != day.year:
            day = date(ask.year, 12, 31)
            if ask.same_period:
                full = Scope.year(self.org, self.day.year, self.today, self.day)
                while full.since.year > ask.year:
                    full = full.last_year()
                return full
        return Scope.year(self.org, ask.year, self.today, day)

    def sound(self, part: str) -> None:
        part_of(self.figure, part)

    def of(self, ask: Ask) -> Counted:
        """The figure, or the part of it that is asked for."""
        return part_of(self.figure, ask.part) if ask.part else self.figure

    def read(self, ask: Ask) -> Reading:
        scope, figure = self.scope(ask), self.of(ask)
        numbers = self.known.get(scope, {})
        value = numbers[figure.key] if figure.key in numbers else figure.value(scope)
        if not value and not recorded(figure, scope):
            return Reading(None)
        query = urlencode({"org": self.org.pk, "year": ask.year, "day": scope.day.isoformat()})
        return Reading(value, f"/f/{figure.key}/?{query}")


def recorded(figure: Counted, scope: Scope) -> bool:
    """Whether anything a figure could count was being recorded by the end of the span: where nothing was, nought would be invented."""
    base = terms(figure)[-1]
    if isinstance(base.of, Kind):
        return Record.objects.filter(tenant=scope.org.tenant_id, kind=base.of.key, happened_on__lt=scope.until).exists()
    return scope.org.since <= scope.day


def group_labels(figure: Figure) -> dict[str, str]:
    """The values of a figure's group column and their words."""
    model = figure.evidence_model()
    for step in figure.group.split("__")[:-1]:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    field = model._meta.get_field(figure.group.split("__")[-1])
    return {str(k): str(v) for k, v in getattr(field, "flatchoices", [])}


def resolver(org: Org, day: date, today: date, ahead: Iterable[tuple[Name, Ask]] = ()) -> Resolve:
    """What `render` asks for a name with. What is named `ahead` is reckoned together, each scope in one go."""
    known: dict[Scope, Numbers] = {}

    def resolve(ref: str) -> Bound | None:
        figure = named(ref)
        return Bound(figure, org, day, today, known) if figure else None

    wanted: dict[Scope, list[Counted]] = {}
    for name, ask in ahead:
        with suppress(Refused):  # said where it is read
            if bound := resolve(name.ref):
                wanted.setdefault(bound.scope(ask), []).append(bound.of(ask))
    known |= {scope: values(figures, scope) for scope, figures in wanted.items()}
    return resolve


def report_day(year: int, today: date, signed_on: date | None) -> date:
    """The day a report of a year speaks of: the year's last, or the day it was signed, or today while it runs."""
    return min(date(year, 12, 31), signed_on or today)
