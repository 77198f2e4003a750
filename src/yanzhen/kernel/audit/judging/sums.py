"""Parts and wholes in running text: 其中, 分别为, 合计, and a remainder (其余). Parts may overlap, and 其中 may name only some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .sight import NOUGHT, Figure, Sight, finding, in_scale, summed
from .slips import adds_after_slip, fine_slack, swapped

FULL: Final = re.compile(r"分别|分为|包括|包含|组成|构成|依次|涵盖|分成|归为|(?:按|从|依)[^，。；、]{1,8}(?:分|看|划分)[，：:]?|[：:（(][^：:（(]{0,14}$")
PLAIN: Final = re.compile(r"分别|分为|依次|组成|构成|包括")
SOME: Final = re.compile(r"其中|含|^[^，。；、]{0,8}[中里]")
WITHIN: Final = re.compile(r"^[^，。；、\d]{0,6}[中里]，")  # of the number before and no other
SPLIT: Final = re.compile(r"(?:按|从|依)[^，。；、]{1,8}(?:分|看|划分)|分别|依次|其中")
TOTAL: Final = re.compile(r"累计|总(?:投资|额|数|量|面积|产值|收入|人口|户数|支出|投入)|合计|共计|总计|总共|(?<![公一全])共(?![青享建同和产])")
REST: Final = re.compile(r"其余|剩余|余下|剩下|尚有|还有|未完成|未办结|未解决|未整改|未[^\W\d]{2}的?$|结存|结余|(?<![其剩])余$|仍有")
#: What has become of things: in one state each.
STATUS: Final = re.compile(r"已|完成|解决|办结|化解|整改|纠正|在建|开工|投产|竣工|基本|长期|正在|限期|续建|新建|改建|扩建|发放|支出|落实|未|了结|提拔|退出|合格|立行|销号|新增|结案|达标")
#: Words of parts that may count the same thing twice, or of another time.
OVERLAP: Final = re.compile(r"岁|学历|大专|本科|研究生|硕士|少数民族|同比|比上|较上|上年|去年|前年|目标|力争|计划|以上|以下|退役|致富")
PEOPLE: Final = re.compile(r"女|处分|处理|谈话|立案|诫勉|警告|问责")
BAND: Final = re.compile(r"以上|以下|以内|之间|[至到—-]|不足|超过|博士|硕士|研究生|本科|大专|高中|初中|小学|中专")
ASIDE: Final = re.compile(r"均|每|(?:上年|去年|前年|同期)[^，。；]{0,3}$|增加(?!值)|减少|净增|比(?!重|例|较)|较(?![好差大小多少高低强弱])|最高|最低|最大|超$|多$|少$|少了$|增$|人均")
WIDE: Final = 3  # figures before a list in which its whole is looked for
CLOSE: Final = Decimal("0.06")
FAR: Final = Decimal("0.15")  # beyond this share of the whole, what 其中 leaves out is no slip


def check(sight: Sight) -> Iterator[Finding]:
    """Every list of parts against its whole."""
    for line in sight.grouped("line"):
        for measure in dict.fromkeys(figure.measure for figure in line if figure.counts):
            same = [figure for figure in line if figure.measure == measure and figure.counts and figure.exact]
            straight = [figure for figure in same if not ASIDE.search(figure.lead or sight.opening(figure, 10))]
            if len(straight) > 1:
                yield from _lists(sight, straight)
                yield from _totals(sight, straight)
                yield from _rests(sight, straight)
                yield from _above(sight, straight)


def _above(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """46.2亩，其中复垦30.8万亩: a part above its whole."""
    for whole, part in zip(same, same[1:], strict=False):
        gap = sight.between(whole, part)
        if part.value - part.slack > whole.value + whole.slack and "其中" in gap and len(gap) < 20 and not re.search("[。；]", gap) and whole.depth == part.depth:
            yield finding("part_above_whole", Severity.ERROR, [whole, part], f"其中的{part.claim.quote}大于总数{whole.claim.quote}")


def runs(sight: Sight, figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Figures of one unit that are told as one list: joined by 、 or, where none is, by commas of like shape."""
    for depth in sorted({figure.depth for figure in figures}):
        yield from _runs(sight, [figure for figure in figures if figure.depth == depth])


