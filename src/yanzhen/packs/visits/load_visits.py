"""Ledgers of visits and problems on their way in: each visit once, each problem with the steps the ledger tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.bulk import Told, take_many
from yanzhen.kernel.guard.trail import Act, label
from yanzhen.kernel.intake.dates import Wrong, dated
from yanzhen.kernel.intake.loading import NEW, SAME, Context, Line, Load
from yanzhen.kernel.records.actions import draft, write_many
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.roster import Roster

from .calling import Callees, Target, as_facts, bare, day_of, key_of, place_of
from .models import CATEGORIES, Problem, Visit
from .pack import problem, visit

#: By a word of what the ledger gives as reason, the reason it is counted under.
REASON_WORDS = (
    ("funds", ("资金", "经费", "项目", "钱")),
    ("policy", ("政策", "规定", "不符合", "条例")),
    ("dispute", ("权属", "纠纷", "邻里", "争议", "协商")),
    ("authority", ("权限", "上级", "区", "县", "部门")),
    ("conditions", ("条件", "天气", "季节", "施工", "地形")),
)
TITLE = 60


@dataclass
class Call:
    """One visit: where, when, to whom, and the rows that tell of it."""

    org: Org
    day: date
    target: Target
    lines: list[Line] = field(default_factory=list)
    record: Record | None = None


class VisitLoad(Load):
    """What both kinds of ledger share: the places, and each visit written once."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.roster = Roster(actor=context.actor, at=context.at, org=context.tenant, reason=context.reason, building=context.building)
        self.callees = Callees(context, self.roster)
        self.calls: dict[tuple[Any, ...], Call] = {}
        self.drafts: dict[tuple[str, int, date], Record] = {}
        self.lines: dict[int, Line] = {}
        self.recorded: dict[date, dict[tuple[str, int], Record]] = {}

    def founded(self) -> Sequence[str]:
        return self.callees.said

    def drafted(self, kind: Kind, org: Org, day: date, title: str, origin: Record | None = None) -> Record:
        """A record as `draft` allows it; the checks are the same for every row of one place and day."""
        key = (kind.key, org.pk, day)
        if key not in self.drafts:
            self.drafts[key] = self._new_place(kind, org, day) if org in self._founded() else draft(kind, self.context.actor, org, self.context.at, day, title, None)
        like = self.drafts[key]
        return Record(
            kind=like.kind, title=title.strip()[:200], org=org, org_path=like.org_path, tenant=self.context.tenant, happened_on=day,
            recorded_at=like.recorded_at, written_by_id=like.written_by_id, origin=origin,
        )

    def _founded(self) -> list[Org]:
        return self.roster.founded

    def _new_place(self, kind: Kind, org: Org, day: date) -> Record:
        """A draft at a place that will be set up with the file."""
        if not self.context.actor.holds(kind.written_by, org):
            raise Refused(_("您现在的岗位不能在%(org)s登记%(kind)s") % {"org": org, "kind": kind})
        like = draft(kind, self.context.actor, self.context.tenant, self.context.at, day, "-", None)
        like.org_path = org.path or ""
        return like

    def call(self, line: Line, org: Org, target: Target, day: date) -> Call | None:
        """The visit a row tells of: None if the records have it; else one for all rows of that day and home."""
        key = (*key_of(target), day)
        if key not in self.calls:
            self.calls[key] = Call(org, day, target)
            self.calls[key].record = self._known(day).get(key_of(target))
        call = self.calls[key]
        if call.record is not None and call.record.pk:
            return None
        call.lines.append(line)
        return call

    def _known(self, day: date) -> dict[tuple[str, int], Record]:
        """The visits of a day that the records have, by whom they called on: one statement a day, not one a row."""
        if day not in self.recorded:
            rows = Record.objects.live().filter(tenant=self.context.tenant, kind=visit.key, happened_on=day).select_related("visit")
            self.recorded[day] = {
                ("Household", r.facts.household_id) if r.facts.household_id else ("Org", r.facts.company_id): r for r in rows
            }
        return self.recorded[day]

    def write(self, act: Act) -> Iterable[Line]:
        self.roster.write(act, "intake.decide", tenant=self.context.tenant.pk, subject=self.context.subject)
        new = [call for call in self.calls.values() if call.record is None and call.lines]
        pairs = []
        for call in new:
            call.record = self.drafted(visit, call.org, call.day, _("走访 %(who)s") % {"who": getattr(call.target, "number", "") or str(call.target)})
            pairs.append((call.record, Visit(heard=self.heard(call.lines), **as_facts(call.target))))
        write_many(visit, pairs, act=act, verb="import")
        for call in new:
            self._made(call.lines[0], call.record)
        first = next(iter(self.lines.values()), None)
        for org in self._founded() if first else ():
            self._made(first, org)
        return self.lines.values()

    def _made(self, line: Line | None, row: Any) -> None:
        if line is not None:
            line.made.append(label(row))

    def heard(self, lines: Sequence[Line]) -> str:
        """What was heard, and who went."""
        said = [line.get("heard") or line.get("remark") for line in lines]
        visitors = dict.fromkeys(line.get("visitor") for line in lines if line.get("visitor"))
        went = [_("走访人：%(names)s") % {"names": "、".join(visitors)}] if visitors else []
        return "\n".join([*dict.fromkeys(filter(None, said)), *went])[:2000]


