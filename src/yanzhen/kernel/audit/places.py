"""Which organisation the place in a report's words is: the one it is about, or one below it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Final

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.register.models import Org

_ITSELF: Final = re.compile(r"[全我本该]?(\w)")


class Places:
    """The organisations below one, by their names; asked for once, and only if some place is named."""

    def __init__(self, org: Org, day: date) -> None:
        self.org, self.day = org, day
        self._named: dict[str, list[Org]] | None = None

    def find(self, place: str) -> Org | None:
        """The organisation a place means, by its name with or without the last character; None if it is none of them, or not one alone."""
        if not place or place == self.org.name or self._itself(place):
            return self.org
        found = self.named().get(place) or [org for name, orgs in self.named().items() if len(name) == len(place) + 1 and name.startswith(place) for org in orgs]
        return found[0] if len(found) == 1 else None

    def _itself(self, place: str) -> bool:
        said = _ITSELF.fullmatch(place)
        return bool(said and said[1] == self.org.name[-1:]) or (len(place) > 1 and self.org.name.endswith(place))

    def named(self) -> dict[str, list[Org]]:
        if self._named is None:
            self._named = defaultdict(list)
            for org in Org.objects.under(self.org, self.day).exclude(pk=self.org.pk):
                self._named[org.name].append(org)
        return self._named


def here(scope: Scope, org: Org) -> bool:
    """Whether a scope is about the organisation itself."""
    return scope.org.pk == org.pk
