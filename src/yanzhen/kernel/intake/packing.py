"""Rows between preview and decision: sealed, because a roster is full of what identifies people."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.sealing import seal, unseal

from .converting import Fault
from .dates import Dated
from .loading import SAME, Line
from .reading import ParsedRow


def _plain(value: object) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {"#": str(value)}
    if isinstance(value, (date, datetime)):
        return {"@": value.isoformat()}
    raise TypeError(f"cannot keep a {type(value).__name__}")


def _rich(tagged: dict[str, Any]) -> Any:
    if "#" in tagged:
        return Decimal(tagged["#"])
    if "@" in tagged:
        text = tagged["@"]
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    return tagged


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
decode = json.JSONDecoder(object_hook=_rich).decode


def line_of(row: ParsedRow) -> Line:
    """A parsed row as a loader takes it."""
    line = Line(row.sheet, row.number, row.values, row.key, list(row.faults), raw=row.raw, hints=row.hints, notes=row.notes)
    line.fate = "refused" if line.faults else ""
    return line


def packed(key: int, line: Line, of: int) -> tuple[Any, ...]:
    """The line as it is kept, in the order of the columns of `ImportRow`. Days keep how exactly they are known; refused rows
    keep their cells, to be given back."""
    values = {key: value for key, value in line.values.items() if value is not None}
    days = {key: value.precision for key, value in values.items() if value.__class__ is Dated}
    for name in days:
        values[name] = values[name].day
    said: list[Any] = [values, days, list(line.key) if line.key else None]
    if line.faults:
        said += [list(line.raw), [list(fault) for fault in line.faults]]
    return key, of, line.sheet[:60], line.row, line.fate, seal(encode(said)), told(line), line.made, line.mark


#: The columns a line is made of again.
KEPT = ("pk", "sheet", "row", "fate", "values", "mark")


def unpacked(pk: int, sheet: str, number: int, fate: str, sealed: bytes, mark: str) -> Line:
    """The line again, from the columns of KEPT."""
    values, days, key, *rest = decode(unseal(sealed))
    for name, precision in days.items():
        values[name] = Dated(values[name], precision)
    raw, faults = rest or ((), ())
    return Line(sheet, number, values, tuple(key) if key else None, [Fault(*fault) for fault in faults], fate, mark=mark, raw=raw, pk=pk)


def told(line: Line) -> str:
    """Which cell and why, or what is new about it, what was supplied where something is taken, and which cells were passed over."""
    if not line.faults:
        return "；".join([*filter(None, [line.says]), *(line.notes if line.fate != SAME else ()), *(_("%(cell)s %(why)s，没有用这一格") % {"cell": f.cell, "why": f.sentence} for f in line.hints)])
    return "；".join(f"{f.cell} {f.sentence}" + (f"（{f.other}）" if f.other else "") for f in line.faults)
