"""The verbs of papers: attach one to a record, withdraw it again."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.models import Record

from .media import admit, named
from .models import Paper

MOST_PAPERS = 30


def may_attach(record: Record, actor: Actor) -> bool:
    """Who wrote such records here, whose turn it is, and the office it was handed to may attach and withdraw."""
    if actor.holds(record.definition.written_by, record.org):
        return True
    return any((p.role, p.org_id) == (record.turn_role, record.turn_org_id) or p.org_id == record.handler_id for p in actor.posts)


def attach(
    record: Record, *, actor: Actor, at: datetime, uid: UUID | None = None, name: str, data: bytes, keep_place: bool = False,
) -> Paper:
    """Attach a photograph, document or recording. Pictures are made anew without location unless `keep_place`.

    The bytes lie on the disk, synced, before the row commits; what a refused act leaves there belongs to no record and
    is found by nobody. Refused: the file is not one of the kinds allowed or does not open, no post of the actor here.
    """
    asked = {"record": record.pk, "name": name, "sha256": sha256(data).hexdigest(), "keep_place": keep_place}
    _check(record, actor)
    media, kept = admit(data, keep_place=keep_place)
    digest = sha256(kept).hexdigest()
    FsyncStorage().put(digest, kept)
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Paper.objects.get(pk=trail.pk_of(act.seen))
        record = Record.objects.select_for_update(of=("self",)).select_related("org").get(pk=record.pk)
        _check(record, actor)
        paper = Paper.objects.create(
            record=record, name=named(name, media), media=media, size=len(kept), sha256=digest,
            place_kept=keep_place and media.startswith(("image/", "video/", "audio/")), by_id=actor.person_id, at=at,
        )
        act.note("papers.attach", tenant=record.tenant_id, subject=paper, rows=[paper], said={"record": record.pk, "sha256": digest})
    return paper




def _check(record: Record, actor: Actor) -> None:
    if not may_attach(record, actor):
        raise Refused(_("您现在的岗位不能给%(number)s附材料。") % {"number": record.number})
    if record.voided_on:
        raise Refused(_("%(number)s 已经作废，不能再附材料。") % {"number": record.number})
    if record.papers.filter(withdrawn_at__isnull=True).count() >= MOST_PAPERS:
        raise Refused(_("%(number)s 已有%(most)d份材料，请先撤下不用的。") % {"number": record.number, "most": MOST_PAPERS})


def withdraw(paper: Paper, *, actor: Actor, at: datetime, uid: UUID | None = None, reason: str) -> Paper:
    """Take a paper away from its record, with the reason. It is no longer served; its bytes stay for the trail to prove."""
    with trail.act(actor, at, uid, {"paper": paper.pk, "withdraw": reason}) as act:
        paper = Paper.objects.select_related("record__org").get(pk=paper.pk)
        if act.seen:
            return paper
        if not may_attach(paper.record, actor):
            raise Refused(_("您现在的岗位不能撤下%(number)s的材料。") % {"number": paper.record.number})
        if not reason.strip():
            raise Refused(_("请写明为什么撤下。"))
        if not Paper.objects.filter(pk=paper.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
            raise Refused(_("这份材料已经撤下了。"))
        paper.refresh_from_db()
        act.note(
            "papers.withdraw", tenant=paper.record.tenant_id, subject=paper, rows=[paper],
            said={"record": paper.record_id, "reason": reason.strip()[:200]},
        )
    return paper
