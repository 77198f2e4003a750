"""What stands where an organisation stood on its day, and goes on in its successor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from yanzhen.kernel.base.definitions import Definition

from .models import Org


@dataclass(frozen=True, eq=False)
class Standing(Definition):
    """A model whose rows carry the path their organisation had on the row's own day, so that a late-entered move re-stamps them.
    `turn` is the column that says whose turn it is (empty when nothing is owed); it and `hands` follow into a successor. `written`
    says when a row was put in."""

    model: type[models.Model] | None = None
    day: str = "happened_on"
    written: str = "recorded_at"
    turn: str = ""
    hands: tuple[str, ...] = ()

    def restamp(self, org: Org, since: date, until: date | None, old: str, new: str) -> list[models.Model]:
        """Give the rows of one organisation that fall in the span its path of then; the rows as they stand after it."""
        span: dict[str, Any] = {"org": org, f"{self.day}__gte": since, "org_path": old}
        if until:
            span[f"{self.day}__lt"] = until
        return self._set(span, "org_path", new)

    def follow(self, org: Org, into: Org) -> list[models.Model]:
        """Hand what is still owed at `org` to `into`; the rows as they stand after it, one twice if two columns changed."""
        columns = (*self.hands, self.turn) if self.turn else ()
        return [row for column in columns for row in self._set({column: org, f"{self.turn}__isnull": False}, column, into)]

    def waits(self, org: Org) -> int:
        """How many rows are owed at `org`."""
        assert self.model is not None
        return self.model._default_manager.filter(**{self.turn: org}).count() if self.turn else 0

    def _set(self, which: dict[str, Any], column: str, value: Any) -> list[models.Model]:
        assert self.model is not None
        keys = list(self.model._default_manager.filter(**which).values_list("pk", flat=True))
        changed: list[models.Model] = []
        for i in range(0, len(keys), 500):
            part = self.model._default_manager.filter(pk__in=keys[i : i + 500])
            rows = list(part)
            part.update(**{column: value})
            for row in rows:
                setattr(row, column, value)
            changed += rows
        return changed
