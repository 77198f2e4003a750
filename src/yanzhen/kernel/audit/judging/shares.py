"""Shares against the two numbers they come from, one by one or told in a row, each behind its part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Kind, Severity

from .adjoining import again, beside
from .against import against, one_slipped
from .grouped import each_of, in_rows, of_group, of_run, pairs
from .hundreds import hundreds
from .labelled import named, named_row, together
from .leftover import left_over
from .nearly import above, chained, scaled
from .percent import Pair, changes, cut_off, fits, pair_told, telling
from .rows import rows
from .siblings import siblings
from .sight import NOUGHT, Figure, Sight
from .stated import stated
from .supposing import FULL, by_words, other_time, supposed_pair
from .wholes import (
    FURTHER,
    SCARCE,
    by_measure,
    by_rate,
    further,
    of_head,
    shared_out,
    two_named,
)

JOINED: Final = re.compile(r"[，、（(]?(?:约|近|仅|只|已|就)?占[^，。；]{0,16}")
FORMER: Final = re.compile(r"[由从](?:[^，。；\d]{0,8}的)?$")
EARLIER: Final = re.compile(r"^(?:比|较)(?!例|重|值)[^占，。；\d]{1,10}[的线]$|^(?:[^占]{0,6}(?:比|较|与|同))?(?:上一?年|去年|前年|年初|上[期月]|(?:19|20)\d\d年)[^占，。；\d]{0,8}$")
PLANNED: Final = re.compile(r"力争|争取|确保|目标|要求|要达")
AWAY: Final = 400  # signs before a share within which the whole of two parts is looked for
AFTER: Final = 3  # figures behind a share in which its two numbers are looked for


def check(sight: Sight) -> Iterator[Finding]:
    """Every share of every line."""
    for line in sight.grouped("line"):
        places = {figure.at: place for place, figure in enumerate(line)}
        told = [figure for figure in line if figure.share and not changes(sight, figure) and figure.claim.kind is not Kind.NORM]
        shares = [share for share in told if not FORMER.search(share.lead)]
        done: set[int] = set()
        for row in rows(sight, shares):
            for share, pair in named_row(sight, line, places[row[0].at], row):
                done.add(share.at)
                yield from against(share, *pair, sure=True)
        for share, pair in each_of(sight, line, places, shares):
            done.add(share.at)
            yield from against(share, *pair, sure=True)
        for group in [*pairs(sight, line, places, shares), *in_rows(sight, line, places, shares)]:
            for found in of_group(line[max(0, places[group[0][1].at] - 3 * SCARCE) : places[group[0][1].at]], group):
                done.add(found.claims[0])
                yield found
        rest = list(_rest(sight, line, [share for share in told if share.at not in done]))
        yield from rest
        yield from siblings(sight, line, places, shares, {*done, *(found.claims[0] for found in rest)})
        right = {found.claims[0] for found in rest if found.severity is Severity.HOLDS}
        yield from hundreds(sight, told, right)


def _rest(sight: Sight, line: Sequence[Figure], shares: Sequence[Figure]) -> Iterator[Finding]:
    """Those that stand in no group: by what they say again, by the words around, or by what stands right at them."""
    places = {figure.at: place for place, figure in enumerate(line)}
    pairs: dict[int, Pair] = {}
    for share in shares:
        place = places[share.at]
        first = line[place - 1] if place else share
        found = list(again(sight, first, share, pairs.get(first.at))) if place else []
        found = found or list(_one(sight, line, place))
        if not found and place and not _in_row(sight, line, place):
            found = [*left_over(sight, line, place)] or [*beside(sight, line, place)] or [*scaled(sight, line, place)]
        for one in found:
            if len(one.claims) == 3 and one.rule == "share":
                pairs[share.at] = sight.by_claim[one.claims[1]], sight.by_claim[one.claims[2]]
                yield from _unless_of_another(line, share, pairs, one)
            else:
                yield one


def _unless_of_another(line: Sequence[Figure], share: Figure, pairs: dict[int, Pair], found: Finding) -> Iterator[Finding]:
    """会员1814名，老会员952名，占会员总数的52.4%；流动会员48名，占2.6%: right of the whole that a share before it is of. Where that is
    not told it may still be seen: 60岁以上14219人，占19.05%，其中65岁以上10410人，占13.95%."""
    part, whole = pairs[share.at]
    if found.severity is Severity.HOLDS or share.share is None:
        yield found
        return
    if right := next((one for _part, one in reversed(pairs.values()) if one.measure == part.measure and (fits(share, part, one) or cut_off(share, part, one))), None):
        pairs[share.at] = part, right
        if fits(share, part, right):
            yield pair_told(share, part, right, Severity.HOLDS)
        return
    other = next((one for at, one in enumerate(line[1:]) if line[at] is whole and one.share), None)
    low, high = other.share if other and other.share else (NOUGHT, NOUGHT)
    same = low > 0 and share.share[0] / high <= part.value / whole.value <= share.share[1] / low
    if not same:
        yield found


def _one(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    """By the numbers it says itself, by the parts it says it is of, by the name of its part, or by what stands around it."""
    share = line[place]
    if (found := stated(sight, line, place)) is not None:
        yield from found
    elif FORMER.search(share.lead) or EARLIER.search(share.lead) or not share.exact and PLANNED.search(sight.opening(share, 20)):
        return
    elif counted := by_measure(sight, line, place) or two_named(sight, line, place):
        yield from against(share, *counted, sure=True)
    elif (several := together(sight, line, place)) is not None:
        yield from several
    elif pair := named(sight, line, place):
        yield from against(share, *pair, sure=True)
    elif (run := of_run(sight, line, place)) is not None:
        yield run
    elif not _in_row(sight, line, place):
        yield from _single(sight, line, place)


def _in_row(sight: Sight, line: Sequence[Figure], place: int) -> bool:
    """满意率、办结率分别为90%、95%: the numbers before a row of rates say nothing of one of them."""
    neighbours = [(line[at], line[at + 1]) for at in (place - 1, place) if 0 <= at < len(line) - 1]
    joined = any(one.share and other.share and re.fullmatch("[、和及与]", sight.between(one, other)) for one, other in neighbours)
    return joined and bool(re.search("分别|依次", sight.opening(line[place], 30)))


def _single(sight: Sight, line: Sequence[Figure], place: int) -> Iterator[Finding]:
    share = line[place]
    near = [figure for figure in line[max(0, place - SCARCE) : place + AFTER] if figure.counts and figure.exact and figure.value > 0 and not (re.search(r"均|每[^\W\d]{0,3}$", figure.lead) and not of_head(sight, line, figure, share))]
    if shared := shared_out(sight, line, place):
        yield from against(share, *shared, sure=True)
        return
    supposed, sure, fitting = _meant(sight, line, place, near)
    if supposed and place and supposed[0] is line[place - 1] and JOINED.fullmatch(sight.between(line[place - 1], share)):
        fitting = [pair for pair in fitting if pair[0] is supposed[0]]  # what is said to be the share is told right before it
    elif supposed:
        fitting = [pair for pair in fitting if supposed[0] in pair or supposed[1] in pair]
    if supposed and supposed not in fitting and supposed[1].sentence != share.sentence:
        fitting += further(line[max(0, place - FURTHER) : place], share, supposed[0])
    if supposed and supposed[::-1] in fitting:
        supposed = supposed[1], supposed[0]
    if supposed and (supposed in fitting or not fitting or sure and supposed[1].start > supposed[0].start):
        yield from against(share, *supposed, sure=sure)
    elif fitting:
        yield pair_told(share, *fitting[-1], Severity.HOLDS)
    elif far := by_words(sight, line, place):
        yield from against(share, *far, sure=False)
    elif place and not supposed:
        yield from above(sight, share, line[place - 1], near)
        yield from chained(sight, line, place)


def _meant(sight: Sight, line: Sequence[Figure], place: int, near: Sequence[Figure]) -> tuple[Pair | None, bool, list[Pair]]:
    """The pair that the words say it comes from, whether they leave no doubt, and the pairs that it fits."""
    share = line[place]
    fitting = [pair for pair in _pairs(share, near) if fits(share, *pair) and telling(*pair) and not other_time(sight, pair[1], pair[0])]
    supposed, sure = supposed_pair(sight, line, place, near)
    if supposed and supposed not in fitting and one_slipped(share, *supposed):
        fitting = [pair for pair in fitting if max(pair[0].start, pair[1].start) < share.start]  # what comes after it fits by chance
    if supposed and supposed not in fitting and (told := by_rate(sight, line[max(0, place - FURTHER) : place], share)):
        fitting, supposed = [told], told
    if supposed and supposed not in fitting and (told := _fine(line, place, fitting) or _of_both(sight, share, *supposed)):
        supposed, fitting = told, [told]
    return supposed, sure, fitting


def _pairs(share: Figure, near: Sequence[Figure]) -> list[Pair]:
    """Every part with every whole; of what is more than all (任务550户，完成563户，完成率102.4%) the part is the greater."""
    over = share.share is not None and share.share[0] > FULL
    return [(part, whole) for part in near for whole in near if part.measure == whole.measure and part is not whole and (part.value > whole.value if over else part.value <= whole.value)]


def _of_both(sight: Sight, share: Figure, part: Figure, other: Figure) -> Pair | None:
    """登记64件。…初次51件，重复13件，重复率20.3%: of the two together, as they were told in a line before."""
    if share.measure != "%" or not share.exact or "." not in share.claim.value:
        return None
    before = sight.within(max(0, share.start - AWAY), share.start)
    told = (one for one in reversed(before) if one.counts and one.exact and one.measure == part.measure and one.value == part.value + other.value)
    return next(((part, one) for one in told if fits(share, part, one)), None)


def _fine(line: Sequence[Figure], place: int, fitting: Sequence[Pair]) -> Pair | None:
    """The pair of which a share told to its decimal is right, though its words led to another: chance does not make that."""
    share, part = line[place], line[place - 1]
    if share.measure != "%" or not share.exact or "." not in share.claim.value:
        return None
    near = [pair for pair in fitting if pair[0].sentence == share.sentence and max(pair[0].start, pair[1].start) < share.start]
    far = further(line[max(0, place - FURTHER) : place], share, part) if part.counts and part.exact and part.sentence == share.sentence else []
    return next(reversed([*far, *near]), None)
