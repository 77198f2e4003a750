"""What processes took of the machine."""

from __future__ import annotations

import resource
from resource import RUSAGE_CHILDREN, RUSAGE_SELF


def megabytes(who: int = RUSAGE_SELF) -> float:
    """The most memory this process ever held, or the largest of its children that have ended."""
    return resource.getrusage(who).ru_maxrss / 1024


def work(*whose: int) -> float:
    """Seconds of processor time that these took: this process, its children that have ended, or both."""
    return sum(took.ru_utime + took.ru_stime for took in map(resource.getrusage, whose or (RUSAGE_SELF, RUSAGE_CHILDREN)))
