"""A figure as a report states it, a finding about several of them, and the verdict on each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from yanzhen.kernel.base.intervals import Interval


class Approx(StrEnum):
    """How exactly a figure is stated: 余 多 约 左右 are about; 超 突破 以上 over; 近 不足 以内 under; *个 masked; 户 without a number absent."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    MASKED = "masked"
    ABSENT = "absent"


class Kind(StrEnum):
    """What sort of figure: a fact, a proportion (share, growth, rate), a rank, or a norm that something is measured by."""

    FACT = "fact"
    PROPORTION = "proportion"
    RANK = "rank"
    NORM = "norm"


class Verdict(StrEnum):
    """In the order in which they outweigh each other."""

    DIFFERS = "differs"
    IMPOSSIBLE = "impossible"
    INCONSISTENT = "inconsistent"
    HOLDS = "holds"
    NO_SOURCE = "no_source"
    NOT_CHECKED = "not_checked"


class Severity(StrEnum):
    """An error is wrong whatever the records say; ask: worth a question; hint: about wording; holds: the arithmetic agrees."""

    ERROR = "error"
    ASK = "ask"
    HINT = "hint"
    HOLDS = "holds"


@dataclass(frozen=True)
class Claim:
    """One figure, at text[start:end] of the document as given.

    `value` is a decimal string in the unit as written (a range “60-70”, empty where the number is masked or left out);
    `unit` is that unit in simplified characters with its scale (万元); `interval` what the words leave open, in the
    `measure` without scale (元); `move` tells a change: up, down, or to (增长到)."""

    start: int
    end: int
    quote: str
    value: str
    unit: str
    approx: Approx = Approx.EXACT
    kind: Kind = Kind.FACT
    interval: Interval | None = None
    measure: str = ""
    move: str = ""
    about: str = ""
    place: str = ""
    period: str = ""
    sentence: int = 0
    block: int = 0
    verdict: Verdict = Verdict.NOT_CHECKED
    figure: str | None = None
    expected: str = ""
    why: str = ""


@dataclass(frozen=True)
class Finding:
    """A statement that involves several figures (their places in the list of claims), or wording at text[start:end]."""

    rule: str
    claims: tuple[int, ...]
    why: str
    severity: Severity
    start: int = 0
    end: int = 0
