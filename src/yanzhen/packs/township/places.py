"""The places a roster names, found among the township's; what is missing is set up together with the roster."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.loading import Context, Line
from yanzhen.kernel.intake.settled import brought, settled
from yanzhen.kernel.register.models import Org, OrgKind
from yanzhen.kernel.register.queries import keys
from yanzhen.kernel.register.roster import Roster

from .grids import grid_of, own_name
from .named import PARTY_STARTS, VILLAGE_ENDS, by_itself, company_stem, flat, one_off, party_stem, stem, within
from .pack import BRANCHES, PARTY

TOWN = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:镇|街道|乡)")
IN_TITLE = re.compile(r"([\u4e00-\u9fff]{1,7}?(?:村|社区))")


#: How a name is compared, by kind; others are compared as they stand.
WRITTEN = {"village": stem, "grid": lambda name: grid_of(name).number, **{kind.key: party_stem for kind in PARTY}}


class Places:
    """The living organisations of the township by kind and name, those drafted with the roster among them."""

    def __init__(self, context: Context, roster: Roster) -> None:
        self.context, self.roster = context, roster
        self.orgs = list(Org.objects.filter(tenant=context.tenant, until__isnull=True).order_by("pk"))
        self.before = {org.pk for org in self.orgs}
        for org in self.orgs:
            if org.parent_id == context.tenant.pk:
                org.parent = context.tenant
        self.said: list[str] = []
        self.founded: list[str] = []
        self._by_name: dict[tuple[str, str], list[Org]] = {}
        self._grids: dict[tuple[int, str], Org] = {}
        self._gone: list[Org] | None = None
        self._villages: dict[tuple[str, str], Org] = {}
        self._companies: dict[str, Org | None] = {}
        self._settled: dict[tuple[str, ...], bool] = {}
        self._came: dict[str, bool] = {}
        for org in self.orgs:
            self._index(org)

    def _index(self, org: Org) -> None:
        self._by_name.setdefault((org.kind, WRITTEN.get(org.kind, flat)(org.name)), []).append(org)

    def of(self, kinds: Iterable[str], name: str) -> list[Org]:
        """The organisations of these kinds with this name, however it is written."""
        return [org for kind in kinds for org in self._by_name.get((kind, WRITTEN.get(kind, flat)(name)), ())]

    def found(self, kind: str, name: str, parent: Org, since: date | None = None, **columns: object) -> Org:
        """Draft an organisation with the roster."""
        org = self.roster.found(kind=kind, name=name, parent=parent, since=since or self.begins(kind, parent), **columns)
        self._index(org)
        self.orgs.append(org)
        above = parent.name if parent.pk != self.context.tenant.pk else ""
        self.said.append(f"{above}{org.definition}“{org.name}”")
        self.founded.append(f"register.org:{org.pk}")
        return org

    def begins(self, kind: str, parent: Org) -> date:
        """Since when there is an organisation of which nobody says how old it is: as old as what is above it where it comes with the
        first roster of its kind, or is among its village's first grids; after these it is new on the day of the file, for past years
        were counted without it."""
        beside = any(org.kind == kind and org.pk in self.before and (kind != "grid" or org.parent_id == parent.pk) for org in self.orgs)
        later = beside and (kind == "grid" or self._brought("company_roster" if kind == "company" else "org_roster"))
        return max(self.context.day, parent.since) if later else parent.since

    def _brought(self, roster: str) -> bool:
        if roster not in self._came:
            self._came[roster] = brought(self.context.tenant, roster)
        return self._came[roster]

    def own(self) -> str:
        """The organisation drafted last is what a row itself says, and is named there; its trail name."""
        self.said.pop()
        return self.founded.pop()

    def village(self, line: Line) -> Org:
        """The village a row stands for: as its column says, else the one the file is for, else the one the titles name."""
        key = (line.sheet, line.get("village") or line.get("kept_at"))
        if key not in self._villages:
            self._villages[key] = self._village(line)
        return self._villages[key]

    def _village(self, line: Line) -> Org:
        here = self.context.org
        name = flat(line.get("village"))
        if name:
            return self._within(self._named_village(name))
        if kept := self._kept_at(flat(line.get("kept_at"))):
            return self._within(kept)
        if own := self.village_of(here):
            return own
        if titled := self._titled(self.context.titles.get(line.sheet, ())):
            return titled
        raise Refused(_("看不出是哪个村：请在表里加“村”一列，或选定村再导入"))

    def _kept_at(self, name: str) -> Org | None:
        """The village an organisation is or belongs to, where one alone is called so. Nothing is set up by such a name."""
        found = [org for org in self.orgs if org.pk in self.before and name and flat(org.name) == name]
        return self.village_of(found[0]) if len(found) == 1 else None

    def village_of(self, org: Org) -> Org | None:
        """The village itself, or the one a grid or company lies in, or a branch serves."""
        line = [*keys(org.path), org.serves_id]
        return next((one for one in self.orgs if one.kind == "village" and one.pk in line), None)

    def _within(self, village: Org) -> Org:
        if self.context.org.definition.tree == "admin" and not (village.path or "").startswith(self.context.org.path or "-"):
            raise Refused(_("%(village)s不在%(org)s，请另行导入") % {"village": village, "org": self.context.org})
        return village

    def _named_village(self, name: str) -> Org:
        name = self.local(name)
        found = self.of(("village",), name)
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(_("有%(count)d个村都叫“%(name)s”，请写全名") % {"count": len(found), "name": name})
        self._refuse_gone(name)
        near = [org.name for org in self.orgs if org.kind == "village" and one_off(stem(org.name), stem(name))]
        if near:
            raise Refused(_("没有登记过“%(name)s”，是不是“%(near)s”？") % {"name": name, "near": "”“".join(near[:3])})
        if self.context.org.kind not in book.get(OrgKind, "village").under:
            raise Refused(_("没有登记过“%(name)s”") % {"name": name})
        if self._given("village"):
            raise Refused(_("没有登记过“%(name)s”；如是新设的村，请先在组织名册里登记") % {"name": name})
        return self.found("village", name if VILLAGE_ENDS.search(name) else f"{name}村", self.context.org)

    def local(self, name: str) -> str:
        """A place's name without the township and what stands above it."""
        above = self.context.tenant.parent
        return within(name, self.context.tenant.name, above.name if above else "")

    def _refuse_gone(self, name: str) -> None:
        """Say so where a village of that name was merged or ended."""
        if self._gone is None:
            self._gone = list(Org.objects.filter(tenant=self.context.tenant, kind="village", until__isnull=False).select_related("successor").order_by("-until"))
        for org in self._gone:
            if stem(org.name) == stem(name):
                said = {"village": org, "day": org.until, "into": org.successor}
                raise Refused((_("%(village)s已于%(day)s并入%(into)s，请写%(into)s") if org.successor else _("%(village)s已于%(day)s撤销")) % said)

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
        if alone := [org for org in self.orgs if org.kind == "village" and stem(org.name) in set(map(by_itself, titles))]:
            return self._within(alone[0]) if len(alone) == 1 else None
        plain = TOWN.sub("|", text)
        named = {found for found in IN_TITLE.findall(plain) if len(found) > 2 and found not in ("行政村",)}
        return self._within(self._named_village(named.pop())) if len(named) == 1 else None

    def grid(self, village: Org, said: str) -> Org:
        """A grid of the village, however its name is written. Refused where two of a merged village have that name."""
        key = (village.id, said)
        if key not in self._grids:
            self._grids[key] = self._grid(village, said)
        return self._grids[key]

    def _grid(self, village: Org, said: str) -> Org:
        named, own = grid_of(said), stem(village.name)
        known = [org for org in self.of(("grid",), said) if org.parent_id == village.pk]
        came = {org.pk: self._came_from(org, village) for org in known} if len(known) > 1 or named.place not in ("", own) else {}
        if named.place:
            fitting = [org for org in known if stem(came.get(org.pk, village).name) == named.place]
            if not fitting and named.place != own and self.of(("village",), named.place):
                raise Refused(_("网格“%(grid)s”不在%(village)s，请核对") % {"grid": said, "village": village}, "grid")
            known = fitting or [org for org in known if grid_of(org.name).place == named.place]
        if len(known) > 1:
            names = "、".join(f"{came[org.pk].name}{org.name}" for org in known)
            raise Refused(_("%(village)s有%(count)d个“%(grid)s”，请写明是哪一个：%(names)s") % {"village": village, "count": len(known), "grid": said, "names": names}, "grid")
        return known[0] if known else self.found("grid", own_name(said, village.name), village)

    def _came_from(self, grid: Org, village: Org) -> Org:
        """The village from which a grid came into this one by a merger; this one where it was always its own."""
        before = [place.parent for place in grid.places.select_related("parent").order_by("-since") if place.parent and place.parent_id != village.pk]
        return next((org for org in before if org.kind == "village"), village)

    def branch(self, line: Line) -> Org:
        """The branch a row stands for: as its column says, else the one the file is for, else that of the village."""
        name = flat(line.get("branch"))
        if not name and self.context.org.kind in BRANCHES:
            return self.context.org
        if name:
            short = self.local(PARTY_STARTS.sub("", name))
            found = self.of(BRANCHES, name) or self.of(BRANCHES, short)
            if len(found) == 1:
                return found[0]
            if len(found) > 1:
                raise Refused(_("有%(count)d个党组织都叫“%(name)s”，请写全名") % {"count": len(found), "name": name})
            village = self.of(("village",), party_stem(name)) or self.of(("village",), party_stem(short))
            if len(village) != 1:
                raise Refused(_("没有登记过党组织“%(name)s”，请先在组织名册里登记") % {"name": name})
            return self.branch_of(village[0])
        return self._titled_branch(line) or self.branch_of(self.village(line))

    def _titled_branch(self, line: Line) -> Org | None:
        """The one branch that the titles name, where nothing else tells the village."""
        if line.get("village") or self.village_of(self.context.org):
            return None
        text = flat("|".join(self.context.titles.get(line.sheet, ())))
        met = [org for org in self.orgs if org.kind in BRANCHES and flat(org.name) in text]
        longest = [org for org in met if not any(org.name != o.name and org.name in o.name for o in met)]
        return longest[0] if len(longest) == 1 else None

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
