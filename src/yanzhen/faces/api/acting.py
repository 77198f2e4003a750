"""How a verb becomes an operation: its line says where it lies, what it takes, on which row, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Router

from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org, Person, under
from yanzhen.kernel.reports.models import Report

from ..inputs import by_number, done_before, posts_under, writable
from .asks import ActIn
from .auth import POLICY, SIGNED_IN, Caller, need
from .shapes import Why

REFUSAL: dict[int, Any] = {422: Why}
#: What an operation that answers with a file says of it.
A_FILE: dict[str, Any] = {"responses": {200: {"description": "A file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}}
Rows = Callable[[Actor, str], Any]
LARGEST = 2**63


def people(actor: Actor, right: str) -> Any:
    return Person.objects.within(actor, right)


def homes(actor: Actor, right: str) -> Any:
    return Household.objects.filter(under(actor.grounds(right), "org__path")).select_related("org")


#: What the key in an address may mean, by the word under which the verb takes the row.
ABOUT: dict[str, Rows] = {
    "record": lambda actor, right: Record.objects.visible_to(actor).select_related("org", "tenant"),
    "paper": lambda actor, right: Paper.objects.visible_to(actor),
    "report": lambda actor, right: Report.objects.visible_to(actor).select_related("org"),
    "audit": lambda actor, right: Audit.objects.visible_to(actor).select_related("org"),
    "imported": lambda actor, right: Import.objects.visible_to(actor),
    "appointment": lambda actor, right: posts_under(actor).select_related("person"),
    "org": lambda actor, right: Org.objects.filter(under(actor.grounds(right))),
    "household": homes,
    "person": people,
}
#: What the keys in a body may mean, by the name of their field.
NAMED: dict[str, Rows] = {
    **dict.fromkeys(("org", "parent", "serves", "to", "into"), writable), "household": homes, "person": people, "head": people,
}


@dataclass(frozen=True)
class Act:
    """One operation. `verb` is called with who acts, when, the sender's id, the row under the word `about`, and what was sent."""

    id: str
    path: str
    takes: type[ActIn]
    verb: Callable[..., Any]
    gives: Any
    shows: Callable[[Any], Any]
    about: str = ""
    says: str = ""


def right_of(operation: str) -> str:
    """The right that bounds which rows the operation may name."""
    return "register.read" if POLICY[operation] == SIGNED_IN else POLICY[operation]


def row_of(request: Caller, operation: str, about: str, pk: int, said: ActIn | None = None) -> Any:
    """The row an address means, or nothing there. What the caller himself did under this id he may hear of again, even if that took
    the row out of his sight."""
    actor = need(request, operation)
    rows = ABOUT[about](actor, right_of(operation))
    found = rows.filter(pk=pk).first() if pk < LARGEST else None
    if found is None and said and pk < LARGEST and (before := done_before(said.uid, actor)):
        found = next((row for row in rows.model._default_manager.filter(pk=pk) if trail.label(row) == before), None)
    if found is None:
        raise Http404
    return found


def row_named(name: str, value: Any, actor: Actor, right: str, uid: UUID) -> Any:
    """The row a field names; refused alike whether it is not there or out of reach. What the caller himself did under this id may
    have taken it out of his reach: then he may name it again."""
    rows = NAMED[name](actor, right)
    found = _named(rows, value) or _named(acted_on(rows.model, done_before(uid, actor)), value)
    if found is None:
        raise missing(name)
    return found


def _named(rows: Any, value: Any) -> Any:
    return by_number(rows, value) if isinstance(value, str) else rows.filter(pk=value).first()


def acted_on(model: type[Model], before: str) -> Any:
    """The rows of a model that the subject of an act done before points at."""
    made = apps.get_model(before.partition(":")[0])._default_manager.filter(pk=trail.pk_of(before)).first() if before else None
    keys = [getattr(made, f.attname) for f in made._meta.concrete_fields if f.related_model is model] if made else []
    return model._default_manager.filter(pk__in=keys)


def missing(name: str) -> Refused:
    return Refused(_("“%(name)s”请给出您能看到的编号。") % {"name": name})


def given(said: ActIn, actor: Actor, right: str) -> dict[str, Any]:
    """What was sent, and only that, with rows for keys."""
    sent = {name: getattr(said, name) for name in type(said).model_fields if name in said.model_fields_set}
    return {k: row_named(k, v, actor, right, said.uid) if k in NAMED and v is not None else v for k, v in sent.items()}


def act_on(act: Act, request: Caller, said: ActIn, pk: int | None) -> Any:
    row = {} if pk is None else {act.about: row_of(request, act.id, act.about, pk, said)}
    actor = need(request, act.id)
    done = act.verb(actor=actor, at=request.at, **row, **given(said, actor, right_of(act.id)))
    return act.shows(done)


def serve(router: Router, acts: Iterable[Act]) -> None:
    """Make an operation of every line."""
    for act in acts:
        router.add_api_operation(act.path, ["POST"], operation_of(act), response={200: act.gives, **REFUSAL}, operation_id=act.id)


def operation_of(act: Act) -> Any:
    """The line as a function with the name, words and types that its description is made of."""

    def alone(request: Caller, said: ActIn) -> Any:
        return act_on(act, request, said, None)

    def on_row(request: Caller, pk: int, said: ActIn) -> Any:
        return act_on(act, request, said, pk)

    made: Any = on_row if act.about else alone
    made.__name__, made.__doc__ = act.id, act.says or (act.verb.__doc__ or "").replace("\n    ", " ")
    made.__annotations__ |= {"said": act.takes}
    return made
