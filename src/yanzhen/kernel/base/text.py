"""Text as people type it: full-width letters, odd blanks, and pieces to search by."""

from __future__ import annotations

import re

# Full-width forms U+FF01 to U+FF5E stand 0xFEE0 above their plain ones.
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
BLANKS = dict.fromkeys((0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
# Zero-width marks, byte-order marks, directional marks and soft hyphens: nobody means them.
UNSEEN = dict.fromkeys(
    (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0xFEFF, 0x00AD)
)
FOLDED = {**WIDE, **BLANKS, **UNSEEN}
TIDIED = {**{wide: plain for wide, plain in WIDE.items() if chr(plain).isalnum()}, **BLANKS, **UNSEEN}

WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Codes and numbers in half-width, punctuation included; blanks become plain ones, invisible marks go."""
    return text if text.isascii() else text.translate(FOLDED)


def tidy(text: str) -> str:
    """A name or a phrase on one line: half-width letters and digits, Chinese punctuation kept, blanks single and none at the ends."""
    return " ".join((text if text.isascii() else text.translate(TIDIED)).split())


def bigrams(text: str) -> list[str]:
    """The pairs of neighbouring characters of every word, in order and without repeats; a word of one character stands alone."""
    pieces: dict[str, None] = {}
    for word in WORD.findall(fold(text).casefold()):
        pieces.update(dict.fromkeys(word[n : n + 2] for n in range(max(len(word) - 1, 1))))
    return list(pieces)
