"""The gate before any reader: may this zip be opened at all, and in which letters is this text?

Runs inside the sandboxed child with nothing but the standard library. The order is cheap to dear: the zip's own list of
parts, then the first bytes of each part.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
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

UTF16 = (b"\xff\xfe", b"\xfe\xff")
CODECS = ("utf-8-sig", "utf-16", "gb18030")
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


class Barred(Exception):
    """The file may not come in. `code` names the reason, `facts` what the sentence needs."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check_zip(data: bytes, check_form: Callable[[set[str]], None]) -> None:
    """Barred unless every part may be unpacked; `check_form` looks at the parts' names in small letters."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_names(parts)
            _check_sizes(parts)
            check_form({part.filename.lower() for part in parts})
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


def check_macros(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/activex/" in name for name in names):
        raise Barred("macro")


def decoded(data: bytes) -> str:
    """The text in what its first bytes say, else UTF-8, else GB18030; Barred if none of them fits."""
    for name in CODECS[1:2] if data.startswith(UTF16) else CODECS[::2]:
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(name)
    raise Barred("letters")


def ready() -> None:
    """Load what needs files of its own, before no file can be opened any more."""
    for name in (*CODECS, "utf-16-le", "cp437"):
        codecs.lookup(name)
