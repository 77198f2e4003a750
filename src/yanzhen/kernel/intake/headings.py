"""The names of columns as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

REMEMBERED = 4096
SERIAL = frozenset({"序号", "序", "行号", "no", "no.", "编号"})
#: What a returned sheet carries of our own: the column with the reasons, named with the kind of sheet behind a colon, and what
#: stands before a heading that was not read.
RETURNED = "退回原因"
ASIDE = "不导入"
#: A date in two or three columns: what their names end in, the year first.
DATE_PARTS = (("年份", "年"), ("月份", "月"), ("日",))
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")


@lru_cache(maxsize=8192)
def squash(text: str) -> str:
    """A heading without what people vary: width, blanks, brackets, a colon or star at its end, capitals."""
    flat = BRACKETS.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    return flat.strip("*:：、,.。 ").casefold()


@dataclass(frozen=True)
class Heading:
    """A column's name as written, from the top level to the lowest, without repetition."""

    levels: tuple[str, ...]

    @property
    def text(self) -> str:
        return "/".join("".join(level.split()) for level in self.levels)

    @property
    def leaf(self) -> str:
        return self.levels[-1] if self.levels else ""

    @property
    def counts(self) -> bool:
        """Whether somebody could want this column: it has a name, and not only that of the running number."""
        return bool(self.levels) and squash(self.leaf) not in SERIAL and not self.ours

    @property
    def ours(self) -> bool:
        """Whether a returned sheet says this of itself: it is nobody's data when the sheet comes again."""
        return any(level.startswith((RETURNED, ASIDE)) for level in self.levels)


class Parts(NamedTuple):
    """A date in parts: what it is called, what the cells count (年, 月, 日), and the columns beside the first."""

    whole: Heading
    units: tuple[str, ...]
    more: tuple[int, ...]


@lru_cache(maxsize=REMEMBERED)
def in_parts(headings: tuple[Heading, ...]) -> Mapping[int, Parts]:
    """Dates whose year, month and day, or two of these, stand in columns side by side, by the first of them."""
    found: dict[int, Parts] = {}
    stems = [[_stem(heading, ends) for heading in headings] for ends in DATE_PARTS]
    for index in range(len(headings) - 1):
        for units in ((0, 1, 2), (0, 1), (1, 2)):
            named = [stems[unit][index + n] for n, unit in enumerate(units) if index + n < len(headings)]
            if named[0] and named == [named[0]] * len(units) and index not in (n for parts in found.values() for n in parts.more):
                more = tuple(range(index + 1, index + len(units)))
                found.setdefault(index, Parts(named[0], tuple(DATE_PARTS[unit][-1] for unit in units), more))
    return found


def _stem(heading: Heading, ends: tuple[str, ...]) -> Heading | None:
    """A name without the part of a date in which it ends: 出生日期/年 and 出生年 are 出生日期 and 出生."""
    leaf = squash(heading.leaf)
    end = next((end for end in ends if leaf.endswith(end)), "")
    whole = Heading((*heading.levels[:-1], *filter(None, [leaf.removesuffix(end)])))
    return whole if end and whole.levels else None
