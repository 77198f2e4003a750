"""The same fact told twice with different numbers: the same words counted, the same place and period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .sight import Figure, Sight, finding
from .slips import one_slip

DROP: Final = re.compile(
    r"^(?:今年|全年|目前|现有|现|共有|共|已|累计|全部|其中|截至目前|先后|总计|合计|对|了|的|为|将|把|和|及|以及|我们|我|在|有|由|从|并|还|又|均|都|各|达到|达)+|(?:的|了|共|有|已|达到|达|约|为|是|近|超过|共计|累计)+$"
)
TIME: Final = re.compile(r"上年|去年|前年|今年|明年|下年|同期|[一二三四上下]半?季?[季年月]度?|(?:19|20)\d\d|\d{1,2}月|目标|计划|力争|任务|预计|原来|原有|过去|此前|新增|新建|三季度|二季度")
NEAR: Final = Decimal("0.15")
LEAST: Final = 10
SHORT: Final = 3


def check(sight: Sight) -> Iterator[Finding]:
    """Figures of the same words and unit, each against the one told last."""
    seen: dict[tuple[str, str], list[Figure]] = {}
    for figure in sight.prose:
        if not figure.counts or figure.value < LEAST:
            continue
        for key in _keys(figure):
            for other in seen.setdefault((key, figure.measure), [])[-3:]:
                if one := _same(sight, key, other, figure):
                    yield one
            seen[key, figure.measure].append(figure)


def _keys(figure: Figure) -> list[str]:
    """The words that say what is counted, before it or behind it; of those before a number also the last two (制定整改措施94条, 94条措施)."""
    lead, tail = (DROP.sub("", DROP.sub("", part)) for part in (figure.lead, re.split(r"[已未中的]|完成|全部|实现|落实|都|均", figure.tail)[0]))
    words = {lead[-8:], lead[-2:] if len(lead) > 3 else "", tail[:8], tail if len(tail) == 2 else ""}
    return sorted(word for word in words if len(word) > 1 and not re.search(r"\d|其他|合计|总计", word))


def _same(sight: Sight, key: str, one: Figure, other: Figure) -> Finding | None:
    if one.sentence == other.sentence or TIME.findall(sight.opening(one, 16)) != TIME.findall(sight.opening(other, 16)):
        return None
    if len(key) == 2 and (one.lead[-2:] == key) == (other.lead[-2:] == key):
        return None
    if one.low <= other.high and other.low <= one.high:
        return finding("repeat", Severity.HOLDS, [one, other], f"“{key}”两处都是{one.claim.quote}") if one.exact and other.exact and len(key) >= SHORT else None
    if re.search(r"每|均|平均|人均", one.lead + other.lead) or _partial(sight, one) or _partial(sight, other):
        return None
    small, large = sorted((one.value, other.value))
    close = large - small <= large * NEAR
    slip = one_slip(one.value, other.value - other.slack, other.value + other.slack)
    if not (slip or close and one.value >= 20):
        return None
    return finding("repeat", Severity.ERROR if slip and len(key) > SHORT and one.value >= 100 else Severity.ASK, [one, other], f"“{key}”一处是{one.claim.quote}，一处是{other.claim.quote}，请核对")


def _partial(sight: Sight, figure: Figure) -> bool:
    return bool(re.search(r"其中|新增|新建|下|分别|[^\W\d]等$", sight.opening(figure, 12)))
