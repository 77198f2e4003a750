"""A report is read with its figures before it is saved; looking at it writes nothing."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.safety.bodies import state
from tests.web.conftest import Comes
from tests.web.pages import TEXT, Township
from tests.world import NOON
from yanzhen.kernel.reports.actions import draft
from yanzhen.kernel.reports.models import Report

NEW = TEXT.replace("# 石桥镇工作报告", "# 另一个题目") + "\n党建品牌{党建品牌数},干部{村干部平均年龄}。\n"


@pytest.fixture
def held(town: Township) -> Report:
    world = town.world
    return draft(actor=world.actor("dispatcher"), at=NOON, uid=uuid4(), org=world.town, name="半年报告", year=2026, body=TEXT)


def looked_new(client: Client, town: Township, **more: Any) -> Any:
    said = {"uid": uuid4(), "org": town.world.town.pk, "name": "三季度报告", "year": 2026, "body": NEW, "preview": "1", **more}
    return client.post("/reports/", said, headers={"HX-Request": "true", "HX-Target": "preview"} if more.get("htmx") else {})


def looked(client: Client, held: Report, body: str = NEW, **heads: Any) -> str:
    answer = client.post(f"/reports/{held.pk}/edit/", {"uid": uuid4(), "version": held.version, "body": body, "preview": "1"}, **heads)
    assert answer.status_code == 200
    return answer.content.decode()


def preview(page: str) -> str:
    return re.search(r'(?s)<section class="sheet" id="preview".*?</article>', page)[0]


def test_what_is_typed_is_shown_with_its_figures_and_nothing_is_written(held: Report, comes: Comes) -> None:
    client, before = comes("dispatcher"), state()
    page = looked(client, held)
    seen = preview(page)
    assert "<h1>" in seen and "另一个题目" in seen and re.search(r'全年走访<a class="fig "[^>]*>1次</a>', seen) and "{走访次数}" not in seen
    assert "# 另一个题目" in re.search(r"(?s)<textarea.*?</textarea>", page)[0], "what was typed stays in the editor"
    assert state() == before


def test_a_figure_that_is_not_known_is_shown_as_such(held: Report, comes: Comes) -> None:
    seen = preview(looked(comes("dispatcher"), held))
    assert re.search(r'党建品牌<span class="fig (none|changed)">', seen)


def test_the_preview_is_a_part_that_goes_into_the_page(held: Report, comes: Comes) -> None:
    client = comes("dispatcher")
    part = looked(client, held, headers={"HX-Request": "true", "HX-Target": "preview"})
    assert part.strip().startswith('<section class="sheet" id="preview"') and "另一个题目" in part and "<html" not in part
    assert 'id="preview"' in client.get(f"/reports/{held.pk}/edit/").content.decode()


@pytest.mark.parametrize("htmx", (False, True))
def test_a_new_report_is_looked_at_before_it_is_saved(town: Township, comes: Comes, htmx: bool) -> None:
    client, before = comes("dispatcher"), state()
    answer = looked_new(client, town, htmx=htmx)
    page = answer.content.decode()
    assert answer.status_code == 200 and "另一个题目" in (seen := preview(page)) and re.search(r'全年走访<a class="fig "[^>]*>1次</a>', seen)
    assert ("<html" in page) is not htmx and state() == before
    assert 'id="preview"' in client.get("/reports/").content.decode()


def test_a_new_report_that_lacks_something_is_not_shown_but_told_why(town: Township, comes: Comes) -> None:
    for htmx in (False, True):
        answer = looked_new(comes("dispatcher"), town, name="", htmx=htmx)
        assert answer.status_code == 422 and "errorlist" in answer.content.decode() and "<article" not in answer.content.decode()
    assert "<article" not in looked_new(comes("liaison"), town).content.decode(), "who writes no reports here looks at none"


def test_a_preview_that_cannot_be_made_says_why(held: Report, comes: Comes) -> None:
    for heads in ({}, {"headers": {"HX-Request": "true", "HX-Target": "preview"}}):
        answer = comes("dispatcher").post(f"/reports/{held.pk}/edit/", {"uid": uuid4(), "version": 1, "body": "", "preview": "1"}, **heads)
        assert answer.status_code == 422 and "errorlist" in answer.content.decode() and "<article" not in answer.content.decode()


def test_saving_after_looking_is_one_edit(held: Report, comes: Comes) -> None:
    client, said = comes("dispatcher"), {"uid": str(uuid4()), "version": held.version, "body": NEW}
    client.post(f"/reports/{held.pk}/edit/", said | {"preview": "1"})
    assert client.post(f"/reports/{held.pk}/edit/", said).status_code == 302
    held.refresh_from_db()
    assert (held.version, held.body) == (2, NEW)


def test_who_may_not_write_it_or_finds_it_signed_has_no_preview(town: Township, held: Report, comes: Comes) -> None:
    assert town.report
    for who, pk in (("liaison", held.pk), ("dispatcher", town.report.pk)):
        assert comes(who).post(f"/reports/{pk}/edit/", {"uid": uuid4(), "version": 1, "body": NEW, "preview": "1"}).status_code == 404
