"""The second half of a pack's declaration: what the rows of a sheet are against the records, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yanzhen.kernel.base.definitions import Definition
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.trail import Act
from yanzhen.kernel.register.models import Org

from .converting import Fault

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass(slots=True)
class Line:
    """One row on its way in. `key` tells equal facts apart (see `SheetKind.keys`); `made` names the rows it brings about,
    `notes` say what the file leaves out and was supplied."""

    sheet: str
    row: int
    values: dict[str, Any]
    key: tuple[Any, ...] | None = None
    faults: list[Fault] = field(default_factory=list)
    fate: str = ""
    says: str = ""
    made: list[str] = field(default_factory=list)
    mark: str = ""
    raw: Sequence[Any] = ()
    hints: Sequence[Fault] = ()
    notes: Sequence[str] = ()
    pk: int | None = None

    def get(self, column: str, default: Any = "") -> Any:
        """What a column says; the default where it says nothing."""
        value = self.values.get(column)
        return default if value is None else value


@dataclass(frozen=True)
class Context:
    """What a loader needs to know: the import (`subject`, as the trail names it), for whom, by whom, the day as of which
    the rows are true, what stands above them (`titles`, by sheet), and where each column stands (`letters`, by sheet).
    `building` is off for a preview."""

    subject: str
    org: Org
    tenant: Org
    actor: Actor
    at: datetime
    day: date
    building: bool
    reason: str
    titles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def refuse(self, line: Line, column: str, sentence: str) -> None:
        """Give the row back with the cell and the reason."""
        letter = self.letters.get(line.sheet, {}).get(column, "")
        line.faults.append(Fault(column, f"{letter or 'A'}{line.row}", sentence.rstrip("。")))
        line.fate = REFUSED


class Load:
    """One file on its way through a pack's loader. `take` is called piece by piece, rows in the order of the file,
    `write` once, inside the act. A preview only takes."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def facts(self, line: Line) -> tuple[Any, ...] | None:
        """What makes the row the same fact in any file; None where the records themselves have a key for it."""
        return None

    def stated(self, lines: Sequence[Line]) -> None:
        """Rows of the piece to come whose facts an earlier file stated: they are the same, and what stands for them in the
        records stands for no other row."""

    def take(self, lines: Sequence[Line]) -> None:
        """Say of each row without faults what it is (`fate`, and `says` in words), and make ready what it brings about."""
        raise NotImplementedError

    def write(self, act: Act) -> Iterable[Line]:
        """Write what was taken; the lines of which it is known only now what they brought about. Refused if it cannot be
        done: then nothing is."""
        raise NotImplementedError

    def founded(self) -> Sequence[str]:
        """What will be set up for the rows to stand in, in words, to be seen before anybody decides."""
        return ()


@dataclass(frozen=True, eq=False)
class Loader(Definition):
    """How the rows of a sheet are loaded. Its key is the key of the sheet's kind; `right` is needed where they are written."""

    load: Callable[[Context], Load]
    right: str = "register.write"


def fact_mark(tenant: Org, sheet: str, facts: Sequence[Any]) -> str:
    """The keyed digest of a fact: it says nothing by itself, and equal facts have equal ones."""
    return mark("\x1f".join([str(tenant.pk), sheet, *map(str, facts)]))
