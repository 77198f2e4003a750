"""The rosters of organisations: villages, districts, grids, offices, companies, and the Party's own tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake.loading import NEW, SAME, Line
from yanzhen.kernel.register.judging import Judged
from yanzhen.kernel.register.models import Org, OrgKind
from yanzhen.kernel.register.roster import made_by

from .grids import own_name
from .named import PARTY_STARTS, flat, party_stem
from .pack import ADMIN, BRANCHES, PARTY
from .rosters import RosterLoad, settle

#: Kinds by what rosters call them, the special before the general.
CALLED = (
    ("united_committee", r"综合党委"),
    ("general_branch", r"党?总支"),
    ("branch_temporary", r"临时|功能型"),
    ("branch_organ", r"机关"),
    ("branch_institution", r"事业|驻地"),
    ("branch_company", r"非公|企业(党|支)|两新|社会组织"),
    ("branch_village", r"(农?村|社区)级?(党|支)|村级党|^农村$"),
    ("party_committee", r"党委$|委员会$"),
    ("grid", r"网格"),
    ("area", r"片区|管区|管理区"),
    ("village", r"行政村|自然村|社区|村$|^村"),
    ("company", r"企业|公司|合作社|工厂|个体"),
    ("office", r"站所|内设|事业单位|机构|部门|科室|办公室|中心|站|所|办|局|队|学校|医院|卫生院"),
)
BY_NAME = (
    ("united_committee", r"综合党委$"),
    ("general_branch", r"总支(部)?(委员会)?$"),
    ("party_committee", r"党委$|镇委员会$|乡委员会$"),
    ("branch", r"支部(委员会)?$"),
    ("grid", r"网格$"),
    ("area", r"片区$|管区$"),
    ("village", r"村(民?委(员)?会)?$|社区$|居委会$"),
    ("company", r"公司$|厂$|合作社$|酒店$|度假村$|农场$|山庄$|集团$|场$"),
    ("office", r"(站|所|办|办公室|中心|局|队|院|校|学校|部|库)$"),
)
#: So exactly an area is kept: what is finer would differ whenever it comes again.
AREA_PLACES = 2
ALL = tuple(kind.key for kind in (*ADMIN, *PARTY))
#: Under what an organisation stands if its row does not say: the first of these kinds that there is one of.
ABOVE = {
    "branch_company": ("united_committee", "party_committee"),
    **{key: ("party_committee",) for key in ("united_committee", "general_branch", *BRANCHES) if key != "branch_company"},
}


class OrgLoad(RosterLoad):
    """Both trees by name, kind and what stands above. A row may stand before the one it hangs under."""

    def take(self, lines: Sequence[Line]) -> None:
        waiting, before = list(lines), -1
        names = {flat(line.values["name"]) for line in lines}
        self.first = self.first or next(iter(lines), None)
        while waiting and len(waiting) != before:
            before, later = len(waiting), []
            for line in waiting:
                if self._waits(line, names):
                    later.append(line)
                else:
                    self._take(line)
                    names.discard(flat(line.values["name"]))
            waiting = later
        for line in waiting:
            self.refuse(line, _("上级“%(name)s”互为上级，或没有登记上") % {"name": line.get("parent")}, "parent")

    def _waits(self, line: Line, names: set[str]) -> bool:
        """Whether what the row hangs under, or stands by, comes further down."""
        asked = {flat(line.get("parent")), flat(line.get("serves"))} - {"", flat(line.values["name"])}
        return any(name in names and not self.places.of(ALL, name) for name in asked)

    def _take(self, line: Line) -> None:
        try:
            kind = self._kind(line)
            if kind in BRANCHES and not line.get("serves") and self.places.of(("village",), flat(line.get("parent"))):
                line.values |= {"serves": line.get("parent"), "parent": None}  # a village stands over no branch
            line.made += self._judge(line, kind, self._parent(line, kind))
        except Refused as why:
            self.refuse(line, str(why), line.says or "name")
            line.says = ""

    def _judge(self, line: Line, kind: str, parent: Org) -> list[str]:
        name, serves = flat(line.values["name"]), self._serves(line, kind)
        changes = {"code": flat(line.get("code")), "area_km2": self._area(line), "serves": serves}
        changes = {key: value for key, value in changes.items() if value not in ("", None)}
        name = own_name(name, parent.name) if kind == "grid" and parent.kind == "village" else name
        alike = self.places.of((kind,), name) or (self.places.of((kind,), self.places.local(PARTY_STARTS.sub("", name))) if kind in BRANCHES else [])
        # Every village has its 第1网格: a grid is known by its village, the others by their name wherever they stand.
        known = [org for org in alike if org.parent_id == parent.pk] or [org for org in alike if kind != "grid" and flat(org.name) == name]
        if known:
            return self._compare(line, known[0], parent, changes)
        since = line.values.get("since")
        self.places.found(kind, name, parent, self._since(since.day if since else self.places.begins(kind, parent), parent), **changes)
        settle(line, Judged(NEW))
        return [self.places.own()]

    def _area(self, line: Line) -> Decimal | None:
        area: Decimal | None = line.values.get("area_km2")
        return None if area is None else round(area, AREA_PLACES)

    def _since(self, day: date, parent: Org) -> date:
        if day < parent.since:
            raise Refused(_("成立时间早于上级%(parent)s的成立时间%(day)s") % {"parent": parent, "day": parent.since})
        return day

    def _compare(self, line: Line, org: Org, parent: Org, changes: dict[str, Any]) -> list[str]:
        if line.get("parent") and org.parent_id != parent.pk:
            line.says = "parent"
            raise Refused(_("%(org)s现在不在%(parent)s之下，请先在组织页调整上级") % {"org": org, "parent": parent})
        judged = self.roster.correct(org, changes) if org.pk in {one.pk for one in self.places.orgs} and org.pk > 0 else Judged(SAME, org)
        settle(line, judged)
        return made_by(judged) if self.context.building else []

    def _kind(self, line: Line) -> str:
        """The kind a row says, or that its name and the titles tell."""
        said, name = flat(line.get("kind")), flat(line.values["name"])
        by_name = next((kind for kind, pattern in BY_NAME if re.search(pattern, name)), "")
        for kind, pattern in CALLED if said else ():
            if said == str(book.get(OrgKind, kind)) or re.search(pattern, said):
                party = book.get(OrgKind, kind).tree == "party"
                if kind == "village" and by_name == "branch":
                    return "branch_village"
                if not party and by_name == "branch":
                    continue
                return kind
        if by_name == "branch":
            return self._branch_kind(line, name)
        if by_name and not said:
            return by_name
        line.says = "kind"
        raise Refused(_("看不出“%(name)s”是哪一类组织，请填类别") % {"name": name})

    def _branch_kind(self, line: Line, name: str) -> str:
        """The sort of branch, by what it serves."""
        served = self.places.of(("village", "company", "office"), line.get("serves") or party_stem(name))
        kinds = {"village": "branch_village", "company": "branch_company", "office": "branch_institution"}
        if served:
            return kinds[served[0].kind]
        line.says = "kind"
        raise Refused(_("看不出“%(name)s”是哪一类党支部，请填类别") % {"name": name})

    def _parent(self, line: Line, kind: str) -> Org:
        """What the row stands under."""
        name, allowed = flat(line.get("parent")), book.get(OrgKind, kind).under
        tenant = self.context.tenant
        if name in (tenant.name, "镇政府", "乡政府", "本镇"):
            if tenant.kind in allowed:
                return tenant
            name = ""
        if name and name != flat(line.values["name"]):  # a blank cell carries the name above it, which may be its own
            found = self.places.of(allowed, name)
            if len(found) == 1:
                return found[0]
            line.says = "parent"
            said = {"name": name, "count": len(found)}
            raise Refused(_("上级“%(name)s”有%(count)d个，请写全名") % said if found else _("没有登记过上级“%(name)s”") % said)
        for above in ABOVE.get(kind, ()):
            if met := [org for org in self.places.orgs if org.kind == above]:
                return met[0]
        if kind in ABOVE:
            return self.places.committee()
        if self.context.org.kind in allowed:
            return self.context.org
        if tenant.kind in allowed:
            return tenant
        line.says = "parent"
        raise Refused(_("请填“%(name)s”的上级") % {"name": line.values["name"]})

    def _serves(self, line: Line, kind: str) -> Org | None:
        """The place or company a Party organisation serves: as the row says, or, for a village's branch, by its name."""
        name = flat(line.get("serves"))
        if book.get(OrgKind, kind).tree != "party":
            return None
        found = self.places.of(("village", "company", "office", "town"), name or party_stem(line.values["name"]))
        if name and len(found) != 1:
            line.says = "serves"
            raise Refused(_("没有登记过所在单位“%(name)s”") % {"name": name})
        return found[0] if len(found) == 1 and (name or kind == "branch_village") else None


