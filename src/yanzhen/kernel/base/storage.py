"""Stored files that are whole and on the disk before any row names them. Django's own storage never asks the disk for that."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from .refused import Refused

SECOND = 10**9
#: What the act under way has stored for the first time: where, and the stamp it had then.
_new: ContextVar[list[tuple[Path, int, int]] | None] = ContextVar("new files", default=None)


class FsyncStorage(FileSystemStorage):
    """Writes to a hidden name, fsyncs, links the name in place, fsyncs the directory. A power cut leaves the whole file or none;
    a name that is taken is never written over."""

    def put(self, digest: str, data: bytes) -> str:
        """Store bytes under their own digest and return the name. Bytes that lie there whole already are left alone; damaged
        ones are replaced."""
        name = self.name_of(digest)
        path = Path(self.path(name))
        if not _relied_on(path, data):
            make_directories(path.parent, self.directory_permissions_mode)
            draft = path.with_name(f".{secrets.token_hex(8)}.part")
            try:
                self._write(draft, ContentFile(data))
                _settle(draft, path, data)
            finally:
                draft.unlink(missing_ok=True)
        sync_directory(path.parent)
        return name

    @staticmethod
    def name_of(digest: str) -> str:
        """The name bytes with this digest are stored under: 256 directories, so that none grows too long."""
        return f"{digest[:2]}/{digest}"

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        make_directories(path.parent, self.directory_permissions_mode)
        draft = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            self._write(draft, content)
            while True:
                try:
                    os.link(draft, path)
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
                    path = Path(self.path(name))
        finally:
            draft.unlink(missing_ok=True)
        sync_directory(path.parent)
        return str(name).replace("\\", "/")

    def _write(self, draft: Path, content: Any) -> None:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self.file_permissions_mode or 0o600)
        with open(descriptor, "wb") as out:
            for chunk in content.chunks():
                out.write(chunk if isinstance(chunk, bytes) else chunk.encode())
            out.flush()
            os.fsync(out.fileno())


def _settle(draft: Path, path: Path, data: bytes) -> None:
    """Give a draft its name. What stands under that name by now was put there by another meanwhile, or is damaged."""
    try:
        os.link(draft, path)
    except FileExistsError:
        if not _relied_on(path, data):
            os.replace(draft, path)
    else:
        if (new := _new.get()) is not None:
            new.append((path, *_stamp(path)))


def _relied_on(path: Path, data: bytes) -> bool:
    """Do these bytes lie there whole? Their file is first made a second younger, so that whoever stored it, and is refused, sees
    that somebody else relies on it."""
    try:
        its = path.stat()
        with suppress(PermissionError):  # of another user: nobody who runs as we do will take it back
            os.utime(path, ns=(its.st_atime_ns, its.st_mtime_ns + SECOND))
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


@contextmanager
def unless_refused() -> Iterator[None]:
    """What is stored in here for the first time is taken back where it ends in a refusal: no row will ever name it."""
    outer = _new.set([])
    try:
        yield
    except Refused:
        for one in _new.get() or ():
            _take_back(*one)
        raise
    finally:
        _new.reset(outer)


def _take_back(path: Path, inode: int, at: int) -> None:
    """Remove a file if it is still as it was stored. Moved aside before it is looked at again: from then on nobody can come to rely
    on it, and who did so before has touched it."""
    aside = path.with_name(f".{secrets.token_hex(8)}.part")
    with suppress(FileNotFoundError):
        if _stamp(path) == (inode, at):
            os.rename(path, aside)
            if _stamp(aside) != (inode, at):
                with suppress(FileExistsError):
                    os.link(aside, path)
            aside.unlink()


def _stamp(path: Path) -> tuple[int, int]:
    its = path.stat()
    return its.st_ino, its.st_mtime_ns


def make_directories(path: Path, mode: int | None = None) -> None:
    """Make a directory and those above it, each on the disk before the next."""
    if not path.is_dir():
        make_directories(path.parent, mode)
        path.mkdir(mode=mode or 0o700, exist_ok=True)
        sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Put on the disk which names a directory holds."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
