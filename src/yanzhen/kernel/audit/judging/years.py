"""Years: spans run backwards, a base no earlier than what is compared with it, and a year not yet come told as done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.document import HEADING
from yanzhen.kernel.audit.saying import phrase

from .sight import Sight

YEAR: Final = r"(?<!\d)((?:19|20)\d\d)(?!\d)年?"
LAST: Final = rf"{YEAR}(?![\d.]*[余多]?[万亿元户人个件名家条头亩吨公米平])"  # 到2000亩 is no year
SPAN: Final = re.compile(rf"{YEAR}[^，。；\d]{{0,3}}(?:—|－|-|~|～|至|到){LAST}")
AGAINST: Final = re.compile(rf"(?:比|较){YEAR}")
FROM_TO: Final = re.compile(rf"(?:从|由|自){YEAR}[^。；\n]{{0,30}}?(?:到|至|为|达){LAST}")
SAME: Final = re.compile(r"同期|计划|预计|力争|目标|将|^(?:年?初|[一二三四]季|上半|\d{1,2}月)")
PLANNED: Final = re.compile(r"计划|目标|力争|预计|将|前|底|规划|确保|打算|明年|下[一步年]|要|争取|收官|期间|结转|顺延|延至|时间|时限|至|到20|于20|安排")
DONE: Final = re.compile(r"完成|实现了|达到?|(?<![中公])共(?![青产建同享])|已|获|发放|建成|实施")
DATED: Final = re.compile(r"(20\d\d)年\d{1,2}月(?:\d{1,2}日)?")
SOME: Final = re.compile(rf"(?<![至到—～~-]){YEAR}(?![—～~至到-])")
SHORT, HEAD, FOOT, NEAR = 44, 5, 3, 24


def check(sight: Sight) -> Iterator[Finding]:
    """All of them."""
    for found in [*SPAN.finditer(sight.text), *FROM_TO.finditer(sight.text)]:
        if int(found[1]) > int(found[2]):
            yield _place(sight, found, phrase("起止年份颠倒：%(first)s年在%(last)s年之后", first=found[1], last=found[2]))
        elif int(found[1]) == int(found[2]) and found.re is FROM_TO:
            yield _place(sight, found, phrase("起止年份相同：都是%(year)s年", year=found[1]))
    told = _own(sight)
    yield from _bases(sight, told)
    yield from _late(sight, told)


def _own(sight: Sight) -> list[tuple[int, int]]:
    """The years that a report says of itself, and where: in its titles, and in the date at its head or foot."""
    blocks, given = sight.document.blocks, sight.document.unbroken
    ends = {id(block) for block in (*blocks[:HEAD], *blocks[-FOOT:])}
    told = []
    for block in blocks:
        words = given[block.start : block.end]
        if id(block) in ends and len(words) <= SHORT and not re.search("[，；]", words):  # else it tells of something
            rule = SOME if block.sort == HEADING and block.level == 0 else DATED
            told += [(int(found[1]), block.start + found.start(1)) for found in rule.finditer(words)]
    return told


def _bases(sight: Sight, told: list[tuple[int, int]]) -> Iterator[Finding]:
    """2024年…比2024年增长; and where its own line names no year, against the year of the report's title."""
    title = [year for year, place in told if place < (sight.document.blocks[0].end if sight.document.blocks else 0)]
    for found in AGAINST.finditer(sight.text):
        begin = max(sight.text.rfind("\n", 0, found.start()), 0)
        years = [int(year) for year in re.findall(rf"(?<![比较同与和]){YEAR}(?![^，。；]{{0,12}}基础上)", sight.text[max(begin, found.start() - 120) : found.start()])] or title
        if years is title and PLANNED.search(sight.text[max(begin, found.start() - SHORT) : found.start()]):
            continue
        if years and int(found[1]) >= years[-1] and not SAME.search(sight.text[found.end() : found.end() + 12]):
            yield _place(sight, found, phrase("%(year)s年的数与%(base)s年相比：基期应早于报告期", year=str(years[-1]), base=found[1]))


def _late(sight: Sight, told: list[tuple[int, int]]) -> Iterator[Finding]:
    for found in SOME.finditer(sight.text) if told else ():
        place = sight.given(*found.span(1))[0]
        others = [year for year, where in told if where != place]
        if not others or not max(others) < int(found[1]) < max(others) + 4:
            continue
        after = sight.text[found.end() : found.end() + NEAR].split("\n")[0]
        before = sight.text[max(0, found.start() - NEAR) : found.start()].split("\n")[-1]
        done = DONE.search(after)
        if done and not PLANNED.search(before + after[: done.end()]):
            yield _place(sight, found, phrase("报告是%(own)s年的，这里写的是%(said)s年", own=str(max(others)), said=found[1]))


def _place(sight: Sight, found: re.Match[str], why: str) -> Finding:
    start, end = sight.given(*found.span())
    near = sight.within(found.start() - 40, found.end() + 30)
    return Finding("years", (), why, Severity.ERROR if near else Severity.ASK, start, end)
