"""Signing in: by password and code for people, by token for programs. Nothing said here tells whether an account exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.prepared import prepared
from yanzhen.kernel.base.refused import Refused

from . import slowdown, trail
from .access import actor_of
from .codes import use_code
from .models import Account, Token
from .passwords import matches

TEMPORARY = timedelta(days=7)


class CodeNeeded(Refused):
    """Login and password are right; the account's second factor is still to be given."""


def check(login: str, password: str, code: str, *, whence: str, at: datetime) -> Account:
    """The account these open. `whence` is where the try comes from: an address, or a device known by its own mark.

    Refused with one and the same sentence for a wrong login, a wrong password and a closed account, after the same time; with
    the seconds to wait where there were too many tries; `CodeNeeded` where only the second factor is missing. A right
    sign-in is one entry in the trail.
    """
    attempt = slowdown.begin(login, whence, at)
    account = Account.objects.select_related("person").filter(login=slowdown.same_login(login), closed_at__isnull=True).first()
    if not matches(password, account) or account is None:
        raise Refused(_("账号或密码不对。"))
    if account.totp_on and not code.strip():
        attempt.withdraw()
        raise CodeNeeded(_("请再输入手机上的六位动态口令。"))
    actor = actor_of(account.person_id, account.person.name, local_day(at), account.pk)
    if not actor.posts:
        raise Refused(_("您现在没有在任的岗位，不能登录。如有疑问，请找安全管理员。"))
    if account.must_change and account.password_at and at - account.password_at > TEMPORARY:
        raise Refused(_("临时密码已过期，请找系统管理员重发。"))
    with trail.act(actor, at, None, {}) as act:
        found, account = account, Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
        if account.password != found.password or account.closed_at:  # since it was matched: it is no longer right
            raise Refused(_("账号或密码不对。"))
        if account.totp_on and not use_code(account, code, at):
            raise Refused(_("动态口令不对，或已经用过。请等手机上换了新的再输。"))
        account.refresh_from_db(fields=["totp_last"])
        act.note("account.sign_in", tenant=actor.posts[0].tenant_id, subject=account, rows=[account])
    attempt.was_right()
    return account


@prepared
def _account(pk: Any) -> QuerySet[Account, Any]:
    columns = [field.name for field in Account._meta.concrete_fields]
    return Account.objects.filter(pk=pk).select_related("person").only(*columns, "person__name")  # the name alone: the rest is sealed


class Accounts(ModelBackend):
    """Whose session it is, asked by Django at every request: the account, and its person's name with it."""

    def get_user(self, user_id: int) -> Account | None:
        return next(iter(_account(pk=user_id)), None)


def account_of_token(raw: str, day: date) -> Account | None:
    """The account a token stands for on a day; None if it is unknown, revoked or over, or its account closed."""
    token = Token.objects.select_related("account__person").filter(
        digest=token_digest(raw), revoked_at__isnull=True, until__gte=day,
        account__closed_at__isnull=True, account__must_change=False,
    ).first()
    return token.account if token else None


def token_digest(raw: str) -> str:
    """What is kept of a token: its digest. Being random, it needs no salt."""
    return sha256(raw.encode()).hexdigest()
