"""What the packs declare, found by key: the only registry there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# A word on screen: declared once, translated when it is shown.
Name: TypeAlias = "str | StrPromise"


@dataclass(frozen=True, eq=False)
class Definition:
    """Something a pack declares: a stable key in English and a name for the screen."""

    key: str
    name: Name

    def __str__(self) -> str:
        return str(self.name)


D = TypeVar("D", bound=Definition)


class Book:
    """Every definition of the packs that are switched on. Two of one type may not share a key."""

    def __init__(self) -> None:
        self._pages: dict[type[Definition], dict[str, Definition]] = {}

    def add(self, definition: Definition) -> None:
        page = self._pages.setdefault(type(definition), {})
        if page.get(definition.key, definition) is not definition:
            raise ValueError(f"{type(definition).__name__} {definition.key} is declared twice")
        page[definition.key] = definition

    def read(self, module: ModuleType) -> None:
        """Take in every definition that stands at the top of a module."""
        for value in vars(module).values():
            for one in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(one, Definition):
                    self.add(one)

    def get(self, kind: type[D], key: str) -> D:
        """The definition of this type with this key, subclasses included; KeyError if nobody declared it."""
        found = self._pages.get(kind, {}).get(key)
        if isinstance(found, kind):
            return found
        for sort, page in self._pages.items():
            if key in page and issubclass(sort, kind):
                return cast(D, page[key])
        raise KeyError(f"{kind.__name__} {key}")

    def of(self, kind: type[D]) -> Iterator[D]:
        """All definitions of this type, in the order of declaration."""
        for sort, page in self._pages.items():
            if issubclass(sort, kind):
                yield from cast(Iterable[D], page.values())


book = Book()
