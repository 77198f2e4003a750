"""A stored file that no row names is told, unless a write under way may be about to name it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.guard.place import AT, Place, stored
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard import unnamed
from yanzhen.kernel.guard.findings import Finding
from yanzhen.kernel.guard.verify import verify

pytestmark = pytest.mark.django_db


def aged(path: Path, hours: float) -> Path:
    """As if it had been stored so many hours ago."""
    since = (AT - timedelta(hours=hours)).timestamp()
    os.utime(path, (since, since))
    return path


def put(digest: str, hours: float) -> Path:
    return aged(Path(FsyncStorage().path(FsyncStorage().put(digest, b"nobody's"))), hours)


def told(findings: list[Finding]) -> set[str]:
    return {f.where for f in findings if f.sort == "unnamed"}


def test_a_file_that_no_row_names_is_told_where_it_lies(town: Place) -> None:
    aged(stored(town.orgs["东柳村"], b"named"), 30)
    assert verify(at=AT) == []
    left = put("ab" * 32, 2)
    (found,) = verify(at=AT)
    assert (found.sort, found.where) == ("unnamed", f"ab/{'ab' * 32}") and str(left) in str(found) and "没有任何登记提到" in str(found)


def test_what_is_younger_than_an_hour_may_belong_to_a_write_under_way(town: Place) -> None:
    put("ab" * 32, 0.9)
    assert verify(at=AT) == [] and told(verify(at=AT + timedelta(hours=1))) == {f"ab/{'ab' * 32}"}


def test_what_lies_elsewhere_than_its_name_says_and_drafts_are_told_too(town: Place) -> None:
    lies = stored(town.orgs["东柳村"], b"named")
    root = Path(settings.MEDIA_ROOT)
    for path in (root / "copy" / lies.name, root / lies.name[:2] / ".0011.part"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"named")
        aged(path, 5)
    assert told(verify(at=AT)) == {f"copy/{lies.name}", f"{lies.name[:2]}/.0011.part"}


def test_of_very_many_only_some_are_told_one_by_one(town: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unnamed, "MOST", 2)
    for n in range(5):
        put(f"{n:064x}", 2)
    assert [("还有 3 个文件" in str(f)) for f in verify(at=AT)] == [False, False, True]


def test_files_beside_a_database_without_any_act_are_a_restoring_cut_off() -> None:
    put("ab" * 32, 0)
    (found,) = [f for f in verify(at=AT) if f.sort != "trigger"]
    assert found.sort == "restore" and "里却有 1 个文件：恢复中断过" in str(found)
