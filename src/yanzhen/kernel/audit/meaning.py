"""Which declared figure a claim means: by the wordings the figure declares, over the words around the claim.

A wording is a regular expression. With `#` it says where the number stands, and `…` stands for any words of the same
clause (a group of its own is such a gap too); without `#` it is a noun, which must stand right before or right after the
number, with nothing that narrows it. With `+` first it is understood only after another figure of the same rows in
the same paragraph. A figure's name is a noun of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from django.conf import settings
from django.utils.translation import override

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.language import in_papers
from yanzhen.kernel.base.text import fold
from yanzhen.kernel.figures.counting import Counted, terms
from yanzhen.kernel.figures.naming import counted, group_labels, part_of
from yanzhen.kernel.figures.spec import Figure

from .claims import Claim, Kind
from .units import meant, saying

GAP: Final = "([^,。;；#]*?)"
#: What a stretch of other words costs against a wording without one: a character, and another figure or a comma on the way.
FAR, ACROSS = 0.2, 2.0
#: So far about the number a noun of it can reach.
NEAR: Final = 40
#: What of a wording says nothing for sure: groups (the innermost first), classes, what may be left out, signs.
_ENCLOSED: Final = re.compile(r"\((?:\\.|[^()\\])*\)|\[[^\]]*\]|\\.")
_OPEN: Final = re.compile(r".[?*{]|\W|\d")
#: What a declared figure has before a part that only a group column makes.
DECLARED: Final = 1.0


@dataclass(frozen=True)
class Candidate:
    """A figure a claim may mean. `weight` grows with the words that agree; a loose one has unknown words beside its noun;
    one that needs company is meant only beside another figure of the same rows."""

    figure: Counted
    weight: float
    loose: bool = False
    company: bool = False


@dataclass(frozen=True)
class Wording:
    """One wording of a figure, ready to be looked for; the groups of its patterns are gaps. `sure` is in whatever they match."""

    figure: Counted
    sure: str
    close: re.Pattern[str]
    loose: re.Pattern[str] | None = None
    company: bool = False
    weight: float = DECLARED


def candidates(sentence: str, known: Sequence[Wording]) -> list[Candidate]:
    """The figures a claim may mean, each once. Most wordings are not there at all: only the others are worth a pattern."""
    best: dict[str, Candidate] = {}
    at = sentence.find("#")
    near = max(0, at - NEAR), at + NEAR
    about = sentence[near[0] : near[1]]
    for one in known:
        if one.sure in (about if one.loose else sentence) and (found := _found(one, sentence, *near)):
            before = best.get(one.figure.key)
            if before is None or _order(found) < _order(before):
                best[one.figure.key] = found
    return list(best.values())


def _order(one: Candidate) -> tuple[bool, bool, float]:
    return one.loose, one.company, -one.weight


def fits(claim: Claim, figure: Counted) -> bool:
    """Whether the claim states a number of what the figure counts."""
    return states_one(claim) and meant(claim, unit_of(figure)) is not None


def states_one(claim: Claim) -> bool:
    """Whether a claim states how much there is of something: no norm, no rank, no change, nothing masked."""
    return claim.kind in (Kind.FACT, Kind.PROPORTION) and claim.move not in ("up", "down") and claim.interval is not None


@lru_cache(1024)
def unit_of(figure: Counted) -> str:
    """A figure's unit as reports write it."""
    return in_papers(figure.unit)


def _found(one: Wording, sentence: str, first: int, last: int) -> Candidate | None:
    """A noun is looked for about the number, and closely only where it is at all; where the number's own place is told, in
    all of its sentence."""
    loose = one.loose.search(sentence, first, last) if one.loose else None
    close = None if one.loose and not loose else one.close.search(sentence, *((first, last) if one.loose else ()))
    match = close or loose
    return Candidate(one.figure, _weight(match) + one.weight, close is None, one.company) if match else None


def _weight(match: re.Match[str]) -> float:
    """How much of the sentence a wording took: its own characters, less what its gaps cost."""
    gaps = [gap for gap in match.groups() if gap]
    own = len(match[0]) - sum(map(len, gaps))
    return own - sum(FAR * len(gap) + ACROSS * sum(gap.count(c) for c in "~,") for gap in gaps)


def rows_of(figure: Counted) -> int:
    """Which rows a figure is taken from."""
    return id(terms(figure)[0].of)


def settled(options: Sequence[Candidate], beside: Callable[[Counted], Counted | None]) -> list[Candidate]:
    """The candidates, the likeliest first; one that needs company is a loose one where the figure beside is of other rows."""
    known = [replace(one, loose=True) if one.company and not _akin(one.figure, beside(one.figure)) else one for one in options]
    return sorted(known, key=lambda one: (one.loose, -one.weight))


def _akin(one: Counted, other: Counted | None) -> bool:
    return other is not None and rows_of(one) == rows_of(other)


def decided(found: Sequence[Candidate]) -> Candidate | None:
    """The one candidate that stands before all others; None if there is none, or two stand equal."""
    close = [one for one in found if not one.loose]
    if not close or (len(close) > 1 and close[1].weight >= close[0].weight):
        return None
    return close[0]


def wordings() -> list[Wording]:
    """Every wording of every declared figure, and the words of the parts its group column makes. Reports speak the source language."""
    with override(settings.LANGUAGE_CODE):
        return [one for figure in counted() for one in (*_declared(figure), *_parts(figure))]


def _declared(figure: Counted) -> Iterator[Wording]:
    for says in (re.escape(fold(str(figure.name))), *figure.says):
        company, said = says.startswith("+"), says.removeprefix("+")
        if "#" in said:
            yield Wording(figure, sure(said), _compiled(said.replace("…", GAP)), company=company)
        else:
            yield Wording(figure, sure(said), *_noun(said), company=company)


def _parts(figure: Counted) -> Iterator[Wording]:
    if isinstance(figure, Figure) and figure.group and not (figure.narrows and book.get(Figure, figure.narrows).group == figure.group):
        for value, label in group_labels(figure).items():
            if value:
                noun = re.escape(fold(label))
                yield Wording(part_of(figure, value), sure(noun), *_noun(noun), company=True, weight=0)


@cache
def sure(wording: str) -> str:
    """The longest run of characters without which nothing is such a wording; empty where every one of them may be left out."""
    bare, before = wording, ""
    while bare != before:
        bare, before = _ENCLOSED.sub("#", bare), bare
    return "" if "|" in bare else max(_OPEN.split(bare), key=len)


@cache
def _noun(noun: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A noun right before or after the number: with nothing that narrows it, and with any words beside it."""
    said = saying()
    before = rf"((?:^|(?<=[,:;、。()（）“”\"~])|{_any(said.before)}|[全我本该]\w)(?:{_any(said.before)}|[全我本该]\w)*)"
    between = rf"((?:{_any(said.between)}|[,:])*)"
    hedge = rf"((?:{_any(said.hedges)})?)"
    after = rf"(?=$|[,:;、。()（）“”\"~]|{_any(said.after)})"
    first, last = rf"(?:{noun}){between}#", rf"#(?:余|多)?(?:的)?(?:{noun})"
    return _compiled(f"{before}{first}{after}|{before}{hedge}{last}{after}"), _compiled(f"{first}|{last}")


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
