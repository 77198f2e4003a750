"""A Word file read as its reader sees it: paragraphs, headings, tables and notes; inserted text in, deleted and hidden out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import parse_xml

from yanzhen.kernel.base.sandbox.gate import MB, Barred, check_macros, check_zip

from .document import Document
from .outline import Line, blocks

Element = Any  # an lxml element

#: What stands in a file and not on its page; `Fallback` says again what stands beside it, `rt` is a reading above characters.
_UNREAD: Final = frozenset("del moveFrom instrText delText Fallback rt pPr rPr tblPr trPr tcPr sectPr".split())
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_COLUMNS_MAX: Final = 1000
#: A relation that leads to another machine when the file is opened; links that a reader must click do not.
_LOCAL: Final = re.compile(r"(file:/{0,3})?[A-Za-z]:|[^:\\/]+$")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_NUMBERED: Final = {"%1、": 1, "（%2）": 2, "(%2)": 2, "（%1）": 2, "(%1)": 2}


class Piece(NamedTuple):
    """A text element of a run, and what it shows."""

    element: Element
    text: str


class Read(NamedTuple):
    """The document, and for each piece where it begins in the text; `anchors` are the marks in the body of notes."""

    document: Document
    pieces: list[tuple[int, Piece]]
    notes: list[tuple[int, int, Element]]


def check(data: bytes) -> None:
    """Barred unless it is a Word file without macros that reaches for nothing elsewhere."""
    check_zip(data, _check_form)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.lower().endswith(".rels"):
                with archive.open(name) as stream:
                    _check_relations(stream.read(4 * MB))


def _check_form(names: set[str]) -> None:
    if "[content_types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise Barred("foreign")
    check_macros(names)


def _check_relations(body: bytes) -> None:
    for found in _RELATION.finditer(body):
        told = {
            key: value
            for key, _mark, value in re.findall(r"""(\w+)\s*=\s*(["'])(.*?)\2""", found[0].decode("utf-8", "replace"))
        }
        kind, target = told.get("Type", ""), told.get("Target", "")
        if told.get("TargetMode") == "External" and not kind.endswith("/hyperlink") and not _LOCAL.match(target):
            raise Barred("links")


def read(data: bytes) -> Document:
    return opened(docx.Document(io.BytesIO(data))).document


def opened(word: Any) -> Read:
    """Everything that is read of an opened file."""
    return _Reading(word).result()


def name_of(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, name: str = "val") -> str:
    """An attribute of Word's own, whatever the namespace of its edition."""
    found = (
        (text for key, text in element.items() if key.rpartition("}")[2] == name) if element is not None else iter(())
    )
    return next(iter(found), "")


def child(element: Element | None, *path: str) -> Element | None:
    for name in path:
        element = next((one for one in element if name_of(one) == name), None) if element is not None else None
    return element


def on(mark: Element | None) -> bool:
    return mark is not None and value(mark) not in ("0", "false", "off")


def below(element: Element, name: str) -> Iterator[Element]:
    """The nearest elements of that name, none of them inside another table or unread."""
    for one in element:
        if name_of(one) == name:
            yield one
        elif name_of(one) != "tbl" and name_of(one) not in _UNREAD:
            yield from below(one, name)


def pieces(element: Element) -> Iterator[Piece]:
    """The text of a paragraph, without that of text boxes in it."""
    for one in element:
        name = name_of(one)
        if name == "t":
            yield Piece(one, one.text or "")
        elif name in _SIGNS:
            yield Piece(one, _SIGNS[name])
        elif name not in _UNREAD and name not in ("p", "tbl") and not on(child(one, "rPr", "vanish")):
            yield from pieces(one)


