"""What the worker can be asked to do, and how a task says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yanzhen.kernel.base.definitions import Definition, Name

if TYPE_CHECKING:
    pass


class TakenOver(Exception):
    """Another worker has the job by now: this one was silent for too long and must stop."""


class Progress:
    """How far a job is. Cheap enough to call for every row: it keeps two numbers; the worker's beat writes them down.

    They are written on a connection of their own, so they show while the task's own transaction is still open.
    """

    def __init__(self) -> None:
        self.done = self.total = 0
        self.lost = False

    def __call__(self, done: int, total: int | None = None) -> None:
        """`done` of `total` are done. Raises TakenOver once the job belongs to somebody else."""
        if self.lost:
            raise TakenOver
        self.done = done
        if total is not None:
            self.total = total


@dataclass(frozen=True, eq=False)
class Task(Definition):
    """Long work. `run(job, progress, *, actor, at)` returns the sentence the job ends with, or raises Refused. Where what it
    counts are its `parts`, each has its words.

    It must be safe to run again after being killed anywhere: one transaction, or compare-and-set on what it works at.
    """

    run: Callable[..., str]
    parts: tuple[Name, ...] = ()
