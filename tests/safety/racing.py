"""Many who do the same at the same moment, each on a connection of his own; and what it came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from yanzhen.kernel.base.refused import Refused

MANY = 16
DONE, REFUSED = "done", "refused"


@dataclass
class Race:
    """An act, numbered by who does it; and how many effects it has had so far."""

    act: Callable[[int], Any]
    effects: Callable[[], int]
    twice: str = REFUSED


def at_once(act: Callable[[int], Any], many: int = MANY) -> Counter[str]:
    """How often the act was done and refused; whatever else came of it by its name."""
    barrier, outcomes = Barrier(many), Counter[str]()

    def run(number: int) -> None:
        try:
            barrier.wait(60)
            act(number)
            outcome = DONE
        except Refused:
            outcome = REFUSED
        except Exception as fault:
            outcome = f"{type(fault).__name__}: {fault}"
        finally:
            connections.close_all()
        outcomes[outcome] += 1

    threads = [Thread(target=run, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes
