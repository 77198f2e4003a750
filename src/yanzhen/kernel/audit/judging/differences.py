"""Changes told as a number with the two values they lie between: 比上年的40名增加6名; 由49.5岁降为45.2岁，下降4.3岁."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import compared, phrase

from .another import beside
from .sight import NOUGHT, Figure, Sight, finding, in_scale, slip_of, value_of

#: 满意率87.9%，比上一年的85.2%高2.7个百分点: nothing is left to guess.
TWO_RATES: Final = re.compile(r"[\d.]+%，(?:比|较)(?:上一?年|去年|前年|年初|同期|上一?[期月季次])(?:同期)?的[\d.]+%(?:提高|高出?|上升|下降|降低|低|增加|减少)了?")
FORMERLY: Final = re.compile("[，（(](?:上一?年|去年|前年|上期|上月|上季度)(?:末|底|同期)?[为是]?")
GREW: Final = re.compile(r"[，）)](?:同比|比上年|较上年|平均)?(?:[一每][^\W\d])?(?:增加|净增|减少|净减|增长|下降|上升|提高|降低|多|少|增|减|升|降)了?")
#: 人均21200元，比上年的19810元多了1390元
COMPARED: Final = re.compile(r"[，、（(]?[比较][^，。；\d]{1,12}?的?")
MORE: Final = re.compile(r"(?:净|又|还|就)?(?:增加|减少|增长|下降|提高|降低|缩短|[多少增减])(?:[收支产])?了?")
#: 增长6.4%、高于全国2.6个百分点: the other is no number of this report.
OUTSIDE: Final = re.compile(r"(?:[高低优快慢好多少差]于|超过?|高出|低)(?:同期)?(?:全[^\W\d]|上级|平均|其他)[^，。；、\d]{0,8}$")
SUBJECT: Final = re.compile(r"[，；](?!平均)([^，。；\d]{3,12}?)的?(?:比|较)(?:上一?年|去年|前年|年初|同期|上[期月季])")
BASE: Final = re.compile(r"[，、][较比][^，。；\d]{1,10}的?$")
ONLY: Final = re.compile("^[^，。；]{0,4}(?:只|仅)[要需]?")  # 人工每亩260元，机插只要110元，一亩省150元
SAVED: Final = re.compile("[省少]了?$")
NEAR: Final = Decimal("0.25")
ANOTHER: Final = 5  # so many times as much, and it is a number of something else: 平均班额39人，比上学年的4512人减少144人


def difference(sight: Sight, change: Figure, near: Sequence[Figure]) -> Iterator[Finding]:
    """比上年的40名增加6名; 提高8.7个百分点(上年为82.6%)."""
    slack = change.slack if change.exact else max(change.high - change.value, change.value - change.low)
    supposed = _two(sight, change, near)
    supposed = supposed if supposed and all(_of_measure(change, end) for end in supposed) else None
    if supposed and (other := SUBJECT.search(sight.between(*sorted(supposed, key=lambda one: one.start)))) and other[1][-2:] not in supposed[0].words:
        supposed = None  # 三星13个、二星及以下3个，四星以上的比上年的12个多了3个
    pairs = [(new, old) for new in near for old in near if new is not old]
    for new, old in [supposed] if supposed else pairs if change.counts else []:
        if abs(abs(new.value - old.value) - change.value) <= slack + (new.slack + old.slack if "." in change.claim.value else NOUGHT) and change.value:
            yield _minus(change, max(new, old, key=value_of), min(new, old, key=value_of), Severity.HOLDS)
            return
    if supposed and change.exact and not beside(sight, *supposed):
        big, small = sorted(supposed, key=lambda one: -one.value)
        want = big.value - small.value
        close = abs(want - change.value) <= max(want, change.value) * NEAR
        ends = [(one, other.value + sign * change.value) for one, other in (supposed, supposed[::-1]) for sign in (1, -1)]
        if close or _explicit(sight, change, supposed) or slack < want and any(slip_of(one, end - slack, end + slack) for one, end in [(change, want), *ends]):
            yield _minus(change, big, small, Severity.ERROR)


def _two(sight: Sight, change: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    before = [figure for figure in near if figure.start < change.start and figure.sentence == change.sentence and figure.exact]
    after = [figure for figure in near if figure.start > change.start and figure.sentence == change.sentence]
    if len(before) > 2 and all(BASE.search(sight.opening(one, 14)) for one in before[-2:]):
        news = [one for one in before[:-2] if one.measure == before[-1].measure and not BASE.search(sight.opening(one, 14))]
        return (news[-1], before[-1]) if news else None  # 2.9%，较二季度的3.4%低0.5个百分点，较去年同期的4.1%低1.2个百分点
    if len(before) > 1 and not OUTSIDE.search(sight.opening(change, 20)) and change.start - before[-1].end < 14 and re.search(r"比|较|由|从|超|高|低", sight.text[max(0, before[-2].start - 8) : before[-1].start]):
        return before[-2], before[-1]
    if len(before) > 1 and change.start - before[-1].end < 14 and ONLY.search(before[-1].lead) and SAVED.search(change.lead):
        return before[-2], before[-1]
    if len(before) > 1 and change.start - before[-1].end < 14 and re.search(r"比|较|上一?年|去年|前年|同期|上[期月次]|由|从|原", sight.between(before[-2], before[-1])):
        return before[-2], before[-1]
    if before and after and re.match(r"[（(，](?:上一?年|去年|上期|同期|[由从][^，。；\d]{0,6}$|[^，。；\d]{0,8}为$)", sight.between(change, after[0])):
        return before[-1], after[0]
    if before and after and re.fullmatch(r"[^。\d]{0,6}[\d.]*[^。\d]{0,4}[，；](?:去年|上一?年|上期|(?:19|20)\d\d年)([^，。；\d]{0,6})", sight.between(change, after[0])) and after[0].lead[-2:] in before[-1].lead + "为是":
        return before[-1], after[0]
    return None


def _minus(change: Figure, big: Figure, small: Figure, severity: Severity) -> Finding:
    return reckoned("difference", severity, [change, big, small], f"{big.told}-{small.told}={in_scale(big.value - small.value, big)}{big.told[len(big.claim.value) :]}")


def reckoned(rule: str, severity: Severity, figures: Sequence[Figure], told: str) -> Finding:
    """What was reckoned from the others, against the first of the figures."""
    ask = phrase("请核对基数") if severity is Severity.ASK else ""
    return finding(rule, severity, figures, compared(told, figures[0].claim.quote, severity is Severity.HOLDS, ask))


def _explicit(sight: Sight, change: Figure, two: tuple[Figure, Figure]) -> bool:
    """Whether the words say that the change is what lies between the two."""
    from_to = moved(sight, two) and (change.lead.endswith("了") or _at_once(sight, change, two))
    return from_to or _of_former(sight, change, two) or _beyond(sight, change, two) or TWO_RATES.fullmatch(sight.text, two[0].start, change.start) is not None and two[1].measure == "%"


def moved(sight: Sight, two: Sequence[Figure]) -> bool:
    """由57.4岁降到44.6岁，年轻了12.8岁: what stands before it is where it began and where it came to."""
    return len(two) == 2 and two[0].measure == two[1].measure and bool(re.search(r"[由从]", sight.opening(two[0], 14)) and re.search("[到至为]", sight.between(*two)))


def _at_once(sight: Sight, change: Figure, two: Sequence[Figure]) -> bool:
    """由49.5岁降为45.2岁，下降7.4岁: nothing stands between that could be changed instead."""
    return change.claim.unit == two[1].claim.unit and re.fullmatch(r"[，,][^，。；\d]{0,4}", sight.between(two[1], change)) is not None


def _of_former(sight: Sight, change: Figure, two: Sequence[Figure]) -> bool:
    """5.90万人，上年末5.23万人，同比增加2400人."""
    new, old = two
    told = new.start < old.start < change.start and FORMERLY.fullmatch(sight.between(new, old)) and GREW.fullmatch(sight.between(old, change))
    return bool(told) and new.measure == old.measure and _of_measure(change, old)


def _beyond(sight: Sight, change: Figure, two: tuple[Figure, Figure]) -> bool:
    """人均21200元，比上年的19810元多了1390元: no word between them is of anything else."""
    new, old = two
    told = new.start < old.start < change.start and COMPARED.fullmatch(sight.between(new, old)) and MORE.fullmatch(sight.between(old, change))
    return bool(told) and new.measure == old.measure and _of_measure(change, old) and max(new.value, old.value) < ANOTHER * min(new.value, old.value)


def _of_measure(change: Figure, end: Figure) -> bool:
    """Whether the one can be told of the other: percent differ by percentage points."""
    return end.measure == "%" if "百分点" in change.measure else end.measure == change.measure
