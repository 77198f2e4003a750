"""Reading a file for the preview: recognised, parsed, judged, and its rows kept, a thousand at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.guard.access import Actor, who_else_may
from yanzhen.kernel.guard.trail import label
from yanzhen.kernel.jobs.tasks import Progress

from .by_hand import ByHand
from .cellnames import letters
from .loading import REFUSED, SAME, Context, Line, Load, Loader, fact_mark
from .matching import Recognition, SheetPlan, recognise
from .models import Import, ImportRow
from .packing import line_of, packed
from .reading import Reading
from .sandbox import RawBook
from .sheets import SheetKind
from .struck import STRUCK
from .titled import as_of

CHUNK = 1000
#: Rows that were no data are shown as far as a person looks.
SHOWN = 50


@bulk.many()
def run(imported: Import, actor: Actor, at: datetime, progress: Progress, *, building: bool = False) -> tuple[dict[str, Any], Load]:
    """Read the file; what to keep of it on the import, and the load its rows went through. The rows are kept already, for
    nobody to see before that. With `building` they are made ready to be written as well."""
    hand = imported.mapping.get("hand", {})
    with RawBook(content(imported)) as raw:
        recognition = recognise(raw.sheets, kinds(), name=imported.name, by_hand=by_hand(hand))
        imported.mapping = {"hand": hand, **shown(recognition)}
        reading = Reading(raw, recognition, year=hand.get("year"), name=imported.name)
        assert recognition.kind is not None
        loader = book.get(Loader, recognition.kind.key)
        context = context_of(imported, loader, actor, at, day_of(hand, recognition, at), building=building)
        load = loader.load(context)
        ImportRow.objects.filter(of=imported).delete()
        counts = _take(reading, load, imported, recognition.kind, progress)
    counts |= {"skipped": [list(one) for one in reading.skipped[:SHOWN]], "skipped_rows": len(reading.skipped), "founded": list(load.founded())}
    return {"sheet": recognition.kind.key, "mapping": imported.mapping | {"day": context.day.isoformat()}, "counts": counts}, load


def kinds() -> list[SheetKind]:
    """The kinds of sheets that can be loaded."""
    loaded = {loader.key for loader in book.of(Loader)}
    return [kind for kind in book.of(SheetKind) if kind.key in loaded]


def content(imported: Import) -> bytes:
    storage = FsyncStorage()
    with storage.open(storage.name_of(imported.sha256)) as stored:
        data: bytes = stored.read()
    return data


def by_hand(hand: dict[str, Any]) -> ByHand:
    """What a person decided, as the recognition takes it."""
    return ByHand(
        kind=book.get(SheetKind, hand["kind"]) if hand.get("kind") else None,
        headers={name: (rows[0], rows[1]) for name, rows in hand.get("headers", {}).items()},
        columns={name: {int(n): key for n, key in chosen.items()} for name, chosen in hand.get("columns", {}).items()},
    )


def shown(recognition: Recognition) -> dict[str, Any]:
    """How the file was understood, for a person to look at and to decide otherwise."""
    return {
        "scores": [[kind.key, round(score, 2)] for kind, score in recognition.scores if score > 0],
        "kind": recognition.kind.key if recognition.kind else "", "unread": [list(one) for one in recognition.unread],
        "sheets": [shown_sheet(plan) for plan in recognition.sheets], "offered": [shown_sheet(plan) for plan in recognition.offered],
    }


def shown_sheet(plan: SheetPlan) -> dict[str, Any]:
    return {
        "name": plan.name, "first": plan.first, "last": plan.last, "titles": list(plan.titles),
        "headings": [heading.text.replace(STRUCK, "") for heading in plan.headings], "columns": {str(n): key for n, key in plan.columns.items()},
        "missing": [column.key for column in plan.missing], "unused": list(plan.unused),
    }


def day_of(hand: dict[str, Any], recognition: Recognition, at: datetime) -> date:
    """The day as of which the file is true: as said, else the end of the time its titles tell, else today. Never to come."""
    if hand.get("day"):
        return date.fromisoformat(hand["day"])
    titles = [title for plan in recognition.sheets for title in (*plan.titles, plan.name)]
    return as_of(titles, local_day(at)) or local_day(at)


def context_of(
    imported: Import, loader: Loader, actor: Actor, at: datetime, day: date, *, building: bool,
) -> Context:
    """What the loader needs to know; Refused if the actor may not write where the file is for."""
    if not actor.may(loader.right, imported.org):
        roles = who_else_may(actor, loader.right)
        raise Refused(_("您现在的岗位不能给%(org)s导入%(kind)s，请交给管得到那里的%(roles)s。") % {"org": imported.org, "kind": loader, "roles": roles})
    if imported.org.tenant is None:
        raise Refused(_("请把表格导入到具体单位，不要导入到%(org)s。") % {"org": imported.org})
    sheets = imported.mapping["sheets"]
    return Context(
        subject=label(imported), org=imported.org, tenant=imported.org.tenant, actor=actor, at=at, day=day, building=building,
        reason=(_("按%(kind)s“%(name)s”更正") % {"kind": loader, "name": imported.name})[:200],
        titles={one["name"]: [*one["titles"], one["name"], imported.name] for one in sheets},
        letters={one["name"]: {key: letters(int(n)) for n, key in one["columns"].items()} for one in sheets},
    )


def _take(reading: Reading, load: Load, imported: Import, kind: SheetKind, progress: Progress) -> dict[str, Any]:
    """Judge the rows and keep them; how many fared how. Each thousand is a short transaction of its own."""
    counts: Counter[str] = Counter()
    rows, done = map(line_of, reading), 0
    while lines := list(islice(rows, CHUNK)):
        judge(load, lines, imported, kind.key)
        with transaction.atomic():
            kept = bulk.Rows(ImportRow)
            kept.add_values(_keyed(lines, imported.pk))
            kept.write()
        counts.update(line.fate for line in lines)
        progress(done := done + len(lines), max(done, reading.height))
    if ImportRow.objects.filter(of=imported).count() != done:
        raise Refused(_("“%(name)s”正在另一处预览，请稍后再看。") % {"name": imported.name})
    if not done:
        raise Refused(_("表里没有数据行。"))
    return {fate: counts.get(fate, 0) for fate in ("new", "changed", "same", "refused")} | {"rows": done}


def _keyed(lines: Sequence[Line], of: int) -> Iterator[tuple[Any, ...]]:
    """The lines as they are kept. Each knows its key from here on: what it brings about may be known only when it is written."""
    for line, key in zip(lines, bulk.reserve(ImportRow, len(lines)), strict=True):
        line.pk = key
        yield packed(key, line, of)


def judge(load: Load, lines: Sequence[Line], imported: Import, kind: str) -> None:
    """The fate of some rows: those without faults that an earlier file already stated are the same, the loader judges the rest."""
    sound = [line for line in lines if not line.faults]
    for line in sound:
        line.fate, line.says = "", ""
        facts = load.facts(line)
        line.mark = fact_mark(load.context.tenant, kind, facts) if facts else ""
    stated = written_marks(imported, (line.mark for line in sound if line.mark))
    for line in sound:
        if line.mark in stated:
            line.fate = SAME
    load.stated([line for line in sound if line.fate])
    load.take([line for line in sound if not line.fate])
    for line in lines:
        line.fate = REFUSED if line.faults else line.fate


def written_marks(imported: Import, marks: Iterator[str]) -> set[str]:
    """Those of the facts that another import wrote, and did not take back."""
    asked, found = list(marks), set[str]()
    for i in range(0, len(asked), CHUNK):
        rows = ImportRow.objects.filter(mark__in=asked[i : i + CHUNK], of__state="written", fate__in=("new", "changed", "same"))
        found |= set(rows.exclude(of=imported).values_list("mark", flat=True))
    return found
