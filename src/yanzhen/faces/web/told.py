"""Rows of the kernel told as pieces of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.rules import RuleVersion, registry
from yanzhen.kernel.base.sealing import SealedField
from yanzhen.kernel.flows.actions import in_this_handling, shut
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Correction, Entry
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.flow import Flow
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.records.resting import limited_by
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, Person
from yanzhen.kernel.register.naming import called, written_at

from ..words import post_names, role_name
from .parts import Fact, Link, Row, StepMark, Tag, TrailLine
from .templatetags.yz import left_of


def series(words: Iterable[str]) -> str:
    """Things of one kind, one after the other."""
    return _("、").join(words)


def clauses(words: Iterable[str]) -> str:
    """Things that are said, one after the other."""
    return _("；").join(words)


def state_tag(record: Record) -> Tag:
    """Where a record rests."""
    if record.voided_on:
        return Tag(_("已作废"), "line")
    state = record.resting
    if state is None:
        return Tag("")
    return Tag(str(state.name), "" if state.open else "ok")


def due_tag(record: Record, today: date) -> Tag | None:
    """What is left of the record's limit; nothing where none runs."""
    return left_of(record.due_on, today) if record.due_on and record.resting and record.resting.open else None


def turn_short(record: Record) -> str:
    """Whose turn it is, in a list: the organisation within the tenant, or the post of the tenant itself."""
    return str(record.turn_org) if record.turn_org_id and record.turn_org_id != record.tenant_id else role_name(record.turn_role) if record.turn_role else ""


def owed(record: Record) -> str:
    """The day by which a step is still owed; empty if none is."""
    return record.due_on.isoformat() if record.due_on and record.resting and record.resting.open else ""


def turn_words(record: Record, falls: tuple[str, int] | None = None) -> str:
    """Whose turn it is: “党政办主任 · 池上镇”; and to which post it falls, if nobody is in that one."""
    if not record.turn_role:
        return ""
    if falls:
        return _("%(turn)s（空岗，由%(role)s代办）") % {"turn": turn_words(record), "role": role_name(falls[0])}
    return f"{role_name(record.turn_role)} · {record.turn_org}" if record.turn_org_id else role_name(record.turn_role)


def short(value: Any) -> str:
    """One column's value in words."""
    if value is None or value == "":
        return ""
    return value.masked if isinstance(value, Household) else str(value)


def masked_phone(number: str) -> str:
    """199****0001: enough to know one's own again."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 9 else "*" * len(number)


def corrections_of(row: models.Model) -> list[TrailLine]:
    """What was put right in a row, newest first. What identifies a person is kept sealed and not shown again."""
    return _corrections({trail.label(row): row})


def corrections_in(home: Household) -> list[TrailLine]:
    """What was put right in a household, and in what its members are to its head, newest first."""
    members = home.members.select_related("person").defer("person__id_number", "person__phone")
    return _corrections({trail.label(home): home, **{trail.label(one): one for one in members}})


def corrected(record: Record, found: Iterable[Correction]) -> list[TrailLine]:
    """What was put right in a record, in itself or in its facts."""
    own = {field.name for field in Record._meta.concrete_fields}
    return [_corrected(record if c.field in own else record.facts, c) for c in found]


def _corrections(rows: Mapping[str, models.Model]) -> list[TrailLine]:
    found = Correction.objects.filter(subject__in=rows).select_related("by").defer("by__id_number", "by__phone").order_by("-id")
    return [_corrected(rows[c.subject], c) for c in found]


def _corrected(row: models.Model, c: Correction) -> TrailLine:
    return TrailLine(c.at, str(c.by or _("系统操作员")), _("更正"), _change_words(row, c), c.reason)


def _change_words(row: models.Model, c: Correction) -> str:
    field: Any = row._meta.get_field(c.field)
    if isinstance(field, SealedField):
        return _("%(name)s（原值加密保存，不显示）") % {"name": field.verbose_name}
    if isinstance(field, models.JSONField):
        return str(field.verbose_name)
    choices = dict(field.flatchoices)
    old, new = (_row_words(field.related_model, v) if field.is_relation else str(choices.get(v, v)) or "—" for v in (c.old, c.new))
    whose = f"{row.person} · " if isinstance(row, HouseholdMember) else ""
    return whose + _("%(name)s：原为“%(old)s”，改为“%(new)s”") % {"name": field.verbose_name, "old": old, "new": new}


def _row_words(model: Any, kept: str) -> str:
    """A row as a correction keeps it, by its trail name; one kept before in words says them."""
    found = model._default_manager.filter(pk=trail.pk_of(kept)).first() if kept.startswith(f"{model._meta.label_lower}:") else None
    return short(found) if found else kept or "—"


def own_column(kind: Kind, name: str) -> tuple[str, Callable[[Any], str]]:
    """A column of a kind's facts: its label, and what says in words how a row of the facts fills it."""
    field: Any = kind.facts._meta.get_field(name)
    choices = {value: str(label) for value, label in field.flatchoices}
    return str(field.verbose_name), lambda facts: short(choices.get(value := getattr(facts, name), value))


