"""Back up and restore: the database as it was at one moment and every stored file.

The key that sealed columns are encrypted under is never in a backup: who steals one can read no identity, and who keeps
backups keeps the key file elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.base.storage import make_directories, sync_directory
from yanzhen.kernel.guard.anchors import Anchor, compare
from yanzhen.kernel.guard.findings import Finding
from yanzhen.kernel.guard.unnamed import lying, unnamed
from yanzhen.kernel.guard.verify import Progress, holding, verify

from .archive import DATABASE, FILES, Manifest, pack, unpack
from .dumps import Survey, dump, here, load
from .soundness import ours, read_through
from .workplace import private, workplace


def backup(to: Path, *, at: datetime) -> Manifest:
    """Write a backup to a new file while others go on working; what it holds. Refused if the file is there already."""
    if to.exists():
        raise Refused(_("%(file)s 已经存在，请换一个文件名。") % {"file": to})
    make_directories(to.parent)
    with workplace(to.parent) as place:
        copy = place / DATABASE
        private(copy)
        held = dump(copy)
        _refuse_empty(held)
        manifest = Manifest(at.isoformat(), connection.vendor, mark("backup"), held.migrations, held.counts, held.heads)
        # Files after the database: a row is written after its file, so every file a row of the copy names is there by now.
        pack(to, place / "draft", manifest, [(DATABASE, copy), *_stored()])
    return manifest


def _refuse_empty(held: Survey) -> None:
    """Refused where a restoring was cut off before the database came: such a backup would pass for one of everything."""
    if not held.counts.get("guard_entry") and any(lying()):
        raise Refused(_("数据库是空的，%(place)s 里却有文件：恢复中断过，没有可备份的。请把这个目录移到别处，再恢复一次。") % {"place": settings.MEDIA_ROOT})


def _stored() -> Iterator[tuple[str, Path]]:
    """Every stored file, drafts of unfinished ones left out."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield FILES + path.relative_to(root).as_posix(), path


def restore(
    source: Path, *, anchors: Iterable[Anchor] = (), progress: Progress = lambda part, done: None,
) -> tuple[Manifest, list[Finding]]:
    """Restore a backup into an empty place and verify it: what it was made from, and what differs (nothing, if all is well).

    Refused, with nothing changed: it is cut off, altered, no backup of ours, made on the other database, under another key, by a
    newer release; there is data here already; it ends before one of the anchors, so that something newer exists somewhere.
    """
    root = Path(settings.MEDIA_ROOT)
    make_directories(root.parent)
    anchors = list(anchors)
    with workplace(root.parent) as place:
        manifest = unpack(source, place)
        _refuse_wrong(manifest)
        _refuse_older(manifest, anchors)
        _refuse_full(manifest, root)
        _put(place, manifest, root)
    call_command("migrate", verbosity=0, interactive=False)
    for path in unnamed(holding()):  # stored while the backup was made, after its database was: no row here will ever name it
        path.unlink()
    return manifest, [*compare(anchors), *verify(progress)]


def _put(place: Path, manifest: Manifest, root: Path) -> None:
    """Files first, so that no row ever names one that is not there; taken back if the database does not follow."""
    laid = place / FILES
    laid.mkdir(exist_ok=True)
    if root.is_dir():
        root.rmdir()
    os.replace(laid, root)
    try:
        load(place / DATABASE, Survey(manifest.counts, manifest.heads, manifest.migrations))
    except BaseException:
        os.replace(root, laid)
        raise
    sync_directory(root.parent)


def _refuse_wrong(manifest: Manifest) -> None:
    """Refused unless this installation can read what is in the backup."""
    if manifest.vendor != connection.vendor:
        raise Refused(_("备份是在 %(made)s 上做的，这里用的是 %(here)s。请在同一种数据库上恢复。") % {"made": manifest.vendor, "here": connection.vendor})
    if manifest.key != mark("backup"):
        raise Refused(_("密钥不是做备份时的那一把。请把当时的密钥文件放到 %(key)s，再恢复。") % {"key": settings.YZ_SEALING_KEY})
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise Refused(_("备份出自更新的版本（多出 %(newer)s）。请先升级雁阵，再恢复。") % {"newer": "、".join(newer[:3])})


def _refuse_older(manifest: Manifest, anchors: list[Anchor]) -> None:
    """Refused if a head that was kept outside is of a later day than the backup."""
    for anchor in anchors:
        end = manifest.heads.get(str(anchor.chain), [0])[0]
        if anchor.chain is not None and anchor.seq is not None and anchor.seq > end:
            said = {"chain": anchor.chain, "end": end, "seq": anchor.seq, "made": manifest.made_at}
            raise Refused(_("这份备份（%(made)s）比外面留的链头旧：链 %(chain)s 只到第 %(end)s 条，外面留有第 %(seq)s 条。请找更新的备份。") % said)


def _refuse_full(manifest: Manifest, root: Path) -> None:
    """Refused where something lies already; a backup older than it gets its own sentence."""
    ours()
    read_through()
    found = here()
    for chain, (seq, _hash) in found.heads.items():
        if seq > (end := manifest.heads.get(chain, [0])[0]):
            said = {"chain": chain, "seq": seq, "end": end}
            raise Refused(_("这份备份比这里的数据旧：链 %(chain)s 这里已到第 %(seq)s 条，备份只到第 %(end)s 条。没有恢复。") % said)
    if found.heads or found.counts.get("guard_entry"):
        raise Refused(_("这里已经有数据。请恢复到空的数据目录。"))
    if root.is_dir() and any(root.iterdir()):
        raise Refused(_("数据库是空的，%(place)s 里却有文件，可能是上一次恢复中断时留下的。请确认不再需要后清空这个目录，再恢复。") % {"place": root})