class _Reading:
    def __init__(self, word: Any) -> None:
        self.body, self.part = word.element.body, word.part
        self.styles = {value(one, "styleId"): one for one in self._part(RELATION.STYLES) if name_of(one) == "style"}
        self.levels = dict(self._numbering())
        self.texts: list[str] = []
        self.size = self.tables = 0
        self.lines: list[Line] = []
        self.pieces: list[tuple[int, Piece]] = []
        self.notes: list[tuple[int, int, Element]] = []

    def result(self) -> Read:
        self._flow(self.body)
        for kind, mark in ((RELATION.FOOTNOTES, "footnoteReference"), (RELATION.ENDNOTES, "endnoteReference")):
            anchors = {value(one, "id"): one for one in self.body.iter() if name_of(one) == mark}
            for note in self._part(kind):
                anchor = anchors.get(value(note, "id"))
                if anchor is not None:
                    start = self.size
                    self._paragraphs(list(below(note, "p")), note=True)
                    self.notes.append((start, self.size, anchor))
        return Read(Document("".join(self.texts), blocks(self.lines), "docx"), self.pieces, self.notes)

    def _part(self, kind: str) -> Sequence[Element]:
        part = next(
            (one.target_part for one in self.part.rels.values() if one.reltype == kind and not one.is_external), None
        )
        if part is None:
            return ()
        found: Sequence[Element] = part.element if hasattr(part, "element") else parse_xml(part.blob)
        return found

    def _flow(self, element: Element) -> None:
        for one in element:
            name = name_of(one)
            if name == "p":
                self._paragraphs([one])
                self._flow(one)  # text boxes stand in paragraphs
            elif name == "tbl":
                self._table(one)
            elif name not in _UNREAD:
                self._flow(one)

    def _put(self, text: str) -> None:
        self.texts.append(text)
        self.size += len(text)

    def _paragraphs(
        self, paragraphs: Sequence[Element], cell: tuple[int, int, int] | None = None, note: bool = False
    ) -> None:
        """Paragraphs as one line of the outline: one alone, or all of a cell or note."""
        style = self._style(paragraphs[0]) if len(paragraphs) == 1 and not cell else ""
        start, first = self.size, len(self.texts)
        if not style.startswith("toc "):
            for paragraph in paragraphs:
                if self.size > start:
                    self._put("\n")
                for piece in pieces(paragraph):
                    self.pieces.append((self.size, piece))
                    self._put(piece.text)
        text = "".join(self.texts[first:])
        level = self._level(paragraphs[0], style) if len(paragraphs) == 1 and not cell and len(text) < 60 else None
        self.lines.append(Line(start, text, level, cell, note))
        if not cell and text:
            self._put("\n")

    def _table(self, table: Element) -> None:
        number, self.tables = self.tables, self.tables + 1
        rows = (row for row in below(table, "tr") if child(row, "trPr", "del") is None)
        for row, element in enumerate(rows):
            column = _count(child(element, "trPr", "gridBefore"), 0)
            for place, one in enumerate(below(element, "tc")):
                if place:
                    self._put("\t")
                merged = child(one, "tcPr", "vMerge")
                if (merged is None or value(merged) == "restart") and (inside := list(_all(one))):
                    self._paragraphs(inside, cell=(number, row, column))
                column += _count(child(one, "tcPr", "gridSpan"), 1)
            self._put("\n")

    def _style(self, paragraph: Element) -> str:
        """The name of a paragraph's style, in small letters, as Word keeps it in every language."""
        return value(child(self.styles.get(value(child(paragraph, "pPr", "pStyle"))), "name")).lower()

    def _level(self, paragraph: Element, name: str) -> int | None:
        """A heading's level by its style or its automatic number; None where neither makes it one."""
        style = self.styles.get(value(child(paragraph, "pPr", "pStyle")))
        if name in ("title", "标题"):
            return 0
        if found := re.fullmatch(r"(?:heading|标题) ?([1-9])", name):
            return min(int(found[1]), 4)
        outline = value(child(paragraph, "pPr", "outlineLvl")) or value(child(style, "pPr", "outlineLvl"))
        if outline.isascii() and outline.isdigit() and int(outline) < 9:
            return min(int(outline) + 1, 4)
        number = child(paragraph, "pPr", "numPr")
        number = child(style, "pPr", "numPr") if number is None else number
        return self.levels.get((value(child(number, "numId")), value(child(number, "ilvl")) or "0"))

    def _numbering(self) -> Iterator[tuple[tuple[str, str], int]]:
        """The level of what is numbered 一、 or （一） by the program."""
        definitions: dict[str, Element] = {}
        for one in self._part(RELATION.NUMBERING):
            if name_of(one) == "abstractNum":
                definitions[value(one, "abstractNumId")] = one
            for level in definitions.get(value(child(one, "abstractNumId")), ()) if name_of(one) == "num" else ():
                written = _NUMBERED.get(value(child(level, "lvlText")), 0)
                if written and value(child(level, "numFmt")).startswith(
                    ("chinese", "ideograph", "taiwanese", "japaneseCounting")
                ):
                    yield (value(one, "numId"), value(level, "ilvl")), written


def _all(cell: Element) -> Iterator[Element]:
    """The paragraphs of a cell, those of a table within it too."""
    for one in cell:
        if name_of(one) == "p":
            yield one
        if name_of(one) not in _UNREAD:
            yield from _all(one)


def _count(mark: Element | None, least: int) -> int:
    told = value(mark)
    return min(max(int(told), least), _COLUMNS_MAX) if told.isascii() and told.isdigit() and len(told) < 6 else least
