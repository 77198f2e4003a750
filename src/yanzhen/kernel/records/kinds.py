"""A kind of record: what a pack declares so that a fact can be written down, seen, moved and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yanzhen.kernel.base.definitions import Definition, book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .flow import Flow
    from .models import Facts


@dataclass(frozen=True, eq=False)
class Kind(Definition):
    """A kind of record: its facts, the pattern of its number, who writes and who sees it, and its flow if it has one.
    What is `fixed` stands as it was written: it is neither corrected nor voided."""

    facts: type[Facts]
    number: str
    written_by: tuple[str, ...]
    seen_by: tuple[str, ...]
    flow: Flow | None = None
    fixed: bool = False
    summary: str = ""
    columns: tuple[str, ...] = field(default=())

    def state_name(self, state: str) -> str:
        return str(self.flow.states[state].name) if self.flow and state else ""


def kinds() -> Iterator[Kind]:
    """Every kind of record of the packs that are switched on."""
    return book.of(Kind)
