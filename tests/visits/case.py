"""One problem of the small county and its way, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from tests.toypack.desk import noon
from tests.world import World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.records.models import Record
from yanzhen.packs.visits.actions import Raised, log_visit

MONDAY = date(2026, 3, 2)
ANSWERS: dict[str, dict[str, Any]] = {
    "return": {"why": "不归我们管"}, "take_back": {"why": "没人接"}, "solve": {"how": "换了阀门"}, "cannot": {"reason": "funds", "level": "county", "condition": "有项目时"},
    "extend": {"why": "等料"}, "ask_more": {"why": "等料"}, "decline": {"why": "料已到"}, "raise": {"ask": "请协调"}, "hand_down": {"opinion": "列入计划"}, "answer": {"manner": "door", "answer": "已经修好"},
    "tell": {"manner": "door", "answer": "要等项目"}, "dispute": {"words": "还在漏"}, "object": {"words": "等不起"}, "silent": {"why": "去过两次"}, "settle": {"why": "复核过"}, "reopen": {"why": "又坏了"},
}
TAKERS = {
    **dict.fromkeys(("assign", "extend", "decline", "silent", "settle", "close", "reopen", "raise", "take_back"), "dispatcher"),
    **dict.fromkeys(("accept", "return", "solve", "cannot", "ask_more", "go_on"), "office_head"), **dict.fromkeys(("answer", "tell", "confirm", "noted", "dispute", "object"), "clerk"),
    "hand_down": "liaison",
}


@dataclass
class Case:
    """Each step is taken at noon of its day by whose it is, unless somebody else is named."""

    world: World
    record: Record

    def step(self, key: str, day: date, by: str = "", **said: Any) -> Record:
        given = ANSWERS.get(key, {}) | ({"handler": self.world.office} if key == "assign" else {}) | said
        self.record = take_step(self.record, key, actor=self.world.actor(by or TAKERS[key], day), at=noon(day), uid=uuid4(), **given)
        return self.record

    def walk(self, day: date, *keys: str) -> Record:
        """These steps, all on one day."""
        for key in keys:
            self.step(key, day)
        return self.record

    def value(self, key: str, day: date) -> int | None:
        return value(self.world, key, day)


def value(world: World, key: str, day: date) -> int | None:
    """A figure or a share of the township's year, as it is told on that day."""
    counted = next(one for sort in (Figure, Ratio) for one in book.of(sort) if one.key == key)
    found = counted.value(Scope.year(world.town, day.year, day))
    return None if found is None else int(found)


def raised(world: World, day: date, *, written: date | None = None, category: str = "welfare", by: str = "clerk", home: str = "home", words: str = "补助没到") -> Case:
    """A problem raised on a visit of that day, written down then or later."""
    visit = log_visit(
        actor=world.actor(by, written or day), at=noon(written or day), uid=uuid4(), org=world.village, happened_on=day, target=world.homes[home],
        problems=[Raised(words, category)],
    )
    return Case(world, Record.objects.get(origin=visit))
