"""Organisations are founded, renamed, moved and ended; every past day keeps its own tree."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.world import NOON, SINCE, TODAY, World
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Appointment, Correction, Held
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Org, OrgKind, OrgPlace
from yanzhen.kernel.register.queries import ancestors_on, living_org, place_on, tree_on

LAST_MONTH = date(2026, 2, 10)


def found(world: World, **changes: object) -> Org:
    asked = {"actor": world.actor("dispatcher"), "at": NOON, "kind": "village", "name": "新河村", "parent": world.area, "since": TODAY}
    return actions.found_org(**asked | changes)


def move(world: World, org: Org, to: Org, since: date, **changes: object) -> Org:
    return actions.move_org(**{"actor": world.actor("dispatcher"), "at": NOON, "org": org, "to": to, "since": since} | changes)


def names(orgs: list[Org]) -> list[str]:
    return [org.name for org in orgs]


def test_a_new_village_stands_under_its_area_and_belongs_to_its_township(world: World) -> None:
    village = found(world)
    assert village.path == f"{world.area.path}{village.pk}/" and village.tenant == world.town
    assert names(ancestors_on(village, TODAY)) == ["青岭县", "石桥镇", "东片区"]
    assert ancestors_on(village, TODAY - timedelta(1)) == [] and not place_on(village, LAST_MONTH)


def test_a_township_keeps_its_own_trail_and_a_county_none(world: World) -> None:
    assert world.town.tenant == world.town and world.county.tenant is None and world.grid.tenant == world.town


def test_what_is_founded_under_a_place_that_moved_since_follows_that_move(world: World) -> None:
    move(world, world.village, world.other_area, LAST_MONTH)
    grid = found(world, kind="grid", name="补登网格", parent=world.now(world.village), since=date(2026, 1, 1))
    assert names(ancestors_on(grid, date(2026, 1, 5))) == ["青岭县", "石桥镇", "东片区", "上河村"]
    assert names(ancestors_on(grid, TODAY)) == ["青岭县", "石桥镇", "西片区", "上河村"]
    assert grid.path == place_on(grid, TODAY).path


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "grid"}, "网格不能设在东片区之下"),
        ({"kind": "castle"}, "没有“castle”这一类组织"),
        ({"parent": None}, "请选上级"),
        ({"name": "上河村"}, "已经有一个“上河村”"),
        ({"name": " "}, "1 到 60 个字"),
        ({"since": TODAY + timedelta(1)}, "还没到"),
        ({"since": SINCE - timedelta(1)}, "才成立"),
    ],
)
def test_what_cannot_be_founded_is_refused_in_a_sentence(world: World, changes: dict[str, object], says: str) -> None:
    before = Org.objects.count()
    with pytest.raises(Refused, match=says):
        found(world, **changes)
    assert Org.objects.count() == before


@pytest.mark.parametrize("who", ["clerk", "secretary", "stranger", "system_admin", "security_admin", "audit_admin", "grid_worker"])
def test_only_who_keeps_the_register_there_may_found(world: World, who: str) -> None:
    with pytest.raises(Refused, match="不能办理东片区"):
        found(world, actor=world.actor(who))


def test_the_last_second_of_the_year_is_still_that_year(world: World) -> None:
    night = datetime(2025, 12, 31, 23, 59, 59, tzinfo=ZONE)
    with pytest.raises(Refused, match="还没到"):
        found(world, at=night, since=date(2026, 1, 1))
    village = found(world, at=night, since=date(2025, 12, 31))
    assert place_on(village, date(2025, 12, 31)) and not place_on(village, date(2025, 12, 30))
    early = datetime(2025, 12, 31, 16, 0, 1, tzinfo=UTC)
    assert found(world, at=early, since=date(2026, 1, 1), name="元旦村").since == date(2026, 1, 1)


def test_the_same_act_sent_twice_founds_once(world: World) -> None:
    uid = uuid4()
    assert found(world, uid=uid) == found(world, uid=uid)
    assert Org.objects.filter(name="新河村").count() == 1
    with pytest.raises(Refused, match="已经提交过"):
        found(world, uid=uid, name="别的村")
    assert not Org.objects.filter(name="别的村").exists() and Held.objects.filter(uid=uid).exists()


def test_a_new_name_keeps_the_old_one_with_its_reason(world: World) -> None:
    actions.rename_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, name="上河新村", reason="更名批复")
    kept = Correction.objects.get(field="name")
    assert world.now(world.village).name == "上河新村" and (kept.old, kept.new, kept.reason) == ("上河村", "上河新村", "更名批复")
    for name, reason, says in (("上河新村", "x", "没有改动"), ("山口村", "x", "已经有一个"), ("又一村", " ", "理由")):
        with pytest.raises(Refused, match=says):
            actions.rename_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, name=name, reason=reason)


def test_an_area_is_corrected_and_the_old_value_kept(world: World) -> None:
    actions.correct_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, area_km2="3.25", reason="复测")
    assert str(world.now(world.village).area_km2) == "3.25" and Correction.objects.get(field="area_km2").old == "3.20"
    with pytest.raises(Refused, match="不能用更正来改"):
        actions.correct_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, path="/1/", reason="x")


def test_a_move_last_month_leaves_every_earlier_day_as_it_was(world: World) -> None:
    move(world, world.village, world.other_area, LAST_MONTH)
    before, after = LAST_MONTH - timedelta(1), LAST_MONTH
    for place in (world.village, world.grid, world.other_grid):
        assert "东片区" in names(ancestors_on(place, before)) and "西片区" in names(ancestors_on(place, after))
        assert place_on(place, after).path == world.now(place).path
    assert world.grid in Org.objects.under(world.area, before) and world.grid not in Org.objects.under(world.area, after)
    assert world.grid in Org.objects.under(world.other_area, TODAY)
    assert [str(f) for f in verify() if f.sort != "trigger"] == []


def test_a_village_can_move_to_another_township(world: World) -> None:
    move(world, world.village, world.other_town, LAST_MONTH, actor=world.operator)
    assert world.now(world.grid).tenant == world.other_town
    assert world.actor("stranger").may("register.write", world.now(world.grid))
    assert not world.actor("dispatcher").may("register.write", world.now(world.grid))


def test_a_move_is_put_right_from_its_own_day(world: World) -> None:
    move(world, world.village, world.other_area, LAST_MONTH)
    with pytest.raises(Refused, match="已经调整过"):
        move(world, world.village, world.town, LAST_MONTH - timedelta(1))
    move(world, world.village, world.town, LAST_MONTH)
    assert names(ancestors_on(world.village, LAST_MONTH)) == ["青岭县", "石桥镇"]
    assert world.village not in Org.objects.under(world.other_area, LAST_MONTH)


def test_a_move_follows_what_the_new_place_did_since(world: World) -> None:
    move(world, world.third_village, world.other_area, date(2026, 1, 10))
    grid = found(world, kind="grid", name="待迁网格", parent=world.other_village, since=date(2025, 1, 1))
    move(world, grid, world.now(world.third_village), date(2025, 6, 1))
    days = {date(2025, 3, 1): "下河村", date(2025, 7, 1): "东片区 山口村", date(2026, 2, 1): "西片区 山口村"}
    for day, line in days.items():
        assert line in " ".join(names(ancestors_on(grid, day)))


@pytest.mark.parametrize(
    ("org", "to", "since", "says"),
    [
        ("area", "village", TODAY, "片区不能设在上河村之下"),
        ("village", "area", TODAY, "已经在 东片区 之下"),
        ("grid", "far_village", TODAY, "不能办理柳树村"),
        ("village", "other_area", TODAY + timedelta(1), "还没到"),
        ("village", "other_area", SINCE - timedelta(1), "才成立"),
        ("county", "town", TODAY, "不能办理青岭县"),
    ],
)
def test_what_cannot_be_moved_is_refused_in_a_sentence(world: World, org: str, to: str, since: date, says: str) -> None:
    places = list(OrgPlace.objects.order_by("pk").values())
    with pytest.raises(Refused, match=says):
        move(world, world.places[org], world.places[to], since)
    assert list(OrgPlace.objects.order_by("pk").values()) == places


def test_the_top_of_a_tree_does_not_move(world: World) -> None:
    with pytest.raises(Refused, match="最上级"):
        move(world, world.county, world.town, TODAY, actor=world.operator)


def test_an_organisation_that_lives_cannot_end(world: World) -> None:
    for org, says in ((world.village, "2 个下级组织、还有 1 户、还有 2 人任职"), (world.branch, "3 名成员、还有 1 人任职"), (world.grid, "1 户")):
        with pytest.raises(Refused, match=says):
            actions.end_org(actor=world.actor("dispatcher"), at=NOON, org=org, until=TODAY)
        assert world.now(org).until is None


def test_an_empty_organisation_ends_and_its_past_stays(world: World) -> None:
    actions.end_org(actor=world.actor("dispatcher"), at=NOON, org=world.third_village, until=LAST_MONTH)
    trees = [[node.org for node in tree_on(day, "admin", world.area)] for day in (LAST_MONTH - timedelta(1), LAST_MONTH)]
    assert [world.third_village in tree for tree in trees] == [True, False]
    assert living_org(world.now(world.third_village), TODAY) == world.area
    for verb, more in ((actions.end_org, {"until": TODAY}), (actions.move_org, {"to": world.other_area, "since": TODAY})):
        with pytest.raises(Refused, match="已于 2026-02-10 撤销"):
            verb(actor=world.actor("dispatcher"), at=NOON, org=world.third_village, **more)


def test_the_party_tree_starts_at_its_committee(world: World) -> None:
    nodes = tree_on(TODAY, "party", world.town)
    assert [(n.org.name, n.depth) for n in nodes][:3] == [("石桥镇党委", 0), ("非公综合党委", 1), ("清泉食品党支部", 2)]
    assert Appointment.objects.filter(org=world.branch).exists()


@pytest.fixture
def nesting() -> Iterator[None]:
    """A kind of organisation that may stand under itself."""
    book.add(OrgKind("shelf", "书架", "toy", under=("shelf", "town")))
    yield
    del book._pages[OrgKind]["shelf"]


@pytest.mark.usefixtures("nesting")
def test_nothing_comes_to_stand_below_itself_on_any_day(world: World) -> None:
    outer = found(world, kind="shelf", name="外", parent=world.town, since=SINCE)
    inner = found(world, kind="shelf", name="内", parent=outer, since=SINCE)
    with pytest.raises(Refused, match="就在 外 之内，不能作它的上级"):
        move(world, outer, inner, TODAY)
    with pytest.raises(Refused, match="就在 外 之内，不能合并"):
        actions.merge_orgs(actor=world.operator, at=NOON, orgs=[outer], into=inner, since=TODAY)
    move(world, inner, world.town, LAST_MONTH)
    with pytest.raises(Refused, match="就在 外 之内"):
        move(world, outer, inner, LAST_MONTH - timedelta(1))
    assert move(world, outer, inner, LAST_MONTH).path == f"{world.now(inner).path}{outer.pk}/"
