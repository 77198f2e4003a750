"""Visits on their way in from a list or a ledger: each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.trail import Act, label
from yanzhen.kernel.intake.loading import NEW, SAME, Context, Line, Load
from yanzhen.kernel.records.actions import draft, write_many
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.roster import Roster

from .calling import Callees, Target, as_facts, day_of, key_of, numbered, place_of
from .models import Visit
from .pack import visit

#: The column of a ledger in which stands what a refusal is about.
COLUMN = {"happened_on": "visited_on", "household": "household", "outcome": "outcome"}


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

    def give_back(self, line: Line, why: Refused, column: str) -> None:
        """Refuse the row at the cell the refusal is about, else at that of `column`."""
        self.context.refuse(line, COLUMN.get(why.about, column), str(why))

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
            said = Visit(heard=self.heard(call.lines), **as_facts(call.target))
            call.record = self.drafted(visit, call.org, call.day, said.title())
            pairs.append((call.record, said))
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
                village = self._village(line)
                name = line.get("number") or line.get("household") or numbered(line.get("home")) or line.get("company")
                if not name:
                    raise Refused(_("没写走访了谁，请在表里写明户主、户号或企业"))
                target = self.callees.called(village, name)
                if target is None:
                    raise Refused(_("名册里没有“%(name)s”，请先在户籍台账或企业名册里登记") % {"name": name})
                org = place_of(village, target, day_of(line))
                self.drafted(visit, org, day_of(line), "-")
                line.fate = NEW if self.call(line, org, target, day_of(line)) else SAME
                self.lines[id(line)] = line
            except Refused as why:
                self.give_back(line, why, "number" if line.get("number") else "household")

    def _village(self, line: Line) -> Org:
        """Where the row stands; a company is found in the whole township."""
        if not line.get("village") and (named := self.callees.placed(line.get("place"))):
            return named
        return self.callees.village(line) if line.get("village") or not line.get("company") else self.context.tenant
