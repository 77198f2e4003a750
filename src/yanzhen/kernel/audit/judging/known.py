"""A number told again without its name (10876座中…, 摊到412人头上, 剩余3209座): it is one told before, and is rounded no higher than that."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Approx, Finding, Severity
from yanzhen.kernel.audit.slips import one_slip, slips

from .apart import apart, told_again
from .percent import fits
from .repeats import noun, together
from .sight import NOUGHT, Figure, Sight, finding, value_of

LEAST: Final = 100
DIGITS: Final = 3  # fewer are told of many things
SURE: Final = 4  # so many are told alike by chance but seldom
RARE: Final = {4: 8, 5: 22, 6: 60}  # so many numbers of a measure with as many digits, and two of them are one slip apart by chance
FEW: Final = 2  # so many numbers from which a rounded one may come
NEAR: Final = Decimal("0.13")
MANY: Final = 24  # figures of one measure before it among which it is looked for
BEHIND: Final = 40  # signs behind a rounded number within which the exact one may follow
CLOSE: Final = 12
NAME: Final = 4  # signs that name a thing well enough
#: Behind a number of what is known: 2691人里头, 10876座中.
IN: Final = re.compile(r"中(?![心小学等药国型断西东央部青老年高共华级])|里[头面]?(?!程)|之中|当中")
#: Before a number of what is known: 摊到412人头上, 占17830座的, 按137户算.
OF: Final = re.compile(r"(?:按|占|给|对|把|将|围绕|全部|这|上述)$")
#: Where it is told how many are left.
LEFT: Final = re.compile(r"(?:剩余|剩下|余下|[尚还仍]余|还有|尚有|仍有|还剩|剩)的?$")
ELSE: Final = re.compile(r"另|新增?|每|均|最|超|近|约|以上|以下|增加|减少")
SPREAD: Final = re.compile(r"[摊分]到$")
OPENS: Final = "，。；：！？\n"
FIRM, KNOWN, ALIKE = 3, 2, 1


def check(sight: Sight, found: Sequence[Finding]) -> Iterator[Finding]:
    """Every number of several digits that speaks of what is known, against those of its measure told before."""
    held = {at for one in found if one.severity is Severity.HOLDS for at in one.claims}
    asked = {one.claims for one in found}
    often = Counter((figure.measure, figure.value) for figure in sight.figures if figure.exact)
    told: dict[str, list[Figure]] = {}
    for figure in sight.prose:
        if figure.counts and figure.claim.unit and figure.value >= LEAST and _digits(figure) > 1:
            before = told.setdefault(figure.measure, [])
            for one in _against(sight, figure, before[-MANY:], often, held):
                if one.claims not in asked and not _a_share(sight, figure, sight.by_claim[one.claims[0]]):
                    yield one
            before.append(figure)
    yield from _too_high(sight, told)


def _too_high(sight: Sight, told: Mapping[str, Sequence[Figure]]) -> Iterator[Finding]:
    """8700余户 here and 8675户 there, before or behind, and nothing else that it could be of."""
    for figures in told.values():
        exact = sorted((one for one in figures if one.exact), key=value_of)
        for figure, step in ((one, step) for one in figures if (step := _step(one))):
            between = bisect_right(exact, figure.value - step, key=value_of), bisect_left(exact, figure.high, key=value_of)
            near = [one for one in exact[slice(*between)] if _digits(one) > _digits(figure)] if between[1] - between[0] <= MANY else []
            meant = max(near, key=lambda one: (one.value, _of_one(one, figure)), default=figure)
            if meant.value < figure.value and len({one.value for one in near}) <= FEW and _of_one(meant, figure) and not apart(sight, meant, figure):
                yield finding("repeat", Severity.ASK, [meant, figure], told_again(meant.claim.quote, figure.claim.quote, same=False))


def _of_one(one: Figure, other: Figure) -> bool:
    """No other year, place or name is told of the two."""
    names = [noun(figure) for figure in (one, other)]
    if min(map(len, names)) > 2 and names[0][-2:] != names[1][-2:] and not any(names[0][at : at + 3] in names[1] for at in range(len(names[0]) - 2)):
        return False
    years = [set(re.findall(r"(?:19|20)\d\d", figure.claim.period)) for figure in (one, other)]
    places = {figure.claim.place for figure in (one, other) if figure.claim.place}
    return (not all(years) or bool(years[0] & years[1])) and len(places) < 2


def _twins(figure: Figure, before: Sequence[Figure], held: set[int]) -> list[Figure]:
    """8656户 and 8566户: one digit apart, or two swapped, where few of its measure are told so finely, and nothing else bears it out."""
    size = len(figure.claim.value)
    long = [one for one in before if one.exact and _digits(one) >= SURE and len(one.claim.value) == size]
    if len({one.value for one in long}) > RARE.get(size, max(RARE.values())) or figure.at in held or "." in figure.claim.value:
        return []
    return [one for one in long if one.claim.unit == figure.claim.unit and Decimal(figure.claim.value) in slips(Decimal(one.claim.value))]


def _a_share(sight: Sight, part: Figure, whole: Figure) -> bool:
    """351户吃上了自来水，通水率95.4%: of the 368户 told elsewhere, and no slip of theirs."""
    after = next((one for one in sight.within(part.end, part.end + CLOSE * 2) if one.sentence == part.sentence), None)
    return after is not None and part.value != whole.value and (fits(after, part, whole) or fits(after, whole, part))


def _digits(figure: Figure) -> int:
    return len(re.sub(r"[^\d]|0+$", "", figure.claim.value.replace(".", "").lstrip("0")))


def _against(sight: Sight, figure: Figure, before: Sequence[Figure], often: Counter[tuple[str, Decimal]], held: set[int]) -> Iterator[Finding]:
    same = next((one for one in reversed(before) if one.exact and (one.value == figure.value if figure.exact else figure.low <= one.value < figure.high)), None)
    if same:
        if _bond(sight, same, figure):
            yield finding("repeat", Severity.HOLDS, [same, figure], told_again(same.claim.quote, figure.claim.quote, same=True))
        return
    bound = [(one, bond) for one in before if one.exact and _digits(one) >= DIGITS and (bond := _bond(sight, one, figure))]
    if not figure.exact:
        if any(one.exact and one.measure == figure.measure and figure.low <= one.value < figure.high for one in sight.within(figure.end, figure.end + BEHIND)):
            return  # 1100余名…（实训1170名）
        ask = _overstated(figure, [one for one, bond in bound if bond == FIRM or _digits(one) >= SURE])
    elif figure.at in held:
        ask = [one for one, bond in bound if bond == FIRM and one.at not in held and _meant(one, figure, bond, 0)]
    elif _digits(figure) < DIGITS:
        return
    else:
        ask = [one for one, bond in bound if _meant(one, figure, bond, often[one.measure, one.value])]
        ask = ask or [one for one in _twins(figure, before, held) if _digits(figure) >= SURE and together(sight, one, figure) and not apart(sight, one, figure)]
    if ask and len({one.value for one in ask}) == 1:
        yield finding("repeat", Severity.ASK, [ask[-1], figure], told_again(ask[-1].claim.quote, figure.claim.quote, same=False))


def _overstated(figure: Figure, before: Sequence[Figure]) -> list[Figure]:
    """8675户 are no 8700余户."""
    step = _step(figure)
    under = [one for one in before if NOUGHT < figure.value - one.value < step]
    return [one for one in under if one.value == max(one.value for one in under)]


def _step(figure: Figure) -> Decimal:
    """To what a number told with 余 is rounded; nought for any other."""
    above = figure.claim.approx is Approx.ABOUT and figure.low >= figure.value and re.search("[余多]", figure.claim.quote)
    return Decimal(10) ** (figure.value.adjusted() - 1) if above else NOUGHT


def _meant(one: Figure, figure: Figure, bond: int, often: int) -> bool:
    """Whether it should have been that one."""
    near = abs(one.value - figure.value) <= max(one.value, figure.value) * NEAR
    slip = one_slip(one.value, figure.value, figure.value)
    if one.claim.value == figure.claim.value and one.claim.unit != figure.claim.unit:
        return True  # 226.2万元 and 226.2亿元
    if bond == FIRM or often + bond > FIRM:
        return near or slip
    turned = bond >= KNOWN and sorted(one.claim.value) == sorted(figure.claim.value)
    return min(_digits(one), _digits(figure)) >= (DIGITS if turned else SURE) and slip


def _bond(sight: Sight, one: Figure, figure: Figure) -> int:
    """How surely the later of the two speaks of what the earlier counts."""
    if one.sentence == figure.sentence and figure.start - one.end < CLOSE or ELSE.search(figure.lead) and not (figure.lead.endswith("的") and IN.match(sight.text, figure.end)):
        return 0
    if LEFT.search(figure.lead):
        return FIRM if LEFT.search(one.lead) and one.claim.place == figure.claim.place and not apart(sight, one, figure, known=True) else 0
    if not together(sight, one, figure):
        return 0
    if IN.match(sight.text, figure.end) or re.match(r"[^\W\d中里]{1,5}(?:" + IN.pattern + ")(?=[，、]|被)", sight.text[figure.end : figure.end + 10]) or SPREAD.search(figure.lead) or figure.lead.endswith("按") and figure.tail.startswith("算"):
        return 0 if apart(sight, one, figure, known=True) else FIRM
    if apart(sight, one, figure):
        return 0
    mine, theirs = noun(figure), noun(one)
    opens = not figure.lead.strip() and figure.tail and sight.text[figure.start - 1 : figure.start] in OPENS
    alike = len(mine) > 1 and len(theirs) > 1 and mine[-2:] == theirs[-2:] or len(mine) >= NAME and mine in one.lead
    return KNOWN if opens or OF.search(figure.lead) else ALIKE if alike else 0
