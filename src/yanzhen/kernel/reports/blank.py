"""An empty Word file on the grid of an official paper, and the same file closed into bytes that never vary."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Twips

from .ooxml import Element, Look, Place, element, field, fonts, paragraph, run, sizes

if TYPE_CHECKING:
    from docx.document import Document as WordFile

    from .layout import Layout

_KEPT: Final = (RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.FOOTER)
_ZIP_BEGINS: Final = (1980, 1, 1, 0, 0, 0)


def blank(layout: Layout) -> WordFile:
    """A4, margins, grid, styles, page numbers; nothing of python-docx's own template is left in it."""
    word = Document()
    for key in [key for key, one in word.part.rels.items() if one.reltype not in _KEPT]:
        del word.part.rels[key]
    package = word.part.package
    wanted = (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES)
    for key in [key for key, one in package.rels.items() if one.reltype not in wanted]:
        del package.rels[key]
    word.part.relate_to(_font_table(word, layout), RELATIONSHIP_TYPE.FONT_TABLE)
    _replace(word.styles.element, _styles(layout))
    _replace(word.settings.element, _settings())
    _page(word, layout)
    return word


def seal(word: WordFile, at: datetime) -> bytes:
    """The file as bytes; the same content and `at` give the same bytes."""
    loose, tight = io.BytesIO(), io.BytesIO()
    word.save(loose)
    stamp = max(at.timetuple()[:6], _ZIP_BEGINS)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(tight, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=stamp)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, source.read(name))
    return tight.getvalue()


def describe(word: WordFile, *, title: str, author: str, at: datetime) -> None:
    """The properties an office sees in the file's own card."""
    card = word.core_properties
    instant = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    card.title, card.author, card.last_modified_by = title[:255], author[:255], author[:255]
    card.comments, card.language, card.revision = "", "zh-CN", 1
    card.created = card.modified = instant


def _replace(root: Element, children: list[Element]) -> None:
    for old in list(root):
        root.remove(old)
    root.extend(children)


def _font_table(word: WordFile, layout: Layout) -> Part:
    """Names what a machine without the first face is asked to use instead."""
    rows = [
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="default"/></w:font>'
        for name, other in layout.tables["faces"].values()
    ]
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    text = f'{head}<w:fonts xmlns:w="{space}">{"".join(rows)}</w:fonts>'
    return Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, text.encode(), word.part.package)


def _settings() -> list[Element]:
    uri = "http://schemas.microsoft.com/office/word"
    mode = element("w:compatSetting", name="compatibilityMode", uri=uri, val=15)
    return [
        element("w:evenAndOddHeaders"),
        element("w:characterSpacingControl", val="doNotCompress"),
        element("w:compat", element("w:useFELayout"), mode),
        element("w:themeFontLang", val="en-US", eastAsia="zh-CN"),
    ]


def _styles(layout: Layout) -> list[Element]:
    size, spacing = layout.size("body"), round(layout.get("grid", "char_spacing_pt") * 20)
    tongue = element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    basic = element("w:rPr", fonts(layout.face("body")), *sizes(size), tongue)
    table = element("w:tblPr", element("w:tblInd", w=0, type="dxa"))
    normal = [*_grid_rules(), element("w:spacing", line=layout.line, lineRule="exact"), element("w:jc", val="both")]
    return [
        element("w:docDefaults", element("w:rPrDefault", basic), element("w:pPrDefault")),
        _style("Normal", "Normal", normal, Look(color="000000", spacing=spacing), default=1),
        element(
            "w:style", element("w:name", val="Normal Table"), table, type="table", styleId="TableNormal", default=1
        ),
        _style("BodyText", "Body Text", [_indent(layout)], Look()),
        *(_heading(layout, level, face) for level, face in enumerate(layout.get("body", "levels"), start=1)),
        _style(
            "Title",
            "Title",
            [
                element("w:keepNext"),
                element("w:keepLines"),
                element("w:snapToGrid", val=0),
                element("w:jc", val="center"),
            ],
            Look(layout.face("title"), layout.size("title"), spacing=0),
        ),
        _style(
            "Footer", "footer", [element("w:snapToGrid", val=0)], Look(layout.face("number"), layout.size("number"))
        ),
    ]


def _grid_rules() -> list[Element]:
    """No air between Chinese and digits, no lines held back: 22 lines of 28 characters. Marks may hang at the end of a
    line; that is Word's own rule, said aloud because LibreOffice loses such a mark where the file says nothing."""
    rules = {"widowControl": 0, "overflowPunct": 1, "autoSpaceDE": 0, "autoSpaceDN": 0, "adjustRightInd": 0}
    return [element(f"w:{name}", val=value) for name, value in rules.items()]


def _indent(layout: Layout) -> Element:
    chars = layout.get("body", "indent_chars")
    return element("w:ind", firstLineChars=chars * 100, firstLine=layout.chars(chars))


def _heading(layout: Layout, level: int, face: str) -> Element:
    outline = element("w:outlineLvl", val=level - 1)
    rules = [element("w:keepNext"), _indent(layout), outline]
    return _style(f"Heading{level}", f"heading {level}", rules, Look(layout.face(face)))


def _style(key: str, name: str, rules: list[Element], look: Look, **more: object) -> Element:
    parts = [element("w:name", val=name)]
    if key != "Normal":
        parts.append(element("w:basedOn", val="Normal"))
    parts += [element("w:qFormat"), element("w:pPr", *rules), look.properties()]
    return element("w:style", *parts, type="paragraph", styleId=key, **more)


def _page(word: WordFile, layout: Layout) -> None:
    section = word.sections[0]
    page = {key: Twips(layout.mm("page", f"{key}_mm")) for key in ("width", "height", "top", "bottom", "left", "right")}
    section.page_width, section.page_height = page["width"], page["height"]
    section.top_margin, section.bottom_margin = page["top"], page["bottom"]
    section.left_margin, section.right_margin = page["left"], page["right"]
    line = round(layout.size("number") * 20)
    # The dash stands in the middle of its line, and that middle 7 mm below the type area (GW-10).
    section.footer_distance = Twips(layout.mm("page", "bottom_mm") - layout.mm("number", "gap_mm") - line // 2)
    section.header_distance = Twips(layout.mm("page", "top_mm") // 2)
    for old in section._sectPr.xpath("w:docGrid | w:cols"):
        section._sectPr.remove(old)
    grid = layout.tables["grid"]
    section._sectPr.append(element("w:docGrid", type="lines", linePitch=layout.line, charSpace=grid["char_space"]))
    inset = round(layout.size("number") * 20 * layout.get("number", "inset_chars"))
    for footer, place in (
        (section.footer, Place("Footer", "right", right=inset, line=line)),
        (section.even_page_footer, Place("Footer", "left", left=inset, line=line)),
    ):
        footer.is_linked_to_previous = False
        look = Look(layout.face("number"), layout.size("number"))
        number = [run("— ", look), *field("PAGE", look), run(" —", look)]
        _replace(footer._element, [paragraph(place, *number)])
