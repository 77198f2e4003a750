"""Cells of an xlsx whose formula failed or was never worked out: the reader gives them as blank, and a blank is no fault.

Runs inside the child. A sheet without formulas costs no more than being unpacked once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from posixpath import join, normpath

from yanzhen.kernel.base.sandbox.gate import MB
from yanzhen.kernel.intake.cellnames import column_number

#: What stands in a cell that was written by a program and never worked out by a spreadsheet.
UNWORKED = "#?"
#: One formula is no longer than this, so a cell cut by a block is whole in the next.
OVERLAP = 64 * 1024
CELLS_MAX = 200_000
FORMULA = rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*"
FAILED = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>\s*(?:' + FORMULA + rb")?<v>([^<]{1,20})</v>")
BLANK = re.compile(rb"<c\s([^>]*)>\s*" + FORMULA + rb"(?:<v\s*/>|<v></v>)?\s*</c>")
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
TEXT = b't="str"'
BOOK, LATE = "xl/workbook.xml", re.compile(rb'\bdate1904="(?:1|true|on)"')
SHEET, LINKED = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>"), re.compile(rb'\w:id="([^"]+)"')
LINK, NAME, GOAL = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>"), re.compile(rb'\bId="([^"]+)"'), re.compile(rb'\bTarget="([^"]+)"')

Words = dict[int, dict[int, str]]
#: What finds cells in a piece of a sheet: what stands in the tag of each, and what is to be said of it.
Finder = Callable[[bytes], Iterator[tuple[bytes, str]]]


def unworked(data: bytes, *more: Callable[[zipfile.ZipFile], Finder]) -> list[Words]:
    """For each sheet in order what its failed cells say, else what `more` finders say of a cell: {row from 1: {column from 0: word}}."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        finders = [_cells, *(make(archive) for make in more)]
        return [_words(archive, part, finders) for part in sheet_parts(archive)]


def counts_from_1904(data: bytes) -> bool:
    """Whether the days of a workbook are counted from 1904, as those of old Macintoshes were."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return BOOK in archive.namelist() and bool(LATE.search(archive.read(BOOK)))


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Where each sheet lies, in the order of the workbook."""
    try:
        book, links = archive.read(BOOK), archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return
    targets = {name[1]: goal[1].decode("utf-8", "replace") for link in LINK.findall(links) if (name := NAME.search(link)) and (goal := GOAL.search(link))}
    for sheet in SHEET.findall(book):
        link = LINKED.search(sheet)
        target = targets.get(link[1], "") if link else ""
        yield target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def sheet_text(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The text of a sheet in pieces; the last cell of one, which may be cut there, begins the next."""
    if part not in archive.namelist():
        return
    with archive.open(part) as stream:
        tail = b""
        while block := stream.read(MB):
            text = tail + block
            yield text
            cut = text.rfind(b"<c ")
            tail = text[max(cut, len(text) - OVERLAP) :] if cut >= 0 else b""


def _words(archive: zipfile.ZipFile, part: str, finders: Sequence[Finder]) -> Words:
    found: Words = {}
    many = 0
    for text in sheet_text(archive, part):
        for about, word in chain.from_iterable(find(text) for find in finders):
            if place := PLACE.search(about):
                found.setdefault(int(place[2]), {}).setdefault(column_number(place[1].decode()) - 1, word)
                many += 1
        if many >= CELLS_MAX:
            break
    return found


def _cells(text: bytes) -> Iterator[tuple[bytes, str]]:
    if b't="e"' in text:
        yield from ((met[1], met[2].decode("utf-8", "replace")) for met in FAILED.finditer(text))
    if b"<f" in text:
        yield from ((met[1], UNWORKED) for met in BLANK.finditer(text) if TEXT not in met[1])
