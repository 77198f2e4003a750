"""A total that announces lines (总共开销270240元，一笔一笔是这样：), and the amounts that those lines begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from yanzhen.kernel.audit.claims import Finding, Severity

from .adding import adds, adds_after_slip, differs, holds, sum_of
from .sight import Figure, Sight
from .sums import FAR

OPENS: Final = re.compile(r"[^。；\d]{0,14}(?:[：:]|如下。|明细。)$")
ITEM: Final = re.compile(r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)、.．](?!\d)|[①-⑳]|[-–—·•●▪*]\s?|第[一二三四五六七八九十]{1,2}[，、是])")
MOST: Final = 60  # lines


def check(sight: Sight) -> Iterator[Finding]:
    """Every line that ends so behind its last number."""
    by_line: dict[int, list[Figure]] = {}
    for figure in sight.prose:
        by_line.setdefault(figure.line, []).append(figure)
    for line, figures in by_line.items():
        whole = figures[-1]
        if whole.counts and whole.exact and OPENS.fullmatch(_rest(sight, whole)):
            parts = list(_items(sight, by_line, line + 1, whole.measure))
            if len(parts) > 1 and adds(whole, parts):
                yield holds(whole, parts)
            elif len(parts) > 2 and (abs(sum_of(parts) - whole.value) <= whole.value * FAR or adds_after_slip(whole, parts)):
                yield differs("sum", Severity.ASK, whole, parts)


def _rest(sight: Sight, figure: Figure) -> str:
    return sight.text[figure.end : _end(sight, figure.line)].rstrip()


def _end(sight: Sight, line: int) -> int:
    return sight.breaks[line] if line < len(sight.breaks) else len(sight.text)


def _items(sight: Sight, by_line: dict[int, list[Figure]], first: int, measure: str) -> Iterator[Figure]:
    """The first number of the measure in each line of the list."""
    for line in range(first, first + MOST):
        begin = sight.breaks[line - 1] + 1 if line <= len(sight.breaks) else len(sight.text)
        told = next((one for one in by_line.get(line, ()) if one.measure == measure and one.counts), None)
        if not ITEM.match(sight.text, begin) or told is None or not told.exact:
            return
        yield told
