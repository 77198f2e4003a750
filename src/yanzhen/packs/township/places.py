"""The places a roster names, found among the township's; what is missing is set up together with the roster."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.loading import Context, Line
from yanzhen.kernel.intake.settled import settled
from yanzhen.kernel.register.models import Org, OrgKind
from yanzhen.kernel.register.roster import Roster

from .pack import BRANCHES, PARTY

VILLAGE_ENDS = re.compile(r"(村民委员会|居民委员会|村委会|居委会|行政村|村庄|社区|村|居)$")
BRANCH_ENDS = re.compile(r"(党?总?支部委员会|党?总支部?|党?支部|党委|委员会)$")
COMPANY_ENDS = re.compile(r"(股份|有限|责任|集团|总)*公司$")
PARTY_STARTS = re.compile(r"^(中国共产党|中共)")
TOWN = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:镇|街道|乡)")
IN_TITLE = re.compile(r"([\u4e00-\u9fff]{1,7}?(?:村|社区))")


def flat(name: str) -> str:
    return "".join(name.split())


def stem(name: str) -> str:
    """A village's name without what it is called besides: 北崖, 北崖村 and 北崖村委会 are one."""
    short = VILLAGE_ENDS.sub("", flat(name))
    return short or flat(name)


def party_stem(name: str) -> str:
    """A Party organisation's name without its sort: 中共北崖村支部委员会 and 北崖村党支部 are one."""
    return stem(BRANCH_ENDS.sub("", PARTY_STARTS.sub("", flat(name))))


def company_stem(name: str) -> str:
    """A company's name without its legal form; a works or a cooperative of the same name is another."""
    short = COMPANY_ENDS.sub("", flat(name))
    return short if len(short) > 1 else flat(name)


