"""Growth against the two values it is between: 增长…%, 提高…个百分点, 增加…户, 是…的…倍, 翻番."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .another import OF_OUTPUT, another, beside
from .differences import FORMERLY, NEAR, difference, moved, reckoned
from .percent import changes, meets, ratio, slipped
from .rows import grown
from .sight import NOUGHT, Figure, Sight, plain, slacks, slip_of

FROM: Final = re.compile(r"(?:由|从)[^，。；\d]{0,12}$")
DELTA: Final = re.compile(r"(?:(?<![至不大很众许])[多少][跑筛收花支投发办来栽种建修干出产省]?|省下来?的?|[亩个吨斤次]省|增加|净增|增量|减量|增额|减少|多|少|增|减|新增|提高|下降|上升|缩短|降低|扩大|(?<![上价])涨|(?<![下回上])[升降]|[增减][产收长亏]|压[减缩]|回[升落]|节[约省]|盘[盈亏]|便宜|超[出支]?)(?:支出|收入|了)?$")
OTHERS: Final = re.compile(r"[高低快慢大小多少优好]于[^，。；（()）]{2,10}[（(]$")  # 增速高于全省（4.5%）
COMPARED: Final = re.compile(r"^[^，。；]{0,4}(?:高出|低于|高于|多于|少于|超出)[^，。；]{0,8}$")
ABOVE: Final = re.compile(r"[超高低多少][^，。；]{0,8}[（(][^（()）]*[)）]$")
#: Before a number of an earlier time, which the change is a change of: 环比8月的446起, 去年三季度收入23万元.
EARLIER: Final = re.compile(r"(?:上一?年|去年|前年|同期|上一?[月期季]|环比|同比|[较比])[^，。；]{0,10}$")
THAN: Final = re.compile(r"[较比](?:上一?年|去年|前年|年初|上[期月]|同期|上?半年|[一二三四上]季度|\d{1,2}月|(?:19|20)\d\d年)[^，。；\d]{0,6}$")
DOWN: Final = re.compile(r"下降|下滑|下跌|滑落|缩水|减少|降低|缩|降|少|减|回落")
OF_WHAT: Final = re.compile(r"(?:^|[。；])([^，。；\d]{2,8})(?:比|较|与|同)(?:上一?年|去年|同期)的?$")
OTHER_RATES: Final = re.compile(r"^(?:、[^，。；\d]{1,8}\d[\d.]*%)+")  # 件次下降12.3%、人次下降21.1%，去年同期为
BEGINNING: Final = re.compile("(?:起步|当初|最初|开始|起初|建[站厂社]|成立)[^，。；]{0,3}的$")
ADDED: Final = re.compile("新[栽增建修种添开办入]了?$")
EXISTED: Final = re.compile("[，、（(](?:原有|原来|原先|此前)(?:有|的)?")
AWAY: Final = 300
BACK, ON = 6, 3
MANY: Final = 12  # so many times more than is told, and two other things stand there
WIDE: Final = Decimal("0.6")


def check(sight: Sight) -> Iterator[Finding]:
    """Every change that is told with its two ends."""
    for line in sight.grouped("line"):
        done: set[int] = set()
        for rate, new, old in grown(sight, line, [figure for figure in line if figure.share]):
            done.add(rate.at)
            yield from _against(sight, rate, new, old, up=not DOWN.search(sight.opening(rate, 24)))
        for place, figure in enumerate(line):
            if figure.claim.kind.value == "norm" or figure.at in done or OTHERS.search(sight.opening(figure, 16)):
                continue
            near = line[max(0, place - BACK) : place + ON]
            if figure.share and changes(sight, figure):
                yield from _rate(sight, line, place, near)
            elif "百分点" in figure.measure:
                yield from difference(sight, figure, [one for one in near if one.measure == "%" and one is not figure])
            elif figure.measure == "倍":
                yield from _times(sight, figure, near)
            elif figure.counts and (DELTA.search(figure.lead[-6:]) or COMPARED.search(figure.lead) or ABOVE.search(sight.opening(figure, 20)) or figure.lead.endswith("了") and moved(sight, line[max(0, place - 2) : place])):
                yield from difference(sight, figure, [one for one in near if one.measure == figure.measure and one is not figure and one.exact and not DELTA.search(one.lead[-6:])])


def rates(new: Figure, old: Figure) -> tuple[Decimal, Decimal]:
    """The change from old to new in percent of old, from and to."""
    mine, its = slacks(new, old)
    least, most = old.value - its, old.value + its
    ends = ((new.value - mine) / most - 1) * 100, ((new.value + mine) / max(least, old.value / 2) - 1) * 100
    return ends if new.value >= old.value else (-ends[1], -ends[0])


def _rate(sight: Sight, line: Sequence[Figure], place: int, near: Sequence[Figure]) -> Iterator[Finding]:
    rate = line[place]
    values = [figure for figure in near if figure.counts and figure.exact and figure.value > 0 and not DELTA.search(figure.lead[-6:])]
    said = re.sub("^(?:同比|环比)", "", rate.lead)
    units = [figure.measure for figure in values if figure.measure and said.startswith(figure.measure)]
    values = [figure for figure in values if figure.measure == max(units, key=len)] if units else values  # 批次下降, 人次下降
    pairs = [(new, old) for new in values for old in values if new is not old and new.measure == old.measure and new.value != old.value]
    fits = [pair for pair in pairs if meets(*rates(*pair), *(rate.share or (NOUGHT, NOUGHT))) and _way(sight, rate) == (pair[0].value > pair[1].value)]
    supposed = _ends(sight, rate, values)
    if base := _base(sight, rate, near):
        yield from _of_base(rate, *base)
    elif supposed and supposed[::-1] in fits:
        yield _told(rate, supposed[1], supposed[0], Severity.HOLDS)
    elif supposed and _of_change(sight, rate, *supposed):
        return
    elif supposed and not any(old is supposed[1] for _new, old in fits):
        told = [] if another(sight, supposed, rate) else [*_against(sight, rate, *supposed, up=_way(sight, rate))]
        yield from told or _of_first(sight, rate, supposed[1], values)
    elif not supposed and (parts := _by_change(sight, rate, near)):
        yield from _from_change(sight, rate, *parts)
    elif fits:
        yield _told(rate, *(supposed if supposed in fits else fits[-1]), Severity.HOLDS)


def _of_first(sight: Sight, rate: Figure, old: Figure, values: Sequence[Figure]) -> Iterator[Finding]:
    """受理182件，办结176件，同比下降13.7%（上年211件）: of another number of its sentence, but for one slip in the old one."""
    factor = (100 + rate.value * (1 if _way(sight, rate) else -1)) / 100
    news = [one for one in values if one.start < rate.start < old.start and one.sentence == rate.sentence and one.measure == old.measure]
    if factor > 0 and old.depth > rate.depth and (slipped_from := next((one for one in news if _slipped(old, one.value / factor - 1, one.value / factor + 1)), None)):
        yield _told(rate, slipped_from, old, Severity.ASK)


def _by_change(sight: Sight, rate: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """1.86万吨，比上年增加0.12万吨，增长6.9%: the value, and its change right before the rate or right behind it."""
    told = [figure for figure in near if figure.sentence == rate.sentence and figure.counts and figure.exact]
    before = [figure for figure in told if figure.start < rate.start]
    behind = next((figure for figure in told if figure.start > rate.start), None)
    if len(before) > 1 and DELTA.search(before[-1].lead[-6:]) and rate.start - before[-1].end <= 8:
        change, earlier = before[-1], before[:-1]
    elif behind and before and DELTA.search(behind.lead[-6:]) and re.match("[，、（(]", sight.between(rate, behind)) and behind.start - rate.end < 10 and before[-1].measure == behind.measure:
        change, earlier = behind, before
    else:
        return None
    ends = [one for one in reversed(earlier) if one.measure == change.measure and not re.search("均|每|预算|计划|任务|目标", one.lead) and not DELTA.search(one.lead[-6:])]
    name = DELTA.sub("", change.lead)[:2]  # 死亡33人，受伤14人，死亡人数减少9人
    new = next((one for one in ends if len(name) > 1 and name in one.lead), next(iter(ends), None))
    if new is None or not new.value > change.value > 0:
        return None
    between = [one for one in told if new.start < one.start < min(change.start, rate.start)]
    reach = 20 if not between or any(not DELTA.search(one.lead[-6:]) for one in between) else 48  # 核实…，盘盈…、盘亏…，净增…
    return (new, change) if min(change.start, rate.start) - new.end < reach else None


def _base(sight: Sight, rate: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """比上年多筛252人（上年1863人），增长13.5%; 较上年280万元净增49万元，增长17.4%: the change, and what it is a change of."""
    before = [figure for figure in near if figure.start < rate.start and figure.sentence == rate.sentence and figure.counts and figure.exact][-2:]
    if len(before) < 2 or before[0].measure != before[1].measure:
        return None
    if THAN.search(before[0].lead) and not sight.between(*before).strip("净增减少多加了下降提高") and rate.start - before[1].end < 8:
        return before[1], before[0]
    change, old = before
    if ADDED.search(change.lead) and EXISTED.fullmatch(sight.between(change, old)) and rate.start - old.end < 8:
        return change, old  # 今年新栽760亩，原有2660亩，净增28.6%
    if not DELTA.search(change.lead[-6:]):
        return None
    told = old.depth > change.depth == rate.depth and re.match(r"[（(](?:上一?年|去年|上期|同期|原)", sight.between(change, old)) and rate.start - old.end < 8
    return (change, old) if told and old.value > 0 else None


def _of_base(rate: Figure, change: Figure, old: Figure) -> Iterator[Finding]:
    if old.value <= 0:
        return
    got = ratio(change, old)
    right = meets(*got, *(rate.share or (NOUGHT, NOUGHT)))
    told = f"{change.told}÷{old.told}={plain((change.value / old.value * 100).quantize(Decimal('0.01')))}%"
    if right or slipped(rate, *got) or abs(got[0] - rate.value) <= max(rate.value, got[0]) * WIDE:
        severity = Severity.HOLDS if right else Severity.ERROR
        yield reckoned("growth", severity, [rate, change, old], told)


def _from_change(sight: Sight, rate: Figure, new: Figure, change: Figure) -> Iterator[Finding]:
    if EARLIER.search(sight.opening(new, 16)) or sight.text.startswith(("相比", "相较", "比较"), new.end):
        yield from _of_base(rate, change, new)
        return
    low, high = rate.share or (NOUGHT, NOUGHT)
    sign = 1 if _way(sight, rate) else -1
    old = new.value - sign * change.value
    got = (change.value - change.slack) / (old + new.slack + change.slack) * 100, (change.value + change.slack) / max(old - new.slack - change.slack, old / 2) * 100
    told = f"{change.told}÷（{new.told}{'-' if sign > 0 else '+'}{change.told}）={plain((change.value / old * 100).quantize(Decimal('0.01')))}%"
    if meets(*got, low, high):
        yield reckoned("growth", Severity.HOLDS, [rate, new, change], told)
    elif not meets(got[0], got[1], low - (high - low), high + (high - low)) and not another(sight, (new, change), rate):
        near = abs((got[0] + got[1]) / 2 - rate.value) <= max(rate.value, got[1]) * NEAR
        yield reckoned("growth", Severity.ERROR if near or slipped(rate, *got) else Severity.ASK, [rate, new, change], told)


def _of_change(sight: Sight, rate: Figure, new: Figure, change: Figure) -> bool:
    """净增3000万元，增幅10%: the change itself is told, not the old value."""
    low, high = rate.share or (NOUGHT, NOUGHT)
    old = new.value - change.value if _way(sight, rate) else new.value + change.value
    return old > 0 and low - Decimal("0.1") <= change.value / old * 100 <= high + Decimal("0.1")


def _way(sight: Sight, rate: Figure) -> bool:
    """Up?"""
    return not DOWN.search(sight.opening(rate, 8))


def _ends(sight: Sight, rate: Figure, values: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """(new, old) as the words say: A, 比上年的B增长; 由B增加到A, 增长; A, 增长p(上年为B)."""
    before = [figure for figure in values if figure.start < rate.start and figure.sentence == rate.sentence]
    after = [figure for figure in values if figure.start > rate.start and figure.sentence == rate.sentence]
    alike = [figure for figure in before if figure.measure == before[-1].measure]
    whole = [figure for figure in alike if not re.search("均|每", figure.lead)]  # 户均28万元 may stand between the values of all
    alike = whole if len(whole) > 1 or whole and alike[-1:] != whole[-1:] else alike
    if len(alike) > 1 and (pair := _order(sight, rate, *alike[-2:])):
        return pair
    if before and EARLIER.search(before[-1].lead) and re.fullmatch("[，,]?[^，。；]{0,6}", sight.between(before[-1], rate)) and (new := _later(sight, rate, before[-1], values)):
        return new, before[-1]
    if len(after) > 1 and after[0].measure == after[1].measure and re.fullmatch(r"[，、]?(?:总[量额])?[由从][^，。；\d]{0,6}", sight.between(rate, after[0])) and re.search("[到至为]", sight.between(*after[:2])):
        return after[1], after[0]
    beside = [one for one in before[-1:] if rate.start - one.end < 8 and not re.fullmatch(r"[^\W\d]{0,2}均[为约达]?", one.lead)]
    before = before if beside else whole or before  # 人均纯收入15680元，增长12%，上年为…; but 合计782万元，户均34万元，增长23%（上年为…）
    if not before or not after or after[0].measure != before[-1].measure:
        return None
    said = OTHER_RATES.sub("", sight.between(rate, after[0]))
    before = [one for one in before if len(one.lead) > 1 and one.lead in sight.opening(rate, 24)] or before  # 物业217件、停水164件，其中物业类上升28.4%（上年同期169件）
    if re.search(r"^[^，。；]{0,6}[（(，]?(?:比|较|高于|低于)?(?:上一?年|去年|上期|上月|年初|同期|20\d\d年|\d{1,2}月|[一二三四]季度)[^，。；]{0,8}为?", said):
        return before[-1], after[0]
    if re.fullmatch(r"[，,]?(?:总量|总额)?(?:达到?|增至|增加到|升至|为|降至|减少到|提高到)[了]?", said) and re.search(r"比|较|从|由|在", sight.text[max(0, before[-1].start - 10) : before[-1].start]):
        return after[0], before[-1]
    return None


def _later(sight: Sight, rate: Figure, old: Figure, values: Sequence[Figure]) -> Figure | None:
    """接报412起，日均13.7起。环比8月的446起下降7.6%: told before it, in its sentence or another; the nearest with which it holds, else the nearest."""
    told = [one for one in values if one.start < old.start and one.measure == old.measure and (not re.search("均|每", one.lead) or FORMERLY.fullmatch(sight.between(one, old))) and not EARLIER.search(one.lead)]
    if said := OF_WHAT.search(sight.opening(old, 30)):
        told = [one for one in sight.within(max(0, old.start - AWAY), old.start) if one.measure == old.measure and one.counts and one.exact and said[1][-2:] in one.lead]  # 收入较上年668.2万元增长一成
    fits = [one for one in told if meets(*rates(one, old), *(rate.share or (NOUGHT, NOUGHT)))]
    return next(reversed(fits or told), None)


def _order(sight: Sight, rate: Figure, one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    """Which of the two before it is the later."""
    gap, last, first = sight.between(one, other), sight.between(other, rate), sight.text[max(0, one.start - 14) : one.start]
    if re.search("[。；]|其中", gap + last) or "%" in gap:
        return None  # 总产值12589万元，较上年增长9.2%，其中农业9386万元，增长0.3%
    if len(last) < 30 and FROM.search(first) and re.search(r"[到至为]", gap):
        return other, one
    years = [re.findall(r"((?:19|20)\d\d)年", words) for words in (first, gap)]
    if len(last) < 24 and all(years):
        return (other, one) if int(years[0][-1]) < int(years[1][-1]) else (one, other)
    if len(last) < 24 and re.search(r"去年|上一?年|上月|上期", first) and re.search(r"今年|本年|本月|本期|现", gap):
        return other, one
    if len(last) < 24 and re.search(r"(?<!占)比(?!增|下降|减|上升|提|回落|净|持平)|较|上一?年|去年|同期|上期|[\d一二三四五六七八九十]年前|原先|过去|此前|当年", gap):
        return one, other
    return (other, one) if len(last) < 24 and re.search("季度|月", gap) else None


def _against(sight: Sight, rate: Figure, new: Figure, old: Figure, *, up: bool) -> Iterator[Finding]:
    low, high = rate.share or (NOUGHT, NOUGHT)
    got, right = rates(new, old), up == (new.value > old.value)
    if right and meets(*got, low, high):
        yield _told(rate, new, old, Severity.HOLDS)
        return
    if right and meets(got[0], got[1], low - (high - low) / 2, high + (high - low) / 2):
        return  # cut off instead of rounded
    sign = 1 if up else -1
    near = right and abs((got[0] + got[1]) / 2 - rate.value) <= max(rate.value, got[0], Decimal(4)) * NEAR
    ends = (1 + sign * low / 100, 1 + sign * high / 100)
    slip = slipped(rate, *sorted(got)) or _slipped(new, *sorted(old.value * end for end in ends)) or _slipped(old, *sorted(new.value / end for end in ends if end))
    if OF_OUTPUT.search(old.lead + new.lead):
        if slip and not near:
            yield _told(rate, new, old, Severity.ASK)
    elif near or slip:
        yield _told(rate, new, old, Severity.ERROR)
    elif right and abs((got[0] + got[1]) / 2 - rate.value) <= max(rate.value, got[0]) * WIDE:
        yield _told(rate, new, old, Severity.ASK)


def _slipped(value: Figure, low: Decimal, high: Decimal) -> bool:
    return slip_of(value, low, high, value.slack)


def _told(rate: Figure, new: Figure, old: Figure, severity: Severity) -> Finding:
    change = (new.value / old.value - 1) * 100
    told = f"（{new.told}-{old.told}）÷{old.told}={plain(change.quantize(Decimal('0.01')))}%"
    return reckoned("growth", severity, [rate, new, old], told)


def _times(sight: Sight, times: Figure, near: Sequence[Figure]) -> Iterator[Finding]:
    """A是B的3倍; 增长2倍 is three times as much."""
    more = 1 if re.search(r"增|多|提高|高出", times.lead[-5:]) else 0
    before = [figure for figure in near if figure.start < times.start and figure.counts and figure.exact and figure.value > 0]
    pairs = [(new, old) for new in before for old in before if new.measure == old.measure and new.value > old.value]
    low, high = times.low + more, times.high + more
    for new, old in pairs:
        if low - Decimal("0.05") <= new.value / old.value <= high + Decimal("0.05"):
            yield _by(times, new, old, Severity.HOLDS)
            return
    last = before[-2:]
    if BEGINNING.search(times.lead):
        return  # 2021年1250亩，到今年1520亩，是起步时的40倍
    if more and not re.search(r"比|较|由|从|上一?年|去年|同期", sight.text[max(0, before[-2].start - 10) if len(before) > 1 else 0 : times.start]):
        return  # 其中企业162万户、增长1.1倍 tells no old value
    if len(last) == 2 and last[0].measure == last[1].measure and last[1].sentence == times.sentence and times.start - last[1].end < 8:
        new, old = sorted(last, key=lambda one: -one.value)
        if new.value / old.value <= MANY * high and not another(sight, last, times) and not beside(sight, *last):
            yield _by(times, new, old, Severity.ERROR)


def _by(times: Figure, new: Figure, old: Figure, severity: Severity) -> Finding:
    return reckoned("times", severity, [times, new, old], f"{new.told}÷{old.told}={plain((new.value / old.value).quantize(Decimal('0.01')))}倍")
