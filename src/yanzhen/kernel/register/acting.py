"""What the verbs of the register share: who may, on which day, and how an act is told to the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.vouched import stands_for
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor, who_else_may
from yanzhen.kernel.guard.meanwhile import said_of
from yanzhen.kernel.guard.models import Appointment, Correction

from .models import Belonging, HouseholdMember, Org, Person

WRITE = "register.write"
REVEAL = "register.reveal"
REACH = "register.reach"
CHUNK = 1000

M = TypeVar("M", bound=models.Model)


def require(actor: Actor, org: Org, right: str = WRITE) -> None:
    """Refused unless one of the actor's posts carries the right over this organisation."""
    if not actor.may(right, org):
        raise Refused(_("您现在的岗位不能办理%(org)s的这项登记，请交给管得到那里的%(roles)s。") % {"org": org, "roles": who_else_may(actor, right)})


def above(org: Org) -> Org:
    """Who decides about an organisation's own place: the one above it, or itself at the top."""
    return org.parent or org


def require_person(actor: Actor, person: Person, right: str = WRITE) -> Org | None:
    """The organisation through which the actor may act on this person; Refused if there is none."""
    for org in places_of(person, actor.day):
        if actor.may(right, org):
            return org
    if actor.operator:
        return None
    raise Refused(_("此人不在您现在岗位的范围内，请由其所在单位办理。"))


def places_of(person: Person, day: date) -> list[Org]:
    """Where a person lives, belongs and serves on a day; of the dead also where they lived to the end; of one
    who is nowhere then, where he was, the last place first."""
    ties: list[tuple[Any, int, Org]] = [
        *((m, 0, m.household.org) for m in HouseholdMember.objects.filter(person=person).select_related("household__org")),
        *((b, 1, b.org) for b in Belonging.objects.filter(person=person).select_related("org")),
        *((a, 2, a.org) for a in Appointment.objects.filter(person=person).select_related("org")),
    ]
    standing = [tie for tie in ties if tie[0].since <= day and (tie[0].until is None or tie[0].until > day or (tie[1] == 0 and tie[0].until == person.died_on))]
    found = sorted(standing, key=lambda tie: (tie[1], tie[0].since)) or sorted(ties, key=lambda tie: (tie[0].until or day, tie[0].since), reverse=True)
    return list(dict.fromkeys(org for _tie, _sort, org in found))


def by_then(day: date, at: datetime) -> None:
    """Refused for a day that has not come."""
    if day > local_day(at):
        raise Refused(_("%(day)s 还没到，请到那天再办理。") % {"day": day})


def alive(org: Org, day: date) -> None:
    """Refused unless the organisation exists on that day and still does."""
    if org.until is not None:
        raise Refused(_("%(org)s 已于 %(day)s 撤销。") % {"org": org, "day": org.until})
    if org.since > day:
        raise Refused(_("%(org)s 到 %(day)s 才成立，请核对日期。") % {"org": org, "day": org.since})


def reasoned(reason: str) -> str:
    """The reason as it is kept; Refused if none was given."""
    if not (said := reason.strip()):
        raise Refused(_("请写明理由。"))
    return said[:200]


def fresh(row: M) -> M:
    """The row as it stands now, locked until the act ends."""
    return type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


def asked(verb: str, **said: Any) -> dict[str, Any]:
    """What was asked for, in a form that can be compared when it is sent again: rows by their trail name."""
    return {"verb": verb, **{key: _told(value) for key, value in said.items()}}


def _told(value: Any) -> Any:
    if isinstance(value, models.Model):
        return trail.label(value)
    if isinstance(value, Mapping):
        return {str(key): _told(one) for key, one in value.items()}
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return value
    return [_told(one) for one in value]


def note(act: trail.Act, verb: str, org: Org | None, subject: models.Model, rows: Sequence[models.Model], **said: Any) -> None:
    """Tell the trail of the organisation's tenant; many rows go in several entries. Of a row written twice the last tells how it
    stands, the first how it was found."""
    tenant, last = org.tenant_id if org else None, dict[tuple[type[models.Model], Any], models.Model]()
    for row in rows:
        if (before := last.get((type(row), row.pk))) and before is not row:
            stands_for(row, before)
        last[type(row), row.pk] = row
    kept = list(last.values())
    for i in range(0, max(len(kept), 1), CHUNK):
        act.note(verb, tenant=tenant, subject=subject, rows=kept[i : i + CHUNK], said=said)


def replaced(row: models.Model, changes: Mapping[str, Any], reason: str, actor: Actor, at: datetime) -> list[Correction]:
    """Put new values into a row and return what to keep of the old ones; nothing for columns that stay as they are."""
    kept = []
    for name, new in changes.items():
        old = getattr(row, name)
        if old == new:
            continue
        setattr(row, name, new)
        kept.append(Correction(
            subject=trail.label(row), field=name, old=said_of(old), new=said_of(new), reason=reason, by_id=actor.person_id, at=at,
        ))
    return kept
