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
#: The name of a sheet as a title has it behind the place it is of, what may stand before that place, and a line that gives it by its
#: label: 填报单位（盖章）：…
TITLE = re.compile(r".{0,20}?(?:名册|台账|登记|名单|清单|清册|[表册])(?:[(（].*)?$")
AHEAD = re.compile(r"(?:附[件表]?[\d一二三四五六七八九十]*[:：、.]?|[(（]?\d{4}年度?[)）]?|[一二三四五六七八九十\d]{1,2}[、.])*")
LABELLED = re.compile(r"(?:填报|填表|所[在属])?(?:单位|[\u4e00-\u9fff]名|[\u4e00-\u9fff]别)(?:[(（][^()（）]*[)）])?[:：]")


class Sections:
    """Follows one sheet from row to row."""

    def __init__(self, plan: SheetPlan) -> None:
        self.plan = plan
        self.named = {key: re.compile(pattern) for key, pattern in plan.kind.sections.items() if key not in plan.columns.values()}
        self.names = names_of(plan.kind)
        self.levels = [{n: squash(heading.levels[level]) for n, heading in enumerate(plan.headings) if level < len(heading.levels)} for level in range(3)]
        self.begun = False
        self.over: Mapping[str, Any] = NOTHING
        self.titles, self.titled = frozenset(map(squash, plan.titles)), False
        self.other = self.strange = 0
        self.crossed = False
        self.rows: dict[int, Mapping[str, Any]] = {}
        self.strangers: dict[int, int] = {}

    def follow(self, before: Sections) -> None:
        """Go on in the section that the rows above another header left."""
        self.over, self.titles, self.titled = before.over, before.titles, before.titled

    def passed(self, number: int, row: Row, why: str) -> None:
        """A row that is no data: a section's name or a header."""
        texts = [tidy(cell) for cell in row if isinstance(cell, str) and cell.strip()]
        if why == "header" and len(texts) > 1:
            self.other = number if self.begun and self._other(row) else 0
            self.strange = number if self.other and self.crossed else 0
        elif self.named and texts:
            self._titled(texts)
            if why == "note" and len(texts) == 1:
                self._begin(texts[0])

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

    def _titled(self, texts: list[str]) -> None:
        """The title of another list in the same sheet, which is of another place; or that of the first again."""
        if squash(texts[0]) in self.titles and self.titled:
            self.over, self.titled = NOTHING, False
        elif self.begun and squash(texts[0]) not in self.titles and (found := next(filter(None, map(self._place, texts)), NOTHING)):
            self.over, self.titled = found, True

    def _place(self, text: str) -> Mapping[str, Any]:
        """The place a title begins with, or a line gives by its label."""
        flat = "".join(text.split())
        if label := LABELLED.match(flat):
            return next(({key: flat[label.end() :]} for key, pattern in self.named.items() if pattern.fullmatch(flat, label.end())), NOTHING)
        first = AHEAD.match(flat)
        start = first.end() if first else 0
        ends = ((key, end) for key, pattern in self.named.items() for end in range(start + 2, len(flat)) if pattern.fullmatch(flat, start, end))
        return next(({key: flat[start:end]} for key, end in ends if TITLE.fullmatch(flat, end)), NOTHING)

    def _begin(self, text: str) -> None:
        bare = BEHIND.sub("", NUMBERED.sub("", text, count=1))
        found = next(({key: bare} for key, pattern in self.named.items() if pattern.fullmatch(bare)), NOTHING)
        if found or NUMBERED.match(text):  # of a section that is not known nothing is known
            self.over, self.titled = found, False

    def _other(self, row: Row) -> bool:
        """Whether a header names other columns than the first did, or the same in another order; `crossed` if what the rows above
        hold in a column stands elsewhere below it."""
        said = {n: squash(cell) for n, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}
        if any(all(level.get(n) == text for n, text in said.items()) for level in self.levels):
            return False
        found = recognise(self.plan.kind, tuple(Heading((text,)) if (text := said.get(n)) else Heading(()) for n in range(len(row))))[0]
        known = self.plan.columns
        new = {n: key for n, key in found.items() if known.get(n) != key and n not in self.plan.further}
        self.crossed = any(key in known.values() or n in known for n, key in new.items())
        return bool(new)


def looks_like_header(names: Mapping[str, str], row: Row) -> bool:
    """Whether the cells of a row are names of columns, nearly all of them."""
    texts = [cell for cell in row if cell not in ("", None)]
    met = sum(1 for cell in texts if isinstance(cell, str) and squash(fold(cell)) in names)
    return met > 2 and met * 2 > len(texts)
