"""What an organisation handled is counted by whom it was handed to last, wherever it happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.toypack import counting as toy
from tests.toypack.desk import Desk, noon, open_desk
from tests.world import TODAY, World
from yanzhen.kernel.figures.across import values_in
from yanzhen.kernel.figures.breakdown import by_month, by_org
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.handling import own
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.flows.actions import take_step
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import merge_orgs
from yanzhen.kernel.register.models import Org

pytestmark = pytest.mark.django_db

DAY = date(2026, 2, 2)
LATER = DAY + timedelta(days=5)


@pytest.fixture
def desk(world: World) -> Desk:
    return open_desk(world)


def handed(desk: Desk, day: date, to: Org, **said: Any) -> Record:
    """A loan that went to a binder on a day."""
    return sent(desk, desk.lent(day, **said), day, to)


def sent(desk: Desk, record: Record, day: date, to: Org) -> Record:
    return take_step(record, "mend", actor=desk.world.operator, at=noon(day), handler=to)


def scope(handler: Org, day: date = TODAY, place: Org | None = None) -> Scope:
    return Scope.year(place or handler.tenant or handler, day.year, TODAY, day).handled_by(handler)


def test_an_office_counts_what_was_handed_to_it_and_nothing_else(desk: Desk) -> None:
    mine = handed(desk, DAY, desk.world.office)
    handed(desk, DAY, desk.world.other_office)
    desk.lent(DAY)
    assert list(toy.loans.evidence(scope(desk.world.office))) == [mine]
    assert toy.loans.value(scope(desk.world.town)) == 2, "whatever any office under the town was handed"


def test_what_was_handed_on_counts_with_whom_it_went_to_last_and_before_that_day_with_the_first(desk: Desk) -> None:
    record = handed(desk, DAY, desk.world.office)
    desk.step(record, "return", LATER, by="worker3")
    sent(desk, record, LATER + timedelta(days=1), desk.world.other_office)

    def on(day: date) -> list[int]:
        return [int(toy.loans.value(scope(org, day)) or 0) for org in (desk.world.office, desk.world.other_office)]

    assert (on(DAY), on(LATER), on(TODAY)) == ([1, 0], [1, 0], [0, 1])
    assert on(DAY - timedelta(days=1)) == [0, 0], "as of a day before it was handed over"


def test_late_with_a_handler_is_what_it_owes_itself(desk: Desk) -> None:
    there, back = handed(desk, DAY, desk.world.office), handed(desk, DAY, desk.world.office)
    desk.step(back, "return", DAY, by="worker3")
    assert {there, back} == set(toy.late.evidence(Scope.year(desk.world.town, TODAY.year, TODAY)))
    for day in (TODAY, TODAY - timedelta(days=1)):
        assert list(toy.late.evidence(scope(desk.world.office, day))) == [there], "the reader owes the other"


def test_a_place_within_what_an_office_handled_is_asked_for_by_itself(desk: Desk) -> None:
    here = handed(desk, DAY, desk.world.office)
    sent(desk, desk.step(desk.write(DAY, desk.world.other_village), "lend", DAY, by="wife"), DAY, desk.world.office)
    assert list(toy.loans.evidence(scope(desk.world.office, place=desk.world.village))) == [here]
    parts = by_org(toy.loans, scope(desk.world.office), "village")
    assert {org.name: n for org, n in parts.items() if org and n} == {"上河村": 1, "下河村": 1}
    assert by_month(toy.loans, scope(desk.world.office))[1] == 2


def test_divided_by_offices_it_goes_to_whom_it_was_handed(desk: Desk) -> None:
    handed(desk, DAY, desk.world.office)
    handed(desk, DAY, desk.world.office)
    handed(desk, DAY, desk.world.other_office)
    desk.lent(DAY)
    town = Scope.year(desk.world.town, TODAY.year, TODAY)
    assert by_org(toy.loans, town, "office") == {desk.world.office: 2, desk.world.other_office: 1, None: 1}
    assert by_org(toy.loans, Scope.year(desk.world.town, TODAY.year, TODAY, DAY), "office") == {desk.world.office: 2, desk.world.other_office: 1, None: 1}


def test_divided_by_offices_what_is_late_goes_to_the_office_that_owes_it(desk: Desk) -> None:
    for office in (desk.world.office, desk.world.office, desk.world.other_office):
        handed(desk, DAY, office)
    back = handed(desk, DAY, desk.world.office)
    desk.step(back, "return", DAY, by="worker3")
    for asked in (Scope.year(desk.world.town, TODAY.year, TODAY), Scope.year(desk.world.town, TODAY.year, TODAY, TODAY - timedelta(days=1))):
        for figure, parts in ((toy.late, {desk.world.office: 2, desk.world.other_office: 1, None: 1}), (toy.out, {desk.world.office: 3, desk.world.other_office: 1})):
            assert by_org(figure, asked, "office") == parts
            assert all(figure.value(own(asked, org)) == n for org, n in parts.items() if org), "what its own page says"


def test_what_a_merged_office_handled_counts_with_its_successor_from_that_day(desk: Desk) -> None:
    handed(desk, DAY, desk.world.other_office)
    merge_orgs(actor=desk.world.operator, at=noon(LATER), orgs=[desk.world.other_office], into=desk.world.office, since=LATER)

    def on(day: date) -> int:
        return int(toy.loans.value(scope(desk.world.now(desk.world.office), day)) or 0)

    assert (on(LATER - timedelta(days=1)), on(LATER), on(TODAY)) == (0, 1, 1)


def test_what_nobody_is_handed_is_handled_by_nobody(desk: Desk) -> None:
    assert toy.homes.value(scope(desk.world.town)) == 0 == toy.homes.evidence(scope(desk.world.town)).count()


def test_handled_figures_together_and_in_many_places_come_to_what_each_comes_to_alone(desk: Desk) -> None:
    for n, office in enumerate((desk.world.office, desk.world.office, desk.world.other_office)):
        handed(desk, DAY + timedelta(days=n), office, volumes=n + 1)
    asked = [toy.loans, toy.volumes, toy.readers, toy.out, toy.late, toy.back_rate]
    scopes = [scope(org, day) for org in (desk.world.office, desk.world.other_office, desk.world.town) for day in (TODAY, DAY)]
    scopes.append(Scope.year(desk.world.town, TODAY.year, TODAY))
    alone = {one: {f.key: f.value(one) for f in asked} for one in scopes}
    assert alone == {one: values(asked, one) for one in scopes} == values_in(dict.fromkeys(scopes, asked))
