"""Rows that are told side by side (分别, 依次): each rate belongs to the number at its place in the row before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import phrase

from .lists import count
from .sight import Figure, Sight, finding

EARLIER: Final = re.compile(r"比|较|去年|上一?年|同期|上[期月次]|由|从|原")
SHARED: Final = re.compile(r"[，；,;]?(?:以上|前)?(?:[两二三四五六七八九]者|各)?(?:所占|占)?(?:比重?|比例)?(?:分别|依次)(?:占|为|是|达到?)?")
EACH: Final = re.compile(r"(?P<names>[^，。；：\d\n]{1,16}(?:、[^，。；：、\d\n]{1,16})+?)(?:分别|依次|各)[^，。；：、\d]{0,6}$")
EACH_END: Final = re.compile(r"(?:分别|依次|各)[^，。；：、\d]{0,6}$")
MOST: Final = 12  # numbers in a row
BACK: Final = 24  # figures before a row of rates in which the rows of its numbers are looked for
AWAY: Final = 40


def check(sight: Sight) -> Iterator[Finding]:
    """Rows that should be of one length and are not: A件、B件，三者占比依次为a%、b%、c%."""
    for line in sight.grouped("line"):
        places = {figure.at: place for place, figure in enumerate(line)}
        yield from _named(sight, line)
        for row in rows(sight, [figure for figure in line if figure.share]):
            before = line[max(0, places[row[0].at] - BACK) : places[row[0].at]]
            parts = listed(sight, before)
            gap = sight.between(parts[-1], row[0]) if parts else ""
            if len(parts) > 1 and abs(len(parts) - len(row)) == 1 and SHARED.fullmatch(gap) and re.search("[占比者]", gap):
                why = phrase("前面列出%(parts)s项，后面有%(shares)s个百分比，请核对是否漏项", parts=str(len(parts)), shares=str(len(row)))
                yield finding("rows", Severity.ASK, [*parts, *row], why)


def _named(sight: Sight, line: Sequence[Figure]) -> Iterator[Finding]:
    """小学、初中、高中各有96人、258人、98人: as many numbers as names."""
    for place, first in enumerate(line):
        said = EACH.search(sight.opening(first, 60)) if not first.lead.strip() or EACH_END.search(first.lead) else None
        if not said or sight.within(first.start - len(said[0]), first.start):
            continue
        row = [first]
        for one in line[place + 1 : place + MOST]:
            if one.measure != first.measure or not re.fullmatch(r"[、和及与，]", sight.between(row[-1], one)):
                break
            row.append(one)
        least, most = count(said["names"])
        if len(row) > 1 and sight.text[row[-1].end : row[-1].end + 1] in "，。；\n" and (len(row) == least - 1 or len(row) == most + 1) and "，" not in "".join(map(sight.between, row, row[1:])):
            why = phrase("“%(names)s”列出%(named)s项，后面有%(told)s个数，请核对是否漏项", names=said["names"], named=str(least) if least == most else f"{least}—{most}", told=str(len(row)))
            yield finding("rows", Severity.ASK, row, why)


def rows(sight: Sight, shares: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Rates told one behind the other: a%、b%和c%."""
    row: list[Figure] = []
    for share in [*shares, None]:
        if share and row and re.fullmatch(r"[、和，及与]", sight.between(row[-1], share)):
            row.append(share)
            continue
        if len(row) > 1:
            yield row
        row = [share] if share else []


def listed(sight: Sight, before: Sequence[Figure]) -> list[Figure]:
    """The numbers of one measure, joined by 、 or 和, that end here."""
    found: list[Figure] = []
    for figure in reversed(before):
        if not (figure.counts and figure.exact):
            break
        if found and (figure.measure != found[0].measure or not re.fullmatch(r"[^，。；：\d]{0,6}[、和及与][^，。；：、\d]{0,12}", sight.between(figure, found[0]))):
            break
        found.insert(0, figure)
    return found


def grown(sight: Sight, line: Sequence[Figure], rates: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Each rate of a row with its later and its earlier number: A、B，比上年的C、D分别增长a%、b%; A、B，分别增长a%、b%，去年是C、D."""
    places = {figure.at: place for place, figure in enumerate(line)}
    for row in rows(sight, rates):
        first, count = places[row[0].at], len(row)
        before, after = line[max(0, first - 2 * count) : first], line[first + count : first + 2 * count]
        told = bool(re.search("分别|依次", sight.opening(row[0], 16)))
        inside = len(after) == count and after[0].depth > row[-1].depth  # 下降26.3%、34.2%（上年118批次、1893人次）
        if told and (chain := line[max(0, first - count - 1) : first]) and _in_turn(sight, row, chain):
            yield from zip(row, chain[1:], chain, strict=False)
            continue
        for new, old in [(before[:count], before[count:]), (before[::2], before[1::2])] * told + [(before[-count:], after)] * (told or inside):
            if len(new) == len(old) == count and _side_by_side(sight, row, new, old):
                yield from zip(row, new, old, strict=True)
                break


def _in_turn(sight: Sight, row: Sequence[Figure], chain: Sequence[Figure]) -> bool:
    """2021年642.8万元，2022年815.1万元，2023年928.5万元，依次增长26.8%和13.9%: each against the one before it."""
    plain = len(chain) == len(row) + 1 and all(one.counts and one.exact and one.value > 0 and one.sentence == row[0].sentence and one.measure == chain[0].measure for one in chain)
    years = [re.findall(r"(?:19|20)\d\d", one.lead) for one in chain]
    return plain and all(years) and years == sorted(years) and "增" in sight.opening(row[0], 16)


def _side_by_side(sight: Sight, row: Sequence[Figure], new: Sequence[Figure], old: Sequence[Figure]) -> bool:
    every = [*new, *old]
    if not all(one.counts and one.exact and one.value > 0 and one.sentence == row[0].sentence for one in every):
        return False
    if any(one.measure != other.measure for one, other in zip(new, old, strict=True)):
        return False
    if old[0].start > row[0].start:
        return len(sight.between(row[-1], old[0])) < AWAY and bool(EARLIER.search(sight.between(row[-1], old[0])))
    if len(new) > 1 and new[1].start > old[0].start and not all(one.depth > new[0].depth for one in old):
        return False  # 4286件次（上年4915件次），9873人次（上年12046人次）
    return bool(EARLIER.search(sight.between(new[0] if new[-1].start > old[0].start else new[-1], old[0]))) and row[0].start - old[-1].end < 16
