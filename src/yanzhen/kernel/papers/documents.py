"""Documents and recordings: really opened before they are taken, and turned away if they could do something by themselves."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused

MB = 1 << 20
UNPACKED_MAX = 200 * MB
PARTS_MAX = 5000
MAIN_MAX = 40 * MB
RATIO_MAX, RATIO_FROM = 200, 4 * MB
#: The part that makes a package what it is, by media type.
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "ppt/presentation.xml",
}
BAD_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError, EOFError, ValueError, OSError, struct.error)
ACTIVE = re.compile(r"vbaproject|/macrosheets/|/activex/|/embeddings/.*\.(bin|exe)$|/externallinks/")
# What a package may point at outside itself is only a link to be clicked.
OUTSIDE = re.compile(rb'<(?:\w+:)?Relationship\b(?=[^>]*TargetMode\s*=\s*["\']External)(?![^>]*Type\s*=\s*["\'][^"\']*/hyperlink["\'])')


def broken() -> Refused:
    return Refused(_("这个文件打不开，可能没有传完整。请重新另存一份再传。"))


def active() -> Refused:
    return Refused(_("这个文件里带有宏、脚本或外部链接，为安全起见不接收。请另存为不带这些内容的文件再传。"))


def package_media(data: bytes) -> str:
    """The media type of an Office package, after its parts were checked; Refused for bombs, macros, passwords and other zips."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive.infolist())
            names = set(archive.namelist())
            media = next((m for m, main in MAIN.items() if main in names and "[Content_Types].xml" in names), "")
            if not media:
                raise Refused(_("压缩包不能直接上传，请把里面的文件取出来再传。"))
            _check_inside(archive, MAIN[media])
            return media
    except (*BAD_ZIP, ElementTree.ParseError) as fault:
        raise broken() from fault
    except DefusedXmlException as fault:
        raise active() from fault


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [p.filename.lower() for p in parts]
    if any(p.flag_bits & 1 for p in parts):
        raise Refused(_("文件设有打开密码。请先取消密码，再上传。"))
    if any(ACTIVE.search(n) for n in names):
        raise active()
    if len(set(names)) < len(names) or any(n.startswith(("/", "\\")) or "\\" in n or ".." in n.split("/") for n in names):
        raise broken()
    swollen = any(p.file_size > RATIO_FROM and p.file_size > RATIO_MAX * max(p.compress_size, 1) for p in parts)
    if swollen or len(parts) > PARTS_MAX or sum(p.file_size for p in parts) > UNPACKED_MAX:
        raise Refused(_("文件展开后过大，为安全起见不接收。请压缩其中的图片后再传。"))


def _check_inside(archive: zipfile.ZipFile, main: str) -> None:
    """Well-formed, nothing declared from outside, nothing fetched from outside when it is opened."""
    for name in ("[Content_Types].xml", main):
        if archive.getinfo(name).file_size > MAIN_MAX:
            raise broken()
        with archive.open(name) as part:
            text = part.read(MAIN_MAX)
        ElementTree.fromstring(text, forbid_dtd=True)
        if name.startswith("[") and b"macroenabled" in text.lower():
            raise active()
    for name in archive.namelist():
        if name.endswith(".rels"):
            with archive.open(name) as part:
                if OUTSIDE.search(part.read(MAIN_MAX)):
                    raise active()


SCRIPTED = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
STREAMS = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)


def check_pdf(data: bytes) -> None:
    """The end leads to the index and the index is there; no script, no program, no file inside."""
    tail = data[-2048:]
    start = re.search(rb"startxref\s+(\d{1,12})\s+%%EOF", tail)
    if not start:
        raise broken()
    at = data[int(start[1]) : int(start[1]) + 40]
    if not re.match(rb"\s*(xref\s|\d+\s+\d+\s+obj)", at):
        raise broken()
    if SCRIPTED.search(STREAMS.sub(b"", data)):
        raise active()


class Box(NamedTuple):
    """A box of a recording: its type, where it begins, where its content begins and ends."""

    kind: str
    head: int
    body: int
    stop: int


WITHIN = {"moov", "trak"}
#: Where cameras write the place (and other remarks): emptied, in place, so that nothing else has to move.
REMARKS = {"udta", "meta", "uuid", "loci", "\xa9xyz"}


def recording(data: bytes, *, keep_place: bool) -> bytes:
    """A recording whose boxes add up to the file; unless kept, the boxes that hold place and remarks are emptied."""
    top = list(boxes(data, 0, len(data)))
    kinds = [box.kind for box in top]
    if "moov" not in kinds or "mdat" not in kinds or "cmov" in kinds:
        raise broken()
    if keep_place:
        return data
    out = bytearray(data)
    for box in top:
        _empty(out, box)
    return bytes(out)


def _empty(out: bytearray, box: Box) -> None:
    if box.kind in REMARKS:
        out[box.head + 4 : box.head + 8] = b"free"
        out[box.body : box.stop] = bytes(box.stop - box.body)
    elif box.kind in WITHIN:
        for inner in list(boxes(out, box.body, box.stop)):
            _empty(out, inner)


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes that fill a stretch exactly; Refused if they do not."""
    while start < end:
        if end - start < 8:
            raise broken()
        size, kind = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8].decode("latin-1")
        body = start + 8
        if size == 1:
            size, body = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        stop = end if size == 0 else start + size
        if stop > end or stop < body:
            raise broken()
        yield Box(kind, start, body, stop)
        start = stop
