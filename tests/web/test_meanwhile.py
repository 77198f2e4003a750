"""Two open the same form of a correction: the second is told what the first changed, keeps what he typed, and writes nothing else."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.web.conftest import Comes
from tests.web.pages import Township
from yanzhen.kernel.guard.models import Correction

TYPED: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "person": ("/p/{villager}/correct/", {"nation": "满族"}, {"education": "小学"}),
    "household": ("/h/{home}/change/correct/", {"address": "村东8号"}, {"number": "0109"}),
    "organisation": ("/o/{village}/change/correct/", {"area_km2": "3.25"}, {"code": "990101201"}),
    "record": ("/r/{fresh}/correct/", {"category": "road"}, {"title": "井台裂了"}),
}


def opened(client: Client, path: str) -> dict[str, Any]:
    """What the form of a page would send if nothing were typed, without any script."""
    return fields_of(client.get(path).content.decode())


def fields_of(page: str) -> dict[str, Any]:
    form = next(one for one in re.findall(r'<form method="post".*?</form>', page, re.S) if 'name="reason"' in one)
    said = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or " checked" in tag) and 'type="file"' not in tag:
            said[name[1]] = unescape(value[1]) if value else ""
    for name, words in re.findall(r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        said[name] = unescape(words).lstrip("\n")
    for name, options in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        said[name] = unescape(chosen[1]) if chosen else ""
    return said | {"reason": "核对"}


def path_of(town: Township, case: str) -> str:
    w = town.world
    return TYPED[case][0].format(villager=w.villager.pk, home=w.home.pk, village=w.village.pk, fresh=town.problems["fresh"].pk)


def value(town: Township, case: str, name: str) -> str:
    row = town.world.now({"person": town.world.villager, "household": town.world.home, "organisation": town.world.village, "record": town.problems["fresh"]}[case])
    return str(getattr(row, name) if hasattr(row, name) else getattr(row.facts, name))


@pytest.mark.parametrize("case", TYPED)
def test_two_who_change_different_fields_both_have_their_way(town: Township, comes: Comes, case: str) -> None:
    path, one, two = path_of(town, case), TYPED[case][1], TYPED[case][2]
    first, second = opened(comes("dispatcher"), path), opened(comes("dispatcher"), path)
    before = Correction.objects.count()
    assert comes("dispatcher").post(path, first | one).status_code == 302
    assert comes("dispatcher").post(path, second | two | {"uid": uuid4()}).status_code == 302
    assert {n: value(town, case, n) for n in one | two} == one | two
    assert Correction.objects.count() == before + 2


@pytest.mark.parametrize("case", TYPED)
def test_two_who_change_the_same_field_are_told_and_keep_what_they_typed(town: Township, comes: Comes, case: str) -> None:
    path, one, two = path_of(town, case), TYPED[case][1], TYPED[case][2]
    other = {"nation": "回族", "address": "村西1号", "area_km2": "9.90", "category": "power"}
    mine = two | {name: other[name] for name in one}
    second = opened(comes("dispatcher"), path)
    assert comes("dispatcher").post(path, opened(comes("dispatcher"), path) | one | {"reason": "先来的"}).status_code == 302
    told = comes("dispatcher").post(path, second | mine | {"uid": uuid4()})
    page = told.content.decode()
    assert told.status_code == 422 and re.search("已由阎知行于 2026-03-10 12:00 改为", page) and "您填的都还在" in page
    assert {n: value(town, case, n) for n in one} == one
    assert mine.items() <= fields_of(page).items()
    assert comes("dispatcher").post(path, fields_of(page) | {"uid": uuid4()}).status_code == 302  # he has read it and means it
    assert {n: value(town, case, n) for n in mine} == mine


def test_what_was_left_alone_says_on_the_refused_page_what_stands_there_now(town: Township, comes: Comes) -> None:
    path, w = path_of(town, "person"), town.world
    second = opened(comes("dispatcher"), path)
    assert comes("dispatcher").post(path, opened(comes("dispatcher"), path) | {"nation": "满族", "education": "小学"}).status_code == 302
    page = comes("dispatcher").post(path, second | {"uid": uuid4(), "nation": "回族"}).content.decode()
    again = fields_of(page)
    assert (again["nation"], again["education"]) == ("回族", "小学")
    assert comes("dispatcher").post(path, again | {"uid": uuid4()}).status_code == 302
    assert (w.now(w.villager).nation, w.now(w.villager).education) == ("回族", "小学")


def test_a_form_without_its_version_is_not_taken(town: Township, comes: Comes) -> None:
    path = path_of(town, "person")
    sent = opened(comes("dispatcher"), path) | {"nation": "满族"}
    answer = comes("dispatcher").post(path, {k: v for k, v in sent.items() if k != "version"})
    assert answer.status_code == 422 and "请刷新" in answer.content.decode()
    assert value(town, "person", "nation") != "满族"
