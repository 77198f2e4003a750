"""What the names of the parts in a list say: whether they are alike, share out a whole between them, or leave nothing out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .sight import Figure, Sight

OTHERS: Final = re.compile(r"其[他它]")
HALVES: Final = (
    ("男", "女"), ("首", "第二"), ("第一", "第二"), ("上半", "下半"), ("正式", "预备"), ("集中", "分散"), ("线上", "线下"),
    ("自然人", "法人"), ("内", "外"), ("新", "旧"), ("税收", "非税"), ("主", "副"), ("公办", "民办"), ("共性", "个性"),
)  # fmt: skip
QUARTER: Final = re.compile(r"^第?([一二三四])季度")
#: What so many quarters are of.
TIMES: Final = {2: ("上半年", "半年", "1-6月"), 3: ("前三季度", "1-9月", "今年以来"), 4: ("全年", "年度", "今年")}
ORDER: Final = "一二三四五六七八九"
DEGREE: Final = re.compile(rf"第?([{ORDER}])([^\W\d]{{1,3}})")
BESIDE: Final = re.compile(r"^\d[\d,.]*[^\W\d]{1,2}(?=，)")  # 113户351人，按原因分：
SHORT: Final = 9
ANSWERS: Final = (("满意", "不满意"), ("赞成", "同意", "弃权", "反对", "不同意", "弃权票"), ("优秀", "称职", "合格", "不称职", "不合格"))
LEVEL: Final = re.compile(r"(?:国家|[^\W\d]|[一二三四五])级")


def names_of(parts: Sequence[Figure]) -> list[str]:
    leads = [re.sub("^其中|及(?=以[上下]$)", "", part.lead) for part in parts]
    words = [re.split(r"分别为?|包括|^[含有]|[和及的与]", lead or part.tail)[-1] or lead for lead, part in zip(leads, parts, strict=True)]
    return words if all(words) else [part.tail for part in parts]


def like(parts: Sequence[Figure]) -> bool:
    """Whether the words of the parts are alike in shape: 机关…2个, 企业…17个; 新建9个, 改建13个."""
    words = names_of(parts)
    return len({word[-1:] for word in words}) == 1 or max(map(len, words)) - min(map(len, words)) <= 2


def closed(sight: Sight, lead: str, parts: Sequence[Figure]) -> bool:
    """体育类27个、艺术类24个、其他16个: what begins behind the whole and ends with the others is all of it."""
    joined = all("、" in sight.between(one, other) or re.match("[：:]", lead) and "，" in sight.between(one, other) for one, other in zip(parts, parts[1:], strict=False))
    lead = BESIDE.sub("", lead)
    if re.fullmatch("[（(][^)）]*", lead) and OTHERS.search(parts[-1].lead) and all("、" in sight.between(one, other) for one, other in zip(parts, parts[1:], strict=False)):
        return len(parts) > 1  # 农用地5870亩（耕地1930亩、林地3610亩、其他330亩）
    short = re.fullmatch("[，：:][^，。；：]{0,8}", lead) is not None and all(len(part.lead) < SHORT for part in parts)  # 退出293人，因收入超标158人，因死亡97人，其他38人
    if len(parts) == 2:
        return lead.count("。") < 2 and "其中" in lead and bool(OTHERS.match(parts[-1].lead))
    return len(parts) > 2 and (joined or short) and len(lead) < 14 and bool(OTHERS.search(parts[-1].lead))


def alike(parts: Sequence[Figure]) -> bool:
    """通过救助的7件，通过司法的3件: the first is told in the words of the others, and is one of them."""
    return len({part.lead[:2] for part in parts}) == 1 and len(parts[0].lead) > 2


def twins(parts: Sequence[Figure]) -> bool:
    """Two that share out a whole between them by their very names: 新建9个, 改建13个; 男性, 女性."""
    if len(parts) != 2:
        return False
    one, other = names_of(parts)
    if LEVEL.match(one) and LEVEL.match(other):
        return False  # there are more levels than two
    return len(one) == len(other) and len(one) > 1 and one != other and any(a == b for a, b in zip(one, other, strict=True))


def composed(whole: Figure, parts: Sequence[Figure]) -> bool:
    """还本付息2.54亿元，还本1.38亿元，付息1.16亿元: the names of the parts make up the name of the whole."""
    names = [part.lead for part in parts]
    return len(parts) == 2 and all(len(name) > 1 for name in names) and whole.lead.endswith("".join(names))


def gapped(parts: Sequence[Figure]) -> bool:
    """一级141人、三级223人、四级255人: one of a row of degrees is not told."""
    told = [DEGREE.fullmatch(part.lead) for part in parts]
    places = [ORDER.index(one[1]) for one in told if one]
    return len(parts) > 2 and len(places) == len(parts) and len({one[2] for one in told if one}) == 1 and places == sorted(set(places)) and places[-1] - places[0] == len(parts)


def steps(parts: Sequence[Figure]) -> bool:
    """科级19人、股级以下49人: one scale, told to its end."""
    names = [re.sub("及?以[上下]$|(?<=星)级$", "", name) for name in names_of(parts)]
    return all(names) and len({name[-1] for name in names}) == 1


def halves(parts: Sequence[Figure]) -> bool:
    """Two that have no third beside them: men and women, the first half and the second."""
    if len(parts) != 2:
        return False
    one, other = (part.lead or part.tail for part in parts)
    return any(first in one and second in other and second not in one or second in one and first in other and second not in other for first, second in HALVES)


def votes(parts: Sequence[Figure]) -> bool:
    """满意271张，基本满意29张，不满意12张: the answers there are, to the last."""
    said = ["".join(re.findall("[^\\W\\d]+", part.lead)).removesuffix("的") for part in parts]
    return any(len(parts) > 1 and all(word.endswith(answers) for word in said) and len(set(said)) == len(said) and (said[-1].endswith(answers[-1]) or said[-1].startswith("不")) for answers in ANSWERS)


def dated(parts: Sequence[Figure]) -> bool:
    """2019年1034户、2020年792户、2021年507户: one after the other, each by its year or month alone."""
    return len(parts) > 2 and all(re.fullmatch(r"[^，。；]{0,2}(?:(?:19|20)\d\d年|\d{1,2}月份?)", part.lead) for part in parts[1:])


def quarters(whole: Figure, parts: Sequence[Figure]) -> bool:
    """上半年3276吨。一季度1548吨，二季度1728吨: the quarters of the time that the whole is of."""
    told = [found[1] if (found := QUARTER.search(part.lead)) else "" for part in parts]
    return len(parts) > 1 and "".join(told) == "一二三四"[: len(parts)] and any(word in whole.lead + whole.claim.period for word in TIMES.get(len(parts), ()))


def listing(lead: str, parts: Sequence[Figure], gaps: Sequence[str], after: str) -> bool:
    """总支出967.6万元：甲345.6万元、乙318.4万元、丙146.8万元、丁104.5万元。: all of a sentence from the colon to its end."""
    return len(parts) > 3 and re.fullmatch(r"[：:][^，。；、\d]{1,10}", lead) is not None and all(gap.startswith("、") for gap in gaps) and after[:1] in ("", "。", "；", "\n")


def uniform(lead: str, parts: Sequence[Figure], after: str) -> bool:
    """27件，谈话函询6件、初步核实15件、予以了结4件、暂存待查2件。: names of one length, from the whole to the end of the sentence."""
    names = [part.lead for part in parts]
    return len(parts) > 2 and re.fullmatch(r"[，：:][^，。；、\d]{2,6}", lead) is not None and len({len(name) for name in names}) == 1 and (not after or after[0] in "。；！？\n" or len(names[0]) > 3 and after[0] == "，" and "其中" not in lead)
