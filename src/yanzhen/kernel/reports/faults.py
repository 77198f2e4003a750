"""What is wrong with a report's text, told in sentences with the place where to look."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True)
class Fault:
    """One sentence about one place; line and column count from 1. Only a `blocking` one keeps the report from being signed."""

    line: int
    column: int
    what: str
    blocking: bool = True

    def __str__(self) -> str:
        return _("第 %(line)d 行第 %(column)d 字：%(what)s") % {
            "line": self.line,
            "column": self.column,
            "what": self.what,
        }


def nearest(name: str, names: Iterable[str]) -> str:
    """The name the writer most likely meant, or "": the closest in spelling, else the shortest that contains it."""
    known = list(dict.fromkeys(names))
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return close[0] if close else min((one for one in known if name and name in one), key=len, default="")
