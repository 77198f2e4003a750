"""What of a file was not read: whole sheets, and columns nobody asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .cellnames import letters
from .models import Import


class Unused(NamedTuple):
    """A column that was not read, as Excel and its heading name it."""

    sheet: str
    column: str
    heading: str


def unused(imported: Import) -> list[Unused]:
    """The columns with a heading that nothing was read from."""
    return [Unused(sheet["name"], letters(n), sheet["headings"][n]) for sheet in imported.mapping.get("sheets", ()) for n in sheet["unused"]]


def told(imported: Import) -> list[str]:
    """What was not read, a sentence a sheet."""
    said = []
    for name, why in imported.mapping.get("unread", ()):
        said.append(_("工作表“%(sheet)s”没有读：%(why)s") % {"sheet": name, "why": why} if name else why)
    by_sheet: dict[str, list[Any]] = {}
    for one in unused(imported):
        by_sheet.setdefault(one.sheet, []).append(f"{one.column}“{one.heading}”")
    for name, columns in by_sheet.items():
        words = {"sheet": name, "columns": "、".join(columns)}
        said.append(_("工作表“%(sheet)s”里没有用到的列：%(columns)s") % words if name else _("没有用到的列：%(columns)s") % words)
    return said
