"""Spreadsheets made byte by byte, honest ones and hostile ones; nothing of it lies in the repository as a file."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
ROOT = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'


#: What a cell of an old workbook holds where a formula failed.
ERRORS: dict[object, int] = {"#N/A": 0x2A, "#REF!": 0x17, "#VALUE!": 0x0F}


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method, compresslevel=6) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return target.getvalue()


def parts(sheet: str | bytes, sheets: int = 1, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a small workbook whose sheets all have this XML; `more` by name, with __ for / and _x_ for a dot."""
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="s{n}"/>' for n in range(1, sheets + 1))
    links = "".join(f'<Relationship Id="s{n}" Type="{RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, sheets + 1))
    strings = f'<Relationship Id="t" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/>' if "strings" in more else ""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook {NS} xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}{strings}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n in range(1, sheets + 1)},
    }
    if "strings" in more:
        found["xl/sharedStrings.xml"] = more.pop("strings")
    return found | {name.replace("__", "/").replace("_x_", "."): body for name, body in more.items()}


def sheet_xml(rows: str, after: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {NS}><sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


SMALL = sheet_xml(f'<row r="1">{cell("A1", "姓名")}{cell("B1", "借书证号")}</row><row r="2">{cell("A2", "姜梅")}{cell("B2", "7")}</row>')


def xlsx(*sheets: Iterable[Iterable[Any]], merges: Iterable[tuple[int, int, int, int]] = (), names: Iterable[str] = (), hidden: Iterable[int] = ()) -> bytes:
    """A workbook of these rows; merges (top, left, bottom, right from 0) are made in every sheet."""
    target = io.BytesIO()
    labels = list(names)
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for n, rows in enumerate(sheets):
            sheet = book.add_worksheet(labels[n] if n < len(labels) else None)
            if n in hidden:
                sheet.hide()
            for top, left, bottom, right in merges:
                sheet.merge_range(top, left, bottom, right, "")
            for at, row in enumerate(rows):
                for index, value in enumerate(row):
                    if value not in ("", None):
                        write = sheet.write_string if isinstance(value, str) else sheet.write
                        write(at, index, value)
    return target.getvalue()


def xls(rows: Iterable[Iterable[Any]], merges: Iterable[tuple[int, int, int, int]] = (), streams: Iterable[str] = ("Workbook",), sheet: int = 0, lined: Iterable[tuple[int, int]] = (),
        runs: Mapping[tuple[int, int], list[tuple[bool, str]]] | None = None, cut: int = 0) -> bytes:
    """An Excel 97 workbook (BIFF8 in a compound file): text, numbers and errors only; `sheet` is its kind (1 a macro sheet), `lined`
    are cells that are struck out, `runs` cells with words of which each may be, in a table that is cut behind so many bytes."""
    body, struck = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)), set(lined)
    parted = [*(runs or {})]
    for at, row in enumerate(rows):
        for index, value in enumerate(row):
            place = struct.pack("<HHH", at, index, int((at, index) in struck))
            if (at, index) in parted:
                body += _record(0x00FD, place + struct.pack("<I", parted.index((at, index))))
            elif value in ERRORS:
                body += _record(0x0205, place + bytes([ERRORS[str(value)], 1]))
            elif isinstance(value, str) and value:
                body += _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16le"))
            elif isinstance(value, (int, float)):
                body += _record(0x0203, place + struct.pack("<d", value))
    spans = [struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges]
    body += _record(0x00E5, struct.pack("<H", len(spans)) + b"".join(spans)) + _record(0x000A, b"")
    name = "表1".encode("utf-16le")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x0042, struct.pack("<H", 1200))
    start += b"".join(_record(0x0031, struct.pack("<HH", 200, bit) + bytes(12)) for bit in (0, 0, 0, 0, 8))
    start += b"".join(_record(0x00E0, struct.pack("<H", font) + bytes(18)) for font in (0, 5))
    start += _strings([*(runs or {}).values()], cut) if runs else b""
    length = len(start) + 4 + 8 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBBBB", length, 0, sheet, 2, 1) + name)
    return compound((start + bound + _record(0x000A, b"") + body).ljust(4096, b"\0"), streams)


def _strings(words: list[list[tuple[bool, str]]], cut: int) -> bytes:
    """The table of strings, each in runs; cut, if it is, within the letters of one."""
    table = struct.pack("<II", len(words), len(words))
    for word in words:
        text, fonts, at = "".join(part for _off, part in word), b"", 0
        for off, part in word:
            fonts += struct.pack("<HH", at, 5 if off else 0)
            at += len(part)
        table += struct.pack("<HBH", len(text), 9, len(word)) + text.encode("utf-16le") + fonts
    return _record(0x00FC, table[:cut]) + _record(0x003C, b"\x01" + table[cut:]) if cut else _record(0x00FC, table)


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def compound(body: bytes, streams: Iterable[str] = ("Workbook",)) -> bytes:
    """A compound file whose streams all are this body: sector 0 the FAT, 1 the directory, the rest the body."""
    names = list(streams)
    sectors = -(-len(body) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    fat = b"".join(struct.pack("<I", one) for one in chain).ljust(-(-(len(chain) * 4) // 512) * 512, b"\xff")
    assert len(fat) == 512, "the test writes small files only"
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)] + [
        _entry(name, 2, 2, len(body), 0xFFFFFFFF, n + 2 if n + 1 < len(names) else 0xFFFFFFFF) for n, name in enumerate(names)
    ]
    directory = b"".join(entries).ljust(512, b"\0")[:512]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    return header.ljust(512, b"\xff") + fat + directory + body.ljust(sectors * 512, b"\0")


def _entry(name: str, sort: int, start: int, size: int, child: int, right: int = 0xFFFFFFFF) -> bytes:
    letters = name.encode("utf-16le") + b"\0\0"
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), sort, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<IQ", start, size)
