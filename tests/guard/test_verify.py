"""`verify` finds whatever was changed behind the system's back and names it; it never accuses honest work."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connections, models, transaction

from tests.guard.place import AT, DAY, Place, build, later, rehash, sql, wheres, wrote
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.sealing import seal
from yanzhen.kernel.guard import anchors, trail
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.guard.findings import Finding
from yanzhen.kernel.guard.models import ChainHead, Entry
from yanzhen.kernel.guard.trail import entry_hash, label, row_digest
from yanzhen.kernel.guard.verify import FileCheck, protected, verify
from yanzhen.kernel.register.models import Household, Org, Person

SEED = 20260512


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_honest_work_is_never_accused(town: Place) -> None:
    assert verify() == []


def test_every_model_of_ours_is_protected_or_declared_loose_with_a_reason() -> None:
    loose = {one.key: str(one.name) for one in book.of(trail.Loose)}
    guarded = {m._meta.label_lower for m in protected()}
    assert {"guard.account", "guard.appointment", "register.person", "records.record"} <= guarded
    assert not guarded & loose.keys() and all(len(reason) > 5 for reason in loose.values())


def other(field: models.Field[Any, Any], dice: random.Random) -> Any:
    """A value a column does not hold."""
    if field.is_relation:
        return dice.choice(list(field.related_model._base_manager.values_list("pk", flat=True)))
    made = {
        "BooleanField": lambda: dice.choice([True, False]),
        "DateField": lambda: DAY + timedelta(days=dice.randrange(9999)),
        "DateTimeField": lambda: AT + timedelta(seconds=dice.randrange(1, 9999)),
        "JSONField": lambda: f'[{dice.randrange(99)}]',
        "SealedField": lambda: dice.choice([seal(str(dice.random())), bytes(dice.randrange(256) for _ in range(40))]),
        "DecimalField": lambda: f"{dice.randrange(1, 99)}.5",
    }
    make = made.get(type(field).__name__)
    number = isinstance(field, models.IntegerField)
    return make() if make else dice.randrange(1000, 9999) if number else f"改{dice.randrange(9)}"[: field.max_length or 9]


def edit(model: type[models.Model], pk: int, dice: random.Random) -> bool:
    """Change one cell of one row by plain SQL; False if it still says the same."""
    field = dice.choice([f for f in model._meta.concrete_fields if not f.primary_key])
    before = model._base_manager.filter(pk=pk).values_list(field.attname, flat=True).get()
    value = other(field, dice)
    if value == before or str(value) == str(before):
        return False
    sql(f"UPDATE {model._meta.db_table} SET {field.column} = %s WHERE {model._meta.pk.column} = %s", value, pk)
    return True


def test_any_cell_changed_behind_the_systems_back_is_located_to_its_row(town: Place) -> None:
    dice, done = random.Random(SEED), 0
    rows = [(m, pk) for m in protected() for pk in m._base_manager.values_list("pk", flat=True)]
    assert len(rows) > 60
    for model, pk in dice.sample(rows * 9, 330):
        with undone():
            try:
                with transaction.atomic():
                    changed = edit(model, pk, dice)
            except DatabaseError:  # a constraint of the database was faster
                continue
            if changed:
                done += 1
                name = f"{model._meta.label_lower}:{pk}"
                assert [(f.where, name in str(f)) for f in verify()] == [(name, True)], f"seed {SEED}"
    assert done > 240


def test_many_changes_at_once_are_all_named_and_nothing_else(town: Place) -> None:
    names = set()
    for person in Person.objects.order_by("pk")[3:13]:
        sql("UPDATE register_person SET nation = 'x' WHERE id = %s", person.pk)
        names.add(label(person))
    assert wheres(verify()) == names


def test_a_row_put_in_or_taken_out_by_hand_is_named(town: Place) -> None:
    home = Household.objects.order_by("pk")[0]
    sql("DELETE FROM register_householdmember WHERE household_id = %s", home.pk)
    new = Person.objects.create(name="凭空")
    found = {f.where: str(f) for f in verify()}
    assert found.keys() == {label(new), f"register.householdmember:{home.members.model.objects.order_by('pk')[0].pk - 1}"}
    assert "未经系统写入" in found.pop(label(new))
    assert "不见了" in (said := found.popitem()[1]) and "户内成员（register.householdmember:" in said


def test_a_row_the_trail_says_was_taken_away_is_not_missed_but_may_not_come_back(town: Place) -> None:
    person = Person.objects.create(name="误登")
    wrote("test.register", None, person)
    name, kept, was = label(person), person.pk, row_digest(person)
    with trail.act(operator(DAY), AT, None, {}) as act:
        person.delete()
        act.note("test.undo", tenant=None, subject=name, gone={name: was})
    assert verify() == []
    Person.objects.create(pk=kept, name="误登")
    assert wheres(verify()) == {name}


def test_a_finding_tells_the_last_act_about_the_row(town: Place) -> None:
    village = town.orgs["东柳村"]
    sql("UPDATE register_org SET name = '别处' WHERE id = %s", village.pk)
    entry = Entry.objects.filter(subject=label(village)).latest("id")
    said = f"链 {entry.chain}（{Org.objects.get(pk=entry.chain).name}）"
    assert f"{said} 第 {entry.seq} 条" in str(verify()[0]) and "2026-05-12 09:30" in str(verify()[0])


def test_a_file_check_of_another_engine_is_asked_too(town: Place) -> None:
    gone = Finding("file", "papers.paper:5", "照片 papers.paper:5 的文件不见了。")
    book.add(FileCheck("g_files", "照片", check=lambda progress: [gone]))
    assert verify() == [gone]


def test_progress_is_told(town: Place) -> None:
    told: list[tuple[str, int]] = []
    verify(lambda part, done: told.append((part, done)))
    assert told[0] == ("操作记录", Entry.objects.count()) and len(told) > len(protected())


# The chain itself: nine ways to tamper with it. The first five it tells of itself, the last only an anchor taken after the act.


def edited(chain: int, seq: int) -> None:
    Entry.objects.filter(chain=chain, seq=seq).update(said={"reason": "别的"})


def deleted(chain: int, seq: int) -> None:
    Entry.objects.filter(chain=chain, seq=seq).delete()


def cut(chain: int, seq: int) -> None:
    Entry.objects.filter(chain=chain, seq__gt=seq).delete()


def inserted(chain: int, seq: int) -> None:
    Entry.objects.filter(chain=chain, seq__gt=seq).update(seq=models.F("seq") + 100)
    Entry.objects.filter(chain=chain, seq__gt=seq).update(seq=models.F("seq") - 99)
    entry = Entry.objects.get(chain=chain, seq=seq)
    entry.pk, entry.seq, entry.previous = None, seq + 1, entry.hash
    entry.hash = entry_hash(entry)
    entry.save()


def swapped(chain: int, seq: int) -> None:
    for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        Entry.objects.filter(chain=chain, seq=old).update(seq=new)


def hashed_anew(chain: int, seq: int) -> None:
    edited(chain, seq)
    entry = Entry.objects.get(chain=chain, seq=seq)
    Entry.objects.filter(pk=entry.pk).update(hash=entry_hash(entry))


@pytest.mark.parametrize("tamper", [edited, deleted, cut, inserted, swapped, hashed_anew])
@pytest.mark.parametrize("seq", [2, 9, 17])
def test_a_chain_that_was_touched_says_where(town: Place, tamper: Any, seq: int) -> None:
    chain = town.orgs["柳湾镇"].pk
    tamper(chain, seq)
    found = [f for f in verify() if f.where.startswith(f"{chain}/")]
    first = min(int(f.where.partition("/")[2]) for f in found)
    assert first in {seq, seq + 1, seq + 2, ChainHead.objects.get(chain=chain).seq}


@pytest.mark.parametrize("columns", [{"post": "x"}, {"verb": "x"}, {"subject": "x"}, {"rows": {"a.b:1": "0"}}, {"found": {"a.b:1": "0"}}, {"found": None}, {"found": [5]}, {"rows": [5]}, {"hash": "0" * 64}, {"previous": "0" * 64}, {"actor": None}, {"at": AT + timedelta(1)}, {"chain": 10**6}, {"seq": 10**6}])
def test_every_column_of_an_entry_is_vouched_for(town: Place, columns: dict[str, Any]) -> None:
    entry = Entry.objects.filter(chain=town.orgs["柳湾镇"].pk, actor=None, seq__gt=3)[0]
    if columns == {"actor": None}:
        columns = {"actor": town.people["甲1"].pk}
    Entry.objects.filter(pk=entry.pk).update(**columns)
    assert any(f.sort in ("entry", "previous", "gap", "order", "head") for f in verify())


def forged(chain: int, seq: int) -> None:
    edited(chain, seq)
    rehash(chain, seq)


def shortened(chain: int, seq: int) -> None:
    cut(chain, seq)
    rehash(chain, seq)


def rewritten(chain: int, seq: int) -> None:
    Entry.objects.filter(chain=chain).update(post="")
    rehash(chain, 1)


@pytest.mark.parametrize("tamper", [forged, shortened, rewritten])
def test_a_forger_who_rewrites_the_rest_is_caught_by_what_was_printed(town: Place, tamper: Any) -> None:
    chain = town.orgs["柳湾镇"].pk
    kept = anchors.parse([*anchors.lines(AT), anchors.head16(chain)])
    assert anchors.compare(kept) == []
    tamper(chain, 12)
    assert not [f for f in verify() if "/" in f.where]
    found = anchors.compare(kept)
    assert [f.where for f in found] == [f"{chain}/{kept[1].seq}", "-/-"], "the anchor of this chain and the printed one, no other"


def test_a_head_of_one_chain_is_no_anchor_of_another(town: Place) -> None:
    line = anchors.lines(AT)[1]
    chain, seq, head = line.split()[:3]
    wrong = [f"{int(chain) + 1} - {head}", f"{chain} {int(seq) - 1} {head}"]
    assert anchors.compare(anchors.parse([line])) == [] and len(anchors.compare(anchors.parse(wrong))) == 2


def test_work_done_after_an_anchor_does_not_disturb_it(town: Place) -> None:
    kept = anchors.parse(anchors.lines(AT))
    build()
    town.person("新人")
    assert anchors.compare(kept) == [] and verify() == []


def test_an_anchor_of_a_longer_chain_says_that_the_rest_is_gone(town: Place) -> None:
    chain = town.orgs["柳湾镇"].pk
    found = anchors.compare(anchors.parse([f"{chain} 9999 {'ab' * 8}"]))
    assert "后面的操作记录没有了" in str(found[0])


@pytest.mark.parametrize("line", ["3 5 abc", "x 5 " + "a" * 16, "3 5", "3 5 " + "g" * 16])
def test_an_anchor_that_cannot_be_read_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(Exception, match="第 2 行看不懂"):
        anchors.parse(["# 说明", line])


def test_a_chain_may_change_its_digest_on_the_way(town: Place, settings: Any) -> None:
    settings.YZ_DIGEST = "sm3"
    town.person("换算法")
    assert verify() == []
    settings.YZ_DIGEST = "sha256"
    assert verify() == []


def test_a_head_without_its_chain_and_a_chain_without_its_head_are_named(town: Place) -> None:
    ChainHead.objects.create(chain=777, seq=4, hash="f" * 64)
    Org.objects.filter(pk=0).delete()
    chain = town.orgs["柳湾镇"].pk
    ChainHead.objects.filter(chain=chain).delete()
    assert wheres(verify()) == {"777/4", f"{chain}/0"}


@pytest.mark.django_db(transaction=True)
def test_work_that_goes_on_meanwhile_is_never_accused() -> None:
    place, stop = build(), Event()

    def work() -> None:
        for n in range(5000):
            if stop.is_set():
                break
            with transaction.atomic():
                place.person(f"忙{n}")
        connections.close_all()

    writer = Thread(target=work)
    before = Entry.objects.count()
    writer.start()
    found = [verify() for _n in range(12)]
    stop.set()
    writer.join(60)
    assert found == [[]] * 12 and Entry.objects.count() > before


@pytest.mark.slow
@pytest.mark.django_db
def test_a_chain_of_twenty_thousand_entries_is_verified_in_two_seconds_of_work() -> None:
    entries, before = [], ""
    for seq in range(1, 20_001):
        entry = Entry(chain=1, seq=seq, at=later(seconds=seq), post="g_clerk@5", verb="x.write", subject=f"x.y:{seq}", said={"to": "done"}, rows={f"x.y:{seq}": "ab" * 16})
        entry.previous = before
        before = entry.hash = entry_hash(entry)
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=1000)
    ChainHead.objects.create(chain=1, seq=20_000, hash=before)
    began = time.process_time()
    assert verify() == []
    assert time.process_time() - began < 2
