"""The head (版头) and the imprint (版记) of an official paper."""

from __future__ import annotations

from .breaking import width
from .front import Front, day_words
from .layout import PT_PER_MM, TWIPS_PER_PT, Layout
from .ooxml import Element, Look, Place, element, paragraph, run
from .text import clean

_LINE_OF_MARK = 1.2  # the line of the mark in sizes of its type; a tenth of it lies above the characters


def head(layout: Layout, front: Front) -> list[Element]:
    """份号, 密级, 紧急程度; the red mark 35 mm below the top; 发文字号 two lines below it; a red line 4 mm on (GW-03)."""
    if not front.organ:
        return []
    strong = Look(layout.face("first"))
    top = [(front.copy_number, None), (front.secrecy, strong), (front.urgency, strong)]
    lines = [paragraph(Place(free=True), run(clean(text), look)) for text, look in top if text]
    rules = layout.tables["head"]
    gap = layout.mm("head", "line_gap_mm")
    thick = eighths(rules["line_mm"])
    return [
        *lines,
        _mark(layout, clean(front.organ), len(lines)),
        _number(layout, front),
        paragraph(Place(line=gap, under=(thick, rules["red"]), free=True)),
    ]


def _mark(layout: Layout, organ: str, above: int) -> Element:
    rules = layout.tables["head"]
    size = min(rules["mark_most_pt"], int(layout.area / TWIPS_PER_PT / width(organ)))
    line = round(size * _LINE_OF_MARK * TWIPS_PER_PT)
    slack = round(size * (_LINE_OF_MARK - 1) / 2 * TWIPS_PER_PT)
    before = layout.mm("head", "mark_top_mm") - above * layout.line - slack
    look = Look(layout.face(rules["mark_face"]), size, rules["red"], spacing=0)
    return paragraph(Place(align="center", before=before, line=line, free=True), run(organ, look))


def _number(layout: Layout, front: Front) -> Element:
    """Centred; on a paper to the level above one character in, with who approved it at the right."""
    gap = layout.lines("head", "number_gap_lines")
    if not front.approved_by:
        return paragraph(Place(align="center", before=gap, free=True), run(clean(front.number)))
    inset = layout.chars(1)
    place = Place(align="left", left=inset, before=gap, tab=layout.area - inset, free=True)
    name = run(clean(front.approved_by), Look(layout.face("second")))
    return paragraph(place, run(f"{clean(front.number)}\t签发人："), name)


def imprint(layout: Layout, front: Front) -> list[Element]:
    """抄送 and 印发 between rules as wide as the type area, at the foot of the last page (GW-09)."""
    size = layout.size("imprint")
    look = Look(size=size)
    inset = round(size * TWIPS_PER_PT * layout.get("imprint", "inset_chars"))
    hang = round(size * TWIPS_PER_PT * 3)
    rows = []
    if front.copies:
        place = Place(left=inset + hang, right=inset, first=-hang, free=True)
        rows.append(paragraph(place, run(f"抄送：{clean(front.copies)}。", look)))
    if front.issuer or front.issued_on:
        day = f"\t{day_words(front.issued_on)}印发" if front.issued_on else ""
        place = Place(align="left", left=inset, tab=layout.area - inset, free=True)
        rows.append(paragraph(place, run(f"{clean(front.issuer)}{day}", look)))
    # Word wants a paragraph behind a table; this one takes no room.
    return [_table(layout, rows), paragraph(Place(line=TWIPS_PER_PT, free=True))] if rows else []


def _table(layout: Layout, rows: list[Element]) -> Element:
    rules = layout.tables["imprint"]
    thick, thin = eighths(rules["thick_mm"]), eighths(rules["thin_mm"])
    sides = {"top": thick, "bottom": thick, "insideH": thin}
    borders = [element(f"w:{side}", val="single", sz=size, space=0, color="000000") for side, size in sides.items()]
    zero = [element(f"w:{side}", w=0, type="dxa") for side in ("top", "left", "bottom", "right")]
    left = layout.mm("page", "left_mm")
    foot = {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": left, "tblpYSpec": "bottom"}
    properties = element(
        "w:tblPr",
        element("w:tblpPr", **foot),
        element("w:tblOverlap", val="never"),
        element("w:tblW", w=layout.area, type="dxa"),
        element("w:tblBorders", *borders),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *zero),
    )
    grid = element("w:tblGrid", element("w:gridCol", w=layout.area))
    return element("w:tbl", properties, grid, *(_table_row(layout, row) for row in rows))


def _table_row(layout: Layout, row: Element) -> Element:
    wide = element("w:tcPr", element("w:tcW", w=layout.area, type="dxa"))
    return element("w:tr", element("w:tc", wide, row))


def eighths(mm: float) -> int:
    """Thickness of a rule in eighths of a point."""
    return round(mm * PT_PER_MM * 8)
