"""A program hands a record in together with its photographs and papers, all of it or none."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.test_api import noon, token, visit_of
from tests.papers.test_papers import photograph
from tests.world import TODAY, World
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record

__all__ = ["noon"]


def with_files(world: World, who: str, way: str, said: dict[str, Any], *files: bytes, **more: Any) -> Any:
    sent = {"said": json.dumps(said, default=str), "files": [SimpleUploadedFile(f"{n}.jpg", data) for n, data in enumerate(files)], "uid": str(uuid4()), **more}
    return Client().post(f"/api/{way}/with-files", sent, headers={"Authorization": f"Bearer {token(world, who)[1]}"})


def test_a_visit_comes_with_its_photographs_or_not_at_all(world: World) -> None:
    said = {k: v for k, v in visit_of(world).items() if k != "uid"}
    assert with_files(world, "clerk", "visits", said, photograph(), b"<svg>").status_code == 422 and not Record.objects.exists()
    assert with_files(world, "clerk", "visits", said, *[photograph()] * 11).json()["refused"].startswith("一次最多选 10 个")
    answer = with_files(world, "clerk", "visits", said, photograph(), photograph("PNG"))
    assert answer.status_code == 200, answer.content.decode()
    assert [p["name"] for p in answer.json()["papers"]] == ["0.jpg", "1.png"] and Record.objects.filter(kind="problem").count() == 2
    assert not any(p.place_kept for p in Paper.objects.all())
    assert with_files(world, "other_clerk", "visits", said, photograph()).status_code == 404
    assert with_files(world, "clerk", "visits", {"org": "x"}, photograph()).status_code == 422


def test_a_record_comes_with_its_papers(world: World) -> None:
    said = {"kind": "problem", "org": world.village.pk, "happened_on": TODAY, "title": "停水", "facts": {"category": "water", "household": world.home.pk}}
    answer = with_files(world, "clerk", "records", said, photograph(), keep_place="true")
    assert answer.status_code == 200 and [p.place_kept for p in Paper.objects.all()] == [True]
