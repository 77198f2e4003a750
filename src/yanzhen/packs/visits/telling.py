"""What a ledger's last columns tell of a problem: the steps it took, with their days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.flows.bulk import Told
from yanzhen.kernel.intake.dates import Wrong, dated
from yanzhen.kernel.intake.loading import Context, Line

from .calling import Callees, day_of

#: By a word of what the ledger gives as reason, the reason it is counted under.
REASON_WORDS = (
    ("funds", ("资金", "经费", "项目", "钱", "投资", "预算")),
    ("policy", ("政策", "规定", "不符合", "条例", "红线", "不允许")),
    ("dispute", ("权属", "纠纷", "邻里", "争议", "协商", "不同意")),
    ("authority", ("权限", "上级", "区", "县", "部门")),
    ("conditions", ("条件", "天气", "季节", "施工", "地形")),
)
#: How far a problem has come, by the state it rests in: so many of the steps that lead to an outcome are behind it.
BEHIND = {"registered": 0, "assigned": 1, "in_hand": 2}
#: The steps by which work on it begins again.
AGAIN = {"cannot": ("reopen",), "raised": ("hand_down", "reopen")}
IN_WORDS = re.compile(r"\d{4}[年./-]\d{1,2}(?:[月./-]\d{1,2})?[月日号]?|\d{1,2}月\d{1,2}[日号]?")
MARKS = "（）()，,、。.；;：: "


class Teller:
    """Reads the steps off a row. Days it does not tell are those of the visit, because the ledger was kept then."""

    def __init__(self, callees: Callees, context: Context) -> None:
        self.callees, self.context = callees, context

    def steps(self, line: Line) -> list[Told]:
        """All steps a row tells of, from the first."""
        outcome, said, day = line.get("outcome"), result_of(line), day_of(line)
        if not outcome:
            return []
        who = line.get("handler")
        begun = [
            Told("assign", day, {"handler": self.callees.office(who), "note": _("台账责任人：%(name)s") % {"name": who} if who else ""}),
            Told("accept", day),
        ]
        if outcome == "solved":
            solved = max(day, self._solved_on(said or str(line.get("outcome_words")), day))
            return [*begun, Told("solve", solved, {"how": _("台账登记：%(said)s") % {"said": said or _("已解决")}})]
        if outcome == "in_hand" or (outcome == "cannot" and not said):
            return begun
        given = {"reason": reason_of(said), "level": "county", "condition": (said or _("台账没有写明"))[:200]}
        raised = [Told("raise", day, {"ask": said or _("台账登记：上报区里")})] if outcome == "raised" else []
        return [*begun, Told("cannot", day, given), *raised]

    def _solved_on(self, said: str, day: date) -> date:
        """The day the ledger says it was solved, else the day of the ledger; never one to come."""
        met = IN_WORDS.search(said)
        try:
            found = dated(met[0] if met else said, day.year).day if said else self.context.day
        except Wrong:
            found = self.context.day
        return min(found, self.context.actor.day, max(day, self.context.day)) if found > day else found


def result_of(line: Line) -> str:
    """What the ledger says of the outcome: its own column, else what stands behind the word in the column of outcomes."""
    words = str(line.get("outcome_words"))
    more = re.split(r"[（(，,；;：:]", words, maxsplit=1)[1:]
    return str(line.get("result")) or (more[0].strip(MARKS) if more else "")


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


def reason_of(said: str) -> str:
    """The reason a ledger's words come under."""
    return next((key for key, words in REASON_WORDS if any(word in said for word in words)), "conditions" if said else "authority")
