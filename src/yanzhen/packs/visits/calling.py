"""Who was called on, as ledgers name them: villages, households by head or number, companies, and the office that handled it."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import ONE_DAY
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import fold
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake.loading import Context, Line
from yanzhen.kernel.intake.settled import settled
from yanzhen.kernel.register.models import Household, Org, on_day
from yanzhen.kernel.register.roster import Roster

Target = Household | Org
#: A village's own parts: 李家村三组.
GROUP_ENDS = re.compile(r"(?<=[村居区])[(（]?第?[一二三四五六七八九十\d]+(村民|居民)?(小?组|队)[)）]?$")
#: How companies are called, and the shortest beginning of a name that may stand for it.
FIRM, BEGINNING = re.compile("公司|企业|工厂|厂$|合作社|集团|酒店|农场|山庄|度假村"), 3
VILLAGE_ENDS = re.compile("(?:村?村民委员会|村?村委会?|民委员会|委会|行政村|村)$")
#: What stands around the name of a sheet or file: its number, a copy's number, its ending.
AROUND = re.compile(r"^\d+[.、\s]*|[(（]\d+[)）]$|\.\w+$")
#: What ledgers write beside a name, and the shortest name that may end in 户 or 家 besides.
ASIDE, SHORTEST = re.compile(r"\([^()]*\)"), 2


def bare(name: str) -> str:
    """A village's name without the 村 it may or may not be written with."""
    short = GROUP_ENDS.sub("", "".join(name.split()))
    return VILLAGE_ENDS.sub("", short) or short


def alone(name: str) -> str:
    """A name without what stands beside it in brackets."""
    return ASIDE.sub("", fold(name)).strip()


def plainly(name: str) -> str:
    """A head's name as the register has it: of 李长河户 and 李长河（其子代） it is 李长河."""
    short = alone(name)
    return short[:-1] if len(short) > SHORTEST and short[-1] in "户家" else short


def numbered(home: str) -> str:
    """The number of a home that is called as our own lists call it: of 010003 郭×× it is 010003."""
    number = home.partition(" ")[0]
    return number if number[:1].isdecimal() else home


