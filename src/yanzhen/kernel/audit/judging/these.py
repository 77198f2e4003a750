"""A number said to be the one just told (总数13家，这13家…), and a count against the row of rates it is told with (三类依次占a%、b%和c%)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import phrase
from yanzhen.kernel.audit.slips import one_slip

from .apart import told_again
from .lists import NAMED
from .rows import rows
from .sight import Figure, Sight, finding

THESE: Final = re.compile(r"^(?:而|我们)?(?:在|把|对|给|让)?(?:这|上述|以上)$")
TELLS: Final = re.compile(r"[^，。；、\d]{0,6}?(?:依次|分别)(?:占|为|是|达到?)?")
BACK: Final = 5
AWAY: Final = 40


def check(sight: Sight) -> Iterator[Finding]:
    """Both, in every line."""
    for line in sight.grouped("line"):
        for place, figure in enumerate(line):
            if figure.exact and figure.counts and THESE.search(figure.lead):
                yield from _these(sight, figure, line[max(0, place - BACK) : place])
        yield from _rows(sight, line)


def _these(sight: Sight, figure: Figure, before: Sequence[Figure]) -> Iterator[Finding]:
    """The number meant is the last one of its measure; any of them that is the same will do."""
    same = [one for one in before if one.exact and one.measure == figure.measure and figure.sentence - one.sentence < 2 and figure.start - one.end < AWAY]
    if not same:
        return
    if told := next((one for one in same if one.value == figure.value), None):
        yield finding("repeat", Severity.HOLDS, [told, figure], told_again(told.claim.quote, figure.claim.quote, same=True))
        return
    last = same[-1]
    if abs(last.value - figure.value) <= max(Decimal(2), figure.value / 6) or one_slip(last.value, figure.value, figure.value):
        why = phrase("前面是%(before)s，后面说“%(after)s”，请核对", before=last.claim.quote, after=f"{figure.lead}{figure.claim.quote}")
        yield finding("repeat", Severity.ASK, [last, figure], why)


def _rows(sight: Sight, line: Sequence[Figure]) -> Iterator[Finding]:
    places = {figure.at: place for place, figure in enumerate(line)}
    for row in rows(sight, [figure for figure in line if figure.share]):
        count = line[places[row[0].at] - 1] if places[row[0].at] else None
        if count and count.exact and count.claim.unit in NAMED and 1 < count.value < 10 and TELLS.fullmatch(sight.between(count, row[0])) and not re.search("各|均|前", count.lead) and abs(count.value - len(row)) == 1:
            yield finding("list", Severity.ASK, [count, *row], phrase("%(count)s后面有%(shares)s个百分比，请核对", count=count.claim.quote, shares=str(len(row))))
