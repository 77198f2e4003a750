"""Changes that are told with both their ends at once, so that nothing is left to guess: 由49.5岁降为45.2岁，下降4.3岁."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .sight import Figure, Sight

#: 满意率87.9%，比上一年的85.2%高2.7个百分点: nothing is left to guess.
TWO_RATES: Final = re.compile(r"[\d.]+%，(?:比|较)(?:上一?年|去年|前年|年初|同期|上一?[期月季次])(?:同期)?的[\d.]+%(?:提高|高出?|上升|下降|降低|低|增加|减少)了?")
FORMERLY: Final = re.compile("[，（(](?:上一?年|去年|前年|上期|上月|上季度)(?:末|底|同期)?[为是]?")
GREW: Final = re.compile(r"[，）)](?:同比|比上年|较上年|平均)?(?:[一每][^\W\d])?(?:增加|净增|减少|净减|增长|下降|上升|提高|降低|多|少|增|减|升|降)了?")


def explicit(sight: Sight, change: Figure, two: tuple[Figure, Figure]) -> bool:
    """Whether the words say that the change is what lies between the two."""
    from_to = moved(sight, two) and (change.lead.endswith("了") or _at_once(sight, change, two))
    return from_to or _of_former(sight, change, two) or TWO_RATES.fullmatch(sight.text, two[0].start, change.start) is not None and two[1].measure == "%"


def moved(sight: Sight, two: Sequence[Figure]) -> bool:
    """由57.4岁降到44.6岁，年轻了12.8岁: what stands before it is where it began and where it came to."""
    return len(two) == 2 and two[0].measure == two[1].measure and bool(re.search(r"[由从]", sight.opening(two[0], 14)) and re.search("[到至为]", sight.between(*two)))


def _at_once(sight: Sight, change: Figure, two: Sequence[Figure]) -> bool:
    """由49.5岁降为45.2岁，下降7.4岁: nothing stands between that could be changed instead."""
    return change.claim.unit == two[1].claim.unit and re.fullmatch(r"[，,][^，。；\d]{0,4}", sight.between(two[1], change)) is not None


def _of_former(sight: Sight, change: Figure, two: Sequence[Figure]) -> bool:
    """5.90万人，上年末5.23万人，同比增加2400人."""
    new, old = two
    told = new.start < old.start < change.start and FORMERLY.fullmatch(sight.between(new, old)) and GREW.fullmatch(sight.between(old, change))
    return bool(told) and new.measure == old.measure and of_measure(change, old)


def of_measure(change: Figure, end: Figure) -> bool:
    """Whether the one can be told of the other: percent differ by percentage points."""
    return end.measure == "%" if "百分点" in change.measure else end.measure == change.measure
