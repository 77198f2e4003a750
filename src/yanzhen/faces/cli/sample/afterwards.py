"""What came after the visits of 2017: answers, confirmations, objections and the ends of it; and this month's visits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.flows.bulk import Told, take_many
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor, operator
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import confirm_belonging
from yanzhen.kernel.register.models import Belonging, Household, Org
from yanzhen.packs.visits.actions import Raised, draw_revisits, log_visit
from yanzhen.packs.visits.models import CATEGORIES

from . import plan
from .staff import People

CONFIRMED = 500
HOMES, LOOKS = 42, 4
IN_HAND = ("assign", "accept")
#: How far the problems of the last days have come, in turn.
WAYS = ((), ("assign",), IN_HAND, (*IN_HAND, "solve"), (*IN_HAND, "cannot"), (*IN_HAND, "cannot", "raise"), (*IN_HAND, "solve", "answer", "dispute"), (*IN_HAND, "ask_more"))
IN_YEAR, NEXT_YEAR, SILENT_ON = date(plan.YEAR, 12, 28), date(plan.YEAR + 1, 5, 20), date(plan.YEAR + 1, 6, 4)


def afterwards(org: Org, at: datetime) -> None:
    """In 2017 some answers, confirmations and objections; by May 2018 everything is brought to an end, and whoever was on probation is a full member. So the figures of
    2017, asked as of its last day, are those published, and nothing is left waiting from then."""
    records = list(Record.objects.filter(kind="problem", tenant=org).select_related("org", "tenant", "handler", "problem").order_by("pk"))
    random.Random(plan.YEAR).shuffle(records)
    solved = [r for r in records if r.state == "solved"]
    objecting, content = set(solved[: plan.DISPUTED]), set(solved[plan.DISPUTED : plan.DISPUTED + CONFIRMED])
    walks = [(r, objected(r) if r in objecting else agreed(r) if r in content else ended(r)) for r in records]
    actor = operator(local_day(at))
    with trail.act(actor, at, uuid4(), {"afterwards": org.pk}) as act:
        take_many(walks, act=act)
    for tie in Belonging.objects.filter(org__tenant=org, sort="member", confirmed_on__isnull=True).select_related("person", "org"):
        on = (tie.joined_on or tie.since).replace(year=plan.YEAR + 1)
        confirm_belonging(actor=actor, at=at, uid=uuid4(), person=tie.person, org=tie.org, sort=tie.sort, on=on)


def answer(on: date) -> Told:
    return Told("answer", on, {"manner": "door", "answer": "已当面说明办理结果"})


def told_why(on: date) -> Told:
    return Told("tell", on, {"manner": "door", "answer": "已当面说明为什么现在办不了"})


def told_on(record: Record) -> date:
    return min((record.facts.decided_on or record.happened_on) + timedelta(days=2), IN_YEAR)


def agreed(record: Record) -> list[Told]:
    return [answer(told_on(record)), Told("confirm", told_on(record)), Told("close", NEXT_YEAR)]


def objected(record: Record) -> list[Told]:
    """Objected to in 2017, done again and confirmed in 2018."""
    on = told_on(record)
    return [answer(on), Told("dispute", on, {"words": "还没有完全弄好"}), Told("reopen", NEXT_YEAR, {"why": "住户有异议,重新办理"}),
            Told("assign", NEXT_YEAR, {"handler": record.handler}), Told("accept", NEXT_YEAR), *finished()]


def ended(record: Record) -> list[Told]:
    """From wherever the year left it to its end."""
    silent = Told("silent", SILENT_ON, {"why": "上门两次、电话一次,住户没有意见"})
    ways = {
        "solved": [answer(NEXT_YEAR), silent],
        "in_hand": finished(),
        "cannot": [told_why(NEXT_YEAR), silent],
        "raised": [Told("hand_down", NEXT_YEAR, {"opinion": "列入下一年度项目计划"}), told_why(NEXT_YEAR), silent],
    }
    return ways[record.state]


def finished() -> list[Told]:
    return [Told("solve", NEXT_YEAR, {"how": "已办妥"}), answer(NEXT_YEAR), Told("confirm", NEXT_YEAR), Told("close", NEXT_YEAR)]


def this_month(org: Org, people: People, at: datetime) -> None:
    """A few visits of the last days, each written down on its own, so that something waits for everyone and some of it is late."""
    village = Org.objects.get(tenant=org, kind="village", name=f"{plan.VILLAGE_NAMES[0]}村")
    homes = Household.objects.filter(org__path__startswith=village.path).select_related("org").order_by("pk")
    categories, ways = list(CATEGORIES), cycle(WAYS)
    for n, home in enumerate(homes[:HOMES]):
        then = at - timedelta(days=n // 8)
        worker = people.actor("grid_worker", then, f"{village.name}{home.org.name}")
        category = categories[n % len(categories)]
        words = plan.SAID[str(CATEGORIES[category])]
        raised = [Raised(words[n % len(words)], category)] if n % 3 else []
        made = log_visit(actor=worker, at=then, uid=uuid4(), org=home.org, happened_on=local_day(then), target=home, heard="家里都好" if not raised else "", problems=raised)
        for problem in made.offspring.select_related("org", "tenant"):
            lead(problem, people, then, village, next(ways))


def lead(problem: Record, people: People, at: datetime, village: Org, way: Sequence[str]) -> None:
    """Take a problem along its way, each step by whose it is."""
    office = Org.objects.get(tenant=problem.tenant, kind="office", name=plan.OFFICE_OF[str(CATEGORIES[problem.facts.category])])
    dispatcher, head = people.actor("dispatcher", at), people.actor("office_head", at, office.name)
    clerk = people.actor("village_clerk", at, village.name)
    steps: dict[str, tuple[Actor, dict[str, Any]]] = {
        "assign": (dispatcher, {"handler": office}), "accept": (head, {}), "solve": (head, {"how": "已到现场处理好"}),
        "cannot": (head, {"reason": "funds", "level": "county", "condition": "上级资金到位后"}),
        "raise": (dispatcher, {"ask": "请区里列入项目计划"}), "answer": (clerk, {"manner": "door", "answer": "已当面说明办理结果"}),
        "dispute": (clerk, {"words": "才几天又坏了"}), "ask_more": (head, {"why": "配件下周才到"}),
    }
    for key in way:
        actor, answers = steps[key]
        problem = take_step(problem, key, actor=actor, at=at, uid=uuid4(), **answers)


def second_looks(people: People, at: datetime) -> None:
    """Some of the solved problems drawn by lot and asked about again; the last one still waits."""
    inspector = people.actor("inspector", at)
    drawn = draw_revisits(actor=inspector, at=at, uid=uuid4(), size=LOOKS)
    for n, record in enumerate(drawn[:-1]):
        take_step(record, "ask", actor=inspector, at=at, uid=uuid4(), solved="no" if n == 1 else "yes", said="")
