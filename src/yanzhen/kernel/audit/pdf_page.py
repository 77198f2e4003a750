"""What stands on a page of a PDF: pieces of text where they are set, the lines ruled between them, and the rows both make."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, NamedTuple

from .fold import RADICALS
from .pdf_ruled import Box, Lattice, Stroke, lattices
from .wrapped import width

#: A drawing, not a table, is what has more lines than this.
STROKES_MAX: Final = 20_000
#: The farthest a page reaches, and how thick a filled box may be to be a ruled line, in points.
FAR: Final = 20_000.0
THIN: Final = 2.5
#: In widths of a letter: what parts two columns; what is a blank between two Chinese characters; and between one of them and a
#: number, which programs set apart by themselves.
COLUMN: Final = 1.5
BLANK: Final = 0.3
APART: Final = 0.8
_FILLS: Final = frozenset((b"f", b"F", b"f*"))
_UNDRAWN: Final = b"n"
_ENDS: Final = _FILLS | {b"S", b"s", b"B", b"B*", b"b", b"b*", _UNDRAWN}
#: A dash of two letters' width is two dashes; other signs that fonts put in place of what was written are radicals.
_UNSET: Final = {**RADICALS, 0: "", ord("\n"): "", 0x2E3A: "——"}


class Piece(NamedTuple):
    """Letters set in one go: from left to right, the height of their foot on the page, the size of a letter; in points."""

    text: str
    left: float
    right: float
    y: float
    size: float


@dataclass(frozen=True, eq=False)
class Row:
    """A line as it is set, its columns parted by tabs; `ruled` where it is a row of a table that lines are ruled around."""

    text: str
    left: float
    right: float
    y: float
    size: float
    ruled: bool = False


def rows_of(page: Any) -> list[Row]:
    """The lines of a page in the order in which they were set, those of a ruled table where its first piece was."""
    drawn = _Drawn()
    page.extract_text(visitor_text=drawn.write, visitor_operand_before=drawn.draw)
    ruled = lattices(drawn.strokes) if len(drawn.strokes) < STROKES_MAX else []
    held: dict[int, list[Piece]] = {}
    order: list[Piece | int] = []
    for piece in drawn.pieces:
        at = next((n for n, lattice in enumerate(ruled) if lattice.holds(*_middle(piece))), -1)
        if at < 0:
            order.append(piece)
        elif at in held:
            held[at].append(piece)
        else:
            held[at] = [piece]
            order.append(at)
    return list(_in_order(order, held, ruled))


def _in_order(order: Iterable[Piece | int], held: dict[int, list[Piece]], ruled: Sequence[Lattice]) -> Iterator[Row]:
    loose: list[Piece] = []
    for one in order:
        if isinstance(one, Piece):
            loose.append(one)
            continue
        yield from _lines(loose)
        loose = []
        yield from _ruled(ruled[one], held[one])
    yield from _lines(loose)


def _ruled(lattice: Lattice, pieces: Sequence[Piece]) -> Iterator[Row]:
    """The rows of a table, each cell's lines joined."""
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        cells.setdefault(lattice.cell(*_middle(piece)), []).append(piece)
    for row in range(lattice.rows):
        inside = {column: cells[row, column] for column in range(lattice.columns) if (row, column) in cells}
        if inside:
            texts = [_cell(inside.get(column, ())) for column in range(lattice.columns)]
            first = next(iter(inside.values()))[0]
            yield Row("\t".join(texts), lattice.xs[0], lattice.xs[-1], first.y, first.size, ruled=True)


def _cell(pieces: Iterable[Piece]) -> str:
    return reduce(joined, (row.text.replace("\t", " ") for row in _lines(pieces)), "")


def joined(first: str, second: str) -> str:
    """Words of letters are parted where the line broke, Chinese and numbers are not."""
    first, second = first.rstrip(), second.lstrip()
    parted = first[-1:].isascii() and first[-1:].isalpha() and second[:1].isascii()
    return f"{first} {second}" if parted else first + second


