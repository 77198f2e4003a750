"""`yz account`: what an administrator may not do to an account, or cannot because the account is his own."""

from __future__ import annotations

import argparse
from uuid import uuid4

from django.utils import timezone

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import actions
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.models import Account
from yanzhen.kernel.guard.slowdown import same_login
from yanzhen.kernel.register.models import Person

from ..inputs import By, by_number, holders

DEEDS = {"open": "开通", "reset": "重发临时密码", "code": "停用动态口令", "close": "停用账号"}


def act(said: argparse.Namespace) -> int:
    """Do it, and tell the temporary password where there is one."""
    at = timezone.now()
    by, once = By(actor=operator(local_day(at)), at=at), ""
    if said.deed == "open":
        account, once = actions.open_account(holder(said.person, by), said.login, uid=uuid4(), **by)
    elif said.deed == "reset":
        account, once = actions.reset_password(named(said.login), uid=uuid4(), **by)
    else:
        take = {"code": actions.switch_off_totp, "close": actions.close_account}[said.deed]
        account = take(named(said.login), uid=uuid4(), **by)
    print(f"{account.person}  账号 {account.login}  " + (f"密码 {once}" if once else f"已{DEEDS[said.deed]}"))
    if once:
        print("临时密码只显示这一次,七天内登录时要改。")
    return 0


def named(login: str) -> Account:
    """The account of that login."""
    found = Account.objects.filter(login=same_login(login)).first()
    if found is None:
        raise Refused(f"没有账号“{login}”。")
    return found


def holder(text: str, by: By) -> Person:
    """Who is to have the account: somebody who holds a post, by name or by the whole identity number."""
    if not text:
        raise Refused("开通账号要写明给谁:--person 姓名或身份证号。")
    among = holders(by["actor"])
    found = [one for one in (by_number(among, text),) if one] if len(ids.normalise(text)) >= 15 else list(among.filter(name=text)[:2])
    if len(found) != 1:
        raise Refused(f"叫“{text}”的不止一位,请写身份证号。" if found else f"没有叫“{text}”的人在任,请核对姓名,或先任命岗位。")
    return found[0]
