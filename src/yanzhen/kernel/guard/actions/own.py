"""One's own account: password, second factor, sessions, tokens."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark

from .. import passwords, trail
from ..access import Actor
from ..codes import address, fresh_key, use_code
from ..models import Account, Token
from ..signin import token_digest
from .common import keep, now, over, own, prove, unmoved

TOKEN_LIFE = timedelta(days=366)


def change_password(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None, old: str, new: str) -> Account:
    """Change one's own password; signs out everywhere else. Refused for a wrong old one and for a new one that is easy to guess."""
    tenant = own(actor, account)
    prove(account, old, at, uid)
    passwords.refuse_easy(new, account)
    if new == old:
        raise Refused(_("新密码要和现在的不一样。"))
    encoded = passwords.hashed(new)
    with trail.act(actor, at, uid, {"account": account.pk, "new": mark(new)}) as act:
        account = unmoved(act, account)
        if not act.seen:
            account.password, account.password_at, account.must_change = encoded, at, False
            keep(act, account, "account.password", tenant, "password", "password_at", "must_change")
    return account


def switch_on_totp(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None, password: str) -> str:
    """Prepare the second factor: the address for the QR code. It counts from `confirm_totp` on."""
    tenant = own(actor, account)
    prove(account, password, at, uid)
    with trail.act(actor, at, uid, {"account": account.pk, "totp": "new"}) as act:
        account = unmoved(act, account, "totp")
        if account.totp_on:
            raise Refused(_("动态口令已经启用。要换手机，请先停用再启用。"))
        if not act.seen:
            account.totp = fresh_key()
            account.save(update_fields=["totp"])
            act.note("account.code_asked", tenant=tenant, subject=account, rows=[account])
    return address(account)


def confirm_totp(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None, code: str) -> Account:
    """Switch the second factor on, once a code shows that the telephone has the key."""
    tenant = own(actor, account)
    with trail.act(actor, at, uid, {"account": account.pk, "totp": "on"}) as act:
        account = unmoved(act, account)
        if act.seen or account.totp_on:
            return account
        if not use_code(account, code, at):
            raise Refused(_("动态口令不对。请核对手机的时间，换了新的再输。"))
        account.refresh_from_db(fields=["totp_last"])
        account.totp_on = True
        keep(act, account, "account.code_on", tenant, "totp_on")
    return account


def switch_off_totp(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None, password: str = "") -> Account:
    """Switch the second factor off: one's own with the password, another's (a lost telephone) by the right over accounts."""
    if mine := actor.person_id == account.person_id:
        tenant = own(actor, account)
        prove(account, password, at, uid)
    else:
        tenant = over(actor, account.person_id)
    with trail.act(actor, at, uid, {"account": account.pk, "totp": "off"}) as act:
        account = unmoved(act, account) if mine else now(account)
        if not act.seen and account.totp:
            account.totp, account.totp_on = "", False
            keep(act, account, "account.code_off", tenant, "totp", "totp_on")
    return account


def sign_out(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None) -> Account:
    """End every session of one's own account, here and elsewhere."""
    tenant = own(actor, account)
    with trail.act(actor, at, uid, {"account": account.pk, "sign_out": True}) as act:
        account = now(account)
        if not act.seen:
            keep(act, account, "account.sign_out", tenant)
    return account


def issue_token(account: Account, *, actor: Actor, at: datetime, uid: UUID | None = None, name: str, until: date) -> tuple[Token, str]:
    """A token for a program that acts as oneself. It is returned this once and kept nowhere ("" if the same act came before)."""
    tenant = own(actor, account)
    with trail.act(actor, at, uid, {"account": account.pk, "token": name, "until": until}) as act:
        if act.seen:
            return Token.objects.get(pk=trail.pk_of(act.seen)), ""
        if unmoved(act, account).must_change:
            raise Refused(_("请先修改临时密码。"))
        if not name.strip():
            raise Refused(_("请写明密钥给什么程序用。"))
        if not actor.day <= until <= actor.day + TOKEN_LIFE:
            raise Refused(_("有效期要在今天到一年之内。"))
        raw = f"yz_{secrets.token_urlsafe(32)}"
        token = Token.objects.create(account=account, digest=token_digest(raw), name=name.strip()[:40], made_at=at, until=until)
        act.note("token.issue", tenant=tenant, subject=token, rows=[token], said={"until": until})
    return token, raw


def revoke_token(token: Token, *, actor: Actor, at: datetime, uid: UUID | None = None) -> Token:
    """Take a token back, one's own or, by the right over accounts, another's. It is dead from the next request on."""
    person_id = token.account.person_id
    tenant = own(actor, token.account) if actor.person_id == person_id else over(actor, person_id, every=False)
    with trail.act(actor, at, uid, {"token": token.pk, "revoke": True}) as act:
        token = Token.objects.select_for_update().get(pk=token.pk)
        if not act.seen and token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
            act.note("token.revoke", tenant=tenant, subject=token, rows=[token])
    return token
