"""Whatever is founded, moved, merged, split and ended, in whatever order and however late: every day has one sound tree.

An oracle keeps, for each day, who stands under whom and where each household belongs; the register must agree with it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import NOON, SINCE, World
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.models import ChainHead
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.actions import Part
from yanzhen.kernel.register.models import Household, Org, OrgKind, OrgPlace, on_day
from yanzhen.kernel.register.queries import belonging_on, living_org, tree_on

DAYS = [SINCE, date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 10), date(2026, 3, 10)]
ACTS = st.lists(
    st.tuples(st.sampled_from(["found", "move", "move", "merge", "split", "end", "rehome"]), st.integers(0, 99), st.integers(0, 99), st.integers(1, 5)),
    min_size=1, max_size=8,
)


@dataclass
class Oracle:
    """Day by day: child → parent, household → organisation."""

    parents: dict[date, dict[int, int | None]] = field(default_factory=dict)
    homes: dict[date, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> "Oracle":
        parents = {o.pk: o.parent_id for o in world.places.values()}
        homes = {h.pk: h.org_id for h in world.homes.values()}
        return cls({d: dict(parents) for d in DAYS}, {d: dict(homes) for d in DAYS})

    def days(self, since: date) -> list[date]:
        return [d for d in DAYS if d >= since]

    def stand(self, org: int, parent: int, since: date) -> None:
        for day in self.days(since):
            self.parents[day][org] = parent

    def dissolve(self, org: int, since: date, heir: int, below: dict[int, int], homes: dict[int, int]) -> None:
        for day in self.days(since):
            del self.parents[day][org]
            for child, parent in self.parents[day].items():
                if parent == org:
                    self.parents[day][child] = below.get(child, heir)
            for home, there in self.homes[day].items():
                if there == org:
                    self.homes[day][home] = homes.get(home, heir)


@dataclass
class Play:
    """One sequence of acts on the county, each also told to the oracle."""

    world: World
    oracle: Oracle
    count: int = 0

    def pick(self, n: int, *kinds: str) -> Org:
        pool = list(Org.objects.filter(kind__in=kinds).order_by("pk"))
        return pool[n % len(pool)]

    def act(self, verb: Any, **more: Any) -> Any:
        """The verb, twice under one id: the second time nothing may happen."""
        uid = uuid4()
        first = verb(actor=self.world.operator, at=NOON, uid=uid, **more)
        before = state()
        assert verb(actor=self.world.operator, at=NOON, uid=uid, **more) == first
        assert state() == before
        return first

    def found(self, a: int, b: int, day: date) -> None:
        self.count += 1
        kind = ("village", "grid", "area")[b % 3]
        parent = self.pick(a, *book.get(OrgKind, kind).under)
        org = self.act(actions.found_org, kind=kind, name=f"新{self.count}", parent=parent, since=day)
        self.oracle.stand(org.pk, parent.pk, day)

    def move(self, a: int, b: int, day: date) -> None:
        org = self.pick(a, "village", "grid", "area", "company", "branch_village")
        to = self.pick(b, *org.definition.under)
        self.act(actions.move_org, org=org, to=to, since=day)
        self.oracle.stand(org.pk, to.pk, day)

    def merge(self, a: int, b: int, day: date) -> None:
        org = self.pick(a, "village", "grid", "area")
        into = self.pick(b, org.kind)
        self.act(actions.merge_orgs, orgs=[org], into=into, since=day)
        self.oracle.dissolve(org.pk, day, into.pk, {}, {})

    def split(self, a: int, b: int, day: date) -> None:
        self.count += 1
        org = self.pick(a, "village", "grid")
        homes, below = list(org.households.filter(until__isnull=True)), list(org.children.filter(until__isnull=True))
        cut, end = (b % (len(x) + 1) for x in (homes, below))
        parts = [Part(f"北{self.count}", homes[:cut], below[:end]), Part(f"南{self.count}", homes[cut:], below[end:])]
        parent = org.parent_id
        made = self.act(actions.split_org, org=org, parts=parts, since=day)
        ways = [{x.pk: new.pk for new, part in zip(made, parts, strict=True) for x in getattr(part, what)} for what in ("children", "households")]
        self.oracle.dissolve(org.pk, day, made[0].pk, *ways)
        for new in made:
            for one in self.oracle.days(day):
                self.oracle.parents[one][new.pk] = self.oracle.parents[one].get(new.pk, parent)

    def end(self, a: int, b: int, day: date) -> None:
        org = self.pick(a, "village", "grid", "area", "company")
        self.act(actions.end_org, org=org, until=day)
        for one in self.oracle.days(day):
            del self.oracle.parents[one][org.pk]

    def rehome(self, a: int, b: int, day: date) -> None:
        home = list(Household.objects.order_by("pk"))[a % Household.objects.count()]
        to = self.pick(b, "village", "grid")
        self.act(actions.move_household, household=home, to=to, since=day)
        for one in self.oracle.days(day):
            self.oracle.homes[one][home.pk] = to.pk


def state() -> list[Any]:
    """Everything the acts write, and how long the trail is."""
    rows = [list(m.objects.order_by("pk").values()) for m in (Org, OrgPlace, Household, Record)]
    return [*rows, list(ChainHead.objects.order_by("chain").values())]


def sound(oracle: Oracle) -> None:
    """Day by day the register says what the oracle says, and paths are what places say."""
    assert not OrgPlace.objects.filter(until__lt=F("since")).exists()
    for day in DAYS:
        nodes = {n.org.pk: n for n in tree_on(day)}
        assert {pk: n.parent_id for pk, n in nodes.items()} == oracle.parents[day], day
        assert len(nodes) == OrgPlace.objects.filter(on_day(day)).count() == Org.objects.alive(day).count()
        for pk, node in nodes.items():
            assert node.path == (nodes[node.parent_id].path if node.parent_id else "/") + f"{pk}/"
        assert belonging_on(Household.objects.all(), day) == oracle.homes[day]
        assert set(oracle.homes[day].values()) <= nodes.keys()
        for top in list(nodes.values())[:6]:
            below = {pk for pk, n in nodes.items() if n.path.startswith(top.path)}
            assert set(Org.objects.under(top.org, day).values_list("pk", flat=True)) == below
            assert Household.objects.under(top.org, day).count() == sum(there in below for there in oracle.homes[day].values())


def stamped() -> None:
    """Every stamped row carries the path of its own day; after the end of its place it lies below who took it over."""
    for record in Record.objects.select_related("org"):
        there = OrgPlace.objects.filter(on_day(record.happened_on), org=record.org).first()
        heir = living_org(record.org, record.happened_on)
        path = there.path if there else f"{OrgPlace.objects.get(on_day(record.happened_on), org=heir).path}"
        assert record.org_path.startswith(path) and record.org_path.endswith(f"/{record.org_id}/")
    for org in Org.objects.all():
        place = OrgPlace.objects.filter(on_day(DAYS[-1]), org=org).first()
        assert place.path == org.path if place else org.path.startswith(org.parent.path if org.parent else "/")


def recorded(world: World) -> None:
    """A fact a day in some places, so that moves have something to re-stamp."""
    with trail.act(world.operator, NOON, None, {}) as act:
        rows = [
            Record(kind="note", number=f"{org.pk}-{day}", title="x", org=org, org_path=org.path, tenant=org.tenant, happened_on=day, recorded_at=NOON)
            for org in (world.village, world.other_village, world.grid, world.far_grid) for day in DAYS
        ]
        Record.objects.bulk_create(rows)
        act.note("note.write", tenant=world.town.pk, subject=rows[0], rows=rows)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_every_day_has_one_sound_tree_whatever_is_done(world: World, acts: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        recorded(world)
        play = Play(world, Oracle.of(world))
        for what, a, b, day in acts:
            before = state()
            try:
                getattr(play, what)(a, b, DAYS[day])
            except Refused:
                assert state() == before
        sound(play.oracle)
        stamped()
        assert [str(f) for f in verify() if f.sort != "trigger"] == []
        transaction.set_rollback(True)


def test_facts_dated_after_a_late_merger_follow_every_later_move_of_the_successor(world: World) -> None:
    recorded(world)
    by = {"actor": world.operator, "at": NOON}
    actions.merge_orgs(**by, orgs=[world.village], into=world.other_village, since=DAYS[2])
    actions.move_org(**by, org=world.other_village, to=world.area, since=DAYS[4])
    paths = {r.happened_on: r.org_path for r in Record.objects.filter(org=world.village)}
    before, between, after = world.village.path, f"{world.other_village.path}{world.village.pk}/", world.now(world.village).path
    assert paths == {DAYS[0]: before, DAYS[1]: before, DAYS[2]: between, DAYS[3]: between, DAYS[4]: after, DAYS[5]: after}
    assert after.startswith(world.area.path) and [str(f) for f in verify() if f.sort != "trigger"] == []


def test_what_waits_for_a_merged_place_waits_for_its_successor(world: World) -> None:
    recorded(world)
    waiting = Record.objects.filter(org=world.grid, happened_on=DAYS[3])
    waiting.update(turn_org=world.office, turn_role="office_head", handler=world.office)
    Record.objects.filter(org=world.grid, happened_on=DAYS[2]).update(handler=world.office)
    with pytest.raises(Refused, match="还有 1 人任职、还有 1 件事等它办"):
        actions.end_org(actor=world.operator, at=NOON, org=world.office, until=DAYS[5])
    actions.merge_orgs(actor=world.operator, at=NOON, orgs=[world.office], into=world.other_office, since=DAYS[5])
    assert waiting.values_list("turn_org", "handler").get() == (world.other_office.pk, world.other_office.pk)
    assert Record.objects.filter(handler=world.office).count() == 1
