"""Words of an old workbook (xls) that are struck out, all or in part: they stand in one table of strings, each with the places where
another font begins, and the table goes on from record to record.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from yanzhen.kernel.intake.struck import STRUCK

WIDE, FOREIGN, RICH = 0x01, 0x04, 0x08
STRINGS_MAX = 200_000


class Pieces:
    """The table as one text, though its records cut it where they end: within the letters of a word a new record says anew how wide
    these are."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = iter(pieces)
        self.piece, self.at = next(self.pieces, b""), 0

    def take(self, count: int) -> bytes:
        taken = b""
        while count > len(taken):
            if self.at >= len(self.piece):
                self.piece, self.at = next(self.pieces), 0
            part = self.piece[self.at : self.at + count - len(taken)]
            self.at += len(part)
            taken += part
        return taken

    def letters(self, count: int, wide: int) -> str:
        text = ""
        while count > len(text):
            if self.at >= len(self.piece):
                self.piece, self.at = next(self.pieces), 1
                wide = self.piece[0] & WIDE
            left = (len(self.piece) - self.at) // (2 if wide else 1)
            text += self.take(min(left, count - len(text)) * (2 if wide else 1)).decode("utf-16le" if wide else "latin-1", "replace")
            if not left and self.at < len(self.piece):
                self.at = len(self.piece)
        return text


def struck_strings(pieces: Sequence[bytes], fonts: Sequence[bool]) -> dict[int, str]:
    """The strings of which some is struck, by their place in the table, each with what is left behind the mark."""
    found: dict[int, str] = {}
    if not pieces or not any(fonts):
        return found
    try:
        for n, (text, runs) in enumerate(_strings(Pieces(pieces))):
            lined = [(at, font - (font > 4) < len(fonts) and fonts[font - (font > 4)]) for at, font in runs]
            if any(off for _at, off in lined):
                ends = [at for at, _off in lined[1:]] + [len(text)]
                kept = "".join(text[at:end] for (at, off), end in zip(lined, ends, strict=True) if not off)
                found[n] = f"{STRUCK}{text[: lined[0][0]]}{kept}".rstrip()
    except (StopIteration, RuntimeError, struct.error, IndexError):
        pass
    return found


def _strings(table: Pieces) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each string, with the places where another font begins and which."""
    _all, count = struct.unpack("<II", table.take(8))
    for _n in range(min(count, STRINGS_MAX)):
        length, how = struct.unpack("<HB", table.take(3))
        runs = struct.unpack("<H", table.take(2))[0] if how & RICH else 0
        more = struct.unpack("<I", table.take(4))[0] if how & FOREIGN else 0
        text = table.letters(length, how & WIDE)
        fonts = struct.unpack(f"<{runs * 2}H", table.take(runs * 4))
        table.take(more)
        yield text, list(zip(fonts[::2], fonts[1::2], strict=True))
