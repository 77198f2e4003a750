"""What a place came to on a day stays so, whatever becomes of the trees after it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.toypack.desk import noon
from tests.world import NOON, TODAY, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.across import values_in
from yanzhen.kernel.figures.breakdown import by_month, by_org
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.naming import counted, named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.records.actions import write
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.actions import Part
from yanzhen.kernel.register.models import Household, Org
from yanzhen.packs.visits.pack import problem, visit

CALLED = date(2025, 6, 2)
DAY = date(2025, 12, 31)
LATER = (date(2026, 1, 1), date(2026, 2, 10), TODAY)
PLACES = ("county", "town", "area", "other_area", "village", "other_village", "grid", "branch")
LEVELS = ("area", "village")
MOVED = ("village", "grid", "area", "company", "office", "branch_village", "branch_organ")
ACTS = st.lists(
    st.tuples(st.sampled_from(["move", "merge", "merge", "split", "rename", "rehome"]), st.integers(0, 99), st.integers(0, 99), st.sampled_from(LATER)), min_size=1, max_size=5,
)


def called_on(world: World) -> None:
    """One visit and one problem for each household and the company, last summer."""
    for told in [*({"household": home} for home in world.homes.values()), {"company": world.company}]:
        org = told["household"].org if "household" in told else world.company
        by: dict[str, Any] = {"actor": world.operator, "at": noon(CALLED), "org": org, "happened_on": CALLED, "title": "走访", **told}
        write(visit, **by)
        write(problem, **by, category="water")


def scope(org: Org) -> Scope:
    return Scope.year(Org.objects.get(pk=org.pk), 2025, TODAY, DAY)


def told(world: World) -> dict[str, Any]:
    """Every declared figure of places on the day, alone and for many places at once; the rows and the parts of one figure a source in the town."""
    known = list(counted())
    scopes = {place: scope(world.places[place]) for place in PLACES}
    found: dict[str, Any] = {place: values(known, one) for place, one in scopes.items()}
    found["at once"] = {one.org.pk: numbers for one, numbers in values_in(dict.fromkeys(scopes.values(), known)).items()}
    for figure in {id(figure.of): figure for figure in book.of(Figure)}.values():
        found[figure.key] = sorted(figure.evidence(scopes["town"]).values_list("pk", flat=True)), by_month(figure, scopes["town"])
        for level in LEVELS:
            found[f"{figure.key} {level}"] = {org and org.pk: n for org, n in by_org(figure, scopes["town"], level).items()}
    return found


def changed(what: str, a: int, b: int, day: date, world: World) -> None:
    """One act upon some organisation or household; what cannot be is left."""
    by: dict[str, Any] = {"actor": world.operator, "at": NOON}
    orgs = list(Org.objects.filter(kind__in=MOVED, until__isnull=True).order_by("pk"))
    org = orgs[a % len(orgs)]
    others = list(Org.objects.filter(kind__in=org.definition.under if what == "move" else [org.kind], until__isnull=True).order_by("pk"))
    other = others[b % len(others)]
    if what == "move":
        actions.move_org(**by, org=org, to=other, since=day)
    elif what == "merge":
        actions.merge_orgs(**by, orgs=[org], into=other, since=day)
    elif what == "rename":
        actions.rename_org(**by, org=org, name=f"新名{a}{b}", reason="更名")
    elif what == "split":
        homes, below = list(org.households.filter(until__isnull=True)), list(org.children.filter(until__isnull=True))
        cut, end = (b % (len(x) + 1) for x in (homes, below))
        area = Decimal(1) if org.area_km2 else None
        parts = [Part(f"北{a}{b}", homes[:cut], below[:end], area_km2=area), Part(f"南{a}{b}", homes[cut:], below[end:], area_km2=area)]
        actions.split_org(**by, org=org, parts=parts, since=day)
    else:
        homes = list(Household.objects.order_by("pk"))
        to = [o for o in orgs if o.kind in ("village", "grid")]
        actions.move_household(**by, household=homes[a % len(homes)], to=to[b % len(to)], since=day)


@pytest.fixture
def then(world: World) -> dict[str, Any]:
    """The county with what happened last summer, and what it came to at the end of that year."""
    called_on(world)
    return told(world)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_later_change_of_the_trees_rewrites_what_was(world: World, then: dict[str, Any], acts: list[tuple[str, int, int, date]]) -> None:
    with transaction.atomic():
        for what, a, b, day in acts:
            try:
                with transaction.atomic():
                    changed(what, a, b, day, world)
            except Refused:
                continue
        assert told(world) == then
        transaction.set_rollback(True)


def number(key: str, org: Org) -> Any:
    figure = named(key)
    assert figure
    return figure.value(scope(org))


def test_a_village_called_on_last_year_was_so_however_it_is_merged_moved_or_split(world: World) -> None:
    called_on(world)
    assert number("visit.villages", world.town) == 2
    by: dict[str, Any] = {"actor": world.operator, "at": NOON}
    actions.merge_orgs(**by, orgs=[world.village], into=world.other_village, since=LATER[0])
    actions.move_org(**by, org=world.other_village, to=world.area, since=LATER[1])
    assert number("visit.villages", world.town) == 2 and number("visit.villages", world.other_area) == 1 == number("visit.villages", world.area)


def test_parts_by_place_are_those_of_the_day(world: World) -> None:
    homes = named("households")
    assert isinstance(homes, Figure)
    before = by_org(homes, scope(world.town), "village")
    assert {org.name: n for org, n in before.items() if org} == {"上河村": 3, "下河村": 1, "山口村": 0}
    actions.merge_orgs(actor=world.operator, at=NOON, orgs=[world.village], into=world.other_village, since=LATER[0])
    assert by_org(homes, scope(world.town), "village") == before


def test_a_village_moved_within_the_year_keeps_being_called_on(world: World) -> None:
    called_on(world)
    actions.move_org(actor=world.operator, at=NOON, org=world.village, to=world.other_area, since=date(2025, 9, 1))
    assert number("visit.villages", world.town) == 2 == number("visit.villages", world.other_area)


def test_who_is_confirmed_this_year_was_no_full_member_last_year(world: World) -> None:
    before = number("members.full", world.town)
    tie = world.clerk.belongings.get(sort="member")
    tie.confirmed_on = TODAY
    tie.save()
    assert number("members.full", world.town) == before


def test_the_land_of_a_merged_village_stays_where_its_heir_was(world: World) -> None:
    by: dict[str, Any] = {"actor": world.operator, "at": NOON}
    actions.merge_orgs(**by, orgs=[world.village], into=world.third_village, since=date(2025, 9, 1))
    assert number("area", world.area) == Decimal("4.95")
    actions.move_org(**by, org=world.third_village, to=world.other_area, since=LATER[0])
    assert number("area", world.area) == Decimal("4.95") and number("area", world.other_area) == Decimal("4.05")
    actions.merge_orgs(**by, orgs=[world.third_village], into=world.other_village, since=LATER[1])
    assert number("area", world.area) == Decimal("4.95")


def test_land_that_nobody_recorded_is_no_nought(world: World) -> None:
    here = Org.objects.filter(kind="village", tenant=world.town)
    area = named("area")
    assert isinstance(area, Figure)
    here.exclude(pk=world.village.pk).update(area_km2=None)
    assert (number("area", world.town), number("area", world.third_village), number("area", world.office)) == (Decimal("3.2"), None, None)
    assert by_org(area, scope(world.town), "village") == {world.village: Decimal("3.2"), world.other_village: None, world.third_village: None}
    here.update(area_km2=None)
    assert (number("area", world.town), values([area], scope(world.town))) == (None, {"area": None})
