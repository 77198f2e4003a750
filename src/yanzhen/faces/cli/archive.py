"""The file a backup is: a tar whose manifest comes last, so that one that was cut off has none."""

from __future__ import annotations

import errno
import io
import json
import os
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import make_directories, sync_directory

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
BLOCK = 1 << 20
#: What a system says where there is no more room.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass
class Manifest:
    """What a backup says of itself: from what it was made, and what it must hold to be whole."""

    made_at: str
    vendor: str
    key: str
    migrations: list[str]
    counts: dict[str, int]
    heads: dict[str, list[Any]]
    hashes: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class _Hashed(io.BytesIO):
    """A file that is hashed while it is read, or while it is written elsewhere."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self.source, self.hash = source, sha256()

    def read(self, size: int | None = -1) -> bytes:
        data = self.source.read(-1 if size is None else size)
        self.hash.update(data)
        return data


def pack(to: Path, draft: Path, manifest: Manifest, members: Iterable[tuple[str, Path]]) -> None:
    """Write the members and then the manifest with their hashes, first to a draft; a file of this name is never written over."""
    with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out, tarfile.open(fileobj=out, mode="w") as archive:
        for name, path in members:
            with suppress(FileNotFoundError), open(path, "rb") as source:  # what a refused act stored was taken back meanwhile
                hashed = _Hashed(source)
                archive.addfile(_info(name, os.fstat(source.fileno()).st_size), hashed)
                manifest.hashes[name] = hashed.hash.hexdigest()
        said = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True).encode()
        archive.addfile(_info(MANIFEST, len(said)), io.BytesIO(said))
        archive.close()
        out.flush()
        os.fsync(out.fileno())
    os.link(draft, to)
    sync_directory(to.parent)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def unpack(source: Path, into: Path) -> Manifest:
    """Lay the members in an empty directory, each synced. Refused if this is no backup of ours, or not a whole one."""
    hashes: dict[str, str] = {}
    said = b""
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                name, data = member.name, archive.extractfile(member) if member.isreg() else None
                if data is None or name in hashes or not _ours(name):
                    raise Refused(_("%(file)s 不是雁阵的备份。") % {"file": source})
                if name == MANIFEST:
                    said = data.read()
                else:
                    hashes[name] = _lay(data, into / name)
    except FileNotFoundError:
        raise Refused(_("没有找到 %(file)s。") % {"file": source}) from None
    except (tarfile.TarError, EOFError, OSError) as fault:
        if getattr(fault, "errno", None) in FULL:
            raise Refused(_("%(place)s 的磁盘空间不够，没有恢复。请腾出空间再来。") % {"place": into.parent}) from None
        raise Refused(_("%(file)s 读不出来：不是雁阵的备份，或者文件不完整。") % {"file": source}) from None
    manifest = _understood(said, source)
    if manifest.hashes != hashes:
        raise Refused(_("%(file)s 里的内容和它的清单不符：备份被改过或损坏，不能用它恢复。") % {"file": source})
    return manifest


def _ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name in (MANIFEST, DATABASE) or (name.startswith(FILES) and len(parts) > 1 and ".." not in parts)


def _lay(data: IO[bytes], path: Path) -> str:
    make_directories(path.parent)
    hashed = _Hashed(data)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := hashed.read(BLOCK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return hashed.hash.hexdigest()


def _understood(said: bytes, source: Path) -> Manifest:
    if not said:
        raise Refused(_("%(file)s 没有清单：文件不完整，可能没有拷贝完。请换一份备份。") % {"file": source})
    try:
        told = json.loads(said)
        manifest = Manifest(**{f.name: told[f.name] for f in fields(Manifest)})
    except (ValueError, TypeError, LookupError):
        raise Refused(_("%(file)s 的清单读不出来，不能用它恢复。") % {"file": source}) from None
    if manifest.format != FORMAT:
        raise Refused(_("%(file)s 是另一版本的备份格式，请用同一版本的雁阵恢复。") % {"file": source})
    return manifest
