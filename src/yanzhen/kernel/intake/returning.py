"""The refused rows of an import as a spreadsheet: as they came, with the reason, to be corrected and sent again."""

from __future__ import annotations

from yanzhen.kernel.base.definitions import book

from .loading import Line
from .matching import recognise
from .models import Import, ImportRow
from .packing import KEPT, unpacked
from .preview import by_hand, content
from .reading import ParsedRow
from .sandbox import RawBook
from .sheets import SheetKind
from .workbook_out import refused_workbook as workbook


def refused_workbook(imported: Import) -> bytes:
    """An xlsx of the rows that were refused; its headings are those of the file, which is opened again for them."""
    said = {**imported.mapping.get("hand", {}), "kind": imported.sheet}
    kind = book.get(SheetKind, imported.sheet)
    with RawBook(content(imported)) as raw:
        recognition = recognise(raw.sheets, [kind], name=imported.name, by_hand=by_hand(said))
    rows = ImportRow.objects.filter(of=imported, fate="refused").order_by("pk").values_list(*KEPT)
    return workbook(recognition, (_parsed(unpacked(*row)) for row in rows))


def _parsed(line: Line) -> ParsedRow:
    return ParsedRow(line.sheet, line.row, line.values, tuple(line.faults), list(line.raw), None)
