"""Three years of visits and problems in the invented county, written down day by day as they would have been."""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice
from random import Random

from yanzhen.kernel.base import bulk
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.records.models import Counter, Record
from yanzhen.packs.visits.models import CATEGORIES, REASONS, Problem, Visit
from yanzhen.packs.visits.pack import problem, visit

from .county import Grid, Size, Town
from .filling import Row, fill

YEARS = 3
PART = 50_000
WHO = ("李家", "东头", "河边", "村口", "二组", "学校旁", "桥头", "后山")
WHAT = (
    "自来水水压不足,早晚高峰用不上水", "路灯坏了三盏,老人晚上出行不便", "生产路积水,三轮车过不去", "低保申请材料不知道还缺什么",
    "慢性病报销比例想问清楚", "井盖松动,怕孩子踩空", "灌溉渠被落石堵住", "电压不稳,水泵带不动", "院墙边界和邻居说不到一起", "想学电商卖苹果",
)  # fmt: skip
COLUMNS = ("id", "kind", "number", "title", "org_id", "org_path", "tenant_id", "happened_on", "recorded_at", "written_by_id", "state", "turn_role", "turn_org_id", "due_on", "handler_id", "version", "origin_id")
STEPS = ("record_id", "step", "source", "target", "on", "at", "by_id", "post", "answers", "due_on", "late")


@dataclass(frozen=True)
class Way:
    """How far a problem has come: the steps behind it, whose turn it is now and where, what its facts say."""

    steps: tuple[str, ...]
    state: str
    role: str = ""
    at: str = ""
    outcome: str = ""
    word: str = ""


TO_OFFICE = ("assign", "accept")
WAYS = (
    (10, Way((), "registered", "dispatcher", "town")),
    (5, Way(TO_OFFICE[:1], "assigned", "office_head", "office")),
    (10, Way(TO_OFFICE, "in_hand", "office_head", "office")),
    (20, Way((*TO_OFFICE, "solve"), "solved", "village_clerk", "village", "solved")),
    (10, Way((*TO_OFFICE, "cannot"), "cannot", "dispatcher", "town", "cannot")),
    (5, Way((*TO_OFFICE, "cannot", "raise"), "raised", "county_liaison", "town", "cannot")),
    (10, Way((*TO_OFFICE, "solve", "answer"), "answered", "village_clerk", "village", "solved", "waiting")),
    (10, Way((*TO_OFFICE, "solve", "answer", "confirm"), "confirmed", "dispatcher", "town", "solved", "confirmed")),
    (20, Way((*TO_OFFICE, "solve", "answer", "confirm", "close"), "closed", "", "", "solved", "confirmed")),
)
HUNDRED = tuple(way for share, way in WAYS for _ in range(share))


@dataclass(frozen=True, slots=True)
class Begun:
    """A record about to be written down: where, when, at whose home, and the visit it came up on."""

    key: int
    town: Town
    grid: Grid
    home: int
    day: date
    number: str
    origin: int | None = None