def _runs(sight: Sight, figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    run: list[Figure] = []
    sign = ""
    for figure in figures:
        joint = _joint(sight, run[-1], figure) if run else ""
        if run and sign == "，" and joint == "、" and len(run) > 1:
            *before, last = run  # the list joined by 、 begins with the figure before
            yield before
            run, sign = [last, figure], joint
        elif joint and sign in ("", joint):
            run.append(figure)
            sign = joint
        else:
            if run:
                yield run
            run, sign = [figure], ""
    if run:
        yield run


def _joint(sight: Sight, one: Figure, other: Figure) -> str:
    """What joins two parts of one list: 、 or ，or nothing."""
    if other.start - one.end > 60 or re.search(r"[。！？\n]", sight.between(one, other)):
        return ""
    words = re.sub(r"[(（][^()（）]*[)）]", "", sight.between(one, other))
    if len(words) > 44 or re.search(r"[()（）：:]", words) or SPLIT.search(words) or TOTAL.search(other.lead) or REST.search(other.lead):
        return ""
    signs = re.findall(r"[、，；,;]", words)
    stops = [sign for sign in signs if sign != "、"]
    if not stops:
        return "、" if signs or re.search(r"[和及与]", other.lead[:1]) else ""
    return "，" if len(stops) <= 2 + len(re.findall(r"\d[\d.,]*", words)) else ""


def _lists(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    last: Figure | None = None
    places = {figure.at: place for place, figure in enumerate(same)}
    for parts in sorted((run for run in runs(sight, same) if len(run) > 1), key=lambda run: run[0].start):
        place = places[parts[0].at]
        wholes = [whole for whole in same[max(0, place - WIDE) : place] if whole.depth <= parts[0].depth][::-1]
        if last is not None and last not in wholes:
            wholes.append(last)
        place += len(parts)
        more = [one for one in same[place : place + 2] if one.sentence == parts[-1].sentence and one.depth == parts[0].depth]
        if fit := next((whole for upto in range(1, len(more) + 1) for whole in wholes if adds(whole, [*parts, *more[:upto]]) and not adds(whole, parts)), None):
            yield holds(fit, [*parts, *more[: 1 if adds(fit, [*parts, *more[:1]]) else 2]])
            last = fit
            continue
        found, last = _against(sight, wholes, parts, last)
        if found:
            yield found


def _against(sight: Sight, wholes: Sequence[Figure], parts: list[Figure], last: Figure | None) -> tuple[Finding | None, Figure | None]:
    wholes = wholes[:1] if wholes and WITHIN.search(sight.between(wholes[0], parts[0])) else wholes
    ends = [upto for upto in range(2, len(parts)) if re.search("[，；,;]", sight.between(parts[upto - 1], parts[upto]))]
    for upto in [len(parts), *reversed(ends)]:
        if fit := next((whole for whole in wholes if adds(whole, parts[:upto])), None):
            return holds(fit, parts[:upto]), fit
    parts = _until_break(sight, parts)
    inner = parts[0], parts[1:]
    if len(inner[1]) > 1 and adds(*inner) and re.search("[，；,;：:]", sight.between(*parts[:2])):
        return holds(*inner), inner[0]
    suspect = _suspect(sight, wholes[0], parts, last) if wholes else None
    if suspect is None and len(inner[1]) > 1 and (inner[0].value >= max(part.value for part in inner[1]) or not STATUS.search(inner[0].words)):
        suspect = _suspect(sight, *inner, last)
    if suspect is None and len(parts) > 2:
        further = [whole for whole in wholes[1:] if abs(sum((part.value for part in parts), NOUGHT) - whole.value) <= whole.value * FAR]
        suspect = _suspect(sight, further[0], parts, last) if further else None
    return suspect, wholes[0] if wholes else parts[0]


def _until_break(sight: Sight, parts: list[Figure]) -> list[Figure]:
    """The parts before the first semicolon, if that makes a list."""
    breaks = [place for place in range(1, len(parts)) if re.search("[；;]", sight.between(parts[place - 1], parts[place]))]
    return parts[: breaks[0]] if breaks and breaks[0] > 1 and not all(place in breaks for place in range(1, len(parts))) else parts


def adds(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Within what rounding leaves open."""
    total = sum((part.value for part in parts), NOUGHT)
    return abs(total - whole.value) <= fine_slack([whole, *parts]) and min(part.value for part in parts) >= 0


def holds(whole: Figure, parts: Sequence[Figure]) -> Finding:
    """The parts add up."""
    return finding("sum", Severity.HOLDS, [whole, *parts], f"{summed(parts)}={total_of(whole, parts)}，与{whole.claim.quote}相符")


def total_of(whole: Figure, parts: Sequence[Figure]) -> str:
    """The sum, in the scale of the parts if they share one."""
    return in_scale(sum((part.value for part in parts), NOUGHT), parts[0])


def _suspect(sight: Sight, whole: Figure, parts: list[Figure], last: Figure | None) -> Finding | None:
    """A list that does not add up to what stands before it: how sure is it that it should?"""
    lead = sight.text[whole.end : parts[0].start]
    if len(lead) > 60 or re.search(r"\n", lead):
        return None
    strange = sum(odd(part) for part in parts)
    banded = strange and len(parts) > 2 and sum(bool(BAND.search(part.lead or sight.opening(part, 14))) for part in parts) >= len(parts) - 1
    total = sum((part.value for part in parts), NOUGHT)
    gap = abs(total - whole.value)
    near, slip = gap <= whole.value * FAR, adds_after_slip(whole, parts)
    some = bool(SOME.search(lead)) and not twins(parts)
    full = bool(FULL.search(lead)) or bool(SOME.search(lead)) and twins(parts)
    states = all(STATUS.search(part.words) for part in parts) and whole.sentence == parts[0].sentence
    case = Case(full and not some, bool(PLAIN.search(lead)), some, states, total > whole.value, slip, swapped(whole, parts), near, gap <= whole.value * CLOSE, len(parts), like(parts), whole.measure == "人", len(lead) > 30, total > 2 * whole.value)
    severity = case.severity()
    if strange and not banded:
        severity = Severity.ASK if severity and len(parts) > 2 and full and (near or slip) else None
    return differs("sum", severity, whole, parts) if severity else None


@dataclass(frozen=True)
class Case:
    """What speaks for and against an error in a list that does not add up."""

    full: bool
    plain: bool  # said in words, not by a colon or a bracket alone
    some: bool
    states: bool
    over: bool
    slip: bool
    swap: bool
    near: bool
    close: bool
    count: int
    alike: bool
    people: bool  # one person may be counted under several names
    apart: bool  # the whole stands further away than the words of a list do
    double: bool  # the parts come to more than twice the whole

    def severity(self) -> Severity | None:
        """Parts told as all of it must add up; those under 其中 may be some of it, but not more than it."""
        if self.full:
            return Severity.ERROR if self.slip or self.near else Severity.ASK if self.plain and (self.count > 2 or self.over) else None
        if self.some and self.over and (self.people or self.apart):
            return None if not (self.slip or self.near) or self.apart and not self.near else Severity.ERROR if self.slip and self.near else Severity.ASK
        if self.some and self.over:
            return Severity.ERROR if self.slip or self.near else Severity.ASK
        if self.some and self.near and self.slip and self.count > 2:
            return Severity.ERROR
        if self.some:
            return Severity.ASK if self.count > 2 or self.near and self.slip or self.close or self.swap and self.alike else None
        if self.states and (self.slip or self.near):
            return Severity.ERROR if self.slip and self.near else Severity.ASK
        many = self.count > 2 and (self.alike and (self.near or self.slip and not self.double) or self.near and self.slip or self.close or self.swap and self.alike)
        return Severity.ASK if many else None


def odd(part: Figure) -> bool:
    """Whether it may count what another part counts too."""
    return bool(OVERLAP.search(part.words) or part.measure == "人" and PEOPLE.search(part.lead))


def _names(parts: Sequence[Figure]) -> list[str]:
    words = [re.split(r"其中|分别为?|包括|[和及的与]", part.lead or part.tail)[-1] or part.lead for part in parts]
    return words if all(words) else [part.tail for part in parts]


def like(parts: Sequence[Figure]) -> bool:
    """Whether the words of the parts are alike in shape: 机关…2个, 企业…17个; 新建9个, 改建13个."""
    words = _names(parts)
    return len({word[-1:] for word in words}) == 1 or max(map(len, words)) - min(map(len, words)) <= 2


def twins(parts: Sequence[Figure]) -> bool:
    """Two that share out a whole between them by their very names: 新建9个, 改建13个; 男性, 女性."""
    if len(parts) != 2:
        return False
    one, other = _names(parts)
    return len(one) == len(other) and len(one) > 1 and one != other and any(a == b for a, b in zip(one, other, strict=True))


def differs(rule: str, severity: Severity, whole: Figure, parts: Sequence[Figure]) -> Finding:
    """The parts do not add up; the sum for a clerk to redo."""
    total = total_of(whole, parts)
    tail = "" if severity == Severity.ERROR else "，请核对各部分是否重叠或未列全"
    return finding(rule, severity, [whole, *parts], f"{summed(parts)}={total}，与{whole.claim.quote}不符{tail}")


def _totals(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """Parts first, then 合计."""
    for place, whole in enumerate(same):
        said = TOTAL.search(whole.lead)
        before = [figure for figure in same[max(0, place - 10) : place] if figure.sentence == whole.sentence and figure.depth == whole.depth]
        if not said or len(before) < 2:
            continue
        lists = [before[first:] for first in range(len(before) - 1)]
        lists += [before[first:-1] for first in range(len(before) - 2)]  # 三个…共18个
        inside = [one.at for run in runs(sight, before) if run[-1] is before[-1] for one in run[1:]]
        if fits := next((parts for parts in lists if parts[0].at not in inside and adds(whole, parts)), None):
            yield holds(whole, fits)
        elif (parts := _told(sight, whole, lists, sure=said[0] in ("合计", "共计", "总计", "总共"))) is not None:
            yield differs("sum", Severity.ERROR if said[0] in ("合计", "共计", "总计", "总共") and adds_after_slip(whole, parts) else Severity.ASK, whole, parts)


def _told(sight: Sight, whole: Figure, lists: Sequence[list[Figure]], *, sure: bool) -> list[Figure] | None:
    """The list before a total that it was likely made from."""
    close = [run for run in runs(sight, lists[0]) if run[-1] is lists[0][-1] and len(run) > 1]
    for parts in [*close, *lists] if sure else close:
        gap = abs(sum((part.value for part in parts), NOUGHT) - whole.value)
        near, slip = gap <= whole.value * FAR, adds_after_slip(whole, parts)
        if not any(odd(part) for part in parts) and (near and slip if "累计" in whole.lead else near or slip):
            return parts
    return None


def _rests(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """412, of which 371 are done, the other 41 …"""
    for place, rest in enumerate(same):
        near = same[max(0, place - 6) : place]
        if not REST.search(rest.lead) or len(near) < 2:
            continue
        lists = [(whole, [*near[at + 1 : upto], rest]) for at, whole in enumerate(near) for upto in range(at + 2, len(near) + 1)]
        lists += [(whole, [done, rest]) for at, whole in enumerate(near) for done in near[at + 1 :]]
        if fit := next(((whole, parts) for whole, parts in reversed(lists) if adds(whole, parts)), None):
            yield holds(*fit)
            continue
        done = near[-1]
        whole = next((one for one in reversed(near[:-1]) if one.value > done.value), None)
        if whole and rest.start - whole.end < 90 and (STATUS.search(done.words) or "其中" in sight.between(whole, done)):
            gap = abs(whole.value - done.value - rest.value)
            if gap <= whole.value * FAR or whole.sentence == rest.sentence and adds_after_slip(whole, [done, rest]):
                yield differs("sum", Severity.ERROR, whole, [done, rest])
