"""A row's digest is the same before saving and after loading, whatever its columns were set from, and differs if one says something else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import F
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.kernel.base.sealing import SealedField
from yanzhen.kernel.guard.rows import row_digest

with isolate_apps("tests.guard"):

    class Thing(models.Model):
        """A row with a column of every sort."""

        word = models.CharField(max_length=200)
        count = models.BigIntegerField(default=0)
        maybe = models.IntegerField(null=True)
        yes = models.BooleanField(default=False)
        either = models.BooleanField(null=True)
        share = models.FloatField(default=0)
        price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
        day = models.DateField(null=True)
        at = models.DateTimeField(null=True)
        clock = models.TimeField(null=True)
        took = models.DurationField(null=True)
        uid = models.UUIDField(null=True)
        told = models.JSONField(default=dict)
        raw = models.BinaryField(default=b"")
        sealed = SealedField()

        class Meta:
            app_label = "guard_tests"


@pytest.fixture(scope="module")
def table(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Thing)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Thing)


text = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20)
zones = st.integers(-12, 14).map(lambda h: timezone(timedelta(hours=h)))
instants = st.datetimes(datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2200-01-01"), timezones=zones)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
cents = st.integers(-(10**9), 10**9)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
leaves = st.none() | st.booleans() | numbers | text
jsons = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=6)
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "word": text | st.integers(0, 99),
    "count": st.integers(-(2**63), 2**63 - 1) | st.just(0) | st.integers(0, 99).map(str),
    "maybe": st.none() | st.integers(-(2**31), 2**31 - 1),
    "yes": st.booleans() | st.sampled_from([0, 1]),
    "either": st.none() | st.booleans(),
    "share": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-99, 99),
    "price": st.none() | cents.map(lambda n: Decimal(n) / 100) | st.integers(-99, 99) | cents.map(lambda n: Decimal(n) / 1000) | st.sampled_from(["1.5", "-0.00", 2.5]),
    "day": st.none() | days | days.map(str),
    "at": st.none() | instants,
    "clock": st.none() | st.times(),
    "took": st.none() | st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
    "uid": st.none() | st.uuids() | st.uuids().map(str),
    "told": jsons.filter(lambda value: value is not None),
    "raw": st.binary(max_size=20),
    "sealed": text,
}


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(columns=st.fixed_dictionaries({}, optional=COLUMNS))
def test_the_digest_is_the_same_before_saving_and_after_loading(table: None, columns: dict[str, Any]) -> None:
    row = Thing.objects.create(**columns)
    loaded = Thing.objects.get(pk=row.pk)
    assert row_digest(row) == row_digest(loaded)
    loaded.save()
    assert row_digest(Thing.objects.get(pk=row.pk)) == row_digest(row)


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.fixed_dictionaries({}, optional=COLUMNS), data=st.data())
def test_a_column_that_says_something_else_changes_the_digest(table: None, first: dict[str, Any], data: st.DataObject) -> None:
    row = Thing.objects.create(**first)
    before, seen = Thing.objects.get(pk=row.pk), row_digest(row)
    name = data.draw(st.sampled_from(sorted(COLUMNS)))
    setattr(row, name, data.draw(COLUMNS[name]))
    row.save()
    after = Thing.objects.get(pk=row.pk)
    same = getattr(before, name) == getattr(after, name) and repr(plainly(before, name)) == repr(plainly(after, name))
    assert (row_digest(after) == seen) == same


def plainly(row: Thing, name: str) -> Any:
    """True and 1 are equal to Python and two things to a clerk; 1 and 1.0 are one number to both, at any depth."""

    def level(value: Any) -> Any:
        if isinstance(value, dict):
            return sorted((k, level(v)) for k, v in value.items())
        if isinstance(value, list):
            return [level(v) for v in value]
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value == float(value) else value

    value = getattr(row, name)
    return level(value + 0 if isinstance(value, float) else value) if name in ("told", "share") else str(value) if name == "price" else value


def test_a_column_added_later_and_empty_changes_no_digest_taken_before() -> None:
    with isolate_apps("tests.guard"):

        class Older(models.Model):
            word = models.CharField(max_length=200)

            class Meta:
                app_label = "guard_tests"

    assert row_digest(Older(pk=7, word="水渠")) == row_digest(Thing(pk=7, word="水渠"))


def test_nothing_and_zero_are_two_things_where_nothing_is_possible() -> None:
    assert row_digest(Thing(pk=1, maybe=0)) != row_digest(Thing(pk=1, maybe=None))
    assert row_digest(Thing(pk=1, either=False)) != row_digest(Thing(pk=1, either=None))
    assert row_digest(Thing(pk=1, price=0)) != row_digest(Thing(pk=1, price=None))


def test_one_instant_has_one_digest_in_every_zone() -> None:
    noon = datetime(2026, 5, 12, 4, tzinfo=UTC)
    assert row_digest(Thing(at=noon)) == row_digest(Thing(at=noon.astimezone(timezone(timedelta(hours=8)))))


def test_a_value_the_database_has_yet_to_compute_has_no_digest() -> None:
    for column in ("word", "count", "told"):
        with pytest.raises(TypeError, match="expression"):
            row_digest(Thing(pk=1, **{column: F(column)}))


def test_sealed_columns_go_in_by_their_keyed_mark() -> None:
    assert row_digest(Thing(pk=1, sealed="13900000000")) == row_digest(Thing(pk=1, sealed="13900000000"))
    assert row_digest(Thing(pk=1, sealed="13900000000")) != row_digest(Thing(pk=1, sealed="13900000001"))


def test_both_digests_are_known(settings: Any) -> None:
    plain, national = row_digest(Thing(pk=1)), row_digest(Thing(pk=1), "sm3")
    settings.YZ_DIGEST = "sm3"
    assert row_digest(Thing(pk=1)) == national != plain
