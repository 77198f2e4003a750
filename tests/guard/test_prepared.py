"""A prepared query answers as the query itself does, whoever asks and whatever was asked before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.guard.place import DAY, SINCE, Place
from yanzhen.kernel.base.prepared import Statement, prepared
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register.models import Org


@prepared
def held(role: str, person: Any, day: Any) -> QuerySet[Appointment]:
    return Appointment.objects.filter(person=person, role=role, since__lte=day).select_related("org").order_by("pk")


@prepared
def among(keys: tuple[int, ...], kind: Any) -> QuerySet[Org, Any]:
    return Org.objects.filter(pk__in=keys, kind=kind).order_by("pk").values_list("pk", "since")


@pytest.fixture
def town(place: Place) -> Place:
    for who, org in (("安平", "东柳村"), ("李禾", "西柳村")):
        place.post(who, "g_clerk", org)
    return place


def test_each_asking_gets_the_rows_of_its_own_values(town: Place) -> None:
    keys = {who: town.people[who].pk for who in ("安平", "李禾")}
    for _turn in range(2):
        for who, org in (("安平", "东柳村"), ("李禾", "西柳村")):
            [row] = held("g_clerk", person=keys[who], day=DAY)
            assert (row.org, row.since) == (town.orgs[org], SINCE)
    assert held("g_clerk", person=keys["安平"], day=date(1990, 1, 1)) == []
    assert held("nobody", person=keys["安平"], day=DAY) == []


def test_what_was_asked_before_is_asked_of_the_database_again(town: Place) -> None:
    who = town.people["安平"].pk
    [before] = held("g_clerk", person=who, day=DAY)
    Appointment.objects.filter(pk=before.pk).update(title="文书")
    with CaptureQueriesContext(connection) as seen:
        [after] = held("g_clerk", day=DAY, person=who)
    assert (after.title, len(seen)) == ("文书", 1)


def test_the_statement_is_worked_out_once_for_all_values(town: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    held("g_clerk", person=1, day=DAY)
    monkeypatch.setattr(Statement, "__init__", lambda *args: pytest.fail("worked out again"))
    held("g_clerk", person=2, day=SINCE)


def test_a_query_that_can_find_nothing_asks_nothing(town: Place) -> None:
    village = town.orgs["东柳村"]
    assert among((village.pk,), kind=village.kind) == [(village.pk, village.since)]
    with CaptureQueriesContext(connection) as seen:
        assert among((), kind=village.kind) == []
    assert len(seen) == 0


def test_a_query_that_reads_while_it_is_built_is_refused(town: Place) -> None:
    @prepared
    def below(kind: Any) -> QuerySet[Org]:
        return Org.objects.filter(parent__in=list(Org.objects.filter(kind="g_town")), kind=kind)

    with pytest.raises(RuntimeError):
        below(kind="g_village")


def test_a_value_that_a_column_would_have_to_prepare_is_not_taken(town: Place) -> None:
    with pytest.raises(TypeError):
        held("g_clerk", person=Decimal(1), day=DAY)
