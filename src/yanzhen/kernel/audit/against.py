"""The figures of a report against the records: which declared figure each means, and whether its number holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from yanzhen.kernel.base.intervals import Interval
from yanzhen.kernel.figures.across import values_in
from yanzhen.kernel.figures.counting import Counted, Numbers, terms
from yanzhen.kernel.figures.naming import named, recorded
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.records.kinds import Kind as RecordKind
from yanzhen.kernel.register.models import Org

from .around import sentences, whole_of, wording
from .claims import Approx, Claim, Kind, Verdict
from .document import Document
from .guessing import slip
from .meaning import Candidate, Wording, candidates, decided, fits, settled, states_one, unit_of, wordings
from .periods import spoken
from .places import Places
from .units import alike, factor, meant, plain, written

HALF = Decimal("0.5")
#: What the text says of itself outweighs records that agree; only records that differ outweigh it.
OWN = (Verdict.IMPOSSIBLE, Verdict.INCONSISTENT)


@dataclass(frozen=True)
class Meant:
    """What a claim means: the figure and the scope it is asked in, or the figures it may mean, or why none."""

    figure: Counted | None = None
    scope: Scope | None = None
    open: tuple[Candidate, ...] = ()
    why: str = ""


def against(document: Document, claims: Sequence[Claim], org: Org, year: int, today: date, chosen: Mapping[str, str] | None = None) -> list[Claim]:
    """Each claim with what the records say of it."""
    return [claim for claim, _meant in asked(document, claims, org, year, today, chosen)]


def asked(document: Document, claims: Sequence[Claim], org: Org, year: int, today: date, chosen: Mapping[str, str] | None = None) -> list[tuple[Claim, Meant]]:
    """Each claim with what the records say of it, and what it was taken to mean. `chosen` holds which figure a wording
    means, by what people decided before; an empty one: none."""
    around = sentences(document, claims)
    found = meanings(claims, around, org, year, today, chosen or {})
    known = _recorded(found, _reckoned(found))
    found = [_no_larger(one, n, claims, around[n], known) for n, one in enumerate(found)]
    wrong = [one for claim, one in zip(claims, found, strict=True) if _holds(claim, one, known) is False]
    before = _reckoned(wrong, a_year_before)
    return [(_judged(claim, one, known, before), one) for claim, one in zip(claims, found, strict=True)]


def _reckoned(found: Iterable[Meant], shift: Callable[[Scope], Scope] = lambda scope: scope) -> dict[Scope, Numbers]:
    """The numbers of all figures meant, those of one scope together; of the scope that `shift` makes of theirs."""
    asked: dict[Scope, dict[str, Counted]] = {}
    for one in found:
        if one.figure and one.scope:
            asked.setdefault(one.scope, {})[one.figure.key] = one.figure
    return values_in({scope: figures.values() for scope, figures in asked.items()}, shift)


def _recorded(found: Iterable[Meant], numbers: dict[Scope, Numbers]) -> dict[Scope, Numbers]:
    """The same without each nought of what was not being recorded. Asked once for all places and days that share an answer."""
    ever: dict[object, bool] = {}
    for one in found:
        if one.figure and one.scope and not numbers[one.scope][one.figure.key]:
            of, scope = terms(one.figure)[-1].of, one.scope
            same = (of, scope.org.tenant_id, scope.until) if isinstance(of, RecordKind) else (of, scope)
            if same not in ever:
                ever[same] = recorded(one.figure, scope)
            if not ever[same]:
                numbers[scope][one.figure.key] = None
    return numbers


def a_year_before(scope: Scope) -> Scope:
    """The whole year before the one asked for."""
    year = scope.since.year - 1
    return Scope(scope.org, date(year, 1, 1), scope.since.replace(month=1, day=1), date(year, 12, 31), replay=True)


def _holds(claim: Claim, found: Meant, known: Mapping[Scope, Numbers]) -> bool | None:
    """Whether the records agree; None where they have nothing to say."""
    if found.figure is None or found.scope is None:
        return None
    value, inside = known[found.scope][found.figure.key], meant(claim, unit_of(found.figure))
    if value is None or inside is None:
        return None
    grain = found.figure.grain if isinstance(found.figure, Figure) else Decimal(0)
    if grain and inside.low == inside.high:  # a whole number of a mean was rounded to it
        inside = Interval(inside.low - HALF, inside.high + HALF)
    return inside.meets(Interval(value - grain, value + grain))


def meanings(claims: Sequence[Claim], around: Sequence[str], org: Org, year: int, today: date, chosen: Mapping[str, str]) -> list[Meant]:
    """What each claim means, by the words around it and the figures told beside it."""
    known, places = wordings(), Places(org, Scope.year(org, year, today).day)
    by_measure: dict[str, list[Wording]] = {}
    said: dict[tuple[str, str], list[Candidate]] = {}  # a long report says many a sentence again
    out: list[Meant] = []
    for n, (claim, sentence) in enumerate(zip(claims, around, strict=True)):
        measure = claim.measure or claim.unit
        if measure not in by_measure:
            by_measure[measure] = [w for w in known if factor(measure, unit_of(w.figure))]
        words = wording(sentence)
        if chosen.get(words) == "":
            out.append(Meant(why=_("已指明这里说的不是台账里的指标")))
            continue
        picked = _chosen(claim, chosen.get(words, ""))
        if states_one(claim) and (sentence, measure) not in said:
            said[sentence, measure] = candidates(sentence, by_measure[measure])
        some = [Candidate(picked, math.inf)] if picked else said[sentence, measure] if states_one(claim) else []
        found = settled(some, partial(_beside, n, claims, around, out))
        first = decided(found) if _of_something_told(n, sentence, out) else None
        out.append(_placed(claim, first.figure, places, org, year, today) if first else Meant(open=tuple(found)))
    return out


def _of_something_told(n: int, sentence: str, told: Sequence[Meant]) -> bool:
    """Whether a figure stands for itself, or is told as a part (其中) of something a figure keeps."""
    whole = whole_of(sentence)
    return whole is None or whole > n or told[n - whole].figure is not None


def _beside(n: int, claims: Sequence[Claim], around: Sequence[str], told: Sequence[Meant], figure: Counted) -> Counted | None:
    """What the figure told just before in the same paragraph means: the whole that this is a part of, or the last of such a measure."""
    unit, whole = unit_of(terms(figure)[0]), whole_of(around[n])
    for other in range(n - (whole or 1), -1, -1):
        if claims[other].block != claims[n].block:
            return None
        if alike(claims[other].measure or claims[other].unit, unit):
            return told[other].figure
    return None


def _chosen(claim: Claim, key: str) -> Counted | None:
    figure = named(key) if key else None
    return figure if figure and fits(claim, figure) else None


def _placed(claim: Claim, figure: Counted, places: Places, org: Org, year: int, today: date) -> Meant:
    """The figure in the scope that the claim's place and period name."""
    place = places.find(claim.place)
    if place is None:
        return Meant(why=_("说的是“%(place)s”，%(org)s的台账里没有这一级的数") % {"place": claim.place, "org": org})
    scope = spoken(claim.period, place, year, today)
    if scope is None or scope.since > today:
        return Meant(why=_("“%(period)s”对不上台账的年度，没有核对") % {"period": claim.period})
    return Meant(figure, scope)


