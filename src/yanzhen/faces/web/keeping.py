"""Visits kept on a telephone until they can be sent: an account seals them there, and opens them only signed in."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yanzhen.kernel.base.sealing import pair

#: What a page says that still has the files it sends, so that nobody is asked to choose them again.
IN_FULL = "X-Kept-In-Full"
SIZE = 32


@lru_cache(maxsize=512)
def public_half(account: int) -> str:
    """What an account seals with, as a page carries it: a point of P-256."""
    return b64encode(_pair(account).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


def private_half(account: int) -> dict[str, str]:
    """What opens it again, as browsers take it (JWK). Given to that account alone, and kept by no page."""
    numbers = _pair(account).private_numbers()
    parts = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y, "d": numbers.private_value}
    return {"kty": "EC", "crv": "P-256"} | {name: urlsafe_b64encode(part.to_bytes(SIZE, "big")).rstrip(b"=").decode() for name, part in parts.items()}


def _pair(account: int) -> ec.EllipticCurvePrivateKey:
    return pair(f"kept visits {account}")
