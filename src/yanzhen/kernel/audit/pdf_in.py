"""A PDF with a text layer: its lines put back into paragraphs by where they stand, page numbers and running heads left out."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pypdf
from pypdf.generic import DictionaryObject

from yanzhen.kernel.base.sandbox.gate import Barred

from .document import Document
from .outline import plain
from .pdf_page import Row, joined, rows_of
from .wrapped import STOPS, begins

PAGES_MAX: Final = 1000
CHARACTERS_MAX: Final = 1_000_000
#: What acts when a file is opened or left: a script, a program, something sent.
_ACTS: Final = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute")
_NUMBER: Final = re.compile(r"\W*(?:第?\s*\d{1,4}\s*页?|[ivxIVX]{1,6})\W*(?:[/共]\W*\d{1,4}\s*页?)?\W*")
_SUBTITLE: Final = re.compile(r"——|[（(〔【]")
_WORD: Final = re.compile(r"[\d,.%]+[，。；、）]?")


def read(data: bytes) -> Document:
    """Barred where it has a password, acts by itself, is pictures only, or is too long."""
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Barred("password")
    _check_acts(reader)
    if len(reader.pages) > PAGES_MAX:
        raise Barred("pages", most=PAGES_MAX)
    pages, size = [], 0
    for page in reader.pages:
        pages.append(rows_of(page))
        size += sum(len(row.text) for row in pages[-1])
        if size > CHARACTERS_MAX:
            raise Barred("long", most=CHARACTERS_MAX)
    if size < len(pages):
        raise Barred("scanned")
    return plain("\n".join(_paragraphs(list(_body(pages)))), "pdf")


def _check_acts(reader: pypdf.PdfReader) -> None:
    catalog = reader.root_object
    names = _dictionary(catalog.get("/Names"))
    opened = _dictionary(catalog.get("/OpenAction"))
    if "/JavaScript" in names or "/AA" in catalog or opened.get("/S") in _ACTS:
        raise Barred("script")


def _dictionary(found: Any) -> Any:
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else {}


def _body(pages: Sequence[Sequence[Row]]) -> Iterator[Row]:
    """The lines without page numbers and without what stands at the head or foot of most pages."""
    edges = Counter(_even(row.text) for rows in pages for row in _edges(rows))
    for rows in pages:
        edge = {id(row) for row in _edges(rows)}
        for row in rows:
            repeated = len(pages) > 2 and edges[_even(row.text)] > len(pages) / 2
            if id(row) not in edge or not (repeated or _NUMBER.fullmatch(row.text)):
                yield row


def _edges(rows: Sequence[Row]) -> list[Row]:
    by_height = sorted(rows, key=lambda row: row.y)
    return by_height if len(rows) < 3 else [by_height[0], by_height[-1]]


def _even(text: str) -> str:
    return re.sub(r"\d+", "0", text.strip())


def _paragraphs(rows: Sequence[Row]) -> Iterator[str]:
    """Lines joined where one runs on in the next: it reaches the right edge and the next is not indented."""
    if not rows:
        return
    loose = [row for row in rows if not row.ruled]
    size = statistics.median(row.size for row in loose or rows)
    edge = max((row.right for row in loose), default=0.0)
    margin = min((row.left for row in loose), default=0.0)
    text = rows[0].text
    for before, row in zip(rows, rows[1:], strict=False):
        full = edge - before.right < 1.5 * size + _unbroken(row) and "\t" not in before.text + row.text
        indented = row.left - margin > 1.2 * size and row.left - before.left > 0.8 * size
        alike = abs(before.size - row.size) < 0.2 * size and before.y - row.y < 3 * row.size
        ended = before.text.rstrip()[-1:] in STOPS and edge - before.right > 1.2 * size
        titled = row.size > 1.15 * size and before.y > row.y
        runs_on = not indented and not ended and not begins(row.text)
        if alike and (full and runs_on or titled and not _SUBTITLE.match(row.text)):
            text = joined(text, row.text)
        else:
            yield text
            text = row.text
    yield text


def _unbroken(row: Row) -> float:
    """How wide the first word of a line is, which no line break parts: a Chinese character, or a number with its signs."""
    found = _WORD.match(row.text)
    return row.size * (1 + len(found[0] if found else "") / 2)
