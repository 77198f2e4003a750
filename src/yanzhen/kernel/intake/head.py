"""The first rows of a sheet, as far as a header can reach: merged cells filled, and what the columns are called over them."""

from __future__ import annotations

from .headings import Heading
from .sandbox import Row

#: How many rows a header has at most.
LEVELS = 3


class Head:
    """The first rows of a sheet with its merged cells filled, as far as a header can reach."""

    def __init__(self, rows: tuple[tuple[int, Row], ...], merges: tuple[tuple[int, int, int, int], ...]) -> None:
        self.rows = {number: list(row) for number, row in rows}
        self.read: dict[tuple[int, int], tuple[Heading, ...]] = {}
        self.tall: list[tuple[int, int]] = []
        last = max(self.rows, default=0)
        for top, left, bottom, right in merges:
            if top >= last or bottom - top > LEVELS:
                continue
            if bottom > top:
                self.tall.append((top + 1, bottom + 1))
            value = self.cell(top + 1, left)
            for number in range(top + 1, min(bottom + 1, last) + 1):
                row = self.rows.setdefault(number, [])
                width = min(right + 1, max((len(one) for one in self.rows.values()), default=0))
                row.extend([""] * (width - len(row)))
                row[left:width] = [value] * (width - left)

    def cell(self, number: int, index: int) -> object:
        row = self.rows.get(number, [])
        return row[index] if index < len(row) else ""

    def text(self, number: int, index: int) -> str:
        cell = self.cell(number, index)
        return cell.strip() if isinstance(cell, str) else ""

    def top(self, number: int) -> int:
        """The first row of the header that reaches down to this row through merged cells."""
        return min((top for top, bottom in self.tall if top < number <= bottom), default=number)

    def bottom(self, number: int) -> int:
        """The last row of the header that reaches up to this row through merged cells."""
        return max((bottom for top, bottom in self.tall if top <= number < bottom), default=number)

    def names(self, number: int) -> int:
        """How many different texts stand in a row: a title, even one merged across, is one."""
        return len({cell for cell in self.rows[number] if isinstance(cell, str) and cell.strip()})

    def headings(self, first: int, last: int) -> tuple[Heading, ...]:
        """The columns' names over these rows; an upper name reaches right over blanks wherever a lower one stands."""
        if (first, last) not in self.read:
            self.read[first, last] = self._headings(first, last)
        return self.read[first, last]

    def _headings(self, first: int, last: int) -> tuple[Heading, ...]:
        width = max((len(self.rows.get(number, [])) for number in range(first, last + 1)), default=0)
        columns: list[list[str]] = [[] for _ in range(width)]
        for number in range(first, last + 1):
            running = ""
            for index in range(width):
                text = self.text(number, index)
                below = any(self.text(lower, index) for lower in range(number + 1, last + 1))
                running = text or (running if below else "")
                name = text or running
                if name and (not columns[index] or columns[index][-1] != name):
                    columns[index].append(name)
        return tuple(Heading(tuple(column)) for column in columns)
