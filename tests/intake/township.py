"""A township old enough for old ledgers, and rosters as clerks keep them: for the loaders' tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.world import id_number
from yanzhen.faces.cli.sample.plan import VILLAGE_NAMES
from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.guard.access import Actor, actor_of, operator
from yanzhen.kernel.guard.actions import appoint
from yanzhen.kernel.intake import actions
from yanzhen.kernel.intake.models import Import, ImportRow
from yanzhen.kernel.register.actions import found_org, register_people
from yanzhen.kernel.register.models import Org, Person

SINCE = date(1958, 1, 1)
AT = datetime(2026, 3, 10, 9, tzinfo=ZONE)
DAY = AT.date()
SHARED = Path(__file__).parents[3] / "shared" / "mission" / "rosters"
HOUSEHOLD_HEAD = ("户号", "户主", "与户主关系", "姓名", "身份证号", "所属网格", "住址", "联系电话")


@dataclass
class Township:
    """A county with two townships; the first has two villages, an office, and a dispatcher who imports."""

    county: Org
    town: Org
    village: Org
    other_village: Org
    office: Org
    far_town: Org
    far_village: Org
    person: Person

    @property
    def by(self) -> Actor:
        return actor_of(self.person.pk, self.person.name, DAY)

    @property
    def console(self) -> Actor:
        return operator(DAY)


def build() -> Township:
    console = operator(DAY)

    def org(kind: str, name: str, parent: Org | None, **more: Any) -> Org:
        return found_org(actor=console, at=AT, kind=kind, name=name, parent=parent, since=SINCE, **more)

    county = org("county", "青岭县", None)
    town, far_town = org("town", "石桥镇", county), org("town", "柳湾镇", county)
    village, other = org("village", "上河村", town), org("village", "下河村", town)
    office, far = org("office", "党政综合办公室", town), org("village", "柳树村", far_town)
    [person] = register_people([{"name": "阎知行", "id_number": id_number(date(1983, 5, 21), 1, "m")}], actor=console, at=AT, org=town, reason="建账")
    appoint(actor=console, at=AT, person=person, org=town, role="dispatcher", since=date(2015, 1, 1))
    return Township(county, town, village, other, office, far_town, far, person)


def chart(place: Township) -> None:
    """All villages of the sample, each with its branch, by the roster of organisations: what the shared rosters name."""
    names = [f"{name}村" for name in VILLAGE_NAMES]
    rows = [*([name, "行政村", ""] for name in names), *([f"{name}党支部", "村党支部", name] for name in names)]
    bring_in(sheet(("名称", "类别", "所在村"), rows, "石桥镇组织名册"), "组织.csv", place, kind="org_roster")


def sheet(head: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> bytes:
    """A csv as a spreadsheet program would save it."""
    out = io.StringIO()
    writer = csv.writer(out)
    if title:
        writer.writerow([title])
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("gb18030")


def home(number: str, *people: tuple[str, str, str], grid: str = "第1网格", address: str = "上河村", phone: str = "") -> list[list[str]]:
    """The rows of one household: relation, name and identity number of each; the first is the head."""
    head = people[0][1]
    return [
        [number if n == 0 else "", head if n == 0 else "", relation, name, identity, grid, address if n == 0 else "", phone if n == 0 else ""]
        for n, (relation, name, identity) in enumerate(people)
    ]


def born(year: int, order: int, gender: str = "m") -> str:
    return id_number(date(year, 3, 4), order, gender)


def arrive(data: bytes, name: str, place: Township, *, org: Org | None = None, by: Actor | None = None, **more: Any) -> Import:
    """A file received and read."""
    by = by or place.by
    imported = actions.receive(actor=by, at=AT, org=org or place.town, name=name, data=data, **more)
    return actions.read(imported, actor=by, at=AT)


def bring_in(data: bytes, name: str, place: Township, **more: Any) -> Import:
    """A file received, read and written."""
    return actions.decide(arrive(data, name, place, **more), actor=more.get("by") or place.by, at=AT)


def at_once(data: bytes, name: str, place: Township, **more: Any) -> Import:
    """A file received and written in one pass, as the console does."""
    imported = actions.receive(actor=place.by, at=AT, org=place.town, name=name, data=data, **more)
    return actions.bring_in(imported, actor=place.by, at=AT)


def fates(imported: Import) -> tuple[int, int, int, int]:
    """How many rows are new, changed, same, refused."""
    counts = imported.counts
    return counts["new"], counts["changed"], counts["same"], counts["refused"]


def whys(imported: Import) -> list[str]:
    return list(ImportRow.objects.filter(of=imported, fate="refused").order_by("pk").values_list("why", flat=True))
