"""Where a record comes to rest: whose turn it is there, and the day it is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.rules import RuleVersion, rule
from yanzhen.kernel.base.spans import deadline
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.register.queries import keys

from .flow import HANDLER, State
from .models import Record
from .vacancy import holders


def post_of(record: Record, state: State) -> tuple[str, int | None]:
    """The post whose turn it is: its role, and the record's handler, its own place, or the nearest above of the kind named."""
    if not state.turn:
        return "", None
    if state.at == HANDLER and record.handler_id:
        return state.turn, record.handler_id
    for role, kind in ((state.turn, state.at), state.otherwise):
        if role and kind != HANDLER and (found := nearest(record, kind)):
            return role, found
    raise Refused(_("%(org)s 之上没有可以接手的单位，这件事转不到“%(state)s”。") % {"org": record.org, "state": state.name})


def nearest(record: Record, kind: str) -> int | None:
    """The record's own place, or the nearest above it that is of this kind."""
    if not kind or record.org.kind == kind:
        return record.org_id
    if record.tenant.kind == kind:
        return record.tenant_id
    return Org.objects.filter(pk__in=keys(record.org.path), kind=kind).values_list("pk", flat=True).first()


def stand_in(record: Record, day: date) -> tuple[str, int] | None:
    """The post that a record falls to because nobody holds the one whose turn it is; None where somebody does, or none stands in."""
    role, kind = record.resting.otherwise if record.resting else ("", "")
    if not role or record.turn_role in ("", role) or holders(record.turn_role, record.turn_org_id, day).exists():
        return None
    found = nearest(record, kind)
    return (role, found) if found else None


def limited_by(key: str, record: Record, day: date) -> RuleVersion | None:
    """The version of a rule that limits this record at its place from that day; None where nothing does."""
    return rule(key).find(day, place=record.org.code or record.tenant.code) if key else None


def rest(record: Record, state: State, day: date) -> None:
    """Lay the record to rest in a state from that day: state, turn, due day and the rule it was judged by. Does not save."""
    flow = record.definition.flow
    assert flow is not None
    record.state, (record.turn_role, record.turn_org_id) = state.key, post_of(record, state)
    limit = limited_by(flow.rule_for(state.key, record), record, day)
    record.due_on = deadline(limit.span, day, calendar()).day if limit else None
    record.due_rule = limit.ref if limit else ""


def limit_anew(record: Record) -> list[Any]:
    """After a correction: where another rule limits it now, that one's limit from when the first began to run, with what was added since.
    The steps taken since then, which say until when it ran after them; they are not saved, nor is the record."""
    flow = record.definition.flow
    if not flow or not record.resting or not record.due_on:
        return []
    steps = list(record.steps.order_by("id"))
    anew = max((n for n, taken in enumerate(steps, 1) if (step := flow.steps.get(taken.step)) and step.anew), default=0)
    here = steps[-1].source if steps and record.resting.runs_on else record.state
    since = next((n for n, taken in enumerate(steps) if n >= anew and taken.target == here), len(steps))
    first = steps[since] if since < len(steps) else None
    limit = limited_by(flow.rule_for(here, record), record, local_day(first.at)) if first else None
    if first is None or limit is None or record.due_rule.startswith(f"{limit.key}@"):
        return []
    record.due_on, record.due_rule = deadline(limit.span, local_day(first.at), calendar()).day, limit.ref
    moved = [taken for taken in steps[since:] if taken.target == here or flow.states[taken.target].runs_on]
    for taken in moved:
        if taken is not first and (more := limited_by(flow.steps[taken.step].adds, record, local_day(taken.at))):
            record.due_on = deadline(more.span, record.due_on, calendar()).day
        taken.next_due_on = record.due_on
    return moved
