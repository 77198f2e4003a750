"""Fixed expressions written with another number than the lexicon has: a hint, for a new one may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import phrase

from .sight import Sight

NUMERALS: Final = "一二两三四五六七八九十"
NUMERAL: Final = re.compile(f"[{NUMERALS}]")


def check(sight: Sight, formulas: Sequence[str], others: Sequence[str] = ()) -> Iterator[Finding]:
    """Every place where the words of an expression stand with another number in it, unless that is one of the `others`."""
    known = {*formulas, *others}
    places: set[tuple[int, int]] = set()
    right = {span for formula in formulas for span in (found.span() for found in re.finditer(re.escape(formula), sight.text))}
    for formula in formulas:
        if not NUMERAL.search(formula) or len(NUMERAL.sub("", formula)) < 2:
            continue
        for found in re.finditer(NUMERAL.sub(f"[{NUMERALS}]", formula), sight.text):
            if found[0] in known or found.span() in places or not _firm(sight.text, found) or not _slip(found[0], formula):
                continue
            if not any(start <= found.start() and found.end() <= end for start, end in right):
                places.add(found.span())
                start, end = sight.given(*found.span())
                yield Finding("formula", (), phrase("“%(said)s”通常写作“%(formula)s”，请核对", said=found[0], formula=formula), Severity.HINT, start, end)


def _slip(said: str, formula: str) -> bool:
    """两学两做 is one; 两严一实, with two numbers changed, is an expression of its own."""
    return sum(one != other for one, other in zip(said, formula, strict=True)) == 1


def _firm(text: str, found: re.Match[str]) -> bool:
    """In quotation marks, or of a length that chance does not make."""
    return text[found.start() - 1 : found.start()] in "“\"「" or len(found[0]) >= 4
