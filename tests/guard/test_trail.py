"""One act, one entry, in one transaction; the same id once; the database itself refuses to change the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from tests.guard.place import AT, DAY, Place, build
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import append_only, trail
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.models import ChainHead, Claim, Entry, Held
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register.models import Person

CHAIN = 4242


def found_person(name: str, uid: UUID | None = None, fail: bool = False) -> Person:
    """A verb as any engine writes them."""
    with trail.act(operator(DAY), AT, uid, {"name": name}) as act:
        if act.seen:
            return Person.objects.get(pk=trail.pk_of(act.seen))
        person = Person.objects.create(name=name)
        act.note("test.found", tenant=CHAIN, subject=person, rows=[person], said={"share": Decimal("0.50"), "big": 1e16, "day": DAY})
        if fail:
            raise Refused("不行")
    return person


@pytest.mark.django_db
def test_an_act_that_is_refused_leaves_neither_row_nor_entry_nor_claim() -> None:
    with pytest.raises(Refused, match="不行"):
        found_person("李禾", uuid4(), fail=True)
    assert not Person.objects.exists() and not Entry.objects.exists() and not Claim.objects.exists() and not ChainHead.objects.exists()


@pytest.mark.django_db
def test_an_entry_that_cannot_be_written_takes_the_act_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(Entry, "save", full)
    with pytest.raises(DatabaseError):
        found_person("李禾")
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_entries_follow_each_other_and_chains_do_not_mix() -> None:
    found_person("一")
    found_person("二")
    with trail.act(operator(DAY), AT, None, {}) as act:
        act.note("test.else", tenant=None, subject="x:1")
    first, second = Entry.objects.filter(chain=CHAIN).order_by("seq")
    assert (first.seq, first.previous, second.seq, second.previous) == (1, "", 2, first.hash)
    assert Entry.objects.get(chain=0).previous == ""
    assert ChainHead.objects.get(chain=CHAIN).hash == second.hash == trail.entry_hash(second)


@pytest.mark.django_db
def test_what_an_entry_says_is_hashed_as_it_comes_back() -> None:
    person = found_person("李禾")
    entry = Entry.objects.get(subject=trail.label(person))
    assert entry.said == {"share": "0.5", "big": 10**16, "day": "2026-05-12"} and verify() == []


@pytest.mark.django_db
def test_the_same_id_gives_the_first_result_and_writes_nothing() -> None:
    uid = uuid4()
    assert found_person("李禾", uid) == found_person("李禾", uid)
    assert Person.objects.count() == Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_same_id_with_other_content_is_refused_and_kept_for_a_human() -> None:
    uid = uuid4()
    found_person("李禾", uid)
    with pytest.raises(Refused, match="给您留着"):
        found_person("王田", uid)
    assert list(Person.objects.values_list("name", flat=True)) == ["李禾"]
    assert '"王田"' in Held.objects.get(uid=uid).asked


@pytest.mark.django_db
def test_the_same_id_from_someone_else_is_refused() -> None:
    place, uid = build(), uuid4()
    found_person("李禾", uid)
    place.post("旁人", "g_head", "柳湾镇")
    with pytest.raises(Refused, match="给您留着"), trail.act(place.actor("旁人"), AT, uid, {"name": "李禾"}):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_clash_inside_another_act_is_kept_though_both_are_taken_back() -> None:
    uid = uuid4()
    found_person("李禾", uid)
    with pytest.raises(Refused, match="给您留着"), trail.act(operator(DAY), AT, uuid4(), {"outer": 1}):
        Person.objects.create(name="外层")
        found_person("王田", uid)
    assert Person.objects.count() == 1 and Held.objects.count() == 1


@pytest.mark.django_db
def test_no_plaintext_of_what_was_asked_or_sealed_lies_in_the_trail() -> None:
    uid = uuid4()
    with trail.act(operator(DAY), AT, uid, {"id_number": "990100197001010011"}) as act:
        person = Person.objects.create(name="李禾", id_number="990100197001010011", phone="13900000000")
        act.note("test.found", tenant=CHAIN, subject=person, rows=[person])
    with connection.cursor() as cursor:
        for table in ("guard_entry", "guard_claim", "register_person"):
            cursor.execute(f"SELECT * FROM {table}")
            raw = repr([[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in cursor.fetchall()])
            assert "990100197001010011" not in raw and "13900000000" not in raw


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Do it in so many threads at the same moment; what each returned or why not."""
    start, results = Barrier(count), [None] * count

    def run(n: int) -> None:
        try:
            start.wait(10)
            results[n] = work(n)
        except Exception as why:
            results[n] = why
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_sixteen_parallel_acts_under_one_id_have_one_effect() -> None:
    uid = uuid4()
    results = together(16, lambda n: found_person("李禾", uid).pk)
    assert len(set(results)) == 1 and Person.objects.count() == Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_parallel_acts_under_one_id_with_two_contents_do_one_and_hold_the_other() -> None:
    uid = uuid4()
    results = together(16, lambda n: found_person("李禾王田"[n % 2 * 2 :][:2], uid).name)
    done = [r for r in results if isinstance(r, str)]
    assert len(done) == 8 and len(set(done)) == 1 and Person.objects.count() == 1
    assert all(isinstance(r, Refused) for r in results if r not in done) and Held.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_parallel_acts_make_one_chain_without_gap() -> None:
    results = together(12, lambda n: [found_person(f"{n}-{i}").pk for i in range(4)])
    assert not [r for r in results if isinstance(r, Exception)]
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 49)) and verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE guard_entry SET verb = 'x'", "DELETE FROM guard_entry", "UPDATE guard_entry SET at = at WHERE id > 0"])
def test_the_database_refuses_to_change_an_entry(statement: str) -> None:
    append_only.lay(connection, "guard_entry")
    found_person("李禾")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    found_person("王田")
    assert verify() == []


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_trail() -> None:
    append_only.lay(connection, "guard_entry")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE guard_entry")


@pytest.mark.django_db
def test_the_migration_operation_lays_the_triggers_and_takes_them_back() -> None:
    operation, editor = append_only.AppendOnly("guard_entry"), SimpleNamespace(connection=connection)
    append_only.lift(connection, "guard_entry")
    operation.database_forwards("guard", editor, None, None)
    operation.database_forwards("guard", editor, None, None)
    assert "guard_entry" in append_only.laid(connection)
    operation.database_backwards("guard", editor, None, None)
    assert "guard_entry" not in append_only.laid(connection)


@pytest.mark.django_db
def test_triggers_that_were_dropped_are_a_finding(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.check_constraints()
    append_only.lift(connection, "guard_entry")
    monkeypatch.setattr(append_only, "guarded", lambda: {"guard_entry"})
    assert [f.where for f in verify()] == ["guard_entry"]
    append_only.lay(connection, "guard_entry")
    assert verify() == []


@pytest.mark.django_db
def test_acts_of_later_days_do_not_change_what_was_said(place: Place) -> None:
    before = list(Entry.objects.order_by("pk").values_list("hash", flat=True))
    place.person("后来", birth=DAY - timedelta(days=9999))
    assert list(Entry.objects.order_by("pk").values_list("hash", flat=True))[: len(before)] == before


@pytest.mark.django_db
def test_our_migrations_guard_the_trail() -> None:
    assert "guard_entry" in append_only.guarded() or not MigrationLoader(None).disk_migrations
