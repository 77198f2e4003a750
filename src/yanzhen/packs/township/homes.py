"""The rows of a household on their way in, and whether they are about the people who live there or about others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yanzhen.kernel.audit.numerals import chinese
from yanzhen.kernel.base.text import fold
from yanzhen.kernel.intake.loading import Line
from yanzhen.kernel.register.judging import Judged
from yanzhen.kernel.register.models import HouseholdMember, HouseholdSet, Org, Person

from .given_back import GivenBack
from .sheets import ALIKE, HEAD_MARKS

Place = tuple[int, str]
#: A village's own parts, by number.
GROUP = re.compile("第?([0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:村民|居民)?(?:小?组|队)")
#: A name beside a relation: 户主（李长河）.
BESIDE = re.compile(r"[(（][^()（）]*[)）]$")


def plain(number: str) -> str:
    """A number as it is compared: 0001 in one file is 1 in another."""
    return number.lstrip("0") or number


def group_of(said: str) -> str:
    """The number of the group of a village that a cell or a sheet names: of 一组, 第1村民小组 and 上河村1组 it is 1."""
    met = GROUP.search(fold(said))
    count = met[1] if met else fold(said)
    return str(int(count)) if count.isdecimal() else str(chinese(count) or "") if met else ""


def homes_of(people: Iterable[int], tenant: Org) -> list[HouseholdMember]:
    """Where people live in the township now, the household and its head with it. The township is no condition of the statement:
    SQLite would rather walk through all who live there, for every thousand rows anew."""
    found = HouseholdMember.objects.filter(person__in=list(people), until__isnull=True).select_related("household__org", "household__head")
    return [home for home in found.defer("household__head__id_number", "household__head__phone") if home.household.org.tenant_id == tenant.pk]


def heads(line: Line) -> bool:
    """Whether the row says that its person is the head."""
    said = "".join(line.get("relation").split())
    return said in HEAD_MARKS or BESIDE.sub("", said) in HEAD_MARKS


def as_called(there: str, said: str) -> str:
    """How somebody is called in his home, if the register has a word for it and a roster another: a general word (子, 妻) does
    not take the place of one that is as good or says more (长子, 配偶)."""
    said = "".join(said.split())
    for words, exact in ALIKE:
        if said in words and (there in words or there in exact):
            return there
    return said


@dataclass
class Home:
    """The rows of one household."""

    village: Org
    org: Org
    number: str
    rows: list[tuple[Line, Judged[Person]]] = field(default_factory=list)
    called: dict[int, str] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return self.org.id, self.number

    @property
    def head(self) -> tuple[Line, Judged[Person]] | None:
        return next((row for row in self.rows if heads(row[0]) or row[0].get("head") == row[0].values["name"]), None)

    def asked(self, since: Any) -> dict[str, Any]:
        """The household as the register judges it."""
        head = self.head
        members = [(judged.row, "户主" if head and line is head[0] else self.called.get(id(line), "".join(line.get("relation").split()))) for line, judged in self.rows]
        said = {key: next((line.get(key) for line, _j in self.rows if line.get(key)), "") for key in ("address", "lat", "lng")}
        return {
            "org": self.org, "number": self.number, "since": since, **said, "members": members,
            "head": head[1].row if head else None,
        }


class Registered(NamedTuple):
    """A household of the register: its key, and its head's key and name."""

    pk: int
    head: int | None
    name: str


class Standing:
    """The households that stand in the register and who leads them. Two lists may use one number for two homes: a number
    alone makes nobody family."""

    def __init__(self, tenant: Org) -> None:
        self.back = GivenBack(tenant, plain, heads)
        self.homes: dict[Place, Registered] = {}
        self.dwellers: dict[int, set[int]] = {}
        self.led: dict[Place, tuple[str, str]] = {}
        self.met: set[int] = set()

    def learn(self, homes: HouseholdSet) -> dict[str, int]:
        """Remember the households of a village and who lives in them; the organisation of each by number."""
        rows = list(homes.values_list("number", "org", "pk", "head", "head__name"))
        self.homes |= {(org, number): Registered(pk, head, name or "") for number, org, pk, head, name in rows}
        for home, person in HouseholdMember.objects.filter(household__in=homes.values("pk"), until__isnull=True).values_list("household", "person"):
            self.dwellers.setdefault(home, set()).add(person)
        return {number: org for number, org, *_rest in rows}

    def others(self, home: Home) -> list[Line]:
        """The rows of another head under the same number, and of those who come after him."""
        found, other = [], False
        for line, _judged in home.rows:
            if leads := heads(line):
                own = (line.get("id_number") or line.values["name"], line.values["name"])
                other = self.led.setdefault(home.place, own) != own
            if other and (leads or line.get("head") != self.led[home.place][1]):
                found.append(line)
        return found

    def against(self, home: Home) -> str:
        """What stands against the rows being this registered household's; empty if nothing does."""
        there = self.homes.get(home.place)
        living = self.dwellers.get(there.pk, set()) if there else set()
        if there is None or not living or there.pk in self.met:
            return ""
        lead, head = home.head, there.name or _("（空缺）")
        named = any(line.get("head") == there.name for line, _j in home.rows) if there.head else lead is not None
        own = named or any(judged.row and judged.row.pk in living for _line, judged in home.rows)
        if not own and not all(self.back.has(line) for line, _judged in home.rows):
            return _("户号%(number)s已登记，户主%(head)s，表里没有这一户的人，请核对户号") % {"number": home.number, "head": head}
        if there.head in living and lead and lead[1].row and lead[1].row.pk != there.head:
            return _("户号%(number)s登记的户主是%(head)s，要换户主请先在住户页更正") % {"number": home.number, "head": head}
        self.met.add(there.pk)
        return ""
