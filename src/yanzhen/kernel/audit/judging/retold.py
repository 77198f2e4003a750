"""A known whole told again (全部17个小组, 94条措施落实90条, 43个小组里): it was counted before, and is the same number of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Finding, Severity
from yanzhen.kernel.audit.slips import one_slip

from .apart import BARE, apart, of_those, told_alike, told_differently
from .sight import Figure, Sight, finding

#: Before a number that speaks of all of them, as the reader knows them.
ALL: Final = re.compile(r"(?:全部|所有|全体|这|上述|全(?!年|面|程|力)[^\W\d]|其中[^\W\d]{0,4}的)$")
#: Before a number of them that does not say that they are all: 对38个点, 占20个组的七成, 摸排出的35件.
OF: Final = re.compile(r"(?:对|占|从|在|将|把|为|给|给予|围绕|针对|覆盖|[^\W\d]的)$")
#: Behind a number of which something is told: 43个小组里, 124人中, 27户全部签字, 6240万元的基础上.
IN: Final = re.compile(r"[^\W\d]{0,14}?(?:[中里](?!心|小|学|长|等|药|国|型|断)|之中|当中|全部|均|都(?!市)|各|的$)")
WITHIN: Final = re.compile(r"[中里](?!心|小|学|长|等|药|国|型|断)")
#: Where a clause that begins with its number begins.
OPENS: Final = "，。；：！？\n、,;:"
ENDS: Final = re.compile(r"(?<!^)(?:[已未中里的均都全共内每各设及和与]|完成|落实|实现|实行|进行|建立|开展|参加)")
OTHER: Final = re.compile(r"其他|其余|剩|以上|以下|每|另|新|部分|重点|试点|示范|上一?年|去年|目标|最|等$|还有|超|前|的$")
#: It counts other ones than those known: 另有, 新增, 上年.
ELSE: Final = re.compile(r"已|完成|其他|其余|剩|余下|每|另|新增?|部分|上一?年|去年|同期|目标|计划|任务|最|等$|还有|超过|前|少$|多$|增加|减少")
#: What tells how many there are.
TELLS: Final = re.compile(r"(?:辖|共有?|现有|设有?|下设|建有|拥有|有|全[^\W\d]{1,3}|排查出?|摸排出?|查出|发现|指出|反馈[^，。；]{0,4}|受理|接待[^，。；]{0,4}|立案|收到|征集[^，。；]{0,4}|形成[^，。；]{0,4})$")
FIRST: Final = re.compile(r"(?:反馈|指出|查出|查摆|移交|交办)(?!.*[，。；])")
DONE: Final = re.compile(r"^[^，。；]*(?:已|完成|整改|落实|办结|化解|解决)[^，。；]*$")
NEXT: Final = 16  # signs to what is done of them
AGAIN: Final = re.compile(r"^其中([^\W\d]{2,8})的$")
LEAST: Final = 5
MANY: Final = 20  # told so often, a word counts many different things
NEAR: Final = Decimal("0.12")


def check(sight: Sight) -> Iterator[Finding]:
    """Every whole that is told as known, against where the same things are counted."""
    seen: dict[tuple[str, str], list[Figure]] = {}
    figures = [figure for figure in sight.prose if figure.counts and figure.value >= LEAST and figure.claim.unit and figure.claim.approx in (Approx.EXACT, Approx.ABOUT)]
    for figure in figures:
        for word in _counted(figure):
            seen.setdefault((word, figure.measure), []).append(figure)
    for figure in figures:
        yield from _again(sight, figure)
        if firm := _known(sight, figure):
            yield from _compared(sight, figure, seen, firm=firm > 1)


def _again(sight: Sight, figure: Figure) -> Iterator[Finding]:
    """新开工12个，竣工8个；其中新开工的12个项目里: told again by the very words it was told with."""
    said = AGAIN.search(figure.lead)
    near = sight.within(max(0, figure.start - 200), figure.start) if said else []
    same = [
        one
        for one in near
        if said
        and one.line == figure.line
        and one.counts
        and one.exact
        and one.measure == figure.measure
        and one.lead == said[1]
    ]
    if len(same) == 1 and figure.exact:
        yield _told(same[0].lead, same[0], figure, Severity.HOLDS if same[0].value == figure.value else Severity.ASK)


def _behind(figure: Figure) -> str:
    return "" if WITHIN.match(figure.tail) else ENDS.split(figure.tail)[0][:8]


def _counted(figure: Figure) -> list[str]:
    """What it may be a number of: the last words of those behind it, or the last before it."""
    behind, before = _behind(figure), re.sub(r"[的了共有为达]+$", "", figure.lead)
    bare = re.split("[和及与]", behind)[0]
    return list(dict.fromkeys([behind[-1:], behind[:2], behind[-2:], bare[-2:], before[-2:], before[-3:-1], before[-4:-2]])) if not OTHER.search(before) else []


def _known(sight: Sight, figure: Figure) -> int:
    """How firmly the number is told as known: 2 where words say so, 1 where the clause begins with it, 0 not at all."""
    if ELSE.search(figure.lead) or (figure.lead and OTHER.search(figure.lead) and not OF.search(figure.lead)):
        return 0
    starts = not figure.lead.strip() and sight.text[figure.start - 1 : figure.start] in OPENS
    told = starts or OF.search(figure.lead) is not None
    if ALL.search(figure.lead) or told and (IN.match(figure.tail) or IN.match(sight.text, figure.end) or _done(sight, figure)):
        return 2
    return int(told)


def _done(sight: Sight, figure: Figure) -> bool:
    """36个问题已完成整改33个: what is done of them is told at once, so they are all of them."""
    after = sight.within(figure.end, figure.end + NEXT)[:1]
    return bool(after and after[0].measure == figure.measure and after[0].value <= figure.value and DONE.search(sight.between(figure, after[0])))


def _compared(sight: Sight, figure: Figure, seen: Mapping[tuple[str, str], Sequence[Figure]], *, firm: bool) -> Iterator[Finding]:
    word = _behind(figure) or re.sub(r"的$", "", figure.lead)[-2:]
    for noun in dict.fromkeys((word[:2], word[-2:], word[-1:], word[:1])):
        told = seen.get((noun, figure.measure), ()) if noun else ()
        if len(told) >= MANY or BARE.fullmatch(noun):
            continue
        others = [one for one in told if one is not figure and (one.sentence != figure.sentence or one.start < figure.start and "；" in sight.between(one, figure)) and not apart(sight, figure, one, known=True)]
        if noun == word[-1:] != word[:1]:
            others = [one for one in others if _behind(one) == noun]
        if not others:
            continue
        if same := next((one for one in reversed(others) if _agree(one, figure)), None):
            yield _told(noun, same, figure, Severity.HOLDS)
            return
        if (found := _other(sight, noun, figure, others, firm=firm)) and not of_those(sight, found, figure):
            yield _told(noun, found, figure, Severity.ASK)
            return


def _agree(one: Figure, other: Figure) -> bool:
    """Equal, or one within what the other leaves open: 1136户 are no 1200余户."""
    about, told = (one, other) if not one.exact else (other, one)
    return about.low <= told.value < about.high or one.value == other.value


def _other(sight: Sight, noun: str, figure: Figure, others: Sequence[Figure], *, firm: bool) -> Figure | None:
    """The number that this one should have been: few are told of them, or it is told how many there are."""
    few = len({one.value for one in others}) <= 2
    for one in others:
        slip = one_slip(one.value, figure.value, figure.value) and figure.exact and one.exact
        near = abs(one.value - figure.value) <= max(one.value, figure.value) * NEAR
        said = bool(TELLS.search(one.lead) or FIRST.search(sight.opening(one, 20)))
        if min(one.value, figure.value) < 10:
            fits = firm and few and len(noun) > 1
        elif len(noun) > 1 or firm:
            fits = few or said and firm
        else:
            turned = sorted(one.claim.value) == sorted(figure.claim.value)
            fits = turned and (said or few and one.tail[:1] == noun and _known(sight, one) > 0) or said and figure.value > one.value
        if fits and (slip or near):
            return one
    return None


def _told(noun: str, one: Figure, other: Figure, severity: Severity) -> Finding:
    told = told_alike(noun, one) if severity is Severity.HOLDS else told_differently(noun, one, other)
    return finding("repeat", severity, [one, other], told)
