"""The verb of a flow: take one step, or be told why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.columns import too_long
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.spans import deadline
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor, Post, Role
from yanzhen.kernel.records.actions import told
from yanzhen.kernel.records.flow import Ask, Flow, Step
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.records.resting import limited_by, rest, stand_in
from yanzhen.kernel.records.vacancy import holders
from yanzhen.kernel.register.models import Org

from .models import StepTaken


def take_step(record: Record, key: str, *, actor: Actor, at: datetime, uid: UUID | None = None, on: date | None = None, **answers: Any) -> Record:
    """Move a record one step along its flow. `on` is the day it was really done, if earlier than today; limits run by the day it
    is written down, which nobody can choose.
    Refused: the record is elsewhere by now, the actor's posts do not take this step here, something asked is missing."""
    asked = {"record": record.pk, "step": key, "on": on, **told(answers)}
    with trail.act(actor, at, uid, asked) as act:
        record = Record.objects.select_for_update(of=("self",)).select_related("org", "tenant", "handler").get(pk=record.pk)
        if act.seen:
            return record
        past = steps_before([record])[record.pk]
        flow, step = open_step(record, key, actor, past)
        today, was = local_day(at), record.version
        day = day_of(record, on, today, past)
        taken, facts = advance(record, flow, step, actor=actor, at=at, day=day, entered=today, answers=answers, past=past)
        if not actor.operator and any(ask.key == "handler" for ask in step.asks):
            refuse_empty(record, today)
        save_moved(record, was, facts)
        taken.save(force_insert=True)
        act.note(
            f"{record.kind}.{key}", tenant=record.tenant_id, subject=record, rows=[record, taken, *([record.facts] if facts else [])],
            said={"step": taken.pk, "to": record.state},
        )
    return record


#: How many characters an answer may have that is kept with its step alone.
LONGEST = 2000
#: The columns of a record that a step may change.
MOVED = ("state", "turn_role", "turn_org_id", "due_on", "handler_id", "due_rule", "version")


def advance(
    record: Record, flow: Flow, step: Step, *, actor: Actor, at: datetime, day: date, entered: date, answers: Mapping[str, Any],
    past: Sequence[StepTaken],
) -> tuple[StepTaken, set[str]]:
    """Take the step in memory: the record stands where it leads. `day` is when it was done, `entered` when it was written down:
    whether it came late, and from when the next limit runs, goes by the latter. The step taken, and which columns of the facts
    it set."""
    if why := shut(record, step, day, entered):
        raise Refused(why)
    given = {a.key: _answer(a, answers.get(a.key), record) for a in step.asks}
    taken = _taken(record, step, actor, at, day, given, late=record.late(entered))
    facts = _set_facts(record, step, given, day)
    _move(record, flow, step, entered, [*past, taken])
    record.version += 1
    taken.next_due_on = record.due_on
    return taken, facts


def save_moved(record: Record, was: int, facts: Collection[str]) -> None:
    """Write down where the record stands now, if it still stood at version `was`."""
    if not Record.objects.filter(pk=record.pk, version=was).update(**{f: getattr(record, f) for f in MOVED}):
        raise Refused(_("%(number)s 刚刚已被别人办过，请刷新后再看。") % {"number": record.number})
    if facts:
        record.facts.save(update_fields=facts)


def refuse_empty(record: Record, day: date) -> None:
    """Refused where a record was handed to an organisation in which nobody could take it."""
    if record.turn_role and not holders(record.turn_role, record.turn_org_id, day).exists():
        said = {"org": record.handler, "role": book.get(Role, record.turn_role)}
        raise Refused(_("%(org)s现在没有人任%(role)s，交过去没有人接。请换一个单位，或者先把人任命上。") % said)


def steps_before(records: Collection[Record]) -> dict[int, list[StepTaken]]:
    """The steps these records have taken so far, in order: as much of them as the next one asks for."""
    before: dict[int, list[StepTaken]] = {record.pk: [] for record in records}
    for taken in StepTaken.objects.filter(record__in=before).order_by("id").only("record", "step", "source", "on", "due_on"):
        before[taken.record_id].append(taken)
    return before


