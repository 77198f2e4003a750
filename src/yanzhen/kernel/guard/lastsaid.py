"""What the trail last said of each row of a model. Sixteen bytes a row, by its key: millions fit into a small machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .trail import GONE

WIDTH: Final = 16  # bytes of a digest
GAP: Final = 65_536  # keys that may lie unused between two rows; a forged entry may name any key, and costs no more than this
NOTHING: Final = bytes(WIDTH)


class LastSaid:
    """Trail name → digest, GONE for a row that was never told of or is gone."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._dense = bytearray()
        self._odd: dict[str, str] = {}  # what does not fit there: far keys, and what a forger wrote for a key or a digest

    def get(self, name: str) -> str:
        """What was last said of the row."""
        return self._odd[name] if name in self._odd else self._kept(self._place(name))

    def say(self, name: str, digest: str) -> None:
        """From here on the row is as this entry says."""
        place, kept = self._place(name), _packed(digest)
        if place is None or kept is None or place > len(self._dense) + GAP * WIDTH:
            self._forget(place)
            self._odd[name] = digest
            return
        self._odd.pop(name, None)
        if place >= len(self._dense):
            self._dense.extend(bytes(place + WIDTH - len(self._dense)))
        self._dense[place : place + WIDTH] = kept

    def take(self, name: str) -> str:
        """What was last said of the row, which now is accounted for."""
        place = self._place(name)
        said = self._odd.pop(name) if name in self._odd else self._kept(place)
        self._forget(place)
        return said

    def left(self) -> Iterator[str]:
        """The rows that should be there and were not taken."""
        for place in range(0, len(self._dense), WIDTH):
            if self._dense[place : place + WIDTH] != NOTHING:
                yield f"{self.model}:{place // WIDTH}"
        yield from (name for name, digest in self._odd.items() if digest != GONE)

    def _place(self, name: str) -> int | None:
        key = name.partition(":")[2]
        return int(key) * WIDTH if key.isascii() and key.isdigit() and len(key) < WIDTH and (key == "0" or key[0] != "0") else None

    def _kept(self, place: int | None) -> str:
        kept = bytes(self._dense[place : place + WIDTH]) if place is not None else NOTHING
        return GONE if kept in (NOTHING, b"") else kept.hex()

    def _forget(self, place: int | None) -> None:
        if place is not None and place < len(self._dense):
            self._dense[place : place + WIDTH] = NOTHING


def _packed(digest: str) -> bytes | None:
    """The digest in bytes; None for what is none, or would read as nothing."""
    try:
        kept = bytes.fromhex(digest) if digest else NOTHING
    except (TypeError, ValueError):
        return None
    return kept if len(kept) == WIDTH and (not digest or kept != NOTHING and kept.hex() == digest) else None
