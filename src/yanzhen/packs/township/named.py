"""Names of places, companies and Party organisations as they are compared, however they are written."""

from __future__ import annotations

import re

VILLAGE_ENDS = re.compile(r"(村?村民委员会|居民委员会|村?村委会?|居委会|行政村|村庄|社区|村|居)$")
#: A village's own parts, which are no organisations: 李家村三组.
GROUP_ENDS = re.compile(r"(?<=[村居区])[(（]?第?[一二三四五六七八九十\d]+(村民|居民)?(小?组|队)[)）]?$")
BRANCH_ENDS = re.compile(r"(党?总?支部委员会|党?总支部?|党?支部|党委|委员会)$")
COMPANY_ENDS = re.compile(r"(股份|有限|责任|集团|总)*公司$")
PARTY_STARTS = re.compile(r"^(中国共产党|中共)")


#: What stands around the name of a sheet or file: its number, a copy's number, its ending.
AROUND = re.compile(r"^\d+[.、\s]*|[(（]\d+[)）]$|\.\w+$")


def flat(name: str) -> str:
    return "".join(name.split())


def stem(name: str) -> str:
    """A village's name without what it is called besides: 北崖, 北崖村 and 北崖村委会 are one."""
    short = VILLAGE_ENDS.sub("", GROUP_ENDS.sub("", flat(name)))
    return short or flat(name)


def party_stem(name: str) -> str:
    """A Party organisation's name without its sort: 中共北崖村支部委员会 and 北崖村党支部 are one."""
    return stem(BRANCH_ENDS.sub("", PARTY_STARTS.sub("", flat(name))))


def within(name: str, above: str, further: str = "") -> str:
    """A place's name without what stands above it: 青岭县石桥镇上河村 is 上河村 in 石桥镇."""
    return name.rpartition(above)[2].removeprefix(further) or name


def by_itself(title: str) -> str:
    """What a sheet or file is called, without its numbers and ending."""
    return AROUND.sub("", AROUND.sub("", flat(title)))


def company_stem(name: str) -> str:
    """A company's name without its legal form; a works or a cooperative of the same name is another."""
    short = COMPANY_ENDS.sub("", flat(name))
    return short if len(short) > 1 else flat(name)


def one_off(name: str, other: str) -> bool:
    """Whether two names differ by one character written wrongly, left out or added."""
    if abs(len(name) - len(other)) > 1 or len(name) + len(other) < 4:
        return False
    short, long = sorted((name, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
