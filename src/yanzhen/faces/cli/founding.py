"""`yz found`: the beginning of a real township, from an empty database to its three administrators and whoever heads its office."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.actions import appoint, open_account
from yanzhen.kernel.register.actions import found_org, register_person
from yanzhen.kernel.register.models import Org

#: The posts that a township begins with, as the options name them: nobody may hold two of them.
FIRST = {"system": ("system_admin", "系统管理员"), "security": ("security_admin", "安全管理员"), "audit": ("audit_admin", "审计管理员")}
#: Whoever registers everybody else, and so can be found in no register yet.
OFFICE = ("office", "dispatcher", "党政办主任")


def found(said: argparse.Namespace) -> int:
    """Found the township, under its county, with its administrators and, if he is named, the head of its office; whole or not at all."""
    at = timezone.now()
    with transaction.atomic():
        town = township(said.county, said.town, said.since, at)
        named = [(role, title, who) for option, role, title in posts() if (who := getattr(said, option))]
        accounts = [(title, *holder(town, role, title, who, at)) for role, title, who in named]
    print(f"{said.county}{said.town}已设立。临时密码只显示这一次,七天内首次登录时要改:")
    for title, login, password in accounts:
        print(f"{title}  账号 {login}  密码 {password}")
    first = "党政办主任登录,登记各岗位的人员(“人员”里的“登记人员”)" if said.office else "导入党员或户籍名册,党政办主任须在名册里"
    print(f"接着:yz import 组织名册.xlsx --org {said.town};{first};再由安全管理员任命岗位,系统管理员开通账号。")
    return 0


def posts() -> list[tuple[str, str, str]]:
    """The posts that can be named at the founding: option, role, title."""
    return [*((option, role, title) for option, (role, title) in FIRST.items()), OFFICE]


def township(county: str, name: str, since: date, at: datetime) -> Org:
    """The township; its county too, where nothing of that name is there yet."""
    actor = operator(local_day(at))
    above = Org.objects.filter(name=county, kind="county", until__isnull=True).first()
    if above and Org.objects.filter(name=name, parent=above, until__isnull=True).exists():
        raise Refused(f"{county}已经有{name}。")
    above = above or found_org(actor=actor, at=at, uid=uuid4(), kind="county", name=county, parent=None, since=since)
    return found_org(actor=actor, at=at, uid=uuid4(), kind="town", name=name, parent=above, since=max(since, above.since))


def holder(town: Org, role: str, title: str, who: str, at: datetime) -> tuple[str, str]:
    """The holder of a post, named as 姓名=账号: registered, appointed, with an account. His login and temporary password."""
    name, _mark, login = who.partition("=")
    if not (name.strip() and login.strip()):
        raise Refused(f"{title}要写成 姓名=账号,例如 张三=zhangsan。")
    actor = operator(local_day(at))
    person = register_person(actor=actor, at=at, uid=uuid4(), org=town, name=name.strip())
    appoint(actor=actor, at=at, uid=uuid4(), person=person, org=town, role=role, title=title, since=max(town.since, local_day(at)))
    account, password = open_account(person, login.strip(), actor=actor, at=at, uid=uuid4())
    return account.login, password
