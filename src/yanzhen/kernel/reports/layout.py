"""The measures of an official paper, from `gongwen.toml`, in the units that Word wants."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

TWIPS_PER_PT: Final = 20
PT_PER_MM: Final = 72 / 25.4


@dataclass(frozen=True)
class Layout:
    """The tables of the file. Lengths come out in twips (1/20 pt)."""

    tables: dict[str, dict[str, Any]]

    def get(self, table: str, key: str) -> Any:
        return self.tables[table][key]

    def mm(self, table: str, key: str) -> int:
        return round(float(self.get(table, key)) * PT_PER_MM * TWIPS_PER_PT)

    def size(self, table: str) -> float:
        """Type size in points."""
        return float(self.get(table, "size_pt"))

    def face(self, name: str) -> str:
        return str(self.get("faces", name)[0])

    @property
    def line(self) -> int:
        """Distance of lines in twips."""
        return round(float(self.get("grid", "line_pt")) * TWIPS_PER_PT)

    @property
    def char(self) -> float:
        """Width of one body character with its spacing, in twips."""
        return float((self.size("body") + self.get("grid", "char_spacing_pt")) * TWIPS_PER_PT)

    @property
    def area(self) -> int:
        """Width of the type area in twips."""
        return self.mm("page", "width_mm") - self.mm("page", "left_mm") - self.mm("page", "right_mm")

    def lines(self, table: str, key: str = "gap_lines") -> int:
        return int(self.get(table, key) * self.line)

    def chars(self, count: float) -> int:
        return round(count * self.char)


@cache
def layout() -> Layout:
    """GB/T 9704-2012 as this product sets it."""
    return Layout(tomllib.loads(files(__package__).joinpath("gongwen.toml").read_text("utf-8")))
