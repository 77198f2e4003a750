"""The guard's own small place, and its roles in the book."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.guard.place import ROLES, Place, build
from yanzhen.kernel.base.definitions import book


@pytest.fixture(autouse=True)
def roles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(book, "_pages", {kind: dict(page) for kind, page in book._pages.items()})
    for role in ROLES:
        book.add(role)
    yield


@pytest.fixture
def place(db: None) -> Place:
    return build()
