"""The gate: is this file a spreadsheet we may open at all?

Runs inside the sandboxed child, before any reader touches the file, with nothing but the standard library.
The order is cheap to dear: size, first bytes, the zip's own list of parts, the first bytes of each part.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import IO

MB = 1 << 20
#: A roster of 100,000 rows x 10 columns is 7 MB on disk and unpacks to 50-80 MB; two of them must pass in one file.
FILE_MAX = 20 * MB
UNPACKED_MAX = 200 * MB
PART_MAX = 160 * MB
PARTS_MAX = 2000
#: Sheets of real rosters shrink 7 to 30 times, a zip bomb a thousand times. Small parts may shrink as they like.
RATIO_MAX = 100
RATIO_FROM = MB
PROLOG_MAX = 64 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BM", b"MZ")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    KeyError,
    EOFError,
    ValueError,
    OSError,
    struct.error,
)
FAR_ROWS, FAR_COLUMNS = 200_000, 1_000


class Barred(Exception):
    """The file may not come in. `code` names the reason (see sentences.py), `facts` what the sentence needs."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check(data: bytes) -> str:
    """The file's form by its bytes, never by its name: "xlsx", "xls" or "csv"; raises Barred for all else."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Barred("empty")
    if len(data) > FILE_MAX:
        raise Barred("size", megabytes=FILE_MAX // MB)
    if data.startswith(b"PK"):
        _check_zip(data)
        return "xlsx"
    if data.startswith(OLE):
        _check_ole(data)
        return "xls"
    _check_text(data)
    return "csv"


def _check_text(data: bytes) -> None:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        raise Barred("markup")
    if data.startswith(FOREIGN):
        raise Barred("foreign")
    if b"\x00" in data and not data.startswith(UTF16):
        raise Barred("foreign")


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_names(parts)
            _check_sizes(parts)
            _check_form({part.filename.lower() for part in parts})
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as stream:
                        _check_prolog(stream)
            with archive.open("[Content_Types].xml") as stream:
                if b"macroenabled" in stream.read(MB).lower():
                    raise Barred("macro")
    except BAD_ZIP as fault:
        raise Barred("broken") from fault


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > PARTS_MAX:
        raise Barred("parts", most=PARTS_MAX)
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names):
        raise Barred("broken")
    for part, name in zip(parts, names, strict=True):
        if part.flag_bits & 1:
            raise Barred("password")
        if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Barred("slip")
        if part.orig_filename != part.filename:
            raise Barred("broken")


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > UNPACKED_MAX or any(part.file_size > PART_MAX for part in parts):
        raise Barred("bomb")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > RATIO_MAX * max(part.compress_size, 1):
            raise Barred("bomb")


def _check_form(names: set[str]) -> None:
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Barred("other_form")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Barred("foreign")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/activex/" in name for name in names):
        raise Barred("macro")
    if any("/externallinks/" in name for name in names):
        raise Barred("links")


def _check_prolog(stream: IO[bytes]) -> None:
    """Nothing may stand before the root element but the XML declaration, comments and white space."""
    head = stream.read(4096)
    if len(head) == 4096 and not re.search(rb"<[A-Za-z_]", head):
        head += stream.read(PROLOG_MAX)
    if head.startswith(UTF16) or b"\x00" in head:
        raise Barred("broken")
    rest = re.sub(rb"<\?.*?\?>|<!--.*?-->", b"", head.removeprefix(b"\xef\xbb\xbf"), flags=re.DOTALL).lstrip()
    if rest[:2] == b"<!":
        raise Barred("doctype")
    if rest and not re.match(rb"<[A-Za-z_]", rest):
        raise Barred("broken")


def _check_ole(data: bytes) -> None:
    """Directory entries lie at multiples of 128 bytes: the name in UTF-16 and, at 64, its length with the final zero."""

    def has(name: str) -> bool:
        mark = name.encode("utf-16le") + b"\x00\x00"
        for found in re.finditer(re.escape(mark), data):
            start = found.start()
            if start % 128 == 0 and data[start + 64 : start + 66] == len(mark).to_bytes(2, "little"):
                return True
        return False

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise Barred("password")
    if has("_VBA_PROJECT_CUR") or has("_VBA_PROJECT") or has("VBA"):
        raise Barred("macro")
    if not (has("Workbook") or has("Book")):
        raise Barred("foreign")


def explain(data: bytes) -> Barred:
    """Why a reader ran out of room on this file: the far cell that stretches the sheet, or plain size."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if part.filename.startswith("xl/worksheets/") and part.file_size <= PART_MAX:
                    with archive.open(part) as stream:
                        cell = _far_cell(stream)
                    if cell:
                        return Barred("far", cell=cell)
    return Barred("memory")


def _far_cell(stream: IO[bytes]) -> str:
    tail = b""
    for _ in range(PART_MAX // MB):
        block = stream.read(MB)
        if not block:
            break
        for found in re.finditer(rb'<c r="([A-Z]{1,3})(\d{1,7})"', tail + block):
            letters, digits = found[1].decode(), found[2].decode()
            if int(digits) > FAR_ROWS or column_number(letters) > FAR_COLUMNS:
                return letters + digits
        tail = block[-64:]
    return ""


def column_number(letters: str) -> int:
    """A -> 1, XFD -> 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
