"""What was measured, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from unicodedata import east_asian_width


@dataclass(frozen=True)
class Row:
    """One thing measured: ours, what it is set against, how many times that ours is, and how many times it may be."""

    name: str
    ours: float
    limit: float
    aim: float
    unit: str = "ms"
    share: bool = True
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours in units of the limit."""
        return self.ours / self.limit if self.limit else 0.0

    @property
    def met(self) -> bool:
        """Is the aim reached: of the ratio, or for a row that is no share, of the figure itself?"""
        return (self.ratio if self.share else self.ours) <= self.aim

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        aim = f"≤ {self.aim:g}×" if self.share else f"≤ {self.aim:g} {self.unit}"
        limit, ratio = (f"{self.limit:.2f} {self.unit}", f"{self.ratio:.1f}×") if self.share else ("", "")
        return self.name, f"{self.ours:.2f} {self.unit}", limit, ratio, aim, "yes" if self.met else "NO", self.note


HEAD = ("", "ours", "limit", "ratio", "aim", "met", "")


def width(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def table(rows: Sequence[Row]) -> str:
    """The rows below one another."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(width(line[n]) for line in lines) for n in range(len(HEAD))]
    return "\n".join("  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip() for line in lines)


def machine() -> str:
    """What it was measured on, and how busy that was."""
    return f"{os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"


def save(path: Path, rows: Sequence[Row], about: dict[str, str]) -> None:
    """The rows as JSON."""
    told = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in rows]
    path.write_text(json.dumps({**about, "rows": told}, ensure_ascii=False, indent=1) + "\n", "utf-8")
