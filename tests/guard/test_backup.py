"""The drill: back up under writes, destroy, restore on an empty machine, verify; what is no good is refused in words."""

from __future__ import annotations

import errno
import json
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, connections, transaction

from tests.guard.place import AT, Place, build
from tests.guard.place import stored as named
from yanzhen.faces.cli import archive, dumps
from yanzhen.faces.cli.backup import backup, restore
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import _key, _keys
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard import anchors
from yanzhen.kernel.guard.models import ChainHead, Entry
from yanzhen.kernel.guard.verify import verify
from yanzhen.kernel.register.models import Person

# Runs and their workers share one server: each restores into a database of its own.
EMPTY = f"empty_machine_{os.getpid()}"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(tmp_path: Path, roles: None) -> Iterator[Place]:
    """An installation with people, one of whom has an account, and two stored files."""
    place = build()
    place.person("李禾", id_number="990100197903070011", phone="13900001111")
    place.post("李禾", "g_clerk", "东柳村")
    place.account("李禾", "lihe")
    for data in (b"photo", "文".encode()):
        named(place.orgs["东柳村"], data)
    yield place


@pytest.fixture
def elsewhere(home: Place, tmp_path: Path, settings: Any) -> Iterator[Any]:
    """Called: from here on we are on an empty machine that has the key file and nothing else."""
    its = connection.settings_dict
    before = its["NAME"]

    def go() -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {EMPTY} TEMPLATE template0")
        connection.close()
        its["NAME"] = EMPTY if connection.vendor == "postgresql" else str(tmp_path / "new" / "yanzhen.sqlite3")
        settings.MEDIA_ROOT = tmp_path / "new" / "files"

    yield go
    connections.close_all()
    its["NAME"] = before
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)")


@pytest.fixture
def made(home: Place, tmp_path: Path) -> Path:
    backup(tmp_path / "kept" / "a.tar", at=AT)
    return tmp_path / "kept" / "a.tar"


def stored() -> dict[str, bytes]:
    root = Path(django_settings.MEDIA_ROOT)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_what_comes_back_is_what_was_there(made: Path, elsewhere: Any) -> None:
    heads, people, files = list(ChainHead.objects.values()), list(Person.objects.values()), stored()
    kept = anchors.parse(anchors.lines(AT))
    elsewhere()
    manifest, found = restore(made, anchors=kept)
    assert found == [] and manifest.counts["guard_entry"] == Entry.objects.count() > 5
    assert (list(ChainHead.objects.values()), list(Person.objects.values()), stored()) == (heads, people, files)
    assert Person.objects.get(name="李禾").phone == "13900001111"
    build()
    assert verify() == []


def test_a_backup_holds_neither_key_nor_identity(made: Path) -> None:
    raw = made.read_bytes()
    key = Path(django_settings.YZ_SEALING_KEY).read_text().strip()
    for secret in (key.encode(), bytes.fromhex(key), b"990100197903070011", b"13900001111"):
        assert secret not in raw
    assert made.stat().st_mode & 0o077 == 0


@contextmanager
def busy(home: Place) -> Iterator[None]:
    """Somebody goes on writing meanwhile."""
    stop = Event()

    def work() -> None:
        for n in range(2000):
            if stop.is_set():
                break
            with transaction.atomic():
                home.person(f"忙{n}")
        connections.close_all()

    writer = Thread(target=work)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join(60)


def more_than(known: int) -> int:
    """How many acts there are once five more came."""
    until = time.monotonic() + 60
    while (now := Entry.objects.count()) < known + 5:
        assert time.monotonic() < until, "nobody wrote meanwhile"
        time.sleep(0.01)
    return now


def test_a_backup_made_under_writes_is_of_one_moment(home: Place, elsewhere: Any, tmp_path: Path) -> None:
    known, made = [Entry.objects.count()], []
    with busy(home):
        for n in range(3):
            made.append(backup(tmp_path / f"{n}.tar", at=AT))
            known.append(more_than(known[-1]))
    for manifest, least in zip(made, known, strict=False):
        held = manifest.counts["guard_entry"]
        assert held == sum(seq for seq, _hash in manifest.heads.values())
        assert held >= least, "what was written before the backup began is not in it"
    elsewhere()
    manifest, found = restore(tmp_path / "2.tar")
    assert found == [] and Entry.objects.count() == manifest.counts["guard_entry"] >= known[2]
    home.person("恢复之后")
    assert verify() == [] and Entry.objects.count() > manifest.counts["guard_entry"]


def test_a_backup_is_never_written_over(made: Path) -> None:
    whole = made.read_bytes()
    with pytest.raises(Refused, match="已经存在"):
        backup(made, at=AT)
    assert made.read_bytes() == whole


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.99, 1])
def test_a_backup_that_was_cut_off_is_refused(made: Path, elsewhere: Any, share: float) -> None:
    with tarfile.open(made) as whole:
        last = whole.getmembers()[-1]
    os.truncate(made, int((last.offset_data + last.size - 1) * share))
    elsewhere()
    with pytest.raises(Refused, match="不完整"):
        restore(made)
    assert not Path(django_settings.MEDIA_ROOT).exists() and not dumps.here().counts


def test_a_backup_in_which_one_byte_was_changed_is_refused(made: Path, elsewhere: Any) -> None:
    whole = made.read_bytes()
    with tarfile.open(made) as archived:  # what pads a member to whole blocks is nobody's
        sample = [m.offset_data + m.size * n // 8 for m in archived if m.name != archive.MANIFEST for n in range(8)]
    elsewhere()
    for place in sample:
        made.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Refused):
            restore(made)
    assert not dumps.here().counts


