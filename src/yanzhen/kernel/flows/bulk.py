"""Many steps at once, as a file tells them: the history of records that were handled before they came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.records.models import Record

from .actions import advance, day_of, in_this_handling, save_moved, steps_before
from .models import StepTaken

CHUNK = 1000


@dataclass(frozen=True)
class Told:
    """One step as the file tells it: which, on which day, with what answers."""

    key: str
    on: date
    answers: Mapping[str, Any] = field(default_factory=dict)


Walk = tuple[Record, Sequence[Told]]


def take_many(walks: Iterable[Walk], *, act: trail.Act, verb: str = "import", chunk: int = CHUNK) -> list[StepTaken]:
    """Lead records along the steps that were told of them, within an act under way, as `take_step` would one by one.

    Who took the steps then is not asked: whoever imports answers for the file, by a right of his own. Everything else is:
    Refused if a step is not open where the record stands, lies before the one before it or in days to come, or lacks an
    answer. What a file tells was written down there on the days it tells, so its limits run by these. The records bring their
    organisation, tenant and facts with them.
    """
    pairs = [(record, told) for record, told in walks if told]
    taken: list[StepTaken] = []
    for i in range(0, len(pairs), chunk):
        taken += _take(pairs[i : i + chunk], act, verb)
    return taken


def _take(walks: Sequence[Walk], act: trail.Act, verb: str) -> list[StepTaken]:
    taken: list[StepTaken] = []
    before = steps_before([record for record, _told in walks if record.version > 1])
    for record, told in walks:
        was = record.version
        steps, facts = _walk(record, told, act, before.get(record.pk, []))
        save_moved(record, was, facts)
        taken += steps
    StepTaken.objects.bulk_create(taken)
    records = [record for record, _told in walks]
    rows = [*records, *(record.facts for record in records), *taken]
    act.note(f"{records[0].kind}.{verb}", tenant=records[0].tenant_id, subject=records[0], rows=rows, said={"steps": len(taken)})
    return taken


def _walk(record: Record, told: Sequence[Told], act: trail.Act, before: Sequence[StepTaken]) -> tuple[list[StepTaken], set[str]]:
    """The steps of one record, in memory, and which columns of its facts they set."""
    flow, today = record.definition.flow, local_day(act.at)
    steps: list[StepTaken] = []
    facts: set[str] = set()
    for one in told:
        step, past = flow.steps.get(one.key) if flow else None, [*before, *steps]
        if flow is None or step is None or record.state not in step.sources or (step.once and one.key in {t.step for t in in_this_handling(flow, past)}):
            raise Refused(_("%(number)s 的办理经过对不上：不能办“%(step)s”。") % {"number": record.number, "step": step.name if step else one.key})
        day = day_of(record, one.on, today, past)
        taken, changed = advance(record, flow, step, actor=act.actor, at=act.at, day=day, entered=day, answers=one.answers, past=past)
        steps.append(taken)
        facts |= changed
    return steps, facts
