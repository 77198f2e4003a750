"""A visit is written down for a home whose number nobody knows by heart: what is typed names those it may mean."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from tests.world import NOON, TODAY
from yanzhen.kernel.records.actions import void
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import merge_orgs
from yanzhen.packs.visits.models import Visit

TYPED = {
    "happened_on": "2026-03-09", "heard": "夜里没水", "problem-TOTAL_FORMS": "3", "problem-INITIAL_FORMS": "0", "problem-0-title": "停水", "problem-0-category": "",
    "problem-0-detail": "", "problem-1-title": "", "problem-1-category": "", "problem-1-detail": "",
}


def ask(client: Client, org: Any, words: str, target: str = "", **more: str) -> str:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    sent = {"uid": "0" * 31 + "7", "org": str(org.pk), "called_on": words, **TYPED, **(more or {"find": "1"})}
    answer = client.post("/new/visit/", sent, headers=headers)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def offers(page: str) -> list[str]:
    return re.findall(r'name="home" value="([^"]+)"', page)


def about(page: str) -> str:
    """What is said of the one home that is meant."""
    found = re.search(r'id="homes" role="status">\s*<p class="help">([^<]*)</p>', page)
    return found[1] if found else ""


@pytest.mark.parametrize("words", ["10", "老根", "璩", "上河第一网格", "上河村10", "上河"])
def test_part_of_a_number_a_name_or_a_place_names_the_homes_it_may_mean(town: Township, comes: Comes, words: str) -> None:
    page = ask(comes("clerk"), town.world.village, words)
    assert "上河村上河第一网格0101" in offers(page) or "0101 璩××" in about(page)
    assert "下河村0201" not in page and "老根" not in re.sub(r'value="[^"]*"', "", page), "a list needs no more than the family name"


def test_what_means_one_home_says_which_how_many_live_there_and_when_they_were_called_on(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("clerk")
    Visit.objects.filter(household=w.home).update(household=w.next_home)
    assert about(ask(client, w.village, "0101")) == "0101 璩×× · 上河村上河第一网格 · 3 口人 · 还没有走访过"
    record = Record.objects.filter(kind="visit", happened_on__lt=TODAY).order_by("pk")[0]
    Visit.objects.filter(record=record).update(household=w.home)
    said = about(ask(client, w.village, "101号户"))
    assert said.startswith("0101 璩××") and f"上次走访 {record.happened_on.month} 月 {record.happened_on.day} 日" in said
    void(record, actor=w.operator, at=NOON, reason="登记重了")
    assert "还没有走访过" in about(ask(client, w.village, "0101"))


def test_choosing_one_keeps_everything_that_was_typed_and_stores_nothing(town: Township, comes: Comes) -> None:
    w, client, before = town.world, comes("clerk"), Record.objects.count()
    page = ask(client, w.village, "上河", home="上河村上河第二网格0102")
    assert 'value="上河村上河第二网格0102"' in page and about(page).startswith("0102 苌××")
    assert "夜里没水" in page and 'value="停水"' in page and 'value="2026-03-09"' in page and "处要改" not in page
    assert Record.objects.count() == before
    sent = {"uid": "0" * 31 + "8", "org": w.village.pk, "called_on": "上河村上河第二网格0102", **TYPED, "problem-0-title": ""}
    assert client.post("/new/visit/", sent).status_code == 302
    assert Record.objects.latest("pk").facts.household == w.next_home


def test_only_the_list_comes_to_whoever_types_and_the_field_with_it_to_whoever_chooses(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("clerk")
    assert ask(client, w.village, "01", target="homes").strip().startswith('<div id="homes"')
    chosen = ask(client, w.village, "01", target="called", home="上河村0103")
    assert chosen.strip().startswith('<div class="field" id="called"') and 'value="上河村0103"' in chosen and "<html" not in chosen


@pytest.mark.parametrize("who", ["clerk", "grid_worker", "other_clerk", "dispatcher", "area_head"])
def test_nobody_is_offered_a_home_that_he_may_not_see(town: Township, comes: Comes, who: str) -> None:
    w = town.world
    seen = {"clerk": {"0101", "0102", "0103"}, "grid_worker": {"0101"}, "other_clerk": {"0201"}, "dispatcher": {"0101", "0102", "0103", "0201"}, "area_head": {"0101", "0102", "0103"}}[who]
    found = set()
    for org in (w.village, w.grid, w.other_grid, w.other_village, w.far_village, w.town):
        for words in ("0", "1", "网格", "村", "根"):
            page = ask(comes(who), org, words)
            found |= {one[-4:] for one in offers(page)} | set(re.findall(r"\b0[123]0\d\b", about(page)))
    assert found == seen


def test_a_form_sent_with_what_means_several_comes_back_with_them_to_choose(town: Township, comes: Comes) -> None:
    w = town.world
    merge_orgs(actor=w.operator, at=NOON, orgs=[w.village], into=w.third_village, since=TODAY)
    sent = {"uid": "0" * 31 + "9", "org": w.third_village.pk, "called_on": "璩", **TYPED}
    answer = comes("dispatcher").post("/new/visit/", sent)
    assert answer.status_code == 422 and "0101" in "".join(offers(answer.content.decode()))


def test_a_company_is_offered_by_part_of_its_name(town: Township, comes: Comes) -> None:
    assert "清泉食品公司" in offers(ask(comes("dispatcher"), town.world.town, "清泉"))


def test_the_next_home_is_written_down_for_the_same_place_and_day(town: Township, comes: Comes) -> None:
    w, client = town.world, comes("dispatcher")
    sent = {"uid": "0" * 31 + "9", "org": w.other_village.pk, "called_on": "0201", **TYPED, "problem-0-title": "", "problem-0-category": "", "happened_on": "2026-03-05", "next": "1"}
    answer = client.post("/new/visit/", sent)
    assert answer.status_code == 302 and answer.headers["Location"] == f"/new/visit/?org={w.other_village.pk}&on=2026-03-05"
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'value="2026-03-05"' in page and f'value="{w.other_village.pk}" selected' in page
    for odd in ("9999-12-31", "2026-02-30", ""):
        assert f'value="{TODAY.isoformat()}"' in client.get(f"/new/visit/?on={odd}").content.decode()
