"""What a person decided of a file that was not understood, or not as it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused

from .head import LEVELS, Head
from .sandbox import RawSheet
from .sheets import SheetKind


@dataclass(frozen=True)
class ByHand:
    """What a person decided: the kind; for a sheet, by its name, where its header stands (first and last row,
    from 1), and which columns (counted from 0) are which; `columns` of a sheet replaces all that was recognised.
    """

    kind: SheetKind | None = None
    headers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def sound_rows(head: Head, first: int, last: int) -> tuple[int, int]:
    """The rows of a header that a person chose, if they can be."""
    if not (0 < first <= last < first + LEVELS and last <= max(head.rows)):
        raise Refused(_("表头要在前%(rows)s行里，最多%(levels)s行。") % {"rows": max(head.rows), "levels": LEVELS})
    return first, last


def sound_columns(kind: SheetKind, sheet: RawSheet, columns: Mapping[int, str]) -> dict[int, str]:
    """What a person chose, if it can be: columns that exist, each for one thing and each thing once."""
    known = {column.key: column for column in kind.columns}
    for index, key in columns.items():
        if key not in known or not 0 <= index < sheet.width:
            raise Refused(_("这种表没有“%(key)s”这一列，请重新指定。") % {"key": key})
        if list(columns.values()).count(key) > 1:
            raise Refused(_("“%(label)s”指定了不止一列，请只留一列。") % {"label": known[key].shown})
    if not columns:
        raise Refused(_("一列也没有指定。"))
    return dict(columns)
