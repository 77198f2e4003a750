"""Whether a list behind a number is of something else: of another time or sentence, of what came and went, of a row beside it; or whether the numbers say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from .adding import adds, adds_after_slip, sum_of
from .apart import opposed
from .naming import quarters, votes
from .sight import Figure, Sight, value_of

TOTAL: Final = re.compile(r"累计|拢共|一共|(?<!零售)(?<!出口)(?<!贸易)(?<!交易)(?<!存款)(?<!贷款)总(?:投资|额|数|量|面积|产值|收入|人口|户数|支出|投入)|合计|共计|总计|总共|合在一起|合起来|加起来|(?<![公一全])共(?![青享建同和产])")
DONE: Final = re.compile(r"^已")
OPEN: Final = re.compile(r"[未没]|尚未|还没")  # 已治理11个；正在施工3个；未治理5个
TASK: Final = re.compile(r"(?:任务|计划|目标)数?[为是]?$")  # 筛查3215人，完成任务数3000人的107%
MOVES: Final = re.compile(r"新进|新纳入|转[入出]|[迁调]入|迁出|净[增减]")  # what came and went is no part
GENERAL: Final = ("产量", "面积", "产值", "收入", "支出", "总产", "人数", "户数", "数量", "金额")  # many things have one
BEFORE: Final = re.compile(r"[^目以之提]前(?!期)|原来|过去|当年|刚来|以往")
NOW: Final = re.compile(r"现在|目前|如今|眼下")
NOUN: Final = re.compile(r"[的了共有为达到]+$")
ANSWER: Final = re.compile("(?:优秀|满意|称职|合格|同意|赞成)(?:等次|档次|票)?的?$")  # 优秀26人，称职16人: one of a row itself
LACKING: Final = Decimal("0.4")
SOME: Final = re.compile(r"其中|当中|含|^[^，。；、]{0,8}[中里]")
LABOUR: Final = re.compile("劳动?力")  # some of the people, and men and women of them are not all people
GREATEST: Final = re.compile("[三四五六七八九十]大(?![类项])")  # 四大作物: the greatest, and not all
#: 超过10%的44种、超过20%的23种: each is within the one before.
BEYOND: Final = re.compile(r"(?:超过?|高于|多于|大于|突破)\d[\d.]*[^\W\d%]{0,2}%?的?[有达]?$|[\d百千万][\d.百千万]*[^\W\d%]{0,2}%?以[上下]的?[^\W\d]{0,4}[有达]?$")
FEW, FINE = 8, 4  # parts of which every choice is tried, for a whole of so many digits
HUNDRED, NEAR = 100, 120  # a smaller sum is met by chance; signs before a whole within which another may stand


def beyond(sight: Sight, whole: Figure, parts: Sequence[Figure], lead: str) -> bool:
    """Whether the list is of something else: of another sentence, of a row beside the whole, of a number that is not exact."""
    if ANSWER.search(whole.lead) and votes(parts) or _then_and_now(parts) or DONE.search(whole.lead) and any(OPEN.match(part.lead) for part in parts) or all(part.value > whole.value for part in parts) and not adds_after_slip(whole, parts) or any(part.lead.endswith("各") for part in parts) and sum_of(parts) < whole.value * LACKING:
        return True
    if "。" in lead and (TASK.search(whole.lead) or not quarters(whole, parts) and not votes(parts) and not taken_up(sight, whole, parts[0]) and not re.search(r"。(?:其中|分别|包括|按[^，。；]{1,8}(?:分|看|统计|划分)|从|具体|一是|分)", lead)):
        return True
    if re.fullmatch(r"[^，。；：（(、]{0,20}、[^，。；：（(]{0,20}", lead) and not re.search("其中|分别", lead):
        return True  # 10个中心、60个分中心、120个站点 are one list
    near = [one for one in sight.within(whole.start - 12, parts[0].start) if one.measure == whole.measure and one is not whole]
    before = [one for one in sight.within(whole.start - 24, whole.start) if one.measure == whole.measure]
    if "分别" in lead and any(re.fullmatch(r"[^，。；\d]{0,3}[和、与及][^，。；\d]{0,8}", sight.between(one, whole)) for one in before):
        return True  # 高血压2467人、糖尿病803人，规范管理分别为1960人、618人
    if len(parts) == 2 and "；" in sight.between(*parts) and re.search("其中(?![：:])", lead) or TOTAL.search(parts[0].lead) or TASK.search(parts[0].lead) or any(MOVES.search(sight.opening(part, 8)) for part in parts):
        return True
    return any(one.start > whole.end and not one.exact for one in near)


def told_otherwise(sight: Sight, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the numbers themselves say that these are no parts of it: one of them is all of it, some of them are, or another
    number just before is the sum of them (1874件次…743类、428类, counted in another unit); each is within the one before; or a row of
    them goes on elsewhere."""
    fine = len(re.sub(r"\D", "", whole.claim.value).strip("0")) >= FINE  # of shorter numbers, some make the whole by chance
    if all(BEYOND.search(sight.opening(part, 14)) for part in parts) and [*parts] in (sorted(parts, key=value_of), sorted(parts, key=value_of, reverse=True)):
        return True
    greatest = GREATEST.search(sight.opening(parts[0], 24)) and (sum_of(parts) < whole.value or GREATEST.search(sight.opening(whole, 16)))
    if greatest or parts[0].value == whole.value and SOME.search(sight.between(whole, parts[0])) or fine and len(parts) <= FEW and any(adds(whole, some) for count in range(2, len(parts)) for some in combinations(parts, count)):
        return True
    if "其中" in sight.between(whole, parts[0]) and "；" in sight.between(*parts[:2]) and "；" in sight.opening(whole, NEAR):
        return True  # 展览馆3个；文化馆50个，其中文化站44个；剧场7个
    if len(parts) > 2 and any(one.counts and one is not whole and one.value == sum_of(parts) >= HUNDRED for one in sight.within(whole.start - NEAR, parts[0].start)):
        return True
    return opposed(whole.lead, parts[-1].lead) or bool(LABOUR.search(parts[-1].lead)) and not LABOUR.search(whole.words) or any("第二产业" in part.lead for part in parts) and not any(re.search("第?三产", part.lead) for part in parts)


def _then_and_now(parts: Sequence[Figure]) -> bool:
    """退耕前务工的97户，现在213户: one thing at two times, and no two parts."""
    return any(BEFORE.search(part.lead) for part in parts) and any(NOW.search(part.lead) for part in parts)


def taken_up(sight: Sight, whole: Figure, first: Figure) -> bool:
    """收到来信17件、线索6件。来信全部办结，其中…: the sentence that parts it says of what."""
    noun = NOUN.sub("", whole.lead)[-2:] or whole.tail[:2]
    return whole.sentence != first.sentence and len(noun) == 2 and noun not in GENERAL and noun in sight.opening(first, 40)
