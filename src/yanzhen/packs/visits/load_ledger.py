"""Ledgers of problems on their way in: each problem once, with the steps the ledger tells of it, and those a later one adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
from .mending import Known, Mended, masked, meant, titled
from .models import CATEGORIES, Problem, Stranger
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
    """The ledger of visits and problems. No household is made up for a head whom the register does not know: his name is kept with
    the problem, sealed, and when the ledger comes again and the register has him, the problem gets its home and he his visit."""

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
                village = self.callees.village(line)
                target = self.callees.called(village, line.get("household"), line.get("number"))
                there = self._there(line, village, target)
                if there and there.stranger and target:
                    self._come_home(line, village, target, there)
                self._lead_on(line, there)

    def _come_home(self, line: Line, village: Org, target: Target, there: Known) -> None:
        """The register knows by now whom a row named that came before."""
        org, line.fate = place_of(village, target, day_of(line)), SAME
        self.drafted(problem, org, day_of(line), "-")
        self.call(line, org, target, day_of(line))
        self.lines[id(line)] = line
        self._mend(line, there, target)

    def _there(self, line: Line, village: Org, target: Target | None) -> Known | None:
        """The problem of the records that a row tells of; the next row that tells the same means another."""
        said = (day_of(line), category_of(line), detail_of(line))
        same = next((found for where in wheres(line, village, target) if (found := self.known.get((*where, *said)))), None)
        there = same.pop(0) if same else None
        self.taken |= {there.pk} if there else set()
        return there

    def take(self, lines: Sequence[Line]) -> None:
        self._look_up(lines)
        placed = []
        for line in lines:
            try:
                village = self.callees.village(line)
                target = self.callees.called(village, line.get("household"), line.get("number"))
                org = place_of(village, target, day_of(line))
                self.drafted(problem, org, day_of(line), "-")
                if tells(line):
                    outcome_of(line)
                elif target is None:
                    raise Refused(_("户籍台账里没有“%(name)s”这户，没有登记这次走访；请先导入户籍台账，或改写户号") % {"name": line.get("household")}, "household")
                placed.append((line, village, org, target, self._there(line, village, target) if tells(line) else None))
            except Refused as why:
                self.give_back(line, why, "village")
        for one in placed:  # a row that tells exactly of a problem goes before one that may be its correction
            try:
                self._judge(*one)
            except Refused as why:
                self.give_back(one[0], why, "detail")

    def _judge(self, line: Line, village: Org, org: Org, target: Target | None, there: Known | None) -> None:
        left = [] if there or not tells(line) else self._left(line, village, target)
        old = meant(line, left)
        call = self.call(line, org, target, day_of(line)) if target else None
        self.lines[id(line)] = line
        line.fate = NEW if call and call.lines[0] is line else SAME
        if mended := old or (there if there and there.stranger and target else None):
            self._mend(line, mended, target)
        if there or old:
            self._lead_on(line, there or old)
        elif tells(line):
            self.raised.append(Raised(line, org, target, self.calls.get((*key_of(target), day_of(line))) if target else None))
            self.callees.office(line.get("handler"))
            beside = _("这户当天已登记“%(said)s”，如是同一件请在问题页更正") % {"said": left[0].detail[:30]} if left else ""
            line.fate = NEW
            self._note(line)
            line.says = "；".join(filter(None, ("" if target else _("户籍台账里没有这户，只登记问题"), beside, taken_as(line), as_one(line))))

    def _left(self, line: Line, village: Org, target: Target | None) -> list[Known]:
        """The problems of that home and day which no row of the ledger tells of."""
        near = (one for where in wheres(line, village, target) for one in self.near.get((*where, day_of(line)), []))
        return [one for one in near if one.pk not in self.taken]

    def _mend(self, line: Line, old: Known, target: Target | None) -> None:
        """The row tells of a problem that is there: in other words, under another category, or of a home that is known by now."""
        stranger, home = "" if target else old.stranger, as_facts(target) if old.stranger else {}
        said = {"category": category_of(line), "detail": detail_of(line, stranger)}
        self.taken.add(old.pk)
        changes = {name: new for name, new in said.items() if new != getattr(old, name)} | home
        self.mended.append(Mended(line, old, changes))
        words = {"category": CATEGORIES[old.category], "detail": old.told}
        corrected = [str(words[name])[:40] for name in changes if name in words and (name == "category" or old.told != detail_of(line))]
        line.says = "；".join(filter(None, (
            _("户籍台账里有这户了，补上住户和走访") if home else "", _("更正，原为：%(old)s") % {"old": "、".join(corrected)} if corrected else "",
        )))
        line.fate = CHANGED if line.fate == SAME else line.fate

    def _lead_on(self, line: Line, there: Known | None) -> None:
        """What the row tells beyond what the records have, and what of it is not taken."""
        if there is None:
            return
        if missing(there.state, self.teller.steps(line)):
            self.further.append((line, there.pk))
            self.lines[id(line)] = line
            line.fate = CHANGED if line.fate == SAME else line.fate
            self._note(line)
            more = _("办理情况有进展：%(outcome)s") % {"outcome": line.get("outcome_words")}
        else:
            more = self.teller.unlike(line, there)
        line.says = "；".join(filter(None, (line.says, more)))

    def _note(self, line: Line) -> None:
        """Say which day is taken for one that the row does not tell."""
        line.notes = (*line.notes, *filter(None, [self.teller.supplied(line)]))

    def _look_up(self, lines: Sequence[Line]) -> None:
        """Problems of these days that are there already: by whom, when and what."""
        days = {day_of(line) for line in lines} - self.days
        self.days |= days
        rows = Problem.objects.filter(record__tenant=self.context.tenant, record__voided_on__isnull=True, record__happened_on__in=days).order_by("pk")
        columns = ("household", "company", "record__happened_on", "record__org", "pk", "record__state", "decided_on", "category", "detail", "condition", "record__stranger__name")
        for home, company, day, org, *said, stranger in rows.values_list(*columns):
            one = Known(*said)
            one = one if home or company else replace(one, stranger=stranger or "")
            where = ("Household", home, "") if home else ("Org", company, "") if company else ("", org, one.stranger)
            self.known.setdefault((*where, day, one.category, one.told), []).append(one)
            self.near.setdefault((*where, day), []).append(one)

    def write(self, act: Act) -> Iterable[Line]:
        lines = super().write(act)
        pairs = [(self._record(one), self._facts(one)) for one in self.raised]
        write_many(problem, pairs, act=act, verb="import")
        walks = []
        for one, (record, facts) in zip(self.raised, pairs, strict=True):
            record.problem = facts
            walks.append((record, self.teller.steps(one.line)))
            self._made(one.line, record)
        self._name_strangers([(one.line, record) for one, (record, _f) in zip(self.raised, pairs, strict=True) if one.target is None], act)
        take_many(walks, act=act)
        further = {pk: line for line, pk in self.further}
        for step in take_many(self._further(), act=act):
            further[step.record_id].made.append(label(step))
        for mended in self.mended:
            mended.line.made += mended.write(self.context)
        return lines

    def _name_strangers(self, raised: Sequence[tuple[Line, Record]], act: Act) -> None:
        """Keep, sealed, whom the rows name and the register does not know."""
        rows = [Stranger(record=record, name=str(line.get("household"))) for line, record in raised]
        Stranger.objects.bulk_create(rows)
        for (line, _record), row in zip(raised, rows, strict=True):
            self._made(line, row)
        if rows:
            act.note(f"{problem.key}.import", tenant=self.context.tenant.pk, subject=rows[0].record, rows=rows, said={"rows": len(rows)})

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
        title = titled(str(one.line.get("detail")), category_of(one.line), stranger_of(one))
        return self.drafted(problem, one.org, day_of(one.line), title, one.call.record if one.call else None)

    def _facts(self, one: Raised) -> Problem:
        return Problem(category=category_of(one.line), detail=detail_of(one.line, stranger_of(one)), **as_facts(one.target))


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


def as_one(line: Line) -> str:
    """That lines without numbers are one problem: they may be two, or one that is long."""
    lines = str(line.get("detail")).split("\n")
    whole = len(lines) < 2 or any(said.endswith(("，", "、", ",", "：", ":")) for said in lines[:-1])
    return "" if whole else _("问题写了%(count)d行，没有编号，按一个问题登记") % {"count": len(lines)}


def category_of(line: Line) -> str:
    """What the problem is counted under: what no declared word fits is other."""
    said = line.get("category") or "other"
    return said if said in CATEGORIES else "other"


def stranger_of(one: Raised) -> str:
    """Whom a row names that the register does not know."""
    return "" if one.target else str(one.line.get("household"))


def wheres(line: Line, village: Org, target: Target | None) -> list[tuple[str, int, str]]:
    """Where in the records the problem of a row may stand: with its home, or with a name in the village since before that was known."""
    unknown = ("", village.pk, str(line.get("household")))
    return [(*key_of(target), ""), unknown] if target else [unknown]


def detail_of(line: Line, stranger: str = "") -> str:
    """The problem in the ledger's words, with those that no column holds."""
    said = [str(line.get("detail"))]
    if line.get("category") not in (None, "", *CATEGORIES):
        said.insert(0, _("台账类别：%(said)s") % {"said": line.get("category")})
    if stranger:
        said.insert(0, _("走访户主：%(name)s（户籍台账里没有这户）") % {"name": masked(stranger)})
    return "\n".join(said)[:2000]
