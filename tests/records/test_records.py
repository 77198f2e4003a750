"""A record is written once, by who may, where it was; put right in the open; taken out but never away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.toypack.counting import loans
from tests.toypack.desk import Desk, noon
from tests.toypack.models import Loan
from tests.world import SINCE, TODAY
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.guard.models import Correction, Entry, Held
from yanzhen.kernel.guard.trail import Clash
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import correct, void
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import end_org, move_org

YESTERDAY = TODAY - timedelta(days=1)
UID = UUID("00000000-0000-4000-8000-000000000001")


def put_right(desk: Desk, record: Record, by: str = "worker", reason: str = "slip of the pen", **changes: Any) -> Record:
    return correct(record, actor=desk.actor(by, TODAY), at=noon(TODAY), reason=reason, **changes)


def take_out(desk: Desk, record: Record, by: str = "worker", reason: str = "written twice") -> Record:
    return void(record, actor=desk.actor(by, TODAY), at=noon(TODAY), reason=reason)


def test_the_librarian_writes_a_loan_down_and_all_of_it_is_kept(desk: Desk) -> None:
    made = Record.objects.get(pk=desk.write(YESTERDAY, by="worker", title=" Monkey ", at=noon(TODAY), volumes=3, reader=desk.world.wife).pk)
    assert (made.kind, made.number, made.title, made.state) == ("loan", "L2026-0001", "Monkey", "asked")
    assert (made.happened_on, made.recorded_at, made.written_by) == (YESTERDAY, noon(TODAY), desk.world.worker)
    assert (made.org, made.org_path, made.tenant) == (desk.world.village, desk.world.village.path, desk.world.town)
    assert (made.facts.book, made.facts.volumes, made.facts.reader) == ("Journey to the West", 3, desk.world.wife)


@pytest.mark.parametrize("who", ["worker2", "worker3", "neighbour", "clerk", "dispatcher", "wife"])
def test_nobody_else_writes_a_loan_of_this_village(desk: Desk, who: str) -> None:
    with pytest.raises(Refused, match="不能在上河村登记"):
        desk.write(TODAY, by=who)
    assert not Record.objects.exists() and not Loan.objects.exists()


def test_tomorrow_cannot_be_written_down_but_today_can(desk: Desk) -> None:
    with pytest.raises(Refused, match="还没到"):
        desk.write(TODAY + timedelta(days=1), at=noon(TODAY))
    assert desk.write(TODAY).happened_on == TODAY


def test_a_place_that_did_not_exist_that_day_has_no_records_of_it(desk: Desk) -> None:
    with pytest.raises(Refused, match="还没有"):
        desk.write(SINCE - timedelta(days=1), at=noon(TODAY))
    assert desk.write(SINCE, at=noon(TODAY)).org_path == desk.world.village.path


def test_an_ended_place_keeps_its_past_and_gets_no_present(desk: Desk) -> None:
    ended = end_org(actor=desk.world.operator, at=noon(TODAY), org=desk.world.other_office, until=YESTERDAY)
    assert desk.write(YESTERDAY - timedelta(days=1), org=ended, at=noon(TODAY)).pk
    with pytest.raises(Refused, match="已经没有"):
        desk.write(YESTERDAY, org=ended, at=noon(TODAY))


def test_a_county_is_no_place_to_lend_at(desk: Desk) -> None:
    with pytest.raises(Refused, match="具体单位"):
        desk.write(TODAY, org=desk.world.county)


def test_what_the_columns_forbid_is_refused_in_one_sentence_and_takes_no_number(desk: Desk) -> None:
    with pytest.raises(Refused, match="book.*sort.*") as refused:
        desk.write(TODAY, book="", sort="scroll")
    assert "没有登记" in str(refused.value)
    with pytest.raises(Refused, match="nothing is lent"):
        desk.write(TODAY, volumes=0)
    with pytest.raises(Refused, match="事由"):
        desk.write(TODAY, title="  ")
    assert desk.write(TODAY).number == "L2026-0001"


def test_numbers_run_without_gaps_for_each_tenant_and_year(desk: Desk) -> None:
    far, old = desk.world.far_village, date(2025, 12, 31)
    made = [desk.write(TODAY), desk.write(TODAY, org=far), desk.write(old), desk.write(TODAY, org=desk.world.other_village), desk.write(old), desk.write(TODAY, org=far)]
    assert [r.number for r in made] == ["L2026-0001", "L2026-0001", "L2025-0001", "L2026-0002", "L2025-0002", "L2026-0002"]


def test_half_past_midnight_on_new_years_day_is_the_new_year_whatever_greenwich_says(desk: Desk) -> None:
    new_year = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    assert desk.write(date(2026, 1, 1), at=new_year).number == "L2026-0001"
    with pytest.raises(Refused, match="还没到"):
        desk.write(date(2026, 1, 1), at=new_year - timedelta(hours=1))


def test_the_same_uid_again_gives_the_first_record(desk: Desk) -> None:
    first = desk.write(TODAY, by="worker", uid=UID)
    entries = Entry.objects.count()
    assert desk.write(TODAY, by="worker", uid=UID, at=noon(TODAY) + timedelta(hours=1)).pk == first.pk
    assert (Record.objects.count(), Entry.objects.count(), Held.objects.count()) == (1, entries, 0)


def test_the_same_uid_with_other_words_or_from_someone_else_is_refused_and_held(desk: Desk) -> None:
    desk.write(TODAY, by="worker", uid=UID)
    with pytest.raises(Clash):
        desk.write(TODAY, by="worker", uid=UID, book="Water Margin")
    with pytest.raises(Clash):
        desk.write(TODAY, uid=UID)
    held = Held.objects.order_by("pk")
    assert [(h.uid, h.actor_id) for h in held] == [(UID, desk.world.worker.pk), (UID, None)]
    assert "Water Margin" in held[0].asked and Record.objects.count() == 1


def test_a_correction_keeps_what_was_said_before_and_why(desk: Desk) -> None:
    made = desk.write(TODAY, by="worker")
    changed = put_right(desk, made, book="Water Margin", title="another book")
    assert (changed.facts.book, changed.title, changed.version) == ("Water Margin", "another book", 2)
    kept = {c.field: c for c in Correction.objects.filter(subject=f"records.record:{made.pk}")}
    assert {f: (c.old, c.new) for f, c in kept.items()} == {"book": ("Journey to the West", "Water Margin"), "title": ("a book", "another book")}
    assert {(c.reason, c.by_id, c.at) for c in kept.values()} == {("slip of the pen", desk.world.worker.pk, noon(TODAY))}


def test_a_correction_that_changes_nothing_writes_nothing(desk: Desk) -> None:
    made = desk.write(TODAY, by="worker")
    before = Entry.objects.count(), Correction.objects.count()
    assert put_right(desk, made, book="Journey to the West").version == 1
    assert (Entry.objects.count(), Correction.objects.count()) == before


def test_a_correction_needs_the_post_a_reason_and_a_column_that_may_change(desk: Desk) -> None:
    made = desk.write(TODAY, by="worker")
    for wrong, says in (
        ({"by": "worker2", "book": "X"}, "不能更正"), ({"reason": " ", "book": "X"}, "为什么更正"),
        ({"number": "L2026-0009"}, "不能用更正"), ({"state": "back"}, "不能用更正"), ({"sort": "scroll"}, "没有登记"),
    ):
        with pytest.raises(Refused, match=says):
            put_right(desk, made, **wrong)
    assert not Correction.objects.filter(subject=f"records.record:{made.pk}").exists() and desk.world.now(made).version == 1


def test_the_limit_runs_from_the_day_it_was_written_down_whatever_day_it_is_about(desk: Desk) -> None:
    made = desk.write(date(2026, 3, 2), by="worker", at=noon(date(2026, 3, 6)))  # a Friday: two working days end on Tuesday
    assert made.due_on == date(2026, 3, 10)
    assert put_right(desk, made, happened_on=date(2026, 3, 5)).due_on == date(2026, 3, 10)
    with pytest.raises(Refused, match="还没到"):
        put_right(desk, made, happened_on=TODAY + timedelta(days=1))


def test_the_day_cannot_be_corrected_to_one_after_the_first_step(desk: Desk) -> None:
    made = desk.write(date(2026, 3, 2), by="worker")
    desk.step(made, "lend", date(2026, 3, 4))
    with pytest.raises(Refused, match="已经办过一步"):
        put_right(desk, made, happened_on=date(2026, 3, 5))
    changed = put_right(desk, made, happened_on=date(2026, 3, 4))
    assert (changed.happened_on, changed.due_on) == (date(2026, 3, 4), date(2026, 3, 25))


def test_a_void_record_leaves_the_figures_but_not_the_shelf(desk: Desk) -> None:
    keep, gone = desk.write(TODAY, by="worker"), desk.write(TODAY, by="worker")
    gone = take_out(desk, gone)
    scope = Scope.year(desk.world.town, 2026, TODAY)
    assert loans.value(scope) == 1 and [r.pk for r in loans.evidence(scope)] == [keep.pk]
    assert set(Record.objects.live()) == {keep} and set(Record.objects.all()) == {keep, gone}
    assert (gone.voided_on, gone.turn_role, gone.turn_org, gone.resting, gone.late(date(2027, 1, 1))) == (TODAY, "", None, None, False)
    assert gone not in Record.objects.turn_of(desk.actor("worker", TODAY))


def test_a_void_record_is_neither_corrected_nor_moved_nor_voided_again(desk: Desk) -> None:
    made = take_out(desk, desk.write(TODAY, by="worker"))
    for act in (lambda: put_right(desk, made, book="X"), lambda: desk.step(made, "lend", TODAY), lambda: take_out(desk, made)):
        with pytest.raises(Refused, match="L2026-0001 (已经作废|不能办)"):
            act()


def test_voiding_needs_the_post_and_a_reason(desk: Desk) -> None:
    made = desk.write(TODAY, by="worker")
    with pytest.raises(Refused, match="不能作废"):
        take_out(desk, made, by="worker2")
    with pytest.raises(Refused, match="为什么作废"):
        take_out(desk, made, reason="  ")
    assert desk.world.now(made).voided_on is None


def test_each_post_sees_the_loans_under_its_place_and_no_others(desk: Desk) -> None:
    here, there, far = (desk.write(TODAY, org=o) for o in (desk.world.village, desk.world.other_village, desk.world.far_village))
    seen = {who: set(Record.objects.visible_to(desk.actor(who, TODAY))) for who in (
        "worker", "wife", "worker2", "worker3", "neighbour", "far_villager", "clerk", "dispatcher", "villager")}
    assert seen == {
        "worker": {here}, "wife": {there}, "worker2": {here, there}, "worker3": set(), "neighbour": set(),
        "far_villager": {far}, "clerk": set(), "dispatcher": set(), "villager": set(),
    }
    assert set(Record.objects.visible_to(desk.world.operator)) == {here, there, far}


def test_who_handles_a_loan_sees_it_though_it_lies_elsewhere(desk: Desk) -> None:
    made, other = desk.lent(TODAY), desk.lent(TODAY)
    desk.step(made, "mend", TODAY, handler=desk.world.office)
    assert set(Record.objects.visible_to(desk.actor("worker3", TODAY))) == {made}
    assert set(Record.objects.turn_of(desk.actor("worker3", TODAY))) == {made}
    assert set(Record.objects.turn_of(desk.actor("worker", TODAY))) == {other}


def test_every_act_leaves_one_entry_and_every_row_agrees_with_it(desk: Desk) -> None:
    before = Entry.objects.count()
    made, twice = desk.lent(TODAY), desk.write(TODAY, by="worker")
    put_right(desk, made, book="Water Margin")
    take_out(desk, twice)
    said = Entry.objects.order_by("pk")[before:]
    one, two = (f"records.record:{r.pk}" for r in (made, twice))
    assert [(e.verb, e.subject) for e in said] == [("loan.write", one), ("loan.lend", one), ("loan.write", two), ("loan.correct", one), ("loan.void", two)]
    assert {(e.chain, e.actor_id) for e in said} == {(desk.world.town.pk, desk.world.worker.pk)}
    assert verify() == []


def test_a_row_changed_behind_the_trail_is_named(desk: Desk) -> None:
    made = desk.write(TODAY, by="worker")
    Loan.objects.filter(pk=made.pk).update(volumes=9)
    assert [f.where for f in verify()] == [f"toypack.loan:{made.pk}"]


def test_a_late_entered_move_restamps_the_records_from_its_day_on(desk: Desk) -> None:
    old, new = desk.write(date(2026, 1, 31)), desk.write(date(2026, 2, 1))
    before = old.org_path
    move_org(actor=desk.world.operator, at=noon(TODAY), org=desk.world.village, to=desk.world.other_area, since=date(2026, 2, 1))
    assert desk.world.now(old).org_path == before
    assert desk.world.now(new).org_path == desk.world.now(desk.world.village).path != before
    assert desk.write(date(2026, 1, 31), org=desk.world.now(desk.world.village)).org_path == before
    assert verify() == []
