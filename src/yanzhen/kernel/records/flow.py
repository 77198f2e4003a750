"""A flow as a pack declares it: the states a record may rest in, whose turn it is there and how long, and the steps between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yanzhen.kernel.base.definitions import Name

HANDLER = "handler"


@dataclass(frozen=True)
class State:
    """Where a record may rest: whose turn it is (a role; `at` says at which kind of organisation, or at the
    record's handler; `otherwise` is role and kind where the record has no such one above it), and the rule that says how
    long. `open` is False where nothing more is owed. Where it `resumes`, coming back to it gives no new time: the limit that
    ran there before runs on, until a step begins the handling anew. Where it `runs_on`, the limit of where the record comes from
    does, and goes back with it: something is asked there while the time passes."""

    key: str
    name: Name
    turn: str = ""
    at: str = ""
    within: str = ""
    open: bool = True
    otherwise: tuple[str, str] = ("", "")
    resumes: bool = False
    runs_on: bool = False


@dataclass(frozen=True)
class Ask:
    """One thing a step wants to know: kept with the step; with `fact`, also a column of the record's facts."""

    key: str
    name: Name
    sort: str = "text"
    choices: Mapping[str, Name] = field(default_factory=dict)
    optional: bool = False
    fact: bool = False
    help: Name = ""
    orgs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """An arrow (or several with one end): who takes it, what he is asked, what it writes into the facts. `anew` begins the
    handling anew; `once` is once in a handling; what is `overdue` is open only when the limit of where the record rests has passed."""

    key: str
    name: Name
    move: str
    by: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    dates: str = ""
    adds: str = ""
    once: bool = False
    overdue: bool = False
    anew: bool = False
    main: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(s.strip() for s in self.move.split("->")[0].split("|"))

    @property
    def target(self) -> str:
        return self.move.split("->")[1].strip()


class Flow:
    """States and steps, checked when declared: an arrow through a state that is not there is a ValueError."""

    def __init__(self, *parts: State | Step, limit: Callable[[Any, str], str] | None = None) -> None:
        self.states = {p.key: p for p in parts if isinstance(p, State)}
        self.steps = {p.key: p for p in parts if isinstance(p, Step)}
        self.start = next(iter(self.states))
        self.limit = limit
        for s in self.steps.values():
            if not {*s.sources, s.target} <= set(self.states):
                raise ValueError(f"step {s.key} moves through a state the flow does not have: {s.move}")

    def open_from(self, state: str) -> list[Step]:
        """The steps that leave a state, the main ones first."""
        return sorted((s for s in self.steps.values() if state in s.sources), key=lambda s: not s.main)

    @property
    def open_states(self) -> list[str]:
        """The states in which something is still to be done."""
        return [state.key for state in self.states.values() if state.open]

    def rule_for(self, state: str, facts: Any) -> str:
        """The key of the rule that limits the rest in this state for these facts; empty if nothing does."""
        return self.limit(facts, state) if self.limit else self.states[state].within
