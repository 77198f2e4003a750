"""Runs the rules over a report and gives each figure its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from yanzhen.kernel.audit.claims import Claim, Finding, Severity, Verdict
from yanzhen.kernel.audit.document import Document
from yanzhen.kernel.audit.lexicon import Words

from . import (
    balances,
    companions,
    formulas,
    growth,
    heads,
    known,
    lacking,
    limits,
    lines,
    lists,
    paired,
    products,
    repeats,
    retold,
    rows,
    shares,
    spread,
    sums,
    tables,
    these,
    totals,
    years,
)
from .adding import adds, holds, sum_of
from .sight import Sight

RULES: Final[tuple[Callable[[Sight], Iterator[Finding]], ...]] = (
    sums.check, totals.check, shares.check, growth.check, tables.check, lists.check, limits.check, heads.check, repeats.check, retold.check,
    balances.check, spread.check, rows.check, years.check, paired.check, these.check, lacking.check, companions.check, products.check, lines.check,
)  # fmt: skip
#: What a finding makes of the figures in it; a question leaves them as they are.
VERDICTS: Final = {"share_impossible": Verdict.IMPOSSIBLE, "share_above_all": Verdict.IMPOSSIBLE, "years": Verdict.IMPOSSIBLE}
DIGITS: Final = 3
WEIGHT: Final = list(Verdict)


def judge(document: Document, claims: list[Claim], words: object) -> tuple[list[Claim], list[Finding]]:
    """The claims with their verdicts, and what was found about several of them."""
    sight = Sight(document, claims)
    found = _with_fewer_parts(sight, _with_more_parts(list(dict.fromkeys(one for rule in RULES for one in rule(sight)))))
    found += known.check(sight, found)
    others = words.of("phrases", "words") if isinstance(words, Words) else ()
    found += formulas.check(sight, getattr(words, "formulas", ()), others)
    return _with_verdicts(claims, found), found


def _with_more_parts(found: list[Finding]) -> list[Finding]:
    """Without the sums that fail only for want of a part with which they hold: 697 = 688+4+5; and no question beside an error."""
    errors = {one.claims for one in found if one.rule == "sum" and one.severity == Severity.ERROR}
    found = [one for one in found if not (one.rule == "sum" and one.severity == Severity.ASK and one.claims in errors)]
    held = [(one.claims[0], set(one.claims)) for one in found if one.rule == "sum" and one.severity == Severity.HOLDS]
    sums = {frozenset(claims) for _whole, claims in held}  # 八十万元，加上结余一万三千元，能用的是八十一万三千元
    found = [one for one in found if one.rule != "sum" or one.severity != Severity.ASK or frozenset(one.claims) not in sums]
    by_whole: dict[int, list[set[int]]] = {}
    for whole, claims in held:
        by_whole.setdefault(whole, []).append(claims)
    return [one for one in found if one.rule != "sum" or one.severity == Severity.HOLDS or not any(claims.issuperset(one.claims) for claims in by_whole.get(one.claims[0], ()))]


def _with_fewer_parts(sight: Sight, found: list[Finding]) -> list[Finding]:
    """腾仓6.8万吨，装了27.3万吨，空仓15.3万吨: what adds up without the first of the list holds; and what adds up with its whole to another number is a list."""
    values = {(figure.measure, figure.value) for figure in sight.figures if figure.exact and len(figure.claim.value) >= DIGITS}
    made: list[Finding] = []
    for one in found:
        if one.rule != "sum" or one.severity not in (Severity.ASK, Severity.ERROR) or len(one.claims) < DIGITS:
            made.append(one)
            continue
        whole, *parts = (sight.by_claim[at] for at in one.claims)
        if len(parts) > 2 and adds(whole, parts[1:]) and (len(whole.claim.value) >= DIGITS or "中" in sight.between(whole, parts[0])[:8]):
            made.append(holds(whole, parts[1:]))
        elif one.severity is Severity.ERROR or (whole.measure, sum_of([whole, *parts])) not in values or whole.start > parts[0].start:
            made.append(one)
    return made


def _with_verdicts(claims: list[Claim], found: list[Finding]) -> list[Claim]:
    judged = list(claims)
    for one in found:
        if one.severity not in (Severity.ERROR, Severity.HOLDS):
            continue
        verdict = VERDICTS.get(one.rule, Verdict.INCONSISTENT) if one.severity == Severity.ERROR else Verdict.HOLDS
        for at in one.claims:
            if WEIGHT.index(verdict) < WEIGHT.index(judged[at].verdict):
                judged[at] = replace(judged[at], verdict=verdict, why=one.why)
    return judged
