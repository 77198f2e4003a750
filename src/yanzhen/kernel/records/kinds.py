"""A kind of record: what a pack declares so that a fact can be written down, seen, moved and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yanzhen.kernel.base.definitions import Definition, book

from .flow import HANDLER, Ask, Flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .models import Facts


@dataclass(frozen=True, eq=False)
class Kind(Definition):
    """A kind of record: its facts, the pattern of its number, who writes and who sees it, and its flow if it has one.
    What is `fixed` stands as it was written: it is neither corrected nor voided. What is `quiet` is counted only for whoever reads
    figures of the whole tenant: a count of a part would tell those below what is coming to whom."""

    facts: type[Facts]
    number: str
    written_by: tuple[str, ...]
    seen_by: tuple[str, ...]
    flow: Flow | None = None
    fixed: bool = False
    quiet: bool = False
    summary: str = ""
    columns: tuple[str, ...] = field(default=())

    @property
    def hands(self) -> dict[str, Ask]:
        """The steps that hand a record to an organisation, which handles it from then on, and how each asks for it."""
        return {s.key: a for s in (self.flow.steps.values() if self.flow else ()) for a in s.asks if a.key == HANDLER}

    @property
    def handlers(self) -> set[str]:
        """The kinds of organisation it is handed to."""
        return {kind for ask in self.hands.values() for kind in ask.orgs}

    def state_name(self, state: str) -> str:
        return str(self.flow.states[state].name) if self.flow and state else ""


def kinds() -> Iterator[Kind]:
    """Every kind of record of the packs that are switched on."""
    return book.of(Kind)
