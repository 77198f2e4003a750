"""Shares told by the name of their part, away from its number: …第二产业8.95亿元…；第二产业所占比重为48.7%; and by several parts together:
"四星"以上占46%; 三者占总数的82.8%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Kind, Severity
from yanzhen.kernel.audit.saying import compared, phrase

from .adding import adds, sum_of
from .elsewhere import TOTAL
from .naming import OTHERS
from .percent import Pair, close, fits, makes, slipped
from .sight import Figure, Sight, finding, plain
from .sums import runs, straight
from .wholes import MOST

LABEL: Final = re.compile(r"(?:其中[，：:]?)?(?P<names>[^，。；：:\d、]{2,12}?(?:[、和][^，。；：:\d、]{2,12}?)*?)(?:一项)?[就便即]?(?:所?占)?(?:的)?(?:比重|比例|占比|占)[了去]?(?:总[量数额])?(?:分别|依次)?(?:为|达到?|是)?约?$")
ORDINAL: Final = re.compile(r"第?([一二三四])(?:产|(?<=第.)(?=[^\W\d]))")
PLACES: Final = "一二三四五"
TOGETHER: Final = re.compile(r"(?P<first>前)?(?P<count>[两三四五六])(?:者|项|类|级)(?:合计|相加|加起来|共)?(?:共?占)(?:到|了)?(?P<of>[^，。；\d]{0,10}?)的?$")
FROM_ON: Final = re.compile(r"(?P<name>[^，。；、\d“”]{1,6})[”]?(?:及|和|或)?以上(?:的?[^，。；\d、]{0,6})?占(?:比|到|了)?[为达]?$")
BACK: Final = 30  # figures before a share among which its parts are looked for
ABOVE: Final = re.compile(r"以[上下][^，。；\d]{0,8}占[^，。；\d]{0,10}$")


def named(sight: Sight, line: Sequence[Figure], place: int) -> Pair | None:
    """The part by its name and the whole that it is a part of, where the parts of its list make up that whole."""
    share, first = line[place], line[place - 1]
    again = place and first.claim.kind is Kind.PROPORTION and sight.between(first, share) in ("（", "(")
    said = LABEL.search(sight.opening(first if again else share, 40))
    if not said or "、" in said["names"]:
        return None
    if place and (pair := _named_before(sight, line[:place], said["names"].strip("“”‘’ "))):
        return pair if fits(share, *pair) or close(share, pair[0].value / pair[1].value * 100) else None
    if line[place - 1].start > share.start - 8 and line[place - 1].counts:
        return None
    return _of_list(sight, line[max(0, place - BACK) : place], said["names"].strip("“”‘’ "))


def _named_before(sight: Sight, before: Sequence[Figure], name: str) -> Pair | None:
    """水稻…总产2385.6吨；小麦…；三样共3187.8吨，水稻占了74.8%: the clause that begins with the name told its number, the total stands last."""
    whole = before[-1]
    if not TOTAL.search(whole.lead) or not whole.value:
        return None
    same = [one for one in before[-BACK:-1] if one.measure == whole.measure and one.counts and one.exact]
    parts = [one for one in same if re.split("[：:；。]", sight.opening(one, 30))[-1].startswith(name)]
    return (parts[-1], whole) if parts else None


def named_row(sight: Sight, line: Sequence[Figure], place: int, row: Sequence[Figure]) -> list[tuple[Figure, Pair]]:
    """The same for a row of shares and a row of names: 甲、乙比重分别为50%和30%."""
    said = LABEL.search(sight.opening(row[0], 60))
    names = re.split("[、和]", said["names"]) if said else []
    before = line[max(0, place - BACK) : place]
    pairs = [_of_list(sight, before, name) for name in names] if len(names) == len(row) else []
    return [(share, pair) for share, pair in zip(row, pairs, strict=False) if pair]


def _of_list(sight: Sight, before: Sequence[Figure], name: str) -> Pair | None:
    """A list that ends with the others is all of its whole, wherever that was told."""
    for measure in dict.fromkeys(one.measure for one in before if one.counts):
        same = straight(sight, before, measure)
        for run in runs(sight, same):
            parts = [part for at, part in enumerate(run) if _is(name, part, at, len(run))]
            wholes = [one for one in same if one not in run and one.start < run[0].start and adds(one, run)]
            if len(parts) == 1 and len(run) > 2 and not wholes and OTHERS.search(run[-1].lead):
                wholes = [one for one in sight.prose[:MOST] if one.counts and one.measure == measure and one.start < run[0].start and adds(one, run)]
            if len(parts) == 1 and len(run) > 1 and wholes:
                return parts[0], wholes[-1]
    return None


def _is(name: str, part: Figure, at: int, count: int) -> bool:
    """By its words; or by its number among them where only they have one (三次产业…分别为A、B、C, 第二产业)."""
    lead = re.sub(r"^(?:其中|包括)[，：:]?|(?:增加值|收入|支出|面积|产量)?[为达]?$", "", part.lead)
    if lead and (lead.endswith(name) or name.endswith(lead) and len(lead) > 1 or name.startswith(lead) and len(lead) > 2 or lead.startswith(name)):
        return True
    ordinal = ORDINAL.match(name)
    return bool(ordinal and (not part.lead or re.search("(?:依次|分别)[为是]$", part.lead)) and PLACES.index(ordinal[1]) == at and count > 2)


def together(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding] | None:
    """What several parts of a list, told before, are together; None if the words do not say so."""
    share, opening = line[place], sight.opening(line[place], 36)
    before = [one for one in line[max(0, place - BACK) : place] if one.counts and one.exact]
    if said := TOGETHER.search(opening):
        count = "两三四五六".index(said["count"]) + 2
        if said["first"] and (run := next((run for run in reversed(list(runs(sight, before))) if len(run) >= count), None)):
            return _sum_share(share, run[:count], [one for one in before if one.start < run[0].start], said["of"])
        return _sum_share(share, before[-count:], before[:-count], said["of"]) if len(before) > count else None
    if said := FROM_ON.search(opening):
        return _from_on(sight, share, before, said["name"])
    return iter(()) if ABOVE.search(opening) else None


def _sum_share(share: Figure, parts: Sequence[Figure], earlier: Sequence[Figure], of: str) -> Iterator[Finding]:
    wholes = [one for one in earlier if one.measure == parts[0].measure and one.value > sum_of(parts)]
    if len({part.measure for part in parts}) > 1 or not wholes:
        return
    told = [one for one in wholes if of and (of[:2] in one.words or of[-4:-2] in one.words)] or wholes
    fit = next((one for one in reversed(wholes) if makes(share, sum_of(parts), one.value)), None)
    yield from _told(share, parts, fit or told[-1], fit is not None)


def _from_on(sight: Sight, share: Figure, before: Sequence[Figure], name: str) -> Iterator[Finding]:
    """The list in which the name stands: it and all before it, or all behind it, of the whole of the list."""
    for run in runs(sight, [one for one in before if one.measure == before[-1].measure]):
        at = next((at for at, part in enumerate(run) if name[-2:] in part.words), None)
        if at is None or len(run) < 3:
            continue
        whole = sum_of(run)
        if not whole:
            continue
        wholes = {whole, *(one.value for one in before if one.measure == run[0].measure and one.start < run[0].start and one.value >= whole)}
        for parts in (run[: at + 1], run[at:]):
            if any(makes(share, sum_of(parts), one) for one in wholes):
                yield finding("share", Severity.HOLDS, [share, *parts], compared(f"{_sum(parts)}={plain(sum_of(parts))}", share.claim.quote, True))
                return
        parts = run[: at + 1]
        exact = plain((sum_of(parts) / whole * 100).quantize(Decimal("0.01")))
        yield finding("share", Severity.ASK, [share, *run], compared(f"（{_sum(parts)}）÷（{_sum(run)}）={exact}%", share.claim.quote, False, phrase("请核对")))
        return


def _sum(parts: Sequence[Figure]) -> str:
    return "+".join(part.told for part in parts)


def _told(share: Figure, parts: Sequence[Figure], whole: Figure, right: bool) -> Iterator[Finding]:
    exact = sum_of(parts) / whole.value * 100
    if right or close(share, exact) or slipped(share, exact, exact):
        told = f"（{_sum(parts)}）÷{whole.told}={plain(exact.quantize(Decimal('0.01')))}%"
        yield finding("share", Severity.HOLDS if right else Severity.ASK, [share, *parts, whole], compared(told, share.claim.quote, right, phrase("请核对")))
