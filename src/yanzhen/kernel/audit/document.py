"""A report as it was given: its text, into which every offset points, and the blocks it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HEADING: Final = "heading"
TEXT: Final = "text"
CELL: Final = "cell"
NOTE: Final = "note"


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
