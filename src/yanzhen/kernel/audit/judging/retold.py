"""A known whole told again (全部17个小组, 94条措施落实90条): it was counted before, and is the same number of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.slips import one_slip

from .apart import BARE, apart, told_differently
from .sight import Figure, Sight, finding

#: Before a number that speaks of all of them, as the reader knows them.
ALL: Final = re.compile(r"(?:全部|所有|全体|这|上述|全(?!年|面|程|力)[^\W\d]|其中[^\W\d]{0,4}的)$")
#: Where a clause that begins with its number begins.
OPENS: Final = "，。；：！？\n、,;:"
ENDS: Final = re.compile(r"[已未中里的均都全共内每各]|完成|落实|实现|建立|开展")
OTHER: Final = re.compile(r"其他|其余|剩|以上|以下|每|另|新|部分|重点|试点|示范|上年|去年|目标|最|等$|还有|超|前|的$")
AGAIN: Final = re.compile(r"^其中([^\W\d]{2,8})的$")
LEAST: Final = 5
MANY: Final = 20  # told so often, a word counts many different things
NEAR: Final = Decimal("0.12")


def check(sight: Sight) -> Iterator[Finding]:
    """Every whole that is told as known, against where the same things are counted."""
    seen: dict[tuple[str, str], list[Figure]] = {}
    figures = [
        figure
        for figure in sight.prose
        if figure.counts and figure.exact and figure.value >= LEAST and figure.claim.unit
    ]
    for figure in figures:
        for word in _counted(figure):
            seen.setdefault((word[-2:], figure.measure), []).append(figure)
    for figure in figures:
        word = _known(sight, figure)
        yield from _again(sight, figure)
        told = seen.get((word, figure.measure), []) if word else []
        if len(told) < MANY and not BARE.fullmatch(word):
            yield from _told(word, figure, [one for one in told if one is not figure and not apart(sight, figure, one, known=True)])


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
    if len(same) == 1 and same[0].value != figure.value:
        yield finding(
            "repeat",
            Severity.ASK,
            [same[0], figure],
            told_differently(same[0].lead, same[0], figure),
        )


def _behind(figure: Figure) -> str:
    return ENDS.split(figure.tail)[0][:6]


def _counted(figure: Figure) -> list[str]:
    """What it may be a number of: the words behind it, or the last before it."""
    words = [_behind(figure), re.sub(r"[的了共有为达]+$", "", figure.lead)]
    found = [side[at : at + 2] for side in (words[0][:4], words[1][-5:]) for at in range(len(side) - 1)]
    bare = re.split("[和及与]", words[0])[0]
    return list(dict.fromkeys([bare[-1:], *found])) if not OTHER.search(figure.lead) else []


def _known(sight: Sight, figure: Figure) -> str:
    """What is counted, where the number is told as known."""
    starts = not figure.lead.strip() and sight.text[figure.start - 1 : figure.start] in OPENS
    if not (starts or ALL.search(figure.lead)) or OTHER.search(figure.lead):
        return ""
    word = _behind(figure)[:4]
    return word[:2]


def _told(word: str, figure: Figure, others: Sequence[Figure]) -> Iterator[Finding]:
    if not others or any(one.value == figure.value for one in others) or len({one.value for one in others}) > 2:
        return
    for one in others:
        slip = one_slip(one.value, figure.value, figure.value)
        if one.sentence != figure.sentence and (slip or abs(one.value - figure.value) <= max(one.value, figure.value) * NEAR):
            yield finding(
                "repeat",
                Severity.ASK,
                [one, figure],
                told_differently(word, one, figure),
            )
            return
