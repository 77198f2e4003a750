"""How the sample gets in: founded at the console, filled by its spreadsheets, staffed, and led through its year."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.intake import actions as intake
from yanzhen.kernel.register.actions import correct_org, found_org
from yanzhen.kernel.register.models import Org
from yanzhen.kernel.reports.actions import draft

from . import plan, rosters
from .afterwards import afterwards, second_looks, this_month
from .report import BODY
from .staff import staff
from .township import Township

NAMES = ("chishan",)
ACCOUNTS = "sample-accounts.txt"


def say(words: str) -> None:
    print(f"  {words}", flush=True)


def load(said: argparse.Namespace) -> int:
    """Build the sample township. Refused where one of its name is there already."""
    at = timezone.now()
    if Org.objects.filter(name=plan.TOWN).exists():
        raise Refused(f"已经有{plan.TOWN}了,样例只能装进没有它的数据库。")
    town = Township()
    org = found(at)
    fill(town, org, at)
    say("岗位和账号")
    people, accounts = staff(town, org, at)
    say("2017 年以后的答复、确认和办结")
    afterwards(org, at)
    say("本月的走访")
    this_month(org, people, at)
    second_looks(people, at)
    body = draft(actor=people.actor("dispatcher", at), at=at, uid=uuid4(), org=org, name="工作报告", year=plan.YEAR, body=BODY)
    say(f"《{body.title}》")
    tell(accounts)
    return 0


def found(at: datetime) -> Org:
    """The county and the township, at the console."""
    actor = operator(local_day(at))
    county = found_org(actor=actor, at=at, uid=uuid4(), kind="county", name=plan.COUNTY, parent=None, since=plan.BEGAN)
    return found_org(actor=actor, at=at, uid=uuid4(), kind="town", name=plan.TOWN, parent=county, since=plan.BEGAN)


def fill(town: Township, org: Org, at: datetime) -> None:
    """Every roster through the door for spreadsheets."""
    started = date(plan.YEAR, 1, 1)
    bring("组织名册", rosters.organisations(town), "org_roster", org, at, plan.BEGAN)
    draw(town, org, at)
    bring("企业名册", rosters.companies(town), "company_roster", org, at, plan.BEGAN)
    bring("党组织名册", rosters.party(town), "org_roster", org, at, plan.BEGAN)
    bring("户籍台账", rosters.households(town), "household_register", org, at, started)
    bring("党员花名册", rosters.members(town), "party_roster", org, at, started)
    bring("村两委成员", rosters.committees(town), "village_committee", org, at, date(plan.YEAR, 11, 30))
    bring("走访登记", rosters.visits(town), "visit_list", org, at, date(plan.YEAR, 12, 31))
    bring("走访问题台账", rosters.problems(town), "visit_ledger", org, at, date(plan.YEAR, 12, 31))


def bring(name: str, data: bytes, kind: str, org: Org, at: datetime, day: date) -> None:
    """One file in: received, previewed, decided. Not one row may be given back."""
    actor = operator(local_day(at))
    received = intake.receive(actor=actor, at=at, uid=uuid4(), org=org, name=f"{name}.xlsx", data=data, kind=kind, day=day)
    seen = intake.read(received, actor=actor, at=at, uid=uuid4())
    if seen.counts.get("refused"):
        first = seen.lines.filter(fate="refused").order_by("id").first()
        raise Refused(f"样例的{name}有 {seen.counts['refused']} 行被退回,例如:{first.why if first else ''}")
    done = intake.decide(seen, actor=actor, at=at, uid=uuid4())
    say(f"{name}:{done.counts.get('new', 0)} 行")


def draw(town: Township, org: Org, at: datetime) -> None:
    """The outlines of villages and grids on the map."""
    actor = operator(local_day(at))
    places = {(o.parent_id, o.name): o for o in Org.objects.filter(tenant=org, kind__in=("village", "grid"))}
    villages = {o.name: o for o in places.values() if o.kind == "village"}
    for village in town.villages:
        here = villages[village.name]
        correct_org(actor=actor, at=at, uid=uuid4(), org=here, reason="补画边界", shape=village.shape)
        for name, shape in village.grids.items():
            correct_org(actor=actor, at=at, uid=uuid4(), org=places[here.pk, name], reason="补画边界", shape=shape)


def tell(accounts: list[tuple[str, str, str]]) -> None:
    """The accounts with their passwords: on the screen, and in a file only the owner can read."""
    lines = [f"{about}  账号 {login}  密码 {password}" for about, login, password in accounts]
    path = settings.YZ_HOME / ACCOUNTS
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    print("\n".join(lines))
