"""Photographs and papers come in with the visit they belong to: in the same form, all or nothing, and never asked for."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from tests.papers.test_papers import SVG, photograph
from tests.web.conftest import Comes
from tests.world import TODAY, World
from yanzhen.faces.web.attaching import TOGETHER
from yanzhen.faces.web.guarding import BODY_MOST
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard.models import Held
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record

SAID = {
    "problem-TOTAL_FORMS": "1", "problem-INITIAL_FORMS": "0", "problem-0-title": "没路灯", "problem-0-category": "other",
    "called_on": "0101", "heard": "看了房顶", "happened_on": TODAY.isoformat(),
}


def shot(name: str = "房顶.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photograph() if data is None else data)


def visit_of(world: World, **more: Any) -> dict[str, Any]:
    return {**SAID, "org": world.village.pk, "uid": str(uuid4()), **more}


def problem_of(world: World, **more: Any) -> dict[str, Any]:
    return {"uid": str(uuid4()), "org": world.village.pk, "title": "水管漏", "happened_on": TODAY.isoformat(), "household": "0101", "category": "water", **more}


def place_in(paper: Paper) -> dict[int, Any]:
    with FsyncStorage().open(FsyncStorage.name_of(paper.sha256)) as held:
        return Image.open(io.BytesIO(held.read())).getexif().get_ifd(ExifTags.IFD.GPSInfo)


WAYS = {"/new/visit/": visit_of, "/new/problem/": problem_of}


@pytest.mark.parametrize("way", WAYS)
def test_a_form_that_takes_files_offers_to_and_sends_them(noon: None, world: World, comes: Comes, way: str) -> None:
    page = comes("clerk").get(way).content.decode()
    assert 'enctype="multipart/form-data"' in page and 'type="file" name="files"' in page and 'name="keep_place"' in page


@pytest.mark.parametrize("way", WAYS)
def test_what_was_photographed_lies_with_the_record_and_tells_no_place(noon: None, world: World, comes: Comes, way: str) -> None:
    answer = comes("clerk").post(way, WAYS[way](world, files=[shot(), shot("院子.png", photograph("PNG"))]))
    assert answer.status_code == 302
    made = Record.objects.get(kind=way.split("/")[2])
    papers = list(made.papers.order_by("pk"))
    assert [p.name for p in papers] == ["房顶.jpg", "院子.png"] and not any(map(place_in, papers)) and not any(p.place_kept for p in papers)
    assert verify() == []


def test_the_place_stays_only_where_the_visitor_says_so(noon: None, world: World, comes: Comes) -> None:
    assert comes("grid_worker").post("/new/visit/", visit_of(world, org=world.grid.pk, files=[shot()], keep_place="on")).status_code == 302
    [paper] = Paper.objects.all()
    assert paper.place_kept and place_in(paper)


@pytest.mark.parametrize("way", WAYS)
def test_a_form_without_files_is_written_as_before(noon: None, world: World, comes: Comes, way: str) -> None:
    assert comes("clerk").post(way, WAYS[way](world)).status_code == 302
    assert Record.objects.exists() and not Paper.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_one_file_that_may_not_come_in_keeps_everything_out(noon: None, world: World, comes: Comes, way: str) -> None:
    answer = comes("clerk").post(way, WAYS[way](world, files=[shot(), shot("图.svg", SVG)]))
    said = answer.content.decode()
    assert answer.status_code == 422 and "“图.svg”没有收下：这种文件不能附上" in said
    assert not Record.objects.exists() and not Paper.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_refused_form_says_which_files_are_to_be_chosen_again(noon: None, world: World, comes: Comes, way: str) -> None:
    answer = comes("clerk").post(way, WAYS[way](world, happened_on="昨天", files=[shot(), shot("协议.jpg")]))
    said = answer.content.decode()
    assert answer.status_code == 422 and "2 个文件还没有存，请重新选：房顶.jpg、协议.jpg" in said
    assert "还没有存，请重新选" not in comes("clerk").post(way, WAYS[way](world, happened_on="昨天")).content.decode()


def test_a_wrong_problem_beside_it_says_so_too(noon: None, world: World, comes: Comes) -> None:
    answer = comes("clerk").post("/new/visit/", visit_of(world, files=[shot()], **{"problem-0-title": ""}))
    assert answer.status_code == 422 and "1 个文件还没有存，请重新选：房顶.jpg" in answer.content.decode()


def test_a_visit_that_is_asked_about_first_leaves_no_photograph_that_belongs_to_nothing(noon: None, world: World, comes: Comes) -> None:
    said = visit_of(world)
    for answer, more in ((302, {}), (422, {"files": [shot()]}), (422, {"files": [shot(), shot("图.svg", SVG)]})):
        assert comes("clerk").post("/new/visit/", said | {"uid": str(uuid4())} | more).status_code == answer
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_more_files_than_a_form_takes_are_refused(noon: None, world: World, comes: Comes) -> None:
    answer = comes("clerk").post("/new/visit/", visit_of(world, files=[shot(f"{n}.jpg") for n in range(11)]))
    assert answer.status_code == 422 and "一次最多选 10 个" in answer.content.decode() and not Record.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_the_same_form_twice_is_one_record_with_its_files_once(noon: None, world: World, comes: Comes, way: str) -> None:
    said = WAYS[way](world)
    first, again = (comes("clerk").post(way, said | {"files": [shot()]}) for _turn in range(2))
    assert first["Location"] == again["Location"] and Paper.objects.count() == 1
    other = comes("clerk").post(way, said | {"files": [shot("别的.jpg", photograph(size=(20, 20)))]})
    assert other.status_code == 422 and Paper.objects.count() == 1 and Held.objects.count() == 1


def test_what_may_come_in_one_go_the_page_is_told_by_the_form(noon: None, world: World, comes: Comes) -> None:
    page = comes("clerk").get("/new/visit/").content.decode()
    assert f'data-most="{TOGETHER * 10**6}"' in page and f"超过 {TOGETHER} MB" in page and f"不超过 {TOGETHER} MB" in page
    assert TOGETHER * 10**6 < BODY_MOST, "the door would turn it away without a word of ours"
