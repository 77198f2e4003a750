"""The verbs of one person: register, correct, belong, leave, confirm, reveal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor, Role
from yanzhen.kernel.guard.actions import end_appointment
from yanzhen.kernel.guard.meanwhile import touched
from yanzhen.kernel.guard.models import Appointment, Correction

from ..acting import REVEAL, WRITE, asked, by_then, fresh, note, reasoned, replaced, require, require_person
from ..identity import agree, amended, marked, tidied
from ..models import Belonging, HouseholdMember, Org, Person
from ..sound import confirm, fitting

SEALED = ("id_number", "phone")


def register_person(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, **columns: Any) -> Person:
    """Register a person on behalf of an organisation. Birth and gender come from the identity number if not given. Somebody
    out of the actor's reach is taken as he is registered, and the actor is not told so. Refused: the number is faulty,
    contradicts the rest, or is that of somebody within his reach."""
    with trail.act(actor, at, uid, asked("register_person", org=org, **columns)) as act:
        if act.seen:
            return Person.objects.get(pk=trail.pk_of(act.seen))
        require(actor, org)
        person = marked(Person(**tidied(columns)))
        agree(person, local_day(at))
        person = known(actor, person) or _saved(person)
        note(act, "register.register_person", org, person, [person])
    return person


def _saved(person: Person) -> Person:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused(_("这个身份证号刚刚登记过，请再提交一次。")) from None
    return person


def known(actor: Actor, person: Person) -> Person | None:
    """The person already registered under this identity number. Refused where he is within the actor's reach, and where the names
    differ: he is told what his own papers must settle, and not whether or where somebody is registered."""
    other = Person.objects.marked([person.id_mark]).exclude(pk=person.pk).first()
    if other and (actor.operator or Person.objects.within(actor, WRITE).filter(pk=other.pk).exists()):
        raise Refused(_("这个身份证号已经登记为%(name)s，请直接选用。") % {"name": other})
    if other and other.name != person.name:
        raise Refused(_("身份证号和姓名对不上，请核对证件。"))
    return other


def correct_person(*, actor: Actor, at: datetime, uid: UUID | None = None, person: Person, reason: str, version: int | None = None, **changes: Any) -> Person:
    """Put right what is registered of a person; every value replaced is kept, sealed, with the reason. `version` is the one at which
    the person was read: refused where somebody else has changed the same since. Who has died holds no post from that day on: refused
    where he holds one that is not the actor's to end, for a register is not what posts are taken by."""
    with trail.act(actor, at, uid, asked("correct_person", person=person, reason=reason, **changes)) as act:
        person = fresh(person)
        if act.seen:
            return person
        org = require_person(actor, person)
        kept = replaced(person, amended(person, touched(person, tidied(changes), version)), reasoned(reason), actor, at)
        if not kept:
            raise Refused(_("没有改动：与现在登记的一样。"))
        agree(marked(person), local_day(at))
        if known(actor, person):
            raise Refused(_("身份证号不能这样更正。请核对证件，没有错的，按身份证号另行登记此人。"))
        _end_posts(_saved(person), actor, at)
        left = _at_home_until(actor, person, next((date.fromisoformat(k.old) for k in kept if k.field == "died_on" and k.old), None))
        Correction.objects.bulk_create(kept)
        note(act, "register.correct_person", org, person, [person, *left, *kept], fields=sorted(k.field for k in kept))
    return person


def record_death(*, actor: Actor, at: datetime, uid: UUID | None = None, person: Person, on: date) -> Person:
    """Somebody died: from that day on he lives in no household of the actor's, leads none, and holds no post. Refused where he holds
    a post that is not the actor's to end. A household that he led has no head until one is named."""
    with trail.act(actor, at, uid, asked("record_death", person=person, on=on)) as act:
        person = fresh(person)
        if act.seen:
            return person
        org = require_person(actor, person)
        if person.died_on:
            raise Refused(_("%(person)s已登记 %(day)s 去世；日期写错了的，请用“更正”。") % {"person": person, "day": person.died_on})
        person.died_on = on
        agree(person, local_day(at))
        _end_posts(_saved(person), actor, at)
        note(act, "register.record_death", org, person, [person, *_at_home_until(actor, person)], on=str(on))
    return person


def _at_home_until(actor: Actor, person: Person, said: date | None = None) -> list[Model]:
    """The dead live nowhere: their homes end with them, as far as these are the actor's, and lose their head. `said` is the day of
    death that was put right: what had ended by it ends by the right one, or goes on."""
    if person.died_on == said:
        return []
    rows: list[Model] = []
    homes = HouseholdMember.objects.filter(Q(until__isnull=True) | Q(until=said), person=person).select_related("household__org")
    for one in homes.filter(until=said) if said else homes:
        if not actor.may(WRITE, one.household.org):
            continue
        one.until = max(person.died_on, one.since) if person.died_on else None
        one.save(update_fields=["until"])
        rows.append(one)
        if one.until and one.household.head_id == person.pk:
            one.household.head = None
            one.household.save(update_fields=["head"])
            rows.append(one.household)
    return rows


