"""Limits and impossibilities: 突破 a limit that the value does not reach, a share that no whole number gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Finding, Kind, Severity
from yanzhen.kernel.audit.saying import phrase

from .growth import DELTA
from .percent import changes
from .sight import NOUGHT, Figure, Sight, finding, plain

THING: Final = re.compile(r"(?:以上)?的(?:[^\W\d]{0,4}?)([^\W\d]{1,2})(?=[实完达建开通参有均已都获被纳落覆成组设配推])")
#: What may stand between a value and its limit without naming another thing: 96.5%，首次突破95%.
ANOTHER: Final = re.compile(r"[，,、（(）)了]|首次|首度|历史性|一举|成功|率先|已经|已|均|双双|分别|再次|再|远|大幅|明显|总[量额数]|连续|率|超过|超|突破|迈上|迈|站上|跨|破|越|低于|不足|不到|未|即|也|仍|就|全部|稳定|高|成为")
#: A share of something, and a rate that cannot be more than all: most are; those that can are named.
ABOVE_ALL: Final = re.compile(r"占|比重|(?<![增速])(?<!完成)(?<!到位)(?<!产销)(?<!回报)(?<!收益)(?<!贡献)(?<!周转)(?<!拨备覆盖)(?<!进度)(?<!执行)(?<!利用)(?<!使用)(?<!投产)(?<!出栏)(?<!负债)(?<!负荷)(?<!毛入学)(?<!杠杆)(?<!自给)(?<!供给)率")
OVERFULL: Final = re.compile(r"任务|计划|目标|指标|预算|时序|进度")  # 占任务的101.5%
FEW: Final = 60  # among more than these every whole percent is given by some number


def check(sight: Sight) -> Iterator[Finding]:
    """All of them."""
    for line in sight.grouped("line"):
        for value, limit in zip(line, line[1:], strict=False):
            yield from _limit(sight, value, limit)
    yield from _shares(sight)


def _limit(sight: Sight, value: Figure, limit: Figure) -> Iterator[Finding]:
    """首次突破亿元 close behind the value; 首次 also against what it grew from."""
    gap = sight.between(value, limit)
    if re.search("均|每", gap):
        return
    if not (value.exact and value.measure == limit.measure and value.sentence == limit.sentence and re.fullmatch(r"[，,、（(]?[^，、。；\d]{0,10}", gap)):
        return
    if changes(sight, value) or DELTA.search(value.lead[-6:]) or re.search("新[增建开辟修设添]", value.lead) or limit.tail.startswith("的") or ANOTHER.sub("", gap) not in value.lead:
        return
    over = limit.claim.approx is Approx.OVER and re.search(r"突破|超过|超|越|迈|站上|跨|破", gap + limit.claim.quote)
    under = limit.claim.approx is Approx.UNDER and re.search(r"不足|不到|低于|未", gap + limit.claim.quote)
    if over and value.value + value.slack < limit.value:
        yield finding("limit", Severity.ERROR, [value, limit], phrase("%(value)s没有达到%(limit)s", value=value.claim.quote, limit=limit.claim.quote))
    elif under and value.value - value.slack > limit.value:
        yield finding("limit", Severity.ERROR, [value, limit], phrase("%(value)s已高于%(limit)s", value=value.claim.quote, limit=limit.claim.quote))
    elif over:
        yield finding("limit", Severity.HOLDS, [value, limit], phrase("%(value)s高于%(limit)s", value=value.claim.quote, limit=limit.claim.quote))


def _shares(sight: Sight) -> Iterator[Finding]:
    """90%的…, where there are 24 of them; and more than all."""
    wholes: dict[str, Figure] = {}
    for figure in sight.prose:
        if figure.counts and figure.exact and figure.value == int(figure.value) and 2 < figure.value <= FEW:
            for words in (figure.tail, figure.lead):
                if found := re.match(r"[^\W\d]{1,6}", words):
                    name = found[0][-1:] if words is figure.lead else found[0]
                    wholes.setdefault(name[:1], figure)
    for figure in sight.prose:
        if figure.measure != "%" or figure.claim.kind is Kind.NORM or changes(sight, figure):
            continue
        if figure.exact and figure.value > 100 and not OVERFULL.search(sight.opening(figure, 16)) and ABOVE_ALL.search(figure.lead):
            yield finding("share_above_all", Severity.ERROR, [figure], phrase("%(share)s超过100%%", share=figure.claim.quote))
        thing = THING.match(figure.tail)
        whole = wholes.get(thing[1][-1]) if thing else None
        if whole and figure.exact:
            yield from _whole_number(figure, whole)


def _whole_number(share: Figure, whole: Figure) -> Iterator[Finding]:
    low, high = share.share or (NOUGHT, NOUGHT)
    things = int(whole.value)
    some = int(low * things / 100)
    if any(low <= Decimal(number) * 100 / things <= high for number in range(max(some - 1, 0), some + 3)):
        return
    below = int(share.value * things / 100)
    near = "，".join(f"{number}÷{things}={plain((Decimal(number) * 100 / things).quantize(Decimal('0.1')))}%" for number in (below, below + 1) if number <= things)
    severity = Severity.ERROR if "." in share.claim.value else Severity.ASK
    why = phrase("%(whole)s中没有哪个整数正好占%(share)s：%(near)s，请写明个数", whole=whole.claim.quote, share=share.claim.quote, near=near)
    yield finding("share_impossible", severity, [share, whole], why)
