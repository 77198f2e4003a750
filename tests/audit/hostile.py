"""Reports that mean harm, or look as if they did: each by name, made when asked for. The value is the reason code that must
turn it away, or None where the file is read, harmlessly."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable

from .papers import OFFICE, WORD, paragraph, parts, pdf, pdf_of, row, run, word, zipped

Corpus = dict[str, tuple[str | None, Callable[[], bytes]]]
MB = 1 << 20
GOOD = parts(paragraph("共12册。"))
TYPES = str(GOOD["[Content_Types].xml"])
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
LINE = [(80.0, 700.0, "共12册。")]


def related(target: str, kind: str = "attachedTemplate") -> bytes:
    links = f'<Relationship Id="x" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    rels = str(GOOD["word/_rels/document.xml.rels"]).replace("</Relationships>", links + "</Relationships>")
    return zipped(GOOD | {"word/_rels/settings.xml.rels": rels})


def stream(body: bytes, filters: str = "/FlateDecode", dictionary: str = "") -> bytes:
    return f"<</Length {len(body)}/Filter{filters}{dictionary}>>stream\n".encode() + body + b"\nendstream"


def drawn(content: bytes) -> bytes:
    """A PDF of one page with this stream as its content."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, font, content])


def deflated(length: int, times: int = 1) -> bytes:
    body = bytes(length)
    for _ in range(times):
        body = zlib.compress(body, 9)
    return body


def kids(count: int) -> bytes:
    """Pages that are each other's children, without end."""
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[2 0 R 2 0 R]>>" % count])


