"""Which two numbers a share is of, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .against import one_slipped
from .another import of_another
from .percent import Pair, changes, fits
from .sight import Figure, Sight
from .wholes import (
    FURTHER,
    MOST,
    OTHER,
    RATE,
    SCARCE,
    called,
    of_same_rate,
    parted,
)

CUE: Final = re.compile(r"恩格尔系数|(?:为|是|相当于|达到?)(?:年初|全年)?(?:计划|任务|目标|预算)数?的$|占|覆盖|率|[查盖]面|比重|比例|份额|完成|进度|之比|[使动]用了?$|用[了去]$")
BASE: Final = re.compile(r"(?:为|是|达|够|等于|相当于|合)[^，。；\d]{0,10}\d[^，。；]{0,10}的$")  # 为年初预算15.2亿元的74.7%
#: 284个，按316个计，覆盖率89.9%; 优良天数261天，在273天中占95.6%: the number before it is the whole.
RECKONED: Final = re.compile(r"[^，。；\d]{0,10}(?:计算?|算|看)，[^，。；\d]{0,8}")
AMONG: Final = re.compile(r"[^，。；\d]{0,10}中，?占了?约?")
OF: Final = re.compile(r"占(?:全[^\W\d])?([^\W\d，。；]{2,8}?)(?:总数|总量|人数|总人数|数)?的?$")
ALL: Final = re.compile(r"应|合计|合在一起|总|全|常住|在册|人口|计划|任务|目标|共")
TOTALS: Final = re.compile(r"(?:总数|总量|总额|总)$")
OF_SOME: Final = re.compile(r"全[^\W\d]|现有|共有?|目前|辖区|有|在册|各类|[，：]")  # 退休职工 are some of the 职工
COUNTED: Final = re.compile(r"总?(?:人口|人数|户数)")
SUMMED: Final = re.compile(r"总[投面产收支]|总[额量数]|共")
ADDED: Final = re.compile(r"(?:净增|增加|新增|多|减少|下降|增收)了?$")
WITHIN: Final = re.compile("中")
THERE: Final = re.compile(r"[^\W\d]{0,6}中，?有?")  # 21处项目点中，有6处…，占28.6%
PLAN: Final = re.compile(r"(?:计划|任务|目标)数?为?$")
AHEAD: Final = re.compile(r"计划|任务|目标")
OF_PLAN: Final = re.compile(r"，(?:为|是|占|完成|相当于|达到?)(?:年初|全年|年度)?(?:计划|任务|目标)数?的")
BEHIND: Final = re.compile(r"[，（(][^，。；\d]{0,6}")
FULFILLED: Final = re.compile(r"[，）)](?:完成率?|进度|完成进度|占(?:计划|任务)的)")
SEVERAL: Final = re.compile(r"[^\W\d]、[^\W\d]{1,6}(?:合计|共)?占(?:到|了|比)?$|[，；]总[^\W\d]{1,6}率为?$")  # 二、三季度占65.4%; 总整改率: of several numbers
TAKEN_IN: Final = re.compile(r"[（(]含[^（()）]*[)）]$")  # 完成率（含待验收）78.6%: of more than the last number
NUMBER: Final = re.compile(r"[，；]([^，。；\d]{1,6})数占")
LESSER: Final = re.compile(r"(?:净增|净减|增加|减少|[少降增减])了?$")
#: What two numbers of a list of people or fields do not give, unless the part bears its name.
VITAL: Final = re.compile(r"(出生|死亡|自然增长|计划生育|计生|森林覆盖|人口覆盖|绿化覆盖)率")
SPREAD: Final = re.compile("普及")  # of people or homes that need not be those told last
FULL: Final = 100
NEXT: Final = 14  # signs back from a whole to the part right before it
GENERAL: Final = ("面积", "数量", "总数", "金额", "人数", "户数", "收入", "支出", "投资", "产值", "资金")
VAGUE: Final = ("全年", "全季", "全期", "总数", "总量", "全部", "总额", "总", "整体", "其中", "合计", "总体")


def supposed_pair(sight: Sight, line: Sequence[Figure], place: int, near: Sequence[Figure]) -> tuple[Pair | None, bool]:
    """The two numbers that the words say it comes from (占6500户的80%; 98人中…61人), and whether they leave no doubt."""
    share = line[place]
    before, words = _before(sight, share, near), sight.opening(share, 24)
    if not before or _vital(words, before[-1]) or _of_number(sight, before[-1], share) or TAKEN_IN.search(sight.opening(share, 12)) or SEVERAL.search(sight.opening(share, 14)) or _risen(line, place) or not (CUE.search(words) or BASE.search(words) or _same_verb(share, before[-1]) or re.fullmatch(r"[、（(]", sight.between(before[-1], share))):
        return None, False
    last = before[-1]
    if last is line[place - 1] and (pair := _planned(sight, share, before) or _base_before(sight, share, before)):
        return pair
    rate = RATE.search(words[-14:])
    named = called(sight, rate[1], [one for one in before if one.sentence == share.sentence]) if rate else None
    part = named or (last if last.sentence == share.sentence else None)
    if part is None or share.start - part.end > (60 if named else _reach(sight, line[place - 1], share, before)) or not named and "；" in sight.between(part, share) or re.search(r"其中[^，。；\d]{1,10}占", sight.between(part, share)):
        return None, False  # 3900人，其中朝鲜族占42%: the part is not told
    wholes = [one for one in before if one.start < part.start and one.measure == part.measure and not of_same_rate(rate, one, part) and not LESSER.search(one.lead[-4:]) and not other_time(sight, one, part)]
    of = OF.search(words)
    told = _total(line[max(0, place - FURTHER) : place], of[1] if of else "", part) or _told_whole(sight, of[1] if of else "", wholes, part)
    if of and told is None and of[1] not in VAGUE and not re.search(of[1][:2], last.words):
        return None, False  # it names a whole that stands elsewhere
    free = [one for one in wholes if not any(one.start < other.start < part.start and other.share and not changes(sight, other) for other in line[max(0, place - SCARCE) : place])]
    free = free or (wholes[-1:] if _same_verb(share, part) else [])
    if named and not told and part is not last and not OTHER.search(words[-10:]) and (last.measure, last.sentence) == (part.measure, part.sentence) and ALL.search(last.lead):
        return (part, last), True  # 参保21874人，常住人口22600人，参保率96.8%
    tried = free if rate else free[-1:] if share.measure == "%" and share.exact and share.value < FULL else []
    slipped_from = next((one for one in tried if one_slipped(share, part, one)), free[-1] if rate and free else None)
    whole = told or next((one for one in reversed(free) if one.value >= part.value), slipped_from)
    if whole is None or not told and (of_another(share, part, whole) or OTHER.search(words[-10:]) or SPREAD.search(words[-10:]) and not (part is line[place - 1] and share.measure == "%" and share.exact)):
        return None, False
    return (part, whole), told is not None and (bool(of) or "占" in words[-6:] or share.start - part.end < 3) or bool(named) and whole is wholes[-1] and whole.sentence == part.sentence


def _before(sight: Sight, share: Figure, near: Sequence[Figure]) -> list[Figure]:
    """The figures before it that are not shut in brackets: 64015亩（水田59378亩、旱地4637亩），占83.7%."""
    before = [figure for figure in near if figure.start < share.start]
    shut = before and not re.match("[）)]的", sight.between(before[-1], share))
    return [figure for figure in before if figure.depth <= share.depth] or before if shut else before


def _vital(words: str, last: Figure) -> bool:
    """总人口36223人，其中外来678人，出生率10.32‰: a rate of what is not told here."""
    rate = VITAL.search(words[-10:])
    return rate is not None and rate[1][:2] not in last.words


def _same_verb(share: Figure, part: Figure) -> bool:
    """一共报销2338.8万元，实际报销80.8%."""
    return len(share.lead) > 2 and share.lead[-2:] == part.lead[-2:]


def _reach(sight: Sight, last: Figure, share: Figure, before: Sequence[Figure]) -> int:
    """How many signs may stand between a part and its share: more where it is told that it is a part."""
    told = share.lead.startswith("占") and last is before[-1] and any(THERE.match(sight.between(one, last)) for one in before)
    return 40 if told else 16


def _risen(line: Sequence[Figure], place: int) -> bool:
    """治理率由38.5%提高到52.3%: a rate at two times, and no share of what was told before it."""
    return place > 0 and line[place - 1].share is not None and re.search(r"[由从][^，。；\d]{0,4}$", line[place - 1].lead) is not None


def _of_number(sight: Sight, last: Figure, share: Figure) -> bool:
    """96位老人…，计24960元，老人数占5.9%: of another number than the one right before it."""
    named = NUMBER.search(sight.between(last, share))
    return named is not None and named[1] not in last.words


def _planned(sight: Sight, share: Figure, before: Sequence[Figure]) -> tuple[Pair, bool] | None:
    """抚育4830亩，计划5000亩，完成96.6%: what was done stands before what was planned."""
    last = before[-1]
    done = before[-2] if len(before) > 1 else last
    if len(before) > 1 and done.measure == last.measure and OF_PLAN.fullmatch(sight.between(last, share)) and AHEAD.search(done.lead):
        return (last, done), True  # 计划投资2460万元，实际完成2583万元，为计划的105%
    told = PLAN.search(last.lead) and BEHIND.fullmatch(sight.between(done, last)) and FULFILLED.fullmatch(sight.between(last, share))
    return ((done, last), True) if told and done.measure == last.measure and not PLAN.search(done.lead) else None


def _base_before(sight: Sight, share: Figure, before: Sequence[Figure]) -> tuple[Pair | None, bool] | None:
    """Where the number right before the share is its whole: …按316个计，…率; 在273天中占…; 占6500户的…. None where it is not."""
    last = before[-1]
    gap = sight.between(last, share)
    if RECKONED.fullmatch(gap) and "按" in last.lead or AMONG.fullmatch(gap) and re.search("在[^，。；]{0,4}$", last.lead):
        part = next((one for one in reversed(before[:-1]) if one.measure == last.measure), None)
        return ((part, last), True) if part else (None, False)
    if re.fullmatch(r"[^，。；]{0,8}的[^，。；]{0,3}" + "|[^，。；]{0,4}" * ("占" in last.lead), gap):
        part = _part_of(sight, share, before)
        return ((part, last), part.sentence == share.sentence) if part else (None, False)
    return None


def _part_of(sight: Sight, share: Figure, before: Sequence[Figure]) -> Figure | None:
    """…，占年初预算15.2亿元的74.7%: of which the number right before the share is the whole; the one that fits, else what is no change."""
    last = before[-1]
    done = "占" not in sight.between(before[-2], last)[-8:] if len(before) > 1 else True  # what was done is all of it, not what was added
    if any(not one.exact and one.counts and one.measure == last.measure for one in sight.within(max(0, last.start - NEXT), last.start)):
        return None  # 完成投资590多万元，是计划403.86万元的146%
    parts = [one for one in reversed(before[:-1]) if one.measure == last.measure and not (done and ADDED.search(one.lead))]
    return min(parts, key=lambda one: (not fits(share, one, last), bool(LESSER.search(one.lead))), default=None)


def _total(before: Sequence[Figure], of: str, part: Figure) -> Figure | None:
    """占总收入的22%: of what was called so, however many incomes of other kinds stand between."""
    told = (one for one in reversed(before) if of[:1] == "总" and of in one.lead and one is not part and one.counts and one.exact and one.measure == part.measure)
    return next(told, None)


def _told_whole(sight: Sight, of: str, wholes: Sequence[Figure], part: Figure) -> Figure | None:
    """The whole that the words name; a bare number of people or households, where the share is said to be of them."""
    of = re.sub("^原有|^现有", "", of.lstrip("总全") or of)
    said = next((one for one in reversed(wholes) if of and (of[:2] in one.words and not re.search(re.escape(of) + "[中里]", one.lead) and (len(of) < 4 or of[-2:] in one.words or of[:3] in one.words) or len(of) > 3 and one.value >= part.value and of[-2:] in one.lead and of[-2:] not in GENERAL or of[:2] in sight.opening(one, 20) and SUMMED.search(one.lead) and not AHEAD.search(of)) or one.value >= part.value and parted(sight.between(one, part))), None)
    if said is None and wholes and (THERE if not of else WITHIN).match(sight.between(wholes[-1], part)):
        said = wholes[-1]
    if said or not COUNTED.search(of):
        return said
    return next((one for one in reversed(wholes) if not one.lead.strip() and not one.tail.strip() and one.depth == 0), None)


def other_time(sight: Sight, whole: Figure, part: Figure) -> bool:
    """比去年的20户…: a number of another time, unless the part is of that time too."""
    said = re.search(r"上一?年|去年|前年|同期|[前上]一?[周月季]|(?:19|20)\d\d年", whole.lead)
    return bool(said and (re.search(r"比|较|由|从|为$", whole.lead) or whole.depth > part.depth or re.search(r"今年|本年|目前|(?<![发实体出表呈])现", sight.between(whole, part))))


def by_words(sight: Sight, line: Sequence[Figure], place: int) -> Pair | None:
    """占…总数的95%: the whole is told elsewhere, in the same words."""
    share = line[place]
    found = OF.search(sight.opening(share, 14))
    part = line[place - 1] if place else None
    if not found or not part or not part.counts or part.sentence != share.sentence:
        return None
    told = [one for one in sight.prose[:MOST] if one.counts and one.exact and one.measure == part.measure and one.value > part.value and found[1] in (TOTALS.sub("", one.lead)[-len(found[1]) :], one.tail[: len(found[1])])]
    if fit := next((one for one in told if fits(share, part, one)), None):
        return part, fit
    return (part, told[0]) if len({one.value for one in told}) == 1 and not OF_SOME.sub("", TOTALS.sub("", told[0].lead)).removesuffix(found[1]) else None
