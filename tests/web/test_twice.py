"""A button pressed twice does its work once and shows the same result; the page a moment too old is no second act."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON
from yanzhen.kernel.guard.models import Appointment, Entry, Held
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.reports.actions import draft
from yanzhen.kernel.reports.models import Report


def pressed_twice(client: Client, path: str, **said: Any) -> None:
    """The second answer is the first one again, and there is one entry for both."""
    before, sent = Entry.objects.count(), {"uid": str(uuid4()), **said}
    answers = [client.post(path, sent) for _n in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, answers[0]["Location"])] * 2
    assert (Entry.objects.count(), Held.objects.count()) == (before + 1, 0)


def test_voiding_twice(town: Township, comes: Comes) -> None:
    record = town.problems["fresh"]
    pressed_twice(comes("clerk"), f"/r/{record.pk}/void/", reason="记了两次")
    assert Record.objects.get(pk=record.pk).voided_on
    assert comes("clerk").get(f"/r/{record.pk}/void/").status_code == 404
    assert comes("clerk").post(f"/r/{record.pk}/void/", {"uid": uuid4(), "reason": "再来"}).status_code == 422


def test_withdrawing_a_paper_twice(town: Township, comes: Comes) -> None:
    pressed_twice(comes("clerk"), f"/paper/{town.paper.pk}/withdraw/", reason="传错了")
    assert Paper.objects.get(pk=town.paper.pk).withdrawn_at
    assert comes("clerk").post(f"/paper/{town.paper.pk}/withdraw/", {"uid": uuid4(), "reason": "再来"}).status_code == 422
    assert comes("clerk").get(f"/paper/{town.paper.pk}/").status_code == 404


def test_signing_a_report_twice(town: Township, comes: Comes) -> None:
    report = draft(actor=town.world.actor("dispatcher"), at=NOON, org=town.world.town, name="季报", year=2026, body="# 季报\n好。")
    pressed_twice(comes("secretary"), f"/reports/{report.pk}/sign/", version=report.version)
    assert Report.objects.get(pk=report.pk).signed_at
    assert comes("secretary").post(f"/reports/{report.pk}/sign/", {"uid": uuid4(), "version": 1}).url == f"/reports/{report.pk}/"


def test_ending_a_post_twice(town: Township, comes: Comes) -> None:
    post = Appointment.objects.get(person=town.world.grid_worker)
    pressed_twice(comes("dispatcher"), "/posts/", do="end", post=post.pk, until=NOON.date().isoformat())


@pytest.mark.parametrize("who", ("clerk", "dispatcher"))
def test_each_form_brings_an_id_of_its_own(town: Township, comes: Comes, who: str) -> None:
    page = comes(who).get(f"/r/{town.problems['fresh'].pk}/void/").content.decode()
    assert 'name="uid"' in page
    assert comes(who).post(f"/r/{town.problems['fresh'].pk}/void/", {"reason": "没有编号"}).status_code == 422
    assert not Record.objects.filter(voided_on__isnull=False).exists()


def test_nobody_else_withdraws_or_voids_by_knowing_the_id(town: Township, comes: Comes) -> None:
    for who in ("other_clerk", "stranger", "far_clerk"):
        for path in (f"/paper/{town.paper.pk}/withdraw/", f"/r/{town.problems['fresh'].pk}/void/"):
            assert comes(who).post(path, {"uid": uuid4(), "reason": "x"}).status_code == 404, (who, path)


def test_what_came_again_under_one_id_with_other_words_is_kept_for_its_writer(town: Township, comes: Comes) -> None:
    record, uid, client = town.problems["fresh"], uuid4(), comes("clerk")
    client.post(f"/r/{record.pk}/void/", {"uid": uid, "reason": "记了两次"})
    again = client.post(f"/r/{record.pk}/void/", {"uid": uid, "reason": "其实是另一户反映的"})
    assert again.status_code == 422 and "给您留着" in again.content.decode()
    assert "其实是另一户反映的" in client.get("/account/").content.decode()
    assert "其实是另一户反映的" not in comes("dispatcher").get("/account/").content.decode()
