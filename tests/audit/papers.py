"""Reports made when asked for: Word files part by part, PDFs byte by byte; nothing of it lies in the repository as a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMES = {"footnotes": "footnotes", "endnotes": "endnotes", "styles": "styles", "numbering": "numbering"}


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return target.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f'<w:p>{f"<w:pPr>{properties}</w:pPr>" if properties else ""}{inside}</w:p>'


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(f'<w:tc>{one}</w:tc>' if one.startswith('<') else f'<w:tc>{paragraph(one)}</w:tc>' for one in cells)}</w:tr>"


def parts(body: str, relations: str = "", **more: str) -> dict[str, str | bytes]:
    """The parts of a Word file with this body; `more` are footnotes, styles and the like, by name."""
    listed = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{KINDS}.{name}+xml"/>' for name in more)
    links = "".join(f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in more)
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{KINDS}.document.main+xml"/>{listed}</Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{links}{relations}</Relationships>',
        "word/document.xml": f'<?xml version="1.0"?><w:document {WORD} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>',
        **{f"word/{name}.xml": f'<?xml version="1.0"?><w:{name} {WORD}>{inside}</w:{name}>' for name, inside in more.items()},
    }


def word(body: str, relations: str = "", **more: str) -> bytes:
    return zipped(parts(body, relations, **more))


def pdf(pages: Iterable[Iterable[tuple[float, float, str]]], catalog: str = "", trailer: str = "", size: int = 16, ruled: str = "") -> bytes:
    """A PDF whose pages have these lines, each at a place (from the left and from the foot) in letters of one size; `ruled` is drawn on each page."""
    drawn = [ruled + "".join(f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, text in lines) for lines in pages]
    count = len(drawn)
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{5 + 2 * n} 0 R' for n in range(count))}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>",
    ]
    for n, content in enumerate(drawn):
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {6 + 2 * n} 0 R/Resources<</Font<</F 3 0 R>>>>>>")
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    return pdf_of([one.encode("latin-1") for one in objects], trailer)


def pdf_of(objects: Iterable[bytes], trailer: str = "") -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    return body + head + table + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, trailer.encode(), len(body))
