"""The guard's own small place, and its roles in the book."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.guard.place import ROLES, SINCE, Place, build, wrote
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard import append_only
from yanzhen.kernel.register.models import Household, HouseholdMember


@pytest.fixture(autouse=True)
def roles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(book, "_pages", {kind: dict(page) for kind, page in book._pages.items()})
    for role in ROLES:
        book.add(role)
    yield


@pytest.fixture
def place(db: None) -> Place:
    return build()


@pytest.fixture
def forgeable(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forger is at home in the database: he has dropped the triggers, and taught `verify` not to miss them."""
    append_only.lift(connection, "guard_entry")
    monkeypatch.setattr(append_only, "guarded", set)


@pytest.fixture
def town(forgeable: None, place: Place) -> Place:
    for n in range(14):
        person = place.person(f"甲{n}", id_number=f"99010019700101{n:04}", id_mark=f"mark{n}", phone=f"1390000{n:04}", gender="mf"[n % 2])
        village = place.orgs["东柳村" if n % 2 else "西柳村"]
        home = Household.objects.create(number=f"{n:04}", org=village, head=person, lat="30.100001", lng="119.5", since=SINCE)
        wrote("test.found_household", village.tenant_id, home, HouseholdMember.objects.create(household=home, person=person, since=SINCE))
        place.post(f"甲{n}", "g_clerk", "东柳村" if n % 2 else "西柳村", title=f"文书{n}")
    place.account("甲0", "jia0")
    return place