TEXTS: Corpus = {
    "nothing at all": ("empty", lambda: b""),
    "noughts": ("empty", lambda: bytes(4096)),
    "a nought inside": ("foreign", lambda: "共12\x00册".encode()),
    "noise": ("foreign", lambda: b"x\x00" + random.Random(1).randbytes(100_000)),
    "a picture": ("foreign", lambda: b"\x89PNG\r\n\x1a\n"),
    "a page": ("markup", lambda: b"<!DOCTYPE html><script>x</script>"),
    "an old Word document": ("other_form", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "ten million digits": ("long", lambda: b"1" * 10 * MB),
    "a file too big": ("size", lambda: b"1" * 21 * MB),
    "a million blank lines": ("empty", lambda: b"\n" * MB),
    "a hundred thousand lines": ("blocks", lambda: "册\n".encode() * 100_000),
    "nine hundred thousand digits": (None, lambda: b"1" * 900_000),
    "ten thousand brackets": (None, lambda: ("（" * 10_000 + "12册" + "）" * 10_000).encode()),
    "a row of three hundred thousand cells": ("blocks", lambda: b"|1" * 300_000),
    "a figure in every word": ("figures", lambda: "12册，".encode() * 60_000),
    "numbers beyond numbers": (None, lambda: ("9" * 5000 + "亿册，1e999999999户，" + "百" * 5000 + "万条，" + "1/" * 5000 + "0%，0/0，" + "." * 5000).encode()),
    "hedges without end": (None, lambda: ("约" * 50_000 + "12" + "余" * 50_000 + "万" * 50_000 + "册").encode()),
    "letters of no encoding": ("letters", lambda: "共12册".encode() + b"\x81\xff\n"),
    "marks that turn writing around": (None, lambda: "共\u202e12册\u202c".encode()),
}
WORDS: Corpus = {
    "an honest file": (None, lambda: zipped(GOOD)),
    "cut in half": ("broken", lambda: zipped(GOOD)[:300]),
    "a spreadsheet": ("foreign", lambda: zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<d/>"})),
    "a macro": ("macro", lambda: zipped(GOOD | {"word/vbaProject.bin": "x"})),
    "a docm named docx": ("macro", lambda: zipped(GOOD | {"[Content_Types].xml": TYPES.replace("document.main", "document.macroEnabled.main")})),
    "a way out by dots": ("slip", lambda: zipped(GOOD | {"../../etc/x": "x"})),
    "a bomb": ("bomb", lambda: zipped(GOOD | {"word/media/a.bin": bytes(30 * MB)})),
    "a bomb of text": ("bomb", lambda: word(paragraph("册" * 20 * MB))),
    "too many parts": ("parts", lambda: zipped(GOOD | {f"word/media/{n}.png": "" for n in range(3000)})),
    "entities a billion times": ("doctype", lambda: zipped(GOOD | {"word/document.xml": f"<!DOCTYPE x [{LAUGHS}]><w:document {WORD}><w:body>&l8;</w:body></w:document>"})),
    "a template elsewhere": ("links", lambda: related("https://x.example/a.dotm")),
    "a template on a share": ("links", lambda: related(r"\\x.example\a.dotm")),
    "a template on a share by file": ("links", lambda: related("file://x.example/a.dotm")),
    "a template of one's own": (None, lambda: related("file:///C:\\模板\\公文.dotx")),
    "a picture elsewhere": ("links", lambda: related("http://x.example/a.png", "image")),
    "a link to click": (None, lambda: related("https://x.example/", "hyperlink")),
    "ten thousand brackets in Word": (None, lambda: word(paragraph("（" * 10_000 + "12" + "）" * 10_000))),
    "elements ten thousand deep": ("broken", lambda: word("<w:sdt>" * 10_000 + paragraph("12") + "</w:sdt>" * 10_000)),
    "tables two hundred deep": (None, lambda: word("<w:tbl><w:tr><w:tc>" * 60 + paragraph("12") + "</w:tc></w:tr></w:tbl>" * 60)),
    "a cell as wide as the world": (None, lambda: word(f'<w:tbl>{row("<w:tcPr><w:gridSpan w:val=" + chr(34) + "9" * 20 + chr(34) + "/></w:tcPr>" + paragraph("12"), "7")}</w:tbl>')),
    "two hundred thousand runs": (None, lambda: word(paragraph(*[run(str(n)) for n in range(100_000)]))),
    "no XML at all": ("broken", lambda: zipped(GOOD | {"word/document.xml": "这不是 XML"})),
    "no body": ("broken", lambda: zipped(GOOD | {"word/document.xml": f"<w:document {WORD}/>"})),
    "styles in a ring": (None, lambda: word(paragraph("12册", properties='<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>')),
}
PDFS: Corpus = {
    "an honest PDF": (None, lambda: pdf([LINE])),
    "a PDF of a hundred megabytes": ("size", lambda: pdf([LINE]) + b" " * 100 * MB),
    "a PDF cut short": ("broken", lambda: b"%PDF-1.7\n1 0 obj<<"),
    "a PDF of noise": ("broken", lambda: b"%PDF-1.7\n" + random.Random(2).randbytes(100_000)),
    "a script that opens": ("script", lambda: pdf([LINE], "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    "a script by name": ("script", lambda: pdf([LINE], "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>")),
    "a program that starts": ("script", lambda: pdf([LINE], "/OpenAction<</S/Launch/F(cmd.exe)>>")),
    "a password": ("password", lambda: pdf([LINE], trailer="/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>/ID[(a)(b)]")),
    "a page to open at": (None, lambda: pdf([LINE], "/OpenAction[5 0 R/Fit]")),
    "a scanned page": ("scanned", lambda: pdf([[]])),
    "a stream that swells": ("bomb", lambda: drawn(stream(deflated(200 * MB)))),
    "a stream that swells twice": ("bomb", lambda: drawn(stream(deflated(500 * MB, 2), "[/FlateDecode/FlateDecode]"))),
    "pages without end": ("broken", lambda: kids(1_000_000)),
    "objects without end": ("broken", lambda: pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"3 0 R", b"2 0 R"])),
    "an array without end": ("broken", lambda: pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 100_000])),
    "ten million digits on a page": ("long", lambda: drawn(stream(zlib.compress(b"BT /F 9 Tf 10 10 Td " + b"(1234567890123456789012345678901234567890) Tj " * 50_000 + b"ET")))),
    "a million operators": ("memory", lambda: drawn(stream(zlib.compress(b"BT /F 9 Tf " + b"1 0 Td (1) Tj " * 900_000 + b"ET")))),
    "two thousand pages": ("pages", lambda: pdf([LINE] * 2000)),
}
CORPUS: Corpus = TEXTS | WORDS | PDFS
