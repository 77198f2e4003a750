"""Stored files that are whole and on the disk before any row names them. Django's own storage never asks the disk for that."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage


class FsyncStorage(FileSystemStorage):
    """Writes to a hidden name, fsyncs, links the name in place, fsyncs the directory. A power cut leaves the whole file or none;
    a name that is taken is never written over."""

    def put(self, digest: str, data: bytes) -> str:
        """Store bytes under their own digest and return the name. Bytes that lie there whole already are left alone; damaged
        ones are replaced."""
        name = self.name_of(digest)
        path = Path(self.path(name))
        if not (path.is_file() and path.read_bytes() == data):
            make_directories(path.parent, self.directory_permissions_mode)
            draft = path.with_name(f".{secrets.token_hex(8)}.part")
            try:
                self._write(draft, ContentFile(data))
                os.replace(draft, path)
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
