"""No word of a draft is lost: what a save replaces is kept, and can be taken back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from tests.web.conftest import Comes
from tests.web.pages import TEXT, Township
from tests.world import NOON
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.reports.actions import draft, earlier, edit
from yanzhen.kernel.reports.models import Report


@pytest.fixture
def held(town: Township) -> Report:
    world = town.world
    made = draft(actor=world.actor("dispatcher"), at=NOON, uid=uuid4(), org=world.town, name="半年报告", year=2026, body=TEXT)
    return edit(made, actor=world.actor("secretary"), at=NOON, uid=uuid4(), body="写坏了", version=1)


def test_the_words_a_save_replaced_are_kept_with_who_replaced_them(town: Township, held: Report) -> None:
    (kept,) = earlier(held)
    assert (kept.old, kept.by) == (TEXT, town.world.secretary)
    edit(held, actor=town.world.actor("secretary"), at=NOON, uid=uuid4(), body="写坏了", version=2)
    assert earlier(held).count() == 1, "a save that changes nothing replaces nothing"
    assert verify() == []


def test_an_earlier_draft_is_taken_back_from_the_editor(held: Report, comes: Comes) -> None:
    client, path = comes("dispatcher"), f"/reports/{held.pk}/edit/"
    (link,) = re.findall(r'href="(\?was=\d+)"', client.get(path).content.decode())
    page = client.get(path + link)
    assert page.context["form"]["body"].value() == TEXT and "这是以前的稿子" in page.content.decode()
    assert Report.objects.get(pk=held.pk).body == "写坏了", "looking writes nothing"
    client.post(path + link, {"uid": uuid4(), "version": 2, "body": TEXT})
    assert Report.objects.get(pk=held.pk).body == TEXT and [c.old for c in earlier(held)] == ["写坏了", TEXT]


def test_no_other_rows_old_words_come_into_a_draft(town: Township, held: Report, comes: Comes) -> None:
    other = draft(actor=town.world.actor("dispatcher"), at=NOON, uid=uuid4(), org=town.world.town, name="三季度", year=2026, body="别的")
    page = comes("dispatcher").get(f"/reports/{other.pk}/edit/?was={earlier(held)[0].pk}")
    assert page.context["form"]["body"].value() == "别的"