@lru_cache
def _record_way() -> tuple[str, str]:
    before, after = reverse("record", args=[0]).split("0")
    return before, after


def to_record(pk: int) -> str:
    """Where a record is looked at. Its way is worked out once: lists name it by the hundred."""
    before, after = _record_way()
    return f"{before}{pk}{after}"


def places_then(records: Iterable[Record]) -> dict[int, str]:
    """Where each of the records stands, called as the place was on the record's day."""
    return called({r.pk: written_at(r.org, r.org_path, r.happened_on) for r in records})


def about(record: Record, place: str = "") -> str:
    """The line under a title: kind, what it is about, where (as the place is called today, if nothing else is said)."""
    parts = [str(record.definition.name)]
    parts += [own_column(record.definition, c)[1](record.facts) for c in record.definition.columns[:1]]
    return " · ".join(p for p in [*parts, place or record.org.full_name, record.number] if p)


def waiting_row(record: Record, today: date, actor: Actor | None = None, sender: str = "") -> Row:
    """A record as something that waits: with the button of its main step where it is the actor's turn."""
    url = to_record(record.pk)
    act = None
    flow = record.definition.flow
    if actor and flow:
        steps = flow.open_from(record.state)
        step = next((s for s in steps if s.main), None)
        if step and shut(record, step, today, today):  # the next thing is what can be done
            step = next((s for s in steps if not shut(record, s, today, today)), None)
        act = Link(str(step.name), f"{url}#next") if step else None
    return Row(record.title, url, about(record), sender, due_tag(record, today), act)


def facts_of(record: Record, actor: Actor, besides: models.Model | None = None) -> list[Fact]:
    """What the record says, column by column; empty columns are left out, and whom the page names `besides`. Only what the actor may
    open is a link."""
    facts = record.facts
    lines = []
    for name in (field.name for field in facts._meta.concrete_fields if not field.primary_key):
        value = getattr(facts, name)
        if value not in (None, "", besides):
            label, said = own_column(record.definition, name)
            lines.append(Fact(label, said(facts), link_of(value, actor), sealed=isinstance(value, Household)))
    return lines


def link_of(value: Any, actor: Actor) -> str:
    """Where a row is looked at; empty for what has no page, or none for the actor."""
    place = value.org if isinstance(value, Household) else value if isinstance(value, Org) else None
    if place and not actor.may("register.read", place):
        return ""
    names = {Household: "household", Org: "org", Record: "record"}
    name = next((n for model, n in names.items() if isinstance(value, model)), "")
    return reverse(name, args=[value.pk]) if name and isinstance(value, models.Model) else ""


def limit_words(record: Record, taken: Sequence[StepTaken] = ()) -> tuple[str, str]:
    """The limit that runs, in words, by what it was lengthened, and the document that sets them."""
    if not record.due_rule:
        return "", ""
    key = record.due_rule.split("@")[0]
    try:
        version = registry().rules[key].version(record.due_rule)
    except KeyError:
        return "", ""
    source, more = f"{version.source} {version.article}".strip(), _lengthened(record, taken)
    if more is None:
        return version.words + _guessed(version, record), source
    also = f"{more.source} {more.article}" if more.source != version.source else more.article
    return _("%(limit)s，经批准延长%(more)s") % {"limit": version.words, "more": more.words}, f"{source}、{also}".rstrip("、 ")


def _guessed(version: RuleVersion, record: Record) -> str:
    """Where the rest days of the year it ends in are not known yet."""
    counted = version.span.rolls or version.span.unit == "working day"
    return _("（放假安排未出，暂按推算）") if counted and record.due_on and calendar().provisional(record.due_on.year) else ""


def _lengthened(record: Record, taken: Sequence[StepTaken]) -> RuleVersion | None:
    """The rule by which the running limit was lengthened in this handling."""
    flow, resting = record.definition.flow, record.resting
    if flow is None or resting is None:
        return None
    given = [t for t in in_this_handling(flow, taken) if (step := flow.steps.get(t.step)) and step.adds and (t.target == record.state or resting.runs_on)]
    return limited_by(flow.steps[given[-1].step].adds, record, local_day(given[-1].at)) if given else None