#: What is said of a company that is no more.
CLOSED = re.compile("(?<!未)(?<!没)(?<!没有)(?:注销|吊销|撤销|倒闭|关闭|关停|破产|歇业|停业|清算|解散)")


class CompanyLoad(RosterLoad):
    """Companies by code or name. Numbers of people typed into the roster are not taken: they are counted from the people."""

    def take(self, lines: Sequence[Line]) -> None:
        for line, place in self.placed(lines, self._place):
            if CLOSED.search(line.get("standing")):
                self.refuse(line, _("经营状态写着“%(said)s”，请核对：不再经营的企业请删去这一行") % {"said": line.get("standing")[:20]}, "standing")
                continue
            name, code = flat(line.values["name"]), line.get("credit_code")
            known = next((org for org in self.places.orgs if org.kind == "company" and code and org.code == code), None)
            known = known or next(iter(self.places.of(("company",), name)), None)
            try:
                if known is None:
                    since = line.values.get("since")
                    self.places.found("company", name, place, max(place.since, since.day) if since else None, code=code)
                    settle(line, Judged(NEW))
                    line.made.append(self.places.own())
                else:
                    judged = self.roster.correct(known, {"code": code} if code else {})
                    settle(line, judged)
                    line.made += made_by(judged) if self.context.building else []
            except Refused as why:
                self.refuse(line, str(why), "name")

    def _place(self, line: Line) -> Org:
        """Where the company lies: its village, or what the file is for."""
        return self.places.village(line) if line.get("village") else self.context.org
