"""A decision has one effect however many press the button, and none or all of it if the machine dies."""

import io
import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection, connections

from tests.intake import township as t
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions, apply, undoing
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.intake.returning import refused_workbook
from yanzhen.kernel.jobs import actions as jobs
from yanzhen.kernel.jobs import worker
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.register.actions import correct_person
from yanzhen.kernel.register.models import Household, HouseholdMember, Person
from yanzhen.kernel.register.roster import Roster

LATER = t.AT + jobs.SILENT + timedelta(seconds=1)


@pytest.fixture
def place(transactional_db: Any) -> Iterator[t.Township]:
    yield t.build()


def homes(count: int) -> bytes:
    rows = [row for n in range(count) for row in t.home(f"{n + 1:04}", ("户主", f"李{'一二三四五六七八九十'[n % 10]}", t.born(1940 + n % 60, 11 + 2 * (n // 60))))]
    return t.sheet(t.HOUSEHOLD_HEAD, rows, "上河村户籍台账")


def test_sixteen_decisions_at_once_write_once(place: t.Township) -> None:
    imported = t.arrive(homes(30), "台账.csv", place)
    told: list[str] = []
    together = threading.Barrier(16)

    def decide() -> None:
        together.wait()
        try:
            actions.decide(imported, actor=place.by, at=t.AT)
            told.append("written")
        except Refused as why:
            told.append(str(why))
        finally:
            connection.close()

    many = [threading.Thread(target=decide) for _ in range(16)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert sorted(told) == ["written", *["“台账.csv”已经导入过了，没有再导入一次。"] * 15]
    assert (Household.objects.count(), HouseholdMember.objects.count()) == (30, 30)
    assert {name for made in imported.lines.values_list("made", flat=True) for name in made} >= {f"register.household:{home.pk}" for home in Household.objects.all()}
    assert Entry.objects.filter(verb="intake.decide", said__has_key="sheet").count() == 1
    assert verify() == []


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_one_finishes(place: t.Township, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = t.arrive(homes(20), "台账.csv", place)
    jobs.ask("import.decide", imported.pk, actor=place.by, at=t.AT)
    connections.close_all()
    if (child := os.fork()) == 0:
        write = Roster.write
        monkeypatch.setattr(Roster, "write", lambda self, act, *a, **k: (write(self, act, *a, **k), os.kill(os.getpid(), signal.SIGKILL)))
        worker.work_off(lambda: t.AT)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert (Household.objects.count(), Import.objects.get().state, Job.objects.get().state) == (0, "read", "running")
    assert worker.work_off(lambda: LATER) == 1
    assert Household.objects.count() == 20
    assert Job.objects.get().said == "已导入：新增20行，变更0行，相同0行，退回0行。"
    assert verify() == []


def test_a_worker_killed_after_it_wrote_does_not_write_again(place: t.Township) -> None:
    imported = t.arrive(homes(5), "台账.csv", place)
    job = jobs.ask("import.decide", imported.pk, actor=place.by, at=t.AT)
    actions.decide(imported, actor=place.by, at=t.AT)
    Job.objects.filter(pk=job.pk).update(state="running", tries=1, beat_at=t.AT)
    assert worker.work_off(lambda: LATER) == 1
    assert (Job.objects.get().state, Household.objects.count()) == ("done", 5)


def test_a_reading_that_was_killed_is_begun_again(place: t.Township) -> None:
    imported = t.arrive(homes(5), "台账.csv", place)
    Import.objects.update(state="arrived")
    jobs.ask("import.read", imported.pk, actor=place.by, at=t.AT)
    worker.work_off(lambda: t.AT)
    assert ImportRow.objects.count() == 5 and Import.objects.get().state == "read"


def test_what_moves_while_rows_are_made_ready_has_them_judged_again(place: t.Township, monkeypatch: pytest.MonkeyPatch) -> None:
    t.bring_in(homes(1), "一.csv", place)
    imported = t.arrive(homes(3), "三.csv", place)
    prepare, seen = apply._prepared, []

    def prepared(*args: Any) -> Any:
        load = prepare(*args)
        if not seen:
            correct_person(actor=place.by, at=t.AT, person=Person.objects.get(name="李一"), reason="补登", phone="13900000009")
        seen.append(connection.in_atomic_block)
        return load

    monkeypatch.setattr(apply, "_prepared", prepared)
    actions.decide(imported, actor=place.by, at=t.AT)
    assert seen == [False, False] and Household.objects.count() == 3
    assert verify() == []


def test_refused_rows_come_back_as_a_spreadsheet_that_comes_in_once_corrected(place: t.Township) -> None:
    bad = t.home("0001", ("户主", "李一", t.born(1950, 11)), ("妻", "王二", "990101195001010000"))
    imported = t.bring_in(t.sheet(t.HOUSEHOLD_HEAD, bad, "上河村户籍台账"), "台账.csv", place)
    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(imported)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "上河村户籍台账" and rows[1][:5] == t.HOUSEHOLD_HEAD[:5] and rows[1][-1] == "退回原因：户籍台账"
    assert rows[2][3] == "王二" and rows[2][-1] == "第4行 E4：校验码不对"
    book.active.cell(3, 5).value = t.born(1952, 22, "f")
    out = io.BytesIO()
    book.save(out)
    again = t.bring_in(out.getvalue(), "退回.xlsx", place)
    assert t.fates(again) == (1, 0, 0, 0), "the village stands in the title as it did"
    assert HouseholdMember.objects.filter(household__number="0001").count() == 2


@pytest.mark.parametrize("moving", [False, True], ids=["nothing moves", "something moves"])
def test_bringing_in_at_once_leaves_what_reading_and_deciding_leave(place: t.Township, monkeypatch: pytest.MonkeyPatch, moving: bool) -> None:
    t.bring_in(homes(1), "一.csv", place)
    prepared: list[bool] = []
    monkeypatch.setattr(apply, "_prepared", lambda *a, real=apply._prepared: (prepared.append(True), real(*a))[1])
    if moving:
        real = actions._read

        def reading(*said: Any, **more: Any) -> Any:
            done = real(*said, **more)
            correct_person(actor=place.by, at=t.AT, person=Person.objects.get(name="李一"), reason="补登", phone="13900000009")
            return done

        monkeypatch.setattr(actions, "_read", reading)
    received = actions.receive(actor=place.by, at=t.AT, org=place.town, name="三.csv", data=homes(3))
    written = actions.bring_in(received, actor=place.by, at=t.AT)
    assert (written.state, t.fates(written), Household.objects.count(), bool(prepared)) == ("written", (2, 0, 1, 0), 3, moving)
    assert verify() == []
    actions.undo(written, actor=place.by, at=t.AT)
    assert Household.objects.count() == 1 and verify() == []


@pytest.mark.parametrize(("chosen", "why"), [({0: "salary"}, "没有“salary”这一项"), ({0: "name", 1: "name"}, "请只留一列")])
def test_a_column_is_something_the_sheet_has_and_only_once(place: t.Township, chosen: dict[int, str], why: str) -> None:
    imported = t.arrive(homes(1), "户籍台账.csv", place)
    with pytest.raises(Refused, match=why):
        actions.choose(imported, actor=place.by, at=t.AT, kind="household_register", columns={"": chosen})


def done_meanwhile(act: Callable[[], object], module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks of a verb at the trail and at the import, the same act arrives a second time and is done first."""
    real, sent = module.head_of, []

    def head_of(imported: Import) -> int:
        if not sent:
            sent.append(True)
            act()
        return real(imported)

    monkeypatch.setattr(module, "head_of", head_of)


def test_a_decision_and_an_undoing_that_were_done_between_two_looks_are_answered_as_done(place: t.Township, monkeypatch: pytest.MonkeyPatch) -> None:
    imported, one, other = t.arrive(homes(3), "台账.csv", place), uuid4(), uuid4()

    def decide() -> Import:
        return actions.decide(imported, actor=place.by, at=t.AT, uid=one)

    def undo() -> Import:
        return actions.undo(imported, actor=place.by, at=t.AT, uid=other)

    done_meanwhile(decide, apply, monkeypatch)
    assert decide().state == "written"
    done_meanwhile(undo, undoing, monkeypatch)
    assert undo().state == "undone" and verify() == []
