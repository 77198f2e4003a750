"""Stored files that no row names: left by a write or a restoring that was cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from yanzhen.kernel.base.storage import FsyncStorage

from .findings import Finding
from .models import Entry

#: Bytes lie on the disk before their row commits, so a file younger than this may belong to a write under way; none takes so long.
UNDER_WAY = timedelta(hours=1)
#: So many are named one by one; of the others it is said how many there are.
MOST = 50


def found(holding: Iterable[type[models.Model]], at: datetime) -> Iterator[Finding]:
    """A finding for each, seen from the rows of the models that name files; one alone where the database holds no act at all, for then a restoring was cut off."""
    root = Path(settings.MEDIA_ROOT)
    if not Entry._base_manager.exists():
        if count := sum(1 for _one in lying()):
            said = {"place": root, "count": count}
            says = _("数据库是空的，%(place)s 里却有 %(count)s 个文件：恢复中断过，没有做完。请把这个目录移到别处，再恢复一次备份。")
            yield Finding("restore", str(root), says % said)
        return
    count = 0
    for path in unnamed(holding, before=at - UNDER_WAY):
        if (count := count + 1) <= MOST:
            says = _("文件 %(file)s 没有任何登记提到：可能是中断的上传或恢复留下的。请看过后移到别处。")
            yield Finding("unnamed", path.relative_to(root).as_posix(), says % {"file": path})
    if count > MOST:
        yield Finding("unnamed", str(root), _("%(place)s 里还有 %(count)s 个文件没有任何登记提到。") % {"place": root, "count": count - MOST})


def unnamed(holding: Iterable[type[models.Model]], before: datetime | None = None) -> Iterator[Path]:
    """Every stored file that none of these rows names; `before` a moment, only those that lie there since then."""
    named = {digest for model in holding for digest in _named(model)}
    for path in lying():
        if path.parent.name + "/" + path.name != FsyncStorage.name_of(path.name) or _bytes(path.name) not in named:
            with suppress(FileNotFoundError):  # taken back meanwhile
                if before is None or path.stat().st_mtime < before.timestamp():
                    yield path


def lying() -> Iterator[Path]:
    """Everything that lies where files are stored, drafts too."""
    return (path for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")) if not path.is_dir())


def _named(model: type[models.Model]) -> Iterator[bytes]:
    for column in (f.name for f in model._meta.concrete_fields if f.name.endswith("sha256")):
        yield from map(_bytes, model._base_manager.exclude(**{column: ""}).values_list(column, flat=True).iterator(chunk_size=2000))


def _bytes(digest: str) -> bytes:
    """Half the room its letters take: there may be a million."""
    try:
        return bytes.fromhex(digest)
    except ValueError:
        return digest.encode()
