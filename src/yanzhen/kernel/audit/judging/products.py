"""So many at so much each (1380人，每人300元，计41.4万元; 一亩赔4000元，12亩赔了4.8万元): the product stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Finding, Severity
from yanzhen.kernel.audit.saying import compared, phrase
from yanzhen.kernel.audit.slips import one_slip

from .percent import NEAR
from .sight import Figure, Sight, finding, plain

EACH: Final = re.compile(r"(?:每|一)([^\W\d])[^，。；\d]{0,6}$")
TOTAL: Final = re.compile(r"^(?:一?共|总共|合计|共计|总计|计|需|要|就是|折合|即)|(?:共|计|发放|兑现|补助|补贴|支付|支出|赔了?|收入|挣了?|卖了?|得)$")
AWAY: Final = 14


def check(sight: Sight) -> Iterator[Finding]:
    """Every three numbers in a row that are a count, what each of them gives, and all of it; the count or the each first."""
    for line in sight.grouped("line"):
        for one, two, total in zip(line, line[1:], line[2:], strict=False):
            if found := _judged(sight, one, two, total):
                yield found


def _judged(sight: Sight, one: Figure, two: Figure, total: Figure) -> Finding | None:
    if one.sentence != total.sentence or total.start - two.end > AWAY or two.start - one.end > AWAY or not _plain((one, two, total)):
        return None
    each, count = (one, two) if one.measure == total.measure else (two, one)
    said = EACH.search(sight.opening(each, 10))
    if each.measure != total.measure or count.measure == total.measure or not said or said[1] != count.measure or total.lead.endswith("均") or not TOTAL.search(total.lead):
        return None
    got = count.value * each.value
    slack = count.slack * each.value + count.value * each.slack + total.slack
    told = f"{count.told}×{each.told}={plain(got)}"
    exact = "." in each.claim.value or "." in count.claim.value
    if abs(got - total.value) <= (slack if exact else total.slack):
        return finding("product", Severity.HOLDS, [total, count, each], compared(told, total.claim.quote, True))
    slip = one_slip(total.value, got, got, total.slack) or one_slip(each.value, total.value / count.value, total.value / count.value) or one_slip(count.value, total.value / each.value, total.value / each.value)
    if slip or abs(got - total.value) <= max(got, total.value) * NEAR:
        return finding("product", Severity.ASK, [total, count, each], compared(told, total.claim.quote, False, phrase("请核对")))
    return None


def _plain(figures: Sequence[Figure]) -> bool:
    return all(figure.claim.approx is Approx.EXACT and figure.value > 0 and figure.share is None for figure in figures)
