"""The trail: one chained entry an act, in the act's own transaction. An act without entry, or an entry without act, cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import Definition
from yanzhen.kernel.base.digest import canonical, digest
from yanzhen.kernel.base.prepared import prepared
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.base.vouched import told

from .access import Actor
from .models import ChainHead, Claim, Entry, Held
from .rows import found_digest, label, pk_of, plain, row_digest

__all__ = ["Act", "Loose", "Said", "Verb", "act", "append", "entry_body", "entry_hash", "found_digest", "label", "pk_of", "row_digest"]

GONE = ""


@dataclass(frozen=True, eq=False)
class Verb(Definition):
    """An act as the trail tells it: `name` is the word on screen."""


@dataclass(frozen=True, eq=False)
class Loose(Definition):
    """A model (the key is its label, “app.model”) whose rows the trail does not vouch for; the name says why. Every other is protected."""


class Clash(Refused):
    """The same id came with other content, or from someone else."""

    def __init__(self, uid: UUID, actor: Actor, at: datetime, asked: str) -> None:
        super().__init__(_("这一条已经提交过，但两次内容不一样；后一次没有写入，写的文字给您留着，在“我的账号”里。"))
        self.kept = {"uid": uid, "actor_id": actor.person_id, "at": at, "asked": asked}


@dataclass
class Act:
    """An act under way: who, when, and the id its sender gave it."""

    actor: Actor
    at: datetime
    uid: UUID | None
    seen: str = ""

    def note(
        self, verb: str, *, tenant: int | None, subject: models.Model | str, rows: Iterable[models.Model] | Mapping[str, str] = (),
        said: Mapping[str, Any] | None = None, gone: Mapping[str, str] = MappingProxyType({}), found: Mapping[str, str] = MappingProxyType({}),
    ) -> Entry:
        """Add the act to the tenant's chain. `rows` are those it wrote, as they stand after it; `gone` the trail names of
        those it took away, each with the digest it was found with. Of rows, how they were found comes from themselves; of names
        with their digests `found` says it, where they were there before. `said` is shown to people and never holds what identifies a person."""
        about = subject if isinstance(subject, str) else label(subject)
        digests, before = (dict(rows), {}) if isinstance(rows, Mapping) else _signed(rows)
        entry = append(Entry(
            chain=tenant or 0, at=self.at, actor_id=self.actor.person_id, post=self.actor.post_said, verb=verb, subject=about,
            said=plain(json.loads(canonical(said or {}))), rows=digests | dict.fromkeys(gone, GONE), found=before | dict(found) | dict(gone), uid=self.uid,
        ))
        self.did(about)
        return entry

    def did(self, about: models.Model | str) -> None:
        """Remember under the sender's id what was done: a verb made of other verbs says so itself, `note` does it for the rest."""
        if self.uid and not self.seen:
            self.seen = about if isinstance(about, str) else label(about)
            Claim.objects.filter(uid=self.uid).update(subject=self.seen)


def _signed(rows: Iterable[models.Model]) -> tuple[dict[str, str], dict[str, str]]:
    """How rows stand now, by their trail names, and how those that were there already had been found."""
    after, before = {}, {}
    for row in rows:
        name, was = label(row), found_digest(row)
        if was and name not in after:
            before[name] = was
        after[name] = row_digest(row)
        told(row, after[name])
    return after, before


@prepared
def _head(chain: Any) -> models.QuerySet[ChainHead]:
    return ChainHead.objects.select_for_update().filter(chain=chain)


def append(entry: Entry) -> Entry:
    """Put the entry at the end of its chain, under the lock of the chain's head."""
    head = next(iter(_head(chain=entry.chain)), None)
    if head is None:
        ChainHead.objects.get_or_create(chain=entry.chain)
        head = ChainHead.objects.select_for_update().get(chain=entry.chain)
    entry.seq, entry.previous = head.seq + 1, head.hash
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    ChainHead.objects.filter(chain=entry.chain).update(seq=entry.seq, hash=entry.hash)
    return entry


class Said(Protocol):
    """An entry, or a tuple with its columns."""

    chain: Any
    seq: Any
    at: Any
    actor_id: Any
    post: Any
    verb: Any
    subject: Any
    said: Any
    rows: Any
    found: Any
    uid: Any
    previous: Any
    hash: Any


def entry_body(entry: Said) -> bytes:
    """What the hash of an entry is taken over: everything it says, and the hash of the one before it. Entries of earlier
    releases did not say how rows had been found."""
    found = {} if entry.found is None else {"found": entry.found}
    return canonical({
        "previous": entry.previous, "chain": entry.chain, "seq": entry.seq, "at": entry.at, "actor": entry.actor_id,
        "post": entry.post, "verb": entry.verb, "subject": entry.subject, "said": entry.said, "rows": entry.rows,
        "uid": entry.uid, **found,
    })


def entry_hash(entry: Said, algorithm: str = "") -> str:
    """The hash of an entry over the one before it."""
    return digest(entry_body(entry), algorithm)


@contextmanager
def act(actor: Actor, at: datetime, uid: UUID | None, asked: Mapping[str, Any]) -> Iterator[Act]:
    """The transaction of one verb. With a `uid` already used for the same, `.seen` names what was done then;
    with a `uid` used for something else the act is refused and kept for a human."""
    try:
        with transaction.atomic():
            this, told = Act(actor, at, uid), _told(asked)
            if uid:
                this.seen = _claim(uid, actor, at, told)
            yield this
    except Clash as clash:
        # Inside another act this row goes with that act's transaction; the outer one catches the same clash and keeps it again.
        Held.objects.create(**clash.kept)
        raise


def _told(asked: Mapping[str, Any]) -> str:
    """What is asked, as a text. Refused where it holds what cannot be kept: half a pair, or a NUL, which PostgreSQL does not take."""
    with suppress(UnicodeEncodeError):
        told = canonical(asked).decode()
        if "\\u0000" not in told:
            return told
    raise Refused(_("文字里有不能保存的字符，请删掉再试。"))


def _claim(uid: UUID, actor: Actor, at: datetime, asked: str) -> str:
    """Take the id for this act; the trail name of what was done under it if it was taken before. The mark is keyed, because
    what is asked may hold what identifies a person."""
    said = mark(asked)
    claim, new = Claim.objects.get_or_create(uid=uid, defaults={"asked": said, "actor_id": actor.person_id})
    if (claim.asked, claim.actor_id) != (said, actor.person_id):
        raise Clash(uid, actor, at, asked)
    return "" if new else claim.subject
