"""Limits and impossibilities: 突破 a limit that the value does not reach, a share that no whole number gives, a span of years run backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Finding, Kind, Severity
from yanzhen.kernel.audit.document import HEADING

from .growth import DELTA
from .shares import changes
from .sight import NOUGHT, Figure, Sight, finding, plain

THING: Final = re.compile(r"(?:以上)?的(?:[^\W\d]{0,4}?)([^\W\d]{1,2})(?=[实完达建开通参有均已都获被纳落覆成组设配推])")
#: What may stand between a value and its limit without naming another thing: 96.5%，首次突破95%.
ANOTHER: Final = re.compile(r"[，,、（(）)了]|首次|首度|历史性|一举|成功|率先|已经|已|均|双双|分别|再次|再|远|大幅|明显|总[量额数]|连续|率|超过|超|突破|迈上|迈|站上|跨|破|越|低于|不足|不到|未|即|也|仍|就|全部|稳定|高|成为")
PLANNED: Final = re.compile(r"计划|目标|力争|预计|将|前|底|规划|确保|打算|明年|下[一步年]|要|争取|收官|期间|至|到20|于20")
SHORT: Final = 40  # a line longer than this is neither title nor date
FEW: Final = 60  # among more than these every whole percent is given by some number
YEAR: Final = r"((?:19|20)\d\d)年?"
LAST: Final = rf"{YEAR}(?![\d.]*[余多]?[万亿元户人个件名家条头亩吨公米平])"  # 到2000亩 is no year
SPAN: Final = re.compile(rf"{YEAR}[^，。；\d]{{0,3}}(?:—|－|-|~|～|至|到){LAST}")
AGAINST: Final = re.compile(rf"(?:比|较){YEAR}")
FROM_TO: Final = re.compile(rf"(?:从|由|自){YEAR}[^。；\n]{{0,30}}?(?:到|至|为|达){LAST}")


def check(sight: Sight) -> Iterator[Finding]:
    """All of them."""
    for line in sight.grouped("line"):
        for value, limit in zip(line, line[1:], strict=False):
            yield from _limit(sight, value, limit)
    yield from _shares(sight)
    yield from _years(sight)
    yield from _late(sight)


def _limit(sight: Sight, value: Figure, limit: Figure) -> Iterator[Finding]:
    """首次突破亿元 close behind the value; 首次 also against what it grew from."""
    gap = sight.between(value, limit)
    if not (value.exact and value.measure == limit.measure and value.sentence == limit.sentence and re.fullmatch(r"[，,、（(]?[^，、。；\d]{0,10}", gap)):
        return
    if changes(sight, value) or DELTA.search(value.lead[-6:]) or re.search("新[增建开辟修设添]", value.lead) or limit.tail.startswith("的") or ANOTHER.sub("", gap) not in value.lead:
        return
    over = limit.claim.approx is Approx.OVER and re.search(r"突破|超过|超|越|迈|站上|跨|破", gap + limit.claim.quote)
    under = limit.claim.approx is Approx.UNDER and re.search(r"不足|不到|低于|未", gap + limit.claim.quote)
    if over and value.value + value.slack < limit.value:
        yield finding("limit", Severity.ERROR, [value, limit], f"{value.claim.quote}没有达到{limit.claim.quote}")
    elif under and value.value - value.slack > limit.value:
        yield finding("limit", Severity.ERROR, [value, limit], f"{value.claim.quote}已高于{limit.claim.quote}")
    elif over:
        yield finding("limit", Severity.HOLDS, [value, limit], f"{value.claim.quote}高于{limit.claim.quote}")


def _shares(sight: Sight) -> Iterator[Finding]:
    """90%的…, where there are 24 of them; and more than all."""
    wholes: dict[str, Figure] = {}
    for figure in sight.prose:
        if figure.counts and figure.exact and figure.value == int(figure.value) and 2 < figure.value <= FEW:
            for words in (figure.tail, figure.lead):
                if found := re.match(r"[^\W\d]{1,6}", words):
                    name = found[0][-1:] if words is figure.lead else found[0]
                    wholes.setdefault(name[:1], figure)
    for figure in sight.prose:
        if figure.measure != "%" or figure.claim.kind is Kind.NORM or changes(sight, figure):
            continue
        if figure.exact and figure.value > 100 and re.search(r"占|覆盖率|满意率|办结率|合格率|入住率|比重", figure.lead):
            yield finding("share_above_all", Severity.ERROR, [figure], f"{figure.claim.quote}超过100%")
        thing = THING.match(figure.tail)
        whole = wholes.get(thing[1][-1]) if thing else None
        if whole and figure.exact:
            yield from _whole_number(figure, whole)


def _whole_number(share: Figure, whole: Figure) -> Iterator[Finding]:
    low, high = share.share or (NOUGHT, NOUGHT)
    things = int(whole.value)
    some = int(low * things / 100)
    if any(low <= Decimal(number) * 100 / things <= high for number in range(max(some - 1, 0), some + 3)):
        return
    below = int(share.value * things / 100)
    near = "，".join(f"{number}÷{things}={plain((Decimal(number) * 100 / things).quantize(Decimal('0.1')))}%" for number in (below, below + 1) if number <= things)
    severity = Severity.ERROR if "." in share.claim.value else Severity.ASK
    yield finding("share_impossible", severity, [share, whole], f"{whole.claim.quote}中没有哪个整数正好占{share.claim.quote}：{near}，请写明个数")


def _years(sight: Sight) -> Iterator[Finding]:
    """2024年至2021年; 2024年…比2024年增长."""
    for found in [*SPAN.finditer(sight.text), *FROM_TO.finditer(sight.text)]:
        if int(found[1]) > int(found[2]):
            yield _place(sight, found, f"起止年份颠倒：{found[1]}年在{found[2]}年之后")
        elif int(found[1]) == int(found[2]) and found.re is FROM_TO:
            yield _place(sight, found, f"起止年份相同：都是{found[1]}年")
    for found in AGAINST.finditer(sight.text):
        begin = max(sight.text.rfind("\n", 0, found.start()), 0)
        years = [int(year) for year in re.findall(rf"(?<![比较同]){YEAR}", sight.text[max(begin, found.start() - 120) : found.start()])]
        if years and int(found[1]) >= years[-1] and not re.search(r"同期|计划|预计|力争|目标|将", sight.text[found.end() : found.end() + 12]):
            yield _place(sight, found, f"{years[-1]}年的数与{found[1]}年相比：基期应早于报告期")


def _late(sight: Sight) -> Iterator[Finding]:
    """A year that has not come yet when the report is made, told as done."""
    heads = " ".join(sight.document.text[block.start : block.end] for block in sight.document.blocks[:3] if block.sort == HEADING or block.end - block.start < SHORT)
    heads += sight.text.rstrip()[-120:].rpartition("\n")[2]
    told = [int(year) for year in re.findall(YEAR, heads)]
    for found in re.finditer(rf"(?<![至到—～~-]){YEAR}(?![—～~至到-])", sight.text) if told else ():
        after = sight.text[found.end() : found.end() + 24]
        if max(told) < int(found[1]) < max(told) + 4 and re.search(r"完成|实现了|达到?|共|已|获|发放|建成", after) and not PLANNED.search(sight.text[max(0, found.start() - 24) : found.end() + 24]):
            yield _place(sight, found, f"报告是{max(told)}年的，这里写的是{found[1]}年")


def _place(sight: Sight, found: re.Match[str], why: str) -> Finding:
    start, end = sight.given(*found.span())
    near = sight.within(found.start() - 40, found.end() + 30)
    return Finding("years", (), why, Severity.ERROR if near else Severity.ASK, start, end)
