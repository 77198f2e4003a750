"""A report → its figures, each with value, unit, how exactly it is stated, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .cells import as_in_prose, numbers
from .claims import Approx, Claim, Kind
from .context import placed
from .document import Document
from .finer import finest
from .fold import Folded, fold
from .gaps import gaps
from .hedges import Hedged, hedged
from .judged import Reading, figure, ranks
from .lexicon import Words
from .measures import measured
from .sorts import kind, move
from .tokens import Token, scan
from .unsaid import carried, noun, quotient, sexes, shared, structured, unsaid

MINUS: Final = re.compile(r"(?:^|\t|[^\d\sA-Za-z%‰])\s?[-−－]$|零下$|(?<![担抱欺自胜背减税])负$")

RESPECTIVELY: Final = re.compile(r"分别|各自|依次")

Stated = tuple[Token, Hedged]


def find(document: Document, words: Words) -> list[Claim]:
    """Every figure of the report in the order of the text."""
    folded = fold(document.text, document.joints)
    reading = Reading(folded.text, words)
    cells = list(numbers(document, folded, words))
    places = {token.start for token, _told, _column in cells}
    stated = [one for one in _running(reading) if one[0].start not in places]
    stated += [(token, hedged(folded.text, token, words)) for token, told in as_in_prose(cells, [token for token, _told in stated]) if told]
    stated = _shared(folded.text, sorted(stated, key=lambda one: one[0].start))
    return placed(document, folded, [_claim(folded, *one, words) for one in stated], words)


def _shared(text: str, stated: list[Stated]) -> list[Stated]:
    """分别突破50万元、80万元: in such a list the hedge before the first counts for all."""
    out: list[Stated] = []
    for token, told in stated:
        if out and told.approx is Approx.EXACT and text[out[-1][1].end : told.start] in ("、", "和"):
            first, hedge = out[-1]
            if hedge.start < first.start and RESPECTIVELY.search(text, max(0, hedge.start - 6), hedge.start) or out[-1][1].shared:
                told = replace(told, approx=hedge.approx, shared=True)
        out.append((token, told))
    return out


def _running(reading: Reading) -> Iterator[Stated]:
    """What stands in running text: ranks, counted numbers, and numbers masked or left out."""
    text, words = reading.text, reading.words
    ranked = list(ranks(reading))
    yield from ((token, Hedged(Approx.EXACT, token.start, token.end)) for token in ranked)
    taken = {place for token in ranked for place in range(token.start, token.end)}
    tokens = [_with_unit(text, token, words) for token in finest(text, scan(text, words)) if token.start not in taken]
    for token in shared(text, carried(text, tokens)):
        if told := figure(reading, token):
            yield token, told
    yield from gaps(text, words)


def _with_unit(text: str, token: Token, words: Words) -> Token:
    if token.scale and (more := noun(text, token.end - len(token.measure), words)) and len(more[0]) > len(token.measure):
        return replace(token, end=token.end - len(token.measure), measure=more[1])
    if token.measure or token.digits == "ratio":
        return token
    if "." in token.value and not token.scale and structured(text, token):
        return replace(token, measure="%")
    if not token.scale and ("." in token.value and quotient(text, token) or sexes(text, token)):
        return replace(token, digits="ratio")
    return replace(token, measure=unsaid(text, token, words))


def _claim(folded: Folded, token: Token, told: Hedged, words: Words) -> Claim:
    text, value, unit = folded.text, token.value, token.unit
    if value and MINUS.search(text[max(0, token.start - 3) : token.start]):
        value, told = f"-{value}", replace(told, start=min(told.start, token.start - (2 if text[token.start - 1] == "下" else 1)))
    value = f"{value}-{token.upper}" if token.upper else value
    start, end = folded.span(told.start, told.end)
    said = text[told.start : told.end]
    before, after = text[max(0, told.start - 16) : told.start], text[told.end : told.end + 8]
    interval, measure = measured(value, unit, told.approx, said) if value else (None, token.measure)
    sort = Kind.RANK if token.digits == "rank" else kind(before, after, token.measure or token.scale, told.approx, words)
    return Claim(start, end, "", value, unit, told.approx, sort, interval, measure, move(before, token.measure, words))
