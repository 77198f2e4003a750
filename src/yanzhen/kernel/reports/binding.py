"""The names in a report bound to declared figures, for one organisation and as of one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from urllib.parse import urlencode

from yanzhen.kernel.base.language import in_papers
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.counting import Counted, Numbers, values
from yanzhen.kernel.figures.naming import counted, named, part_of, recorded
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.register.models import Org

from .render import Ask, Reading, Resolve
from .uses import Name


def names() -> list[str]:
    """The names a writer may use."""
    return [in_papers(f.name) for f in counted()]


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
        return in_papers(self.figure.name)

    @property
    def unit(self) -> str:
        return in_papers(self.figure.unit)

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


def resolver(org: Org, day: date, today: date, ahead: Iterable[tuple[Name, Ask]] = ()) -> Resolve:
    """What `render` asks for a name with. What is named `ahead` is reckoned together, each scope in one go."""
    known: dict[Scope, Numbers] = {}

    @cache
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
