"""Rosters come in once, whoever sends them how often; what was refused says why; an import leaves as it came."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import Count

from tests.intake import township as t
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.intake import actions, apply, preview
from yanzhen.kernel.intake.models import ImportRow
from yanzhen.kernel.register.actions import found_household, register_people
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person

pytestmark = pytest.mark.django_db

LEE = ("户主", "李长河", t.born(1960, 11))
WIFE = ("妻", "王秀云", t.born(1962, 22, "f"))
SON = ("子", "李新", t.born(1988, 13))
ZHAO = ("户主", "赵有田", t.born(1955, 15))


@pytest.fixture
def place() -> Iterator[t.Township]:
    yield t.build()


def register(*homes: list[list[str]]) -> bytes:
    return t.sheet(t.HOUSEHOLD_HEAD, [row for home in homes for row in home], title="上河村户籍台账")


def census() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (Org, Person, Household, HouseholdMember, Belonging, Appointment)}


def test_a_household_register_brings_people_homes_and_grids(place: t.Township) -> None:
    imported = t.bring_in(register(t.home("0001", LEE, WIFE), t.home("0002", ZHAO, grid="第2网格")), "台账.csv", place)
    assert t.fates(imported) == (3, 0, 0, 0)
    homes = Household.objects.order_by("number").values_list("number", "head__name", "org__name", "org__parent__name", "address")
    assert list(homes) == [("0001", "李长河", "第1网格", "上河村", "上河村"), ("0002", "赵有田", "第2网格", "上河村", "上河村")]
    assert list(HouseholdMember.objects.order_by("pk").values_list("person__name", "relation")) == [("李长河", "户主"), ("王秀云", "妻"), ("赵有田", "户主")]
    assert Person.objects.get(name="王秀云").birth == date(1962, 3, 4)
    assert verify() == []


def test_the_preview_names_what_will_be_set_up_and_sets_up_nothing(place: t.Township) -> None:
    before = census()
    imported = t.arrive(register(t.home("0001", LEE)), "台账.csv", place)
    assert imported.counts["founded"] == ["上河村网格“第1网格”"]
    assert census() == before


def test_the_same_file_again_changes_nothing(place: t.Township) -> None:
    data = register(t.home("0001", LEE, WIFE), t.home("0002", ZHAO))
    t.bring_in(data, "台账.csv", place)
    before = census()
    assert t.fates(t.bring_in(data, "台账.csv", place)) == (0, 0, 3, 0)
    assert census() == before


def test_an_overlapping_file_adds_only_what_is_new(place: t.Township) -> None:
    t.bring_in(register(t.home("0001", LEE, WIFE)), "台账.csv", place)
    again = t.bring_in(register(t.home("1", LEE, WIFE, SON, phone="13900000001"), t.home("0002", ZHAO)), "新台账.csv", place)
    assert t.fates(again) == (2, 1, 1, 0), "the head has a telephone now, the son and the other home are new"
    assert Household.objects.count() == 2
    assert Person.objects.get(name="李长河").phone == "13900000001"
    assert verify() == []


def test_a_bad_row_names_its_cell_and_does_not_keep_the_others_out(place: t.Township) -> None:
    bad = ("妻", "王秀云", WIFE[2][:-1] + ("1" if WIFE[2][-1] != "1" else "2"))
    imported = t.bring_in(register(t.home("0001", LEE, bad)), "台账.csv", place)
    assert t.fates(imported) == (1, 0, 0, 1)
    assert t.whys(imported) == ["E4 校验码不对"]
    assert HouseholdMember.objects.get().person.name == "李长河"


def test_the_corrected_row_completes_the_household(place: t.Township) -> None:
    headless = t.home("0001", ("户主", "李长河", "990101"), WIFE)
    imported = t.bring_in(register(headless), "台账.csv", place)
    assert imported.lines.get(fate="new").why == "这一户没有收到户主，暂缺户主，请补上"
    assert Household.objects.get().head is None
    assert t.fates(t.bring_in(register(t.home("0001", LEE, WIFE)), "更正.csv", place)) == (1, 0, 1, 0)
    assert Household.objects.get().head == Person.objects.get(name="李长河")
    assert verify() == []


@pytest.mark.parametrize("foot", [["户数 4 人数 12"], ["户数", "4", "人数", "12"], ["共1户2人"], ["总人数：2"], ["合计", "", "", "2人"], ["说明：以上为常住户"], ["填表人：王某"]])
def test_what_stands_at_the_foot_is_no_household(place: t.Township, foot: list[str]) -> None:
    assert t.fates(t.bring_in(register([*t.home("0001", LEE, WIFE), foot]), "台账.csv", place)) == (2, 0, 0, 0)


def test_who_stands_below_a_head_is_of_his_home_where_nothing_else_says_it(place: t.Township) -> None:
    rows = [LEE, WIFE, SON, ZHAO, ("妻", "钱大秀", "99"), ("子", "赵新", t.born(1980, 17))]
    imported = t.bring_in(t.sheet(("与户主关系", "姓名", "身份证号"), rows, "上河村户籍台账"), "台账.csv", place)
    assert dict(Household.objects.values_list("head__name").annotate(n=Count("members"))) == {"李长河": 3, "赵有田": 1}
    assert t.whys(imported) == ["C7 位数不对", "B8 看不出是哪一户，请填户号或户主"], "whose row was given back may have been another head"


def test_a_head_needs_no_relation_where_he_is_named_as_head(place: t.Township) -> None:
    head = ("户号", "户主", "与户主关系", "姓名", "身份证号")
    t.bring_in(t.sheet(head, [["0001", LEE[1], "", *LEE[1:]], ["", "", *WIFE]], "上河村户籍台账"), "台账.csv", place)
    assert list(HouseholdMember.objects.order_by("pk").values_list("person__name", "relation")) == [("李长河", "户主"), ("王秀云", "妻")]


def test_a_row_that_is_given_back_sets_up_no_grid(place: t.Township) -> None:
    t.bring_in(register(t.home("0001", LEE)), "台账.csv", place)
    imported = t.arrive(register(t.home("0001", LEE, grid="第9网格")), "台账.csv", place)
    assert (imported.counts["refused"], imported.counts["founded"]) == (1, [])


def test_who_lives_in_another_home_is_named_and_not_moved(place: t.Township) -> None:
    t.bring_in(register(t.home("0001", LEE, SON)), "台账.csv", place)
    imported = t.bring_in(register(t.home("0003", ("户主", *SON[1:]))), "分户.csv", place)
    assert t.whys(imported) == ["D3 李新现登记在第1网格0001户，请先登记迁出"]
    assert Household.objects.count() == 1


def test_who_lives_in_another_township_comes_in_like_somebody_nobody_knows(place: t.Township) -> None:
    there = register_people([{"name": LEE[1], "id_number": LEE[2]}], actor=place.console, at=t.AT, org=place.far_town, reason="建账")
    found_household(actor=place.console, at=t.AT, org=place.far_village, number="0009", since=t.SINCE, head=there[0])
    known = t.bring_in(register(t.home("0001", LEE, WIFE)), "台账.csv", place)
    unknown = t.bring_in(register(t.home("0002", ZHAO)), "新台账.csv", place)
    assert (t.fates(known), t.fates(unknown)) == ((2, 0, 0, 0), (1, 0, 0, 0)) and t.whys(known) == []
    assert Person.objects.get(name=LEE[1]).homes.filter(until__isnull=True).count() == 2 and verify() == []


def test_a_household_that_lies_across_two_pieces_is_one(place: t.Township, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "CHUNK", 2)
    monkeypatch.setattr(apply, "CHUNK", 2)
    data = register(t.home("0001", LEE, WIFE, SON), t.home("0002", ZHAO))
    imported = t.bring_in(data, "台账.csv", place)
    assert t.fates(imported) == (4, 0, 0, 0)
    assert dict(Household.objects.values_list("number").annotate(n=Count("members"))) == {"0001": 3, "0002": 1}
    assert t.fates(t.bring_in(data, "台账.csv", place)) == (0, 0, 4, 0)
    assert verify() == []


def test_a_number_that_strangers_live_under_is_asked_about_and_nobody_moves_in(place: t.Township) -> None:
    t.bring_in(register(t.home("0001", LEE, WIFE)), "台账.csv", place)
    imported = t.bring_in(register(t.home("0001", ZHAO, ("子", "赵新", t.born(1980, 17)))), "另一份.csv", place)
    assert t.whys(imported) == [f"A{row} 户号0001已登记，户主李长河，表里没有这一户的人，请核对户号" for row in (3, 4)]
    assert (Household.objects.get().head, Person.objects.filter(name__startswith="赵").count()) == (Person.objects.get(name="李长河"), 0)
    assert verify() == []


def test_a_newcomer_joins_the_home_whose_head_his_row_names(place: t.Township) -> None:
    t.bring_in(register(t.home("0001", LEE)), "台账.csv", place)
    assert t.fates(t.bring_in(register([["0001", LEE[1], *SON, "", "", ""]]), "添丁.csv", place)) == (1, 0, 0, 0)
    assert HouseholdMember.objects.filter(household__head__name="李长河").count() == 2


def test_a_home_has_one_head(place: t.Township) -> None:
    two = [*t.home("0001", LEE, WIFE), *t.home("0001", ZHAO, ("子", "赵新", t.born(1980, 17)))]
    imported = t.bring_in(register(two), "台账.csv", place)
    assert (t.fates(imported), t.whys(imported)[0]) == ((2, 0, 0, 2), "A5 户号0001前面已有户主李长河，一户只能有一个户主，请核对户号")
    later = t.bring_in(register(t.home("0001", ("户主", *SON[1:]), ("父", *LEE[1:]))), "换户主.csv", place)
    assert t.whys(later) == [f"A{row} 户号0001登记的户主是李长河，要换户主请先在住户页更正" for row in (3, 4)]
    assert (Household.objects.get().members.filter(relation="户主").count(), verify()) == (1, [])


def test_only_the_roster_of_organisations_sets_up_villages_where_they_are_given(place: t.Township) -> None:
    before, members = census(), ("姓名", "身份证号", "入党时间", "村")
    imported = t.bring_in(t.sheet(members, [["周老根", t.born(1950, 33), "1971.8", "石洼子"]], "党员花名册"), "党员.csv", place)
    ledger = t.bring_in(t.sheet(("村名", "走访户主", "走访日期", "问题描述"), [["石洼子村", "周老根", "2017.3.5", "路"]], "走访问题台账"), "台账.csv", place)
    asked = "没有登记过“{}”；如是新设的村，请先在组织名册里登记"
    assert (t.whys(imported), t.whys(ledger)) == ([f"D3 {asked.format('石洼子')}"], [f"A3 {asked.format('石洼子村')}"])
    assert census() == before


def test_a_village_written_slightly_wrong_is_asked_about_and_not_made(place: t.Township) -> None:
    head = ("村", *t.HOUSEHOLD_HEAD)
    imported = t.arrive(t.sheet(head, [["上和村", *row] for row in t.home("0001", LEE)]), "台账.csv", place)
    assert t.whys(imported) == ["A2 没有登记过“上和村”，是不是“上河村”？"]


def test_a_person_of_another_township_is_linked_and_stays_as_he_is(place: t.Township) -> None:
    known = {"name": "孙守仁", "id_number": t.born(1970, 31), "education": "高中"}
    register_people([known], actor=place.console, at=t.AT, org=place.far_town, reason="建账")
    head = ("姓名", "身份证号", "学历", "入党时间", "转正时间")
    imported = t.bring_in(t.sheet(head, [["孙守仁", t.born(1970, 31), "初中", "1995.7.1", "1996.7.1"]], "上河村党员花名册"), "党员.csv", place)
    assert t.fates(imported) == (1, 0, 0, 0)
    assert Person.objects.get(name="孙守仁").education == "高中"
    assert Belonging.objects.get().org.name == "上河村党支部"


def test_an_organisation_roster_builds_both_trees_whatever_its_order(place: t.Township) -> None:
    head = ("名称", "类别", "上级", "面积", "所在单位")
    rows = [
        ["山口村", "行政村", "东片区", "3.5平方公里", ""], ["东片区", "片区", "", "", ""], ["清泉食品公司", "企业", "山口村", "", ""],
        ["山口村党支部", "村党支部", "石桥镇党委", "", ""], ["石桥镇党委", "党委", "石桥镇", "", ""], ["非公综合党委", "综合党委", "", "", ""],
        ["清泉食品党支部", "非公企业党支部", "", "", "清泉食品公司"],
    ]
    imported = t.bring_in(t.sheet(head, rows, "石桥镇组织名册"), "组织.csv", place, kind="org_roster")
    assert (t.fates(imported), t.whys(imported)) == ((7, 0, 0, 0), [])
    told = Org.objects.filter(pk__gt=place.far_village.pk).values_list("kind", "name", "parent__name", "serves__name")
    assert set(told) == {
        ("area", "东片区", "石桥镇", None), ("village", "山口村", "东片区", None), ("company", "清泉食品公司", "山口村", None),
        ("party_committee", "石桥镇党委", "石桥镇", None), ("branch_village", "山口村党支部", "石桥镇党委", "山口村"),
        ("united_committee", "非公综合党委", "石桥镇党委", None), ("branch_company", "清泉食品党支部", "非公综合党委", "清泉食品公司"),
    }
    assert t.fates(t.bring_in(t.sheet(head, rows), "组织.csv", place, kind="org_roster")) == (0, 0, 7, 0)
    assert verify() == []


def test_undoing_leaves_everything_as_it_was(place: t.Township) -> None:
    before, states = census(), dict(Person.objects.values_list("pk", "id_mark"))
    imported = t.bring_in(register(t.home("0001", LEE, WIFE), t.home("0002", ZHAO)), "台账.csv", place)
    actions.undo(imported, actor=place.by, at=t.AT, reason="导错了村")
    assert census() == before
    assert dict(Person.objects.values_list("pk", "id_mark")) == states
    assert verify() == []
    assert t.fates(t.bring_in(register(t.home("0001", LEE)), "台账.csv", place)) == (1, 0, 0, 0), "and it may come in again"


def test_undoing_puts_old_values_back(place: t.Township) -> None:
    t.bring_in(register(t.home("0001", LEE, phone="13900000001")), "台账.csv", place)
    later = t.bring_in(register(t.home("0001", LEE, phone="13900000002", address="上河村1号")), "新.csv", place)
    assert t.fates(later) == (0, 1, 0, 0)
    actions.undo(later, actor=place.by, at=t.AT)
    assert (Person.objects.get(name="李长河").phone, Household.objects.get().address) == ("13900000001", "上河村")
    assert verify() == []


def test_an_import_on_which_something_was_built_is_not_undone(place: t.Township) -> None:
    imported = t.bring_in(register(t.home("0001", LEE, SON)), "台账.csv", place)
    later = t.bring_in(register([["0001", LEE[1], *WIFE, "", "", ""]]), "妻.csv", place)
    with pytest.raises(Refused, match="不能撤销：之后又有"):
        actions.undo(imported, actor=place.by, at=t.AT)
    actions.undo(later, actor=place.by, at=t.AT)
    actions.undo(imported, actor=place.by, at=t.AT)
    assert verify() == []


def test_rows_that_fare_otherwise_than_shown_stop_the_decision(place: t.Township) -> None:
    imported = t.arrive(register(t.home("0001", LEE)), "台账.csv", place)
    t.bring_in(register(t.home("0001", LEE)), "同时.csv", place)
    before = census()
    with pytest.raises(Refused, match="第3行等1行与预览时不同"):
        actions.decide(imported, actor=place.by, at=t.AT)
    assert census() == before


def test_a_decision_is_taken_once(place: t.Township) -> None:
    imported = t.bring_in(register(t.home("0001", LEE)), "台账.csv", place)
    with pytest.raises(Refused, match="已经导入过了"):
        actions.decide(imported, actor=place.by, at=t.AT)


def test_rows_between_preview_and_decision_hold_no_name_in_the_clear(place: t.Township) -> None:
    imported = t.arrive(register(t.home("0001", LEE)), "台账.csv", place)
    assert all("李长河".encode() not in bytes(row.values) and LEE[2].encode() not in bytes(row.values) for row in ImportRow.objects.filter(of=imported))


def test_only_who_may_import_there_does(place: t.Township) -> None:
    nobody: Any = place.by.__class__(place.person.pk, "阎知行", t.DAY)
    with pytest.raises(Refused, match="您现在的岗位不能给石桥镇导入表格"):
        actions.receive(actor=nobody, at=t.AT, org=place.town, name="a.csv", data=b"x")
    with pytest.raises(Refused, match="不能给柳湾镇导入"):
        actions.receive(actor=place.by, at=t.AT, org=place.far_town, name="a.csv", data=b"x")


def test_what_is_no_spreadsheet_is_refused_and_said_so(place: t.Township) -> None:
    imported = actions.receive(actor=place.by, at=t.AT, org=place.town, name="a.xlsx", data=b"%PDF-1.7 nothing")
    with pytest.raises(Refused):
        actions.read(imported, actor=place.by, at=t.AT)
    imported.refresh_from_db()
    assert imported.state == "refused" and "表格" in imported.said


SHARED = (
    ("党员花名册_北崖村.xlsx", (55, 0, 0, 5)),
    ("户籍台账.csv", (359, 0, 0, 0)),
    ("村两委成员.xls", (34, 0, 0, 0)),
    ("走访问题台账.xlsx", (70, 0, 0, 0)),
)


@pytest.mark.parametrize(("name", "expected"), SHARED)
def test_the_four_shared_rosters_come_in_and_leave_again(place: t.Township, name: str, expected: tuple[int, int, int, int]) -> None:
    if not (t.SHARED / name).exists():
        pytest.skip(f"not part of a clone: {name}")
    t.chart(place)
    before, data = census() | {"Org": Org.objects.alive(t.DAY).count()}, (t.SHARED / name).read_bytes()
    imported = t.bring_in(data, name, place)
    assert t.fates(imported) == expected
    again = t.arrive(data, name, place)
    assert t.fates(again) == (0, 0, expected[0], expected[3])
    assert verify() == []
    actions.undo(imported, actor=place.by, at=t.AT)
    alive = census() | {"Org": Org.objects.alive(t.DAY).count()}
    assert alive == before
    assert verify() == []
    assert t.fates(t.arrive(data, name, place)) == expected


def test_the_rows_of_a_file_are_counted_as_they_fare(place: t.Township) -> None:
    imported = t.arrive(register(t.home("0001", LEE, ("妻", "王秀云", "99"))), "台账.csv", place)
    kept = dict(ImportRow.objects.filter(of=imported).values_list("fate").annotate(n=Count("pk")))
    assert kept == {"new": 1, "refused": 1}
