"""The invented township in memory: places, people, members, visits and problems that add up to the published counts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from . import plan
from .people import Crowd, Human, share
from .places import Lattice, Point, Ring, ring, strips, within

OLDEST, YOUNGEST = date(1932, 1, 1), date(2016, 12, 31)
GROWN_UP = date(1992, 1, 1)


@dataclass
class Home:
    """A household: its number, its grid, where it stands, its people; the head first."""

    number: str
    grid: str
    place: Point
    people: list[tuple[str, Human]]


@dataclass
class Village:
    name: str
    area: str
    area_km2: Decimal
    shape: Ring
    grids: dict[str, Ring]
    homes: list[Home] = field(default_factory=list)
    members: list[tuple[Human, date]] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Call:
    """One visit: to a household or a company of a village; with a problem or without."""

    village: Village
    on: date
    home: Home | None
    company: str = ""
    category: str = ""
    said: str = ""
    outcome: str = ""
    result: str = ""


class Township:
    """Everything by one seed: the same township each time."""

    def __init__(self, seed: int = plan.YEAR) -> None:
        self.lot = random.Random(seed)
        self.crowd = Crowd(seed)
        self.villages = self._villages()
        self._people()
        self._companies()
        self._members()
        self.calls = self._calls()

    def _villages(self) -> list[Village]:
        lattice = Lattice(8, 6, plan.YEAR)
        sizes = [Decimal(n) / 100 for n in share(int(plan.AREA_KM2 * 100), plan.VILLAGES, self.lot, least=120)]
        found = []
        for n, (name, size) in enumerate(zip(plan.VILLAGE_NAMES, sizes, strict=True)):
            corners = lattice.cell(n)
            cut = strips(corners, self.lot.choice((2, 3, 3, 4)))
            grids = {f"第{i}网格": ring(part) for i, part in enumerate(cut, 1)}
            area = f"{plan.AREA_NAMES[n * plan.AREAS // plan.VILLAGES]}片区"
            found.append(Village(f"{name}村", area, size, ring(corners), grids))
        return found

    def _people(self) -> None:
        """Households, and in them exactly as many people as were published."""
        homes = plan.CALLED_ON - plan.COMPANIES
        per_village = share(homes, plan.VILLAGES, self.lot, least=60)
        sizes = share(plan.POPULATION, homes, self.lot, least=1, spread=0.9)
        self.lot.shuffle(sizes)
        queue = iter(sizes)
        for code, (village, count) in enumerate(zip(self.villages, per_village, strict=True), 1):
            grids = list(village.grids)
            for n in range(1, count + 1):
                grid = grids[n * len(grids) // (count + 1)]
                corners = [(p[0], p[1]) for p in village.grids[grid][:4]]
                village.homes.append(Home(f"{code:02d}{n:04d}", grid, within(corners, self.lot), self._family(next(queue))))

    def _family(self, size: int) -> list[tuple[str, Human]]:
        head = self.crowd.human(GROWN_UP, OLDEST, "m" if self.lot.random() < 0.85 else "f")
        family = [("户主", head)]
        for relation in self.lot.sample(plan.RELATIONS, min(size - 1, len(plan.RELATIONS))) if size > 2 else plan.RELATIONS[: size - 1]:
            young = relation in ("子", "女", "孙子", "孙女")
            gender = "f" if relation in ("妻", "女", "母", "儿媳", "孙女") else "m"
            first, last = (YOUNGEST, date(1975, 1, 1)) if young else (GROWN_UP, OLDEST)
            family.append((relation, self.crowd.human(first, last, gender, head.name[0] if relation in ("子", "女", "父", "孙子", "孙女") else "")))
        return family

    def _companies(self) -> None:
        names = [f"{a}{b}{'合作社' if n % 3 else '有限公司'}" for n, (a, b) in enumerate((a, b) for b in plan.TRADES for a in plan.COMPANY_NAMES)]
        for n, name in enumerate(self.lot.sample(names, plan.COMPANIES)):
            self.villages[n % plan.VILLAGES].companies.append(name)

    def _members(self) -> None:
        """Grown people of each village, joined when they were of age, confirmed a year after."""
        for village, count in zip(self.villages, share(plan.MEMBERS, plan.VILLAGES, self.lot, least=12), strict=True):
            grown = [h for home in village.homes for _r, h in home.people if h.birth < date(1994, 1, 1)]
            for human in self.lot.sample(grown, count):
                joined = date(self.lot.randint(max(human.birth.year + 20, 1955), plan.YEAR), self.lot.randint(1, 12), self.lot.randint(1, 28))
                village.members.append((human, joined))

    def committee(self, village: Village, *, apart: bool) -> Iterator[tuple[Human, str, str]]:
        """Who leads a village, as what, and what they learned: members of the age such people have."""
        left = [human for human, _joined in village.members]
        for post, year, learned in plan.COMMITTEE[apart]:
            human = min(left, key=lambda one: abs(one.birth.year - year))
            left.remove(human)
            yield human, post, learned

    def _calls(self) -> list[Call]:
        """One visit to every household and company; the published number of them with a problem."""
        targets: list[tuple[Village, Home | None, str]] = [(v, h, "") for v in self.villages for h in v.homes]
        targets += [(v, None, c) for v in self.villages for c in v.companies]
        fates = self._fates()
        categories = [name for name, count in plan.BY_CATEGORY.items() for _n in range(count)]
        self.lot.shuffle(categories)
        chosen = set(self.lot.sample(range(len(targets)), len(fates)))
        told = iter(zip(categories, fates, strict=True))
        calls = []
        for n, (village, home, company) in enumerate(targets):
            on = date(plan.YEAR, 3, 1) + timedelta(days=self.lot.randrange(200))
            if n not in chosen:
                calls.append(Call(village, on, home, company))
                continue
            category, (outcome, result) = next(told)
            solved = on + timedelta(days=self.lot.choice((1, 2, 3, 5, 8, 12, 20)))
            result = f"{solved.year}-{solved.month:02d}-{solved.day:02d}" if outcome == "已解决" else result
            calls.append(Call(village, on, home, company, category, self.lot.choice(plan.SAID[category]), outcome, result))
        return calls

    def _fates(self) -> list[tuple[str, str]]:
        """What becomes of the problems; those disputed later are first told as solved."""
        fates = [("已解决", "")] * (plan.SOLVED + plan.DISPUTED) + [("正在解决", "")] * plan.UNDER_WAY
        reasons = [reason for reason, count in plan.CANNOT.items() for _n in range(count)]
        fates += [("上报区里" if n % plan.RAISED_EVERY == 0 else "未解决", reason) for n, reason in enumerate(reasons)]
        self.lot.shuffle(fates)
        return fates
