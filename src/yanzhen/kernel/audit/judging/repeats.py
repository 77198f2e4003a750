"""The same fact told twice with different numbers: the same words counted, the same place and period."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.slips import one_slip

from .apart import BARE, apart, of_those, told_alike, told_differently
from .sight import Figure, Sight, finding

#: What may stand before a count without being part of what is counted.
NEUTRAL: Final = re.compile(
    r"^(?:其中|(?:19|20)\d\d年度?|今年|全年|全[^\W\d全](?:共|总|现)?|我[^\W\d]|本[^\W\d]|目前|现有|现|共有|共|已|累计|全部|截至目前|先后|总计|合计|对|了|的|为|将|把|和|及|以及|我们|在|有|由|从|并|还|又|均|都|各|达到|达|辖|下辖|下设|设有|设立|设|划分为|划分|分为|拥有|配备|其|该|这|那|约|近|超过|及其|所有|覆盖|指出|反馈|涉及|针对|围绕|总|是|到|占)+"
)
TRAILING: Final = re.compile(r"(?:的|了|共|有|已|达到|达|约|为|是|近|超过|共计|累计|总数|总量|数|就|则|完成|实现)+$")
NOUN: Final = re.compile(r"[已未中的里]|完成|全部|实现|落实|都|均|参|进行|开展|建立|实行|为|和|被|按|分|之|得|建起|逐|每")
LOOSE: Final = re.compile(r"^(?:具体|行政|基层|重点|主要|普通|现有)(?=..)")
TIME: Final = re.compile(r"上一?年|去年|前年|今年|明年|下年|同期|[一二三四上下]半?季?[季年月]度?|(?:19|20)\d\d|\d{1,2}月|目标|计划|力争|任务|预计|原来|原有|过去|此前|新增|新建")
AMONG_NEW: Final = re.compile(r"新[增建]的$")  # 新增的9300万元里: those told before
YEAR: Final = re.compile(r"^(?:19|20)\d\d年")  # its period says so
LONG: Final = 4  # words that name a thing well enough to be it again where it is told as a part
#: 与二季度检查285家、查出1004条相比: what now is compared with.
AGAINST: Final = re.compile(r"(?:与|和|同|跟)[^，。；]*$")
BESIDE: Final = re.compile(r"[^，。；]{0,30}(?:相比|比较|对比|持平)")
PHRASE: Final = 4  # more words than these name a thing, however they are joined
NEAR: Final = Decimal("0.15")
LEAST: Final = 10
#: When, or by how much more than before, is no name of anything.
MERELY: Final = re.compile(r"(?:其中)?(?:[\d一二三四五六七八九十〇零]{1,4}年(?:底|末|度)?|(?:同比|环比|[较比与同和](?:上?一?年|去年|前年|上[期月季])(?:同期|预算)?(?:相比)?的?)?(?:净|再)?(?:增[加长]|减少|提[高升]|下降|上升|增收|新增)?[到至]?)(?:为|达)?")
#: What became of things is no name of them.
STATE: Final = re.compile(r"(?:.{0,2}已|未|仅|只)?(?:全部|基本|如期)?(?:完成|解决|办结|整改|化解|销号|达标|落实|新建|新增|改建|实际|增加|减少)")


def check(sight: Sight) -> Iterator[Finding]:
    """Figures of the same words and unit; a word that counts many different things here says nothing."""
    seen: dict[tuple[str, str], list[Figure]] = {}
    for figure in sight.prose:
        if figure.counts and figure.value >= LEAST:
            for word in _words(figure):
                seen.setdefault((word, figure.measure), []).append(figure)
    told: set[frozenset[int]] = set()
    for (word, _measure), figures in sorted(seen.items(), key=lambda item: -len(item[0][0])):
        for found in _told(sight, word, figures) if 1 < len(figures) < 40 else ():
            if frozenset(found.claims) not in told:
                told.add(frozenset(found.claims))
                yield found


def _words(figure: Figure) -> list[str]:
    """What is counted; of words before the number also their last two, which may stand behind it elsewhere: 制定措施94条, 94条措施."""
    word = noun(figure)
    short = [word[-2:], word[-LONG:]] if _leads(figure) else [word[:2]]
    return list(dict.fromkeys((word, *short, *_phrases(figure, word)))) if word else []


def _phrases(figure: Figure, word: str) -> list[str]:
    """未参加学习的小组仍有31个, 未参加学习的31个小组: the same words without what joins them."""
    plain = re.sub("的|仍|还|尚", "", word)
    return [one for one in (plain, plain + figure.tail[:1] if _leads(figure) else "") if len(one) > PHRASE]


def _leads(figure: Figure) -> bool:
    """Whether the words stand before the number."""
    return bool(TRAILING.sub("", NEUTRAL.sub("", figure.lead)))


def noun(figure: Figure) -> str:
    """What is counted, without what only leads to it: 38个小组, 下设小组38个."""
    lead = TRAILING.sub("", NEUTRAL.sub("", figure.lead))
    word = lead or LOOSE.sub("", NOUN.split(figure.tail)[0][:8])
    if figure.lead.startswith("的") and lead:
        return ""  # 千亩以上的单位有12个: only those
    if STATE.fullmatch(word) or MERELY.fullmatch(word) or re.search(r"\d|其他|其余|合计|总计|每|均|剩|以上|以下|最", word):
        return ""
    return word if len(word) > 1 or not lead and word else ""


def _told(sight: Sight, word: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    values = Counter(figure.value for figure in figures if figure.exact)
    for place, other in enumerate(figures[1:], 1):
        for one in reversed(figures[max(0, place - 3) : place]):
            if one.sentence == other.sentence and other.start - one.end < 12 or not together(sight, one, other) or len(word) in (2, LONG) and not _turned(word, one, other):
                continue
            if one.low <= other.high and other.low <= one.high:
                if one.exact and other.exact and len(word) > 1:
                    yield finding("repeat", Severity.HOLDS, [one, other], told_alike(word, one))
            elif len(values) < (3 if one.value < 100 else 6) and not BARE.fullmatch(word) and not apart(sight, one, other) and not of_those(sight, one, other) and (severity := _severity(one, other, word, values)):
                yield finding("repeat", severity, [one, other], told_differently(word, one, other))
            break


def _turned(word: str, one: Figure, other: Figure) -> bool:
    """Two words are little: they must be all of it, or stand before one number and behind the other. More must be all of one of them."""
    if len(word) == LONG:
        return word in (noun(one), noun(other))
    return word in (noun(one), noun(other)) and not _leads(one) and not _leads(other) or noun(one) == noun(other) or _leads(one) != _leads(other) and not _some(word, one, other)


def _some(word: str, one: Figure, other: Figure) -> bool:
    """参训学员962名 of the 1047名学员, 外资企业428家 and 404家企业: by a closer word."""
    closer, bare = (one, other) if _leads(one) else (other, one)
    return noun(closer) != word and (noun(bare) != word or closer.value < bare.value)


def together(sight: Sight, one: Figure, other: Figure) -> bool:
    """Nothing says that they are of other times or places."""
    among = [_among(sight, figure) for figure in (one, other)]
    if among[0] != among[1]:
        part, whole = (noun(one), noun(other)) if among[0] else (noun(other), noun(one))
        if min(len(part), len(whole)) < LONG or part.endswith(whole) and part != whole:
            return False  # 财政收入1873万元，其中地方财政收入1655万元
    if one.depth != other.depth and any(figure.depth and "其中" in re.split("[（(]", sight.opening(figure, 40))[-1] for figure in (one, other)):
        return False  # 辖区公路1076公里；水泥路面1213公里（其中辖区公路964公里）
    if one.depth and other.depth and _owner(sight, one) != _owner(sight, other):
        return False
    times = [sorted(TIME.findall(YEAR.sub("", AMONG_NEW.sub("", figure.lead)))) for figure in (one, other)]
    if any(AGAINST.search(sight.opening(figure)) and BESIDE.match(sight.text, figure.end) for figure in (one, other)):
        return False
    same = all(not mine or not theirs or mine == theirs for mine, theirs in ((one.claim.place, other.claim.place), (_period(one), _period(other))))
    return same and times[0] == times[1]


def _owner(sight: Sight, figure: Figure) -> str:
    """What its brackets stand behind: 屠宰场（年计划2800万元）, 幼儿园（年计划900万元）."""
    before, bracket, _inside = re.sub("（", "(", sight.opening(figure)).rpartition("(")
    return re.split(r"[，。；、\s]", before)[-1][-4:] if bracket else ""


def _among(sight: Sight, figure: Figure) -> bool:
    """Whether it is told as a part: 执委298名，其中小组（分会）执委273名."""
    return "其中" in re.split("[，。；：]", re.sub("其中[，：]", "其中", sight.opening(figure, 16)))[-1]


def _period(figure: Figure) -> str:
    """截至2023年末 is of 2023年."""
    return "-".join(re.findall(r"\d+", figure.claim.period)) or figure.claim.period


def _severity(one: Figure, other: Figure, word: str, values: Counter[Decimal]) -> Severity | None:
    small, large = sorted((one.value, other.value))
    slip = one_slip(one.value, other.value - other.slack, other.value + other.slack)
    if not (slip or large - small <= large * NEAR and len(values) < 3) or len(word) < 2 and max(values.values(), default=0) < 2:
        return None
    sure = slip and (one.value >= 100 and len(word) > 3 or max(values.values(), default=0) > 1)
    return Severity.ERROR if sure and one.exact and other.exact else Severity.ASK
