"""Posts: appoint and dismiss."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from yanzhen.kernel.base.columns import held
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused

from .. import trail
from ..access import Actor, Role
from ..models import Appointment
from .common import Human, apart, hold


class Body(Protocol):
    """What an appointment needs to know of an organisation."""

    pk: Any
    kind: Any
    name: Any
    path: Any
    tenant_id: Any
    since: Any
    until: Any


def appoint(
    *, actor: Actor, at: datetime, uid: UUID | None = None, person: Human, org: Body, role: str, since: date,
    until: date | None = None, title: str = "", appointed_by: str = "",
) -> Appointment:
    """Give a person a post from `since` to the day before `until`. Refused unless a post of the actor's that gives this role reaches
    there, for oneself, for a role that does not stand at such an organisation, for one that must be apart from another post he holds in
    that time, and for one that one person holds at a time and somebody else holds then."""
    asked = {"person": person.pk, "org": org.pk, "role": role, "since": since, "until": until, "title": title, "by": appointed_by}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Appointment.objects.get(pk=trail.pk_of(act.seen))
        refuse_giving(actor, role, org)
        if actor.person_id == person.pk:
            raise Refused(_("不能给自己任命岗位，请由另一位有权任免的人办理。"))
        hold(Appointment, "person", person.pk)
        _refuse_unfit(person, org, role, since, until)
        _refuse_apart(person, role, since, until)
        _refuse_taken(org, role, since, until)
        post = Appointment(
            person_id=person.pk, org_id=org.pk, role=role, title=title.strip(), since=since, until=until, appointed_by=appointed_by.strip(),
        )
        held(post)
        post.save(force_insert=True)
        act.note("post.begin", tenant=org.tenant_id, subject=post, rows=[post], said={"role": role, "org": org.pk, "since": since, "until": until})
    return post


def refuse_giving(actor: Actor, role: str, org: Body) -> None:
    """Refused unless the actor may give and end posts of this role at this organisation. A right over posts alone is not enough,
    or whoever fills the lowest posts could give away the highest."""
    if not actor.may("posts.write", org):
        raise Refused(_("您的岗位不能任免%(org)s的人员。") % {"org": org.name})
    try:
        definition = book.get(Role, role)
    except KeyError:
        raise Refused(_("没有“%(role)s”这种岗位。") % {"role": role}) from None
    if not actor.holds(definition.given_by, org):
        who = "、".join(str(book.get(Role, key)) for key in definition.given_by) or _("服务器上的管理人员")
        raise Refused(_("%(role)s不由您的岗位任免，请找%(who)s办理。") % {"role": definition.name, "who": who})


def givable(actor: Actor) -> list[Role]:
    """The roles the actor may give somewhere."""
    return [role for role in book.of(Role) if actor.operator or any(post.role in role.given_by for post in actor.posts)]


def _refuse_unfit(person: Human, org: Body, role: str, since: date, until: date | None) -> None:
    """Refused where role, organisation, person and days do not fit together."""
    definition = book.get(Role, role)
    said = {"role": definition.name, "org": org.name, "person": person.name}
    if org.kind not in definition.at:
        raise Refused(_("%(org)s不设%(role)s。") % said)
    if until and until <= since:
        raise Refused(_("免职日期要晚于任职日期。"))
    if since < org.since or (org.until and since >= org.until):
        raise Refused(_("任职那天%(org)s还没有成立，或已经撤销。") % said)
    if person.died_on and since >= person.died_on:
        raise Refused(_("%(person)s已经去世，不能任命。") % said)
    same = {"person_id": person.pk, "org_id": org.pk, "role": role}
    if _between(since, until).filter(**same).exists() or Appointment.objects.filter(since=since, **same).exists():
        raise Refused(_("%(person)s这段时间已经是%(org)s的%(role)s。") % said)


def _between(since: date, until: date | None) -> QuerySet[Appointment]:
    """Appointments that share a day with the time given."""
    shared = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=since)).exclude(until=F("since"))
    return shared.filter(since__lt=until) if until else shared


def _refuse_apart(person: Human, role: str, since: date, until: date | None) -> None:
    """Refused if in that time he holds a post that must be apart from this one."""
    for other in _between(since, until).filter(person_id=person.pk).select_related("org"):
        given, held = book.get(Role, role), book.get(Role, other.role)
        if given.excludes(held):
            said = {"person": person.name, "org": other.org, "held": held, "role": given}
            if not apart(role, other.role):
                raise Refused(_("%(person)s是%(org)s的%(held)s，不能同时任%(role)s：系统、安全、审计管理员不能兼任看得到个人信息的岗位。") % said)
            raise Refused(_("%(person)s是%(org)s的%(held)s，不能同时任%(role)s：这两个岗位必须由不同的人担任。") % said)


def _refuse_taken(org: Body, role: str, since: date, until: date | None) -> None:
    """Refused if in that time somebody else holds there what one person holds at a time."""
    definition = book.get(Role, role)
    if not definition.sole:
        return
    hold(Appointment, "org", org.pk)
    if taken := _between(since, until).filter(org_id=org.pk, role=role).select_related("person").first():
        said = {"org": org.name, "role": definition, "person": taken.person, "since": taken.since}
        raise Refused(_("%(org)s的%(role)s从 %(since)s 起是%(person)s，只能一人担任：请先免去，再任命。") % said)


def end_appointment(appointment: Appointment, *, actor: Actor, at: datetime, uid: UUID | None = None, until: date) -> Appointment:
    """End a post: `until` is the first day it is held no more, so today's date takes its rights away today."""
    with trail.act(actor, at, uid, {"post": appointment.pk, "until": until}) as act:
        post = Appointment.objects.select_for_update(of=("self",)).select_related("org").get(pk=appointment.pk)
        if act.seen:
            return post
        refuse_giving(actor, post.role, post.org)
        if until < post.since:
            raise Refused(_("免职日期不能早于任职日期 %(since)s。") % {"since": post.since})
        if post.until and post.until <= actor.day:
            raise Refused(_("这个岗位在 %(until)s 已经免去。") % {"until": post.until})
        if post.until and until > post.until:
            raise Refused(_("任期到 %(until)s 为止，不能往后改；请另行任命。") % {"until": post.until})
        post.until = until
        post.save(update_fields=["until"])
        act.note("post.end", tenant=post.org.tenant_id, subject=post, rows=[post], said={"until": until})
    return post
