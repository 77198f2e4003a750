"""The refused rows of an import as a spreadsheet: as they came, with the reason, to be corrected and sent again."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book

from .dates import years_in
from .loading import Line
from .matching import SheetPlan, recognise
from .models import Import, ImportRow
from .packing import KEPT, unpacked
from .preview import by_hand, content
from .reading import ParsedRow
from .sandbox import RawBook
from .sheets import SheetKind
from .workbook_out import refused_workbook as workbook
from .years import Years


def refused_workbook(imported: Import) -> bytes:
    """An xlsx of the rows that were refused; its headings are those of the file, which is opened again for them."""
    said = {**imported.mapping.get("hand", {}), "kind": imported.sheet}
    kind = book.get(SheetKind, imported.sheet)
    with RawBook(content(imported)) as raw:
        recognition = recognise(raw.sheets, [kind], name=imported.name, by_hand=by_hand(said))
        years = Years(raw, recognition, said.get("year"), imported.name)
    rows = ImportRow.objects.filter(of=imported, fate="refused").order_by("pk").values_list(*KEPT)
    return workbook(recognition, (_parsed(unpacked(*row)) for row in rows), lambda plan, rows: _lines(plan, rows, years, said.get("day", "")))


def _lines(plan: SheetPlan, rows: Sequence[ParsedRow], years: Years, day: str) -> list[str]:
    """The day as of which the file is true, where a person said it, and the year of days without one, where a day is to be
    corrected and the titles left behind tell another year or none."""
    said = [_("截至%(day)s") % {"day": day}] if day else []
    faulty = {fault.column for row in rows for fault in row.faults if plan.kind.column(fault.column).sort == "date"}
    met = {years.of(plan, n).year for n, key in plan.columns.items() if key in faulty} - {None}
    named = [year for text in (*plan.titles, *said, plan.name) for year in years_in(text)]
    if len(met) == 1 and named[-1:] != [*met]:
        said.append(_("没有写年份的日期都在%(year)d年") % {"year": met.pop()})
    return said


def _parsed(line: Line) -> ParsedRow:
    return ParsedRow(line.sheet, line.row, line.values, tuple(line.faults), list(line.raw), None)
