"""The report on its way back: a Word file with comments at the places told. The given file keeps its form; a text or a PDF
becomes a plain Word file of its words."""

from __future__ import annotations

import copy
import io
import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Final

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.parts.comments import CommentsPart

from .document import HEADING, Document
from .docx_in import Element, Piece, check, name_of, opened, pieces
from .reading import read

Note = tuple[int, int, str]
_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BARRED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ASIDE: Final = frozenset({"rPr"})


def _blank() -> bytes:
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


#: Kept from the start, for in the child no file can be opened.
BLANK: Final = _blank()


def commented(data: bytes, notes: Iterable[Note], author: str) -> bytes:
    """The Word file with each note as a comment on text[start:end] of the document that `read` makes of `data`."""
    if data.startswith(b"PK"):
        check(data)
        word = docx.Document(io.BytesIO(data))
        found = opened(word)
        marks = _Marks(word, found.pieces, author)
        anchors = found.notes
    else:
        word = docx.Document(io.BytesIO(BLANK))
        marks, anchors = _Marks(word, _written(word, read(data)), author), []
    for start, end, text in notes:
        anchor = next((mark for first, last, mark in anchors if first <= start < last), None)
        marks.put(start, max(end, start + 1), text, anchor)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _written(word: Any, document: Document) -> list[tuple[int, Piece]]:
    """The words of the document put into an empty file, line by line, and where each stands in its text."""
    headings = {one.start for one in document.blocks if one.sort == HEADING}
    found: list[tuple[int, Piece]] = []
    for line in _LINE.finditer(document.text):
        paragraph = word.add_paragraph()
        paragraph.add_run(_BARRED.sub("\ufffd", line[0])).bold = (
            any(place in headings for place in range(*line.span())) or None
        )
        place = line.start()
        for piece in pieces(paragraph._p):
            found.append((place, piece))
            place += len(piece.text)
    return found


class _Marks:
    """Puts comments at places in the text; runs are parted where a comment begins and ends and keep their form."""

    def __init__(self, word: Any, found: list[tuple[int, Piece]], author: str) -> None:
        held = [(place, piece) for place, piece in found if piece.text and name_of(piece.element.getparent()) == "r"]
        self.places = [place for place, _piece in held]
        self.elements = [piece.element for _place, piece in held]
        self.lengths = [len(piece.text) for _place, piece in held]
        self.comments, self.author = _comments(word.part), author
        told = (one.get(qn("w:id"), "") for one in self.comments)
        self.next = 1 + max((int(one) for one in told if one.isascii() and one.isdigit()), default=-1)

    def put(self, start: int, end: int, text: str, anchor: Element | None = None) -> None:
        """A comment on these places, or on the mark in the body where they are in a note, which can carry none."""
        if anchor is not None:
            self._mark(anchor.getparent(), anchor.getparent(), text)
            return
        self._part(start)
        self._part(end)
        first = max(bisect_right(self.places, start) - 1, 0)
        inside = [
            at for at in range(first, bisect_right(self.places, end - 1)) if self.places[at] + self.lengths[at] > start
        ]
        if inside:
            _begin(self.elements[inside[0]])
            _end(self.elements[inside[-1]])
            self._mark(self.elements[inside[0]].getparent(), self.elements[inside[-1]].getparent(), text)

    def _part(self, place: int) -> None:
        """Part the text element that this place falls into."""
        at = bisect_right(self.places, place) - 1
        if at < 0 or not 0 < place - self.places[at] < self.lengths[at]:
            return
        element, here = self.elements[at], place - self.places[at]
        rest = copy.copy(element)
        rest.text, element.text = element.text[here:], element.text[:here]
        for one in (element, rest):
            one.set(qn("xml:space"), "preserve")
        element.addnext(rest)
        self.places.insert(at + 1, place)
        self.elements.insert(at + 1, rest)
        self.lengths.insert(at + 1, self.lengths[at] - here)
        self.lengths[at] = here

    def _mark(self, first: Element, last: Element, text: str) -> None:
        number, self.next = str(self.next), self.next + 1
        opening, closing, run = OxmlElement("w:commentRangeStart"), OxmlElement("w:commentRangeEnd"), OxmlElement("w:r")
        run.append(OxmlElement("w:commentReference"))
        for one in (opening, closing, run[0]):
            one.set(qn("w:id"), number)
        first.addprevious(opening)
        last.addnext(run)
        last.addnext(closing)
        comment = OxmlElement(
            "w:comment", {qn("w:id"): number, qn("w:author"): self.author, qn("w:initials"): self.author[:2]}
        )
        for line in text.split("\n"):
            paragraph = OxmlElement("w:p")
            paragraph.add_r().text = _BARRED.sub("\ufffd", line)
            comment.append(paragraph)
        self.comments.append(comment)


def _comments(part: Any) -> Element:
    """The file's comments, made where it has none."""
    for one in part.rels.values():
        if one.reltype == RELATIONSHIP_TYPE.COMMENTS and not one.is_external:
            return one.target_part.element
    body = f"<w:comments {nsdecls('w')}/>".encode()
    made = CommentsPart.load(PackURI("/word/comments.xml"), CONTENT_TYPE.WML_COMMENTS, body, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.COMMENTS)
    return made.element


def _begin(element: Element) -> None:
    """Let the element's run begin with it: what stands before stays in a run of its own, of the same form."""
    run = element.getparent()
    before = [one for one in element.itersiblings(preceding=True) if name_of(one) not in _ASIDE]
    if before:
        front = _like(run)
        front.extend(reversed(before))
        run.addprevious(front)


def _end(element: Element) -> None:
    """Let the element's run end with it."""
    run = element.getparent()
    behind = list(element.itersiblings())
    if behind:
        rest = _like(run)
        rest.extend(behind)
        run.addnext(rest)


def _like(run: Element) -> Element:
    """An empty run of the same form."""
    made = OxmlElement("w:r")
    made.extend(copy.deepcopy(one) for one in run if name_of(one) in _ASIDE)
    return made
