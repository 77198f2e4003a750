"""An invented county to measure on: townships, villages and grids, the people who live there, and those who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password

from yanzhen.faces.cli.sample.people import GIVEN_F, GIVEN_M, SURNAMES, id_number
from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.sealing import mark, seal
from yanzhen.kernel.guard.models import Account, Appointment
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, OrgPlace, Person

from .filling import Row, fill

SINCE = "2015-01-01"
OFFICES, AREAS, ORGAN_BRANCHES = 9, 6, 22
LIFE = 29_000  # days; has no divisor in common with 31


@dataclass(frozen=True)
class Size:
    """How large the county is."""

    towns: int = 20
    villages: int = 45
    grids: int = 400
    people: int = 460_000
    households: int = 150_000
    problems: int = 1_000_000
    visits: int = 300_000
    roster: int = 100_000


FULL = Size()
SMALL = Size(villages=9, grids=18, people=9_200, households=3_000, problems=20_000, visits=6_000, roster=2_000)


@dataclass
class Grid:
    """A grid and the places above it."""

    key: int
    path: str
    village: int
    worker: int = 0
    homes: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Town:
    """A township as the records need it: its offices, its grids, a few people in posts, and the visits made in it (key, grid, home)."""

    key: int
    offices: list[int] = field(default_factory=list)
    villages: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    visits: list[tuple[int, Grid, int]] = field(default_factory=list)


def town_name(number: int) -> str:
    return f"样本{number + 1}镇"


class Places:
    """The organisations, founded one below the other."""

    def __init__(self, size: Size) -> None:
        self.size = size
        each = 1 + OFFICES + AREAS + size.villages * 2 + size.grids + ORGAN_BRANCHES + 2
        self.keys = iter(bulk.reserve(Org, 1 + size.towns * each))
        self.orgs: list[Row] = []
        self.places: list[Row] = []

    def found(self, kind: str, name: str, above: tuple[int, str] | None = None, tenant: int | None = None, serves: int | None = None) -> tuple[int, str]:
        """One organisation: its key and its path."""
        key = next(self.keys)
        path = f"{above[1] if above else '/'}{key}/"
        own = key if kind == "town" else tenant
        self.orgs.append((key, kind, name, above[0] if above else None, path, own, SINCE, serves))
        self.places.append((key, above[0] if above else None, path, SINCE))
        return key, path

    def town(self, county: tuple[int, str], number: int) -> Town:
        """A township with all below it, and the branches that serve its villages."""
        top = self.found("town", town_name(number), county)
        town = Town(top[0])
        town.offices = [self.found("office", f"第{n + 1}站所", top, top[0])[0] for n in range(OFFICES)]
        areas = [self.found("area", f"第{n + 1}片区", top, top[0]) for n in range(AREAS)]
        villages = [self.found("village", f"{number + 1:02}{n + 1:02}村", areas[n % AREAS], top[0]) for n in range(self.size.villages)]
        town.villages = [key for key, _path in villages]
        for n in range(self.size.grids):
            village = villages[n % len(villages)]
            town.grids.append(Grid(*self.found("grid", f"第{n + 1}网格", village, top[0]), village=village[0]))
        party = self.found("party_committee", "党委", top, top[0])
        united = self.found("united_committee", "综合党委", party, top[0])
        sorts = ("branch_organ", "branch_institution", "branch_company")
        town.branches = [self.found("branch_village", "村党支部", party, top[0], serves=key)[0] for key, _path in villages]
        for n in range(ORGAN_BRANCHES):
            sort = sorts[n % 3]
            town.branches.append(self.found(sort, f"第{n + 1}支部", united if sort == "branch_company" else party, top[0])[0])
        return town

    def write(self) -> None:
        fill(Org, ("id", "kind", "name", "parent_id", "path", "tenant_id", "since", "serves_id"), self.orgs)
        fill(OrgPlace, ("org_id", "parent_id", "path", "since"), self.places)


def settle(size: Size, today: date) -> list[Town]:
    """Found the county and let people live in it; its townships, each with its grids, homes and posts."""
    places = Places(size)
    county = places.found("county", "样本县")
    towns = [places.town(county, n) for n in range(size.towns)]
    places.write()
    _people(size, towns, today)
    fill(Appointment, ("person_id", "org_id", "role", "since"), [post for town in towns for post in town.posts])
    _accounts(towns)
    return towns


def _people(size: Size, towns: list[Town], today: date) -> None:
    """People three to a home, homes in the grids by turns; the first in each home heads it."""
    keys, homes = bulk.reserve(Person, size.people), bulk.reserve(Household, size.households)
    grids = [grid for town in towns for grid in town.grids]
    for n, home in enumerate(homes):
        grids[n % len(grids)].homes.append((home, keys[n]))
    fill(Person, ("id", "name", "gender", "birth", "id_number", "id_mark", "phone"), _humans(keys, today))
    numbered = ((home, f"{turn + 1:04}", grid.key, head, f"{turn + 1}号", SINCE) for grid in grids for turn, (home, head) in enumerate(grid.homes))
    fill(Household, ("id", "number", "org_id", "head_id", "address", "since"), numbered)
    members = ((homes[n % len(homes)], key, "户主" if n < len(homes) else "家庭成员", SINCE) for n, key in enumerate(keys))
    fill(HouseholdMember, ("household_id", "person_id", "relation", "since"), members)
    _posts(towns)
    party = ((key, branch, "member", "2016-07-01", "2017-07-01") for branch, key in _members(towns))
    fill(Belonging, ("person_id", "org_id", "sort", "since", "confirmed_on"), party)


def _humans(keys: range, today: date) -> Iterator[Row]:
    """As many people as there are keys; each has a number nobody has."""
    lot, youngest = Random(5), today - timedelta(days=365)
    for n, key in enumerate(keys):
        gender = "mf"[n % 2]
        birth, number = born(n, gender, youngest)
        name = lot.choice(SURNAMES) + "".join(lot.sample(GIVEN_M if gender == "m" else GIVEN_F, 2))
        yield key, name, gender, birth.isoformat(), seal(number), mark(number), seal(f"199{n:08}")


def born(n: int, gender: str, youngest: date) -> tuple[date, str]:
    """The birth and the number of the n-th person; no two of the first fourteen million are alike."""
    birth = youngest - timedelta(days=n * 31 % LIFE)
    return birth, id_number(birth, n // LIFE % 499 * 2 + (gender == "m"))


def _posts(towns: list[Town]) -> None:
    """A secretary and a dispatcher for each township, a clerk for each village, a worker for each grid, a head for each office."""
    for town in towns:
        heads = (head for turn in count(1) for grid in town.grids for _home, head in grid.homes[turn : turn + 1])
        for role, org in (("town_secretary", town.key), ("dispatcher", town.key)):
            town.posts.append((next(heads), org, role, SINCE))
        town.posts += [(next(heads), village, "village_clerk", SINCE) for village in town.villages]
        town.posts += [(next(heads), office, "office_head", SINCE) for office in town.offices]
        for grid in town.grids:
            grid.worker = grid.homes[0][1]
            town.posts.append((grid.worker, grid.key, "grid_worker", SINCE))


def _members(towns: list[Town]) -> Iterator[tuple[int, int]]:
    """About one adult in seventeen belongs to a branch: the heads of every sixth home."""
    for town in towns:
        homes = [head for grid in town.grids for _home, head in grid.homes]
        yield from ((town.branches[n % len(town.branches)], head) for n, head in enumerate(homes[::6]))


def password() -> str:
    """Of every account here; another one in every data directory."""
    return settings.SECRET_KEY[:24]


def _accounts(towns: list[Town]) -> None:
    """Accounts for the posts of the first township that are measured: `secretary` and `clerk`."""
    digest, first = make_password(password()), towns[0]
    logins = {"town_secretary": "secretary", "village_clerk": "clerk"}
    rows = {logins[role]: person for person, _org, role, _since in reversed(first.posts) if role in logins}
    fill(Account, ("login", "person_id", "must_change", "password", "password_at"), [
        (login, person, False, digest, f"{SINCE} 00:00:00") for login, person in rows.items()
    ])
