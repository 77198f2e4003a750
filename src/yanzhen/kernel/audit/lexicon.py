"""Words a report is read with: the language's own (words.toml) and what packs add (`Lexicon`). Plain data, so that the
process that reads uploaded files gets it as JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from yanzhen.kernel.base.definitions import Definition, book

Table = Mapping[str, Any]
OWN: Final = "words.toml"


@dataclass(frozen=True, eq=False)
class Lexicon(Definition):
    """A TOML file of words in a pack: it adds to the tables of words.toml, and to its own `places` and `formulas`, which name
    the paper that each group of them is taken from."""

    package: str
    file: str = "lexicon.toml"

    def table(self) -> Table:
        return tomllib.loads(files(self.package).joinpath(self.file).read_text("utf-8"))


@dataclass(frozen=True)
class Words:
    """Section → name → words. `text` is the JSON it came from, by which two are the same."""

    text: str

    @classmethod
    def merged(cls, tables: list[Table]) -> Words:
        """Later tables add to earlier ones."""
        whole: dict[str, dict[str, list[str]]] = {}
        for table in tables:
            for section, names in table.items():
                for name, said in names.items():
                    if name != "source":
                        many = said.split() if isinstance(said, str) else list(said)
                        whole.setdefault(section, {}).setdefault(name, []).extend(many)
        return cls(json.dumps(whole, ensure_ascii=False, sort_keys=True))

    def __hash__(self) -> int:
        return hash(self.text)

    def section(self, name: str) -> dict[str, tuple[str, ...]]:
        """The word lists of one section, by name."""
        return _read(self.text).get(name, {})

    def of(self, section: str, name: str) -> tuple[str, ...]:
        """One word list; empty where nobody wrote it."""
        return self.section(section).get(name, ())

    @property
    def formulas(self) -> tuple[str, ...]:
        """Fixed expressions with a number in them, as they are rightly written (四个…)."""
        return tuple(formula for said in self.section("formulas").values() for formula in said)


@lru_cache(maxsize=4)
def _read(text: str) -> dict[str, dict[str, tuple[str, ...]]]:
    return {section: {name: tuple(said) for name, said in names.items()} for section, names in json.loads(text).items()}


def own() -> Table:
    """The language's own words."""
    return tomllib.loads(files(__package__).joinpath(OWN).read_text("utf-8"))


def words() -> Words:
    """The language's words and those of every pack that is switched on."""
    return Words.merged([own(), *(one.table() for one in book.of(Lexicon))])
