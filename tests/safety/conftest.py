"""The furnished county at noon of its day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.safety.house import House, furnished
from tests.world import NOON


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """The small county with something in every room; the clock stands still."""
    made = furnished()
    with time_machine.travel(NOON, tick=False):
        yield made
