"""A spreadsheet opened in a child of its own: its sheets, and its rows in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from yanzhen.kernel.base.sandbox import outside
from yanzhen.kernel.base.sandbox.gate import Barred
from yanzhen.kernel.base.sandbox.outside import Child, Ended

from . import sentences

Cell = Any  # str | float | int | bool | datetime.date | datetime.datetime | None: checked where it is converted
Row = list[Cell]


class Chunk(NamedTuple):
    """Some rows of one sheet that hold anything, each with its number as Excel shows it (from 1)."""

    sheet: int
    numbers: list[int]
    rows: list[Row]


@dataclass(frozen=True)
class RawSheet:
    """One sheet before anybody knows what it is. `merges` are (top, left, bottom, right), counted from 0; `late` says
    that its days are counted from 1904."""

    name: str
    height: int
    width: int
    wide: bool
    hidden: bool
    merges: tuple[tuple[int, int, int, int], ...]
    head: tuple[tuple[int, Row], ...]
    late: bool = False


class RawBook:
    """An opened spreadsheet: its form, its sheets, and once through its rows. Use as a context manager."""

    def __init__(self, source: Path | bytes) -> None:
        self._source = source
        self._child = _child(source, "read")
        try:
            first = self._frame()
            self.form = str(first["form"])
            self.sheets = tuple(_sheet(one) for one in first["sheets"])
        except (KeyError, TypeError) as strange:
            self.close()
            raise sentences.refusal("broken", {}) from strange
        except BaseException:
            self.close()
            raise

    def chunks(self) -> Iterator[Chunk]:
        """The rows, sheet by sheet, from the top; Refused if the child gives up on the way."""
        while True:
            frame = self._frame()
            if isinstance(frame, dict):
                return
            yield Chunk(*frame)

    def close(self) -> None:
        self._child.close()

    def __enter__(self) -> RawBook:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _frame(self) -> Any:
        """The next frame; the child's refusal, its death and its silence all become Refused."""
        try:
            return self._child.frame()
        except Barred as barred:
            raise sentences.refusal(barred.code, barred.facts) from barred
        except Ended as end:
            if end.code:
                raise sentences.refusal(end.code, {"seconds": outside.PATIENCE}) from end
            raise self._explained() from end

    def _explained(self) -> Exception:
        """The child died without a word, so of what it took: a second child says on what."""
        second = _child(self._source, "explain")
        try:
            second.frame()
        except Barred as barred:
            return sentences.refusal(barred.code, barred.facts)
        except Ended:
            pass
        finally:
            second.close()
        return sentences.refusal("memory", {})


def _child(source: Path | bytes, task: str) -> Child:
    try:
        return Child("yanzhen.kernel.intake.child", task, source)
    except Barred as barred:
        raise sentences.refusal(barred.code, barred.facts) from barred


def _sheet(about: dict[str, Any]) -> RawSheet:
    return RawSheet(
        name=about["name"],
        height=about["height"],
        width=about["width"],
        wide=about["wide"],
        hidden=about["hidden"],
        merges=tuple((top, left, bottom, right) for (top, left), (bottom, right) in about["merges"]),
        head=tuple((number, row) for number, row in about["head"]),
        late=about["late"],
    )