def rewrite(made: Path, **told: Any) -> Path:
    """The same backup with other words in its manifest."""
    new = made.with_name("b.tar")
    with tarfile.open(made) as old, tarfile.open(new, "w") as to:
        for member in old:
            data = old.extractfile(member)
            assert data is not None
            if member.name == archive.MANIFEST:
                changed = json.dumps({**json.load(data), **told}).encode()
                member.size = len(changed)
                to.addfile(member, ContentFile(changed))
            else:
                to.addfile(member, data)
    return new


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"vendor": "oracle"}, "请在同一种数据库上恢复"),
        ({"key": "0" * 32}, "密钥不是做备份时的那一把"),
        ({"migrations": ["guard.0999_from_tomorrow"]}, "请先升级雁阵"),
        ({"format": 99}, "另一版本的备份格式"),
        ({"hashes": {}}, "清单不符"),
        ({"counts": {"guard_entry": 1}}, "行数或链头不同"),
        ({"heads": {"0": [1, "x"]}}, "行数或链头不同"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_with_nothing_changed(made: Path, elsewhere: Any, told: dict[str, Any], says: str) -> None:
    wrong = rewrite(made, **told)
    elsewhere()
    with pytest.raises(Refused, match=says):
        restore(wrong)
    assert not Path(django_settings.MEDIA_ROOT).exists()


def test_another_key_file_is_told_before_anything_is_touched(made: Path, elsewhere: Any, tmp_path: Path, settings: Any) -> None:
    elsewhere()
    settings.YZ_SEALING_KEY = tmp_path / "other-key"
    settings.YZ_SEALING_KEY.write_text("ab" * 32)
    with pytest.raises(Refused, match="other-key"):
        restore(made)
    _key.cache_clear()
    _keys.cache_clear()


def test_it_is_refused_where_there_is_data_and_an_older_one_says_so(made: Path, home: Place) -> None:
    with pytest.raises(Refused, match="已经有数据"):
        restore(made)
    home.person("后来")
    with pytest.raises(Refused, match="这份备份比这里的数据旧"):
        restore(made)
    assert Person.objects.filter(name="后来").exists() and verify() == []


def test_files_that_a_killed_restoring_left_are_named_and_nothing_is_laid_among_them(made: Path, elsewhere: Any) -> None:
    elsewhere()
    root = Path(django_settings.MEDIA_ROOT)
    root.mkdir(parents=True)
    (root / "left").write_bytes(b"x")
    with pytest.raises(Refused, match=f"数据库是空的，{root} 里却有文件"):
        restore(made)
    assert [one.name for one in root.iterdir()] == ["left"] and not dumps.here().counts


def test_an_older_backup_than_what_was_printed_is_refused(made: Path, home: Place, elsewhere: Any) -> None:
    home.person("后来")
    kept = anchors.parse(anchors.lines(AT))
    elsewhere()
    with pytest.raises(Refused, match="请找更新的备份"):
        restore(made, anchors=kept)
    assert not dumps.here().counts


@pytest.mark.parametrize("name", ["../escape", "/etc/escape", "files/../../escape", "other"])
def test_no_member_may_leave_its_place(home: Place, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as to:
        member = tarfile.TarInfo(name)
        member.size = 3
        to.addfile(member, ContentFile(b"abc"))
    with pytest.raises(Refused, match="不是雁阵的备份"):
        archive.unpack(tmp_path / "evil.tar", tmp_path / "into")
    assert not list(tmp_path.rglob("escape"))


def test_a_full_disk_is_not_told_as_a_broken_backup(made: Path, elsewhere: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere()
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(archive, "_lay", lambda *_args: (_ for _ in ()).throw(full))
    with pytest.raises(Refused, match="磁盘空间不够，没有恢复"):
        restore(made)
    assert not Path(django_settings.MEDIA_ROOT).exists()


@pytest.mark.sqlite
def test_a_copy_that_finds_no_room_is_refused_in_words(home: Place) -> None:
    with pytest.raises(Refused, match="没有拷贝成"):
        dumps.dump(Path("/dev/full"))


def test_what_came_in_while_a_backup_was_made_is_not_restored_without_its_row(home: Place, elsewhere: Any, tmp_path: Path) -> None:
    before = stored()
    FsyncStorage().put("ab" * 32, b"its row commits after the database was copied")
    backup(tmp_path / "a.tar", at=AT)
    elsewhere()
    _manifest, found = restore(tmp_path / "a.tar")
    assert found == [] and stored() == before


def test_files_beside_an_empty_database_are_no_backup(made: Path, elsewhere: Any, tmp_path: Path) -> None:
    elsewhere()
    FsyncStorage().put("ab" * 32, b"left")
    call_command("migrate", verbosity=0)
    with pytest.raises(Refused, match="恢复中断过，没有可备份的"):
        backup(tmp_path / "b.tar", at=AT)
    assert not (tmp_path / "b.tar").exists()
    assert [f.sort for f in verify(at=AT)] == ["restore"] and str(django_settings.MEDIA_ROOT) in str(verify(at=AT)[0])


def test_what_is_no_backup_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04" + os.urandom(2000))
    for name, says in (("x.xlsx", "不是雁阵的备份"), ("nowhere.tar", "没有找到")):
        with pytest.raises(Refused, match=says):
            archive.unpack(tmp_path / name, tmp_path / "into")
