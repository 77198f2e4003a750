"""What a ledger's last columns tell of a problem: the steps it took, with their days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.flows.bulk import Told
from yanzhen.kernel.intake.dates import Dated, Wrong, Yearless, dated
from yanzhen.kernel.intake.loading import Context, Line

from .calling import Callees, day_of
from .mending import Known
from .outcomes import Outcome, level_of, outcome_of, reason_of
from .pack import problem

#: How far a problem has come, by the state it rests in: so many of the steps that lead to an outcome are behind it.
BEHIND = {"registered": 0, "assigned": 1, "in_hand": 2}
#: The steps by which work on it begins again.
AGAIN = {"cannot": ("reopen",), "raised": ("hand_down", "reopen")}
#: So many letters a condition has room for.
MOST = 200
NEXT, FOUR = re.compile("次年|翌年|第二年|来年"), re.compile(r"\d{4}")
IN_WORDS = re.compile(
    r"\d{4}[年./-]\d{1,2}(?:[月./-]\d{1,2})?[月日号]?|(?:次年|翌年|第二年|来年)\d{1,2}(?:月|[./-]\d{1,2})|"
    r"\d{1,2}月(?:\d{1,2}[日号]?|份|(?=[底初末上中下,，。;；]|$))"
)
#: So many months after a visit a day without a year may be one of the next year.
SOON = 4


class Teller:
    """Reads the steps off a row. Days it does not tell are those of the visit, because the ledger was kept then."""

    def __init__(self, callees: Callees, context: Context) -> None:
        self.callees, self.context = callees, context

    def steps(self, line: Line) -> list[Told]:
        """All steps a row tells of, from the first."""
        outcome, day = outcome_of(line), day_of(line)
        if not outcome.key:
            return []
        who, said = line.get("handler"), _said(line, outcome)
        notes = [_("台账责任人：%(name)s") % {"name": who}] if who else []
        if outcome.key == "in_hand" and outcome.said:
            notes.append(_("台账登记：%(said)s") % {"said": said})
        begun = [Told("assign", day, {"handler": self.callees.office(who), "note": "；".join(notes)}), Told("accept", day)]
        if outcome.key == "solved":
            solved, _note = self._solved(said, day)
            return [*begun, Told("solve", solved, {"how": _("台账登记：%(said)s") % {"said": outcome.said or _("已解决")}})]
        if outcome.key == "in_hand":
            return begun
        asked = f"{line.get('outcome_words')}{said}"
        given = {"reason": reason_of(said), "level": level_of(asked), "condition": said[:MOST]}
        raised = [Told("raise", day, {"ask": _("台账登记：%(said)s") % {"said": said}})] if outcome.key == "raised" else []
        return [*begun, Told("cannot", day, given), *raised]

    def unlike(self, line: Line, known: Known) -> str:
        """What of a row is not taken, because the records have it otherwise and it is nothing further."""
        outcome, flow, state, decided = outcome_of(line), problem.flow, known.state, known.decided
        told = _told_on(f"{line.get('outcome_words')} {line.get('result')}", day_of(line)) if outcome.key == "solved" else None
        if told and decided and max(told.day, day_of(line)) != decided and state in ("solved", "answered", "confirmed", "closed"):
            return _("解决时间登记的是%(old)s，表里的%(new)s没有采用") % {"old": decided, "new": told.day}
        if flow and outcome.key and state in ("solved", "cannot", "raised") and outcome.key != state:
            return _("登记的是“%(state)s”，表里的“%(said)s”没有采用") % {"state": flow.states[state].name, "said": str(line.get("outcome_words"))[:30]}
        said = _said(line, outcome)[:MOST]
        if outcome.key == state in ("cannot", "raised") and known.condition and said != known.condition:
            return _("登记的是“%(old)s”，表里的“%(new)s”没有采用；情况变了，请在问题页办理") % {"old": known.condition[:30], "new": said[:30]}
        return ""

    def supplied(self, line: Line) -> str:
        """What of the day of a solution the row does not tell, or tells in a way that cannot be, and which day is taken."""
        outcome = outcome_of(line)
        return self._solved(_said(line, outcome), day_of(line))[1] if outcome.key == "solved" else ""

    def _solved(self, said: str, day: date) -> tuple[date, str]:
        """The day the ledger says it was solved, else the day as of which the ledger is true, with what is to be said of it; never
        before the visit and never one to come."""
        told, today = _told_on(said, day), self.context.actor.day
        if told is None:
            on = max(day, min(self.context.day, today))
            return on, _("没写解决时间，按%(day)s登记") % {"day": on}
        if told.last < day:
            return day, _("解决时间%(told)s早于走访日期，按走访当天登记，请核对") % {"told": told}
        if told.day > today:
            return max(day, today), _("解决时间%(told)s还没到，按%(day)s登记，请核对") % {"told": told, "day": max(day, today)}
        turned = told.day.year != day.year and not FOUR.search(said) and not NEXT.search(said)
        return max(day, told.day), _("解决时间没写年份，按%(day)s登记") % {"day": told} if turned else ""


def _said(line: Line, outcome: Outcome) -> str:
    """What the row says came of it, in its own words."""
    return outcome.said or str(line.get("outcome_words"))


def _told_on(said: str, visited: date) -> Dated | None:
    """The day that words tell of. One without a year is the first after the visit, if that is soon."""
    met = IN_WORDS.search(said)
    try:
        return dated(NEXT.sub("", met[0]) if met else said.strip())
    except Yearless as bare:
        pass_on = bool(met and NEXT.match(met[0]))
        return _soon(bare, visited, pass_on)
    except Wrong:
        return None


def _soon(bare: Yearless, visited: date, after: bool) -> Dated | None:
    """A day without a year, after a visit: in the year of the visit, or in the next one if it says so, or if it would lie before the
    visit and is not far ahead."""
    with suppress(Wrong):
        here, later = bare.in_year(visited.year), bare.in_year(visited.year + 1)
        ahead = (later.day.year - visited.year) * 12 + later.day.month - visited.month
        return later if after or here.last < visited and ahead <= SOON else here
    return None


def missing(state: str, told: Sequence[Told]) -> list[Told]:
    """Those of the steps told that a problem resting in this state has not taken; none where it is further already."""
    if state in BEHIND:
        return list(told[BEHIND[state] :])
    last = told[-1].key if told else ""
    if state == "cannot" and last == "raise":
        return [told[-1]]
    if state not in AGAIN or last not in ("solve", "accept"):
        return []
    said, day = _("台账登记有进展，重新办理"), told[-1].on
    answers = {"hand_down": {"opinion": said}, "reopen": {"why": said}}
    return [*(Told(key, day, answers[key]) for key in AGAIN[state]), *(Told(one.key, day, one.answers) for one in told)]
