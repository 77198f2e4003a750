"""The library at work in the small county: who stands at the desk, and how a loan is written down there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tests.world import BUILT, SINCE, World
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard.access import Actor, actor_of
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org

from .pack import loan

# Who of the world holds which of the library's posts.
POSTS = (
    ("worker", "librarian", "village"), ("worker2", "library_head", "town"), ("worker3", "binder", "office"),
    ("neighbour", "library_guest", "village"), ("wife", "librarian", "other_village"), ("far_villager", "librarian", "far_village"),
)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE)


@dataclass
class Desk:
    """The library of one world. Each act is done at noon of its day, by the librarian unless someone else is named."""

    world: World

    def actor(self, name: str, day: date) -> Actor:
        person = self.world.people[name]
        return actor_of(person.pk, person.name, day)

    def write(self, day: date, org: Org | None = None, by: str = "", **said: Any) -> Record:
        actor = self.actor(by, day) if by else self.world.operator
        values: dict[str, Any] = {"title": "a book", "book": "Journey to the West", "happened_on": day, "at": noon(day)} | said
        return write(loan, actor=actor, org=org or self.world.village, **values)

    def step(self, record: Record, key: str, day: date, by: str = "worker", **said: Any) -> Record:
        return take_step(record, key, actor=self.actor(by, day), **{"at": noon(day)} | said)

    def lent(self, day: date, **said: Any) -> Record:
        return self.step(self.write(day, by="worker", **said), "lend", day)


def open_desk(world: World) -> Desk:
    for who, role, place in POSTS:
        appoint(actor=world.operator, at=BUILT, person=world.people[who], org=world.places[place], role=role, since=SINCE)
    return Desk(world)
