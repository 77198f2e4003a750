"""Visits and the problems they raise (systems D1, D2): declared like the township's own regulation reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.records.flow import HANDLER, Ask, Flow, State, Step
from yanzhen.kernel.records.kinds import Kind

from .models import LEVELS, REASONS, Problem, Revisit, Visit

if TYPE_CHECKING:
    from yanzhen.kernel.records.models import Record

VISITORS = ("grid_worker", "village_clerk", "village_secretary", "area_head", "dispatcher")
OVERSEERS = ("town_secretary",)
LOOKERS = (*VISITORS, "town_secretary", "county_liaison")
ANSWER = (
    Ask("manner", _("怎么告诉的"), sort="choice", choices={"door": _("上门"), "phone": _("电话"), "meeting": _("村民会议")}),
    Ask("answer", _("答复内容"), sort="long"),
)


def limit(record: Record, state: str) -> str:
    """How long a problem may rest, by state; the work itself by category too."""
    by_state = {"registered": "problem.assign", "cannot": "problem.answer", "assigned": "problem.accept", "solved": "problem.answer", "answered": "problem.confirm", "told": "problem.confirm", "raised": "problem.raised", "disputed": "problem.review"}
    return f"problem.handle.{record.facts.category}" if state == "in_hand" else by_state.get(state, "")


visit = Kind(
    "visit", _("走访"), Visit, number="访{year}-{seq:05d}", written_by=VISITORS, seen_by=LOOKERS,
    summary="heard", columns=("household", "company"),
)

problem = Kind(
    "problem", _("民情问题"), Problem, number="民{year}-{seq:05d}", written_by=VISITORS, seen_by=(*LOOKERS, "office_head", "inspector"),
    summary="detail", columns=("category", "household", "company"),
    flow=Flow(
        State("registered", _("已登记"), turn="dispatcher", at="town"),
        State("assigned", _("已交办"), turn="office_head", at=HANDLER, otherwise=("dispatcher", "town")),
        State("in_hand", _("办理中"), turn="office_head", at=HANDLER, otherwise=("dispatcher", "town"), resumes=True),
        State("asking", _("延期待批"), turn="dispatcher", at="town", runs_on=True),
        State("solved", _("已解决"), turn="village_clerk", at="village", otherwise=("dispatcher", "town")),
        State("cannot", _("现在办不了"), turn="dispatcher", at="town"),
        State("raised", _("已上报"), turn="county_liaison", at="town"),
        State("answered", _("已答复住户"), turn="village_clerk", at="village", otherwise=("dispatcher", "town")),
        State("told", _("已告知办不了"), turn="village_clerk", at="village", otherwise=("dispatcher", "town")),
        State("confirmed", _("住户已确认"), turn="dispatcher", at="town"),
        State("noted", _("住户已知悉"), turn="dispatcher", at="town"),
        State("disputed", _("住户有异议"), turn="dispatcher", at="town"),
        State("closed", _("已办结"), open=False),
        Step("assign", _("交办"), "registered -> assigned", main=True, asks=(Ask("handler", _("交给"), sort="org", orgs=("office",)), Ask("note", _("要求"), optional=True))),
        Step("accept", _("接办"), "assigned -> in_hand", main=True),
        Step("return", _("退回"), "assigned | in_hand -> registered", asks=(Ask("why", _("为什么退回")),)),
        Step("solve", _("已解决"), "in_hand -> solved", main=True, sets={"outcome": "solved"}, dates="decided_on", asks=(Ask("how", _("怎么办的"), sort="long"),)),
        Step("cannot", _("现在办不了"), "in_hand -> cannot", sets={"outcome": "cannot"}, dates="decided_on", asks=(
            Ask("reason", _("原因"), sort="choice", choices=REASONS, fact=True),
            Ask("level", _("哪一级能办"), sort="choice", choices=LEVELS, fact=True),
            Ask("condition", _("什么条件下再办"), fact=True),
        )),
        Step("ask_more", _("申请延期"), "in_hand -> asking", once=True, asks=(Ask("why", _("为什么延期")),)),
        Step("extend", _("延期"), "in_hand | asking -> in_hand", by=("dispatcher",), main=True, adds="problem.extension", once=True, asks=(Ask("why", _("为什么延期")),)),
        Step("decline", _("不同意延期"), "asking -> in_hand", asks=(Ask("why", _("为什么不同意")),)),
        Step("go_on", _("撤回申请"), "asking -> in_hand", by=("office_head",)),
        Step("take_back", _("收回"), "assigned | in_hand | asking -> registered", by=("dispatcher",), asks=(Ask("why", _("为什么收回")),)),
        Step("raise", _("上报挂包领导"), "cannot -> raised", asks=(Ask("ask", _("请上级帮什么")),)),
        Step("hand_down", _("批回"), "raised -> cannot", main=True, asks=(Ask("opinion", _("意见"), sort="long"),)),
        Step("answer", _("答复住户"), "solved -> answered", by=("village_clerk", "grid_worker", "dispatcher"), main=True, sets={"word": "waiting"}, asks=ANSWER),
        Step("tell", _("告知住户办不了"), "cannot -> told", by=("village_clerk", "grid_worker", "dispatcher"), main=True, sets={"word": "waiting"}, asks=ANSWER),
        Step("confirm", _("住户确认解决"), "answered -> confirmed", by=("village_clerk", "grid_worker"), main=True, sets={"word": "confirmed"}, asks=(Ask("words", _("住户原话"), optional=True),)),
        Step("noted", _("住户已知悉"), "told -> noted", by=("village_clerk", "grid_worker"), main=True, sets={"word": "noted"}, asks=(Ask("words", _("住户原话"), optional=True),)),
        Step("dispute", _("住户有异议"), "answered -> disputed", by=("village_clerk", "grid_worker"), sets={"word": "disputed", "outcome": "disputed"}, asks=(Ask("words", _("住户原话")),)),
        Step("object", _("住户不接受"), "told -> disputed", by=("village_clerk", "grid_worker"), sets={"word": "refused", "outcome": "disputed"}, asks=(Ask("words", _("住户原话")),)),
        Step("silent", _("住户没有表态，到期办结"), "answered | told -> closed", by=("dispatcher",), overdue=True, asks=(Ask("why", _("怎么联系过")),)),
        Step("close", _("办结"), "confirmed | noted -> closed", by=("dispatcher",), main=True, asks=(Ask("note", _("说明"), optional=True),)),
        Step("settle", _("复核后办结"), "disputed -> closed", by=("dispatcher",), main=True, asks=(Ask("why", _("怎么复核的，为什么办结"), sort="long"),)),
        Step("reopen", _("重新办理"), "cannot | disputed | closed -> registered", by=("dispatcher",), anew=True, sets={"outcome": "", "word": "", "decided_on": None, "reason": "", "level": "", "condition": ""}, asks=(Ask("why", _("为什么重新办")),)),
        limit=limit,
    ),
)

revisit = Kind(
    "revisit", _("抽样回访"), Revisit, number="回{year}-{seq:04d}", written_by=("inspector",), seen_by=("inspector",),
    columns=("solved",), fixed=True, quiet=True,
    flow=Flow(
        State("drawn", _("已抽中"), turn="inspector", at="town"),
        State("asked", _("已回访"), open=False),
        Step("ask", _("记下回访"), "drawn -> asked", main=True, asks=(
            Ask("solved", _("住户说"), sort="choice", choices={"yes": _("确实解决了"), "no": _("没有解决"), "unreached": _("没联系上")}, fact=True),
            Ask("said", _("原话"), sort="long", optional=True, fact=True),
        )),
        Step("again", _("重新回访"), "asked -> drawn", by=("inspector",), sets={"solved": "", "said": ""}, asks=(Ask("why", _("为什么重新回访")),)),
    ),
)

verbs = (
    *(Verb(f"{k.key}.{v}", name) for k in (visit, problem, revisit) for v, name in (("write", _("登记")), ("correct", _("更正")), ("void", _("作废")), ("import", _("导入")))),
    *(Verb(f"{k.key}.{s.key}", s.name) for k in (problem, revisit) if k.flow for s in k.flow.steps.values()),
)