def _middle(piece: Piece) -> tuple[float, float]:
    """A place within its first letter: a long piece may be set wider than it is reckoned."""
    return piece.left + 0.4 * piece.size, piece.y + 0.3 * piece.size


def _lines(pieces: Iterable[Piece]) -> Iterator[Row]:
    """Lines by their height; signs of another font may be set before or after the rest of their line, and bold letters twice."""
    line: list[Piece] = []
    for piece in pieces:
        if line and abs(line[0].y - piece.y) >= 0.5 * piece.size:
            yield _line(line)
            line = []
        if not any(one.text == piece.text and abs(one.left - piece.left) < 0.3 * piece.size for one in line[-3:]):
            line.append(piece)
    if line:
        yield _line(line)


def _line(pieces: Sequence[Piece]) -> Row:
    pieces = sorted(pieces, key=lambda one: one.left)
    first = pieces[0]
    return Row(_spaced(pieces), first.left, max(one.right for one in pieces), first.y, first.size)


def _spaced(pieces: Sequence[Piece]) -> str:
    """The pieces of a line with what stands between them: nothing, a space or a tab. A line stretched to the edge has gaps
    between all its letters, which part nothing."""
    pairs = list(zip(pieces, pieces[1:], strict=False))
    gaps = [max(after.left - before.right, 0.0) for before, after in pairs]
    stretch = statistics.median(gaps) if len(gaps) > 5 else 0.0
    text = pieces[0].text.lstrip()
    for (_before, after), gap in zip(pairs, gaps, strict=True):
        parted = (gap - stretch) / after.size
        asked = text[-1:].isspace() or after.text[:1].isspace()
        text, new = text.rstrip(), after.text.lstrip()
        least = (-1.0, APART, BLANK)[sum(width(one) == 1 for one in (text[-1:], new[:1]))]
        text += "\t" if parted > COLUMN else " " if asked and parted > least else ""
        text += new
    return text.rstrip()


class _Drawn:
    """Takes down what a page sets and draws."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.strokes: list[Stroke] = []
        self._path: list[Box] = []
        self._at = (0.0, 0.0)

    def write(self, text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        text = text.translate(_UNSET)
        if text.strip():
            size = max(abs(size * _scale(tm) * _scale(cm)), 1.0)
            left, y = _place(cm, tm[4], tm[5])
            self.pieces.append(Piece(text, left, left + size * width(text.strip()), y, size))

    def draw(self, operator: bytes, operands: Sequence[Any], cm: Sequence[float], _tm: Sequence[float]) -> None:
        if operator in (b"re", b"m", b"l"):
            numbers = _numbers(operands)
            if len(numbers) == (4 if operator == b"re" else 2) and len(self.strokes) < STROKES_MAX:
                self._trace(operator, numbers, cm)
        elif operator in _ENDS:
            if operator != _UNDRAWN:
                self.strokes += (edge for box in self._path for edge in box.edges(THIN, filled=operator in _FILLS))
            self._path = []

    def _trace(self, operator: bytes, numbers: Sequence[float], cm: Sequence[float]) -> None:
        if len(self._path) >= STROKES_MAX:
            return
        x, y = _place(cm, numbers[0], numbers[1])
        if operator == b"re":
            self._path.append(Box.between(x, y, *_place(cm, numbers[0] + numbers[2], numbers[1] + numbers[3])))
        elif operator == b"l" and min(abs(x - self._at[0]), abs(y - self._at[1])) < 1:
            self._path.append(Box.between(*self._at, x, y))
        self._at = (x, y)


def _numbers(operands: Sequence[Any]) -> list[float]:
    found = [float(one) for one in operands if isinstance(one, int | float)]
    return [one for one in found if math.isfinite(one) and abs(one) < FAR]


def _place(cm: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]


def _scale(matrix: Sequence[float]) -> float:
    return max(abs(matrix[0]), abs(matrix[1]))
