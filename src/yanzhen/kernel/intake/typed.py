"""A cell as it was typed, before anything is known of its column: whether it says anything, and what, as text."""

from __future__ import annotations

from datetime import date, datetime

from yanzhen.kernel.base.text import tidy

from .struck import STRUCK
from .unworked import UNWORKED

#: What a formula says that failed, or that no spreadsheet has worked out yet.
FAILED = frozenset("#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA".split()) | {UNWORKED}
DASHES = frozenset(("", "nan", "nat", "/", "\\", "-", "--", "—", "——", "–", "_", "\u2015"))


def is_blank(cell: object, words: frozenset[str] = DASHES) -> bool:
    """Whether a cell says nothing: empty, a stroke, or one of the words people write instead."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.strip().casefold() in words))


def failed(cell: object) -> bool:
    """Whether a cell is a formula that says nothing."""
    return isinstance(cell, str) and cell[:1] == "#" and cell.strip() in FAILED


def lined(cell: object) -> bool:
    """Whether a cell was struck out."""
    return isinstance(cell, str) and cell[:1] == STRUCK


def written(cell: object) -> str:
    """A cell as text: whole numbers without a point, days as ISO, width and blanks tidied, lines kept."""
    if isinstance(cell, str):
        return "\n".join(line for line in map(tidy, cell.splitlines()) if line) if "\n" in cell else tidy(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
