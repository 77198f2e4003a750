"""Heads of groups who stand only in columns beside their group: each becomes a row of his own."""

from __future__ import annotations

from typing import Any

from .matching import SheetPlan
from .sandbox import Row


class Leaders:
    """Finds the rows in which a new head appears who is not also listed among his own, by his number or in his group by name."""

    def __init__(self, plan: SheetPlan) -> None:
        places = {key: n for n, key in plan.columns.items()}
        self.kind, columns = plan.kind, plan.kind.columns
        self.leads = {column.key: column.leads for column in columns if column.leads and column.key in places}
        self.inherited = [column.key for column in columns if column.fill_down and not column.leads]
        groups = {str(column.fill_down) for column in columns if column.leads}
        self.told = [n for n, key in plan.columns.items() if key in self.leads or key in groups]
        self.members = [n for n, key in plan.columns.items() if key not in self.leads and key not in self.inherited]
        self.pairs = [(places[key], places.get(own, -1)) for key, own in self.leads.items()]
        self.last: list[Any] = []

    def __bool__(self) -> bool:
        """Whether the sheet tells more of its heads than a name, which alone may be anybody's."""
        return len(self.leads) > 1

    def new(self, row: Row, listed: set[Any]) -> bool:
        """Whether this row, blanks filled, names a head for the first time who is not among those listed."""
        told = [row[n] for n in self.told]
        if told == self.last or not any(_plain(row[n]) for n, _own in self.pairs):
            return False
        self.last = told
        return not any(mark in listed for mark in self._marks(row, [head for head, _own in self.pairs]))

    def alone(self, row: Row) -> bool:
        """Whether the row tells of nobody but its head."""
        return not any(_plain(row[n]) for n in self.members)

    def listed(self, rows: list[tuple[int, Row]]) -> set[Any]:
        """Those who have rows of their own."""
        return {mark for _number, row in rows for mark in self._marks(row, [own for _head, own in self.pairs])}

    def _marks(self, row: Row, places: list[int]) -> list[Any]:
        """By what somebody is known: a long number in any group, another word in this one only."""
        words = [_plain(row[n]) for n in places if n >= 0]
        group = tuple(row[n] for n in self.told)
        return [word if len(word) >= LONG else (word, group) for word in words if word]

    def missed(self, known: dict[str, Any]) -> set[str]:
        """What only the columns of the head say of a row that is his own."""
        lead, name = next(iter(self.leads.items()))
        himself = known[name] is not None and known[name] == known[lead]
        return {key for key, own in self.leads.items() if himself and known[own] is None}

    def values(self, known: dict[str, Any]) -> dict[str, Any]:
        """What the head's own row says."""
        told = {key: known[key] for key in (*self.inherited, *self.leads)} | {own: known[key] for key, own in self.leads.items()}
        return {**{column.key: column.blank for column in self.kind.columns}, **told, **self.kind.leader}


LONG = 15


def _plain(cell: object) -> str:
    return "".join(str(cell).split()).strip("'`").upper() if cell is not None else ""