def _end_posts(person: Person, actor: Actor, at: datetime) -> None:
    if person.died_on is None:
        return
    for post in Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=actor.day), person=person.pk).select_related("org"):
        try:
            end_appointment(post, actor=actor, at=at, until=max(post.since, person.died_on))
        except Refused:
            role = book.get(Role, post.role)
            said = {"person": person, "org": post.org, "role": role, "who": "、".join(str(book.get(Role, key)) for key in role.given_by)}
            raise Refused(_("%(person)s是%(org)s的%(role)s，登记去世以前要先由%(who)s免去。") % said) from None


def belong(
    *, actor: Actor, at: datetime, uid: UUID | None = None, person: Person, org: Org, sort: str, since: date,
    confirmed_on: date | None = None,
) -> Belonging:
    """Let a person belong to an organisation in a declared way, beside whatever else he belongs to. Refused: not at this
    kind of organisation, already so at that time, before birth or after death."""
    said = asked("belong", person=person, org=org, sort=sort, since=since, confirmed_on=confirmed_on)
    with trail.act(actor, at, uid, said) as act:
        if act.seen:
            return Belonging.objects.get(pk=trail.pk_of(act.seen))
        org, person = fresh(org), fresh(person)
        require(actor, org)
        by_then(since, at)
        tie = Belonging(person=person, org=org, sort=sort, since=since)
        fitting(tie)
        if Belonging.objects.filter(Q(until__isnull=True) | Q(until__gt=since), person=person, org=org, sort=sort).exists():
            raise Refused(_("%(person)s 那时已经在%(org)s，不必再登记。") % {"person": person, "org": org})
        if confirmed_on:
            confirm(tie, confirmed_on, at)
        tie.save(force_insert=True)
        note(act, "register.belong", org, tie, [tie], sort=sort, since=str(since))
    return tie


def held(person: Person, org: Org, sort: str) -> Belonging:
    """The tie in force, locked; Refused if there is none."""
    tie = Belonging.objects.select_for_update(no_key=True, of=("self",)).select_related("org", "person").filter(
        person=person, org=org, sort=sort, until__isnull=True,
    ).first()
    if tie is None:
        raise Refused(_("%(person)s 现在不在%(org)s。") % {"person": person, "org": org})
    return tie


def confirm_belonging(
    *, actor: Actor, at: datetime, uid: UUID | None = None, person: Person, org: Org, sort: str, on: date,
) -> Belonging:
    """From a day on the person counts in full. Refused where the tie knows no such thing, or it is done."""
    with trail.act(actor, at, uid, asked("confirm_belonging", person=person, org=org, sort=sort, on=on)) as act:
        if act.seen:
            return Belonging.objects.get(pk=trail.pk_of(act.seen))
        require(actor, org)
        tie = held(person, org, sort)
        if tie.confirmed_on:
            raise Refused(_("%(person)s 已于 %(day)s 转正。") % {"person": person, "day": tie.confirmed_on})
        confirm(tie, on, at)
        tie.save(update_fields=["confirmed_on"])
        note(act, "register.confirm_belonging", tie.org, tie, [tie], on=str(on))
    return tie


def leave(
    *, actor: Actor, at: datetime, uid: UUID | None = None, person: Person, org: Org, sort: str, until: date,
) -> Belonging:
    """End a tie; `until` is the first day it holds no more."""
    with trail.act(actor, at, uid, asked("leave", person=person, org=org, sort=sort, until=until)) as act:
        if act.seen:
            return Belonging.objects.get(pk=trail.pk_of(act.seen))
        require(actor, org)
        by_then(until, at)
        tie = held(person, org, sort)
        if until <= tie.since:
            raise Refused(_("%(person)s 到 %(day)s 才加入，离开要在那之后。") % {"person": person, "day": tie.since})
        tie.until = until
        tie.save(update_fields=["until"])
        note(act, "register.leave", tie.org, tie, [tie], until=str(until))
    return tie


def reveal(
    *, actor: Actor, at: datetime, uid: UUID | None = None, person: Person, columns: Sequence[str] = SEALED, reason: str = "",
) -> dict[str, str]:
    """The sealed columns of a person in full. Who read which of whom, and why if said, stays in the trail."""
    if not columns or set(columns) - set(SEALED):
        raise Refused(_("请选要查看的项目。"))
    with trail.act(actor, at, uid, asked("reveal", person=person, columns=columns, reason=reason)) as act:
        return shown(act, person, columns, org=require_person(actor, person, REVEAL), why=reason)


def shown(act: trail.Act, person: Person, columns: Sequence[str], *, org: Org | None, why: str) -> dict[str, str]:
    """The sealed columns of a person as part of an act that knows who may read them; it stays in the trail of the organisation."""
    found = Person.objects.get(pk=person.pk)
    if not act.seen:
        note(act, "register.reveal", org, person, [], columns=sorted(columns), why=why.strip()[:200])
    return {name: getattr(found, name) for name in columns}
