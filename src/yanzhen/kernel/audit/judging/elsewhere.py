"""Whether a list behind a number is of something else: of another time or sentence, of what came and went, of a row beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from .adding import adds_after_slip, sum_of
from .naming import quarters, votes
from .sight import Figure, Sight

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


def _then_and_now(parts: Sequence[Figure]) -> bool:
    """退耕前务工的97户，现在213户: one thing at two times, and no two parts."""
    return any(BEFORE.search(part.lead) for part in parts) and any(NOW.search(part.lead) for part in parts)


def taken_up(sight: Sight, whole: Figure, first: Figure) -> bool:
    """收到来信17件、线索6件。来信全部办结，其中…: the sentence that parts it says of what."""
    noun = NOUN.sub("", whole.lead)[-2:] or whole.tail[:2]
    return whole.sentence != first.sentence and len(noun) == 2 and noun not in GENERAL and noun in sight.opening(first, 40)
