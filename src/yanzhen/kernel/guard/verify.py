"""Does what lies here agree with what was done? Every chain, every protected row, every stored file; what differs is named.

A chain vouches for itself only until somebody rewrites it whole; `anchors` compares it with heads that were printed or sent away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import Definition, book
from yanzhen.kernel.base.digest import ALGORITHMS, algorithm
from yanzhen.kernel.base.snapshot import snapshot

from . import append_only, unnamed
from .findings import Finding, between, chain_said, told
from .lastsaid import LastSaid
from .models import ChainHead, Entry
from .rows import label, row_digest
from .trail import GONE, Loose, Said, entry_hash

M = TypeVar("M", bound=models.Model)
R = TypeVar("R")
CHUNK = 1000
UNREADABLE = (ValueError, TypeError, ArithmeticError, LookupError, InvalidTag, ValidationError)


Progress = Callable[[str, int], None]


@dataclass(frozen=True, eq=False)
class FileCheck(Definition):
    """How an engine that stores files compares them with its rows: those of the models it is `of`."""

    check: Callable[[Progress], Iterable[Finding]] = field(default=lambda progress: ())
    of: tuple[type[models.Model], ...] = ()


def verify(progress: Progress = lambda part, done: None, *, at: datetime | None = None) -> list[Finding]:
    """Everything that differs, in the order chains, rows, files; an empty list if all agrees. Others may go on
    writing meanwhile: stored files that no row names are looked for only where it is told what time it is. `progress` is told the part under way and how many of it are done; it must not write to the database."""
    last: dict[str, LastSaid] = {}
    doubtful: set[str] = set()
    with snapshot():
        findings = [*_guards(), *_chains(last, doubtful, progress), *between(doubtful, _entries)]
        for model in protected():
            findings += _rows(model, last.pop(model._meta.label_lower, LastSaid(model._meta.label_lower)), progress)
        for files in book.of(FileCheck):
            findings += files.check(progress)
        findings += unnamed.found(holding(), at) if at else ()
    return findings


def protected() -> list[type[models.Model]]:
    """Every model of ours whose rows the trail vouches for: all but the loose ones."""
    loose = {one.key for one in book.of(Loose)}
    ours = [app for app in apps.get_app_configs() if app.name.startswith("yanzhen.") or app.name in settings.PACKS]
    found = [m for app in ours for m in app.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return [m for m in found if m._meta.label_lower not in loose]


def holding() -> list[type[models.Model]]:
    """Every model whose rows name stored files."""
    return [model for files in book.of(FileCheck) for model in files.of]


def _guards() -> Iterator[Finding]:
    """Tables that ought to refuse changes and no longer do."""
    for table in append_only.missing(connection):
        says = _("表 %(table)s 的防改触发器不见了，有人可以直接改或删操作记录。") % {"table": table}
        yield Finding("trigger", table, says)


def read(rows: models.QuerySet[M, R]) -> Iterator[tuple[Any, R | None]]:
    """Every row, in the order of its key; None for one whose columns cannot be read at all."""
    rows, last = rows.order_by("pk"), None
    while True:
        part = (rows if last is None else rows.filter(pk__gt=last))[:CHUNK]
        try:
            found: list[tuple[Any, R | None]] = [(_key(row), row) for row in part]
        except UNREADABLE:
            keys = rows.model._base_manager.filter(pk__in=part.values("pk")).order_by("pk").values_list("pk", flat=True)
            found = [(pk, _one(rows, pk)) for pk in keys]
        yield from found
        if len(found) < CHUNK:
            return
        last = found[-1][0]


def _key(row: Any) -> Any:
    return row.pk


def _one(rows: models.QuerySet[M, R], pk: Any) -> R | None:
    try:
        return rows.get(pk=pk)
    except UNREADABLE:
        return None


def _entries() -> Iterator[tuple[Any, Any]]:
    """All entries, None for one that says no rows. As plain tuples, because there are many: models would take half as long again."""
    columns = ("pk", "chain", "seq", "at", "actor_id", "post", "verb", "subject", "said", "rows", "found", "uid", "previous", "hash")
    for pk, entry in read(Entry._base_manager.values_list(*columns, named=True)):
        yield pk, entry if entry and isinstance(entry.rows, dict) and (entry.found is None or isinstance(entry.found, dict)) else None


@dataclass
class _Chain:
    """How far one chain has been read."""

    seq: int = 0
    hash: str = ""


def _chains(last: dict[str, LastSaid], doubtful: set[str], progress: Progress) -> Iterator[Finding]:
    """Read all entries in the order they were written, comparing each with the one before it in its chain. `doubtful` receives
    the rows that one found otherwise than the one about them before it had left them."""
    chains: dict[int, _Chain] = {}
    done = 0
    for pk, entry in _entries():
        if entry is None:
            yield Finding("entry", f"entry:{pk}", _("有一条操作记录（内部编号 %(pk)s）已读不出来，内容被改坏了。") % {"pk": pk})
            continue
        chain = chains.setdefault(entry.chain, _Chain())
        yield from _link(chain, entry)
        chain.seq, chain.hash = entry.seq, entry.hash
        for name, digest in entry.rows.items():
            model = name.partition(":")[0]
            known = last.get(model) or last.setdefault(model, LastSaid(model))
            if entry.found is not None and entry.found.get(name, GONE) != known.get(name):
                doubtful.add(name)
            known.say(name, digest)
        if (done := done + 1) % CHUNK == 0:
            progress(_("操作记录"), done)
    progress(_("操作记录"), done)
    yield from _heads(chains)


def _link(chain: _Chain, entry: Said) -> Iterator[Finding]:
    """What is wrong with one entry, seen from the one before it."""
    wrong: list[tuple[str, str]] = []
    if entry.seq > chain.seq + 1:
        wrong.append(("gap", _("链 %(chain)s 缺第 %(first)s 到第 %(last)s 条操作记录，可能被删。")))
    elif entry.seq != chain.seq + 1:
        wrong.append(("order", _("链 %(chain)s 第 %(seq)s 条操作记录的次序被动过。")))
    elif entry.previous != chain.hash:
        wrong.append(("previous", _("链 %(chain)s 第 %(seq)s 条操作记录与前一条接不上。")))
    if not agrees(partial(entry_hash, entry), entry.hash):
        wrong.append(("entry", _("链 %(chain)s 第 %(seq)s 条操作记录的内容被改过。")))
    for sort, says in wrong:
        said = {"chain": chain_said(entry.chain), "seq": entry.seq, "first": chain.seq + 1, "last": entry.seq - 1}
        yield Finding(sort, f"{entry.chain}/{entry.seq}", says % said)


def agrees(compute: Callable[[str], str], stored: str) -> bool:
    """Does the stored digest come out, by the algorithm in use or by the other one, which may have been in use before?"""
    now = algorithm()
    try:
        return compute(now) == stored or any(compute(other) == stored for other in ALGORITHMS if other != now)
    except UNREADABLE:
        return False


def _heads(chains: dict[int, _Chain]) -> Iterator[Finding]:
    """Does each chain end where its head says?"""
    heads = {h.chain: _Chain(h.seq, h.hash) for h in ChainHead.objects.all()}
    for chain in sorted(heads.keys() | chains.keys()):
        head, end = heads.get(chain, _Chain()), chains.get(chain, _Chain())
        if head != end:
            said = {"chain": chain_said(chain), "head": head.seq, "end": end.seq}
            says = _("链 %(chain)s 应到第 %(head)s 条，实际到第 %(end)s 条：末尾的操作记录被删、被加，或链头被改。") % said
            yield Finding("head", f"{chain}/{head.seq}", says)


def _rows(model: type[models.Model], last: LastSaid, progress: Progress) -> Iterator[Finding]:
    """Compare every row of a model with what the last entry about it says it looked like."""
    sort, done = str(model._meta.verbose_name), 0
    wrong: list[tuple[str, str]] = []
    for pk, row in read(model._base_manager.all()):
        name = label(row) if row else f"{model._meta.label_lower}:{pk}"
        known = last.take(name)
        if known == GONE:
            wrong.append(("unwritten", name))
        elif row is None or not agrees(partial(row_digest, row), known):
            wrong.append(("row", name))
        if (done := done + 1) % CHUNK == 0:
            progress(sort, done)
    progress(sort, done)
    wrong += [("missing", name) for name in last.left()]
    yield from told(wrong, _entries)
