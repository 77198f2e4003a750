"""Cells of an xlsx that somebody struck out: the reader gives them like any other, and whoever struck them meant them gone.

Runs inside the child. A workbook without a struck word costs no more than a look at its styles and its words.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Collection, Iterator

from yanzhen.kernel.base.sandbox.gate import MB
from yanzhen.kernel.intake.unworked import Finder

#: Stands before what was struck out: a line through what follows, which nobody writes at the beginning of a cell. What stands
#: behind it in a word is what is left of a cell of which only some was struck.
STRUCK = "\u0336"
STROKE = re.compile(rb'<(?:\w+:)?strike(?:\s+val="(?:1|true|on)")?\s*/>')
LONGEST = 64
FONTS, FONT = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL), re.compile(rb"<(?:\w+:)?font(?:\s*/>|(?:\s[^>]*)?>.*?</(?:\w+:)?font>)", re.DOTALL)
FORMS, FORM = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL), re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
FONT_OF, FORM_OF = re.compile(rb'\bfontId="(\d+)"'), re.compile(rb'\bs="(\d+)"')
STRING, RUN = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL), re.compile(rb"<(?:\w+:)?r>.*?</(?:\w+:)?r>", re.DOTALL)
TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")
CELL, INLINE = re.compile(rb"<c\s([^>]*)>"), re.compile(rb"<c\s([^>]*\bt=\"inlineStr\"[^>]*)>(.*?)</c>", re.DOTALL)
SHARED = re.compile(rb"<c\s([^>]*\bt=\"s\"[^>]*)>\s*<v>(\d+)</v>")


def struck(archive: zipfile.ZipFile) -> Finder:
    """What finds the struck cells of a workbook: STRUCK, and what is left if something is."""
    forms, strings = _forms(_lined(archive, "xl/styles.xml")), _strings(_lined(archive, "xl/sharedStrings.xml"))
    return lambda text: _cells(text, forms, strings)


def _lined(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part of the workbook in which something is struck; of any other nothing, for it may be large."""
    if part not in archive.namelist():
        return b""
    with archive.open(part) as stream:
        tail = b""
        while (block := stream.read(MB)) and not _has(tail + block):
            tail = block[-LONGEST:]
    return archive.read(part) if block else b""


def _has(text: bytes) -> bool:
    """Whether anything is struck in a text. Most have not even the word, and the word alone is found far faster."""
    return b"strike" in text and bool(STROKE.search(text))


def _forms(styles: bytes) -> frozenset[bytes]:
    """The forms of cells whose letters are struck."""
    fonts, forms = FONTS.search(styles), FORMS.search(styles)
    lined = {n for n, font in enumerate(FONT.findall(fonts[0])) if STROKE.search(font)} if fonts else set()
    found = enumerate(FORM.findall(forms[0])) if forms else ()
    return frozenset(b"%d" % n for n, form in found if n and (met := FONT_OF.search(form)) and int(met[1]) in lined)


def _strings(shared: bytes) -> dict[bytes, str]:
    """The shared words of which some is struck, each with what is left."""
    return {b"%d" % n: _left(word) for n, word in enumerate(STRING.findall(shared)) if STROKE.search(word)}


def _left(word: bytes) -> str:
    """What of a word in runs is not struck, behind the mark."""
    runs = (text for run in RUN.findall(word) if not STROKE.search(run) for text in TEXT.findall(run))
    return STRUCK + html.unescape(b"".join(runs).decode("utf-8", "replace")).strip()


def _cells(text: bytes, forms: Collection[bytes], strings: dict[bytes, str]) -> Iterator[tuple[bytes, str]]:
    if strings:
        yield from ((met[1], strings[met[2]]) for met in SHARED.finditer(text) if met[2] in strings)
    if _has(text):
        yield from ((met[1], _left(met[2])) for met in INLINE.finditer(text) if STROKE.search(met[2]))
    if forms:
        yield from ((met[1], STRUCK) for met in CELL.finditer(text) if (form := FORM_OF.search(met[1])) and form[1] in forms)
