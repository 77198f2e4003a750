"""What `verify` calls rows by that have no name of their own, or are there no more."""

from django.db import connection

from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.records.kinds import Kind


def test_what_is_missing_is_called_by_its_kind_and_by_what_it_was_about(world: World) -> None:
    raised = write(book.get(Kind, "problem"), actor=world.actor("clerk"), org=world.village, at=NOON, happened_on=TODAY, title="漏水", category="water")
    connection.cursor().execute("DELETE FROM visits_problem WHERE record_id = %s", [raised.pk])
    connection.cursor().execute("UPDATE register_person SET nation = 'x' WHERE id = %s", [world.wife.pk])
    found = [f for f in verify() if f.sort != "trigger"]
    assert sorted(str(f).partition(" ")[0] for f in found) == [f"{raised.number}的问题内容（visits.problem:{raised.pk}）", f"石桥镇的人员（register.person:{world.wife.pk}）"]
    assert [f"链 {world.town.pk}（石桥镇） 第" in str(f) for f in found if f.sort == "missing"] == [True]
