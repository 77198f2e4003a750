"""What sort of figure it is, and whether it tells a change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .claims import Approx, Kind
from .lexicon import Words

PROPORTIONS: Final = frozenset(("%", "‰", "‱", "成", "倍", "番", "个百分点", "百分点", "个基点", "基点", "个千分点", "千分点", ""))
NO_NORM: Final = re.compile(r"标准(?=[化套错不])")  # 标准套错19条
RANKS: Final = frozenset(("强",))


@lru_cache(maxsize=4)
def _moves(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The verb of a change that ends just before a number: how it moved, and whether to (增至) or by (增长了)."""
    to = "|".join(map(re.escape, words.of("moves", "to")))
    both = {name: "|".join(sorted(map(re.escape, words.of("moves", name)), key=len, reverse=True)) for name in ("up", "down")}
    verb = rf"(?:(?P<up>{both['up']})|(?P<down>{both['down']}))(?:率|幅度|幅|额|量|值|数)?(?:了)?(?P<to>{to})?(?:分别)?(?:约|近|超|超过|为|达)?"
    return re.compile(verb + "$"), re.compile(verb)


def move(before: str, measure: str, words: Words) -> str:
    """up, down, to, or nothing, by the words before the number."""
    if not (found := _moves(words)[0].search(before[-12:])):
        return ""
    if found["to"] and not (found["to"] in "为达" and measure in PROPORTIONS and found["up"] in ("增长", "增幅", "涨幅")):
        return "to"
    return "up" if found["up"] else "down"


def kind(before: str, after: str, measure: str, approx: Approx, words: Words) -> Kind:
    """By the unit, and by what stands about it."""
    if measure in RANKS or before.endswith("连续"):
        return Kind.RANK
    if any(word in NO_NORM.sub("", before[-8:]) for word in words.of("norms", "before")) or before.endswith(words.of("norms", "last")) or after.startswith(words.of("norms", "after")):
        return Kind.NORM
    if approx in (Approx.OVER, Approx.UNDER) and after.startswith("的"):
        return Kind.NORM
    return Kind.PROPORTION if measure in PROPORTIONS else Kind.FACT
