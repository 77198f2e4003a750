"""Shares told one after the other, each with its part, that have one whole together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import compared, phrase
from yanzhen.kernel.audit.slips import one_slip

from .adding import differs, sum_of
from .against import against
from .percent import NEAR, Pair, fits, makes, pair_told
from .rows import listed, rows
from .sight import NOUGHT, Figure, Sight, finding, plain, slip_of, summed
from .wholes import NOT, SCARCE

TOLD: Final = re.compile(r"[，、（(]?约?(?:占比?|比重|比例)?(?:为|总数的?)?")
FIRST: Final = re.compile(TOLD.pattern + r"|，占[^\W\d]{1,6}的?")  # 居民22.86万，占售水72.8%；店铺5.74万，占18.3%
OF_EACH: Final = re.compile(r"占[^，。；、\d]{1,8}[、和][^，。；、\d]{1,8}的$")  # 分别占年度、总体计划的171.8%、100%: one part, and a whole for each
AFAR: Final = 16  # signs from a list to the share of all of it
HUNDREDTH: Final = Decimal("0.01")


def pairs(sight: Sight, line: Sequence[Figure], places: Mapping[int, int], shares: Sequence[Figure]) -> Iterator[list[Pair]]:
    """男性3862人，占51.2%；女性3688人，占48.8%: shares with the part before each, (share, part)."""
    group: list[Pair] = []
    for share in shares:
        place = places[share.at]
        part = line[place - 1] if place else share
        close = part.counts and part.exact and (TOLD if group else FIRST).fullmatch(sight.between(part, share)) and "占" not in part.lead
        if not close or group and (group[-1][1].measure != part.measure or not nearly_next(line, places[group[-1][0].at], place - 1)):
            if len(group) > 1:
                yield group
            group = []
        if close:
            group.append((share, part))
    if len(group) > 1:
        yield group


def nearly_next(line: Sequence[Figure], share: int, part: int) -> bool:
    """Whether a part follows a share at once, or with a number of something else between: 占18.3%；两家工厂2.80万吨."""
    return part == share + 1 or part == share + 2 and line[share + 1].measure != line[part].measure and line[share + 1].counts


def in_rows(sight: Sight, line: Sequence[Figure], places: Mapping[int, int], shares: Sequence[Figure]) -> Iterator[list[Pair]]:
    """A人、B人、C人，占比依次为a%、b%、c%."""
    row: list[Figure] = []
    for share in [*shares, None]:
        if share and row and share.measure == row[-1].measure and re.fullmatch(r"[、和，及]", sight.between(row[-1], share)):
            row.append(share)
            continue
        if len(row) > 1 and re.search(r"分别|依次|各占|占", sight.opening(row[0], 12)) and not OF_EACH.search(sight.opening(row[0], 24)):
            before = [figure for figure in line[max(0, places[row[0].at] - 3 * SCARCE) : places[row[0].at]] if figure.counts and figure.exact]
            parts = [figure for figure in before if figure.measure == before[-1].measure][-len(row) :] if before else []
            if len(parts) == len(row):
                yield list(zip(row, parts, strict=True))
        row = [share] if share else []


def of_run(sight: Sight, line: Sequence[Figure], place: int) -> Finding | None:
    """26个项目，已有9个竣工、12个在建，开工率80.8%: of the parts right before it together, where that is so to its decimal."""
    near = line[max(0, place - SCARCE) : place]
    share, run = line[place], listed(sight, near)
    if len(run) < 2 or share.measure != "%" or not share.exact or "." not in share.claim.value or share.start - run[-1].end > AFAR:
        return None
    wholes = [one for one in near if one.counts and one.exact and one.measure == run[0].measure and one.start < run[0].start]
    if any(fits(share, part, one) for part in run for one in wholes):
        return None
    reached = [part for part in run if not NOT.search(part.lead)]
    if 1 < len(reached) < len(run) and any(sum_of(run) == one.value for one in wholes):
        run = reached  # 入户4087户、电话2092户、未联系上39户，核对率99.4%
    total = sum_of(run)
    fit = next((one for one in reversed(wholes) if one.value >= total and makes(share, total, one.value)), None)
    if fit is None:
        return None
    told = f"（{summed(run)}）÷{fit.told}={plain((total / fit.value * 100).quantize(HUNDREDTH))}%"
    return finding("share", Severity.HOLDS, [share, *run, fit], compared(told, share.claim.quote, True))


def each_of(sight: Sight, line: Sequence[Figure], places: Mapping[int, int], shares: Sequence[Figure]) -> Iterator[tuple[Figure, Pair]]:
    """甲2467人、乙803人，管理分别为1960人、618人，管理率79.4%、77.0%: a row of wholes, a row of parts, a row of shares."""
    for row in rows(sight, shares):
        first, count = places[row[0].at], len(row)
        before = line[max(0, first - 2 * count) : first]
        wholes, parts = before[:count], before[count:]
        plain_ones = len(parts) == count and all(one.counts and one.exact and one.sentence == row[0].sentence and one.measure == parts[0].measure for one in before)
        if plain_ones and "分别" in sight.between(wholes[-1], parts[0]) and any(fits(*three) for three in zip(row, parts, wholes, strict=True)):
            yield from zip(row, zip(parts, wholes, strict=True), strict=True)


def of_group(before: Sequence[Figure], group: Sequence[Pair]) -> Iterator[Finding]:
    """The whole that most of them are shares of; those that are not are wrong."""
    first, parts = group[0][1], [part for _share, part in group]
    earlier = [figure for figure in before if figure.counts and figure.exact and figure.measure == first.measure and figure.value > 0][-SCARCE:]
    best = max(earlier[::-1], key=lambda whole: sum(fits(share, part, whole) for share, part in group), default=None)
    count = sum(fits(share, part, best) for share, part in group) if best else 0
    total = sum((part.value for part in parts), NOUGHT)
    if sum(makes(share, part.value, total) for share, part in group) > count:
        yield from _of_sum(group, total)
        if earlier and earlier[-1].value != total and one_slip(earlier[-1].value, total, total):
            yield differs("sum", Severity.ASK, earlier[-1], parts)
    elif not count and total and (found := _odd_one(group)):
        yield found
    elif earlier and not count and (whole := _implied(group)):
        yield from _of_told(group, earlier[-1], *whole)
    elif best and (2 * count > len(group) or count and len(group) == 2):
        for share, part in group:
            yield from against(share, part, best, sure=True)


def _odd_one(group: Sequence[Pair]) -> Finding | None:
    """1295、874、267条，分别占55.2%、33.4%和11.4%: all but one are of one whole, and with the shares of all that are told it would be too."""
    told = sum((share.value for share, _part in group), NOUGHT)
    if len(group) < 3 or abs(told - 100) > 1:
        return None
    total = sum((part.value for _share, part in group), NOUGHT)
    for at, (share, part) in enumerate(group):
        if _implied([*group[:at], *group[at + 1 :]]):
            exact = plain((part.value / total * 100).quantize(HUNDREDTH))
            members = [share, *(one for _share, one in group)]
            return finding("share", Severity.ASK, members, compared(f"{part.told}÷{plain(total)}={exact}%", share.claim.quote, False, phrase("请核对")))
    return None


def _implied(group: Sequence[Pair]) -> tuple[Decimal, Decimal] | None:
    """The whole that each of the shares is of, rounded as it is told, from and to; None if there is none that all are of."""
    ends = [(part.value * 100 / high, part.value * 100 / low) for share, part in group for low, high in [share.share or (NOUGHT, NOUGHT)] if low > 0]
    low, high = max((end[0] for end in ends), default=NOUGHT), min((end[1] for end in ends), default=NOUGHT)
    return (low, high) if low < high else None


def _of_told(group: Sequence[Pair], whole: Figure, low: Decimal, high: Decimal) -> Iterator[Finding]:
    """发展新人91名，甲14名、乙12名、丙9名，分别占66.7%、57.1%、42.9%: all of one number that is not told, but nearly."""
    fine = all("." in share.claim.value for share, _part in group)
    if fine and low.to_integral_value(ROUND_CEILING) <= high and (slip_of(whole, low, high) or abs(whole.value - low) <= low * NEAR):
        for share, part in group:
            yield pair_told(share, part, whole, Severity.ASK)


def _of_sum(group: Sequence[Pair], total: Decimal) -> Iterator[Finding]:
    parts = [part for _share, part in group]
    for share, part in group:
        exact = part.value / total * 100
        right = makes(share, part.value, total)
        told = f"{part.told}÷（{'+'.join(one.told for one in parts)}）={plain(exact.quantize(Decimal('0.01')))}%"
        yield finding("share", Severity.HOLDS if right else Severity.ASK, [share, *parts], compared(told, share.claim.quote, right, phrase("请核对")))