def in_this_handling(flow: Flow, past: Sequence[StepTaken]) -> list[StepTaken]:
    """Those of the steps taken since the handling last began anew."""
    begun = max((n for n, taken in enumerate(past, 1) if (step := flow.steps.get(taken.step)) and step.anew), default=0)
    return list(past[begun:])


def open_step(record: Record, key: str, actor: Actor, past: Sequence[StepTaken]) -> tuple[Flow, Step]:
    """The step, if it can be taken from where the record rests and by this actor."""
    flow = record.definition.flow
    step = flow.steps.get(key) if flow else None
    if flow is None or step is None or record.voided_on:
        raise Refused(_("%(number)s 不能办这一步。") % {"number": record.number})
    if record.state not in step.sources:
        raise Refused(_("%(number)s 现在是“%(state)s”，不能%(step)s。") % {"number": record.number, "state": flow.states[record.state].name, "step": step.name})
    if not may_take(record, step, actor):
        who = "、".join(str(book.get(Role, r)) for r in step.by) or str(book.get(Role, record.turn_role))
        raise Refused(_("“%(step)s”要由%(who)s来办。") % {"step": step.name, "who": who})
    if step.once and any(taken.step == key for taken in in_this_handling(flow, past)):
        raise Refused(_("“%(step)s”只能办一次，%(number)s 已经办过。") % {"step": step.name, "number": record.number})
    return flow, step


def steps_for(record: Record, actor: Actor) -> list[Step]:
    """The steps that the actor may take with a record now, the main ones first."""
    return [step for step in _his_steps(record, actor) if not shut(record, step, actor.day, actor.day)]


def steps_later(record: Record, actor: Actor) -> list[str]:
    """Of the steps that are his to take, those that the limit shuts today: from when they are open, or until when they were."""
    return [why for step in _his_steps(record, actor) if (why := shut(record, step, actor.day, actor.day))]


def shut(record: Record, step: Step, day: date, entered: date) -> str:
    """Why the running limit does not let a step be taken on a day, or be entered on another; empty if it does. More time is given
    only while there is some: what is late stays late."""
    if step.adds and record.late(entered):
        return _("期限 %(day)s 已过，不能再%(step)s。") % {"day": record.due_on, "step": step.name}
    if not step.overdue or record.late(day):
        return ""
    if record.due_on is None:
        return _("“%(step)s”要等期限过了才能办，%(number)s 现在没有定期限。") % {"step": step.name, "number": record.number}
    return _("“%(step)s”可于 %(day)s 之后办。") % {"step": step.name, "day": record.due_on}


def _his_steps(record: Record, actor: Actor) -> list[Step]:
    flow = record.definition.flow
    return [step for step in flow.open_from(record.state) if may_take(record, step, actor)] if flow and not record.voided_on else []


def may_take(record: Record, step: Step, actor: Actor) -> bool:
    """A step that names roles is taken by them over the record's place; one that names none, by the post whose turn it is.
    The post that stands in for one the place does not have, or in which nobody is, takes the steps of both."""
    return actor.operator or _his(record, step, actor) or _stands_in(record, actor)


def handling(record: Record, actor: Actor) -> list[Post]:
    """The posts of his in whose hands a record is: whose turn it is, to which it falls, and those at or under the organisation
    whose turn it is that a step from here names and that the record lies under."""
    if record.voided_on or not record.turn_role or record.turn_org is None:
        return []
    flow, below = record.definition.flow, record.turn_org.path
    named = {role for step in (flow.open_from(record.state) if flow else ()) for role in step.by}
    turns = [(record.turn_role, record.turn_org_id), stand_in(record, actor.day) if _stands_in(record, actor) else None]
    return [p for p in actor.posts if (p.role, p.org_id) in turns or (p.role in named and p.path.startswith(below) and record.org.path.startswith(p.path))]


def _turn_of(record: Record, actor: Actor) -> bool:
    return any((p.role, p.org_id) == (record.turn_role, record.turn_org_id) for p in actor.posts)


def _stands_in(record: Record, actor: Actor) -> bool:
    """Whether the record falls to one of his posts because nobody holds the one whose turn it is."""
    role = record.resting.otherwise[0] if record.resting else ""
    return any(p.role == role for p in actor.posts) and stand_in(record, actor.day) in [(p.role, p.org_id) for p in actor.posts]


