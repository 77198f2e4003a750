"""This year's report beside last year's: sentences that came over with their numbers unchanged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .around import OWN, sentences, wording
from .claims import Claim, Finding, Kind, Severity
from .document import Document
from .saying import phrase

RULE: Final = "last_year"
#: So many words a clause must have beside its number before it is known again.
LEAST_WORDS: Final = 4
_YEARS: Final = re.compile(r"(?:\d{2,4}年度?|今年|去年|全年)(?:以来)?,?")
_NUMBERS: Final = re.compile(r"[\d~#]+")


@dataclass(frozen=True)
class Told:
    """One figure with the clause it stands in, numbers and years left out, and the sentence."""

    place: int
    clause: str
    sentence: str
    said: tuple[str, str, str]


def reused(document: Document, claims: Sequence[Claim], last_document: Document, last_claims: Sequence[Claim]) -> list[Finding]:
    """A question for each sentence in which figures stand in the words of last year's report, with last year's numbers."""
    before: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for one in _told(last_document, last_claims):
        before[one.clause].add(one.said)
    same: dict[str, list[int]] = defaultdict(list)
    for one in _told(document, claims):
        if one.said in before[one.clause]:
            same[one.sentence].append(one.place)
    return [Finding(RULE, tuple(places), _asked(claims, places), Severity.ASK) for places in same.values()]


def _told(document: Document, claims: Sequence[Claim]) -> Iterator[Told]:
    """Facts and shares with a number; ranks and what things are measured by stay the same with reason."""
    for place, (claim, sentence) in enumerate(zip(claims, sentences(document, claims), strict=True)):
        clause = wording(sentence)
        ordered = clause.replace(OWN, "~")[: clause.find(OWN)].count("~")
        bare = _NUMBERS.sub("~", _YEARS.sub("", clause))
        if claim.value and claim.kind in (Kind.FACT, Kind.PROPORTION) and len(bare.replace("~", "")) >= LEAST_WORDS:
            yield Told(place, f"{bare}{ordered}", f"{claim.block}:{sentence.replace(OWN, '~')}", (claim.value, claim.unit, claim.approx))


def _asked(claims: Sequence[Claim], places: Sequence[int]) -> str:
    numbers = "、".join(claims[n].quote for n in places)
    return phrase("上年的报告里也是这句话，数字没有变：%(numbers)s。请核对是不是今年的数。", numbers=numbers)
