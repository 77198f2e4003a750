"""Accounts told in words: 结余 and 收入 make what may be spent; 上缴 and 留存 share out what came in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import compared

from .adding import adds, adds_after_slip, differs, fine_slack, holds, total_told
from .sight import Figure, Sight, finding, in_scale, value_of

PLUS: Final = re.compile(r"^(?:再?加上?|连同)")
EXISTING: Final = re.compile(r"^(?:连同|加上|加)[^，。；\d]{0,4}(?:原有|原来|已有|现有|此前|上年|以前)的?$")
MINUS: Final = re.compile(r"^(?:[再又还]?(?:除去|扣除|减去|扣去|去掉|刨去|刨除|支付|支出|花[去掉了]?))")
NET: Final = re.compile(r"净|纯|可支配|剩|结余|节余|利润|盈利|盈余|结存")
KEPT: Final = re.compile(r"留存|自留|留用|返还")
GIVEN: Final = re.compile(r"上缴|上交|上解|缴存")
TAKEN: Final = re.compile(r"收缴|收取|征收|收入|筹集|收到")
IN: Final = re.compile(r"^进账?$|进账|收入|新进|新入|入社|加入|新纳入|新增|新收|受理|增加|转入|收缴|留存|入库")
OUT: Final = re.compile(r"^出账?$|开销|花销|支出|使用|减少|办结|退出|退社|离开|迁出|转出|出库|消除|化解|支付")
END: Final = re.compile(r"[年期季月]末|年底|存着|现在|目前|结余|结存|余额|现有|实有|仍有")
LEFT: Final = re.compile(r"(?:上一?年|年初|期初|上[期季月]|去年)[^，。；]{0,6}(?:结余|结转|结存|余额)|^(?:年初|年头|期初)|年初$")
EXCEPT: Final = re.compile(r"，除了?[^，。；\d]{0,10}$")
BESIDES: Final = re.compile(r"[^，。；\d]{0,4}(?:之|以)?外，(?:另有|还有|其余)")
CAME: Final = re.compile(r"(?:本年|今年|当年|本期|全年|本月)?(?:收入|留存|收到|新增)")
OVER: Final = re.compile(r"[，；]?(?:超过?|高于|高出)[^，。；\d]{0,10}[（(]$")
ABOVE: Final = re.compile(r"^(?:超|高于|高出)")
NEAR: Final = Decimal("0.15")
HAVE: Final = re.compile(r"一共|总共|能用|应[办收付支缴]|可用|可支配|可支出|合计|共计|总计|共有|达到|(?<![公一])共")


def check(sight: Sight) -> Iterator[Finding]:
    """Every account of every line."""
    for line in sight.grouped("line"):
        money = [figure for figure in line if figure.exact and (figure.counts or figure.depth and figure.share is None)]
        for measure in dict.fromkeys(figure.measure for figure in money):
            same = [figure for figure in money if figure.measure == measure]
            yield from _beside(same)
            yield from _stock(sight, same)
            yield from _except(sight, same)
        for place, (one, two, three) in enumerate(zip(money, money[1:], money[2:], strict=False)):
            if not one.measure == two.measure == three.measure or one.sentence != three.sentence:
                continue
            if two.depth > one.depth == three.depth:
                yield from _over(sight, one, two, three)
            elif three.depth > one.depth == two.depth and ABOVE.search(two.lead):
                yield from _above(sight, one, two, three)
            elif _adds_up(one, two, three) and not any(adds(three, money[start : place + 2]) for start in range(max(0, place - 3), place)):
                yield _judged(three, [max((first for first in money[max(0, place - 3) : place + 1] if first.sentence == one.sentence), key=value_of), two])
            elif not PLUS.search(one.lead) and MINUS.search(two.lead) and NET.search(three.lead) and one.depth == two.depth == three.depth:
                yield _judged(one, [two, three])
        for place, (given, kept) in enumerate(zip(money, money[1:], strict=False)):
            if (
                given.measure == kept.measure
                and given.sentence == kept.sentence
                and GIVEN.search(given.lead)
                and KEPT.search(kept.lead)
            ):
                yield from _shared(money[max(0, place - 12) : place], given, kept)


def _beside(same: Sequence[Figure]) -> Iterator[Finding]:
    """新装168个，平均每个7500元，连同原有的312个，总数达到480个: other measures may stand between."""
    for one, two, three in zip(same, same[1:], same[2:], strict=False):
        if one.sentence == three.sentence and EXISTING.search(two.lead) and HAVE.search(three.lead):
            yield _judged(three, [one, two])


def _stock(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """上季结余A，本季收入B，本季支出C，季末结余D: A and B less C is D; also with a second number behind each (22户39人)."""
    for four in zip(same, same[1:], same[2:], same[3:], strict=False):
        had, one, other, left = four
        said = [figure.lead or re.split("[，；。]", sight.opening(figure, 16))[-1] for figure in four]
        if had.sentence != left.sentence or had.depth != left.depth or not (LEFT.search(said[0]) and END.search(said[3])):
            continue
        if IN.search(said[1]) and OUT.search(said[2]):
            yield _moved(had, one, other, left)
        elif OUT.search(said[1]) and IN.search(said[2]):
            yield _moved(had, other, one, left)


def _except(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """招收366人，除本区的349人外，另有17人."""
    for whole, most, rest in zip(same, same[1:], same[2:], strict=False):
        if whole.sentence == rest.sentence and EXCEPT.search(sight.between(whole, most)) and BESIDES.fullmatch(sight.between(most, rest)):
            yield _judged(whole, [most, rest])


def _moved(had: Figure, came: Figure, went: Figure, left: Figure) -> Finding:
    got = had.value + came.value - went.value
    told = f"{had.told}+{came.told}-{went.told}={in_scale(got, left)}"
    right = abs(got - left.value) <= fine_slack([had, came, went, left])
    return finding("sum", Severity.HOLDS if right else Severity.ERROR, [left, had, came, went], compared(told, left.claim.quote, right))


def _adds_up(one: Figure, two: Figure, three: Figure) -> bool:
    said = PLUS.search(two.lead) or LEFT.search(one.lead) and CAME.search(two.lead)
    return bool(said and HAVE.search(three.lead))


def _over(sight: Sight, reached: Figure, mark: Figure, over: Figure) -> Iterator[Finding]:
    """涨至48.35米，超警戒水位（46.5米）1.85米: what lies between the two."""
    if OVER.search(sight.between(reached, mark)) and not sight.between(mark, over).strip("）)"):
        if adds(reached, [mark, over]):
            yield holds(reached, [mark, over])
        elif (
            adds_after_slip(reached, [mark, over])
            or reached.value > over.value
            and abs(reached.value - mark.value - over.value) <= reached.value * NEAR
        ):
            yield differs("sum", Severity.ASK, reached, [mark, over])


def _above(sight: Sight, reached: Figure, over: Figure, mark: Figure) -> Iterator[Finding]:
    """洪峰水位186.73米，超警戒水位1.23米（警戒水位185.50米）: the mark is told behind."""
    if re.fullmatch(r"[（(][^，。；\d]{0,10}", sight.between(over, mark)) and re.fullmatch(r"，[^，。；\d]{1,10}", sight.between(reached, over)) and "超" not in sight.opening(reached, 16):
        yield _judged(reached, [mark, over])


def _shared(money: Sequence[Figure], given: Figure, kept: Figure) -> Iterator[Finding]:
    wholes = [one for one in money if one.measure == given.measure and TAKEN.search(one.lead) and not re.search(r"上一?年|去年|(?:19|20)\d\d年", one.lead)]
    if fit := next((one for one in wholes if adds(one, [given, kept])), None):
        yield holds(fit, [given, kept])
    elif off := next(
        (one for one in wholes if adds_after_slip(one, [given, kept])), wholes[0] if len(wholes) == 1 else None
    ):
        yield differs("sum", Severity.ASK, off, [given, kept])


def _judged(whole: Figure, parts: list[Figure]) -> Finding:
    if adds(whole, parts):
        return holds(whole, parts)
    return finding(
        "sum",
        Severity.ERROR if adds_after_slip(whole, parts) else Severity.ASK,
        [whole, *parts],
        compared(total_told(parts), whole.claim.quote, False),
    )
