"""What stands between the rows of a sheet and holds for those below: the place they are of, or another header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from yanzhen.kernel.base.text import fold, tidy

from .headers import names_of, recognise
from .headings import Heading, squash
from .matching import SheetPlan
from .sandbox import Row

#: How sections are counted, and what stands behind the name of one.
NUMBERED = re.compile(r"\s*[(（]?(?:[一二三四五六七八九十百]+|\d+|第[一二三四五六七八九十\d]+[部组]分?)[)）]?[、.．:：)）\s]\s*")
BEHIND = re.compile(r"[:：(（,，\s].*$", re.DOTALL)
NOTHING: Mapping[str, Any] = {}


class Sections:
    """Follows one sheet from row to row."""

    def __init__(self, plan: SheetPlan) -> None:
        self.plan = plan
        self.named = {key: re.compile(pattern) for key, pattern in plan.kind.sections.items() if key not in plan.columns.values()}
        self.names = names_of(plan.kind)
        self.levels = [{n: squash(heading.levels[level]) for n, heading in enumerate(plan.headings) if level < len(heading.levels)} for level in range(3)]
        self.begun = False
        self.over: Mapping[str, Any] = NOTHING
        self.strange = 0
        self.rows: dict[int, Mapping[str, Any]] = {}
        self.strangers: dict[int, int] = {}

    def passed(self, number: int, row: Row, why: str) -> None:
        """A row that is no data: a section's name or a header."""
        if why == "header":
            self.strange = number if self.begun and self._strange(row) else 0
        elif self.named and why == "note":
            texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
            if len(texts) == 1:
                self._begin(tidy(texts[0]))

    def row(self, number: int) -> None:
        """A row of data: it is of the section it stands in. Before the first one there is no other header, but lower levels of the one."""
        self.begun = True
        if self.over:
            self.rows[number] = self.over
        if self.strange:
            self.strangers[number] = self.strange

    def told(self, number: int) -> Mapping[str, Any]:
        """What the section of a row tells of it."""
        return self.rows.get(number, NOTHING)

    def forget(self) -> None:
        """What is known of rows that were told."""
        self.rows.clear()
        self.strangers.clear()

    def _begin(self, text: str) -> None:
        bare = BEHIND.sub("", NUMBERED.sub("", text, count=1))
        found = next(({key: bare} for key, pattern in self.named.items() if pattern.fullmatch(bare)), NOTHING)
        if found or NUMBERED.match(text):  # of a section that is not known nothing is known
            self.over = found

    def _strange(self, row: Row) -> bool:
        """Whether a header names other columns than the first did, or the same in another order."""
        said = {n: squash(cell) for n, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}
        if any(all(level.get(n) == text for n, text in said.items()) for level in self.levels):
            return False
        found = recognise(self.plan.kind, tuple(Heading((text,)) if (text := said.get(n)) else Heading(()) for n in range(len(row))))[0]
        known = self.plan.columns
        return any(known.get(n) != key and n not in self.plan.further and (key in known.values() or n in known) for n, key in found.items())


def looks_like_header(names: Mapping[str, str], row: Row) -> bool:
    """Whether the cells of a row are names of columns, nearly all of them."""
    texts = [cell for cell in row if cell not in ("", None)]
    met = sum(1 for cell in texts if isinstance(cell, str) and squash(fold(cell)) in names)
    return met > 2 and met * 2 > len(texts)
