"""What is still wanting (应缴8574人，已缴7761人，差813人; 应拨…，实拨…，欠拨…): the one number less the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .adding import adds, adds_after_slip, differs, holds
from .sight import Figure, Sight

#: What is between two numbers told right before it: 制水37.80万，售水31.40万，差6.40万; 报账26.45公里，实测25.12公里，虚列1.33公里.
OVER: Final = "虚[列增报]|多[报计列付]|少[报计列付]|漏[报计]|还挂着?|挂着"
LESS: Final = re.compile(rf"(?:相?差|{OVER}|流失|损失)了?")
NEXT: Final = re.compile(r"[^，。；\d]{0,4}，[^，。；\d]{0,8}")
WANTING: Final = re.compile(rf"^(?:{OVER})$|^(?:[^\W\d]{{0,4}}(?:还|尚|仍|只))?(?:差|欠|缺口?|短缺?|拖欠|欠[发拨缴付]|缺口[为达]?)了?$")
DUE: Final = re.compile(r"应|计划|任务|目标|需|要求|总[需额]|核定|预算")
DONE: Final = re.compile(r"^(?:[^\W\d]{0,4}(?:已|实)|完成|到位|落实|建成|收到)")
AWAY: Final = 40
NEAR: Final = Decimal("0.25")


def check(sight: Sight) -> Iterator[Finding]:
    """Every number of what is wanting, with the two of its measure right before it."""
    for line in sight.grouped("line"):
        last: dict[str, list[Figure]] = {}
        for figure in line:
            if not figure.counts or not figure.exact:
                continue
            near = last.setdefault(figure.measure, [])
            if len(near) > 1 and WANTING.search(figure.lead):
                yield from _judged(sight, near[-2], near[-1], figure)
            near.append(figure)


def _judged(sight: Sight, due: Figure, done: Figure, rest: Figure) -> Iterator[Finding]:
    if due.sentence != rest.sentence or done.start - due.end > AWAY or rest.start - done.end > AWAY or "；" in sight.text[due.end : rest.start]:
        return
    if adds(due, [done, rest]):
        yield holds(due, [done, rest])
    elif LESS.fullmatch(rest.lead) and all(NEXT.fullmatch(sight.between(*two)) for two in ((due, done), (done, rest))) and len({one.claim.unit for one in (due, done, rest)}) == 1:
        yield differs("sum", Severity.ASK, due, [done, rest])
    elif (DUE.search(due.lead) or "中" in due.tail[:6]) and DONE.search(done.lead):
        near = abs(due.value - done.value - rest.value) <= rest.value * NEAR
        if near or adds_after_slip(due, [done, rest]):
            yield differs("sum", Severity.ASK, due, [done, rest])
