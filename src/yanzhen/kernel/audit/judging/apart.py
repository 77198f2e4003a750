"""When the same words stand for different things: what was done and what is planned, one body and another, a reward and a reward."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from yanzhen.kernel.audit.saying import Said, phrase

from .sight import Figure, Sight, value_of

#: Words that count something else wherever they stand, so that two numbers of them say nothing.
BARE: Final = re.compile(
    r".{1,2}级|一次性.*|分别.*|给予.*|(?:总|完成|固定|累计)?投资|(?:建筑|占地|经营)?面积|(?:年|总)?产[值量]|销售收入|带动就业"
    r"|完成|打造|打通|新建|建设|培育|建成|升至|布局|实施|组建|启动|开展|举办|引进|安排|增加|达到|入选|创建|改造|整治|新增|毕业|招生|招收|入职|退休|报名|转移|辅助|小区|学校|医院|项目|公司|国家|省份|城市|地区|产品|农[^\W\d]|城[^\W\d]|老旧|主体|行政|贫困|困难|重点|规模"
)
#: Two that share out what both are of; what is told of the one is not told of the other.
OPPOSED: Final = (("城", "农"), ("存款", "贷款"), ("收入", "支出"), ("进口", "出口"), ("入库", "出库"), ("预算", "实现"), ("预算", "实际"), ("计划", "实际"))
GIVEN: Final = re.compile(r"给予|奖励|奖补|罚")
SUBJECT: Final = re.compile(r"[（(]?[一二三四五六七八九十\d]{0,3}[）)、.．]?\s?(?P<name>[^，。；：、\d\s]{2,18}?(?:学|院|公司|项目|园|站|厂|中心|合作社|市场|所|行|酒店|基地|企业|[场馆库街]))(?=[位成占为是有现，：\n]|总|建|$)")
INTENDED: Final = re.compile(r"要[把将让][^，。；]*[到至成]$|(?:力争|争取)[^，。；]*$")  # 要把线路加到30条
REST: Final = re.compile(r"未|没|剩|其余|[还尚仍]")
TOUCHED: Final = re.compile(r"涉及|惠及|覆盖到?|辐射")
BESIDE: Final = 40
HEADED: Final = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是)\s?(?P<name>[^，。；：、\d\s]{3,12})[。：\n]")


def apart(sight: Sight, one: Figure, other: Figure, *, known: bool = False) -> bool:
    """Whether two figures of the same words are no two tellings of one fact. What is `known` stays so where plans are told."""
    intended = [INTENDED.search(sight.opening(figure, 24)) is not None for figure in (one, other)]
    if any(GIVEN.search(figure.lead[-12:] + figure.tail[:3]) for figure in (one, other)) or len(set(intended)) > 1 or not known and planned(sight, one) != planned(sight, other):
        return True
    if opposed(*(re.split("[；。]", sight.opening(figure, 40))[-1] + figure.tail[:4] for figure in (one, other))):
        return True
    if _parallel(headed(sight, one), headed(sight, other)):
        return True
    mine, theirs = subject(sight, one), subject(sight, other)
    return bool(mine and theirs and mine != theirs)


def headed(sight: Sight, figure: Figure) -> str:
    """What the number of its line heads: （一）居民医保。"""
    found = HEADED.match(sight.text, sight.line_at(figure.line)[0])
    return found["name"] if found else ""


def of_those(sight: Sight, one: Figure, other: Figure) -> bool:
    """31个子项全部完工，1个未完: with what stands beside it the number makes up the other; 涉及12户: it tells of some."""
    some, every = sorted((one, other), key=value_of)
    near = sight.within(some.start - BESIDE, some.end + BESIDE)
    rest = any(figure.measure == some.measure and figure.sentence == some.sentence and figure is not some and some.value + figure.value == every.value and REST.search(figure.words) for figure in near)
    return rest or TOUCHED.search(some.lead) is not None


def opposed(one: str, other: str) -> bool:
    """城市…支出救助金, 农业…支出救助金: whether the words of the one name a thing and those of the other its counterpart."""
    return any(first in one and second in other and second not in one and first not in other for pair in OPPOSED for first, second in (pair, pair[::-1]))


def _parallel(one: str, other: str) -> bool:
    """居民医保, 职工医保: two of a kind."""
    return one != other and len(one) == len(other) > 2 and one[-2:] == other[-2:]


def planned(sight: Sight, figure: Figure) -> bool:
    """Whether it stands where plans are told."""
    return sight.turns[bisect_left(sight.turns, (figure.start + 1,)) - 1][1]


def subject(sight: Sight, figure: Figure) -> str:
    """The body that its line, or a short line right above, is about."""
    begin = sight.line_at(figure.line)[0]
    if found := SUBJECT.match(sight.text, begin):
        return found["name"]
    above = sight.line_at(max(figure.line - 1, 0))[0]
    short = begin - above < 24 and SUBJECT.match(sight.text, above)
    return short["name"] if short else ""


def told_alike(word: str, one: Figure) -> Said:
    """The same words with the same number."""
    return phrase("“%(word)s”两处都是%(both)s", word=word, both=one.claim.quote)


def told_again(one: str, other: str, *, same: bool) -> Said:
    """A number told again, without words by which to call it."""
    if same:
        return phrase("前文是%(one)s，这里是%(other)s，相符", one=one, other=other)
    return phrase("前文是%(one)s，这里是%(other)s，请核对是否同一个数", one=one, other=other)


def told_differently(word: str, one: Figure, other: Figure) -> Said:
    """The same thing with two numbers."""
    return phrase("“%(word)s”一处是%(one)s，一处是%(other)s，请核对", word=word, one=one.claim.quote, other=other.claim.quote)
