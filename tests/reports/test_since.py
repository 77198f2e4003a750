"""What a signed report says of the time after it: each record that came, went, or now brings another amount."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOON, TODAY, World, id_number
from yanzhen.faces.web import reported
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.actions import void, write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import correct_org, correct_person
from yanzhen.kernel.reports import actions as reports
from yanzhen.kernel.reports import binding
from yanzhen.kernel.reports.freezing import Since, all_since, since_signing
from yanzhen.kernel.reports.models import Report
from yanzhen.packs.visits.actions import Raised, log_visit
from yanzhen.packs.visits.pack import problem

BODY = "# 工作报告\n总面积{总面积}，反映问题{反映问题}，解决率{问题解决率}。"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def raised(world: World) -> list[Record]:
    by: dict[str, Any] = {"actor": world.actor("clerk"), "org": world.village, "at": NOON, "happened_on": TODAY, "category": "water"}
    return [write(problem, title=title, **by) for title in ("水压不足", "夜间停水")]


@pytest.fixture
def signed(world: World, raised: list[Record]) -> Report:
    draft = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="工作报告", year=TODAY.year, body=BODY)
    return reports.sign(draft, actor=world.actor("secretary"), at=NOON, version=1)


def changed(report: Report) -> dict[str, Since]:
    found = (since_signing(f, TOMORROW) for f in report.frozen.select_related("report__org"))
    return {s.figure.key: s for s in found if s and s.changed}


def test_nothing_has_changed_on_the_day_it_was_signed(signed: Report) -> None:
    assert changed(signed) == {}


def test_a_place_whose_land_was_put_right_is_named(world: World, signed: Report) -> None:
    correct_org(actor=world.actor("dispatcher"), at=NOON, org=world.village, reason="量错了", area_km2=Decimal("4.20"))
    [found] = changed(signed).values()
    assert (found.figure.key, found.frozen.value, found.now) == ("area", Decimal("9.00"), Decimal("10.00"))
    assert [(t.came, t.went, t.differ) for t in found.terms] == [([], [], [world.village.pk])]


def test_a_record_voided_after_the_signature_is_gone_from_the_day_of_it(world: World, signed: Report, raised: list[Record]) -> None:
    void(raised[0], actor=world.actor("clerk"), at=NOON + timedelta(days=1), reason="登记重了")
    found = changed(signed)
    assert (found["problem.all"].now, found["problem.all"].terms[0].went) == (1, [raised[0].pk])


def test_a_share_names_what_its_whole_lost(world: World, signed: Report, raised: list[Record]) -> None:
    void(raised[0], actor=world.actor("clerk"), at=NOON, reason="登记重了")
    part, whole = changed(signed)["problem.solved_rate"].terms
    assert (part.went, whole.went) == ([], [raised[0].pk])


def test_a_birth_put_right_changes_a_mean_age_and_names_its_row(world: World) -> None:
    draft = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="年龄", year=TODAY.year, body="村委会主任平均年龄{村委会主任平均年龄}。")
    signed = reports.sign(draft, actor=world.actor("secretary"), at=NOON, version=1)
    assert signed.frozen.get().words == "55.5岁"
    wrong = id_number(date(1981, 11, 23), 21, "m")
    correct_person(actor=world.operator, at=NOON, person=world.chief, reason="证件登错", id_number=wrong, birth=date(1981, 11, 23))
    [found] = changed(signed).values()
    [post] = Appointment.objects.filter(person=world.chief, role="village_head")
    assert (found.now, [t.differ for t in found.terms]) == (Decimal("50.5"), [[post.pk]])


def test_a_signed_number_leads_to_the_records_kept_with_it(signed: Report) -> None:
    runs = [run for p in reports.rendered(signed, TOMORROW) for run in p.runs if run.source]
    assert [run.href for run in runs] == [f"/reports/{signed.pk}/figure/{place}/" for place in (10, 20, 30)]


def test_a_number_written_many_times_is_reckoned_once(world: World, raised: list[Record]) -> None:
    def asked(times: int) -> int:
        draft = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name=f"汇报{times}", year=TODAY.year, body="反映{反映问题}，占{反映问题@用水|占反映问题}。\n" * times)
        report = reports.sign(draft, actor=world.actor("secretary"), at=NOON, version=1)
        with CaptureQueriesContext(connection) as seen:
            found = list(all_since(report, TOMORROW))
        assert len(found) == 3 * times and not any(since.changed for since in found)
        return len(seen)

    assert asked(2) == asked(9)


def test_a_name_written_many_times_is_looked_up_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(ref: str) -> Any:
        asked.append(ref)
        return named(ref)

    monkeypatch.setattr(binding, "named", counted)
    resolve = binding.resolver(world.town, TODAY, TODAY)
    assert len({id(resolve("党员")) for _ in range(9)}) == 1 and asked == ["党员"]


def test_a_year_before_anything_was_recorded_is_not_nought(world: World, raised: list[Record]) -> None:
    body = "# 报告\n反映{反映问题}，上年{反映问题|上年}，同比{反映问题|同比}。"
    report = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="季报", year=TODAY.year, body=body)
    assert reports.rendered(report, TODAY)[-1].text == "反映2条，上年【反映问题：暂无数据】，同比【反映问题：上年同期暂无数据】。"


def test_a_year_with_records_of_other_places_only_has_nought(world: World, raised: list[Record]) -> None:
    write(problem, title="路坏了", actor=world.actor("other_clerk"), org=world.other_village, at=NOON, happened_on=date(TODAY.year - 1, 12, 30), category="road")
    report = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.village, name="季报", year=TODAY.year, body="# 报告\n上年{反映问题|上年}。")
    assert reports.rendered(report, TODAY)[-1].text == "上年0条。"


def test_what_changed_is_called_by_its_part_its_share_and_its_year(world: World) -> None:
    """Otherwise a whole, its parts and its share stand in the list of changes under one name."""
    by: dict[str, Any] = {"actor": world.actor("clerk"), "at": NOON}
    made = log_visit(**by, uid=uuid4(), org=world.village, happened_on=TODAY, target=world.home, problems=[Raised("停水", "water"), Raised("路坏", "road")])
    body = "# 报告\n反映问题{反映问题}，用水{反映问题@用水}，道路{反映问题@道路通行|占反映问题}，已解决{已解决问题|占反映问题}，上年{反映问题|上年}。"
    draft = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="工作报告", year=TODAY.year, body=body)
    report = reports.sign(draft, actor=world.actor("secretary"), at=NOON, version=1)
    void(made.offspring.get(problem__category="water"), reason="重了", **by)
    now = reports.filled(report, TODAY, TODAY)
    lacks = "【反映问题：暂无数据】"
    found = [(one.name, one.then, one.now) for one in reported.changes(report, reported.moved_since(report, TODAY), now)]
    assert found == [("反映问题", "2条", "1条"), ("反映问题（用水）", "1条", "0条"), ("反映问题（道路通行）占反映问题", "50.0%", "100.0%"), ("已解决问题占反映问题", "0.0%", "0.0%"), (f"{TODAY.year - 1}年反映问题", lacks, lacks)]
    assert [run.called for paragraph in now for run in paragraph.runs if run.source][-1] == f"{TODAY.year - 1}年反映问题"


def test_a_record_gone_from_both_numbers_of_a_share_is_counted_once_and_words_that_stand_are_told_to(world: World) -> None:
    by: dict[str, Any] = {"actor": world.actor("clerk"), "at": NOON}
    raised = [Raised("停水", "water"), Raised("水浑", "water"), Raised("水少", "water"), Raised("路坏", "road"), Raised("路黑", "road")]
    made = log_visit(**by, uid=uuid4(), org=world.village, happened_on=TODAY, target=world.home, problems=raised)
    draft = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="工作报告", year=TODAY.year, body="# 报告\n道路{反映问题@道路通行|占反映问题}，共{问题类别}。")
    report = reports.sign(draft, actor=world.actor("secretary"), at=NOON, version=1)
    for category in ("road", "water"):
        void(made.offspring.filter(problem__category=category).earliest("pk"), reason="重了", **by)
    found = reported.changes(report, reported.moved_since(report, TODAY), reports.filled(report, TODAY, TODAY))
    assert [(one.then, one.now, one.moved, one.stands) for one in found] == [("40.0%", "33.3%", "少了 2 条", False), ("2类", "2类", "少了 2 条", True)]


@pytest.mark.parametrize(("wrong", "says"), [
    ("{反映问题|2031}", "2031"), ("{反映问题", "没有配对"), ("反映问题}", "没有配对"), ("{住户确认率|万}", "百分率"), ("{反映问题|2024|2025}", "重复"),
])
def test_what_is_broken_or_yet_to_come_is_told_on_the_page_and_never_signed(world: World, wrong: str, says: str) -> None:
    draft = reports.draft(actor=world.actor("dispatcher"), at=NOON, org=world.town, name="工作报告", year=TODAY.year, body=f"# 报告\n全年{wrong}。")
    shown = reported.sheet(draft.body, reports.filled(draft, TODAY, TODAY), set())
    assert any(says in told for told in shown["wrong"])
    with pytest.raises(Refused, match=says):
        reports.sign(draft, actor=world.actor("secretary"), at=NOON, version=1)