class Callees:
    """The township's villages, households, companies and offices, found by the names ledgers use."""

    def __init__(self, context: Context, roster: Roster) -> None:
        self.context, self.roster = context, roster
        self.orgs = list(Org.objects.filter(tenant=context.tenant, until__isnull=True).prefetch_related("places").order_by("pk"))
        self.villages = {bare(org.name): org for org in self.orgs if org.kind == "village"}
        gone = Org.objects.filter(tenant=context.tenant, kind="village", until__isnull=False).select_related("successor").prefetch_related("places")
        self.gone: dict[str, list[Org]] = {}
        for org in gone.order_by("-until"):
            self.gone.setdefault(bare(org.name), []).append(org)
        self.by_key = {org.pk: org for org in (*self.orgs, *gone)}
        self.companies = {org.name: org for org in self.orgs if org.kind == "company"}
        self.offices = [org for org in self.orgs if org.kind == "office"]
        self.heads = self._heads()
        self.said: list[str] = []
        self._homes: dict[int, dict[str, list[Household]]] = {}
        self._office: Org | None = None

    def _heads(self) -> dict[str, Org]:
        """Offices by the name of who heads them now or headed them on the day of the ledger."""
        by_key = {org.pk: org for org in self.offices}
        posts = Appointment.objects.filter(role="office_head", org__in=by_key)
        days = (self.context.actor.day, self.context.day)
        return {name: by_key[key] for day in days for name, key in posts.filter(on_day(day)).values_list("person__name", "org")}

    def village(self, line: Line) -> Org:
        """The village of a row. One that is not there, and is no slip of the pen for one that is, is set up."""
        if (day := day_of(line)) < self.context.tenant.since:
            said = {"day": day, "org": self.context.tenant, "since": self.context.tenant.since}
            raise Refused(_("日期%(day)s早于%(org)s的成立时间%(since)s，请核对年份") % said, "happened_on")
        return self._village(line, day)

    def _village(self, line: Line, day: date) -> Org:
        name = line.get("village")
        if not name:
            if self.context.org.kind in ("village", "grid"):
                return next(org for org in self.orgs if org.kind == "village" and f"/{org.pk}/" in (self.context.org.path or ""))
            name = self._titled(line.sheet)
        if not name and (company := self.company(line.get("household"))):
            return company.parent or self.context.tenant
        if not name and FIRM.search(line.get("household")):
            raise Refused(_("企业名册里没有“%(name)s”，请先在企业名册里登记，或加“村”一列写明所在村") % {"name": line.get("household")}, "household")
        if not name:
            raise Refused(_("看不出是哪个村：请在表里加“村”一列，或选定村再导入"))
        short = bare(self._local("".join(name.split())))
        if found := self._then(short, day):
            if self.context.org.kind == "village" and not (found.path or "").startswith(self.context.org.path or "-"):
                raise Refused(_("%(village)s不在%(org)s，请另行导入") % {"village": found, "org": self.context.org})
            return found
        near = [org.name for key, org in self.villages.items() if len(key) == len(short) > 1 and sum(a != b for a, b in zip(key, short, strict=True)) == 1]
        if near or self.context.org.kind not in ("town", "area"):
            hint = _("，是不是“%(near)s”？") % {"near": "”“".join(near[:3])} if near else ""
            raise Refused(_("没有登记过“%(name)s”") % {"name": name} + hint)
        if self._given:
            raise Refused(_("没有登记过“%(name)s”；如是新设的村，请先在组织名册里登记") % {"name": name})
        return self._found(short)

    def _local(self, name: str) -> str:
        """A village's name without the township and what stands above it."""
        above = self.context.tenant.parent
        return name.rpartition(self.context.tenant.name)[2].removeprefix(above.name if above else "") or name

    def _then(self, short: str, day: date) -> Org | None:
        """The village of that name on a day: one that went into another is named for its own time."""
        found, gone = self.villages.get(short), self.gone.get(short, [])
        if met := [org for org in gone if org.since <= day and org.until and day < org.until and (found is None or day < found.since)]:
            return met[0]
        if found is None and gone:
            said = {"village": gone[0], "day": gone[0].until, "into": gone[0].successor}
            raise Refused((_("%(village)s已于%(day)s并入%(into)s，之后的日子请写%(into)s") if gone[0].successor else _("%(village)s已于%(day)s撤销")) % said)
        return found

    def _titled(self, sheet: str) -> str:
        """The one village, now or in its time, that the titles of a sheet name."""
        text = "".join("|".join(self.context.titles.get(sheet, ())).split())
        names = {key: gone[0].name for key, gone in self.gone.items()} | {key: org.name for key, org in self.villages.items()}
        met = [key for key, name in names.items() if name in text or f"{key}村" in text]
        longest = [key for key in met if not any(key != other and key in other for other in met)]
        alone = {AROUND.sub("", AROUND.sub("", "".join(title.split()))) for title in self.context.titles.get(sheet, ())}
        longest = longest or [key for key in names if key in alone]
        return longest[0] if len(longest) == 1 else ""

    def placed(self, said: str) -> Org | None:
        """The village in which a place lies that is called as our own lists call it; None of a place in none."""
        return self._placed.get("".join(said.split())) if said else None

    @cached_property
    def _placed(self) -> dict[str, Org]:
        villages = {org.pk: org for org in self.orgs if org.kind == "village"}
        found: dict[str, Org] = {}
        for org in self.orgs:
            above = self.by_key.get(org.parent_id or 0)
            if village := villages.get(org.pk) or villages.get(above.pk if above else 0):
                found["".join(f"{above.name if above and org.definition.local else ''}{org}".split())] = village
        return found

    @cached_property
    def _given(self) -> bool:
        return settled(self.context.tenant, ("village",), "org_roster")

    def _found(self, short: str) -> Org:
        above = self.context.org
        org = self.roster.found(kind="village", name=f"{short}村", parent=above, since=above.since)
        self.villages[short] = org
        self.said.append(_("村“%(name)s”") % {"name": org.name})
        return org

    def called(self, village: Org, name: str, number: str = "") -> Target | None:
        """The household of the village with this head or number, or the company; None where the register has none.
        Refused where several answer to it, and the number beside the name is none of theirs."""
        known = self._of(village)
        homes = next(filter(None, (known.get(said) for said in (name.lstrip("0") or name, alone(name), plainly(name)))), [])
        if len(homes) > 1 and number:
            homes = [home for home in homes if home.number.lstrip("0") == number.lstrip("0")] or homes
        if len(homes) > 1:
            raise Refused(_("%(village)s有%(count)d户的户主都叫%(name)s，请改写户号") % {"village": village, "count": len(homes), "name": name}, "household")
        return homes[0] if homes else self.company(name)

    def company(self, said: str) -> Org | None:
        """The company of that name, with words beside it or without the last of it, if only one begins so."""
        bare_name = plainly(said)
        if (found := self.companies.get(said) or self.companies.get(bare_name)) or len(bare_name) < BEGINNING:
            return found
        begun = [org for name, org in self.companies.items() if name.startswith(bare_name)]
        return begun[0] if len(begun) == 1 else None

    def _of(self, village: Org) -> dict[str, list[Household]]:
        """A village's households by the name of the head and by number."""
        if village.pk not in self._homes:
            found: dict[str, list[Household]] = {}
            now = Household.objects.filter(org__path__startswith=village.path, until__isnull=True)
            homes = (Household.objects.under(village, village.until - ONE_DAY) if village.until else now).select_related("org", "head").defer("head__id_number", "head__phone").prefetch_related("places")
            for home in homes:
                home.org = self.by_key.get(home.org_id, home.org)
                for before in home.places.all():
                    before.org = self.by_key.get(before.org_id) or before.org
                for name in (home.number.lstrip("0"), *([home.head.name] if home.head else [])):
                    found.setdefault(name, []).append(home)
            self._homes[village.pk] = found
        return self._homes[village.pk]

    def office(self, name: str) -> Org:
        """The office a ledger's person in charge belongs to: by its own name or its head's, else the general office,
        which keeps what no other office is named for."""
        by_name = next((org for org in self.offices if name and (org.name in name or name in org.name)), None)
        if found := by_name or self.heads.get(name):
            return found
        if self._office is None:
            general = [org for org in self.offices if "党政" in org.name or "综合" in org.name]
            self._office = next(iter([*general, *self.offices]), None) or self._general()
        return self._office

    def _general(self) -> Org:
        town = self.context.tenant
        org = self.roster.found(kind="office", name=_("党政综合办公室"), parent=town, since=town.since)
        self.said.append(_("站所“%(name)s”") % {"name": org.name})
        return org


def place_of(village: Org, target: Target | None, day: date) -> Org:
    """Where a visit or problem stands: where the household belonged that day, at the company, or in the village."""
    return target.org_on(day) if isinstance(target, Household) else target or village


def as_facts(target: Target | None) -> dict[str, Target]:
    """The columns that say who was called on."""
    if target is None:
        return {}
    return {"household": target} if isinstance(target, Household) else {"company": target}


def key_of(target: Target | None) -> tuple[str, int]:
    return ("", 0) if target is None else (type(target).__name__, target.pk)


def day_of(line: Line) -> date:
    day: date = line.values["visited_on"].day
    return day
