"""Files that mean harm, or look as if they did: each by name, made when asked for. The value is the reason code that must
turn it away, or None where the file is read, harmlessly."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from .package import SMALL, cell, compound, parts, sheet_xml, xls, xlsx, zipped

Corpus = dict[str, tuple[str | None, Callable[[], bytes]]]
MB = 1 << 20
GOOD = parts(SMALL)
TYPES = str(GOOD["[Content_Types].xml"])
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


def honest() -> bytes:
    return zipped(GOOD)


def flagged(bit: int) -> bytes:
    """The honest file with a flag set for each part, as encrypting does."""
    data = bytearray(honest())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= bit
            start = data.find(mark, start + 4)
    return bytes(data)


def lying(body: bytes) -> bytes:
    """A sheet whose size in the list of parts is a lie: it says 100 bytes."""
    data = bytearray(zipped(GOOD | {"xl/worksheets/sheet1.xml": body}))
    size = struct.pack("<I", len(body))
    return bytes(data).replace(size, struct.pack("<I", 100))


def twice(name: str) -> bytes:
    target = io.BytesIO(honest())
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, SMALL)
    return target.getvalue()


def shared(count: int, length: int) -> bytes:
    """One long string, told many times."""
    text = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"丑" * length}</t></si></sst>'
    rows = "".join(f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGH") + "</row>" for n in range(1, count + 1))
    return zipped(parts(sheet_xml(rows), strings=text))


def declared(doctype: str, text: str = "&x;") -> bytes:
    body = f'<?xml version="1.0"?>{doctype}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    return zipped(parts(sheet_xml(ROWS), strings=body))


def tall(rows: int) -> bytes:
    body = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, rows + 1))
    return zipped(parts(sheet_xml(body)))


def styled() -> bytes:
    xfs = "".join(f'<xf numFmtId="14" fontId="{n}" fillId="{n * 31 % 997}" borderId="{n * 7 % 89}"/>' for n in range(65_000))
    styles = f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>{xfs}</cellXfs></styleSheet>'
    return zipped(parts(SMALL) | {"xl/styles.xml": styles})


def noise(seed: int, length: int) -> bytes:
    return random.Random(seed).randbytes(length)


def gbk_bytes(length: int) -> bytes:
    return b"\x81" * length + b"\xff\n"


def merged(count: int) -> bytes:
    spans = "".join(f'<mergeCell ref="A{2 * n + 1}:A{2 * n + 2}"/>' for n in range(count))
    return zipped(parts(sheet_xml(ROWS.replace(' t="s"', ""), f"<mergeCells>{spans}</mergeCells>")))


FORMULAS = [["姓名", "借书证号"], ["=cmd|' /C calc'!A0", "+1+1"], ["@SUM(1)", "-2"], ['=HYPERLINK("http://x.example","点")', "\t=1"]]

NO_SHEETS: Corpus = {
    "nothing at all": ("empty", lambda: b""),
    "blanks": ("empty", lambda: b" \r\n\t" * 1000),
    "noughts": ("empty", lambda: bytes(4096)),
    "a mark of bytes alone": ("empty", lambda: b"\xef\xbb\xbf"),
    "noise": ("foreign", lambda: noise(1, 100_000)),
    "a PDF": ("foreign", lambda: b"%PDF-1.7\n" + noise(2, 1000)),
    "a picture": ("foreign", lambda: b"\x89PNG\r\n\x1a\n" + noise(3, 1000)),
    "a JPEG with a zip behind it": ("foreign", lambda: b"\xff\xd8\xff\xe0" + honest()),
    "a rich text": ("foreign", lambda: b"{\\rtf1 abc}"),
    "a program": ("foreign", lambda: b"MZ" + noise(4, 1000)),
    "a gzip": ("foreign", lambda: b"\x1f\x8b" + zlib.compress(bytes(1000))),
    "a page named xls": ("markup", lambda: "<html><table><tr><td>姓名</td></tr></table></html>".encode()),
    "a page with a mark and blanks first": ("markup", lambda: b"\xef\xbb\xbf\n  <table></table>"),
    "an XML spreadsheet": ("markup", lambda: b'<?xml version="1.0"?><Workbook/>'),
    "an SVG": ("markup", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a file too big": ("size", lambda: b"a,b\n" * (21 * MB // 4)),
}
ZIPS: Corpus = {
    "an honest file": (None, honest),
    "cut in half": ("broken", lambda: honest()[: len(honest()) // 2]),
    "cut at the end": ("broken", lambda: honest()[:-10]),
    "bytes changed inside": ("broken", lambda: honest().replace(honest()[60:90], noise(5, 30), 1)),
    "an empty zip": ("foreign", lambda: b"PK\x05\x06" + bytes(18)),
    "a zip of something else": ("foreign", lambda: zipped({"readme.txt": "x"})),
    "a zip in a zip": ("foreign", lambda: zipped({"inside.zip": honest()})),
    "a Word document": ("foreign", lambda: zipped({"[Content_Types].xml": TYPES, "word/document.xml": "<d/>"})),
    "an xlsb": ("other_form", lambda: zipped({"[Content_Types].xml": TYPES, "xl/workbook.bin": b"x"})),
    "an ods": ("other_form", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<d/>"})),
    "a macro": ("macro", lambda: zipped(GOOD | {"xl/vbaProject.bin": b"x"})),
    "a macro under another name": ("macro", lambda: zipped(GOOD | {"xl/deep/VBAPROJECT.BIN": b"x"})),
    "an xlsm named xlsx": ("macro", lambda: zipped(GOOD | {"[Content_Types].xml": TYPES.replace("sheet.main", "sheet.macroEnabled.main")})),
    "a macro sheet of 1992": ("macro", lambda: zipped(GOOD | {"xl/macrosheets/sheet1.xml": SMALL})),
    "an ActiveX control": ("macro", lambda: zipped(GOOD | {"xl/activeX/activeX1.bin": b"x"})),
    "links to other files": ("links", lambda: zipped(GOOD | {"xl/externalLinks/externalLink1.xml": "<x/>"})),
    "a password by flag": ("password", lambda: flagged(1)),
    "a way out by dots": ("slip", lambda: zipped(GOOD | {"../../etc/cron.d/x": "x"})),
    "a way out from the root": ("slip", lambda: zipped(GOOD | {"/etc/passwd": "x"})),
    "a way out by backslash": ("slip", lambda: zipped(GOOD | {"..\\x": "x"})),
    "a way out by drive": ("slip", lambda: zipped(GOOD | {"C:/x": "x"})),
    "a part told twice": ("broken", lambda: twice("xl/worksheets/sheet1.xml")),
    "a part told twice in capitals": ("broken", lambda: twice("XL/Worksheets/Sheet1.xml")),
    "too many parts": ("parts", lambda: zipped(GOOD | {f"xl/media/{n}.png": b"" for n in range(3000)})),
    "a bomb that says so": ("bomb", lambda: zipped(GOOD | {"xl/worksheets/sheet1.xml": b" " * (210 * MB)})),
    "a bomb in a drawer": ("bomb", lambda: zipped(GOOD | {"xl/media/a.bin": bytes(20 * MB)})),
    "a bomb that lies about its size": ("broken", lambda: lying(SMALL.encode() + b" " * (64 * MB))),
    "entities a billion times": ("doctype", lambda: declared(f"<!DOCTYPE x [{LAUGHS}]>", "&l8;")),
    "an entity from a file": ("doctype", lambda: declared('<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    "a declaration behind a comment": ("doctype", lambda: declared("<!--" + "-x" * 20_000 + "--><!DOCTYPE x>")),
    "a declaration behind an endless comment": ("doctype", lambda: declared("<!--" + "-x" * 200_000 + "--><!DOCTYPE x>")),
    "a part in UTF-16": ("broken", lambda: zipped(GOOD | {"xl/workbook.xml": str(GOOD["xl/workbook.xml"]).encode("utf-16")})),
    "no XML at all": ("broken", lambda: zipped(GOOD | {"xl/worksheets/sheet1.xml": "这不是 XML"})),
    "XML cut short": ("broken", lambda: zipped(GOOD | {"xl/worksheets/sheet1.xml": SMALL[:200]})),
    "a part that is missing": ("broken", lambda: zipped({name: body for name, body in GOOD.items() if "sheet1" not in name})),
}
SHEETS: Corpus = {
    "a cell at the end of the world": ("far", lambda: zipped(parts(sheet_xml(f'<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>')))),
    "a blank cell at the end of the world": (None, lambda: zipped(parts(SMALL.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')))),
    "a stray cell in the last row": (None, lambda: zipped(parts(SMALL.replace("</sheetData>", f'<row r="1048576">{cell("A1048576", "x")}</row></sheetData>')))),
    "a row beyond the last": ("broken", lambda: zipped(parts(sheet_xml(f'<row r="99999999999">{cell("A99999999999", "x")}</row>')))),
    "a cell without a place": (None, lambda: zipped(parts(sheet_xml('<row r="1"><c><v>1</v></c></row>')))),
    "a string that is not there": ("broken", lambda: zipped(parts(sheet_xml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), strings="<sst/>"))),
    "numbers that are none": (None, lambda: zipped(parts(SMALL.replace("</sheetData>", '<row r="3"><c r="A3"><v>NaN</v></c><c r="B3"><v>1e999</v></c></row></sheetData>')))),
    "one long string told often": ("memory", lambda: shared(20_000, 30_000)),
    "a cell of five million letters": ("long_cell", lambda: zipped(parts(sheet_xml(f'<row r="1">{cell("A1", noise(9, 2_500_000).hex())}</row>')))),
    "elements a million deep": (None, lambda: zipped(parts(SMALL.replace("<sheetData>", "".join(f'<x n="{n * 7919}">' for n in range(300_000)) + "</x>" * 300_000 + "<sheetData>")))),
    "four hundred thousand rows": (None, lambda: tall(400_000)),
    "65,000 styles": (None, styled),
    "300 sheets": ("sheets", lambda: zipped(parts(SMALL, sheets=300))),
    "a merge over everything": (None, lambda: zipped(parts(SMALL.replace("</worksheet>", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')))),
    "30,000 merges": ("merges", lambda: merged(30_000)),
    "formulas that call programs": (None, lambda: xlsx(FORMULAS)),
    "a sheet 16,384 columns wide": (None, lambda: xlsx([["姓名", "借书证号", *["x"] * 16_000]])),
}
OLD: Corpus = {
    "an honest xls": (None, lambda: xls([["姓名", "借书证号"], ["姜梅", 7]])),
    "an encrypted workbook": ("password", lambda: compound(noise(6, 8000), ("EncryptionInfo", "EncryptedPackage"))),
    "an xls with a macro": ("macro", lambda: xls([["姓名"]], streams=("Workbook", "_VBA_PROJECT_CUR"))),
    "an xls with a macro sheet": ("macro", lambda: xls([["姓名"]], sheet=1)),
    "a Word document of 1997": ("foreign", lambda: compound(noise(7, 8000), ("WordDocument",))),
    "an xls cut short": ("broken", lambda: xls([["姓名", "借书证号"]])[:2000]),
    "an xls of noise": ("broken", lambda: compound(noise(8, 8000))),
    "a compound file that bites its tail": (None, lambda: _circle(xls([["姓名"]]))),
}
TEXTS: Corpus = {
    "one line of fifteen million letters": ("csv", lambda: b"x" * 15_000_000),
    "a quote that never ends": ("csv", lambda: '姓名,借书证号\n"'.encode() + "梅,1\n".encode() * 100_000),
    "letters of no encoding": ("letters", lambda: "姓名,借书证号\n".encode() + gbk_bytes(3)),
    "a nought inside": ("foreign", lambda: "姓名,借书证号\n姜梅,\x007\n".encode()),
    "ten thousand columns": (None, lambda: ("姓名,借书证号" + ",x" * 10_000 + "\n").encode()),
    "two million blank lines": (None, lambda: "姓名,借书证号\n".encode() + b"\n" * 2_000_000 + "姜梅,7\n".encode()),
    "a million cells in one line": (None, lambda: b"x," * 1_000_000),
    "marks that turn writing around": (None, lambda: "姓名,借书证号\n\u202e姜梅\u202c,7\n".encode()),
    "half a letter at the end": ("letters", lambda: "姓名,借书证号\n姜梅".encode("gb18030")[:-1] + b"\xff"),
}


def _circle(data: bytes) -> bytes:
    """The chain of sectors made a ring."""
    ring = bytearray(data)
    ring[512 + 4 * 3 : 512 + 4 * 4] = struct.pack("<I", 2)
    return bytes(ring)


CORPUS: Corpus = NO_SHEETS | ZIPS | SHEETS | OLD | TEXTS
