"""Ledgers of problems on their way in: each problem once, with the steps the ledger tells of it, and those a later one adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.flows.bulk import Told, take_many
from yanzhen.kernel.guard.trail import Act, label
from yanzhen.kernel.intake.loading import CHANGED, NEW, SAME, Context, Line
from yanzhen.kernel.records.actions import write_many
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org

from .calling import Target, as_facts, bare, day_of, key_of, place_of
from .load_visits import Call, VisitLoad
from .mending import Known, Mended, meant, titled
from .models import CATEGORIES, Problem
from .outcomes import nothing, outcome_of
from .pack import problem
from .telling import Teller, missing


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
        self.known: dict[tuple[Any, ...], list[Known]] = {}
        self.near: dict[tuple[Any, ...], list[Known]] = {}
        self.taken: set[int] = set()
        self.mended: list[Mended] = []
        self.further: list[tuple[Line, int]] = []
        self.days: set[date] = set()
        self.teller = Teller(self.callees, context)

    def facts(self, line: Line) -> tuple[Any, ...] | None:
        times = line.key[2] if line.key else 0
        return (self._village_word(line), line.get("household"), day_of(line).isoformat(), line.get("category"), line.get("detail"), times)

    def _village_word(self, line: Line) -> str:
        """The village as ledgers with and without a column for it tell the same fact."""
        if name := line.get("village"):
            return bare(name)
        with suppress(Refused):
            return bare(self.callees.village(line).name)
        return ""

    def stated(self, lines: Sequence[Line]) -> None:
        self._look_up(lines)
        for line in lines:
            with suppress(Refused):
                if there := self._there(line, self.callees.called(self.callees.village(line), line.get("household"))):
                    self._lead_on(line, there)

    def _there(self, line: Line, target: Target | None) -> Known | None:
        """The problem of the records that a row tells of; the next row that tells the same means another."""
        same = self.known.get((*key_of(target), day_of(line), category_of(line), detail_of(line, target)))
        there = same.pop(0) if same else None
        self.taken |= {there.pk} if there else set()
        return there

    def take(self, lines: Sequence[Line]) -> None:
        self._look_up(lines)
        placed = []
        for line in lines:
            try:
                village = self.callees.village(line)
                target = self.callees.called(village, line.get("household"))
                org = place_of(village, target, day_of(line))
                self.drafted(problem, org, day_of(line), "-")
                if tells(line):
                    outcome_of(line)
                placed.append((line, org, target, self._there(line, target) if target and tells(line) else None))
            except Refused as why:
                self.give_back(line, why, "village")
        for one in placed:  # a row that tells exactly of a problem goes before one that may be its correction
            try:
                self._judge(*one)
            except Refused as why:
                self.give_back(one[0], why, "detail")

    def _judge(self, line: Line, org: Org, target: Target | None, there: Known | None) -> None:
        left = [] if there or not target or not tells(line) else self._left(line, target)
        old = meant(line, left)
        call = self.call(line, org, target, day_of(line)) if target else None
        self.lines[id(line)] = line
        line.fate = NEW if call else SAME
        if old:
            self._mend(line, old, target)
        if there or old:
            self._lead_on(line, there or old)
        elif tells(line):
            self.raised.append(Raised(line, org, target, self.calls.get((*key_of(target), day_of(line))) if target else None))
            self.callees.office(line.get("handler"))
            beside = _("这户当天已登记“%(said)s”，如是同一件请在问题页更正") % {"said": left[0].detail[:30]} if left else ""
            line.fate = NEW
            line.says = "；".join(filter(None, ("" if target else _("户籍台账里没有这户，只登记问题"), beside, taken_as(line))))

    def _left(self, line: Line, target: Target) -> list[Known]:
        """The problems of that home and day which no row of the ledger tells of."""
        return [one for one in self.near.get((*key_of(target), day_of(line)), []) if one.pk not in self.taken]

    def _mend(self, line: Line, old: Known, target: Target | None) -> None:
        """The row tells of a problem that is there, in other words or under another category."""
        said = {"category": category_of(line), "detail": detail_of(line, target)}
        self.taken.add(old.pk)
        self.mended.append(Mended(line, old, {name: new for name, new in said.items() if new != getattr(old, name)}))
        words = {"category": CATEGORIES[old.category], "detail": old.detail}
        line.says = _("更正，原为：%(old)s") % {"old": "、".join(str(words[name])[:40] for name in self.mended[-1].changes)}
        line.fate = CHANGED if line.fate == SAME else line.fate

    def _lead_on(self, line: Line, there: Known | None) -> None:
        """What the row tells beyond what the records have, and what of it is not taken."""
        if there is None:
            return
        if missing(there.state, self.teller.steps(line)):
            self.further.append((line, there.pk))
            self.lines[id(line)] = line
            line.fate = CHANGED if line.fate == SAME else line.fate
            more = _("办理情况有进展：%(outcome)s") % {"outcome": line.get("outcome_words")}
        else:
            more = self.teller.unlike(line, there)
        line.says = "；".join(filter(None, (line.says, more)))

    def _look_up(self, lines: Sequence[Line]) -> None:
        """Problems of these days that are there already: by whom, when and what."""
        days = {day_of(line) for line in lines} - self.days
        self.days |= days
        rows = Problem.objects.filter(record__tenant=self.context.tenant, record__voided_on__isnull=True, record__happened_on__in=days).order_by("pk")
        columns = ("household", "company", "record__happened_on", "pk", "record__state", "decided_on", "category", "detail", "condition")
        for home, company, day, *said in rows.values_list(*columns):
            target, one = ("Household", home) if home else ("Org", company) if company else ("", 0), Known(*said)
            self.known.setdefault((*target, day, one.category, one.detail), []).append(one)
            self.near.setdefault((*target, day), []).append(one)

    def write(self, act: Act) -> Iterable[Line]:
        lines = super().write(act)
        pairs = [(self._record(one), self._facts(one)) for one in self.raised]
        write_many(problem, pairs, act=act, verb="import")
        walks = []
        for one, (record, facts) in zip(self.raised, pairs, strict=True):
            record.problem = facts
            walks.append((record, self.teller.steps(one.line)))
            self._made(one.line, record)
        take_many(walks, act=act)
        further = {pk: line for line, pk in self.further}
        for step in take_many(self._further(), act=act):
            further[step.record_id].made.append(label(step))
        for mended in self.mended:
            mended.line.made += mended.write(self.context)
        return lines

    def _further(self) -> Iterable[tuple[Record, list[Told]]]:
        """The problems that were there already, each with the steps still missing, none before the last one taken."""
        keys = [pk for _line, pk in self.further]
        there = Record.objects.select_related("org", "tenant", "handler", "problem").in_bulk(keys)
        last = dict(Record.objects.filter(pk__in=keys).values_list("pk").annotate(Max("steps__on")))
        for line, pk in self.further:
            record = there[pk]
            first = last[pk] or record.happened_on
            yield record, [Told(one.key, max(one.on, first), one.answers) for one in missing(record.state, self.teller.steps(line))]

    def _record(self, one: Raised) -> Record:
        said = titled(str(one.line.get("detail")), category_of(one.line))
        title = said if one.target else f"{one.line.get('household')}:{said}"
        return self.drafted(problem, one.org, day_of(one.line), title, one.call.record if one.call else None)

    def _facts(self, one: Raised) -> Problem:
        return Problem(category=category_of(one.line), detail=detail_of(one.line, one.target), **as_facts(one.target))


def tells(line: Line) -> bool:
    """Whether a row tells of a problem: the word 无 in its column says there was none."""
    if nothing(str(line.get("detail"))):
        return False
    return any(line.get(key) and not nothing(str(line.get(key))) for key in ("detail", "category", "outcome_words"))


def taken_as(line: Line) -> str:
    """How the words of an outcome were read, where they say it in another way."""
    outcome = outcome_of(line)
    if not outcome.key or outcome.plain or problem.flow is None:
        return ""
    return _("“%(said)s”按“%(state)s”登记") % {"said": str(line.get("outcome_words"))[:30], "state": problem.flow.states[outcome.key].name}


def category_of(line: Line) -> str:
    """What the problem is counted under: what no declared word fits is other."""
    said = line.get("category") or "other"
    return said if said in CATEGORIES else "other"


def detail_of(line: Line, target: Target | None) -> str:
    """The problem in the ledger's words, with those that no column holds."""
    said = [str(line.get("detail"))]
    if line.get("category") not in (None, "", *CATEGORIES):
        said.insert(0, _("台账类别：%(said)s") % {"said": line.get("category")})
    if target is None:
        said.insert(0, _("走访户主：%(name)s（户籍台账里没有这户）") % {"name": line.get("household")})
    return "\n".join(said)[:2000]
