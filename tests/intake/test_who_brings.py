"""Who brings which roster in: a village what it sees for itself, the township's office what somebody decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.world import NOON, World, build, id_number
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.intake import actions

NUMBER = id_number(NOON.date().replace(year=1980), 71, "m")
SHEETS = {
    "户籍台账": f"户号,户主,与户主关系,姓名,身份证号\n0901,阮石,户主,阮石,{NUMBER}\n",
    "走访登记": "走访日期,户号,走访人,走访内容\n2026-03-01,0101,温素笺,问了吃水\n",
    "党员花名册": f"姓名,身份证号,入党时间,转正时间,所在党支部\n阮石,{NUMBER},2001-07-01,2002-07-01,上河村党支部\n",
    "村“两委”成员名册": f"村,姓名,身份证号,职务\n上河村,阮石,{NUMBER},支部委员\n",
}
#: Of the papers of a village: what its clerk brings in, and what only the office does.
VILLAGES, OFFICES = ("户籍台账", "走访登记"), ("党员花名册", "村“两委”成员名册")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(NOON, tick=False):
        yield build()


def fate(world: World, who: str, sheet: str, place: str = "village") -> str:
    """What becomes of the one row; the refusal of the whole file if it is refused."""
    by, org = world.actor(who), getattr(world, place)
    try:
        made = actions.receive(actor=by, at=NOON, org=org, name=f"{sheet}.csv", data=SHEETS[sheet].encode())
        read = actions.read(made, actor=by, at=NOON)
    except Refused as why:
        return str(why)
    return next((name for name in ("new", "changed", "same", "refused") if read.counts.get(name)), "")


@pytest.mark.parametrize("sheet", VILLAGES)
def test_a_village_clerk_brings_in_whom_the_village_knows_and_calls_on(world: World, sheet: str) -> None:
    assert fate(world, "clerk", sheet) == "new"


@pytest.mark.parametrize("sheet", OFFICES)
def test_who_is_a_member_and_who_holds_a_post_the_office_brings_in(world: World, sheet: str) -> None:
    """The committee above admits members, and nobody fills a post of his own village: both lead to rights."""
    told = fate(world, "clerk", sheet)
    assert "您现在的岗位不能" in told and "党政办主任" in told
    assert fate(world, "dispatcher", sheet) == "new"


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_branch_secretary_and_the_next_villages_clerk_bring_nothing_in(world: World, sheet: str) -> None:
    assert all("岗位不能" in fate(world, who, sheet) for who in ("chief", "other_clerk"))
