"""Where a record comes to rest: whose turn it is there, and the day it is due."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.rules import RuleVersion, rule
from yanzhen.kernel.base.spans import deadline
from yanzhen.kernel.register.models import Org

from .flow import HANDLER, State
from .models import Record


def post_org(record: Record, state: State) -> int | None:
    """The organisation of the post whose turn it is: the record's handler, its own, or the nearest above of the kind named."""
    if not state.turn:
        return None
    if state.at == HANDLER:
        return record.handler_id
    if not state.at or record.org.kind == state.at:
        return record.org_id
    if record.tenant.kind == state.at:
        return record.tenant_id
    line = [int(part) for part in (record.org.path or "").split("/") if part]
    found = Org.objects.filter(pk__in=line, kind=state.at).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(_("%(org)s 之上没有可以接手的单位，这件事转不到“%(state)s”。") % {"org": record.org, "state": state.name})
    return found


def limited_by(key: str, record: Record, day: date) -> RuleVersion | None:
    """The version of a rule that limits this record at its place from that day; None where nothing does."""
    return rule(key).find(day, place=record.org.code or record.tenant.code) if key else None


def rest(record: Record, state: State, day: date) -> None:
    """Lay the record to rest in a state from that day: state, turn, due day and the rule it was judged by. Does not save."""
    flow = record.definition.flow
    assert flow is not None
    record.state, record.turn_role, record.turn_org_id = state.key, state.turn, post_org(record, state)
    limit = limited_by(flow.rule_for(state.key, record), record, day)
    record.due_on = deadline(limit.span, day, calendar()).day if limit else None
    record.due_rule = limit.ref if limit else ""
