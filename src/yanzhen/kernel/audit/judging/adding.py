"""Parts and a whole: whether they add up within what rounding leaves open, or once a slip of the pen is put right."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from yanzhen.kernel.audit.claims import Finding, Severity
from yanzhen.kernel.audit.saying import compared, phrase

from .sight import NOUGHT, Figure, finding, in_scale, slip_of, summed


def sum_of(figures: Sequence[Figure]) -> Decimal:
    """Their sum."""
    return sum((figure.value for figure in figures), NOUGHT)


def slack_of(figures: Sequence[Figure]) -> Decimal:
    """What rounding leaves open when these are added."""
    return sum((figure.slack for figure in figures), NOUGHT)


def fine_slack(figures: Sequence[Figure]) -> Decimal:
    """As `slack_of`; but numbers told in one scale are all as fine as the finest of them, and whole ones were counted in it."""
    if len({figure.claim.unit for figure in figures}) > 1:
        return slack_of(figures)
    finest = max(len(figure.claim.value.partition(".")[2]) for figure in figures)
    return len(figures) * min(figure.slack for figure in figures) if finest else NOUGHT


def adds(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Within what rounding leaves open."""
    return abs(sum_of(parts) - whole.value) <= fine_slack([whole, *parts])


def adds_after_slip(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the parts add up to the whole once one slip in one of them is put right."""
    come, slack = sum_of(parts), fine_slack([whole, *parts])
    lacking = whole.value - come
    return slip_of(whole, come - slack, come + slack) or any(
        slip_of(part, part.value + lacking - slack, part.value + lacking + slack) for part in parts
    )


def swapped(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether two digits swapped in one of them, or its scale, keep the parts from adding up: chance seldom makes that."""
    lacking = whole.value - sum_of(parts)
    wants = [(whole.value, sum_of(parts)), *((part.value, part.value + lacking) for part in parts)]
    return any(sorted(f"{value.normalize():f}") == sorted(f"{want.normalize():f}") or value * 10000 == want or value == want * 10000 for value, want in wants)


def total_told(parts: Sequence[Figure]) -> str:
    """2+4+17+44=67, the sum in the scale of the first part, which is told where they have several."""
    scale = parts[0].told[len(parts[0].claim.value) :] if len({part.scale for part in parts}) > 1 else ""
    return f"{summed(parts)}={in_scale(sum_of(parts), parts[0])}{scale}"


def holds(whole: Figure, parts: Sequence[Figure]) -> Finding:
    """The parts add up."""
    return finding("sum", Severity.HOLDS, [whole, *parts], compared(total_told(parts), whole.claim.quote, True))


def differs(rule: str, severity: Severity, whole: Figure, parts: Sequence[Figure]) -> Finding:
    """The parts do not add up; the sum for a clerk to redo."""
    ask = "" if severity == Severity.ERROR else phrase("请核对各部分是否重叠或未列全")
    return finding(rule, severity, [whole, *parts], compared(total_told(parts), whole.claim.quote, False, ask))
