"""Signing: the numbers and the rows behind them stay as they were signed, and what has happened since is told row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import translation
from docx import Document

from tests.safety.callers import browser
from tests.safety.house import House, uid, visited
from tests.world import NOON, TODAY, build
from yanzhen.faces.web.paging import pager_of
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import anchors
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.records.actions import void, write
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.reports import actions as reports
from yanzhen.kernel.reports.binding import names
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
    return reports.sign(house.things["report"], actor=house.actor("secretary"), at=NOON, version=1)


def one_more(house: House) -> Record:
    """A problem that was written down after the signature, of a day before it."""
    old: Record = house.things["problem@village"]
    return write(old.definition, actor=house.actor("clerk"), org=house.village, at=LATER, happened_on=TODAY, title="桥塌了", category="road")


def told(report: Report) -> str:
    return "".join(run.text for run in reports.rendered(report, LATER.date())[-1].runs)


def test_a_report_says_the_same_and_is_signed_alike_in_every_language_of_the_screen(house: House) -> None:
    draft: Report = house.things["report"]
    actor, body = house.actor("secretary"), BODY + "其中用水{反映问题@用水}。\n"
    reports.edit(draft, actor=house.operator, at=NOON, uid=uid("edit"), version=1, body=body)
    draft.refresh_from_db()
    plain = told(draft)
    with translation.override("en"):
        assert told(draft) == plain and "【" not in plain
        assert "反映问题" in names()
        reports.sign(draft, actor=actor, at=NOON, version=draft.version)
    assert told(Report.objects.get()) == plain


def test_a_draft_counts_anew_and_a_signed_report_says_what_was_signed(house: House) -> None:
    draft: Report = house.things["report"]
    assert told(draft) == SAID
    report = signed(house)
    one_more(house)
    assert told(report) == SAID
    assert told(Report(org=report.org, tenant=report.tenant, year=2026, body=BODY)) == SAID.replace("2条", "3条")


def test_what_came_and_went_since_is_named_row_by_row(house: House) -> None:
    report = signed(house)
    kept = report.frozen.get(figure="problem.all")
    assert kept.value == 2 and (since := since_signing(kept, LATER.date())) and not since.changed
    gone = void(house.things["problem@village"], actor=house.actor("clerk"), at=LATER, reason="重了")
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
    assert "2条 → <b>3条</b>" in said and "多出 1 条" in said and new.title in page.get(link).content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(page.get(f"{link}list.xlsx"))))
    assert [len(list(one)) - 2 for one in sheet] == [1, 2], "what came since, and what it was signed with"


def test_long_evidence_of_a_signed_figure_is_turned_over_page_by_page(house: House, page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yanzhen.faces.web.reported.SIZE", 1)
    monkeypatch.setattr("yanzhen.faces.web.paging.SIZE", 1)
    monkeypatch.setattr("yanzhen.faces.web.reported.pager_of", partial(pager_of, size=1))
    link = f"/reports/{signed(house).pk}/figure/10/"
    pages = [page.get(link, {"then0": n}).content.decode() for n in (1, 2)]
    titles = Record.objects.filter(kind="problem").values_list("title", flat=True)
    assert [[title in one for title in titles].count(True) for one in pages] == [1, 1] and pages[0] != pages[1]


def test_the_page_shows_the_whole_paper(house: House, page: Client) -> None:
    body = BODY + "主送：县民政局\n署名：石桥镇人民政府\n成文日期：2026年1月5日"
    reports.edit(house.things["report"], actor=house.actor("dispatcher"), at=NOON, body=body, version=1)
    said = page.get(f"/reports/{house.things['report'].pk}/").content.decode()
    assert all(words in said for words in ("县民政局：", "石桥镇人民政府</p>", "2026年1月5日"))


def test_what_is_written_wrong_is_named_apart_from_what_is_not_recorded_and_keeps_from_signing(house: House, page: Client) -> None:
    draft: Report = house.things["report"]
    reports.edit(draft, actor=house.actor("dispatcher"), at=NOON, body=BODY + "反映{反映问题|亿|1}，有{?集体收入}", version=1)
    said = page.get(f"/reports/{draft.pk}/sign/").content.decode()
    assert "这样写成了0" in said and "有 1 处数字尚未登记" in said
    with pytest.raises(Refused, match="这样写成了0"):
        reports.sign(draft, actor=house.actor("secretary"), at=NOON, version=2)


def test_a_second_window_that_signs_is_shown_the_signed_paper(house: House, page: Client) -> None:
    report = signed(house)
    answer = page.post(f"/reports/{report.pk}/sign/", {"uid": str(uid("again")), "version": 1})
    assert answer.url == f"/reports/{report.pk}/" and "已经签发过了" in str(answer.wsgi_request._messages._queued_messages[0])


def test_a_stale_edit_is_shown_beside_the_draft_and_can_then_be_saved(house: House) -> None:
    draft, words = house.things["report"], {"uid": str(uid("mine")), "body": "# 我的稿子", "version": 1}
    reports.edit(draft, actor=house.actor("dispatcher"), at=NOON, body=BODY + "别人加了一句。", version=1)
    with time_machine.travel(NOON, tick=False):
        writer = browser(house.world, "dispatcher")
        refused = writer.post(f"/reports/{draft.pk}/edit/", words)
        said = refused.content.decode()
        assert refused.status_code == 422 and "别人加了一句" in said and "# 我的稿子" in said and 'name="version" value="2"' in said
        assert writer.post(f"/reports/{draft.pk}/edit/", words | {"version": 2}).status_code == 302
    assert Report.objects.get(pk=draft.pk).body == "# 我的稿子"


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
    draft: Report = house.things["report"]
    reports.edit(draft, actor=house.actor("dispatcher"), at=NOON, body=BODY + "另有一句。", version=1)
    with pytest.raises(Refused, match="改过"):
        signed(house)
    for who in ("clerk", "dispatcher", "stranger"):
        with pytest.raises(Refused, match="主要负责人"):
            reports.sign(draft, actor=house.actor(who), at=NOON, version=2)