def _his(record: Record, step: Step, actor: Actor) -> bool:
    resting = record.resting
    if step.by and not (resting and record.turn_role and record.turn_role != resting.turn):
        return actor.holds(step.by, record.org) or any(p.role in step.by and p.org_id == record.handler_id for p in actor.posts)
    return _turn_of(record, actor)


def day_of(record: Record, on: date | None, today: date, past: Sequence[StepTaken]) -> date:
    """The day a step is taken on: not to come, and not before the step before it."""
    day = on or today
    if day > today:
        raise Refused(_("日期 %(day)s 还没到，不能先办。") % {"day": day})
    if day < (earliest := max([record.happened_on, *(taken.on for taken in past[-1:])])):
        raise Refused(_("办理日期不能早于上一步的 %(day)s。") % {"day": earliest})
    return day


def _answer(ask: Ask, given: Any, record: Record) -> Any:
    value = given.strip() if isinstance(given, str) else given
    if value in (None, ""):
        if ask.optional:
            return None
        raise Refused(_("还没有填“%(ask)s”。") % {"ask": ask.name})
    if ask.choices and value not in ask.choices:
        raise Refused(_("“%(ask)s”请从给出的几项里选。") % {"ask": ask.name})
    if ask.sort == "org":
        found = value if isinstance(value, Org) else Org.objects.filter(pk=int(value)).first() if str(value).isdecimal() else None
        if found is None or found.kind not in ask.orgs or found.tenant_id != record.tenant_id or found.until:
            raise Refused(_("“%(ask)s”请从本地现有的单位里选。") % {"ask": ask.name})
        return found
    if ask.sort == "date" and not isinstance(value, date):
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise Refused(_("“%(ask)s”不是一个日期。") % {"ask": ask.name}) from None
    value = str(value) if isinstance(value, int) else value
    if isinstance(value, str) and len(value) > (most := longest(ask, record)):
        raise Refused(_("%(fault)s。") % {"fault": too_long(str(ask.name), most, len(value))})
    return value


def longest(ask: Ask, record: Record) -> int:
    """How many characters an answer may have: as many as its column, if it has one."""
    column = record.definition.facts._meta.get_field(ask.key) if ask.fact else None
    return getattr(column, "max_length", None) or LONGEST


def _taken(record: Record, step: Step, actor: Actor, at: datetime, day: date, given: dict[str, Any], *, late: bool) -> StepTaken:
    return StepTaken(
        record=record, step=step.key, source=record.state, target=step.target, on=day, at=at, by_id=actor.person_id, post=actor.post_said,
        answers={k: {"org": v.pk, "name": v.name} if isinstance(v, Org) else v.isoformat() if isinstance(v, date) else v for k, v in given.items() if v is not None},
        due_on=record.due_on, late=late,
    )


def _set_facts(record: Record, step: Step, given: dict[str, Any], day: date) -> set[str]:
    """What the step says about the record's own columns, set on them; which these are."""
    columns = {**step.sets, **{a.key: given[a.key] for a in step.asks if a.fact and given.get(a.key) is not None}}
    if step.dates:
        columns[step.dates] = day
    if "handler" in given:
        record.handler = given["handler"]
    for name, value in columns.items():
        setattr(record.facts, name, value)
    return set(columns)


def _move(record: Record, flow: Flow, step: Step, day: date, past: Sequence[StepTaken]) -> None:
    """To the step's target, where its limit runs from that day. A step that stays where it is, or leads to where the limit runs on
    or back from there, keeps the running limit, or adds to it by its rule; one that leads back to where a limit resumes keeps the
    one that ran there."""
    was, state, due, rule = flow.states[record.state], flow.states[step.target], record.due_on, record.due_rule
    back = was.runs_on and [taken.source for taken in past[-2:-1]] == [state.key]
    rest(record, state, day)
    if state.runs_on:
        record.due_on, record.due_rule = due, rule
    elif state is was or back:
        more = limited_by(step.adds, record, day)
        record.due_on = deadline(more.span, due, calendar()).day if more and due else due
    elif state.resumes:
        ran = [taken.due_on for taken in in_this_handling(flow, past) if taken.source == state.key and taken.due_on]
        record.due_on = ran[-1] if ran else record.due_on