class VisitListLoad(VisitLoad):
    """A plain list of visits: who, when, by whom, what was heard."""

    def take(self, lines: Sequence[Line]) -> None:
        for line in lines:
            try:
                village = self.callees.village(line) if line.get("village") or not line.get("company") else self.context.tenant
                name = line.get("number") or line.get("household") or line.get("company")
                target = self.callees.called(village, name) if name else None
                if target is None:
                    raise Refused(_("名册里没有“%(name)s”，请先在户籍台账或企业名册里登记") % {"name": name})
                org = place_of(village, target)
                self.drafted(visit, org, day_of(line), "-")
                line.fate = NEW if self.call(line, org, target, day_of(line)) else SAME
                self.lines[id(line)] = line
            except Refused as why:
                column = "visited_on" if "日期" in str(why) or "那天" in str(why) else "number" if line.get("number") else "household"
                self.context.refuse(line, column, str(why))


@dataclass
class Raised:
    """One problem of the ledger, and the visit on which it was raised."""

    line: Line
    org: Org
    target: Target | None
    call: Call | None


class LedgerLoad(VisitLoad):
    """The ledger of visits and problems. A head of household whom the register does not know is written down in the
    problem's own words; no household is made up for him."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.raised: list[Raised] = []
        self.known: Counter[tuple[Any, ...]] = Counter()
        self.days: set[date] = set()

    def facts(self, line: Line) -> tuple[Any, ...] | None:
        times = line.key[2] if line.key else 0
        said = (line.get("category"), line.get("detail"), line.get("result") if not line.get("detail") else "")
        return (bare(line.get("village")), line.get("household"), day_of(line).isoformat(), *said, times)

    def stated(self, lines: Sequence[Line]) -> None:
        self._look_up(lines)
        for line in lines:
            with suppress(Refused):
                self.known[self._told(line, self.callees.called(self.callees.village(line), line.get("household")))] -= 1

    def _told(self, line: Line, target: Target | None) -> tuple[Any, ...]:
        """What makes a problem of the records and one of the ledger the same."""
        return (*key_of(target), day_of(line), line.get("category") or "other", line.get("detail"))

    def take(self, lines: Sequence[Line]) -> None:
        self._look_up(lines)
        for line in lines:
            try:
                village = self.callees.village(line)
                target = self.callees.called(village, line.get("household"))
                org = place_of(village, target)
                self.drafted(problem, org, day_of(line), "-")
                self._judge(line, org, target)
            except Refused as why:
                column = "visited_on" if "日期" in str(why) or "那天" in str(why) else "household" if "户主" in str(why) else "village"
                self.context.refuse(line, column, str(why))

    def _judge(self, line: Line, org: Org, target: Target | None) -> None:
        call = self.call(line, org, target, day_of(line)) if target else None
        told = self._told(line, target)
        if target and self.known[told] > 0:
            self.known[told] -= 1
            line.fate = NEW if call else SAME
        elif line.get("detail") or line.get("category") or line.get("outcome"):
            self.raised.append(Raised(line, org, target, self.calls.get((*key_of(target), day_of(line))) if target else None))
            self.callees.office(line.get("handler"))
            line.fate, line.says = NEW, "" if target else _("户籍台账里没有这户，只登记问题")
        else:
            line.fate = NEW if call else SAME
        self.lines[id(line)] = line

    def _look_up(self, lines: Sequence[Line]) -> None:
        """Problems of these days that are there already, by whom, when and what: how many of each."""
        days = {day_of(line) for line in lines} - self.days
        self.days |= days
        rows = Problem.objects.filter(record__tenant=self.context.tenant, record__voided_on__isnull=True, record__happened_on__in=days)
        for home, company, day, category, detail in rows.values_list("household", "company", "record__happened_on", "category", "detail"):
            target = ("Household", home) if home else ("Org", company) if company else ("", 0)
            self.known[(*target, day, category, detail)] += 1

    def write(self, act: Act) -> Iterable[Line]:
        lines = super().write(act)
        pairs = [(self._record(one), self._facts(one)) for one in self.raised]
        write_many(problem, pairs, act=act, verb="import")
        walks = []
        for one, (record, facts) in zip(self.raised, pairs, strict=True):
            record.problem = facts
            walks.append((record, self.steps(one.line)))
            self._made(one.line, record)
        take_many(walks, act=act)
        return lines

    def _record(self, one: Raised) -> Record:
        category = str(CATEGORIES[one.line.get("category") or "other"])
        said = str(one.line.get("detail") or category)[:TITLE].replace("\n", " ")
        title = said if one.target else f"{one.line.get('household')}:{said}"
        return self.drafted(problem, one.org, day_of(one.line), title, one.call.record if one.call else None)

    def _facts(self, one: Raised) -> Problem:
        detail = str(one.line.get("detail"))
        if one.target is None:
            detail = _("走访户主：%(name)s（户籍台账里没有这户）") % {"name": one.line.get("household")} + f"\n{detail}"
        return Problem(category=one.line.get("category") or "other", detail=detail[:2000], **as_facts(one.target))

    def steps(self, line: Line) -> list[Told]:
        """The steps a row tells of. Days it does not tell are those of the visit, because the ledger was kept then."""
        outcome, said, day = line.get("outcome"), line.get("result"), day_of(line)
        if not outcome:
            return []
        who = line.get("handler")
        begun = [
            Told("assign", day, {"handler": self.callees.office(who), "note": _("台账责任人：%(name)s") % {"name": who} if who else ""}),
            Told("accept", day),
        ]
        if outcome == "solved":
            solved = max(day, self._solved_on(said, day))
            return [*begun, Told("solve", solved, {"how": _("台账登记：%(said)s") % {"said": said or _("已解决")}})]
        if outcome == "in_hand" or (outcome == "cannot" and not said):
            return begun
        given = {"reason": reason_of(said), "level": "county", "condition": (said or _("台账没有写明"))[:200]}
        raised = [Told("raise", day, {"ask": said or _("台账登记：上报区里")})] if outcome == "raised" else []
        return [*begun, Told("cannot", day, given), *raised]

    def _solved_on(self, said: str, day: date) -> date:
        """The day the ledger says it was solved, else the day of the ledger; never one to come."""
        try:
            found = dated(said, day.year).day if said else self.context.day
        except Wrong:
            found = self.context.day
        return min(found, self.context.actor.day, max(day, self.context.day)) if found > day else found


def reason_of(said: str) -> str:
    """The reason a ledger's words come under."""
    return next((key for key, words in REASON_WORDS if any(word in said for word in words)), "conditions" if said else "authority")