def step_marks(record: Record, taken: list[StepTaken], today: date) -> list[StepMark]:
    """The way: each state passed with its day, the one it rests in, and those that follow if all goes well."""
    flow = record.definition.flow
    if flow is None:
        return []
    way = {flow.start: record.happened_on}
    for t in taken:
        if t.target != t.source:
            way = _until(t.target, way) | {t.target: t.on}
    done = not (record.resting and record.resting.open)
    due = None if done else record.due_on
    told = "%m-%d" if len({on.year for on in (*way.values(), due) if on}) == 1 else "%Y-%m-%d"
    marks = [StepMark(str(flow.states[key].name), f"{on:{told}}", "done") for key, on in way.items()]
    last = marks.pop()
    late = record.late(today)
    note = _("应于 %(day)s") % {"day": f"{due:{told}}"} if due else last.note
    marks.append(StepMark(last.label, note, "done" if done else "late" if late else "now"))
    return marks if done else marks + _ahead(flow, record.state)


def _until(state: str, way: dict[str, date]) -> dict[str, date]:
    """The way as far as it first came to a state: what came round again is told by the history, not by the bar."""
    states = list(way)
    return {key: way[key] for key in states[: states.index(state) if state in way else None]}


def _ahead(flow: Flow, state: str) -> list[StepMark]:
    """The states still to come on the shortest way of main steps to an end."""
    ways = [[state]]
    for way in ways:
        if not flow.states[way[-1]].open:
            return [StepMark(str(flow.states[key].name)) for key in way[1:]]
        ways += [[*way, s.target] for s in flow.open_from(way[-1]) if s.main and s.target not in way]
    return []


def history(record: Record, taken: list[StepTaken], filed: Sequence[tuple[Paper, Entry]] = (), registrar: str = "", voided: Entry | None = None) -> list[TrailLine]:
    """The record's steps, what became of its papers and how it became void, as sentences, newest first, ending with who wrote it
    down by which posts."""
    flow = record.definition.flow
    since, about = local_day(record.recorded_at), record.happened_on
    rest = _("（%(day)s 的事，%(entered)s 补记）") % {"day": about, "entered": since} if about != since else _("（当日登记）")
    lines = [TrailLine(record.recorded_at, _who(registrar, record.written_by), _("登记"), rest)]
    for t in taken:
        step = flow.steps.get(t.step) if flow else None
        lines.append(TrailLine(
            t.at, _who(t.post, t.by), str(step.name if step else t.step),
            _step_rest(t), told=clauses(_answer_words(step, t)),
        ))
    if voided:
        lines.append(TrailLine(voided.at, _who(voided.post, voided.actor), _("作废"), reason=str(voided.said.get("reason") or "")))
    return sorted([*lines, *(_filed(paper, entry) for paper, entry in filed)], key=lambda line: line.when)[::-1]


def _who(posts: str, person: Person | None) -> str:
    """By which post somebody acted, and who he is; without either it was the operator."""
    return " ".join(w for w in (post_names(posts), str(person or "")) if w) or _("系统操作员")


def _filed(paper: Paper, e: Entry) -> TrailLine:
    """Who added a file or took it away."""
    deed = _("撤下了附件“%(name)s”") if e.verb == "papers.withdraw" else _("添加了附件“%(name)s”")
    return TrailLine(e.at, _who(e.post, e.actor), deed % {"name": paper.name}, reason=str(e.said.get("reason") or ""))


def _step_rest(t: StepTaken) -> str:
    """Whether it was written down on the day it was done, and whether it came late."""
    entered = local_day(t.at)
    said = _("（%(day)s 办的，%(entered)s 补记）") % {"day": t.on, "entered": entered} if t.on != entered else _("（当日登记）")
    if t.late:
        said += _("，已过期限 %(day)s") % {"day": t.due_on}
    return said


def _answer_words(step: Any, t: StepTaken) -> list[str]:
    asks = {a.key: a for a in step.asks} if step else {}
    words = []
    for key, value in t.answers.items():
        ask = asks.get(key)
        said = value["name"] if isinstance(value, dict) else str(ask.choices.get(value, value)) if ask and ask.choices else str(value)
        words.append(_("%(name)s：%(said)s") % {"name": ask.name, "said": said} if ask else said)
    return words
