"""A total told behind its parts (合计, 共), and what is left of a whole (其余, 结余, 结转下年)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .adding import adds, adds_after_slip, differs, holds, sum_of, swapped
from .elsewhere import DONE, TOTAL
from .naming import composed
from .sight import Figure, Sight
from .sums import CLOSE, FAR, REST, STATUS, countings, odd, runs, unnumbered

SURE: Final = ("合计", "合在一起", "合起来", "加起来", "共计", "总计", "总共")
LEFT: Final = re.compile(r"其余|剩余|余下|剩下|结存|实到")
ANOTHER: Final = re.compile(r"另|另外的?")  # 未访到的253户中，常年在外的231户，另22户
STILL: Final = re.compile(r"(?:还有|尚有|还剩|仍有)的?$")  # 实施项目214个，完工207个，还有7个跨年实施
IN: Final = re.compile(r"[^，。；\d]{0,8}[中里]头?，")  # 没销的471条里，…，剩下73条
TOGETHER: Final = re.compile(r"其余[\d一二两三四五六七八九十]{1,4}[^\W\d](?:加起来|合计|一共|共)$")  # 其余6户加起来8430元
NAMES: Final = re.compile(r"([^，。；\d]{2,4})[两三四][^，。；\d]合计$")  # 红橙两级合计
COUNT: Final = re.compile(r"([两三四五六七八])(?:[样项业者笔块类季]|季度|个[^，。；\d]{1,3})(?:总?共|合计|一共|相加|合在一起|加起来|合起来)$")  # 三样共3187.8吨
REACH: Final = 120  # signs back to the first of so many parts
OWN: Final = 12  # with more words before it, 共 tells how many there are of something else
LEAST: Final = 20  # a slip of the pen makes any small number of any other
BACK: Final = 6  # figures before a rest in which its whole is looked for
AWAY: Final = 90


def check(sight: Sight) -> Iterator[Finding]:
    """Every total and every rest."""
    for same in countings(sight):
        yield from _totals(sight, same)
        yield from _rests(sight, same)
        for whole, *parts in zip(same, same[1:], same[2:], strict=False):
            if composed(whole, parts) and whole.sentence == parts[-1].sentence:
                yield holds(whole, parts) if adds(whole, parts) else differs("sum", Severity.ERROR if adds_after_slip(whole, parts) else Severity.ASK, whole, parts)


def _totals(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """Parts first, then 合计."""
    for place, whole in enumerate(same):
        said = None if TOGETHER.search(sight.opening(whole, 14)) else TOTAL.search(whole.lead)
        if not said or said[0] == "共" and len(whole.lead) > OWN:
            continue
        if (counted := _of_count(whole, same[:place])) is not None:
            yield counted
            continue
        before = [figure for figure in same[max(0, place - 10) : place] if figure.sentence == whole.sentence and figure.depth == whole.depth]
        before = [one for at, one in enumerate(before) if not (at + 1 < len(before) and re.fullmatch(r"[^，、。；\d]{1,8}(?:设|有|建)[^，、。；\d]{1,8}", sight.between(one, before[at + 1])))]  # 21个单位设服务站21个
        after = next((at for at in range(len(before) - 1, 0, -1) if "；" in sight.between(before[at - 1], before[at])), 0)
        before = before[after:] if len(before) - after > 1 else before
        if len(before) < 2:
            continue
        if sum_of([*before, *(one for one in sight.within(before[-1].end, whole.start) if one.counts and one.measure != whole.measure)]) == whole.value:
            continue  # 支委会7次、小组会12次，上课3堂，合计22次
        lists = [before[first:] for first in range(len(before) - 1)]
        gap = sight.between(before[-1], whole)
        if not re.search("[，、；]", gap):
            lists += [before[first:-1] for first in range(len(before) - 2)]  # 三个…共18个
        inside = [one.at for run in runs(sight, before) if run[-1] is before[-1] for one in run[1:]]
        if fits := next((parts for parts in lists if parts[0].at not in inside and adds(whole, parts)), None):
            yield holds(whole, fits)
        elif "、" not in gap and (parts := _told(sight, whole, lists, sure=said[0] in SURE)) is not None and not unnumbered(sight, parts):  # behind 、 stands a part without a number
            yield differs("sum", Severity.ERROR if said[0] in SURE and adds_after_slip(whole, parts) else Severity.ASK, whole, parts)


def _of_count(whole: Figure, before: Sequence[Figure]) -> Finding | None:
    """三样共3187.8吨: the last three numbers of its unit, with whatever is told between them."""
    counted = COUNT.search(whole.lead)
    count = "两三四五六七八".index(counted[1]) + 2 if counted else 0
    parts = list(before[-count:]) if count else []
    if len(parts) < max(count, 2) or any(TOTAL.search(part.lead) for part in parts) or whole.start - parts[0].end >= REACH:
        return None
    if adds(whole, parts):
        return holds(whole, parts)
    near = abs(sum_of(parts) - whole.value) <= whole.value * FAR
    return differs("sum", Severity.ASK, whole, parts) if count > 2 and near and adds_after_slip(whole, parts) else None


def _named(part: Figure, whole: Figure) -> bool:
    """红3家、橙17家、黄49家，红橙两级合计20家: whether a total says that this is one of its parts."""
    said = NAMES.match(whole.lead)
    together = re.search(rf"(?:^|[、和与及]){re.escape(part.lead)}(?:[、和与及]|[两三四]?[者项类]?合计)", whole.lead) if len(part.lead) > 1 else None
    return bool(together or said and len(part.lead) == 1 and part.lead in said[1])


def _some(whole: Figure, before: Sequence[Figure]) -> bool:
    """毕业生18名、在校生8名、高中3名，大学生合计26名: some in the middle of the list."""
    return any(adds(whole, before[first:upto]) for first in range(len(before) - 2) for upto in range(first + 2, len(before)))


def _told(sight: Sight, whole: Figure, lists: Sequence[list[Figure]], *, sure: bool) -> list[Figure] | None:
    """The list before a total that it was likely made from."""
    named = [part for part in lists[0] if _named(part, whole)]
    if 1 < len(named) < len(lists[0]) and sure:
        return named if not adds(whole, named) else None
    if sum(len(part.lead) > 1 and part.lead[-2:] in whole.lead for part in lists[0]) > 1:
        return None  # 因病31户、因残18户、因学9户，因病因残合计49户
    close = [run for run in runs(sight, lists[0]) if run[-1] is lists[0][-1] and len(run) > 1]
    for parts in [*close, *lists] if sure else close:
        gap = abs(sum_of(parts) - whole.value)
        near, slip = gap <= whole.value * FAR, adds_after_slip(whole, parts)
        if (sure and near and not _some(whole, lists[0]) or not any(odd(part) for part in parts)) and (near and slip if "累计" in whole.lead else near or slip):
            return parts
    return None


def _rests(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """412, of which 371 are done, the other 41 …"""
    for place, rest in enumerate(same):
        near = same[max(0, place - BACK) : place]
        another = ANOTHER.fullmatch(rest.lead) is not None
        if not (another or REST.search(rest.lead) or TOGETHER.search(sight.opening(rest, 14))) or len(near) < 2:
            continue
        lists = [(whole, [*near[at + 1 : upto], rest]) for at, whole in enumerate(near) for upto in range(at + 2, len(near) + 1) if _inner(sight, near[upto - 1 :])]
        lists += [(whole, [done, rest]) for at, whole in enumerate(near) for done in near[at + 1 :]]
        lists += [(whole, [*near[start:], rest]) for at, whole in enumerate(near) for start in range(at + 2, len(near) - 1)]
        if fits := [(whole, parts) for whole, parts in reversed(lists) if adds(whole, parts)]:
            yield holds(*max(fits, key=lambda fit: len(fit[1])))
        elif not another and (parted := _parted(sight, near, rest)):
            yield differs("sum", Severity.ERROR, *parted)
        elif said := _since(sight, near, rest):
            yield differs("sum", Severity.ASK, *said)


def _inner(sight: Sight, figures: Sequence[Figure]) -> bool:
    """Whether all behind the first of these are parts of it: 完成207个，其中提前31个，还有7个."""
    return all(one.depth > figures[0].depth or re.search("其中|包括|含", sight.between(figures[0], one)) for one in figures[1:])


def _since(sight: Sight, near: Sequence[Figure], rest: Figure) -> tuple[Figure, list[Figure]] | None:
    """投入218万元，财政列支130万元，自筹62万元，剩下的26万元: all that its sentence tells since a whole."""
    own = [one for one in near if one.sentence == rest.sentence and one.depth == rest.depth]
    for at, whole in enumerate(own[:-1]):
        parts = [*own[at + 1 :], rest]
        gap = abs(whole.value - sum_of(parts))
        near_by = gap <= whole.value * CLOSE and len({one.claim.unit for one in (whole, *parts)}) == 1
        if any(adds(whole, parts[:upto]) for upto in range(1, len(parts))):
            return None
        another = ANOTHER.fullmatch(rest.lead) and sight.text.startswith("中，", whole.end) and len(own) - at < 4
        of_all = LEFT.search(rest.lead) and len(parts) > 2 and IN.match(sight.text, whole.end) and sum_of(parts) > whole.value / 2
        still = STILL.search(rest.lead) and STATUS.search(parts[-2].words) and len(parts) == 2 and near_by
        if of_all or (LEFT.search(rest.lead) or still or another) and (near_by or whole.value >= LEAST and adds_after_slip(whole, parts)) and (near_by or swapped(whole, parts) or not any(odd(part) for part in parts)):
            return whole, parts
    return None


def _parted(sight: Sight, near: Sequence[Figure], rest: Figure) -> tuple[Figure, list[Figure]] | None:
    """The whole that a rest is of, and its parts, where one slip or little is between them."""
    first = next((at for at in range(len(near) - 1, 0, -1) if "其中" in sight.between(near[at - 1], near[at])), len(near) - 1)
    while first > 1 and "其中" not in sight.between(near[first - 1], near[first]) and re.fullmatch("、[^，。；]*", sight.between(near[first - 1], near[first])):
        first -= 1  # 退出3人、淘汰2人，余下49人
    done, earlier = list(near[first:]), near[:first]
    whole = next((one for one in reversed(earlier) if one.value >= sum_of(done)), None)
    if whole is None and earlier and swapped(earlier[-1], [*done, rest]):
        whole = earlier[-1]  # its scale is mistaken, or a part's
    elif whole is None or first < len(near) - 1:
        whole = earlier[-1] if earlier[-1].sentence == rest.sentence else None
    if whole is None or rest.start - whole.end >= AWAY or DONE.search(whole.lead) or not (STATUS.search(done[-1].words) or "其中" in sight.between(whole, done[0])):
        return None
    if adds(whole, done):
        return None  # 还有 tells of more than the whole
    parts = [*done, rest]
    near_by = abs(whole.value - sum_of(parts)) <= whole.value * FAR
    slipped = whole.sentence == rest.sentence and adds_after_slip(whole, parts) or rest.sentence - whole.sentence < 2 and swapped(whole, parts)
    return (whole, parts) if near_by or slipped else None
