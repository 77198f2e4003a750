"""The gate: is this file a spreadsheet we may open at all?

Runs inside the sandboxed child, before any reader touches the file: size, first bytes, then what every zip must pass.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO

from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB, PART_MAX, UTF16, Barred, check_macros, check_zip
from yanzhen.kernel.intake.cellnames import column_number

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BM", b"MZ")
FAR_ROWS, FAR_COLUMNS = 200_000, 1_000


def check(data: bytes) -> str:
    """The file's form by its bytes, never by its name: "xlsx", "xls" or "csv"; raises Barred for all else."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Barred("empty")
    if len(data) > FILE_MAX:
        raise Barred("size", megabytes=FILE_MAX // MB)
    if data.startswith(b"PK"):
        check_zip(data, _check_form)
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


def _check_form(names: set[str]) -> None:
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Barred("other_form")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Barred("foreign")
    check_macros(names)
    if any("/externallinks/" in name for name in names):
        raise Barred("links")


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
