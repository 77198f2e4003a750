"""Bytes in, a document out: Word, PDF or plain text, known by its bytes and never by its name. Runs in the child."""

from __future__ import annotations

from typing import Final

from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB, UTF16, Barred, decoded

from . import docx_in, pdf_in
from .document import Document
from .outline import plain

__all__ = ["plain", "read"]

CHARACTERS_MAX: Final = pdf_in.CHARACTERS_MAX
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BM", b"MZ", b"OFD")


def read(data: bytes) -> Document:
    """The document in these bytes; Barred with a reason where there is none that may be read."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Barred("empty")
    if len(data) > FILE_MAX:
        raise Barred("size", megabytes=FILE_MAX // MB)
    document = _read(data)
    if len(document.text) > CHARACTERS_MAX:
        raise Barred("long", most=CHARACTERS_MAX)
    if not document.text.strip():
        raise Barred("empty")
    return document


def _read(data: bytes) -> Document:
    if data.startswith(b"PK"):
        docx_in.check(data)
        return docx_in.read(data)
    if b"%PDF-" in data[:1024]:
        return pdf_in.read(data)
    return plain(_text(data))


def _text(data: bytes) -> str:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if data.startswith((_OLE, b"{\\rtf")):
        raise Barred("other_form")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Barred("markup")
    if data.startswith(_FOREIGN) or b"\x00" in data and not data.startswith(UTF16):
        raise Barred("foreign")
    return decoded(data)
