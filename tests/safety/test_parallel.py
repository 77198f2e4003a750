"""Sixteen at the same moment: what may happen once happens once, numbers have no gaps, and nobody sees a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests.safety.callers import browser, program
from tests.safety.house import House, imported, reported, uid, visited
from tests.safety.racing import DONE, MANY, REFUSED, Race, at_once
from tests.world import NOON, SINCE, TODAY, build, id_number
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard import actions as guard
from yanzhen.kernel.guard.models import Account, Appointment, Entry, Token
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions as intake
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs import actions as jobs
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.papers.actions import withdraw
from yanzhen.kernel.records.actions import void, write
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import end_household, found_household, register_person
from yanzhen.kernel.register.models import Household, Person
from yanzhen.kernel.reports import actions as reports
from yanzhen.kernel.reports.models import FrozenFigure, Report
from yanzhen.packs.visits.actions import Raised, log_visit

pytestmark = pytest.mark.django_db(transaction=True)
SAME = uid("race")


@pytest.fixture
def house(db: None) -> House:
    """The small county with one visit in it, committed."""
    made = House(build())
    visited(made, "village", "home", "clerk")
    return made


def a_step(house: House) -> Race:
    by = house.actor("dispatcher")
    return Race(lambda n: take_step(house.things["problem@village"], "assign", actor=by, at=NOON, uid=uuid4(), handler=house.office), StepTaken.objects.count)


def a_void(house: House) -> Race:
    by = house.actor("clerk")
    return Race(lambda n: void(house.things["old@village"], actor=by, at=NOON, uid=uuid4(), reason="重了"), Record.objects.filter(voided_on__isnull=False).count)


def an_appointment(house: House) -> Race:
    by, rows = house.actor("security_admin"), Appointment.objects.filter(person=house.worker3)
    return Race(lambda n: guard.appoint(actor=by, at=NOON, uid=uuid4(), person=house.worker3, org=house.village, role="village_officer", since=TODAY), rows.count)


def posts_apart(house: House) -> Race:
    """Two posts that one person may not hold together, asked for at once: one of them is given."""
    by, rows = house.operator, Appointment.objects.filter(person=house.worker3)
    roles = ("system_admin", "security_admin", "audit_admin")
    return Race(lambda n: guard.appoint(actor=by, at=NOON, person=house.worker3, org=house.town, role=roles[n % 3], since=TODAY), rows.count)


def a_dismissal(house: House) -> Race:
    by, post = house.actor("security_admin"), Appointment.objects.get(person=house.other_clerk)
    return Race(lambda n: guard.end_appointment(post, actor=by, at=NOON, uid=uuid4(), until=TODAY), Appointment.objects.filter(until=TODAY).count)


def an_account(house: House) -> Race:
    by = house.actor("system_admin")
    return Race(lambda n: guard.open_account(house.other_chief, f"login{n}", actor=by, at=NOON, uid=uuid4()), Account.objects.filter(person=house.other_chief).count)


def a_login(house: House) -> Race:
    """Several people, one login."""
    by, people = house.operator, (house.other_chief, house.other_head, house.area_head, house.chief)
    return Race(lambda n: guard.open_account(people[n % 4], "samelogin", actor=by, at=NOON), Account.objects.filter(login="samelogin").count)


def a_person(house: House) -> Race:
    by, number = house.actor("clerk"), id_number(SINCE, 99, "m")
    return Race(lambda n: register_person(actor=by, at=NOON, uid=uuid4(), org=house.village, name="新人", id_number=number), Person.objects.filter(name="新人").count)


def a_household(house: House) -> Race:
    by = house.actor("clerk")
    return Race(lambda n: found_household(actor=by, at=NOON, uid=uuid4(), org=house.grid, number="0777", since=TODAY), Household.objects.filter(number="0777").count)


def a_closing(house: House) -> Race:
    home = found_household(actor=house.operator, at=NOON, org=house.grid, number="0778", since=SINCE)
    return Race(lambda n: end_household(actor=house.actor("clerk"), at=NOON, uid=uuid4(), household=home, until=TODAY), Household.objects.filter(until=TODAY).count)


def a_draft(house: House) -> Race:
    by = house.actor("dispatcher")
    return Race(lambda n: reports.draft(actor=by, at=NOON, uid=uuid4(), org=house.town, name="季度报告", year=2026, body="好"), Report.objects.filter(name="季度报告").count)


def a_signature(house: House) -> Race:
    reported(house)
    draft, by = house.things["draft@town"], house.actor("secretary")
    rows = FrozenFigure.objects.filter(report=draft, place=10)
    return Race(lambda n: reports.sign(draft, actor=by, at=NOON, uid=uuid4(), version=1), rows.count)


def a_decision(house: House) -> Race:
    imported(house, "dispatcher", "town")
    row, by = house.things["import@dispatcher"], house.actor("dispatcher")
    return Race(lambda n: intake.decide(row, actor=by, at=NOON, uid=uuid4()), Person.objects.filter(name="dispatcher甲").count)


def an_undoing(house: House) -> Race:
    imported(house, "dispatcher", "town")
    by = house.actor("dispatcher")
    row = intake.decide(house.things["import@dispatcher"], actor=by, at=NOON)
    return Race(lambda n: intake.undo(row, actor=by, at=NOON, uid=uuid4()), Import.objects.filter(state="undone").count)


def a_withdrawal(house: House) -> Race:
    paper, by = house.things["paper@village"], house.actor("clerk")
    return Race(lambda n: withdraw(paper, actor=by, at=NOON, uid=uuid4(), reason="错"), Entry.objects.filter(verb="papers.withdraw").count)


ONCE = (
    a_step, a_void, an_appointment, posts_apart, a_dismissal, an_account, a_login, a_household, a_closing, a_draft, a_signature,
    a_decision, an_undoing, a_withdrawal,
)  # fmt: skip


@pytest.mark.parametrize("prepare", ONCE, ids=lambda p: p.__name__)
def test_what_may_happen_once_happens_once(house: House, prepare: Callable[[House], Race]) -> None:
    race = prepare(house)
    before, entries = race.effects(), Entry.objects.count()
    assert at_once(race.act) == {DONE: 1, REFUSED: MANY - 1}
    assert race.effects() == before + 1
    assert Entry.objects.count() > entries and verify() == []


def same_write(house: House) -> Race:
    by = house.actor("clerk")
    return Race(lambda n: write(book.get(Kind, "problem"), actor=by, org=house.village, at=NOON, uid=SAME, happened_on=TODAY, title="漏水", category="water"), Record.objects.count)


def same_visit(house: House) -> Race:
    by, raised = house.actor("clerk"), [Raised("漏水", "water"), Raised("路坏", "road")]
    return Race(lambda n: log_visit(actor=by, at=NOON, uid=SAME, org=house.village, happened_on=TODAY, target=house.home, problems=raised), Record.objects.filter(kind="visit").count)


def same_step(house: House) -> Race:
    by = house.actor("dispatcher")
    return Race(lambda n: take_step(house.things["problem@village"], "assign", actor=by, at=NOON, uid=SAME, handler=house.office), StepTaken.objects.count)


def same_token(house: House) -> Race:
    by, account, until = house.actor("clerk"), house.world.account("clerk"), TODAY + timedelta(days=9)
    return Race(lambda n: guard.issue_token(account, actor=by, at=NOON, uid=SAME, name="对账", until=until), Token.objects.count)


def same_job(house: House) -> Race:
    by = house.actor("clerk")
    return Race(lambda n: jobs.ask("import.read", 1, actor=by, at=NOON), Job.objects.count)


@pytest.mark.parametrize("prepare", (same_write, same_visit, same_step, same_token, same_job), ids=lambda p: p.__name__)
def test_the_same_act_sent_again_is_done_once_and_answered_alike(house: House, prepare: Callable[[House], Race]) -> None:
    race = prepare(house)
    before = race.effects()
    assert at_once(race.act) == {DONE: MANY}
    assert race.effects() == before + 1 and verify() == []


def test_somebody_registered_by_many_at_once_is_one_person(house: House) -> None:
    """Whoever comes later takes him as he is registered; who came at the very moment is asked to send it again."""
    race = a_person(house)
    outcomes = at_once(race.act)
    assert outcomes[DONE] >= 1 and outcomes[DONE] + outcomes[REFUSED] == MANY
    assert race.effects() == 1 and verify() == []


def test_numbers_are_unique_and_have_no_gaps(house: House) -> None:
    kind, clerks = book.get(Kind, "problem"), ("clerk", "other_clerk")
    places = {"clerk": house.village, "other_clerk": house.other_village}
    actors = {who: house.actor(who) for who in clerks}

    def act(n: int) -> None:
        who = clerks[n % 2]
        refused = "nonsense" if n % 4 == 3 else "water"
        write(kind, actor=actors[who], org=places[who], at=NOON, uid=uuid4(), happened_on=TODAY, title=f"第{n}件", category=refused)

    assert at_once(act) == {DONE: MANY * 3 // 4, REFUSED: MANY // 4}
    numbers = sorted(int(number.split("-")[1]) for number in Record.objects.filter(kind="problem", happened_on__year=2026).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) == 2 + MANY * 3 // 4
    assert verify() == []


def test_a_worker_takes_each_job_once(house: House) -> None:
    asked = [jobs.ask("import.read", n, actor=house.operator, at=NOON).pk for n in range(5)]
    taken: list[int] = []

    def act(n: int) -> None:
        while job := jobs.claim(at=NOON):
            taken.append(job.pk)

    assert at_once(act, 8) == {DONE: 8}
    assert sorted(taken) == sorted(asked)


@pytest.mark.parametrize("face", ("web", "api"))
def test_through_the_faces_one_is_told_it_is_done_and_the_others_why_not(house: House, face: str) -> None:
    record, handler = house.things["problem@village"], house.office.pk
    make = browser if face == "web" else program
    clients: list[Client] = [make(house.world, "dispatcher") for _n in range(MANY)]
    statuses: list[int] = []

    def act(n: int) -> None:
        clients[n].raise_request_exception = False
        if face == "web":
            answer = clients[n].post(f"/r/{record.pk}/do/assign/", {"uid": str(uuid4()), "handler": handler})
        else:
            answer = clients[n].post(f"/api/records/{record.pk}/steps/assign", {"uid": str(uuid4()), "answers": {"handler": handler}}, content_type="application/json")
        statuses.append(answer.status_code)

    with time_machine.travel(NOON, tick=False):
        assert at_once(act) == {DONE: MANY}
    assert sorted(statuses) == sorted([302 if face == "web" else 200, *[422] * (MANY - 1)])
    assert StepTaken.objects.count() == 1 and verify() == []
