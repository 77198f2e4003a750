"""Rows that hold several people side by side, each in columns of his own: the members of a family, or those who hold the posts of a place.

Each becomes a row of his own. What is read of him stands behind the last column of the sheet, where a row that goes back has it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from yanzhen.kernel.base.text import fold

from .cellnames import letters
from .headers import GROUP_ENDS, names_of
from .headings import Heading, squash
from .sandbox import Cell, Row
from .sheets import Beside, SheetKind

NAME = "name"
BLANK = frozenset(("", "/", "\\", "-", "--", "—", "——"))


@dataclass
class Group:
    """The columns of one of those side by side: what he is, as the heading says it, and by the key of each column its place.
    `loose` are those that follow without saying whose they are."""

    role: str
    cells: dict[str, int] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Abreast:
    """How a row is taken apart: the groups, the keys that are read of each, and the first column behind the sheet's own."""

    how: Beside
    groups: tuple[Group, ...]
    keys: tuple[str, ...]
    start: int
    ticks: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[int]:
        """The columns of the sheet that are read so."""
        return frozenset(n for group in self.groups for n in group.cells.values())

    @property
    def virtual(self) -> dict[int, str]:
        return dict(enumerate(self.keys, self.start))

    def rows(self, row: Row) -> list[tuple[Row, Row]]:
        """A row for each who is named, the last cell of it the number of his group; one who stands there twice is one, who is both."""
        first = next((row[group.cells[NAME]] for group in self.groups), "")
        lead = next((row[group.cells[NAME]] for group in self.groups if group.role == self.how.leader), "")
        rest = [*("" if n in self.columns else cell for n, cell in enumerate(row[: self.start])), *[""] * (self.start - len(row))]
        people: dict[str, tuple[int, dict[str, Cell]]] = {}
        for n, group in enumerate(self.groups):
            cells = {key: row[place] for key, place in group.cells.items()}
            if n and self.how.same and re.fullmatch(self.how.same, _plain(cells[NAME])):
                cells = {NAME: first}
            if is_blank(cells[NAME]) or _plain(cells[NAME]) in self.how.nobody:
                continue
            said = {**cells, self.how.says: cells.get(self.how.says) or self.how.word(group.role), **({self.how.lead: lead} if self.how.lead else {})}
            before = people.get(_plain(cells[NAME]))
            if before and not self.how.lead and not _apart(before[1], said):
                before[1][self.how.says] = f"{before[1][self.how.says]}、{said[self.how.says]}"
                before[1].update({key: cell for key, cell in said.items() if is_blank(before[1].get(key))})
            else:
                people[_plain(cells[NAME]) if not before else f"{n}"] = (n, said)
        made = [[*rest, *(said.get(key, "") for key in self.keys), n] for n, said in people.values()] or [[*rest, *[""] * len(self.keys), 0]]
        return [(one, list(one)) for one in made]

    def real(self, row: Row) -> dict[str, str]:
        """By the letters of the columns behind the sheet those in which the cells of a row stood."""
        cells = self.groups[int(row[self.start + len(self.keys)])].cells
        return {letters(n): letters(cells.get(key, cells[NAME])) for n, key in self.virtual.items()}


def _apart(one: Mapping[str, Cell], other: Mapping[str, Cell]) -> bool:
    """Whether two of one name are two: their numbers differ."""
    return not is_blank(one.get("id_number")) and not is_blank(other.get("id_number")) and _plain(one["id_number"]) != _plain(other["id_number"])


def abreast(kind: SheetKind, headings: Sequence[Heading], columns: Mapping[int, str], width: int) -> tuple[Abreast, dict[int, str]] | None:
    """How the rows under these headings are taken apart, and which columns are which then; None where they are of one each."""
    how = kind.abreast
    groups = _groups(kind, how, headings) if how else []
    if how is None or len(groups) < 2 or how.leader and [group.role for group in groups].count(how.leader) != 1:
        return None
    taken = {n for group in groups for n in group.cells.values()}
    shared = {n: key for n, key in columns.items() if n not in taken}
    again = (names_of(kind).keys.get(squash(heading.leaf)) for n, heading in enumerate(headings) if n not in columns and n not in taken)
    if {NAME, how.says} & {*shared.values()} or {*shared.values()} & {key for key in again if key and kind.column(key).fill_down}:
        return None  # rows of one each, or two lists side by side
    own = {n: key for n, key in shared.items() if key in how.keys}
    lead = next((group for group in groups if group.role == how.leader), None)
    if lead:
        lead.cells |= {key: n for n, key in own.items() if key not in lead.cells}
    shared = {n: key for n, key in shared.items() if n not in own and key != how.lead and not kind.column(key).leads}
    keys = [how.says, *dict.fromkeys(key for group in groups for key in group.cells), *filter(None, [how.lead])]
    found = Abreast(how, tuple(groups), tuple(dict.fromkeys(keys)), max(width, len(headings)))
    return found, shared | found.virtual


def _groups(kind: SheetKind, how: Beside, headings: Iterable[Heading]) -> list[Group]:
    """The groups of columns of which each has somebody's name."""
    groups, last = list[Group](), -1
    for n, heading in enumerate(headings):
        levels = [squash(level) for level in heading.levels]
        role, key = _said(kind, how, levels) if levels else ("", "")
        run = groups[-1] if groups and last == n - 1 else None
        if role and (run is None or run.role != role or key in run.cells):
            groups.append(Group(role, {key: n}))
        elif run and key and key not in run.cells:
            run.cells[key] = n
            run.loose |= set() if role else {key}
        else:
            continue
        last = n
    groups = [group for group in groups if NAME in group.cells]
    for group in groups if groups else ():
        for key in [key for key in group.loose if group.role != how.leader and not all(key in one.cells for one in groups)]:
            del group.cells[key]
    return groups


def _said(kind: SheetKind, how: Beside, levels: Sequence[str]) -> tuple[str, str]:
    """Whose column it is and what it says of him: 配偶, 配偶姓名, 配偶/身份证号; whose may be left open."""
    names, leaf = names_of(kind).keys, levels[-1]
    known = names.get(leaf, "") if names.get(leaf) in how.keys else ""
    if len(levels) > 1 and known and how.fits(upper := GROUP_ENDS.sub("", levels[-2])):
        return upper, known
    if how.fits(leaf):
        return leaf, NAME
    ends = sorted((name for name, key in names.items() if key in how.keys and leaf.endswith(name)), key=len, reverse=True)
    return next(((leaf[: -len(end)], names[end]) for end in ends if how.fits(leaf[: -len(end)])), ("", known))


def is_blank(cell: Cell) -> bool:
    return _plain(cell) in BLANK


def _plain(cell: Cell) -> str:
    return "" if cell is None else "".join(fold(str(cell)).split())
