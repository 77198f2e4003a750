"""The rows of an import as a table: what each says, and why it was refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.intake.dates import Dated
from yanzhen.kernel.intake.loading import Line
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.intake.packing import KEPT, unpacked
from yanzhen.kernel.intake.sheets import Column as SheetColumn
from yanzhen.kernel.intake.sheets import SheetKind
from yanzhen.kernel.intake.workbook_out import shown as as_typed

from .parts import Cell, Column, Table
from .told import clauses, masked_phone


def preview_table(imported: Import, keys: list[int]) -> Table:
    """These rows in the columns that were recognised."""
    kind = book.get(SheetKind, imported.sheet)
    sheets = {one["name"]: {key: int(at) for at, key in one["columns"].items()} for one in imported.mapping["sheets"]}
    used = [c for c in kind.columns if any(c.key in places for places in sheets.values())]
    several = len(sheets) > 1
    rows = []
    whys = dict(ImportRow.objects.filter(pk__in=keys).values_list("pk", "why"))
    for kept in ImportRow.objects.filter(pk__in=keys).order_by("pk").values_list(*KEPT):
        line = unpacked(*kept)
        place = _("第%(n)d行") % {"n": line.row}
        cells = [cell_of(line, c, sheets.get(line.sheet, {})) for c in used]
        rows.append([Cell(place, small=line.sheet if several else ""), *cells, Cell(elsewhere(line, used) if line.faults else whys[kept[0]])])
    columns = [Column(_("行")), *(Column(c.shown, "text" if c.sort == "text" else "day") for c in used), Column(_("说明"), "lead")]
    if any(line[-1].text for line in rows):
        return Table(columns, rows)
    return Table(columns[:-1], [line[:-1] for line in rows])


def elsewhere(line: Line, used: list[SheetColumn]) -> str:
    """What is wrong with a row in columns that its sheet does not have."""
    shown = {column.key for column in used}
    return clauses(f"{fault.cell} {fault.sentence}" for fault in line.faults if fault.column not in shown)


def cell_of(line: Line, column: SheetColumn, places: dict[str, int]) -> Cell:
    """What a row says in a column; a faulty cell as it was typed, with what is wrong with it."""
    wrong = [f for f in line.faults if f.column == column.key]
    if not wrong:
        return Cell(words_of(column, line.values.get(column.key)))
    at = places.get(column.key, -1)
    typed = as_typed(line.raw[at]) if 0 <= at < len(line.raw) else ""
    return Cell(typed or "—", why=clauses(f"{f.cell} {f.sentence}" + (f" ({f.other})" if f.other else "") for f in wrong))


def words_of(column: SheetColumn, value: Any) -> str:
    """A value as the screen says it; what identifies a person is masked."""
    if value is None or value == "":
        return ""
    if isinstance(value, Dated):
        return value.day.isoformat()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if column.sort == "choice":
        return next(iter(column.choices.get(value, ())), str(value))
    text = str(value)
    return ids.masked(text) if column.sort == "idnumber" else masked_phone(text) if column.sort == "phone" else text
