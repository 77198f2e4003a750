"""Every verb there is, done on rows that somebody changed in the database before: `verify` still names each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.safety.house import House, visited
from tests.safety.test_same_act import AT, VERBS, Act, audit_of
from tests.safety.test_two_worlds import forgotten
from tests.world import NOON, SINCE, TODAY, build, id_number
from yanzhen.kernel.audit import actions as audits
from yanzhen.kernel.base.vouched import Vouched
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.verify import protected, verify
from yanzhen.kernel.register import actions as register

pytestmark = pytest.mark.django_db
# A column that no verb asks for before it changes the row; what is no word is a day, and a day earlier.
ASIDE = {
    "audit.answer": "note", "audit.audit": "name", "audit.meaning": "figure", "guard.account": "totp_last", "guard.appointment": "title",
    "guard.token": "name", "register.dissolved": "at", "intake.import": "name", "papers.paper": "name", "records.record": "due_rule", "register.belonging": "joined_on",
    "register.household": "address", "register.householdmember": "since", "register.householdplace": "since", "register.org": "code",
    "register.orgplace": "since", "register.person": "nation", "reports.report": "chain_head", "visits.problem": "condition",
    "visits.visit": "heard", "visits.revisit": "said",
}  # fmt: skip
# Written once and never again: no later act finds them.
ONCE = {"base.adopted", "flows.steptaken", "guard.correction", "reports.frozenfigure", "visits.stranger"}


def once_more(verb: Callable[..., Any], **said: Any) -> Callable[[House], Act]:
    def prepared(house: House) -> Act:
        audit = audit_of(house)
        verb(audit, actor=house.actor("dispatcher"), at=NOON, **said)
        return lambda: verb(audit, actor=house.actor("dispatcher"), **AT, **said)

    return prepared


def registered_again(house: House) -> Act:
    row = {"name": "新人", "id_number": id_number(NOON.date() - timedelta(days=9999), 97, "m")}
    said: dict[str, Any] = {"actor": house.operator, "org": house.town, "reason": "建账"}
    register.register_people([row], at=NOON, **said)
    return lambda: register.register_people([{**row, "education": "初中"}], **AT, **said)


def left(house: House) -> Act:
    home = register.found_household(actor=house.operator, at=NOON, org=house.grid, number="0779", since=SINCE)
    return lambda: register.end_household(household=home, actor=house.actor("clerk"), **AT, until=TODAY)


# Where the list of verbs makes the row within the act itself, it is made before it here.
AGAIN = {
    "audit.answer again": once_more(audits.answer, place=0, word="accepted"),
    "audit.means again": once_more(audits.means, place=1, figure="problem.solved"),
    "register.register_people again": registered_again,
    "register.end_household again": left,
}
ACTS = {name: act for name, act in (VERBS | AGAIN).items() if f"{name} again" not in AGAIN or name == "register.register_people"}


def tamper(name: str) -> None:
    """Change the row behind the system's back."""
    label, _colon, pk = name.partition(":")
    model: type[models.Model] = apps.get_model(label)
    column = model._meta.get_field(ASIDE[label])
    rows = model._base_manager.filter(pk=pk)
    was = rows.values_list(column.name, flat=True).get()
    match column:
        case models.DateField():
            now: Any = was - timedelta(days=1) if was else NOON.date()
        case models.IntegerField():
            now = (was or 0) + 1
        case _:
            now = "改" if was != "改" else "动"
    rows.update(**{column.name: now})


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
def test_a_row_tampered_with_is_named_though_an_act_changed_it_since(name: str) -> None:
    house = House(build())
    visited(house, "village", "home", "clerk")
    act = ACTS[name](house)
    with forgotten():
        last = Entry.objects.latest("pk").pk
        act()
        found = {row for entry in Entry.objects.filter(pk__gt=last) for row in entry.found}
    if name in ("intake.undo", "register.restore_org"):  # refuse where a row of what they take back was changed since; the import's own changes
        found = {row for row in found if row.startswith("intake.import:")}
    assert verify() == []
    for row in found:
        tamper(row)
    assert {f.where for f in verify()} == found
    act()
    assert {f.where for f in verify() if f.sort == "between"} == found


def test_every_protected_row_remembers_how_it_was_read() -> None:
    models_of_ours = {m._meta.label_lower: m for m in protected()}
    assert [label for label, model in models_of_ours.items() if not issubclass(model, Vouched)] == []
    assert {label for label in models_of_ours if not label.startswith("toypack.")} <= ASIDE.keys() | ONCE
