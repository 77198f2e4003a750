"""A list that was taken along as a spreadsheet comes back through the intake: nothing is doubled, and its foot is no row."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.world import NOON, TODAY, World
from yanzhen.kernel.intake import actions
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.register.models import Household, Org
from yanzhen.packs.visits.actions import log_visit

FATES = ("new", "changed", "same", "refused")


def taken(client: Client, path: str, language: str = "zh-hans") -> bytes:
    client.cookies["yz_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def back(world: World, who: str, org: Org, data: bytes, name: str = "清单.xlsx") -> Import:
    """It is handed in where it came from, and read again."""
    came = actions.receive(actor=world.actor(who), at=NOON, uid=uuid4(), org=org, name=name, data=data)
    return actions.read(came, actor=world.actor(who), at=NOON)


def told(came: Import) -> tuple[dict[str, int], list[str]]:
    """The fates that some row has, and why any was refused."""
    return {fate: came.counts[fate] for fate in FATES if came.counts[fate]}, list(ImportRow.objects.filter(of=came, fate="refused").values_list("why", flat=True))


def rows(data: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


def visited(world: World, who: str, *targets: tuple[Org, Household | Org]) -> None:
    for org, target in targets:
        log_visit(actor=world.actor(who), at=NOON, uid=uuid4(), org=org, happened_on=TODAY, target=target, heard="看了房顶")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_foot_of_a_list_is_no_row_of_it(noon: None, world: World, comes: Comes, language: str) -> None:
    data = taken(comes("clerk"), "/f/population/list.xlsx", language)
    head = rows(taken(comes("clerk"), "/f/population/list.xlsx"))[0]
    sheet = (book := openpyxl.load_workbook(io.BytesIO(data))).active
    for column, name in enumerate(head, 1):  # the heads of a list are known in Chinese alone
        sheet.cell(1, column).value = name
    out = io.BytesIO()
    book.save(out)
    assert "·" in rows(data)[-1][0] and TODAY.isoformat() in rows(data)[-1][0]
    assert told(back(world, "clerk", world.village, out.getvalue())) == ({"same": len(rows(data)) - 2}, [])


def test_a_clerks_own_visits_come_back_as_the_same(noon: None, world: World, comes: Comes) -> None:
    visited(world, "clerk", (world.grid, world.home), (world.other_grid, world.next_home), (world.village, world.loose_home))
    came = back(world, "clerk", world.village, taken(comes("clerk"), "/l/visit/list.xlsx"))
    assert (came.sheet, told(came)) == ("visit_list", ({"same": 3}, []))


def test_the_townships_visits_come_back_each_to_its_place(noon: None, world: World, comes: Comes) -> None:
    visited(world, "clerk", (world.grid, world.home))
    visited(world, "other_clerk", (world.other_village, world.other_home))
    visited(world, "dispatcher", (world.company, world.company))
    assert told(back(world, "dispatcher", world.town, taken(comes("dispatcher"), "/l/visit/list.xlsx"))) == ({"same": 3}, [])


def test_a_visit_that_names_nobody_is_told_so(noon: None, world: World) -> None:
    data = "走访日期,住户,企业,听到什么\n2026-03-10,,,看了房顶\n".encode()
    fate, [why] = told(back(world, "clerk", world.village, data, "走访.csv"))
    assert fate == {"refused": 1} and "没写走访了谁" in why and "“”" not in why


def test_the_list_of_the_committees_comes_back_to_its_villages(noon: None, world: World, comes: Comes) -> None:
    data = taken(comes("secretary"), "/f/posts.committee/list.xlsx")
    assert len(rows(data)) > 3
    fate, why = told(back(world, "dispatcher", world.town, data))
    assert (fate, why) == ({"same": len(rows(data)) - 2}, [])


def test_one_of_two_rows_that_name_somebody_new_is_given_back(noon: None, world: World) -> None:
    data = "组织,姓名,岗位\n上河村,贝新来,村委会委员\n上河村,贝新来,妇联主席\n下河村,贝新来,村委会委员\n".encode()
    fate, why = told(back(world, "dispatcher", world.town, data, "两委.csv"))
    assert fate == {"new": 2, "refused": 1} and "同一村、同一姓名" in why[0]
