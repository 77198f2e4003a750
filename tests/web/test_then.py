"""A record says where it was made as that place was then called, with what it is called today beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON, TODAY
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import merge_orgs

THEN, NOW = "上河村上河第一网格", "下河村上河第一网格"


def test_a_visit_of_last_month_stands_in_the_village_it_was_made_in(town: Township, comes: Comes) -> None:
    world, client = town.world, comes("dispatcher")
    by: dict[str, Any] = {"actor": world.operator, "at": NOON}
    record = Record.objects.filter(kind="visit", org=world.grid, happened_on__lt=TODAY).order_by("pk")[0]
    merge_orgs(**by, orgs=[world.village], into=world.other_village, since=TODAY)
    page = client.get(f"/r/{record.pk}/").content.decode()
    assert THEN in page and f"（今{NOW}）" in page
    for address in ("/l/visit/", f"/f/visit.all/?org={world.town.pk}&year={record.happened_on.year}"):
        assert THEN in client.get(address).content.decode(), address


def test_a_household_as_of_a_day_is_where_it_was_that_day(town: Township, comes: Comes) -> None:
    world, client = town.world, comes("dispatcher")
    merge_orgs(actor=world.operator, at=NOON, orgs=[world.village], into=world.other_village, since=date(2026, 3, 9))
    then, now = (client.get(f"/h/{world.home.pk}/?day={day}").content.decode() for day in ("2026-03-08", "2026-03-10"))
    assert f">{THEN}<" in then and f">{NOW}<" in now and f">{NOW}<" not in then
