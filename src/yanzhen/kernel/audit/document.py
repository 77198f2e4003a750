"""A report as it was given: its text, into which every offset points, and the blocks it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

HEADING: Final = "heading"
TEXT: Final = "text"
CELL: Final = "cell"
NOTE: Final = "note"
_BLANK: Final = r"[ \t\u3000]*"
#: The foot of a page: — 2 —; and the end of a line, with a foot that may stand below it.
FOOT: Final = re.compile(r"[-–—]{1,2} ?\d{1,4} ?[-–—]{1,2}")
BREAK: Final = re.compile(rf"{_BLANK}\r?\n(?:\s*{FOOT.pattern}{_BLANK}(?:\r?\n)+)?{_BLANK}")


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a table's cell or a footnote: text[start:end]. `level` is a heading's (1 to 4, 0 a title);
    `table`, `row` and `column` count from 0 and are -1 outside tables."""

    sort: str
    start: int
    end: int
    level: int = 0
    table: int = -1
    row: int = -1
    column: int = -1


@dataclass(frozen=True)
class Document:
    """What was read of a file. `form` is txt, docx or pdf."""

    text: str
    blocks: tuple[Block, ...]
    form: str = "txt"

    @cached_property
    def joints(self) -> tuple[tuple[int, int], ...]:
        """Where a line break parts nothing, from and to: within a paragraph of a plain text broken into lines of one width."""
        blocks = [one for one in self.blocks if one.sort in (TEXT, HEADING)] if self.form == "txt" else []
        return tuple(found.span() for one in blocks for found in BREAK.finditer(self.text, one.start, one.end))

    @cached_property
    def unbroken(self) -> str:
        """The text with a blank for every character of these breaks; places stay."""
        parts, end = [], 0
        for start, after in self.joints:
            parts += [self.text[end:start], " " * (after - start)]
            end = after
        return "".join([*parts, self.text[end:]])
