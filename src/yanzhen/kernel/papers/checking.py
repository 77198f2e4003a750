"""Do the stored files agree with their rows? A file is named by its digest, so each is read and named again."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.utils.translation import gettext as _

from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard.trail import label
from yanzhen.kernel.guard.verify import Finding, Progress

from .models import Paper

MB = 1 << 20


def stored(progress: Progress) -> Iterator[Finding]:
    """A finding for each paper, withdrawn ones too, whose bytes are missing or are others."""
    storage, done = FsyncStorage(), 0
    for paper in Paper.objects.order_by("pk").iterator(chunk_size=1000):
        said = {"name": paper.name, "row": label(paper)}
        try:
            with storage.open(storage.name_of(paper.sha256)) as content:
                running = sha256()
                while block := content.read(MB):
                    running.update(block)
            if running.hexdigest() != paper.sha256:
                yield Finding("file", label(paper), _("附件“%(name)s”（%(row)s）的内容与登记时不一致。") % said)
        except FileNotFoundError:
            yield Finding("file", label(paper), _("附件“%(name)s”（%(row)s）的文件不见了。") % said)
        if (done := done + 1) % 1000 == 0:
            progress(_("附件"), done)
    progress(_("附件"), done)
