"""What an import left behind: the rows its working papers name, and those the trail says it wrote."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.findings import Finding
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.verify import Progress

from .models import Import, ImportRow

CHUNK = 500


def made_by(imported: Import) -> Iterator[str]:
    """The rows it brought about, as its own rows name them."""
    rows = ImportRow.objects.filter(of=imported).exclude(made=[]).order_by("pk").values_list("made", flat=True)
    return (name for made in rows.iterator(chunk_size=CHUNK) for name in made)


def left_by(imported: Import) -> dict[str, str]:
    """The rows the trail says the decision wrote, with the digest each was left with. Refused if there was no decision."""
    chain = Entry.objects.filter(chain=imported.org.tenant_id or 0)
    last = chain.filter(subject=trail.label(imported), verb="intake.decide").order_by("seq").last()
    if last is None:
        raise Refused(_("“%(name)s”没有导入，不用撤销。") % {"name": imported.name})
    left: dict[str, str] = {}
    for entry in chain.filter(seq__range=(last.said["first"], last.seq)).order_by("seq").iterator(chunk_size=50):
        left |= entry.rows
    return left


def strayed(progress: Progress) -> Iterator[Finding]:
    """Imports whose working papers name a row that the trail does not say they wrote: an undoing would go by them."""
    done = 0
    for imported in Import.objects.filter(state="written").select_related("org").order_by("pk"):
        try:
            left = left_by(imported)
            stray = next((name for name in made_by(imported) if name not in left), "")
        except Refused:
            stray = trail.label(imported)
        if stray:
            said = {"name": imported.name, "row": trail.label(imported), "stray": stray}
            yield Finding("papers", trail.label(imported), _("导入“%(name)s”（%(row)s）的底稿被改过：它写着 %(stray)s，操作记录里没有。") % said)
        progress(_("导入的底稿"), done := done + 1)
