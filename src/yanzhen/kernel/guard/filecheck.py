"""Do the stored files agree with their rows? A file is named by its digest, so each is read and named again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from yanzhen.kernel.base.storage import FsyncStorage

from .findings import Finding
from .trail import label
from .verify import Progress

MB = 1 << 20
#: A row, what its file is called, and the digest the file is stored under.
Kept = tuple[Model, str, str]


def compared(what: Any, kept: Callable[[], Iterable[Kept]]) -> Callable[[Progress], Iterator[Finding]]:
    """A check for `FileCheck`: a finding for each file whose bytes are missing or are others."""

    def check(progress: Progress) -> Iterator[Finding]:
        storage, done = FsyncStorage(), 0
        for row, name, digest in kept():
            said = {"what": what, "name": name, "row": label(row)}
            try:
                if _digest(storage, digest) != digest:
                    yield Finding("file", label(row), _("%(what)s“%(name)s”（%(row)s）的内容与登记时不一致。") % said)
            except FileNotFoundError:
                yield Finding("file", label(row), _("%(what)s“%(name)s”（%(row)s）的文件不见了。") % said)
            if (done := done + 1) % 1000 == 0:
                progress(str(what), done)
        progress(str(what), done)

    return check


def _digest(storage: FsyncStorage, digest: str) -> str:
    running = sha256()
    with storage.open(storage.name_of(digest)) as content:
        while block := content.read(MB):
            running.update(block)
    return running.hexdigest()
