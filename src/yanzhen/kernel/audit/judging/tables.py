"""Tables: a last row or column that adds up the others, and columns that are a share or the growth of two others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.fold import fold
from yanzhen.kernel.audit.saying import compared, phrase

from .adding import holds, slack_of, sum_of, total_told
from .columns import SUMMED, Cells, Labels, differences, mostly, quotients
from .growth import rates
from .percent import meets, ratio
from .sight import NOUGHT, Figure, Sight, finding, plain

TOTAL: Final = re.compile(r"(?:合计|总计|共计|小计)|^(?:总数|累计|全[^\W\d]{1,2}|总)$")
MEAN: Final = re.compile(r"均|率|增[长幅]|[升降]幅|单价|每[^\W\d]")
WIDEST, DEEPEST = 12, 30  # columns and rows among which a row is looked for that adds up others


def check(sight: Sight) -> Iterator[Finding]:
    """Every table."""
    tables: dict[int, dict[tuple[int, int], Figure]] = {}
    for figure in sight.figures:
        if cell := sight.cells.get(figure.at):
            tables.setdefault(cell.table, {}).setdefault((cell.row, cell.column), figure)
    words: dict[int, dict[tuple[int, int], str]] = {}
    for block in sight.document.blocks:
        if block.table in tables:
            words.setdefault(block.table, {})[block.row, block.column] = fold(sight.document.text[block.start : block.end]).text
    for table, cells in tables.items():
        told = words[table]
        yield from _rows(cells, told)
        yield from _columns(cells, told)
        yield from _rates(cells, told)
        yield from differences(cells, told)
        yield from quotients(cells, told)


def _label(told: Labels, row: int) -> str:
    return next((told[row, column].replace(" ", "") for column in (0, 1) if told.get((row, column), "").strip() and not told[row, column].strip().isdigit()), "")


def _rows(cells: Cells, told: Labels) -> Iterator[Finding]:
    """Total rows: what stands above them, or below if they come first."""
    rows = sorted({row for row, _column in cells})
    totals = [row for row in rows if TOTAL.search(_label(told, row))]
    for column in sorted({column for _row, column in cells}):
        for total in totals if not MEAN.search(told.get((rows[0] - 1, column), "")) else ():
            whole = cells.get((total, column))
            begin = max((other for other in totals if other < total), default=-1)
            parts = [cells[row, column] for row in _under_total(cells, told, total, [row for row in rows if begin < row < total], totals) if (row, column) in cells]
            if not parts and total == rows[0]:
                parts = [cells[row, column] for row in rows if row > total and row not in totals and (row, column) in cells]
            if whole and (whole.measure not in ("%", "‰") or _hundred(whole, parts)) and len(parts) > 1 and _alike([whole, *parts]):
                yield from _total(whole, parts, cells, rows, column, totals, "计" in _label(told, total))


def _under_total(cells: Cells, told: Labels, total: int, rows: Sequence[int], totals: Sequence[int]) -> Sequence[int]:
    """居民收入, 居民支出, 职工收入, 职工支出, 收入合计: the rows that a total names, where they add up better than all above it."""
    stem = TOTAL.sub("", _label(told, total))
    named = [row for row, _column in sorted(cells) if stem and row < total and row not in totals and stem in _label(told, row)]
    named = list(dict.fromkeys(named))
    return named if len(named) > 1 and _adding(cells, total, named) > _adding(cells, total, rows) else rows


def _adding(cells: Cells, total: int, rows: Sequence[int]) -> int:
    """In how many columns these rows make the total."""
    columns = [column for row, column in cells if row == total]
    return sum(sum(cells[row, column].value for row in rows if (row, column) in cells) == cells[total, column].value for column in columns)


def _alike(figures: Sequence[Figure]) -> bool:
    """Of one unit; bare numbers of one column are, whatever the words of their rows make of them."""
    bare = all(figure.bare for figure in figures)
    return bare or len({figure.measure for figure in figures[1:]}) == 1 and figures[0].measure.startswith(figures[1].measure)


def _hundred(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Shares that are told to be, or that come to, a hundred."""
    total = sum_of(parts)
    return whole.measure == "%" and (whole.value == 100 or abs(total - 100) <= slack_of([whole, *parts]))


def _total(whole: Figure, parts: Sequence[Figure], cells: Cells, rows: Sequence[int], column: int, totals: Sequence[int], exact: bool) -> Iterator[Finding]:
    total = sum_of(parts)
    if abs(total - whole.value) <= slack_of([whole, *parts]):
        yield holds(whole, parts)
        return
    places = {part.at for part in parts}
    told = [row for row in rows if (row, column) in cells and cells[row, column].at in places]
    under = _under(cells, told)
    if under:
        parts = [cells[row, column] for row in told if row not in under]
    total = sum_of(parts)
    if abs(total - whole.value) <= slack_of([whole, *parts]):
        yield holds(whole, parts)
        return
    every = [cells[row, column] for row in rows if row not in totals and (row, column) in cells]
    if len(totals) > 1 and abs(sum_of(every) - whole.value) <= slack_of([whole, *every]):
        yield holds(whole, every)
    elif not _mean(whole, parts) or exact and not ("." in whole.claim.value and total > 2 * whole.value or min(part.value for part in parts) < 0):
        close = abs(total - whole.value) <= whole.value / 2
        yield finding("table_total", Severity.ERROR if close else Severity.ASK, [whole, *parts], phrase("本列%(told)s，与合计%(stated)s不符", told=total_told(parts), stated=whole.claim.quote))