def one_off(name: str, other: str) -> bool:
    """Whether two names differ by one character written wrongly, left out or added."""
    if abs(len(name) - len(other)) > 1 or len(name) + len(other) < 4:
        return False
    short, long = sorted((name, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


#: How a name is compared, by kind; others are compared as they stand.
WRITTEN = {"village": stem, **{kind.key: party_stem for kind in PARTY}}


class Places:
    """The living organisations of the township by kind and name, those drafted with the roster among them."""

    def __init__(self, context: Context, roster: Roster) -> None:
        self.context, self.roster = context, roster
        self.orgs = list(Org.objects.filter(tenant=context.tenant, until__isnull=True).order_by("pk"))
        for org in self.orgs:
            if org.parent_id == context.tenant.pk:
                org.parent = context.tenant
        self.said: list[str] = []
        self.founded: list[str] = []
        self._by_name: dict[tuple[str, str], list[Org]] = {}
        self._grids: dict[tuple[int, str], Org] = {}
        self._villages: dict[tuple[str, str], Org] = {}
        self._companies: dict[str, Org | None] = {}
        self._settled: dict[tuple[str, ...], bool] = {}
        for org in self.orgs:
            self._index(org)

    def _index(self, org: Org) -> None:
        self._by_name.setdefault((org.kind, WRITTEN.get(org.kind, flat)(org.name)), []).append(org)
        if org.kind == "grid":
            self._grids[org.parent_id or 0, flat(org.name)] = org

    def of(self, kinds: Iterable[str], name: str) -> list[Org]:
        """The organisations of these kinds with this name, however it is written."""
        return [org for kind in kinds for org in self._by_name.get((kind, WRITTEN.get(kind, flat)(name)), ())]

    def found(self, kind: str, name: str, parent: Org, since: date | None = None, **columns: object) -> Org:
        """Draft an organisation with the roster; it is as old as the one above it if nobody says how old."""
        org = self.roster.found(kind=kind, name=name, parent=parent, since=since or parent.since, **columns)
        self._index(org)
        self.orgs.append(org)
        above = parent.name if parent.pk != self.context.tenant.pk else ""
        self.said.append(f"{above}{org.definition}“{org.name}”")
        self.founded.append(f"register.org:{org.pk}")
        return org

    def own(self) -> str:
        """The organisation drafted last is what a row itself says, and is named there; its trail name."""
        self.said.pop()
        return self.founded.pop()

    def village(self, line: Line) -> Org:
        """The village a row stands for: as its column says, else the one the file is for, else the one the titles name."""
        key = (line.sheet, line.get("village"))
        if key not in self._villages:
            self._villages[key] = self._village(line)
        return self._villages[key]

    def _village(self, line: Line) -> Org:
        here = self.context.org
        name = flat(line.get("village"))
        if name:
            return self._within(self._named_village(name))
        if own := self.village_of(here):
            return own
        if titled := self._titled(self.context.titles.get(line.sheet, ())):
            return titled
        raise Refused(_("看不出是哪个村：请在表里加“村”一列，或选定村再导入"))

    def village_of(self, org: Org) -> Org | None:
        """The village itself, or the one a grid or company lies in, or a branch serves."""
        keys = [int(part) for part in (org.path or "").split("/") if part] + [org.serves_id]
        return next((one for one in self.orgs if one.kind == "village" and one.pk in keys), None)

    def _within(self, village: Org) -> Org:
        if self.context.org.definition.tree == "admin" and not (village.path or "").startswith(self.context.org.path or "-"):
            raise Refused(_("%(village)s不在%(org)s，请另行导入") % {"village": village, "org": self.context.org})
        return village

    def _named_village(self, name: str) -> Org:
        found = self.of(("village",), name.removeprefix(self.context.tenant.name))
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(_("有%(count)d个村都叫“%(name)s”，请写全名") % {"count": len(found), "name": name})
        near = [org.name for org in self.orgs if org.kind == "village" and one_off(stem(org.name), stem(name))]
        if near:
            raise Refused(_("没有登记过“%(name)s”，是不是“%(near)s”？") % {"name": name, "near": "”“".join(near[:3])})
        if self.context.org.kind not in book.get(OrgKind, "village").under:
            raise Refused(_("没有登记过“%(name)s”") % {"name": name})
        if self._given("village"):
            raise Refused(_("没有登记过“%(name)s”；如是新设的村，请先在组织名册里登记") % {"name": name})
        return self.found("village", name if VILLAGE_ENDS.search(name) else f"{name}村", self.context.org)

    def _given(self, *kinds: str) -> bool:
        """Whether the township's places of these kinds are given, so that a roster of people sets up no more of them."""
        if kinds not in self._settled:
            self._settled[kinds] = settled(self.context.tenant, kinds, "org_roster")
        return self._settled[kinds]

    def _titled(self, titles: Iterable[str]) -> Org | None:
        """The village the titles name: one that is registered, or, if none is, the one they seem to name."""
        text = flat("|".join(titles))
        met = [org for org in self.orgs if org.kind == "village" and (org.name in text or f"{stem(org.name)}村" in text)]
        longest = [org for org in met if not any(org.name != o.name and org.name in o.name for o in met)]
        if len(longest) == 1:
            return self._within(longest[0])
        if longest:
            return None
        plain = TOWN.sub("|", text)
        named = {found for found in IN_TITLE.findall(plain) if len(found) > 2 and found not in ("行政村",)}
        return self._within(self._named_village(named.pop())) if len(named) == 1 else None

    def grid(self, village: Org, name: str) -> Org:
        """A grid of the village."""
        return self._grids.get((village.id, flat(name))) or self.found("grid", flat(name), village)

    def branch(self, line: Line) -> Org:
        """The branch a row stands for: as its column says, else the one the file is for, else that of the village."""
        name = flat(line.get("branch"))
        if not name and self.context.org.kind in BRANCHES:
            return self.context.org
        if name:
            short = PARTY_STARTS.sub("", name).removeprefix(self.context.tenant.name)
            found = self.of(BRANCHES, name) or self.of(BRANCHES, short)
            if len(found) == 1:
                return found[0]
            if len(found) > 1:
                raise Refused(_("有%(count)d个党组织都叫“%(name)s”，请写全名") % {"count": len(found), "name": name})
            village = self.of(("village",), party_stem(name)) or self.of(("village",), party_stem(short))
            if len(village) != 1:
                raise Refused(_("没有登记过党组织“%(name)s”，请先在组织名册里登记") % {"name": name})
            return self.branch_of(village[0])
        return self.branch_of(self.village(line))

    def branch_of(self, village: Org) -> Org:
        """The branch that serves a village, or bears its name."""
        serving = [org for org in self.orgs if org.kind in BRANCHES and org.serves_id == village.pk] or self.of(("branch_village",), village.name)
        if serving:
            return serving[0]
        if self._given("branch_village"):
            raise Refused(_("没有登记过%(village)s的党支部，请先在组织名册里登记") % {"village": village})
        above = self.committee()
        return self.found("branch_village", f"{village.name}党支部", above, max(above.since, village.since), serves=village)

    def company(self, said: str) -> Org | None:
        """The company a workplace means, if exactly one fits: its full name, what stands before the post, or its short name."""
        if said not in self._companies:
            words, whole = said.split()[:1], flat(said)
            known = [org for org in self.orgs if org.kind == "company"]
            found = self.of(("company",), whole) or [org for org in known if whole.startswith(flat(org.name))]
            found = found or [org for org in known if company_stem(org.name) in {whole, *words, company_stem(whole), *map(company_stem, words)}]
            self._companies[said] = found[0] if len(found) == 1 else None
        return self._companies[said]

    def committee(self) -> Org:
        """The township's Party committee."""
        found = next((org for org in self.orgs if org.kind == "party_committee"), None)
        return found or self.found("party_committee", f"{self.context.tenant.name}党委", self.context.tenant)
