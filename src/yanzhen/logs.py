"""What goes into the log: when, what kind of thing, where in the program; never whom it was about."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from typing import Any


class Impersonal(logging.Formatter):
    """One line an event. An exception is told by its type and its places: its message may quote a person's data."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:
        """The exception and what caused it, innermost cause last, each as a type and the places it passed."""
        return "\n".join(_told(ei[1]))


def _told(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__
