"""Values per head: 人均, 户均, 每…: the total by the count that stand near."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Finding, Kind, Severity
from yanzhen.kernel.audit.measures import last_digit, number
from yanzhen.kernel.audit.saying import compared, phrase
from yanzhen.kernel.audit.slips import one_slip

from .percent import NEAR, meets
from .sight import Figure, Sight, finding, plain

EACH: Final = re.compile(r"(?:[^\W\d]{0,2}均|平均每?[^\W\d]{0,3}|每(?:个|名|户|人|亩|家)?[^\W\d]{0,3})[^，。；\d]{0,8}$")
OTHER: Final = re.compile(r"岁|年龄|寿命|每[天月年周日季]|每人每|月均|日均|年均|收入|工资")
SUM: Final = re.compile(r"共|总|合计|收入|投入|发放|支出|需")
BACK, ON = 7, 5


def check(sight: Sight) -> Iterator[Finding]:
    """Every value per head."""
    for line in sight.grouped("line"):
        for place, each in enumerate(line):
            if (each.counts or each.claim.kind is Kind.NORM) and each.claim.approx in (Approx.EXACT, Approx.ABOUT) and EACH.search(sight.opening(each, 14)) and each.value > 0 and not each.lead.endswith(("从", "由")):
                near = [one for one in line[max(0, place - BACK) : place + ON] if one is not each and one.counts and one.exact and one.value > 0]
                yield from _each(sight, each, near)


def _each(sight: Sight, each: Figure, near: Sequence[Figure]) -> Iterator[Finding]:
    pairs = [(total, heads) for total in near for heads in near if total.measure == each.measure and heads.measure != total.measure and heads.value > 1 and ("." not in heads.claim.value or "万" in heads.claim.unit)]
    slack = max(each.slack, last_digit(number(each.claim.value) or each.value) / 2)  # a mean told in whole numbers is rounded too
    low, high = each.value - slack, each.value + slack
    if each.claim.approx is Approx.ABOUT:
        low, high = each.value * Decimal("0.95"), each.value * Decimal("1.05")
    for total, heads in pairs:
        if meets((total.value - total.slack) / (heads.value + heads.slack), (total.value + total.slack) / max(heads.value - heads.slack, heads.value / 2), low, high) and total.value >= heads.value:
            yield _told(each, total, heads, Severity.HOLDS)
            return
    supposed = _supposed(sight, each, near)
    if supposed:
        total, heads = supposed
        got = total.value / heads.value
        slip = one_slip(each.value, got, got) or one_slip(total.value, low * heads.value, high * heads.value) or one_slip(heads.value, total.value / high, total.value / low)
        if abs(got - each.value) <= max(got, each.value) * NEAR and each.exact and not meets(got, got, low - slack, high + slack) or slip and each.exact and not meets(got, got, low - slack, high + slack):
            yield _told(each, total, heads, Severity.ASK)


def _supposed(sight: Sight, each: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The total and the count that stand by it, in any order: 54名补缴4860元，人均90元; 86人，每人200元，共17200元."""
    if OTHER.search(sight.opening(each, 14)):
        return None
    before = [one for one in near if one.start < each.start and one.sentence == each.sentence]
    last = before[-2:]
    if len(last) == 2 and each.start - last[-1].end <= 14 and (pair := _of(sight, each, last)):
        return pair
    after = next((one for one in near if one.start > each.end and one.sentence == each.sentence), None)
    if after and before and after.start - each.end <= 12 and SUM.search(after.lead) and after.measure == each.measure:
        return _of(sight, each, [before[-1], after])
    return None


def _of(sight: Sight, each: Figure, two: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    totals = [one for one in two if one.measure == each.measure]
    heads = [one for one in two if one.measure != each.measure and _heads(sight, each, one)]
    return (totals[0], heads[0]) if totals and heads and totals[0].value > heads[0].value else None


def _heads(sight: Sight, each: Figure, count: Figure) -> bool:
    """人均 is by 人, 户均 by 户."""
    found = re.search(r"([^\W\d平])均|每([^\W\d])", sight.opening(each, 14))
    word = found[1] or found[2] if found else ""
    return word == count.measure or word in "个名" and count.measure in ("个", "人") or word in count.words


def _told(each: Figure, total: Figure, heads: Figure, severity: Severity) -> Finding:
    got = plain((total.value / heads.value).quantize(Decimal("0.01")))
    told = f"{total.claim.quote}÷{heads.claim.quote}={got}{each.measure}"
    return finding("per_head", severity, [each, total, heads], compared(told, each.claim.quote, severity is Severity.HOLDS, phrase("请核对")))
