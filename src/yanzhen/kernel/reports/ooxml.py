"""The few elements of WordprocessingML that an official paper needs, in the order the schema wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any  # python-docx types its elements loosely

BLACK: Final = "000000"


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """`element("w:ind", left=630)`. Attributes stand in the namespace of the tag."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


@dataclass(frozen=True)
class Look:
    """How a run looks: face, size in points, colour, spacing of characters in twips (None: the paragraph's)."""

    face: str = ""
    size: float = 0
    color: str = ""
    spacing: int | None = None
    shaded: bool = False

    def properties(self) -> Element:
        made = element("w:rPr")
        if self.face:
            made.append(fonts(self.face))
        if self.color:
            made.append(element("w:color", val=self.color))
        if self.spacing is not None:
            made.append(element("w:spacing", val=self.spacing))
        if self.size:
            made.extend(sizes(self.size))
        if self.shaded:
            made.append(element("w:shd", val="clear", color="auto", fill="D9D9D9"))
        return made


def fonts(face: str) -> Element:
    """One face for every script; the hint makes quotation marks as wide as Chinese characters."""
    return element("w:rFonts", hint="eastAsia", ascii=face, eastAsia=face, hAnsi=face, cs=face)


def sizes(points: float) -> list[Element]:
    return [element("w:sz", val=round(points * 2)), element("w:szCs", val=round(points * 2))]


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands: style, alignment, indents and distances in twips (negative `first` hangs)."""

    style: str = ""
    align: str = ""
    left: int = 0
    right: int = 0
    first: int = 0
    before: int = 0
    line: int = 0
    keep: bool = False
    tab: int = 0
    under: tuple[int, str] | None = None  # a rule below: eighths of a point, colour
    free: bool = False  # off the grid

    def properties(self) -> Element:
        made = element("w:pPr")
        if self.style:
            made.append(element("w:pStyle", val=self.style))
        if self.keep:
            made.extend((element("w:keepNext"), element("w:keepLines")))
        if self.under:
            rule = element("w:bottom", val="single", sz=self.under[0], space=0, color=self.under[1])
            made.append(element("w:pBdr", rule))
        if self.tab:
            made.append(element("w:tabs", element("w:tab", val="right", pos=self.tab)))
        if self.free:
            made.append(element("w:snapToGrid", val=0))
        made.extend(self._distances())
        return made

    def _distances(self) -> list[Element]:
        spacing: dict[str, object] = {"before": self.before} if self.before else {}
        if self.line:
            spacing |= {"line": self.line, "lineRule": "exact"}
        found = [element("w:spacing", **spacing)] if spacing else []
        if self.left or self.right or self.first:
            first = {"hanging": -self.first} if self.first < 0 else {"firstLine": self.first}
            found.append(element("w:ind", left=self.left, right=self.right, **first))
        return [*found, element("w:jc", val=self.align)] if self.align else found


def paragraph(place: Place, *runs: Element) -> Element:
    return element("w:p", place.properties(), *runs)


def run(text: str, look: Look | None = None) -> Element:
    """A run of text; a tab in it becomes Word's tab, a line break Word's line break."""
    made = element("w:r")
    if look:
        made.append(look.properties())
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("w:br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                made.append(element("w:tab"))
            if piece:
                made.append(_piece(piece))
    return made


def _piece(text: str) -> Element:
    made = element("w:t")
    made.text = text
    if text != text.strip():
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field(code: str, look: Look) -> list[Element]:
    """A field that Word computes, such as PAGE."""
    instruction = element("w:instrText")
    instruction.text = f" {code} "
    marks = [element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
    shown = element("w:t")
    shown.text = "1"
    parts = [marks[0], instruction, marks[1], shown, marks[2]]
    return [element("w:r", look.properties(), part) for part in parts]


def link(part: Part, url: str, tip: str, *runs: Element) -> Element:
    """Runs that lead to an address outside the file, looking like plain text."""
    made = element("w:hyperlink", *runs, history=1, **({"tooltip": tip} if tip else {}))
    made.set(qn("r:id"), part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    return made
