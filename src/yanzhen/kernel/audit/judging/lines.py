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
        if whole.counts and whole.exact and OPENS.fullmatch(sight.text[whole.end : sight.line_at(line)[1]].rstrip()):
            parts = list(_items(sight, by_line, line + 1, whole.measure))
            if len(parts) > 1 and adds(whole, parts):
                yield holds(whole, parts)
            elif len(parts) > 2 and (abs(sum_of(parts) - whole.value) <= whole.value * FAR or adds_after_slip(whole, parts)):
                yield differs("sum", Severity.ASK, whole, parts)


def _items(sight: Sight, by_line: dict[int, list[Figure]], first: int, measure: str) -> Iterator[Figure]:
    """The first number of the measure in each line of the list."""
    for line in range(first, first + MOST):
        told = next((one for one in by_line.get(line, ()) if one.measure == measure and one.counts), None)
        if not ITEM.match(sight.text, sight.line_at(line)[0]) or told is None or not told.exact:
            return
        yield told
