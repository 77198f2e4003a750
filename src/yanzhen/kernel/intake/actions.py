"""The verbs of an import: receive a file, say what it is, read it for a preview, decide, undo. Nothing outside the import's
own rows is written before the decision, and the decision is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB
from yanzhen.kernel.base.storage import FsyncStorage, unless_refused
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.jobs.tasks import Progress
from yanzhen.kernel.register.models import Org

from . import apply, preview, sentences, undoing
from .loading import Load, Loader
from .models import Import
from .sheets import SheetKind

RUN = "import.run"
OPEN = ("arrived", "read", "refused")


@unless_refused()
def receive(
    *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, name: str, data: bytes, kind: str = "", day: date | None = None,
    year: int | None = None,
) -> Import:
    """Take a file in, as it is, for an organisation. `kind` is the kind of sheet if somebody says it; `day` the day as of
    which it is true (else what its title says, else today); `year` that of days written without one. Nothing is read yet.

    Refused: too large, empty, no right to import there, a kind nobody declared."""
    digest = sha256(data).hexdigest()
    asked = {"org": org.pk, "sha256": digest, "name": name, "kind": kind, "day": day, "year": year}
    _may(actor, org)
    if not data:
        raise sentences.refusal("empty", {})
    if len(data) > FILE_MAX:
        raise sentences.refusal("size", {"megabytes": FILE_MAX // MB})
    said = _hand(at, kind=kind, day=day, year=year)
    FsyncStorage().put(digest, data)
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Import.objects.get(pk=trail.pk_of(act.seen))
        arrived = Import.objects.create(
            org=org, name=tidy(name.replace("\\", "/").rsplit("/", 1)[-1])[:120] or _("未命名"), sha256=digest, size=len(data),
            mapping={"hand": said}, by_id=actor.person_id, at=at,
        )
        act.note("intake.receive", tenant=org.tenant_id, subject=arrived, rows=[arrived], said={"sha256": arrived.sha256, "org": org.pk})
    return arrived


def _may(actor: Actor, org: Org) -> None:
    if not actor.may(RUN, org):
        raise Refused(_("您现在的岗位不能给%(org)s导入表格。") % {"org": org})


def _hand(at: datetime, *, kind: str, day: date | None, year: int | None, **sheets: Any) -> dict[str, Any]:
    """What a person decided about how to read the file, as it is kept."""
    if kind:
        known_kind(kind)
    if day and day > local_day(at):
        raise Refused(_("%(day)s 还没到，名册的日期不能在今天之后。") % {"day": day})
    said = {"kind": kind, "day": day.isoformat() if day else "", "year": year, **sheets}
    return {key: value for key, value in said.items() if value}


def known_kind(kind: str) -> SheetKind:
    """The kind of sheet, if it is declared and there is a loader for it."""
    try:
        book.get(Loader, kind)
        return book.get(SheetKind, kind)
    except KeyError:
        raise Refused(_("没有“%(kind)s”这种表。") % {"kind": kind}) from None


def choose(
    imported: Import, *, actor: Actor, at: datetime, uid: UUID | None = None, kind: str = "", day: date | None = None, year: int | None = None,
    headers: Mapping[str, tuple[int, int]] | None = None, columns: Mapping[str, Mapping[int, str]] | None = None,
) -> Import:
    """Say how the file is to be read: its kind, where a sheet's header stands (first and last row, from 1), which column
    (from 0) is which. Replaces what was said before; the file is to be read again."""
    _refuse_columns(kind, columns or {})
    sheets = {
        "headers": {name: list(rows) for name, rows in (headers or {}).items()},
        "columns": {name: {str(n): key for n, key in chosen.items()} for name, chosen in (columns or {}).items()},
    }
    said = _hand(at, kind=kind, day=day, year=year, **sheets)
    with trail.act(actor, at, uid, {"import": imported.pk, "hand": said}) as act:
        imported = _locked(imported)
        if act.seen:
            return imported
        _may(actor, imported.org)
        if imported.state not in OPEN:
            raise Refused(_("“%(name)s”%(state)s，不能再改怎么读。") % {"name": imported.name, "state": imported.get_state_display()})
        imported.mapping, imported.state, imported.said, imported.counts = {"hand": said}, "arrived", "", {}
        imported.save()
        act.note("intake.choose", tenant=imported.org.tenant_id, subject=imported, rows=[imported])
    return imported


def _refuse_columns(kind: str, columns: Mapping[str, Mapping[int, str]]) -> None:
    """Refused where a column is said to be one that the kind of sheet does not have, or two are said to be the same one."""
    known = {c.key: c.shown for k in book.of(SheetKind) if kind in ("", k.key) for c in k.columns}
    for chosen in columns.values():
        for key in chosen.values():
            if key not in known:
                raise Refused(_("这种表没有“%(column)s”这一项。") % {"column": key})
            if list(chosen.values()).count(key) > 1:
                raise Refused(_("有两列指定成了“%(column)s”，请只留一列。") % {"column": known[key]})


def _locked(imported: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("org__tenant").get(pk=imported.pk)


def read(imported: Import, *, actor: Actor, at: datetime, uid: UUID | None = None, progress: Progress | None = None) -> Import:
    """Read the file and say of each row whether it is new, changed, same or refused. May be done again until the decision.

    Refused if the file is none, too much, or of no kind that is known; the import then says so too."""
    return _read(imported, actor, at, uid, progress or Progress(), building=False)[0]


def bring_in(imported: Import, *, actor: Actor, at: datetime, uid: UUID | None = None, progress: Progress | None = None) -> Import:
    """Read the file and write it without waiting for a decision, in one pass; refused rows stay out. What `read` and
    `decide` would leave, at two thirds of the work."""
    progress, head = progress or Progress(), apply.head_of(imported)
    imported, load = _read(imported, actor, at, None, progress, building=True)
    return apply.run(imported, actor, at, uid, progress, ready=load, since=head + 1)  # the reading itself is one entry


def _read(imported: Import, actor: Actor, at: datetime, uid: UUID | None, progress: Progress, *, building: bool) -> tuple[Import, Load]:
    imported = Import.objects.select_related("org__tenant").get(pk=imported.pk)
    _may(actor, imported.org)
    if imported.state not in OPEN:
        raise Refused(_("“%(name)s”%(state)s，不用再预览。") % {"name": imported.name, "state": imported.get_state_display()})
    try:
        found, load = preview.run(imported, actor, at, progress, building=building)
    except Refused as why:
        _settle(imported, actor, at, uid, state="refused", said=str(why), mapping=imported.mapping)
        raise
    return _settle(imported, actor, at, uid, state="read", said="", **found), load


def _settle(imported: Import, actor: Actor, at: datetime, uid: UUID | None, **columns: Any) -> Import:
    """Write down how the reading ended, if nobody decided meanwhile."""
    with trail.act(actor, at, uid, {"import": imported.pk, "read": columns["state"]}) as act:
        imported = _locked(imported)
        if not Import.objects.filter(pk=imported.pk, state__in=OPEN).update(**columns):
            raise Refused(_("“%(name)s”刚刚已被导入或撤销。") % {"name": imported.name})
        imported.refresh_from_db()
        act.note("intake.read", tenant=imported.org.tenant_id, subject=imported, rows=[imported], said={"state": imported.state})
    return imported


def decide(imported: Import, *, actor: Actor, at: datetime, uid: UUID | None = None, progress: Progress | None = None) -> Import:
    """Write what the preview showed, all of it or nothing. Refused: not previewed, decided already, the register has
    changed since so that a row would fare otherwise than shown, no right to write there."""
    _may(actor, Org.objects.get(pk=imported.org_id))
    return apply.run(imported, actor, at, uid, progress or Progress())


def undo(imported: Import, *, actor: Actor, at: datetime, uid: UUID | None = None, reason: str = "", progress: Progress | None = None) -> Import:
    """Take back what an import brought about. Refused, naming what stands against it, if something was built on it since."""
    _may(actor, Org.objects.get(pk=imported.org_id))
    return undoing.run(imported, actor, at, uid, reason, progress or Progress())
