"""Columns of a table that in most rows are the difference of two others (增减额), or one of them by the other (户均)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, permutations
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.measures import last_digit, number
from yanzhen.kernel.audit.saying import compared, phrase

from .sight import Figure, finding, in_scale, plain

SUMMED: Final = re.compile("合计|总计|小计|总数")
EACH: Final = re.compile(r"均(?!衡)|每[^\W\d]|单价")
WIDEST: Final = 8  # columns among which the three are looked for
LEAST: Final = 2  # rows in which it must be so
DEEP: Final = 40  # rows by which it is found which three they are
DIGITS: Final = 2  # a smaller number is the difference of two others by chance

Cells = Mapping[tuple[int, int], Figure]
Labels = Mapping[tuple[int, int], str]
Row = tuple[Figure, Figure, Figure, bool]


def differences(cells: Cells, told: Labels) -> Iterator[Finding]:
    """今年, 去年, 增减: each row in which the third is not what most rows make of the other two."""
    columns, rows = _layout(cells)
    columns = [column for column in columns if not SUMMED.search(_head(told, column))]
    first = rows[:DEEP]
    measures = {column: {cells[row, column].measure for row in first if (row, column) in cells} for column in columns}
    for three in combinations(columns, 3):
        if set.intersection(*(measures[column] for column in three)):
            tries = ((order, _tried(cells, first, order)) for order in permutations(three, 3))
            order, tried = max(tries, key=lambda one: (_fitting(one[1]), _rising(one[1])))
            if _fitting(tried) >= LEAST:
                yield from _judged(_tried(cells, rows, order) if len(rows) > DEEP else tried, "-")


def quotients(cells: Cells, told: Labels) -> Iterator[Finding]:
    """总额, 户数, 户均: the same for what is told per head."""
    columns, rows = _layout(cells)
    for column in (one for one in columns if EACH.search(_head(told, one))):
        others = [one for one in columns if one != column and not EACH.search(_head(told, one))]
        tries = [[_by(cells[row, column], cells[row, one], cells[row, other]) for row in rows if all((row, at) in cells for at in (column, one, other)) and cells[row, other].value] for one, other in permutations(others, 2)]
        if tries:
            yield from _judged(max(tries, key=_fitting), "÷")


def mostly(fitting: int, count: int) -> bool:
    """Whether so many of so many rows make a rule, from which the others stray."""
    return fitting >= LEAST and 3 * fitting >= 2 * count - 1


def _layout(cells: Cells) -> tuple[list[int], list[int]]:
    return sorted({column for _row, column in cells})[:WIDEST], sorted({row for row, _column in cells})


def _head(told: Labels, column: int) -> str:
    return "".join(told.get((row, column), "") for row in (0, 1))


def _tried(cells: Cells, rows: Sequence[int], order: tuple[int, int, int]) -> list[Row]:
    """The first column's number less the second's against the third's, row by row."""
    triples = [(cells[row, order[0]], cells[row, order[1]], cells[row, order[2]]) for row in rows if all((row, column) in cells for column in order)]
    return [(least, most, less, _is_less(most, less, least)) for most, less, least in triples if most.counts and most.measure == less.measure == least.measure]


def _is_less(most: Figure, less: Figure, least: Figure) -> bool:
    slack = max(most.slack, less.slack, least.slack) if "." in least.claim.value else Decimal(0)
    return abs(abs(most.value - less.value) - abs(least.value)) <= slack


def _by(each: Figure, whole: Figure, count: Figure) -> Row:
    got = abs(whole.value) / abs(count.value)
    open_ = (whole.slack / abs(count.value) + got * count.slack / abs(count.value)) if "." in whole.claim.value + count.claim.value else Decimal(0)
    digit = last_digit(number(each.claim.value) or each.value) * each.scale
    return each, whole, count, abs(got - abs(each.value)) <= digit + open_  # rounded or cut off


def _fitting(tried: Sequence[Row]) -> int:
    return sum(fits and len(re.sub(r"\D|^0+", "", one.claim.value)) >= DIGITS for one, _whole, _other, fits in tried)


def _rising(tried: Sequence[Row]) -> int:
    """In how many rows the difference has the sign that it is told with."""
    return sum((one.value > other.value) == (told.value > 0) for told, one, other, _fits in tried)


def _judged(tried: Sequence[Row], sign: str) -> Iterator[Finding]:
    if _fitting(tried) < LEAST or not mostly(sum(row[3] for row in tried), len(tried)):
        return
    for told, one, other, fits in tried:
        got = one.value - other.value if sign == "-" else (one.value / other.value).quantize(Decimal("0.01"))
        shown = in_scale(got, told) if sign == "-" else plain(got)
        why = compared(f"{one.told}{sign}{other.told}={shown}", told.claim.quote, fits, phrase("表中其他各行都相符"))
        yield finding("table_column", Severity.HOLDS if fits else Severity.ERROR, [told, one, other], why)
