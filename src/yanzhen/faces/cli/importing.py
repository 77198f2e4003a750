"""`yz import FILE`: the door for spreadsheets, at the console."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from typing import TextIO
from uuid import uuid4

from django.db.models import QuerySet
from django.utils import timezone

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import operator
from yanzhen.kernel.intake import actions, left_out
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.intake.sheets import SheetKind
from yanzhen.kernel.register.models import Org

SHOWN = 20
FATES = (("new", "新增"), ("changed", "变更"), ("same", "相同"), ("refused", "退回"))


def load(said: argparse.Namespace) -> int:
    """Preview a file, and unless it is a dry run write it. Exit code 1 if rows were refused, 2 if the file was."""
    refresh()
    at = timezone.now()
    if not said.file.is_file():
        raise Refused(f"没有这个文件:{said.file}")
    imported = read(said.file.read_bytes(), said.file.name, place(said.org), kind_named(said.kind), at, write=not said.dry_run)
    tell(imported, as_json=said.json)
    return 1 if imported.counts.get("refused") else 0


def kind_named(word: str) -> str:
    """The key of a kind of sheet, by its key, its name on screen or a title it goes by; empty for whichever the file looks like."""
    kinds = list(book.of(SheetKind))
    found = [kind.key for kind in kinds if word in (kind.key, str(kind.name), *kind.titles)]
    if word and len(found) != 1:
        raise Refused(f"没有“{word}”这种表。现有:{'、'.join(f'{kind.name}({kind.key})' for kind in kinds)}。")
    return found[0] if word else ""


def place(name: str) -> Org:
    """The living organisation of that name; without a name, the only tenant there is."""
    living = Org.objects.filter(until__isnull=True)
    tenants = [o for o in living if o.tenant_id == o.pk]
    found = list(living.filter(name=name)) if name else tenants
    if len(found) == 1:
        return found[0]
    if not tenants:
        raise Refused("还没有乡镇。请先运行 yz found 区县 乡镇,或装入样例:yz sample chishan。")
    why = "有不止一个同名的" if found and name else f"现有:{'、'.join(o.name for o in tenants)}"
    raise Refused(f"请用 --org 写明导入到哪个单位({why})。")


def read(data: bytes, name: str, org: Org, kind: str, at: datetime, *, write: bool = False) -> Import:
    """The file received and previewed, or written at once."""
    actor = operator(local_day(at))
    received = actions.receive(actor=actor, at=at, uid=uuid4(), org=org, name=name, data=data, kind=kind)
    return (actions.bring_in if write else actions.read)(received, actor=actor, at=at, uid=uuid4())


def tell(imported: Import, *, as_json: bool) -> None:
    """What became of the rows; those with something to be said of them, and the refused ones with their cell and reason."""
    refused = ImportRow.objects.filter(of=imported, fate="refused").order_by("id")
    noted = ImportRow.objects.filter(of=imported).exclude(fate="refused").exclude(why="").order_by("id")
    if as_json:
        rows, notes = ([{"sheet": r.sheet, "row": r.row, "why": r.why} for r in some] for some in (refused, noted))
        unread = [{"sheet": name, "why": why} for name, why in imported.mapping.get("unread", ())]
        unused = [one._asdict() for one in left_out.unused(imported)]
        told = {"file": imported.name, "kind": imported.sheet, "state": imported.state, "counts": imported.counts, "refused": rows, "noted": notes, "unread": unread, "unused": unused}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print(f"{imported.name}:{imported.get_state_display()},{'、'.join(f'{word} {imported.counts.get(key, 0)} 行' for key, word in FATES)}")
    if founded := imported.counts.get("founded"):
        print(f"  {'同时设立' if imported.state == 'written' else '将同时设立'}:{'、'.join(founded)}")
    if skipped := imported.counts.get("skipped_rows"):
        print(f"  不是数据、没有读的:{skipped} 行")
    for sentence in left_out.told(imported):
        print(f"  {sentence}")
    tell_rows(noted, "有说明", sys.stdout)
    tell_rows(refused, "退回", sys.stderr)


def tell_rows(rows: QuerySet[ImportRow], said: str, to: TextIO) -> None:
    """The first of these rows, each with its place and what is said of it, and how many there are."""
    for r in rows[:SHOWN]:
        print(f"  {r.sheet} 第 {r.row} 行:{r.why}", file=to)
    if (count := rows.count()) > SHOWN:
        print(f"  ……共 {count} 行{said}", file=to)
