"""The verbs of papers: attach one to a record, withdraw it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage, unless_refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.actions import told, write
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Org

from .media import admit, named
from .models import Paper

MOST_PAPERS = 30


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it."""

    name: str
    data: bytes
    keep_place: bool = False


@dataclass(frozen=True)
class Kept:
    """A file that may come in and lies on the disk: `came` is the digest of what was sent, `sha256` that of what is kept."""

    name: str
    media: str
    size: int
    came: str
    sha256: str
    keep_place: bool

    @property
    def asked(self) -> dict[str, Any]:
        """What makes the act of attaching it the same act again."""
        return {"name": self.name, "sha256": self.came, "keep_place": self.keep_place}


def may_attach(record: Record, actor: Actor) -> bool:
    """Who wrote such records here, whose turn it is, and the office it was handed to may attach and withdraw."""
    if actor.holds(record.definition.written_by, record.org):
        return True
    return any((p.role, p.org_id) == (record.turn_role, record.turn_org_id) or p.org_id == record.handler_id for p in actor.posts)


@unless_refused()
def attach(
    record: Record, *, actor: Actor, at: datetime, uid: UUID | None = None, name: str, data: bytes, keep_place: bool = False,
) -> Paper:
    """Attach a photograph, document or recording. Pictures are made anew without location unless `keep_place`.

    The bytes lie on the disk, synced, before the row commits; what a refused act stored is taken back. Refused: the file is not one of the kinds allowed or does not open, no post of the actor here.
    """
    _check(record, actor)
    kept = taken_in(Sent(name, data, keep_place))
    with trail.act(actor, at, uid, {"record": record.pk, **kept.asked}) as act:
        return Paper.objects.get(pk=trail.pk_of(act.seen)) if act.seen else lay(act, record, kept)


def taken_in(sent: Sent) -> Kept:
    """The file made harmless and stored, before the act that needs it: no lock is held while a picture is made anew."""
    media, data = admit(sent.data, keep_place=sent.keep_place)
    digest = sha256(data).hexdigest()
    FsyncStorage().put(digest, data)
    return Kept(sent.name, media, len(data), sha256(sent.data).hexdigest(), digest, sent.keep_place)


def all_taken_in(files: Iterable[Sent]) -> list[Kept]:
    """Files that came together; what is refused is called by its name."""
    kept = []
    for sent in files:
        try:
            kept.append(taken_in(sent))
        except Refused as why:
            raise Refused(_("“%(name)s”没有收下：%(why)s") % {"name": sent.name, "why": why}) from why
    return kept


def lay(act: trail.Act, record: Record, kept: Kept) -> Paper:
    """Put what was taken in with a record, as part of an act."""
    record = Record.objects.select_for_update(of=("self",)).select_related("org").get(pk=record.pk)
    _check(record, act.actor)
    paper = Paper.objects.create(
        record=record, name=named(kept.name, kept.media), media=kept.media, size=kept.size, sha256=kept.sha256,
        place_kept=kept.keep_place and kept.media.startswith(("image/", "video/", "audio/")), by_id=act.actor.person_id, at=act.at,
    )
    act.note("papers.attach", tenant=record.tenant_id, subject=paper, rows=[paper], said={"record": record.pk, "sha256": kept.sha256})
    return paper


@unless_refused()
def write_with(kind: Kind, *, actor: Actor, org: Org, at: datetime, uid: UUID, files: Iterable[Sent] = (), **said: Any) -> Record:
    """Write a record down with the files that came with it, all or none. The same `uid` again gives the same record."""
    kept = all_taken_in(files)
    asked = {"write": kind.key, **told({"org": org, **said}), "files": [one.asked for one in kept]}
    with trail.act(actor, at, uid, asked) as act:
        if act.seen:
            return Record.objects.get(pk=trail.pk_of(act.seen))
        made = write(kind, actor=actor, org=org, at=at, uid=uuid5(uid, "record"), **said)
        act.did(made)
        for one in kept:
            lay(act, made, one)
    return made


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
        paper = Paper.objects.select_for_update(of=("self",)).select_related("record__org").get(pk=paper.pk)
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
