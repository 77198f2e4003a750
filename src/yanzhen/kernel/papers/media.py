"""What may be attached: known by its first bytes, opened for real, and made harmless. The name it came with decides nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import tidy

from . import documents, pictures

MB = documents.MB
NAME_MAX = 120
#: What each sort of file is called at its end, and how large it may come.
ENDINGS = {
    "image/jpeg": (".jpg", 30 * MB),
    "image/png": (".png", 30 * MB),
    "image/webp": (".webp", 30 * MB),
    "application/pdf": (".pdf", 30 * MB),
    **{media: (f".{end}", 30 * MB) for media, end in zip(documents.MAIN, ("docx", "xlsx", "pptx"), strict=True)},
    "video/mp4": (".mp4", 100 * MB),
    "audio/mp4": (".m4a", 100 * MB),
}
BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"M4V ", b"dash", b"3gp4", b"3gp5"}
SPOKEN = {b"M4A ", b"M4B "}


def media_of(data: bytes) -> str:
    """The media type by the first bytes; Refused for anything that is not on the list (SVG and HTML are not)."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return documents.package_media(data)
    if data[4:8] == b"ftyp" and data[8:12] in BRANDS | SPOKEN:
        return "audio/mp4" if data[8:12] in SPOKEN else "video/mp4"
    raise Refused(_("这种文件不能附上。可以附照片(jpg、png、webp)、pdf、Word、Excel、PPT 文件和 mp4 录音录像。"))


def admit(data: bytes, *, keep_place: bool) -> tuple[str, bytes]:
    """The media type and the bytes to keep. Refused, in a sentence, for what may not come in."""
    if not data:
        raise Refused(_("文件是空的，请检查后重新上传。"))
    if len(data) > max(most for _end, most in ENDINGS.values()):
        raise _too_large(max(most for _end, most in ENDINGS.values()))
    media = media_of(data)
    if len(data) > ENDINGS[media][1]:
        raise _too_large(ENDINGS[media][1])
    if media in pictures.FORMS:
        return media, pictures.remade(data, media, keep_place=keep_place)
    if media.endswith("/mp4"):
        return media, documents.recording(data, keep_place=keep_place)
    if media == "application/pdf":
        documents.check_pdf(data)
    return media, data


def _too_large(most: int) -> Refused:
    return Refused(_("文件超过%(megabytes)d MB，请压缩后再传。") % {"megabytes": most // MB})


def named(name: str, media: str) -> str:
    """The name to show and to download under: no folders, no control or direction marks, the ending its type has."""
    plain = tidy("".join(c if c.isprintable() else " " for c in name.replace("\\", "/").rsplit("/", 1)[-1]))
    stem = plain.rpartition(".")[0] or plain
    stem = "".join(c for c in stem if c not in '<>:"|?*\'').strip(". ") or _("附件")
    end = ENDINGS[media][0]
    return stem[: NAME_MAX - len(end)] + end
