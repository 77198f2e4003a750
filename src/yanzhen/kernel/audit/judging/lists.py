"""A count against the names that are told with it: 东桥、西桥两个; 九家：…; with 等 there may be more than are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Kind, Severity
from yanzhen.kernel.audit.saying import compared, phrase

from .sight import Figure, Sight, finding

#: Units in which things with names are counted.
NAMED: Final = frozenset("个 家 名 人 位 项 类 大类 种 条 处 座 所 方面 件 部 篇 支 门 块 户 小类 大项 项目 步 环节".split())
#: Units of what stands somewhere: 格庄、岭东3座水站 are three at two places.
STANDING: Final = frozenset("座 处".split())
#: Units in which kinds are counted, so that each name is one of them.
KINDS: Final = frozenset("个 家 项 类 大类 种 所 方面".split())
OPEN: Final = "，、；。：,;:()（）！？!?\n|“”—"
BEFORE: Final = re.compile(r"(?P<names>[^，。；：！？\n,;:|]*、[^，。；：！？\n,;:|]*?)(?P<more>等[^，。；：！？\n、\d]{0,8}?)?(?P<all>[共这]|一共|合计)?$")
AFTER: Final = re.compile(r"[^\d，。；：！？\n（(、—]{0,14}?(?:[：:（(]|——|[，,]?(?:分别|依次)?(?:是|为|即|有)[：:]?|[，,]?包括[：:]?)(?P<names>(?:[^。；;！？!?\n()（）]|[（(][^()（）\n]{0,40}[）)])+)")
DATE: Final = re.compile(r"\d{1,4}[年月日号](?:份|底|初)?")
MADE: Final = re.compile(r"(?:提出|形成|制定|推出|出台|建成|实施|开展|安排|确定)了?$")  # 围绕增速、结构提出5项指标
ITEM: Final = re.compile(r"《[^》]*》|“[^”]*”|（[^）]*）|\([^)]*\)")
STEPS: Final = re.compile(r"[^\W\d]{0,3}(?:台阶|大关|关口|百分点|量级)")
FAR: Final = 4  # a count further than this from the names told is a count of something else


def check(sight: Sight) -> Iterator[Finding]:
    """Every count that stands by a list of names."""
    for figure in sight.prose:
        if figure.exact and figure.claim.unit in NAMED and figure.claim.kind is not Kind.RANK and not STEPS.match(figure.tail) and not re.search(r"[各均]$|分别[^\W\d]{0,4}$", figure.lead) and figure.value == int(figure.value) and 2 <= figure.value <= 40:
            yield from _before(sight, figure)
            yield from _after(sight, figure)


def count(names: str) -> tuple[int, int]:
    """How many names these are, at least and at most: 和 may join two or stand within one."""
    bare = ITEM.sub("名", names)
    told = len([name for name in re.split(r"[、]", bare) if name.strip()])
    return told, told + len(re.findall(r"(?<=[^\s、])[和及与](?=[^\s、])", bare))


def _before(sight: Sight, figure: Figure) -> Iterator[Finding]:
    begin = max(sight.text.rfind("\n", 0, figure.start) + 1, figure.start - 160)
    words = ITEM.sub(_masked, sight.text[begin : figure.start])
    found = BEFORE.search(words)
    if not found:
        return
    first, _, rest = found["names"].partition("、")
    first = DATE.sub("", first)
    named = re.search(r"\d", first) and "、" in rest and re.search(r"(?:了|的[有是为])[^\W\d]{1,8}$", first)  # 102人认领了护渔、护堤、助老三类
    if not named and re.search(r"\d", first) or re.search(r"\d", rest) or _of_figures(sight, figure.start - len(rest) if named else begin + found.start("names"), figure.start):
        return
    if not found["more"] and not found["all"] and not re.search(r"[^\W\d]$", found["names"]):
        return
    after = figure.end + len(figure.tail)
    if MADE.search(found["names"]) or sight.text[after : after + 1] == "、":
        return
    least, most = count(found["names"])
    sign = sight.text[figure.end : figure.end + 1]
    alone = sight.text[begin + found.start("names") - 1 : begin + found.start("names")] in "：:" and least > 2 and figure.claim.unit in KINDS
    tail = figure.tail or ("" if not sign or sign in OPEN else sign) or "。" * alone
    if figure.claim.unit in STANDING and not found["more"] and int(figure.value) > most:
        return
    yield from _judged(figure, least, most, bool(found["more"]), sure=bool(found["more"] or found["all"]), tail=tail)


def _masked(item: re.Match[str]) -> str:
    """A title or quotation as one name of the same length, parted from a title that follows at once."""
    follows = item.string[item.end() : item.end() + 1] in ("《", "“")
    return "名" * (len(item[0]) - follows) + "、" * follows


def _of_figures(sight: Sight, begin: int, end: int) -> bool:
    """Whether the names are themselves counted (机关2个、企业17个): then it is a sum."""
    return bool(sight.within(begin, end))


def _after(sight: Sight, figure: Figure) -> Iterator[Finding]:
    found = AFTER.match(sight.text[figure.end : figure.end + 300])
    if not found or "、" not in found["names"]:
        return
    names = found["names"]
    stop = re.search(r"[，,](?=[^，,]*$)", names) if "，" in names or "," in names else None
    pieces = re.split(r"[，,]", names) if stop else [names]
    lists = ["、".join(pieces[:upto]) for upto in range(1, len(pieces) + 1)]
    names = next((names for names in lists if _counts(figure, names)), lists[0])  # 甲站、乙站（原为分站），丙站及丁站，其中丁站…
    begin = figure.end + found.start("names")
    if names.startswith("其中") or "、" not in names or sight.within(begin, begin + len(names)) or re.search(r"\d", names):
        return
    more = re.search(r"等[^、]{0,10}$", names)
    least, most = count(names[: more.start()] if more else names)
    yield from _judged(figure, least, most, bool(more), sure=not more, tail="")


def _counts(figure: Figure, names: str) -> bool:
    """Whether there are as many names as it says."""
    least, most = count(names)
    return least <= figure.value <= most


def _judged(figure: Figure, least: int, most: int, more: bool, *, sure: bool, tail: str) -> Iterator[Finding]:
    stated = int(figure.value)
    told = phrase("列出%(least)s项", least=str(least)) if least == most else phrase("列出%(least)s至%(most)s项", least=str(least), most=str(most))
    if least <= stated <= most or more and stated >= least and stated == most:
        yield finding("list", Severity.HOLDS, [figure], compared(told, figure.claim.quote, True))
    elif stated < least:
        if least - stated <= FAR:
            yield finding("list", Severity.ERROR if sure else Severity.ASK, [figure], phrase("%(told)s，多于%(stated)s", told=told, stated=figure.claim.quote))
    elif not more and stated - most <= FAR and (sure or tail or figure.claim.unit in ("家", "户", "位", "名")):
        yield finding("list", Severity.ASK, [figure], phrase("%(told)s，少于%(stated)s，也没有“等”字，请核对", told=told, stated=figure.claim.quote))
