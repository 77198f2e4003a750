"""Whether a change or a rate is told of another thing than the numbers before it: then nothing is wrong that merely stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from .sight import Figure, Sight

#: What leads to a change and names nothing that changed.
LEADING: Final = re.compile(
    r"同比|环比|按现[行价][^，。；]{0,4}|[一二两三四五六七八九十\d]{1,2}年[来间]?|调[增减升降]|[较比与和同](?:上一?年|去年|前年|同期|年初|上[期月季]|20\d\d年|此前|以往|原来)[^，。；]{0,3}|年均|平均|[每一](?:年|月|户|人|个|亩|吨)|总体|整体|累计|实际|名义|合计|总?[量额数]|规模|幅度|比[例率]"
    r"|净?增[长加幅速量]?|上[升涨]|提[高升]|下[降滑跌]|减[少幅]?|降[低幅]?|涨幅?|压[减缩降]|缩[短减]|扩大|翻了?|达到?|约为?|[接将]?近|超过?|了|率|的|又|就|也|已|均|为|是|有|仅|只|再|还|共|中|其|全[^\W\d]|两者|前者|后者"
)
NAMED: Final = 7  # so many signs tell of whom a rate is
SUBJECT: Final = 2  # fewer signs name nothing
COMPARABLE: Final = re.compile("可比价|不变价|价格因素|可比口径|同口径")
OF_OUTPUT: Final = re.compile("生产总值|增加值|GDP")  # its growth is told at constant prices
EARLIER: Final = re.compile(r"上一?年|去年|前年|同期|上[期月季]|原[有先来]?")
YEAR: Final = re.compile(r"(?:19|20)\d\d年")


def another(sight: Sight, told: Sequence[Figure], change: Figure) -> bool:
    """由40个减少到29个，内设机构精简四分之一: a clause of its own with a subject of its own, or prices that are not those of the numbers."""
    last = max((figure for figure in told if figure.start < change.start), key=lambda figure: figure.start, default=None)
    if last is None:
        return False
    gap = sight.between(last, change)
    if "；" in gap and "其中" not in gap or COMPARABLE.search(gap):
        return True
    clause = re.split("[，、。：]", gap)
    name = LEADING.sub("", clause[-1]) if len(clause) > 1 else ""
    pairs = ["".join(pair) for pair in pairwise(name)]
    words = "".join(figure.words + figure.claim.unit for figure in told)
    same = any(figure.claim.unit and name.startswith(figure.claim.unit) for figure in told)  # 146批387人次，批次下降19.3%
    return len(name) >= SUBJECT and not same and sum(pair in words for pair in pairs) * 3 < len(pairs)


def of_another(rate: Figure, part: Figure, whole: Figure) -> bool:
    """培训824人次，本地高校毕业生去向落实率90%: a rate that says of whom, and neither number is of them."""
    name = LEADING.sub("", rate.lead)
    words = part.words + whole.words
    return len(name) >= NAMED and not any("".join(pair) in words for pair in pairwise(name))


def beside(sight: Sight, one: Figure, other: Figure) -> bool:
    """安排国债500亿元，比去年减少100亿元；安排投资804亿元: two numbers of two clauses, neither of an earlier time."""
    first, second = sorted((one, other), key=lambda figure: figure.start)
    return "；" in sight.between(first, second) and not any(EARLIER.search(figure.lead) for figure in (first, second)) and not YEAR.search(second.lead)
