"""The household register: people, the households they live in, and the grids these lie in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.loading import Context, Line
from yanzhen.kernel.register.judging import NEW, SAME, Judged
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, Person
from yanzhen.kernel.register.roster import made_by

from .grids import same_grid
from .homes import Home, Standing, as_called, group_of, heads, homes_of, plain
from .rosters import RosterLoad, settle
from .twins import twins

#: A number made up for a home whose roster gives none: no village's own numbers begin so.
MADE_UP = "临"
NUMBER_WIDTH = 4
NOTHING: Judged[Any] = Judged(SAME)
JOINED: Judged[Any] = Judged(NEW)


class HouseholdLoad(RosterLoad):
    """A village's register of households; grids it names and that are not there yet are set up with it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.known: dict[tuple[int, str], tuple[Org, str]] = {}
        self.last: dict[int, int] = {}
        self.numbered: dict[tuple[int, str, str], str] = {}
        self.under: dict[tuple[int, str], tuple[str, int]] = {}
        self.headed: dict[tuple[int, str], list[str]] = {}
        self.renamed: dict[tuple[int, str], str] = {}
        self.groups: dict[tuple[int, str], str] = {}
        self.standing = Standing(context.tenant)

    def take(self, lines: Sequence[Line]) -> None:
        people = self.people(self.placed(lines, self.places.village))
        live = self._living([judged for _line, _village, judged in people])
        self._load_known({village.id: village for _line, village, _judged in people}.values())
        homes: dict[tuple[int, str], Home] = {}
        for line, village, judged in people:
            there = live.get(judged.row.pk or 0) if judged.row else None
            try:
                self._one_head(line)
                number = self._in_group(village, line) or self._number(village, line, there)
                home = self._home(village, number, line, there)
            except Refused as why:
                self.refuse(line, str(why), why.about or "head")
                continue
            if there and not self._same(there, village, home.number):
                self.refuse(line, _("%(name)s现登记在%(home)s，请先登记迁出") % {"name": judged.row, "home": self._said(there)}, "name")
            elif line.get("grid") and home.org.kind == "grid" and not same_grid(home.org.name, line.get("grid"), village.name):
                self.refuse(line, self._other_grid(home, line), "grid")
            else:
                home = homes.setdefault((village.id, home.number), home)
                home.rows.append((line, judged))
                if there and there.relation:
                    home.called[id(line)] = as_called(there.relation, line.get("relation"))
        for line, name in twins(homes.values(), self.standing):
            self.refuse(line, _("这一户已有同名、同一天出生的%(name)s，身份证号不同，请核对是不是同一个人") % {"name": name}, "name")
        self._judge(list(homes.values()))

    def _other_grid(self, home: Home, line: Line) -> str:
        """That a row names another grid than the household lies in: by the register, or by the rows above it."""
        said = {"number": home.number, "org": home.org, "grid": line.get("grid")}
        if home.place in self.standing.homes:
            return _("户号%(number)s现登记在%(org)s，表里是%(grid)s，请先在住户页调整网格") % said
        return _("户号%(number)s前面的行写的是%(org)s，这一行是%(grid)s，一户只在一个网格，请核对") % said

    def _one_head(self, line: Line) -> None:
        """Refused where one column says that somebody is the head, and another that somebody else is, or in a code nobody knows."""
        if line.get("relation").isdecimal() and not heads(line):
            raise Refused(_("不认识与户主关系代码“%(code)s”，请改成文字") % {"code": line.get("relation")}, "relation")
        if line.get("number") and line.get("head") and heads(line) and line.get("head") != line.values["name"]:
            said = {"head": line.get("head"), "name": line.values["name"]}
            raise Refused(_("户主一栏写的是%(head)s，与户主关系却写%(name)s是户主，请核对") % said, "relation")

    def _said(self, there: HouseholdMember) -> str:
        """Where somebody lives, as far as the importer may know."""
        seen = self.context.actor.may("register.read", there.household.org)
        return f"{there.household.org}{there.household.number}户" if seen else _("另一户")

    def _same(self, there: HouseholdMember, village: Org, number: str) -> bool:
        return there.household.number == number and (there.household.org.path or "").startswith(village.path or "-")

    def _living(self, judged: Sequence[Judged[Person]]) -> dict[int, HouseholdMember]:
        """Where the people of the rows live in the township now."""
        known = [one.row.pk for one in judged if one.row and one.row.pk and one.fate != NEW]
        return {home.person_id: home for home in homes_of(known, self.context.tenant)}

    def _load_known(self, villages: Iterable[Org]) -> None:
        """The households of villages that are new in the roster by number, wherever in the village they lie."""
        for village in villages:
            if village.id in self.last:
                continue
            homes = Household.objects.filter(org__path__startswith=village.path, until__isnull=True)
            known = self.standing.learn(homes)
            orgs = Org.objects.in_bulk({*known.values()})
            self.last[village.id] = max((int(n[1:]) for n in known if n[:1] == MADE_UP and n[1:].isdecimal()), default=0)
            for number, org in known.items():
                self.headed.setdefault((village.id, self.standing.homes[org, number].name), []).append(number)
            self.known |= {(village.id, plain(number)): (orgs[org], number) for number, org in known.items()}

    def _in_group(self, village: Org, line: Line) -> str:
        """The number a row gives its home; where groups of a village begin to count anew, that of the first as it stands, and of the
        others with the group before it."""
        number: str = line.get("number")
        group = group_of(line.get("group") or line.sheet) if number else ""
        if not group:
            return number
        own, first = f"{group}组{number}", self.groups.setdefault((village.id, plain(number)), group)
        return own if first != group or (village.id, own) in self.known else number

    def _number(self, village: Org, line: Line, there: HouseholdMember | None) -> str:
        """The number of a household that the roster does not number: that of the home the person or its head has, or one made
        up. Refused where no home can be told."""
        if not (head := line.get("head") or self._above(village, line)):
            raise Refused(_("看不出是哪一户，请填户号或户主"), "name")
        key = (village.id, line.sheet, head)
        if heads(line) or key not in self.numbered:
            known = [] if heads(line) else self.headed.get((village.id, head), [])
            if there and (there.household.org.path or "").startswith(village.path or "-"):
                self.numbered[key] = there.household.number
            elif len(known) > 1:
                raise Refused(_("%(village)s有%(count)d户的户主都叫%(name)s，请填户号") % {"village": village, "count": len(known), "name": head})
            elif known:
                self.numbered[key] = known[0]
            else:
                self.last[village.id] += 1
                self.numbered[key] = f"{MADE_UP}{self.last[village.id]:0{NUMBER_WIDTH}}"
        return self.numbered[key]

    def _above(self, village: Org, line: Line) -> str:
        """The head a row without number and head stands under: itself, or the last one above if no row between was given back."""
        head, row = self.under.get((village.id, line.sheet), ("", 0))
        head = line.values["name"] if heads(line) else head if row == line.row - 1 else ""
        self.under[village.id, line.sheet] = (head, line.row)
        return head

    def _org(self, village: Org, line: Line) -> Org:
        """The grid a row names; without one, the village."""
        if name := line.get("grid"):
            return self.places.grid(village, name)
        return self.context.org if self.context.org.kind == "grid" else village

    def _home(self, village: Org, number: str, line: Line, there: HouseholdMember | None) -> Home:
        """The household as it stands in the register, or as the row places it. One with a number made up takes the real one."""
        key = (village.id, plain(number))
        if key not in self.known:
            if there and self._unnamed(there.household, village, line):
                self.known[key] = (there.household.org, there.household.number)
                self.renamed[there.household.org_id, there.household.number] = number
            else:
                self.known[key] = (self._org(village, line), number)
        return Home(village, *self.known[key])

    def _unnamed(self, home: Household, village: Org, line: Line) -> bool:
        """Whether a household of the village has no number of its own yet, and may be the one the row names."""
        place = (home.org_id, home.number)
        if not home.number.startswith(MADE_UP) or place in self.renamed or not (home.org.path or "").startswith(village.path or "-"):
            return False
        return line.get("head") in ("", self.standing.homes[place].name)

    def _sound(self, home: Home) -> bool:
        """Whether there are rows that can be that household's; those that cannot are given back."""
        for line in self.standing.others(home):
            said = {"number": home.number, "head": self.standing.led[home.place][1]}
            self.refuse(line, _("户号%(number)s前面已有户主%(head)s，一户只能有一个户主，请核对户号") % said, "number")
        home.rows = [row for row in home.rows if not row[0].faults]
        why = self.standing.against(home) if home.rows else ""
        for line, _person in home.rows if why else ():
            self.refuse(line, why, "number")
        return bool(home.rows) and not why

    def _judge(self, homes: Sequence[Home]) -> None:
        """What the households are, and with them their rows."""
        homes = [home for home in homes if self._sound(home)]
        named = [{"renumber": self.renamed[home.place]} if self.renamed.get(home.place) else {} for home in homes]
        judged = self.roster.households([home.asked(max(self.context.day, home.org.since)) | new for home, new in zip(homes, named, strict=True)])
        self.renamed |= {home.place: "" for home in homes if home.place in self.renamed}
        for home, one in zip(homes, judged, strict=True):
            if one.why:
                for line, _person in home.rows:
                    self.refuse(line, one.why, one.about or "name")
                continue
            joins = {id(member.person): member for member in one.joins}
            mends = {mend.row.person_id: mend for mend in one.mends if mend.row}
            lead = home.head or home.rows[0]
            headless = "" if home.head or (home.place in self.standing.homes) or home.place in self.standing.led else _("这一户没有收到户主，暂缺户主，请补上")
            for line, person in home.rows:
                join = joins.get(id(person.row))
                own, line.says = one if line is lead[0] else NOTHING, headless
                mend = mends.get(person.row.pk or 0) if person.row else None
                settle(line, person, own if own.fate != "changed" or own.kept else NOTHING, JOINED if join else NOTHING, mend or NOTHING)
                if self.context.building:
                    line.made += [*made_by(own), *([f"register.householdmember:{join.pk}"] if join else []), *(made_by(mend) if mend else [])]
