"""The guard's own small place, its roles in the book, and passwords that are hashed quickly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.guard.place import ROLES, Place, build
from yanzhen.kernel.base.definitions import book


@pytest.fixture(autouse=True)
def roles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(book, "_pages", {kind: dict(page) for kind, page in book._pages.items()})
    for role in ROLES:
        book.add(role)
    yield


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> list[str]:
    """Passwords are hashed quickly; what the product hashes with."""
    real = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return list(real)


@pytest.fixture
def place(db: None) -> Place:
    return build()
