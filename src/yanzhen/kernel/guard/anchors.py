"""Heads of chains, as printed on reports or sent away, and whether the chains still hold them.

A line of an anchor file is `chain seq head`, the head at least 16 hex digits; `-` where chain or seq was not written down; the rest of
the line is for people, and so is a line that begins with `#`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from yanzhen.kernel.base.digest import algorithm
from yanzhen.kernel.base.refused import Refused

from .findings import Finding
from .models import ChainHead, Entry
from .trail import entry_body
from .verify import CHUNK

DIGITS = 16


@dataclass(frozen=True)
class Anchor:
    """A head as it was written down outside."""

    chain: int | None
    seq: int | None
    head: str


def head16(tenant: int | None) -> str:
    """The first 16 hex digits of a tenant's chain as it ends now; empty before its first act."""
    return str(ChainHead.objects.filter(chain=tenant or 0).values_list("hash", flat=True).first() or "")[:DIGITS]


def lines(at: datetime) -> list[str]:
    """The heads of all chains now, as lines of an anchor file to keep where nobody here can change them."""
    heads = ChainHead.objects.filter(seq__gt=0).order_by("chain")
    return [f"{h.chain} {h.seq} {h.hash} {at:%Y-%m-%dT%H:%M:%S%z}" for h in heads]


def parse(text: Iterable[str]) -> list[Anchor]:
    """The anchors of a file. Refused for a line that is none: an anchor misread would be an anchor less."""
    found = []
    for number, line in enumerate(text, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            if len(words) == 1 or len(words[0]) >= DIGITS:
                words = ["-", "-", words[0]]
            chain, seq = (None if w == "-" else int(w) for w in words[:2])
            head = words[2].lower()
            if len(head) < DIGITS or set(head) - set("0123456789abcdef"):
                raise ValueError
        except (ValueError, IndexError):
            raise Refused(_("锚点文件第 %(line)s 行看不懂，应为：链号 序号 至少16位的链头。") % {"line": number}) from None
        found.append(Anchor(chain, seq, head))
    return found


def compare(anchors: Iterable[Anchor]) -> list[Finding]:
    """The anchors that the chains no longer hold: history before them was rewritten, or cut off, or an older backup lies here."""
    return [_lost(anchor) for anchor in anchors if not _holds(anchor)]


def _holds(anchor: Anchor) -> bool:
    entries = Entry.objects.filter(hash__startswith=anchor.head)
    if anchor.chain is not None:
        entries = entries.filter(chain=anchor.chain)
    if anchor.seq is not None:
        entries = entries.filter(seq=anchor.seq)
    return entries.exists()


def _lost(anchor: Anchor) -> Finding:
    said = {"head": anchor.head[:DIGITS], "chain": anchor.chain, "seq": anchor.seq}
    where = f"{'-' if anchor.chain is None else anchor.chain}/{'-' if anchor.seq is None else anchor.seq}"
    if anchor.chain is not None and anchor.seq is not None:
        end = ChainHead.objects.filter(chain=anchor.chain).values_list("seq", flat=True).first() or 0
        if end < anchor.seq:
            says = _("链 %(chain)s 只到第 %(end)s 条，外面留有第 %(seq)s 条的链头 %(head)s：后面的操作记录没有了。")
            return Finding("anchor", where, says % {**said, "end": end})
        says = _("链 %(chain)s 第 %(seq)s 条与外面留的链头 %(head)s 不符：这一条或更早的操作记录被重写过。")
        return Finding("anchor", where, says % said)
    return Finding("anchor", where, _("外面留的链头 %(head)s 在这里找不到：操作记录被重写过，或这里是更早的数据。") % said)


def export(chain: int) -> Iterator[str]:
    """A chain as lines of text for a verifier that knows nothing of us: first what it is, then for each entry its hash and
    the very text the hash is taken over."""
    head = ChainHead.objects.get(chain=chain)
    yield json.dumps({"chain": chain, "digest": algorithm(), "seq": head.seq, "head": head.hash})
    last = 0
    while part := list(Entry.objects.filter(chain=chain, seq__gt=last, seq__lte=head.seq).order_by("seq")[:CHUNK]):
        yield from (f"{entry.hash} {entry_body(entry).decode()}" for entry in part)
        last = part[-1].seq