def _no_larger(found: Meant, n: int, claims: Sequence[Claim], sentence: str, known: Mapping[Scope, Numbers]) -> Meant:
    """What is told as a part of less than the records hold of it is no such figure."""
    whole = whole_of(sentence)
    if whole is None or found.figure is None or found.scope is None or whole > n:
        return found
    value, inside = known[found.scope][found.figure.key], meant(claims[n - whole], unit_of(found.figure))
    too_much = inside is not None and value is not None and value > inside.high
    return Meant(open=(Candidate(found.figure, 0, loose=True),)) if too_much else found


def _judged(claim: Claim, found: Meant, known: Mapping[Scope, Numbers], before: Mapping[Scope, Numbers]) -> Claim:
    if found.figure is None or found.scope is None:
        return _unsourced(claim, found)
    value, holds = known[found.scope][found.figure.key], _holds(claim, found, known)
    if value is None or holds is None:
        return _unsourced(claim, replace(found, why=_("台账里还没有登记“%(figure)s”，无法核对") % {"figure": found.figure.name}))
    claim = replace(claim, figure=found.figure.key, expected=written(value, claim, unit_of(found.figure)))
    if holds and claim.verdict in OWN:
        return claim
    if holds:
        said = {"what": _what(found), "value": _number(found, value)}
        return replace(claim, verdict=Verdict.HOLDS, why=_("与台账一致：%(what)s是 %(value)s") % said)
    return replace(claim, verdict=Verdict.DIFFERS, why=_differs(claim, found, value, before[found.scope][found.figure.key]))


def _unsourced(claim: Claim, found: Meant) -> Claim:
    """Nothing to hold it to: said only where the text itself has nothing to say of the figure."""
    if claim.verdict is not Verdict.NOT_CHECKED or claim.interval is None or claim.kind in (Kind.NORM, Kind.RANK):
        return claim
    return replace(claim, verdict=Verdict.NO_SOURCE, why=found.why or _between(found.open))


def _between(options: Sequence[Candidate]) -> str:
    if not options:
        return _("台账里没有这样的指标")
    names = "、".join(f"“{one.figure.name}”" for one in options[:4])
    return _("可能指%(names)s，请指定是哪一个") % {"names": names}


def _differs(claim: Claim, found: Meant, value: Decimal, before: Decimal | None) -> str:
    """Both numbers, and how the one may have come of the other."""
    text: str = _("这里写 %(quote)s，台账%(what)s是 %(value)s") % {"quote": claim.quote, "what": _what(found), "value": _number(found, value)}
    guess = _guess(claim, found, value, before)
    return f"{text}；{guess}" if guess else text


def _guess(claim: Claim, found: Meant, value: Decimal, before: Decimal | None) -> str:
    assert found.figure is not None
    unit = unit_of(found.figure)
    inside = meant(claim, unit)
    if before and inside is not None and before in inside:
        return _("疑为上年的数（上年是 %(before)s）") % {"before": _number(found, before)}
    return slip(claim.value, written(value, claim, unit)) if claim.approx is Approx.EXACT else ""


def _what(found: Meant) -> str:
    """The figure with the place and the days it is asked for."""
    assert found.figure is not None and found.scope is not None
    scope, said = found.scope, {"org": found.scope.org, "year": found.scope.day.year, "day": found.scope.day, "figure": found.figure.name}
    if (scope.day.month, scope.day.day) == (12, 31):
        return _("%(org)s %(year)d 年“%(figure)s”") % said
    return _("%(org)s截至 %(day)s 的“%(figure)s”") % said


def _number(found: Meant, value: Decimal) -> str:
    assert found.figure is not None
    return f"{plain(value, 2)} {found.figure.unit}"
