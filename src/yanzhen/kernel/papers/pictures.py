"""Photographs, made anew: whatever a picture file carried beside the picture (place, camera, comments, tails) is gone."""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from yanzhen.kernel.base.refused import Refused

FORMS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
#: The longer side of what is kept, in pixels: a sheet of A4 stays legible.
LONGEST = 2000
#: Pixels a file may claim. A progressive JPEG must be held whole while it is opened, so it gets half.
MOST_PIXELS = 64_000_000
QUALITY = 85


def remade(data: bytes, media: str, *, keep_place: bool) -> bytes:
    """The picture re-encoded: upright, at most 2000 pixels, without metadata; with `keep_place` its position stays.

    Refused if it cannot really be opened as what it says it is, or claims too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[FORMS[media]]) as picture:
                return _encoded(_shrunk(picture), media, _place(picture) if keep_place else None)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError) as fault:
        raise Refused(_("这张照片打不开，可能没有传完整。请重新拍一张或换一张再传。")) from fault
    except Image.DecompressionBombWarning as fault:
        raise Refused(_("这张照片的像素太多，请缩小后再传。")) from fault


def _shrunk(picture: Image.Image) -> Image.Image:
    most = MOST_PIXELS // 2 if picture.info.get("progressive") else MOST_PIXELS
    if picture.width * picture.height > most:
        raise Refused(_("这张照片的像素太多，请缩小后再传。"))
    picture.draft("RGB", (LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("RGB", "RGBA", "L"):
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    upright.thumbnail((LONGEST, LONGEST))
    return upright


def _place(picture: Image.Image) -> Image.Exif | None:
    """The position alone, out of everything the camera wrote."""
    position = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    if not position:
        return None
    kept = Image.Exif()
    kept[ExifTags.IFD.GPSInfo] = dict(position)
    return kept


def _encoded(picture: Image.Image, media: str, place: Image.Exif | None) -> bytes:
    out = io.BytesIO()
    if media == "image/jpeg" and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    bare.save(out, FORMS[media], quality=QUALITY, **({"exif": place} if place else {}))
    return out.getvalue()
