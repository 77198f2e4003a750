"""A stored file is whole and on the disk before its name exists; a power cut leaves all of it or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextvars import Context
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.files.base import ContentFile

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage, unless_refused

DATA = os.urandom(200_000)
NAME = sha256(DATA).hexdigest()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk is asked for, in order."""
    told: list[str] = []
    real = {name: getattr(os, name) for name in ("fsync", "link", "replace")}

    def fsync(descriptor: int) -> None:
        told.append("sync directory" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "sync file")
        real["fsync"](descriptor)

    def named(name: str) -> None:
        def call(*paths: str) -> None:
            told.append("name")
            real[name](*paths)

        monkeypatch.setattr(os, name, call)

    monkeypatch.setattr(os, "fsync", fsync)
    named("link")
    named("replace")
    return told


@pytest.mark.parametrize("store", [lambda s: s.save("a.jpg", ContentFile(DATA)), lambda s: s.put(NAME, DATA)])
def test_the_bytes_are_synced_before_the_name_and_the_name_before_the_answer(calls: list[str], store: object) -> None:
    storage = FsyncStorage()
    name = store(storage)
    assert calls[-3:] == ["sync file", "name", "sync directory"]
    with storage.open(name) as file:
        assert file.read() == DATA


@pytest.mark.parametrize("broken", ["fsync", "link", "replace"])
def test_what_fails_on_the_way_leaves_no_file_and_no_draft(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    storage = FsyncStorage()
    storage.put(NAME[::-1], b"before")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    for store in (lambda: storage.save("a.jpg", ContentFile(DATA)), lambda: storage.put(NAME, DATA)):
        try:
            store()
        except OSError:
            continue
    left = [p for p in Path(storage.location).rglob("*") if p.is_file()]
    assert not [p for p in left if p.name.endswith(".part")] and all(p.read_bytes() in (DATA, b"before") for p in left)


def test_a_taken_name_is_never_written_over() -> None:
    storage = FsyncStorage()
    first, second = storage.save("a.jpg", ContentFile(b"1")), storage.save("a.jpg", ContentFile(b"2"))
    assert first != second and Path(storage.path(first)).read_bytes() == b"1"


def test_files_saved_under_one_name_at_the_same_moment_are_all_kept() -> None:
    storage, start, names = FsyncStorage(), Barrier(8), []

    def save(n: int) -> None:
        start.wait(10)
        names.append(storage.save("a.txt", ContentFile(str(n).encode())))

    threads = [Thread(target=save, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(Path(storage.path(n)).read_text() for n in names) == list("01234567")


def test_the_same_bytes_are_stored_once_and_damaged_ones_are_replaced() -> None:
    storage = FsyncStorage()
    path = Path(storage.path(storage.put(NAME, DATA)))
    before = path.stat().st_ino
    assert storage.put(NAME, DATA) == f"{NAME[:2]}/{NAME}" and path.stat().st_ino == before
    path.write_bytes(DATA[:100])
    storage.put(NAME, DATA)
    assert path.read_bytes() == DATA


def test_nobody_else_on_the_machine_can_read_them() -> None:
    storage = FsyncStorage()
    path = Path(storage.path(storage.put(NAME, DATA)))
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


@unless_refused()
def refused_after(storage: FsyncStorage, meanwhile: Callable[[], object] = lambda: None) -> None:
    storage.put(NAME, DATA)
    meanwhile()
    raise Refused("no")


def lying(storage: FsyncStorage) -> list[Path]:
    return [path for path in Path(storage.location).rglob("*") if path.is_file()]


def test_what_a_refused_act_stored_is_taken_back() -> None:
    storage = FsyncStorage()
    with pytest.raises(Refused, match="no"):
        refused_after(storage)
    assert lying(storage) == []


@pytest.mark.parametrize("damaged", [False, True])
def test_what_lay_there_before_a_refused_act_stays(damaged: bool) -> None:
    storage = FsyncStorage()
    path = Path(storage.path(storage.put(NAME, DATA)))
    if damaged:
        path.write_bytes(DATA[:100])
    with pytest.raises(Refused):
        refused_after(storage)
    assert lying(storage) == [path] and path.read_bytes() == DATA


def test_what_another_relies_on_since_stays() -> None:
    storage = FsyncStorage()
    with pytest.raises(Refused):
        refused_after(storage, lambda: FsyncStorage().put(NAME, DATA))
    assert [path.read_bytes() for path in lying(storage)] == [DATA]


def test_who_comes_to_rely_on_it_while_it_is_taken_back_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before it is moved aside; and just after, when it is stored anew."""
    storage, real, turns = FsyncStorage(), os.rename, iter((1, -1))

    def rename(source: Path, to: Path) -> None:
        another = partial(Context().run, FsyncStorage().put, NAME, DATA)
        for step in (another, partial(real, source, to))[:: next(turns)]:
            step()

    monkeypatch.setattr(os, "rename", rename)
    for _turn in range(2):
        with pytest.raises(Refused):
            refused_after(storage)
        assert [path.read_bytes() for path in lying(storage)] == [DATA]
        lying(storage)[0].unlink()


def test_an_act_that_is_done_keeps_what_it_stored() -> None:
    storage = FsyncStorage()
    with unless_refused():
        storage.put(NAME, DATA)
    assert len(lying(storage)) == 1
