"""Shares told in a row that should make a hundred: 40.0%、31.7%、28.2%."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import phrase

from .sight import NOUGHT, Figure, Sight, finding, plain

LEFT: Final = re.compile(r"(?:剩余|剩下|余下)[^，。；]*[里中]")  # 提10%；剩余227万元里，60%…，40%…


def hundreds(sight: Sight, shares: Sequence[Figure], right: Collection[int]) -> Iterator[Finding]:
    """Every row of shares of one line against a hundred; not of those that are `right` of their own numbers, which may be some of many."""
    run: list[Figure] = []
    for share in [*shares, None]:
        if share and share.measure == "%" and share.exact and run and share.sentence == run[-1].sentence and share.start - run[-1].end < 24 and not LEFT.search(sight.between(run[-1], share)):
            run.append(share)
            continue
        if len(run) > 2 and not all(one.at in right for one in run) and re.search(r"占|比重|比例|构成|分布|分红|分配|分成", sight.opening(run[0], 40)) and not any(re.search("均|各", one.lead) for one in run):
            yield from _hundred(run)
        run = [share] if share and share.measure == "%" and share.exact else []


def _hundred(run: Sequence[Figure]) -> Iterator[Finding]:
    total, slack = sum((one.value for one in run), NOUGHT), sum((one.slack for one in run), NOUGHT)
    told = "+".join(one.claim.value for one in run) + f"={plain(total)}"
    if abs(total - 100) <= slack:
        yield finding("shares_sum", Severity.HOLDS, run, phrase("%(told)s，各占比之和为100%%（四舍五入以内）", told=told))
    elif abs(total - 100) <= 12:
        yield finding("shares_sum", Severity.ASK, run, phrase("%(told)s，各占比之和不是100%%，请核对", told=told))
