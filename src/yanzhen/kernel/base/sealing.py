"""Sealed columns: what identifies a person lies encrypted in the database and is found by a keyed mark."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    Bytes = models.BinaryField[str, str]
else:
    Bytes = models.BinaryField

NONCE, BLOCK = 12, 64
#: The order of the group of P-256: a private key is a number below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@lru_cache(maxsize=4)
def _key(path: str) -> bytes:
    key = bytes.fromhex(Path(path).read_text("ascii").strip())
    if len(key) != 32:
        raise ValueError("the sealing key must be 32 bytes in hex")
    return key


@lru_cache(maxsize=4)
def _keys(path: str) -> tuple[AESGCM, Any, Any]:
    """What seals, and HMAC-SHA256 begun with the key that marks: its inner and its outer hash. A roster takes three marks
    a row, and beginning anew would double what each costs."""
    key = _key(path)
    marking = hmac.digest(key, b"yanzhen mark", "sha256").ljust(BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in marking)) for pad in (0x36, 0x5C))
    return AESGCM(hmac.digest(key, b"yanzhen seal", "sha256")), inner, outer


def seal(text: str) -> bytes:
    """The text, encrypted and authenticated (AES-256-GCM); empty stays empty."""
    if not text:
        return b""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _keys(str(settings.YZ_SEALING_KEY))[0].encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes | memoryview) -> str:
    """The text again; raises cryptography's InvalidTag if one bit was changed."""
    raw = bytes(sealed)
    return _keys(str(settings.YZ_SEALING_KEY))[0].decrypt(raw[:NONCE], raw[NONCE:], None).decode() if raw else ""


def mark(text: str) -> str:
    """A keyed digest by which equal texts are found without being read; empty for empty."""
    if not text:
        return ""
    _sealing, inner, outer = _keys(str(settings.YZ_SEALING_KEY))
    within, around = inner.copy(), outer.copy()
    within.update(text.encode())
    around.update(within.digest())
    return str(around.hexdigest()[:32])


def pair(name: str) -> ec.EllipticCurvePrivateKey:
    """The pair of keys (P-256) that goes by this name, the same each time: whoever has its public half seals what only its
    private half opens. Kept nowhere; gone with the sealing key."""
    drawn = hmac.digest(_key(str(settings.YZ_SEALING_KEY)), b"yanzhen pair " + name.encode(), "sha512")
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (ORDER - 1) + 1, ec.SECP256R1())


class SealedField(Bytes):
    """Text that is only ever stored encrypted. Reads and writes as str; cannot be filtered by (see `mark`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        return []  # to Python this column is text, whatever the database holds

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(seal(value or ""), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return unseal(value) if value else ""

    def to_python(self, value: Any) -> str:
        return value if isinstance(value, str) else unseal(value)
