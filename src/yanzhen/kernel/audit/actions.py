"""The verbs of an audit: receive a report, read it, accept or dispute a verdict, say which figure a wording means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sandbox.gate import FILE_MAX, MB
from yanzhen.kernel.base.storage import FsyncStorage, unless_refused
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.figures.naming import named
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Org

from .meaning import fits
from .models import Answer, Audit, Meaning
from .periods import year_told
from .sandboxed import audited
from .sentences import refusal
from .shapes import block_kept, claim_kept, finding_kept
from .standing import read_from, wording_of

RUN = "audit.run"
#: What is read while somebody waits; the worker reads what is larger.
AT_ONCE = 200 << 10
FIRST_YEAR = 1980


@unless_refused()
def receive(
    *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, year: int = 0, name: str, data: bytes, last_name: str = "", last: bytes = b"",
) -> Audit:
    """Take a report in, as it is, for an organisation and the year it is about, with last year's if there is one. Without a
    year it is the one that its text names, once it is read. Nothing is read yet.

    Refused: no right to audit there, empty, too large, a year to come."""
    first, second = sha256(data).hexdigest(), sha256(last).hexdigest() if last else ""
    asked = {"org": org.pk, "year": year, "name": name, "sha256": first, "last": second}
    tenant = _may(actor, org)
    if year and not FIRST_YEAR <= year <= local_day(at).year:
        raise Refused(_("报告的年度要在 %(first)d 年到今年之间。") % {"first": FIRST_YEAR})
    for bytes_ in (data, last):
        if len(bytes_) > FILE_MAX:
            raise too_large()
    if not data:
        raise refusal("empty", {})
    for digest, bytes_ in ((first, data), (second, last)):
        if bytes_:
            FsyncStorage().put(digest, bytes_)
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Audit.objects.get(pk=trail.pk_of(act.seen))
        audit = Audit.objects.create(
            org=org, tenant_id=tenant, year=year, name=_base(name) or _("未命名"), sha256=first, size=len(data),
            last_name=_base(last_name) if last else "", last_sha256=second, by_id=actor.person_id, at=at,
        )
        act.note("audit.receive", tenant=tenant, subject=audit, rows=[audit], said={"sha256": audit.sha256, "org": org.pk})
    return audit


def too_large() -> Refused:
    return refusal("size", {"megabytes": FILE_MAX // MB})


def _base(name: str) -> str:
    """A file's own name, without where it lay."""
    return tidy(name.replace("\\", "/").rsplit("/", 1)[-1])[:120]


def _may(actor: Actor, org: Org) -> int:
    """The tenant whose reports he may audit there."""
    if org.tenant_id is None or not actor.may(RUN, org):
        raise Refused(_("您现在的岗位不能核对%(org)s的报告。") % {"org": org})
    return org.tenant_id


def bytes_of(digest: str) -> bytes:
    """A file as it came."""
    storage = FsyncStorage()
    with storage.open(storage.name_of(digest)) as content:
        return bytes(content.read())


def read(audit: Audit, *, actor: Actor, at: datetime, uid: UUID | None = None, step: Callable[[], None] = lambda: None) -> Audit:
    """Read the report in a process of its own and keep its figures, judged against each other. Done once. `step` is called
    after each part of the work.

    Refused if it cannot be read; the audit then says so too."""
    audit = Audit.objects.select_related("org").get(pk=audit.pk)
    _may(actor, audit.org)
    if audit.state == "read":
        return audit
    try:
        last = bytes_of(audit.last_sha256) if audit.last_sha256 else None
        document, claims, findings = audited(bytes_of(audit.sha256), last, step=step)
    except Refused as why:
        _settle(audit, actor, at, uid, state="refused", said=str(why))
        raise
    return _settle(
        audit, actor, at, uid, state="read", said="", year=audit.year or year_told(document.text, local_day(at)), form=document.form, text=document.text, blocks=[block_kept(one) for one in document.blocks],
        claims=[claim_kept(one) for one in claims], findings=[finding_kept(one) for one in findings],
    )


def _settle(audit: Audit, actor: Actor, at: datetime, uid: UUID | None, **columns: Any) -> Audit:
    """Write down how the reading ended, if nobody did meanwhile."""
    with trail.act(actor, at, uid, {"audit": audit.pk, "read": columns["state"]}) as act:
        audit = Audit.objects.select_for_update(of=("self",)).select_related("org").get(pk=audit.pk)
        if audit.state == "read":
            return audit
        for name, value in columns.items():
            setattr(audit, name, value)
        audit.save()
        audit.refresh_from_db()
        act.note("audit.read", tenant=audit.tenant_id, subject=audit, rows=[audit], said={"state": audit.state, "figures": len(audit.claims)})
    return audit


def answer(audit: Audit, *, actor: Actor, at: datetime, uid: UUID | None = None, place: int, word: str, note: str = "") -> Answer:
    """Accept or dispute the verdict on one figure. A later answer takes the place of an earlier one.

    Refused: no right to audit there, no such figure, a dispute without a reason."""
    asked = {"audit": audit.pk, "place": place, "word": word, "note": note}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Answer.objects.get(pk=trail.pk_of(act.seen))
        audit = _locked(audit, actor, place)
        if word not in ("accepted", "disputed"):
            raise Refused(_("请选择“对”或“不对”。"))
        if word == "disputed" and not note.strip():
            raise Refused(_("请写明哪里不对。"))
        columns = {"word": word, "note": note.strip()[:200], "by_id": actor.person_id, "at": at}
        said, _new = Answer.objects.update_or_create(audit=audit, place=place, defaults=columns)
        said.refresh_from_db()
        verb = "audit.accept" if word == "accepted" else "audit.dispute"
        act.note(verb, tenant=audit.tenant_id, subject=said, rows=[said], said={"audit": audit.pk, "place": place})
    return said


def means(audit: Audit, *, actor: Actor, at: datetime, uid: UUID | None = None, place: int, figure: str) -> Meaning:
    """Say which declared figure the words around a figure mean, here and in every later report of the tenant; empty: none.

    Refused: no right to audit there, no such figure, a figure that counts something else."""
    asked = {"audit": audit.pk, "place": place, "figure": figure}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Meaning.objects.get(pk=trail.pk_of(act.seen))
        audit = _locked(audit, actor, place)
        read = read_from(audit)
        known = named(figure) if figure else None
        if figure and (known is None or known.key != figure):
            raise Refused(_("没有“%(figure)s”这个指标。") % {"figure": figure})
        if known and not fits(read.claims[place], known):
            raise Refused(_("“%(figure)s”数的是%(unit)s，和这里的“%(quote)s”不是一回事。") % {"figure": known.name, "unit": known.unit, "quote": read.claims[place].quote})
        columns = {"figure": figure, "by_id": actor.person_id, "at": at}
        said, _new = Meaning.objects.update_or_create(tenant_id=audit.tenant_id, wording=wording_of(read, place), defaults=columns)
        said.refresh_from_db()
        act.note("audit.means", tenant=audit.tenant_id, subject=said, rows=[said], said={"audit": audit.pk, "place": place, "figure": figure})
    return said


def _locked(audit: Audit, actor: Actor, place: int) -> Audit:
    audit = Audit.objects.select_for_update(of=("self",)).select_related("org").get(pk=audit.pk)
    _may(actor, audit.org)
    if not 0 <= place < len(audit.claims):
        raise Refused(_("这份报告里没有第 %(place)d 处数字。") % {"place": place + 1})
    return audit