def _under(cells: Cells, rows: Sequence[int]) -> set[int]:
    """Rows that the row above them already adds up (税收收入, and under it each tax), in most columns that tell."""
    under: set[int] = set()
    for at, row in enumerate(rows[:-2]):
        if row not in under:
            columns = [column for column in range(WIDEST) if (row, column) in cells and cells[row, column].counts and cells[row, column].value > 0]
            under |= set(rows[at + 1 : at + 1 + _below(cells, row, rows[at + 1 : at + 1 + DEEPEST], columns)])
    return under


def _below(cells: Cells, row: int, rows: Sequence[int], columns: Sequence[int]) -> int:
    """How many of these rows together make the row above them."""
    sums, best = dict.fromkeys(columns, NOUGHT), 0
    for count, other in enumerate(rows, 1):
        sums = {column: come + cells[other, column].value for column, come in sums.items() if (other, column) in cells}
        fits = sum(come == cells[row, column].value for column, come in sums.items())
        best = count if count > 1 and fits > 1 and 2 * fits >= len(sums) else best
    return best


def _mean(whole: Figure, parts: Sequence[Figure]) -> bool:
    """The last row of a column of means or rates is no sum."""
    return min(part.value for part in parts) <= whole.value <= max(part.value for part in parts)


def _columns(cells: Cells, told: Labels) -> Iterator[Finding]:
    """A column that is called the total: the other columns of like unit, if that is so in most rows."""
    columns = sorted({column for _row, column in cells})
    for column in columns:
        if not SUMMED.search(told.get((0, column), "")):
            continue
        sums = []
        for row in sorted({row for row, _column in cells}):
            whole = cells.get((row, column))
            parts = [cells[row, other] for other in columns if other != column and (row, other) in cells and whole and cells[row, other].measure == whole.measure]
            if whole and len(parts) > 1:
                sums.append((abs(sum_of(parts) - whole.value) <= slack_of([whole, *parts]), whole, parts))
        yield from _most(sums)


def _most(sums: Sequence[tuple[bool, Figure, list[Figure]]]) -> Iterator[Finding]:
    if 2 * sum(fits for fits, _whole, _parts in sums) < len(sums) or not sums:
        return
    for fits, whole, parts in sums:
        why = phrase("本行%(told)s，与%(stated)s不符", told=total_told(parts), stated=whole.claim.quote)
        yield holds(whole, parts) if fits else finding("table_total", Severity.ERROR, [whole, *parts], why)


def _rates(cells: Cells, told: Labels) -> Iterator[Finding]:
    """A column of percent that in most rows is one other column's share of another, or its growth."""
    columns = sorted({column for _row, column in cells})
    rows = sorted({row for row, _column in cells})
    for column in columns:
        shares = {row: cells[row, column] for row in rows if (row, column) in cells and cells[row, column].share}
        if len(shares) < 2:
            continue
        others = [other for other in columns if other != column][:8]
        best: list[tuple[Figure, Figure, Figure, bool, str]] = []
        for one, other in permutations(others, 2):
            for sign, rule in (("÷", ratio), ("-", rates)):
                tried = list(_tried(cells, shares, one, other, sign, rule))
                if sum(fits for *_three, fits, _sign in tried) > sum(fits for *_three, fits, _sign in best):
                    best = tried
        yield from _told(best)
        yield from _of_total(cells, told, shares, others)


def _tried(cells: Cells, shares: dict[int, Figure], one: int, other: int, sign: str, rule: Callable[[Figure, Figure], tuple[Decimal, Decimal]]) -> Iterator[tuple[Figure, Figure, Figure, bool, str]]:
    for row, share in shares.items():
        part, whole = cells.get((row, one)), cells.get((row, other))
        if part and whole and part.counts and whole.counts and part.measure == whole.measure and part.value > 0 and whole.value > 0:
            low, high = share.share or (NOUGHT, NOUGHT)
            got = rule(part, whole)
            yield share, part, whole, meets(got[0], got[1], abs(low), abs(high)) or meets(got[0], got[1], min(abs(low), abs(high)), max(abs(low), abs(high))), sign


def _told(tried: Sequence[tuple[Figure, Figure, Figure, bool, str]]) -> Iterator[Finding]:
    if not mostly(sum(fits for *_three, fits, _sign in tried), len(tried)):
        return
    for share, part, whole, fits, sign in tried:
        got = part.value / whole.value * 100 - (100 if sign == "-" else 0)
        sum_told = f"{part.told}÷{whole.told}" if sign == "÷" else f"（{part.told}-{whole.told}）÷{whole.told}"
        severity = Severity.HOLDS if fits else Severity.ERROR
        why = compared(f"{sum_told}={plain(got.quantize(Decimal('0.01')))}%", share.claim.quote, fits, phrase("表中其他各行都相符"))
        yield finding("table_rate", severity, [share, part, whole], why)


def _of_total(cells: Cells, told: Labels, shares: dict[int, Figure], others: Sequence[int]) -> Iterator[Finding]:
    """Each row's share of the column's total."""
    total = next((row for row in sorted({row for row, _column in cells}, reverse=True) if TOTAL.search(_label(told, row))), None)
    if total is None:
        return
    for other in others:
        whole = cells.get((total, other))
        tried = [
            (share, cells[row, other], whole, meets(*ratio(cells[row, other], whole), *(share.share or (NOUGHT, NOUGHT))), "÷")
            for row, share in shares.items()
            if whole and row != total and (row, other) in cells and cells[row, other].counts and whole.value > 0
        ]
        if whole and sum(fits for *_three, fits, _sign in tried) * 2 > len(tried):
            yield from _told(tried)
