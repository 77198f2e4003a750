"""Parts and wholes in running text: 其中, 分别为, 合计, and a remainder (其余). Parts may overlap, and 其中 may name only some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import phrase

from .adding import adds, adds_after_slip, differs, holds, slack_of, sum_of, swapped
from .elsewhere import LACKING, SOME, TOTAL, beyond, taken_up, told_otherwise
from .naming import OTHERS, alike, closed, dated, gapped, halves, like, listing, quarters, steps, twins, uniform, votes
from .sight import Figure, Sight, finding, slip_of, value_of
from .weighing import Case

GIVEN: Final = re.compile(r"给予[^，。；]{0,6}$")
FULL: Final = re.compile(r"^[，：:（(]?(?:均?系(?!统|列|数)|即)|分别|各[占有为是]|分为|包括|包含|组成(?!了|一)|构成|依次|涵盖|分成|归为|(?:按|从|依)[^，。；、]{1,8}(?:分|看|划分)[，：:]?|[：:（(][^：:（(]{0,14}$|主要[是有为]")
PLAIN: Final = re.compile(r"分别|各[占有]|分为|依次|组成(?!了|一)|构成|包括")
WITHIN: Final = re.compile(r"^[^，。；、\d]{0,6}[中里](?:，|有|[^，。；、\d]{1,5}$)")  # of the number before and no other
SPLIT: Final = re.compile(r"(?:按|从|依)[^，。；、]{1,8}(?:分|看|划分)|分别|各[占有]|依次|其中")
REST: Final = re.compile(r"^实到|结转(?:至|到)?下|其余|剩余|余下|剩下|尚有|还有|[还尚仍]欠|未完成|未办结|未解决|未整改|未[^\W\d]{2}的?$|结存|结余|(?<![其剩])余$|仍有")
#: What has become of things: in one state each.
STATUS: Final = re.compile(r"已|请假|缺席|完成|调[成解]|解答|答复|转[交办]|移[交送]|成功|解决|办结|化解|整改|纠正|在建|开工|投产|竣工|完工|基本|长期|正在|限期|续建|新建|改建|扩建|发放|支出|落实|未|了结|提拔|退出|退休|淘汰|调出|合格|立行|销号|新增|结案|达标")
#: Words of parts that may count the same thing twice, or of another time.
OVERLAP: Final = re.compile(r"成灾|绝收|倒塌|损[坏毁]|岁|超过|学历|大专|本科|研究生|硕士|少数民族|同比|比上|较上|上一?年(?!结[转余存])|去年|前年|目标|力争|计划|以上|以下|退役|致富")
PEOPLE: Final = re.compile(r"(?<!子)女(?!儿)|处分|处理|谈话|立案|诫勉|警告|问责")
#: What somebody is punished with: one of them each.
GRADES: Final = re.compile(r"警告|记过|降级|撤[职销]|留.察看|开除|诫勉|批评教育|通报|单独|同时")
CAUSE: Final = re.compile(r"[因由于][^，。；]{1,10}$|原因$")
BAND: Final = re.compile(r"以上|以下|以内|之间|[至到—-]|不足|超过|博士|硕士|研究生|本科|大专|高中|初中|小学|中专")
ASIDE: Final = re.compile(r"^这$|均|每|各[扣奖补给发罚减][^，。；]{0,8}$|(?:上一?年|去年|前年|同期)(?!结[转余存]|余额)[^，。；]{0,3}$|超额|增加(?!值)|减少|净增|压[减缩]|(?<![评占])比(?!重|例|较)|较(?![好差大小多少高低强弱])|最高|最低|最大|^(?:超|距)[^，。；\d]{0,6}(?:水位|线)$|富余$|[多少][住收开办投养]$|^一[台亩户天个][^，。；\d]{1,8}$|超$|差$|多了?$|少了?$|增$|人均")
ALONG: Final = re.compile("[，、][^，。；\\d]{2,10}")  # 9人，其中高级技工3人，中级技工11人
ANNOUNCED: Final = re.compile(r"[^，。；\d]{0,8}：")  # 去年投入2362万元办实事：
PER_ONE: Final = re.compile(r"[一每](?:公里|[亩户人个座处])")  # 合三十万元一公里
HEAD: Final = re.compile(r"人均[^，。；\d]{0,6}(?:收入|支出)$")  # has parts of its own
#: Said of parts that may count one thing more than once.
FOUND: Final = re.compile(r"(?:发现|查出|排查|摸排|梳理|受理|收到|征集)[^，。；]{0,8}$")
HANDLED: Final = re.compile(r"^(?:已|均已)?(?:整改|办结|处置|解决|化解|销号|答复|完成)(?:到位|完毕|完成)?了?$")
AGAIN: Final = re.compile(r"([^\W\d]{2,4})的")
TWICE: Final = re.compile(r"并存|重叠|剔除重复|有重复|交叉|兼[有具任]|[同均均]时?有(?:统计|登记)|同时[^，。；]{0,4}(?:兼|属|享|担)|[两多几]种(?:以上|情形|类型)|都享受|上述[^，。；]{0,8}涉及")
AMONG: Final = re.compile(r"^[^\W\d]{2,6}(?:人员|对象|员|户)[中里]")  # 受处分人员中，老师15人: of all of them
BESIDES: Final = re.compile(r"^(?:另(?!有|外)|眼下|目前|至今|截至|到目前)")
LONG: Final = 40  # parts among which a list may end that seems to go on
HEADED: Final = 40  # signs behind what is told per head within which its parts begin
GREAT: Final = Decimal("0.85")  # a part of more than this of the whole leaves little to the others
LEAST: Final = 20  # a smaller number is the sum of its neighbours by chance
WIDE: Final = 3  # figures before a list in which its whole is looked for
MEAN: Final = re.compile(r"均[^，。；]{1,20}$")  # 平均由78万元提高到93万元
CLOSE: Final = Decimal("0.06")
FAR: Final = Decimal("0.15")  # beyond this share of the whole, what 其中 leaves out is no slip


def check(sight: Sight) -> Iterator[Finding]:
    """Every list of parts against its whole."""
    for same in countings(sight):
        yield from _lists(sight, same)
        yield from _above(sight, same)


def countings(sight: Sight) -> Iterator[list[Figure]]:
    """The numbers of each measure of each line that may be wholes and parts, where there are several."""
    for line in sight.grouped("line"):
        for measure in dict.fromkeys(figure.measure for figure in line if figure.counts):
            same = straight(sight, line, measure)
            if len(same) > 1:
                yield same


def straight(sight: Sight, line: Sequence[Figure], measure: str) -> list[Figure]:
    """The numbers of one measure that may be wholes and parts: no averages, no changes, none of another time."""
    same = (figure for figure in line if figure.measure == measure and figure.counts and figure.exact)
    return [figure for figure in same if not PER_ONE.match(sight.text, figure.end) and not ASIDE.search(figure.lead or sight.opening(figure, 10)) or ANNOUNCED.match(sight.text, figure.end) or HEAD.search(figure.lead) and "其中" in sight.text[figure.end : figure.end + HEADED]]


def _overdone(sight: Sight, whole: Figure, part: Figure) -> bool:
    """24件积案已摘牌29件: of what there is, more was done."""
    gap = sight.between(whole, part)
    done = re.fullmatch(r"[^，。；至到为]{0,10}(?:已|均已|全部)[^，。；\d]{0,8}", gap)
    handled = FOUND.search(whole.lead) and re.fullmatch(r"，[^，。；\d]{0,10}", gap) and HANDLED.search(part.lead)
    return bool(done or handled) and not re.search("计划|任务|目标|应", whole.lead) and part.value > whole.value


def _above(sight: Sight, same: Sequence[Figure]) -> Iterator[Finding]:
    """46.2亩，其中复垦30.8万亩: a part above its whole."""
    for whole, first, second in zip(same, same[1:], same[2:], strict=False):
        if second.value > whole.value >= first.value and "其中" in sight.between(whole, first) and ALONG.fullmatch(sight.between(first, second)) and len(first.lead) > 2 and first.lead[-2:] == second.lead[-2:]:
            yield finding("part_above_whole", Severity.ASK, [whole, second], phrase("%(part)s多于%(whole)s，请核对", part=second.claim.quote, whole=whole.claim.quote))
    for place, (whole, part) in enumerate(zip(same, same[1:], strict=False)):
        gap = sight.between(whole, part)
        if _beside(sight, same[max(0, place - WIDE) : place], whole, part) or _of_all(sight, same[max(0, place - LONG) : place + 1], part) or MEAN.search(sight.opening(whole, 20)):
            continue
        if _overdone(sight, whole, part):
            yield finding("part_above_whole", Severity.ASK, [whole, part], phrase("%(part)s多于%(whole)s，请核对", part=part.claim.quote, whole=whole.claim.quote))
        elif part.value - part.slack > whole.value + whole.slack and "其中" in gap and len(gap) < 20 and not re.search("[。；]", gap) and whole.depth == part.depth:
            yield finding("part_above_whole", Severity.ERROR, [whole, part], phrase("其中的%(part)s大于总数%(whole)s", part=part.claim.quote, whole=whole.claim.quote))


def _beside(sight: Sight, same: Sequence[Figure], whole: Figure, part: Figure) -> bool:
    """8个机位和2个冰坪，其中5个…: the part may be one of what is told beside it."""
    return any(other.end < whole.start and other.value >= part.value and re.fullmatch(r"[^，。；]{0,12}[和及与、][^，。；]{0,6}", sight.between(other, whole)) for other in same)


def _of_all(sight: Sight, before: Sequence[Figure], part: Figure) -> bool:
    """警告9人、撤职1人、开除2人，其中城里的10人: of the whole list."""
    run = [before[-1]]
    for one in reversed(before[:-1]):
        if not re.fullmatch(r"[^，。；\d]{0,10}、[^，。；、\d]{0,16}", sight.between(one, run[0])):
            break
        run.insert(0, one)
    return len(run) > 1 and part.value <= sum_of(run)


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
    if (said := AGAIN.match(other.lead)) and said[1] in one.lead:
        return ""  # 转交175条，转交的已回复161条
    if BESIDES.search(other.lead) or AMONG.search(other.lead) or WITHIN.search(words) or len(words) > 44 or re.search(r"[()（）：:]", words) or SPLIT.search(words) or TOTAL.search(other.lead) or REST.search(other.lead):
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
        if wholes and re.search("依次|分别", sight.between(wholes[0], parts[0])):
            wholes, last = wholes[:1], None
        if named := next((whole for whole in wholes if taken_up(sight, whole, parts[0])), None):
            wholes = [named, *(whole for whole in wholes if whole is not named)]
        if wholes and parts[0].depth > wholes[0].depth and re.match("[（(]", sight.between(wholes[0], parts[0])):
            wholes = wholes[:1]  # what stands in brackets is of the number before them
        more = [one for one in same[place : place + 2] if one.sentence == parts[-1].sentence and one.depth == parts[0].depth]
        if fit := next((whole for upto in range(1, len(more) + 1) for whole in wholes if adds(whole, [*parts, *more[:upto]]) and not adds(whole, parts)), None):
            yield holds(fit, [*parts, *more[: 1 if adds(fit, [*parts, *more[:1]]) else 2]])
            last = fit
            continue
        found, last = _against(sight, wholes, parts, last)
        if found is None and wholes and more and not any(adds(whole, parts) for whole in wholes):
            found = _suspect(sight, wholes[0], [*parts, *more[:1]], last) if _goes_on(sight, parts[-1], more[0]) else None
        if found:
            yield found


def _goes_on(sight: Sight, one: Figure, other: Figure) -> bool:
    """封堵19个、纳管11个，保留1个。: one more behind a comma, and then the sentence ends or speaks of other things."""
    return re.fullmatch(r"，[^，。；\d]{1,8}", sight.between(one, other)) is not None and not BESIDES.search(other.lead) and sight.text[other.end : other.end + 1] in "。；，"


def _against(sight: Sight, wholes: Sequence[Figure], parts: list[Figure], last: Figure | None) -> tuple[Finding | None, Figure | None]:
    wholes = wholes[:1] if wholes and WITHIN.search(sight.between(wholes[0], parts[0])) else wholes
    ends = [upto for upto in range(2, min(len(parts), LONG)) if re.search("[，；,;]", sight.between(parts[upto - 1], parts[upto]))]
    for upto in [len(parts), *(end for end in reversed(ends) if not REST.search(parts[end].lead) and not OTHERS.search(parts[end].lead))]:
        if fit := next((whole for whole in wholes if adds(whole, parts[:upto]) and (upto == len(parts) or sum_of(parts[:upto]) == whole.value)), None):
            return holds(fit, parts[:upto]), fit
    parts = _kinds(_until_break(sight, parts))
    if not steps(parts):
        parts = parts[: next((at for at in range(2, len(parts)) if odd(parts[at]) and not any(map(odd, parts[:at]))), len(parts))]
    if len(parts) < 2:
        return None, wholes[0] if wholes else parts[0]
    nested = re.search("其中|包括", sight.between(*parts[:2]))
    if within := next((upto for upto in range(min(len(parts), LONG), 2, -1) if (nested or (upto > 3 or parts[0].value >= LEAST) and sum_of(parts[1:upto]) == parts[0].value) and adds(parts[0], parts[1:upto])), 0):
        return holds(parts[0], parts[1:within]), parts[0]
    if not wholes and (later := next((at for at in range(1, min(len(parts) - 2, LONG)) if parts[at].value >= LEAST and sum_of(parts[at + 1 :]) == parts[at].value), 0)):
        return holds(parts[later], parts[later + 1 :]), parts[later]  # 发出60张，收回58张，满意51张，基本满意6张，不满意1张
    inner = parts[0], parts[1:]
    if len(inner[1]) > 1 and adds(*inner) and re.search("[，；,;：:]", sight.between(*parts[:2])):
        return holds(*inner), inner[0]
    inner = inner if not alike(parts) else (inner[0], [])
    suspect = _suspect(sight, wholes[0], parts, last) if wholes else None
    if suspect is None and len(inner[1]) > 1 and re.search("[，；,;：:]", sight.between(*parts[:2])) and (inner[0].value >= max(part.value for part in inner[1]) or not STATUS.search(inner[0].words)):
        suspect = _suspect(sight, *inner, last)
    if suspect is None and (len(parts) > 2 or twins(parts) or halves(parts)):
        further = [whole for whole in wholes[1:] if abs(sum_of(parts) - whole.value) <= whole.value * FAR]
        suspect = _suspect(sight, further[0], parts, last) if further else None
    return suspect, wholes[0] if wholes else parts[0]


def _until_break(sight: Sight, parts: list[Figure]) -> list[Figure]:
    """The parts before the first semicolon, if that makes a list."""
    breaks = [place for place in range(1, len(parts)) if re.search("[；;]", sight.between(parts[place - 1], parts[place]))]
    return parts[: breaks[0]] if breaks and not all(place in breaks for place in range(1, len(parts))) else parts


def _kinds(parts: list[Figure]) -> list[Figure]:
    """邻里8起、土地6起、其他2起，调成15起: a list of kinds ends where it begins to say what became of them."""
    states = [bool(STATUS.search(part.lead)) for part in parts]
    first = states.index(True) if True in states else 0
    return parts[:first] if first > 1 and all(states[first:]) and OTHERS.search(parts[first - 1].lead) else parts


def _suspect(sight: Sight, whole: Figure, parts: list[Figure], last: Figure | None) -> Finding | None:
    """A list that does not add up to what stands before it: how sure is it that it should?"""
    lead = sight.text[whole.end : parts[0].start]
    end, stop = parts[-1].end, sight.ends[parts[-1].sentence] if parts[-1].sentence < len(sight.ends) else len(sight.text)
    after = sight.text[end : min(stop, end + 120)]
    if len(lead) > 60 or re.search(r"\n|[；;](?!其中|包括|分别|按)", lead) and not _of_last(whole, lead) and not (halves(parts) and sight.between(*parts).startswith("、")) or unnumbered(sight, parts) or GIVEN.search(parts[0].lead) and whole.measure != "人" or TWICE.search(re.split("[；;]", after)[0]):
        return None
    if told_otherwise(sight, whole, parts) or beyond(sight, whole, parts, lead) or len(parts) == 2 and re.fullmatch("[中里]的", lead):
        return None  # 784条中的761条，办成573条: the second is of the first
    whole_halves = halves(parts) or quarters(whole, parts) or votes(parts)
    strange = 0 if whole_halves or steps(parts) and len(parts) > 2 or OTHERS.match(parts[-1].lead) or all(GRADES.search(part.lead) for part in parts) else sum(odd(part) for part in parts)
    banded = strange and len(parts) > (1 if steps(parts) else 2) and sum(bool(BAND.search(part.lead if part.lead.strip("的") else sight.opening(part, 14))) for part in parts) >= len(parts) - 1
    come = sum_of(parts)
    gap = abs(come - whole.value)
    if gap <= slack_of([whole, *parts]) + whole.slack and _decimals(whole) < max(map(_decimals, parts)):
        return None  # 150.1 of 105.655 and 44.509: rounded or cut off
    near, slip = gap <= whole.value * FAR, adds_after_slip(whole, parts)
    if come > 2 * whole.value:  # chance alone seldom makes the greatest of them the one that is wrong
        most = max(parts, key=value_of)
        slip = slip and (slip_of(most, most.value + whole.value - come, most.value + whole.value - come) or swapped(whole, parts))
    if not slip and not whole_halves and SOME.search(lead) and max(part.value for part in parts) > whole.value:
        return None  # 其中 governs what is before it alone
    both = whole_halves or twins(parts)
    some = bool(SOME.search(lead)) and not both
    full = bool(FULL.search(lead) or SOME.search(lead) and both)
    states = all(STATUS.search(part.words) for part in parts) and whole.sentence == parts[0].sentence
    case = Case(full and not some, bool(PLAIN.search(lead)), some, states, come > whole.value, slip, swapped(whole, parts), near, gap <= whole.value * CLOSE, gap <= whole.value * LACKING and not any("%" in sight.between(*two) for two in pairwise(parts)), len(parts), like(parts), whole.measure == "人" and not all(GRADES.search(part.lead) or CAUSE.search(part.lead) for part in parts), len(lead) > 30, _bare(whole, parts, lead), whole_halves or near and twins(parts) and not some or closed(sight, lead, parts) or uniform(lead, parts, after) or listing(lead, parts, [sight.between(*two) for two in pairwise(parts)], after) or gapped(parts) or full and dated(parts) or steps(parts) and any("以" in part.lead for part in parts[1:]))
    severity = case.severity()
    if strange and not banded:
        severity = Severity.ASK if severity and len(parts) > 2 and (full or some and not any(OVERLAP.search(part.words) for part in parts) and near and slip) and (near or slip) else None
    return differs("sum", severity, whole, parts) if severity else None


def _of_last(whole: Figure, lead: str) -> bool:
    """不良706万元；不良里次级318万元、…: the whole is named again."""
    said = re.match(r"；([^，。；\d]{2,6})[里中](?![心小])", lead)
    return said is not None and whole.lead.endswith(said[1])


def _bare(whole: Figure, parts: Sequence[Figure], lead: str) -> bool:
    """泊位236个，小区内划线148个，错时共享88个: right behind the whole, and each number the last word of its clause."""
    if lead == "，" and all(not part.lead.strip() and part.tail for part in parts):
        return whole.measure != "人"  # 没敲开的166户，138户举家在外，28户是空挂户
    if not re.fullmatch(r"[，：:][^，。；：、\d]{1,14}", lead) and not (re.fullmatch(r"[^，。；：、\d]{2,12}", lead) and all(STATUS.search(part.lead) for part in parts)) or any(part.tail for part in parts):
        return False
    most, least, lacking = max(parts, key=value_of), min(parts, key=value_of), whole.value - sum_of(parts)
    if most.value >= whole.value * GREAT:
        return slip_of(most, most.value + lacking, most.value + lacking) and (most.value > whole.value or lead[:1] not in "，：:")
    alike = len({part.claim.unit for part in (whole, *parts)}) == 1
    return alike and (least.value * 20 >= whole.value or adds_after_slip(whole, parts)) or swapped(whole, parts)


def _decimals(figure: Figure) -> int:
    return len(figure.claim.value.partition(".")[2])


def unnumbered(sight: Sight, parts: Sequence[Figure]) -> bool:
    """3个园区、云岭林区、116个站: a part of the list has no number."""
    gaps = (re.sub(r"[(（][^()（）]*[)）]", "", sight.between(one, other)) for one, other in zip(parts, parts[1:], strict=False))
    return len(parts) > 2 and any(re.search("、[^、，。；]{2,12}、", gap) and "，" not in gap for gap in gaps)


def odd(part: Figure) -> bool:
    """Whether it may count what another part counts too."""
    return bool(OVERLAP.search(part.words) or part.measure == "人" and PEOPLE.search(part.lead))
