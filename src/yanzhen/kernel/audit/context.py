"""Where a figure stands: its sentence and block, what it counts, the place and the time that govern it."""

from __future__ import annotations

from dataclasses import replace

from .claims import Claim
from .document import Document
from .fold import Folded
from .lexicon import Words


def placed(document: Document, folded: Folded, claims: list[Claim], words: Words) -> list[Claim]:
    return [replace(one, quote=document.text[one.start : one.end]) for one in claims]