class Scribe:
    """Gives out records one after the other: whose township, which grid, which day, which number."""

    def __init__(self, towns: list[Town], today: date, kind: str, number: str, total: int, seed: int) -> None:
        self.towns, self.today, self.kind, self.number = towns, today, kind, number
        self.keys = bulk.reserve(Record, total)
        self.lot, self.last = Random(seed), Tally[tuple[int, int]]()
        # Townships are unlike: the first has about six in a hundred of all, the last about four.
        self.weights = list(accumulate(1.2 - 0.4 * n / len(towns) for n in range(len(towns))))

    def parts(self) -> Iterator[list[Begun]]:
        """All of them, in the order of the days, so many at a time."""
        begun = self._begun()
        while part := list(islice(begun, PART)):
            yield part

    def _begun(self) -> Iterator[Begun]:
        total, days = len(self.keys), YEARS * 365
        for n, key in enumerate(self.keys):
            day = self.today - timedelta(days=days - n * days // total)
            town = self.lot.choices(self.towns, cum_weights=self.weights)[0]
            series = (town.key, day.year)
            self.last[series] += 1
            number = self.number.format(year=day.year, seq=self.last[series])
            yield self.begin(key, town, day, number, n / total)

    def begin(self, key: int, town: Town, day: date, number: str, passed: float) -> Begun:
        """A visit goes to any home; a problem comes up on one of the visits of its days (`passed` is how much of the time has)."""
        if self.kind == problem.key:
            visited, grid, home = town.visits[int(passed * len(town.visits))]
            return Begun(key, town, grid, home, day, number, visited)
        grid = self.lot.choice(town.grids)
        home = self.lot.choice(grid.homes)[0]
        town.visits.append((key, grid, home))
        return Begun(key, town, grid, home, day, number)

    def counters(self) -> Iterator[Row]:
        return ((tenant, self.kind, year, last) for (tenant, year), last in self.last.items())


def write(size: Size, towns: list[Town], today: date) -> None:
    """All visits, all problems with their facts and steps, and the counters their numbers came from."""
    visits = Scribe(towns, today, visit.key, visit.number, size.visits, 11)
    problems = Scribe(towns, today, problem.key, problem.number, size.problems, 12)
    for part in visits.parts():
        _visits(visits.lot, part)
    for part in problems.parts():
        _problems(problems.lot, part, today)
    fill(Counter, ("tenant_id", "kind", "year", "last"), [*visits.counters(), *problems.counters()])


def _visits(lot: Random, part: list[Begun]) -> None:
    fill(Record, COLUMNS, (
        (b.key, visit.key, b.number, "走访", b.grid.key, b.grid.path, b.town.key, str(b.day), f"{b.day} 02:00:00", b.grid.worker, "", "", None, None, None, 1, None)
        for b in part
    ))
    fill(Visit, ("record_id", "household_id", "heard"), ((b.key, b.home, lot.choice(WHAT)) for b in part))


def _problems(lot: Random, part: list[Begun], today: date) -> None:
    walks = [(b, lot.choice(HUNDRED), lot.choice(b.town.offices), lot.choice(WHO) + lot.choice(WHAT)) for b in part]
    fill(Record, COLUMNS, (_record(*walk) for walk in walks))
    facts = ("record_id", "household_id", "category", "detail", "outcome", "decided_on", "reason", "level", "word")
    fill(Problem, facts, (_facts(lot, *walk) for walk in walks))
    fill(StepTaken, STEPS, (step for begun, way, office, _title in walks for step in _steps(begun, way, office, today)))


def _record(b: Begun, way: Way, office: int, title: str) -> Row:
    turn = {"": None, "town": b.town.key, "office": office, "village": b.grid.village}[way.at]
    due = str(b.day + timedelta(days=9 + b.key % 40)) if way.role else None
    return (
        b.key, problem.key, b.number, title, b.grid.key, b.grid.path, b.town.key, str(b.day), f"{b.day} 02:00:00", b.grid.worker,
        way.state, way.role, turn, due, office if way.steps else None, 1 + len(way.steps), b.origin,
    )


def _facts(lot: Random, b: Begun, way: Way, _office: int, title: str) -> Row:
    cannot = way.outcome == "cannot"
    return (
        b.key, b.home, lot.choice(list(CATEGORIES)), f"入户时反映:{title}。", way.outcome,
        str(b.day + timedelta(days=9)) if way.outcome else None, lot.choice(list(REASONS)) if cannot else "", "county" if cannot else "", way.word,
    )


def _steps(b: Begun, way: Way, office: int, today: date) -> Iterator[Row]:
    """The steps behind a problem, three days apart; one in seven came late."""
    assert problem.flow is not None
    state = problem.flow.start
    for turn, step in enumerate(way.steps, 1):
        on, target = min(b.day + timedelta(days=3 * turn), today), problem.flow.steps[step].target
        said = json.dumps({"handler": {"org": office, "name": "站所"}} if step == "assign" else {"how": "已到现场办好"}, ensure_ascii=False)
        late = (b.key + turn) % 7 == 0
        yield b.key, step, state, target, str(on), f"{on} 03:00:00", b.grid.worker, f"office_head@{office}", said, str(on + timedelta(days=2)), late
        state = target
