"""A PDF with a text layer: its lines put back into paragraphs by where they stand, page numbers and running heads left out."""

from __future__ import annotations

import io
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pypdf
from pypdf.generic import DictionaryObject

from yanzhen.kernel.base.sandbox.gate import Barred

from .document import Document
from .fold import RADICALS
from .outline import plain

PAGES_MAX: Final = 1000
CHARACTERS_MAX: Final = 1_000_000
#: What acts when a file is opened or left: a script, a program, something sent.
_ACTS: Final = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute")
_NUMBER: Final = re.compile(r"\W*(?:第?\s*\d{1,4}\s*页?|[ivxIVX]{1,6})\W*(?:[/共]\W*\d{1,4}\s*页?)?\W*")
_UNSET: Final = {**RADICALS, 0: "", ord("\n"): ""}
_WIDE: Final = re.compile(r"[\u1100-\uffff\U00020000-\U0003ffff]")
_STOPS: Final = "。；！？：.;!?:"


@dataclass
class Row:
    """A line as it is set: where it begins and ends from left to right, its height on the page and the size of its letters."""

    text: str
    left: float
    right: float
    y: float
    size: float


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
        pages.append(_rows(page))
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


def _rows(page: Any) -> list[Row]:
    """The lines of a page, from the pieces in which the program set them."""
    rows: list[Row] = []

    def take(text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        text = text.translate(_UNSET)
        if not text.strip():
            return
        size = max(abs(size * _scale(tm) * _scale(cm)), 1.0)
        left, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        right = left + size * sum(1.0 if _WIDE.match(one) else 0.5 for one in text.strip())
        last = rows[-1] if rows else None
        if last and abs(last.y - y) < 0.5 * size and left > last.left - size:
            gap = left - last.right
            last.text = last.text.rstrip() + "\t" + text.lstrip() if gap > 1.5 * size else last.text + text
            last.right = right
        else:
            rows.append(Row(text.lstrip(), left, right, y, size))

    page.extract_text(visitor_text=take)
    return rows


def _scale(matrix: Sequence[float]) -> float:
    return max(abs(matrix[0]), abs(matrix[1]))


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
    size = statistics.median(row.size for row in rows)
    edge = max(row.right for row in rows)
    margin = min(row.left for row in rows)
    text = rows[0].text
    for before, row in zip(rows, rows[1:], strict=False):
        full = edge - before.right < 2.5 * size and "\t" not in before.text + row.text
        indented = row.left - margin > 1.2 * size and row.left - before.left > 0.8 * size
        alike = abs(before.size - row.size) < 0.2 * size
        ended = before.text.rstrip()[-1:] in _STOPS and edge - before.right > 1.2 * size
        if full and alike and not indented and not ended:
            text = _joined(text, row.text)
        else:
            yield text.strip()
            text = row.text
    yield text.strip()


def _joined(first: str, second: str) -> str:
    """Words of letters are parted where the line broke, Chinese and numbers are not."""
    first, second = first.rstrip(), second.lstrip()
    return (
        f"{first} {second}"
        if first[-1:].isascii() and first[-1:].isalpha() and second[:1].isascii()
        else first + second
    )
