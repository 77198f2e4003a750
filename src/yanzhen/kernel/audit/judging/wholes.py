"""Where the whole of a share is told when it does not stand right before its part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Kind

from .percent import Pair, fits
from .sight import Figure, Sight, value_of

RATE: Final = re.compile(r"([^\W\d]{2,6})(?:率|(?<!占)比例)")
OTHER: Final = re.compile(r"计划生育|计生|人口覆盖|出生|死亡|自然增长|利率|费率|森林|绿化|(?:网络|医保|林木|植被)覆盖|满意|到会|准确|逾期|不良|机械化|入学|失业")
NOT: Final = re.compile(r"未|不|没|难|无法|应[到收办缴有]")
COUNTED: Final = re.compile(r"([^\W\d])数占[^，。；\d]{0,10}\1数的?$")
SCARCE: Final = 8  # figures before a share in which its two numbers are looked for
MOST: Final = 2000  # figures from the beginning among which a whole told elsewhere is looked for
FURTHER: Final = 30  # the same, where the numbers leave little to chance


def shared_out(sight: Sight, line: Sequence[Figure], place: int) -> Pair | None:
    """当场整改156处，占75%，限期整改52处: the part and what follows make up a number told before, so that is the whole."""
    if not 1 < place < len(line) - 1 or line[place].measure == "‰" or OTHER.search(sight.opening(line[place], 10)) or "，总" in sight.opening(line[place], 10):
        return None
    part, rest = line[place - 1], line[place + 1]
    if not all(one.counts and one.exact and one.measure == part.measure and one.sentence == line[place].sentence for one in (part, rest)) or not re.fullmatch(r"[，、（(]?(?:占比?|[^\W\d]{2,4}率)(?:为|达)?约?", sight.between(part, line[place])):
        return None
    before = list(zip(line[max(0, place - SCARCE) : place - 1], line[max(0, place - SCARCE) + 1 :], strict=False))
    wholes = [one for one, then in before if one.counts and one.exact and one.measure == part.measure and one.value == part.value + rest.value and then.claim.kind is not Kind.PROPORTION]
    return (part, wholes[-1]) if wholes else None


def by_measure(sight: Sight, line: Sequence[Figure], place: int) -> Pair | None:
    """抽查的23笔中6笔超付，超付笔数占抽查笔数的26.1%: the two numbers of its sentence that are counted so."""
    share = line[place]
    said = COUNTED.search(sight.opening(share, 30))
    same = [one for one in line[max(0, place - SCARCE) : place] if said and one.measure == said[1] and one.counts and one.exact and one.sentence == share.sentence]
    return (min(same, key=value_of), max(same, key=value_of)) if len(same) == 2 else None


def two_named(sight: Sight, line: Sequence[Figure], place: int) -> Pair | None:
    """营业收入318.6亿元，利润17.2亿元，营业收入利润率5.4%: both are named by the rate, the whole first."""
    share, rate = line[place], RATE.search(sight.opening(line[place], 14))
    name = rate[1] if rate else ""
    near = [one for one in line[max(0, place - SCARCE) : place] if one.counts and one.exact and one.sentence == share.sentence]
    pairs = [(part, whole) for whole in near for part in near if whole.start < part.start and part.measure == whole.measure and _names(name, whole.lead, part.lead)]
    return next((pair for pair in pairs if fits(share, *pair)), next(iter(pairs), None))


def _names(rate: str, whole: str, part: str) -> bool:
    """Whether the rate is named by both, the whole first."""
    return any(re.search(f"{re.escape(rate[:at])}(?:总[额量数])?$", whole) and rate[at:] in part and rate[at:] not in whole for at in range(2, len(rate) - 1))


def further(before: Sequence[Figure], share: Figure, part: Figure) -> list[Pair]:
    """Wholes told earlier in the line, where the share is so fine that chance does not make it."""
    fine = share.measure == "%" and "." in share.claim.value
    return [(part, one) for one in before if fine and one.counts and one.exact and one.measure == part.measure and one.value >= part.value and fits(share, part, one)]


def by_rate(sight: Sight, before: Sequence[Figure], share: Figure) -> Pair | None:
    """已解决的41件，逐步解决的5件，…解决率: of those that bear the name of the rate, the one that fits."""
    rate = RATE.search(sight.opening(share, 14))
    words = [rate[1][at : at + 2] for at in range(len(rate[1]) - 1)] if rate else []
    named = (one for one in before if one.counts and one.exact and one.sentence == share.sentence and any(word in sight.opening(one, 12) + one.tail for word in words))
    return next((pair for part in named for pair in further(before, share, part)), None)


def of_head(sight: Sight, line: Sequence[Figure], each: Figure, share: Figure) -> bool:
    """人均收入18920元，其中来自茶叶的7946元，占42%: a share of what is told per head."""
    between = [one for one in line if each.start < one.start < share.start]
    return len(between) == 1 and between[0].measure == each.measure and parted(sight.between(each, between[0]))


def of_same_rate(rate: re.Match[str] | None, whole: Figure, part: Figure) -> bool:
    """到位8618万元，其中上级到位7620万元、到位率84.0%: the one is no base of the other's rate."""
    if rate is None:
        return False
    verb = re.escape(rate[1][-2:])
    if len(rate[1]) > 3 and rate[1][:2] in part.words and verb not in part.words and verb in whole.words:
        return True  # 寄宿生862人，其中初中714人，初中寄宿率65.0%
    return all(re.search(f"(?<![不未无应]){re.escape(rate[1])}", one.lead) for one in (whole, part))


def parted(gap: str) -> bool:
    """Whether what follows is said to be of what goes before: 98人中…, 98人，其中…"""
    return bool(re.search(r"^中|其中", gap[:14])) and not re.search("[。；]", gap)


def called(sight: Sight, rate: str, figures: Sequence[Figure]) -> Figure | None:
    """The figure that the words of a rate mean: 到位率, 到位1.47亿元."""
    pairs = [rate[at : at + 2] for at in range(len(rate) - 1)]
    said = {one.at: one.words if len(one.lead) > 2 else re.split(r"[，。；\d]", sight.opening(one, 12))[-1] + one.words for one in figures}
    figures = [one for one in figures if not NOT.search(said[one.at])]
    best = max(reversed(figures), key=lambda one: sum(pair in said[one.at] for pair in pairs), default=None)
    return best if best and any(pair in said[best.at] for pair in pairs) else None
