"""Who works in the sample township: posts for invented people, and accounts for some of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.guard.access import Actor, actor_of, operator
from yanzhen.kernel.guard.actions import appoint, change_password, open_account
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register.actions import register_person
from yanzhen.kernel.register.models import Org, Person

from . import plan
from .township import Township

SINCE = date(plan.YEAR - 1, 6, 1)
#: About the year in which a grid worker is born.
GRID_WORKER = 1980
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass
class People:
    """Who holds which post, found by role or by role and organisation."""

    posts: dict[tuple[str, str], Person] = field(default_factory=dict)

    def person(self, role: str, org: str = "") -> Person:
        return next(p for (r, o), p in self.posts.items() if r == role and org in ("", o))

    def actor(self, role: str, at: datetime, org: str = "") -> Actor:
        """That person as he may act today."""
        person = self.person(role, org)
        return actor_of(person.pk, person.name, local_day(at))


def staff(town: Township, org: Org, at: datetime) -> tuple[People, list[tuple[str, str, str]]]:
    """Appoint the township's staff and a worker for each grid; open the accounts the demonstration names."""
    people, accounts = People(), []
    offices = {o.name: o for o in Org.objects.filter(tenant=org, kind="office")}
    for one in plan.STAFF:
        place = org if one.org == plan.TOWN else offices[one.org]
        person = new_person(town, org, at)
        post(person, place, one.role, one.title, at)
        people.posts[one.role, place.name] = person
        if one.login:
            accounts.append((one.about, one.login, account(person, one.login, at)))
    grid_workers(town, org, at, people)
    for appointment in Appointment.objects.filter(role="village_clerk").select_related("person", "org"):
        people.posts["village_clerk", appointment.org.name] = appointment.person
    first = town.villages[0].name
    accounts.append((f"村文书({first})", "wenshu", account(people.person("village_clerk", first), "wenshu", at)))
    accounts.append((f"网格员({first}第1网格)", "wangge", account(people.person("grid_worker", f"{first}第1网格"), "wangge", at)))
    return people, accounts


def new_person(town: Township, org: Org, at: datetime) -> Person:
    human = town.crowd.human(date(1994, 1, 1), date(1966, 1, 1))
    return register_person(
        actor=operator(local_day(at)), at=at, uid=uuid4(), org=org, name=human.name, gender=human.gender, birth=human.birth, id_number=human.id_number,
    )


def post(person: Person, org: Org, role: str, title: str, at: datetime) -> None:
    appoint(actor=operator(local_day(at)), at=at, uid=uuid4(), person=person, org=org, role=role, title=title, since=max(SINCE, org.since))


def grid_workers(town: Township, org: Org, at: datetime, people: People) -> None:
    """Each grid is looked after by somebody who lives in its village."""
    for grid in Org.objects.filter(tenant=org, kind="grid").select_related("parent").order_by("pk"):
        village = next(v for v in town.villages if grid.parent and v.name == grid.parent.name)
        heads = [home.people[0][1] for home in village.homes if home.grid == grid.name]
        head = min(heads, key=lambda one: abs(one.birth.year - GRID_WORKER))
        person = Person.objects.filter(name=head.name, homes__household__org__path__startswith=village_path(grid), homes__relation="户主").first()
        assert person is not None
        post(person, grid, "grid_worker", "", at)
        people.posts["grid_worker", f"{village.name}{grid.name}"] = person


def village_path(grid: Org) -> str:
    return (grid.parent.path if grid.parent else None) or "-"


def account(person: Person, login: str, at: datetime) -> str:
    """Open the account and put a password of its own in place of the first one; returned to be told once."""
    opened, first = open_account(person, login, actor=operator(local_day(at)), at=at, uid=uuid4())
    password = "".join(secrets.choice(LETTERS) for _n in range(12))
    own = actor_of(person.pk, person.name, local_day(at), opened.pk)
    change_password(opened, actor=own, at=at, uid=uuid4(), old=first, new=password)
    return password
