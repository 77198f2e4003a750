"""One way to write a row down in bytes, and one digest over it: what the trail chains and `verify` recomputes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

ALGORITHMS = ("sha256", "sm3")


def canonical(row: Mapping[str, Any]) -> bytes:
    """A row as JSON in UTF-8: keys sorted, no blanks; equal values give equal bytes on every database.

    Days are written ISO, instants in UTC with microseconds, exact decimals without trailing zeros, bytes in hex. Whether a text is a day
    or a decimal is not written: a column has one type. TypeError for a value of another type or a key that is no text, ValueError for
    NaN, infinity or a naive instant.
    """
    if {*map(type, row)} - {str}:
        raise TypeError("keys must be texts")
    return _encode(row).encode()


def _plain(value: object) -> object:
    if value.__class__ is date:  # first, because a roster has two in every row
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a decimal must be finite")
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    raise TypeError(f"cannot write down a {type(value).__name__}")


# Made once: json.dumps makes an encoder for every call that differs from its defaults, and a bulk act digests 100,000 rows.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain).encode


def algorithm() -> str:
    """The digest in use: the setting YZ_DIGEST, `sha256` or `sm3`; sha256 where no settings are configured. ValueError for another."""
    name = getattr(settings, "YZ_DIGEST", "sha256") if settings.configured else "sha256"
    if name not in ALGORITHMS:
        raise ValueError(f"YZ_DIGEST must be one of {', '.join(ALGORITHMS)}, not {name}")
    return str(name)


def digest(data: bytes, name: str = "") -> str:
    """The hex digest of some bytes, by the algorithm in use or the one named (a chain keeps the name it was begun with)."""
    name = name or algorithm()
    return hashlib.sha256(data).hexdigest() if name == "sha256" else hashlib.new(name, data).hexdigest()
