"""The decision: everything the preview showed, in one transaction.

What takes time is done before it: the rows are judged again and made ready while others go on writing. The transaction
then only puts in what is ready, so that on SQLite, where one writes at a time, others wait a moment and not for a whole
roster. If the tenant's trail moved in between, what was judged may no longer hold and is judged again; the third time
inside the transaction, where nothing moves. Killed anywhere, it has either happened or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import ChainHead
from yanzhen.kernel.jobs.tasks import Progress
from yanzhen.kernel.register.roster import Moved

from .loading import Line, Load, Loader
from .models import Import, ImportRow
from .packing import KEPT, unpacked
from .preview import CHUNK, context_of, judge

TRIES = 3
#: Rows of an import with what each will have brought about.
Kept = dict[int | None, list[str]]


@bulk.many()
def run(
    imported: Import, actor: Actor, at: datetime, uid: UUID | None, progress: Progress, *, ready: Load | None = None, since: int = 0,
) -> Import:
    """Write the import. `ready` are its rows if the reading made them ready, when the tenant's trail stood at `since`."""
    for tried in range(1, TRIES + 1):
        head = since if ready else head_of(imported)  # before the import is read: what is done in between must show
        imported = Import.objects.select_related("org__tenant").get(pk=imported.pk)
        inside = tried == TRIES
        try:
            kept: Kept = {}
            load = ready or (None if inside or imported.state != "read" else _prepared(imported, actor, at, progress, kept))
            ready = None
            return _write(imported, actor, at, uid, progress, load, head, kept)
        except (Moved, IntegrityError):
            if inside:
                raise
        except Refused:
            if inside or head_of(imported) == head:
                raise
    raise AssertionError("the last try returns or raises")


def head_of(imported: Import) -> int:
    """How far the tenant's trail is: it grows with every act, so nothing was done where it did not."""
    return ChainHead.objects.filter(chain=imported.org.tenant_id or 0).values_list("seq", flat=True).first() or 0


def _write(imported: Import, actor: Actor, at: datetime, uid: UUID | None, progress: Progress, load: Load | None, head: int, kept: Kept) -> Import:
    with trail.act(actor, at, uid, {"import": imported.pk, "decide": True}) as act:
        if act.seen:
            return imported
        imported = Import.objects.select_for_update(of=("self",)).select_related("org__tenant").get(pk=imported.pk)
        if not Import.objects.filter(pk=imported.pk, state="read").update(state="written", decided_at=at):
            raise Refused(_not_read(imported))
        if load is not None and (head_of(imported) != head or kept != dict(ImportRow.objects.filter(pk__in=list(kept)).values_list("pk", "made"))):
            raise Moved
        load = load or _prepared(imported, actor, at, progress, None)
        first = head_of(imported) + 1
        bulk.put(ImportRow, "made", [(line.made, line.pk) for line in load.write(act)])
        imported.refresh_from_db()
        fates = {fate: imported.counts[fate] for fate in ("new", "changed", "same", "refused")}
        act.note("intake.decide", tenant=imported.org.tenant_id, subject=imported, rows=[imported], said={"sheet": imported.sheet, "first": first, **fates})
    return imported


def _not_read(imported: Import) -> str:
    """Why there is nothing to decide."""
    said = {"name": imported.name}
    state = Import.objects.values_list("state", flat=True).get(pk=imported.pk)
    if state == "written":
        return _("“%(name)s”已经导入过了，没有再导入一次。") % said
    if state == "undone":
        return _("“%(name)s”的导入已经撤销；要再导入，请重新上传。") % said
    return _("“%(name)s”还没有预览，请先预览再导入。") % said


def _prepared(imported: Import, actor: Actor, at: datetime, progress: Progress, kept: Kept | None) -> Load:
    """The rows judged again, as the preview did, and made ready. Refused if one of them would now fare otherwise. `kept`
    receives a row of each piece with what it will have brought about; none inside the decision, where nobody else decides."""
    loader = book.get(Loader, imported.sheet)
    context = context_of(imported, loader, actor, at, date.fromisoformat(imported.mapping["day"]), building=True)
    load, done, total = loader.load(context), 0, imported.counts["rows"]
    for lines in pieces(imported):
        shown = {line.pk: line.fate for line in lines}
        judge(load, lines, imported, imported.sheet)
        if changed := [line for line in lines if line.fate != shown[line.pk]]:
            if not Import.objects.filter(pk=imported.pk, state="read").exists():
                raise Moved
            said = {"rows": len(changed), "row": changed[0].row}
            raise Refused(_("预览之后情况有变：第%(row)d行等%(rows)d行与预览时不同了。没有写入，请重新预览。") % said)
        _keep(imported, [line for line in lines if line.made], kept)
        progress(done := done + len(lines), total)
    return load


def _keep(imported: Import, lines: list[Line], kept: Kept | None) -> None:
    """Write down what rows will have brought about, as long as nobody has decided. Two who decide at a time have different rows
    in mind: whoever finds the other's words in place of his own begins again."""
    with transaction.atomic():
        if kept is not None and not list(Import.objects.select_for_update(of=("self",)).filter(pk=imported.pk, state="read").values_list("pk")):
            raise Moved
        bulk.put(ImportRow, "made", [(line.made, line.pk) for line in lines])
    if kept is not None:
        kept.update({line.pk: line.made[:] for line in lines[:1]})


def pieces(imported: Import) -> Iterator[list[Line]]:
    """The rows that are not refused, in order, some at a time."""
    last = 0
    while True:
        rows = list(ImportRow.objects.filter(of=imported, pk__gt=last).exclude(fate="refused").order_by("pk").values_list(*KEPT)[:CHUNK])
        if not rows:
            return
        yield [unpacked(*row) for row in rows]
        last = rows[-1][0]
