"""The household register: people, the households they live in, and the grids these lie in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.intake.loading import Context, Line
from yanzhen.kernel.register.judging import NEW, SAME, Judged
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, Person
from yanzhen.kernel.register.roster import made_by

from .rosters import RosterLoad, settle

HEAD = ("户主", "本人", "本人或户主")
NUMBER_WIDTH = 4
NOTHING: Judged[Any] = Judged(SAME)
JOINED: Judged[Any] = Judged(NEW)


def plain(number: str) -> str:
    """A number as it is compared: 0001 in one file is 1 in another."""
    return number.lstrip("0") or number


@dataclass
class Home:
    """The rows of one household."""

    village: Org
    org: Org
    number: str
    rows: list[tuple[Line, Judged[Person]]] = field(default_factory=list)

    @property
    def head(self) -> tuple[Line, Judged[Person]] | None:
        return next((row for row in self.rows if row[0].get("relation") in HEAD or row[0].get("head") == row[0].values["name"]), None)

    def asked(self, since: Any) -> dict[str, Any]:
        """The household as the register judges it."""
        head = self.head
        members = [(judged.row, "户主" if head and line is head[0] else line.get("relation")) for line, judged in self.rows]
        said = {key: next((line.get(key) for line, _j in self.rows if line.get(key)), "") for key in ("address", "lat", "lng")}
        return {
            "org": self.org, "number": self.number, "since": since, **said, "members": members,
            "head": head[1].row if head else None,
        }


class HouseholdLoad(RosterLoad):
    """A village's register of households; grids it names and that are not there yet are set up with it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.known: dict[tuple[int, str], tuple[Org, str]] = {}
        self.last: dict[int, int] = {}
        self.numbered: dict[tuple[int, str, str], str] = {}

    def take(self, lines: Sequence[Line]) -> None:
        people = self.people(self.placed(lines, self.places.village))
        live = self._living([judged for _line, _village, judged in people])
        self._load_known({village.id: village for _line, village, _judged in people}.values())
        homes: dict[tuple[int, str], Home] = {}
        for line, village, judged in people:
            number = line.get("number") or self._number(village, line, live.get(judged.row.pk) if judged.row else None)
            home = self._home(village, number, line)
            if (there := live.get(judged.row.pk or 0) if judged.row else None) and not self._same(there, village, home.number):
                self.refuse(line, _("%(name)s现登记在%(home)s，请先登记迁出") % {"name": judged.row, "home": self._said(there)}, "name")
            elif home.org.id != self._org(village, line).id and line.get("grid"):
                said = {"number": number, "org": home.org, "grid": line.get("grid")}
                self.refuse(line, _("户号%(number)s现登记在%(org)s，表里是%(grid)s，请先在住户页调整网格") % said, "grid")
            else:
                homes.setdefault((village.id, home.number), home).rows.append((line, judged))
        self._judge(list(homes.values()))

    def _said(self, there: HouseholdMember) -> str:
        """Where somebody lives, as far as the importer may know."""
        seen = self.context.actor.may("register.read", there.household.org)
        return f"{there.household.org}{there.household.number}户" if seen else _("另一户")

    def _same(self, there: HouseholdMember, village: Org, number: str) -> bool:
        return there.household.number == number and (there.household.org.path or "").startswith(village.path or "-")

    def _living(self, judged: Sequence[Judged[Person]]) -> dict[int, HouseholdMember]:
        """Where the people of the rows live in the township now."""
        keys = [one.row.pk for one in judged if one.row and one.row.pk and one.fate != NEW]
        found = HouseholdMember.objects.filter(person__in=keys, until__isnull=True, household__org__tenant=self.context.tenant).select_related("household__org")
        return {member.person_id: member for member in found}

    def _load_known(self, villages: Iterable[Org]) -> None:
        """The households of villages that are new in the roster by number, wherever in the village they lie."""
        for village in villages:
            if village.id in self.last:
                continue
            homes = Household.objects.filter(org__path__startswith=village.path, until__isnull=True)
            known = dict(homes.values_list("number", "org"))
            orgs = Org.objects.in_bulk({*known.values()})
            self.last[village.id] = max((int(n) for n in known if n.isdecimal()), default=0)
            self.known |= {(village.id, plain(number)): (orgs[org], number) for number, org in known.items()}

    def _number(self, village: Org, line: Line, there: HouseholdMember | None) -> str:
        """The number of a household that the roster does not number: that of the home its head has, or the next free one."""
        key = (village.id, line.sheet, line.get("head") or line.values["name"])
        if line.get("relation") in HEAD or key not in self.numbered:
            if there and (there.household.org.path or "").startswith(village.path or "-"):
                self.numbered[key] = there.household.number
            else:
                self.last[village.id] += 1
                self.numbered[key] = f"{self.last[village.id]:0{NUMBER_WIDTH}}"
        return self.numbered[key]

    def _org(self, village: Org, line: Line) -> Org:
        """The grid a row names; without one, the village."""
        if name := line.get("grid"):
            return self.places.grid(village, name)
        return self.context.org if self.context.org.kind == "grid" else village

    def _home(self, village: Org, number: str, line: Line) -> Home:
        """The household as it stands in the register, or as the row places it."""
        key = (village.id, plain(number))
        if key not in self.known:
            self.known[key] = (self._org(village, line), number)
        return Home(village, *self.known[key])

    def _judge(self, homes: Sequence[Home]) -> None:
        """What the households are, and with them their rows."""
        judged = self.roster.households([home.asked(self.context.day) for home in homes])
        for home, one in zip(homes, judged, strict=True):
            if one.why:
                for line, _person in home.rows:
                    self.refuse(line, one.why)
                continue
            joins = {id(member.person): member for member in one.joins}
            lead = home.head or home.rows[0]
            for line, person in home.rows:
                join = joins.get(id(person.row))
                own = one if line is lead[0] else NOTHING
                settle(line, person, own if own.fate != "changed" or own.kept else NOTHING, JOINED if join else NOTHING)
                if self.context.building:
                    line.made += [*made_by(own), *([f"register.householdmember:{join.pk}"] if join else [])]
