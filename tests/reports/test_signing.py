"""Signing: the numbers and the rows behind them stay as they were signed, and what has happened since is told row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from docx import Document

from tests.safety.callers import browser
from tests.safety.house import House, uid, visited
from tests.world import NOON, TODAY, build
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import anchors
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import void, write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.reports import actions as reports
from yanzhen.kernel.reports.filing import word_file
from yanzhen.kernel.reports.freezing import since_signing
from yanzhen.kernel.reports.models import Report

BODY = "# 石桥镇工作报告\n走访中反映问题{反映问题},已解决{已解决问题}。\n"
SAID = "走访中反映问题2条,已解决0条。"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def house(db: None) -> House:
    """A village with two problems of this year, and a draft that counts them."""
    made = House(build())
    visited(made, "village", "home", "clerk")
    made.things["report"] = reports.draft(actor=made.operator, at=NOON, uid=uid("draft"), org=made.town, name="工作报告", year=2026, body=BODY)
    return made


def signed(house: House) -> Report:
    return reports.sign(house.things["report"], actor=house.actor("secretary"), at=NOON, version=1)  # type: ignore[arg-type]


def one_more(house: House) -> Record:
    """A problem that was written down after the signature, of a day before it."""
    old: Record = house.things["problem@village"]  # type: ignore[assignment]
    return write(old.definition, actor=house.actor("clerk"), org=house.village, at=LATER, happened_on=TODAY, title="桥塌了", category="road")


def told(report: Report) -> str:
    return "".join(run.text for run in reports.rendered(report, LATER.date())[-1].runs)


def test_a_draft_counts_anew_and_a_signed_report_says_what_was_signed(house: House) -> None:
    draft: Report = house.things["report"]  # type: ignore[assignment]
    assert told(draft) == SAID
    report = signed(house)
    one_more(house)
    assert told(report) == SAID
    assert told(Report(org=report.org, tenant=report.tenant, year=2026, body=BODY)) == SAID.replace("2条", "3条")


def test_what_came_and_went_since_is_named_row_by_row(house: House) -> None:
    report = signed(house)
    kept = report.frozen.get(figure="problem.all")
    assert kept.value == 2 and (since := since_signing(kept, LATER.date())) and not since.changed
    gone = void(house.things["problem@village"], actor=house.actor("clerk"), at=LATER, reason="重了")  # type: ignore[arg-type]
    new = one_more(house)
    since = since_signing(kept, LATER.date())
    assert since and since.changed and since.now == Decimal(2), "one came and one went: the number alone would not show it"
    assert [(term.came, term.went) for term in since.terms] == [([new.pk], [gone.pk])]


@pytest.fixture
def page(house: House) -> Iterator[Client]:
    """The secretary's browser."""
    with time_machine.travel(NOON, tick=False):
        yield browser(house.world, "secretary")


def test_the_page_of_a_signed_report_leads_to_what_came_and_went(house: House, page: Client) -> None:
    report, new = signed(house), one_more(house)
    assert (link := f"/reports/{report.pk}/figure/10/") in (said := page.get(f"/reports/{report.pk}/").content.decode())
    assert "签发时：2条" in said and new.title in page.get(link).content.decode()


def test_the_head_of_the_trail_is_on_the_page_and_on_the_paper_and_is_an_anchor(house: House, page: Client) -> None:
    report = signed(house)
    one_more(house)
    assert len(report.chain_head) == anchors.DIGITS
    assert anchors.compare(anchors.parse([f"{report.tenant_id} - {report.chain_head}"])) == []
    paper = Document(io.BytesIO(word_file(report, TODAY, "https://yz.example", NOON)))
    assert any(report.chain_head in paragraph.text for paragraph in paper.paragraphs)
    assert report.chain_head in page.get(f"/reports/{report.pk}/").content.decode()
    assert verify() == []


def test_what_is_signed_is_neither_edited_nor_signed_again(house: House) -> None:
    report = signed(house)
    with pytest.raises(Refused, match="签发"):
        reports.edit(report, actor=house.actor("dispatcher"), at=LATER, body="# 另一份", version=report.version)
    with pytest.raises(Refused, match="已经签发过"):
        reports.sign(report, actor=house.actor("secretary"), at=LATER, version=report.version)


def test_who_signs_signs_what_he_read(house: House) -> None:
    draft: Report = house.things["report"]  # type: ignore[assignment]
    reports.edit(draft, actor=house.actor("dispatcher"), at=NOON, body=BODY + "另有一句。", version=1)
    with pytest.raises(Refused, match="改过"):
        signed(house)
    for who in ("clerk", "dispatcher", "stranger"):
        with pytest.raises(Refused, match="主要负责人"):
            reports.sign(draft, actor=house.actor(who), at=NOON, version=2)
