"""What a figure is asked about: a place, a span of days, the day as of which, and whose work it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.queries import attached


@dataclass(frozen=True)
class Scope:
    """`since` is the first day, `until` the first day no more. `day` is the day whose end is meant; `replay` says that
    it lies behind the present, so that what records have become since must be taken back. With a `handler` only records count
    that this organisation was the last to be handed, and only what it owes itself is late."""

    org: Org
    since: date
    until: date
    day: date
    replay: bool = False
    handler: Org | None = None

    @cached_property
    def paths(self) -> list[str]:
        """Every path its organisation has stood at; many figures ask."""
        return self.org.paths()

    @cached_property
    def attached(self) -> list[int]:
        """What stands elsewhere and serves what lies in its organisation: its own are counted there too."""
        return attached(self.org, self.day, self.paths)

    @classmethod
    def year(cls, org: Org, year: int, today: date, day: date | None = None) -> Scope:
        """A calendar year as of a day: its last day or today, whichever is earlier, unless one is named."""
        last = min(day or date(year, 12, 31), today)
        return cls(org, date(year, 1, 1), date(year + 1, 1, 1), last, replay=last < today)

    def last_year(self) -> Scope:
        """The same span and day a year earlier; 29 February becomes the 28th."""
        return replace(self, since=_back(self.since), until=_back(self.until), day=_back(self.day), replay=True)

    def at(self, org: Org) -> Scope:
        return replace(self, org=org)

    def handled_by(self, handler: Org | None) -> Scope:
        return replace(self, handler=handler)


def _back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
