"""Accounts of others: open, give a new password, close."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused

from .. import passwords, slowdown, trail
from ..access import Actor
from ..models import Account
from .common import Human, hold, keep, now, over


def open_account(person: Human, login: str, *, actor: Actor, at: datetime, uid: UUID | None = None) -> tuple[Account, str]:
    """Open a person's account. The temporary password is returned this once and kept nowhere ("" if the same act came before);
    it must be changed at the first sign-in, within seven days."""
    login = slowdown.same_login(login)
    with trail.act(actor, at, uid, {"person": person.pk, "login": login}) as act:
        if act.seen:
            return Account.objects.get(pk=trail.pk_of(act.seen)), ""
        tenant = over(actor, person.pk)
        if len(login) < 3 or not all(c.isalnum() or c in "._-" for c in login):
            raise Refused(_("账号至少三个字，只能用字母、数字、汉字和 . _ -"))
        hold(Account, "person", person.pk)
        if Account.objects.filter(person_id=person.pk).exists():
            raise Refused(_("%(person)s已经有账号。忘了密码可以重发临时密码。") % {"person": person.name})
        once = passwords.temporary()
        account = Account(login=login, person_id=person.pk, password=passwords.hashed(once), password_at=at)
        _save_new(account)
        act.note("account.open", tenant=tenant, subject=account, rows=[account])
    return account, once


def _save_new(account: Account) -> None:
    """Save a new account; the database itself says whether its login is taken, also at this very moment."""
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("账号“%(login)s”已经有人用，请换一个。") % {"login": account.login}) from None


def reset_password(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None) -> tuple[Account, str]:
    """A new temporary password, returned this once; opens a closed account again and signs it out everywhere."""
    with trail.act(actor, at, uid, {"account": account.pk, "reset": True}) as act:
        account = now(account)
        if act.seen:
            return account, ""
        tenant = over(actor, account.person_id)
        once = passwords.temporary()
        account.password, account.password_at, account.must_change, account.closed_at = passwords.hashed(once), at, True, None
        keep(act, account, "account.reset", tenant, "password", "password_at", "must_change", "closed_at")
    return account, once


def close_account(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None) -> Account:
    """Close an account; its sessions and tokens are dead from the next request on."""
    with trail.act(actor, at, uid, {"account": account.pk, "close": True}) as act:
        account = now(account)
        if act.seen or account.closed_at:
            return account
        tenant = over(actor, account.person_id, every=False)
        account.closed_at = at
        keep(act, account, "account.close", tenant, "closed_at")
    return account
