"""What several verbs of the guard need."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused

from .. import passwords, slowdown, trail
from ..access import Actor, Role
from ..models import Account, Appointment, Claim


class Human(Protocol):
    """What an appointment or an account needs to know of a person."""

    pk: Any
    name: Any
    died_on: Any


def hold(model: type[models.Model], name: str, pk: int) -> None:
    """Hold the row a foreign key points at until the act ends, so that of two acts about it one waits for the other."""
    owner: Any = model._meta.get_field(name).related_model
    owner._base_manager.select_for_update().get(pk=pk)


def now(account: Account) -> Account:
    """The account as it is now, held until the act ends."""
    return Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)


def unmoved(act: trail.Act, account: Account, *columns: str) -> Account:
    """The account as it is now, held until the act ends. Refused where the session that asks is over since it was looked at: the
    password was changed or given anew, everything signed out, the account closed, or one of these columns changed. An act done before is not asked."""
    row = now(account)
    over = row.get_session_auth_hash() != account.get_session_auth_hash()
    if not act.seen and (over or any(getattr(row, column) != getattr(account, column) for column in columns)):
        raise Refused(_("您的账号刚在别处改过或退出过，这一次没有办成。请重新登录后再试。"))
    return row


def keep(act: trail.Act, account: Account, verb: str, tenant: int | None, *columns: str) -> None:
    """Save a change that ends the sessions made before it."""
    account.epoch += 1
    account.save(update_fields=[*columns, "epoch"])
    act.note(verb, tenant=tenant, subject=account, rows=[account])


def over(actor: Actor, person_id: int, every: bool = True) -> int | None:
    """The tenant an act on someone's account belongs to. Refused unless the actor's right over accounts reaches the person's
    posts: all he holds or will hold if `every`, else any he ever held. Who could set the password of someone with a wider post,
    or with one that must be apart from his own, would gain that post."""
    grounds = actor.grounds("accounts.write")
    posts = Appointment.objects.filter(person_id=person_id).order_by("-since", "-pk").select_related("org")
    if every:
        posts = posts.filter(Q(until__isnull=True) | Q(until__gt=actor.day))
    reached = [any((p.org.path or "").startswith(g) for g in grounds) for p in posts]
    if not actor.operator and not (reached and (all(reached) if every else any(reached))):
        raise Refused(_("这个人的岗位不在您管理账号的范围内。没有岗位的，请先任命岗位。"))
    if every and any(apart(mine.role, p.role) for mine in actor.posts for p in posts):
        raise Refused(_("这个人的岗位必须和您的岗位分开，他的账号要在服务器上用 yz account 开通或重发密码。"))
    return next((p.org.tenant_id for p in posts), None)


def apart(one: str, other: str) -> bool:
    """Must these two roles be held by different people? Declared on either side."""
    return other in book.get(Role, one).apart or one in book.get(Role, other).apart


def own(actor: Actor, account: Account) -> int | None:
    """The tenant a person's act on his own account belongs to. Refused for anybody else's account."""
    if actor.person_id != account.person_id:
        raise Refused(_("只能改自己的账号。"))
    return actor.posts[0].tenant_id if actor.posts else None


def prove(account: Account, password: str, at: datetime, uid: UUID | None) -> None:
    """Refused unless the password is the account's. Guesses from inside a session are slowed as those from outside.
    An act done before under this id is not proved again: it will not be done again either. What was proved holds for the account as
    it was: the act itself asks `unmoved`."""
    if uid and Claim.objects.filter(uid=uid).exclude(subject="").exists():
        return
    attempt = slowdown.begin(account.login, f"session:{account.pk}", at)
    if not passwords.matches(password, account):
        raise Refused(_("现在的密码不对。"))
    attempt.was_right()
