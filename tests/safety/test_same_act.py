"""Every verb there is, sent sixteen times at once under one id: it is done once, and everybody is answered alike."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

import pyotp
import pytest
from django.apps import apps

from tests.safety.bodies import RULES
from tests.safety.house import LAST_WEEK, House, audited, imported, picture, reported, roster, uid, visited
from tests.safety.racing import DONE, MANY, at_once
from tests.safety.test_two_worlds import forgotten
from tests.world import NOON, SINCE, TODAY, build, id_number
from yanzhen.kernel.audit import actions as audits
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.flows import actions as flows
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.guard import actions as guard
from yanzhen.kernel.guard.models import Account, Appointment
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions as intake
from yanzhen.kernel.papers import actions as papers
from yanzhen.kernel.records import actions as records
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.register import actions as register
from yanzhen.kernel.register.actions import Part
from yanzhen.kernel.reports import actions as reports
from yanzhen.packs.visits import actions as visits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT: dict[str, Any] = {"at": NOON, "uid": uid("the same")}
MODULES: tuple[ModuleType, ...] = (records, flows, register, reports, guard, papers, intake, audits, visits)
# Long work on one file, done by whoever holds its job; a job is taken once.
HELD = {"intake.read", "intake.bring_in", "audit.read"}
Act = Callable[[], Any]
OLD, NEW = "从前的一句密码-1024", "另一个新的密码-2048"


def clerks(house: House, login: str = "clerk") -> Account:
    """An account whose password is known."""
    account, once = guard.reset_password(house.world.account(login), actor=house.operator, at=LAST_WEEK)
    return guard.change_password(account, actor=house.actor(login), at=LAST_WEEK, old=once, new=OLD)


def drafted(house: House) -> Any:
    reported(house)
    return house.things["draft@town"]


def audit_of(house: House) -> Any:
    audited(house)
    return house.things["audit@town"]


def file_of(house: House) -> Any:
    imported(house, "dispatcher", "town")
    return house.things["import@dispatcher"]


def solved(house: House) -> None:
    """A problem that can be drawn for a second look."""
    by, record = house.operator, house.things["problem@village"]
    for step, answers in (("assign", {"handler": house.office}), ("accept", {}), ("solve", {"how": "修好了"})):
        take_step(record, step, actor=by, at=NOON, **answers)


def confirmed(house: House) -> Act:
    account = clerks(house)
    totp = pyotp.parse_uri(guard.switch_on_totp(account, actor=house.actor("clerk"), at=NOON, password=OLD))
    assert isinstance(totp, pyotp.TOTP)
    return lambda: guard.confirm_totp(account, actor=house.actor("clerk"), **AT, code=totp.at(NOON))


def taken_back(house: House) -> Act:
    row = intake.decide(file_of(house), actor=house.actor("dispatcher"), at=NOON)
    return lambda: intake.undo(row, actor=house.actor("dispatcher"), **AT)


def revoked(house: House) -> Act:
    token, _raw = guard.issue_token(house.world.account("clerk"), actor=house.actor("clerk"), at=NOON, name="对账", until=TODAY)
    return lambda: guard.revoke_token(token, actor=house.actor("clerk"), **AT)


def arrived(house: House) -> Any:
    return intake.receive(actor=house.actor("dispatcher"), at=NOON, org=house.town, name="户籍台账.csv", data=roster("dispatcher"))


def with_roster(verb: Callable[..., Any]) -> Callable[[House], Act]:
    def prepared(house: House) -> Act:
        row = arrived(house)
        return lambda: verb(row, actor=house.actor("dispatcher"), **AT)

    return prepared


def on_draft(verb: Callable[..., Any], who: str, **more: Any) -> Callable[[House], Act]:
    def prepared(house: House) -> Act:
        row = drafted(house)
        return lambda: verb(row, actor=house.actor(who), **AT, version=1, **more)

    return prepared


def decided(house: House) -> Act:
    row = file_of(house)
    return lambda: intake.decide(row, actor=house.actor("dispatcher"), **AT)


def of_account(verb: Callable[..., Any], who: str, **more: Any) -> Callable[[House], Act]:
    def prepared(house: House) -> Act:
        account = clerks(house)
        return lambda: verb(account, actor=house.actor(who), **AT, **more)

    return prepared


def by(who: str, verb: Callable[..., Any], said: Callable[[House], dict[str, Any]], *first: str) -> Callable[[House], Act]:
    """A verb by somebody, with what it is said; `first` are the things it takes by place."""
    return lambda house: lambda: verb(*(house.things.get(one, one) for one in first), actor=house.actor(who), **AT, **said(house))


def drawn(house: House) -> Act:
    solved(house)
    guard.appoint(actor=house.operator, at=NOON, person=house.worker3, org=house.town, role="inspector", since=SINCE)
    return lambda: visits.draw_revisits(actor=house.actor("worker3"), **AT, size=1)


def merged(house: House) -> Act:
    register.merge_orgs(actor=house.operator, at=NOON, uid=uid("merger"), orgs=[house.village], into=house.third_village, since=TODAY)
    return lambda: register.restore_org(actor=house.actor("dispatcher"), **AT, org=house.village)


PROBLEM: dict[str, Any] = {"happened_on": TODAY, "title": "漏水", "category": "water"}
VERBS: dict[str, Callable[[House], Act]] = {
    "records.write": lambda h: lambda: records.write(book.get(Kind, "problem"), actor=h.actor("clerk"), org=h.village, **AT, **PROBLEM),
    "records.correct": by("clerk", records.correct, lambda h: {"reason": "写错", "title": "另一件"}, "problem@village"),
    "records.void": by("clerk", records.void, lambda h: {"reason": "重了"}, "problem@village"),
    "flows.take_step": by("dispatcher", flows.take_step, lambda h: {"handler": h.office}, "problem@village", "assign"),
    "register.register_people": by("operator", register.register_people, lambda h: {"org": h.town, "reason": "建账", "rows": [{"name": "新人", "id_number": id_number(SINCE, 97, "m")}]}),
    "register.found_households": by("operator", register.found_households, lambda h: {"org": h.town, "reason": "建账", "rows": [{"org": h.grid, "number": "0781", "since": SINCE}]}),
    "register.belong_many": by("operator", register.belong_many, lambda h: {"org": h.town, "rows": [{"person": h.worker, "org": h.company, "sort": "employee", "since": SINCE}]}),
    "register.register_person": by("clerk", register.register_person, lambda h: {"org": h.village, "name": "新人", "id_number": id_number(SINCE, 98, "m")}),
    "register.correct_person": by("clerk", register.correct_person, lambda h: {"person": h.villager, "reason": "写错", "name": "璩老树"}),
    "register.reveal": by("clerk", register.reveal, lambda h: {"person": h.villager, "reason": "核对"}),
    "register.belong": by("dispatcher", register.belong, lambda h: {"person": h.worker, "org": h.company, "sort": "employee", "since": TODAY}),
    "register.confirm_belonging": by("dispatcher", register.confirm_belonging, lambda h: {"person": h.clerk, "org": h.branch, "sort": "member", "on": TODAY}),
    "register.leave": by("dispatcher", register.leave, lambda h: {"person": h.neighbour, "org": h.company, "sort": "employee", "until": TODAY}),
    "register.found_household": by("clerk", register.found_household, lambda h: {"org": h.grid, "number": "0777", "since": TODAY}),
    "register.correct_household": by("clerk", register.correct_household, lambda h: {"household": h.home, "reason": "写错", "address": "另一处"}),
    "register.move_household": by("clerk", register.move_household, lambda h: {"household": h.home, "to": h.other_grid, "since": TODAY}),
    "register.join_household": by("clerk", register.join_household, lambda h: {"household": h.home, "person": h.worker, "since": TODAY}),
    "register.correct_relation": by("clerk", register.correct_relation, lambda h: {"household": h.home, "person": h.child, "relation": "外孙", "reason": "写错"}),
    "register.leave_household": by("clerk", register.leave_household, lambda h: {"household": h.home, "person": h.child, "until": TODAY}),
    "register.record_death": by("clerk", register.record_death, lambda h: {"person": h.child, "on": TODAY}),
    "register.name_head": by("clerk", register.name_head, lambda h: {"household": h.home, "head": h.wife, "relations": {h.child.pk: "之孙子"}}),
    "register.end_household": by("clerk", register.end_household, lambda h: {"household": register.found_household(actor=h.operator, at=NOON, uid=uid("bare"), org=h.grid, number="0779", since=SINCE), "until": TODAY}),
    "register.found_org": by("dispatcher", register.found_org, lambda h: {"kind": "village", "name": "新村", "parent": h.area, "since": TODAY}),
    "register.rename_org": by("dispatcher", register.rename_org, lambda h: {"org": h.third_village, "name": "山前村", "reason": "更名"}),
    "register.correct_org": by("dispatcher", register.correct_org, lambda h: {"org": h.third_village, "reason": "写错", "code": "990101203"}),
    "register.move_org": by("dispatcher", register.move_org, lambda h: {"org": h.third_village, "to": h.other_area, "since": TODAY}),
    "register.end_org": by("dispatcher", register.end_org, lambda h: {"org": h.third_village, "until": TODAY}),
    "register.merge_orgs": by("dispatcher", register.merge_orgs, lambda h: {"orgs": [h.village], "into": h.third_village, "since": TODAY}),
    "register.restore_org": merged,
    "register.split_org": by("dispatcher", register.split_org, lambda h: {"org": h.third_village, "since": TODAY, "parts": [Part("山前村"), Part("山后村")]}),
    "reports.draft": by("dispatcher", reports.draft, lambda h: {"org": h.town, "name": "季度报告", "year": 2026, "body": "好"}),
    "reports.edit": on_draft(reports.edit, "dispatcher", body="# 报告\n很好。"),
    "reports.sign": on_draft(reports.sign, "secretary"),
    "guard.appoint": by("security_admin", guard.appoint, lambda h: {"person": h.worker3, "org": h.village, "role": "village_officer", "since": TODAY}),
    "guard.end_appointment": lambda h: lambda: guard.end_appointment(Appointment.objects.get(person=h.other_clerk), actor=h.actor("security_admin"), **AT, until=TODAY),
    "guard.open_account": lambda h: lambda: guard.open_account(h.other_chief, "bianyuhe", actor=h.actor("system_admin"), **AT),
    "guard.reset_password": of_account(guard.reset_password, "system_admin"),
    "guard.close_account": of_account(guard.close_account, "system_admin"),
    "guard.adopt_rules": by("security_admin", guard.adopt_rules, lambda h: {"origin": "石政发〔2026〕1号", "text": RULES}),
    "guard.change_password": of_account(guard.change_password, "clerk", old=OLD, new=NEW),
    "guard.switch_on_totp": of_account(guard.switch_on_totp, "clerk", password=OLD),
    "guard.confirm_totp": confirmed,
    "guard.switch_off_totp": of_account(guard.switch_off_totp, "clerk", password=OLD),
    "guard.sign_out": of_account(guard.sign_out, "clerk"),
    "guard.issue_token": of_account(guard.issue_token, "clerk", name="对账", until=TODAY + timedelta(days=9)),
    "guard.revoke_token": revoked,
    "papers.attach": by("clerk", papers.attach, lambda h: {"name": "照片.png", "data": picture("red")}, "problem@village"),
    "papers.write_with": lambda h: lambda: papers.write_with(book.get(Kind, "problem"), actor=h.actor("clerk"), org=h.village, **AT, **PROBLEM, files=[papers.Sent("照片.png", picture("red"))]),
    "papers.withdraw": by("clerk", papers.withdraw, lambda h: {"reason": "错"}, "paper@village"),
    "audit.receive": by("dispatcher", audits.receive, lambda h: {"org": h.town, "year": 2026, "name": "汇报.txt", "data": "全镇辖3个行政村。".encode()}),
    "audit.answer": by("dispatcher", audits.answer, lambda h: {"audit": audit_of(h), "place": 0, "word": "accepted"}),
    "audit.means": by("dispatcher", audits.means, lambda h: {"audit": audit_of(h), "place": 1, "figure": "problem.solved"}),
    "intake.receive": by("dispatcher", intake.receive, lambda h: {"org": h.town, "name": "户籍台账.csv", "data": roster("dispatcher")}),
    "intake.choose": with_roster(intake.choose),
    "intake.decide": decided,
    "intake.undo": taken_back,
    "visits.log_visit": by("clerk", visits.log_visit, lambda h: {"org": h.village, "happened_on": TODAY, "target": h.home, "problems": [visits.Raised("漏水", "water")], "files": [papers.Sent("照片.png", picture("red"))]}),
    "visits.reach": by("dispatcher", visits.reach, lambda h: {}, "problem@village"),
    "visits.draw_revisits": drawn,
}


def test_every_verb_that_takes_an_id_is_here() -> None:
    found = set()
    for module in MODULES:
        room = module.__name__.split(".")[-2]
        for name, one in vars(module).items():
            if inspect.isfunction(one) and one.__module__.startswith(module.__name__) and "uid" in inspect.signature(one).parameters and not name.startswith("_"):
                found.add(f"{room}.{name}")
    assert found == set(VERBS) | HELD


def test_every_room_with_verbs_is_here() -> None:
    names = {f"{app.name}.actions" for app in apps.get_app_configs() if app.name.startswith("yanzhen.")}
    there = {name for name in names if _is_there(name)}
    assert there - {module.__name__ for module in MODULES} == {"yanzhen.kernel.jobs.actions"}, "a job is one by what it is about, not by an id"


def _is_there(name: str) -> bool:
    try:
        return bool(import_module(name))
    except ModuleNotFoundError:
        return False


def counts() -> dict[str, int]:
    """How many rows there are of everything, tries to sign in left out."""
    ours = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("yanzhen.") and m.__name__ != "SignInTry"]
    return {m._meta.label: m._default_manager.count() for m in ours}


@pytest.mark.parametrize("name", VERBS)
def test_what_is_sent_again_and_again_at_once_is_done_once(db: None, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yanzhen.kernel.guard.slowdown.FREE", MANY)
    house = House(build())
    visited(house, "village", "home", "clerk")
    act = VERBS[name](house)
    before = counts()
    with forgotten():
        act()
        once = counts()
    assert once != before, "it does nothing"
    assert counts() == before
    assert at_once(lambda n: act()) == {DONE: MANY}
    assert counts() == once and verify() == []
