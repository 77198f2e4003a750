"""Cells that stand for the rows below them: merged ones, the first of a group left blank after it, and those that say 同上."""

from __future__ import annotations

from collections import defaultdict

from .matching import SheetPlan
from .sandbox import Cell, Row
from .sheets import Column
from .typed import is_blank
from .values import DITTO

LONGEST = max(map(len, DITTO))


class Filler:
    """Carries values down a sheet, row by row. A merged cell reaches as far as it is merged, in any column;
    beyond that only columns declared with `fill_down` are carried."""

    def __init__(self, plan: SheetPlan, merges: tuple[tuple[int, int, int, int], ...]) -> None:
        self.starts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for top, left, bottom, _right in merges:
            if bottom > top >= plan.last and (left in plan.columns or left in plan.further):
                self.starts[top + 1].append((left, bottom + 1))
        self.copied = [*(n for n, key in plan.columns.items() if _may_repeat(plan.kind.column(key))), *plan.further]
        self.above: Row | None = None
        self.merged: dict[int, tuple[Cell, int]] = {}
        self.carried: dict[int, Cell] = {}
        self.leaders, self.followers = _groups(plan)

    def fill(self, number: int, row: Row, data: bool) -> None:
        """Fill the blanks of one row in place. Only rows of data are carried from or filled."""
        if data:
            self._repeat(row)
        if number in self.starts:
            for index, until in self.starts[number]:
                self.merged[index] = (row[index], until)
        if not data or not (self.merged or self.leaders):
            return
        for index in list(self.merged):
            value, until = self.merged[index]
            if number > until:
                del self.merged[index]
            elif is_blank(row[index]):
                row[index] = value
        changed = {index for index in self.leaders if self._lead(index, row)}
        for index, leader in self.followers:
            if leader in changed or not is_blank(row[index]):
                self.carried[index] = row[index]
            else:
                row[index] = self.carried.get(index, "")

    def _repeat(self, row: Row) -> None:
        """A cell that says 同上 is the one above; above the first row there is none."""
        for index in self.copied:
            cell = row[index]
            if cell.__class__ is str and cell and len(cell) <= LONGEST and cell.strip() in DITTO:
                row[index] = self.above[index] if self.above else ""
        self.above = row

    def _lead(self, index: int, row: Row) -> bool:
        """Whether this row begins a new group."""
        if is_blank(row[index]):
            row[index] = self.carried.get(index, "")
            return False
        changed = bool(self.carried.get(index) != row[index])
        self.carried[index] = row[index]
        return changed


def _may_repeat(column: Column) -> bool:
    """Whether two rows may say the same here: what names the one of whom a row tells is his alone."""
    return column.sort not in ("idnumber", "creditcode") and not (column.sort == "name" and column.required)


def _groups(plan: SheetPlan) -> tuple[list[int], list[tuple[int, int]]]:
    """Columns that lead a group, and those that follow one: (follower, leader). A leader that the sheet lacks is
    replaced by the first of its followers."""
    places = {key: index for index, key in plan.columns.items()}
    leaders, followers = [], []
    stand_in: dict[str, int] = {}
    for column in plan.kind.columns:
        index = places.get(column.key)
        if index is None or column.fill_down is False:
            continue
        if column.fill_down is True:
            leaders.append(index)
        elif (leader := places.get(str(column.fill_down), stand_in.get(str(column.fill_down)))) is not None:
            followers.append((index, leader))
        else:
            stand_in[str(column.fill_down)] = index
            leaders.append(index)
    return leaders, followers
