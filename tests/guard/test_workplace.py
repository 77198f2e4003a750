"""What a backup or a restoring lays on the disk on its way is nobody else's to read, and does not stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.guard.place import AT, Place
from yanzhen.faces.cli import archive, workplace
from yanzhen.faces.cli.backup import backup

pytestmark = pytest.mark.django_db(transaction=True)


def test_copies_on_the_way_are_for_our_eyes_alone(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes, real = dict[str, int](), archive.pack

    def look(to: Path, draft: Path, *more: Any) -> None:
        real(to, draft, *more)
        modes.update((path.name, path.stat().st_mode & 0o777) for path in (draft, *draft.parent.iterdir(), draft.parent))

    monkeypatch.setattr("yanzhen.faces.cli.backup.pack", look)
    backup(tmp_path / "a.tar", at=AT)
    (where,) = (name for name in modes if name.startswith(workplace.PREFIX))
    assert modes == {"draft": 0o600, "database": 0o600, where: 0o700} and not list(tmp_path.glob(f"{workplace.PREFIX}*"))


def test_what_a_killed_run_left_is_named_and_cleared_away_but_not_what_is_worked_in(place: Place, tmp_path: Path, capsys: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    (left := tmp_path / f"{workplace.PREFIX}killed").mkdir()
    (left / "database").write_bytes(b"everything")
    assert [f.where for f in workplace.unfinished()] == [str(left)]
    with workplace.workplace(tmp_path) as mine:
        assert not left.exists() and str(left) in capsys.readouterr().err and not list(workplace.unfinished())
        with workplace.workplace(tmp_path):
            assert mine.exists(), "somebody is at work in it"
