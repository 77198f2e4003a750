"""What rows of a roster mean against the register: new, changed, same or refused. Nothing is written; the bulk verbs
write what was judged, a preview shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.kernel.base.bulk import drafted
from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Correction

from .acting import WRITE, alive, by_then, replaced, require
from .identity import agree, amended, marked, tidied
from .models import Belonging, Household, HouseholdMember, Person
from .sound import confirm, fitting, living, measured, moved_in, with_head

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
PIECE = 500
Row = Mapping[str, Any]
M = TypeVar("M", bound=models.Model)
T = TypeVar("T")


@dataclass(slots=True)
class Judged(Generic[M]):
    """One row: its fate, the row of the register as it would stand, what it would replace, who would join, whose relation would be corrected, or why not."""

    fate: str
    row: M | None = None
    kept: list[Correction] = field(default_factory=list)
    joins: list[HouseholdMember] = field(default_factory=list)
    mends: list[Judged[HouseholdMember]] = field(default_factory=list)
    why: str = ""
    about: str = ""


def tried(judge: Callable[..., Judged[M]], *asked: Any) -> Judged[M]:
    """The judgement of one row; a refusal is its fate and its reason."""
    try:
        return judge(*asked)
    except Refused as why:
        return Judged(REFUSED, why=str(why), about=why.about)


def pieces(many: Iterable[T]) -> Iterator[list[T]]:
    """The values in pieces a query can hold."""
    found = list(many)
    return (found[i : i + PIECE] for i in range(0, len(found), PIECE))


def judge_people(rows: Sequence[Row], *, actor: Actor, at: datetime, reason: str = "") -> list[Judged[Person]]:
    """People by their identity number, or by the registered `person` a row names. Empty cells change nothing.
    A person registered elsewhere is taken as he is, if the name agrees."""
    today, seen, reach = local_day(at), set[str](), _Reach(actor)
    read = [_read(row) for row in rows]
    known = _known(columns["id_mark"] for columns in read if isinstance(columns, dict))

    def judge(columns: dict[str, Any] | Refused, old: Person | None) -> Judged[Person]:
        if isinstance(columns, Refused):
            raise columns
        sign = columns.pop("id_mark")
        if sign and sign in seen:
            raise Refused(_("与前面的行是同一身份证号"), "id_number")
        seen.add(sign)
        if old := old or known.get(sign):
            return _compared(old, columns, reach, reason, at)
        new = drafted(Person, **columns, id_mark=sign)
        agree(new, today)
        return Judged(NEW, new)

    return [tried(judge, columns, row.get("person")) for columns, row in zip(read, rows, strict=True)]


def _read(row: Row) -> dict[str, Any] | Refused:
    """The columns a row fills, as they are kept, with the mark of its identity number; empty cells say nothing."""
    try:
        columns = tidied({name: value for name, value in row.items() if name != "person" and value not in ("", None)})
    except Refused as why:
        return why
    columns["id_mark"] = mark(columns.get("id_number", ""))
    return columns


def _known(marks: Iterable[str]) -> dict[str, Person]:
    return {p.id_mark: p for piece in pieces(filter(None, marks)) for p in Person.objects.marked(piece)}


class _Reach:
    """Whom the actor may correct; asked only about people of whom something would change."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.mine = actor, Person.objects.within(actor, WRITE)

    def __contains__(self, person: Person) -> bool:
        return self.actor.operator or self.mine.filter(pk=person.pk).exists()


def _compared(old: Person, columns: dict[str, Any], reach: _Reach, reason: str, at: datetime) -> Judged[Person]:
    changes = amended(old, columns)
    if not changes:
        return Judged(SAME, old)
    if old not in reach:
        if "name" in changes:
            raise Refused(_("身份证号和姓名对不上，请核对证件"), "id_number")
        return Judged(SAME, old)
    kept = replaced(old, changes, reason, reach.actor, at)
    agree(marked(old), local_day(at))
    return Judged(CHANGED, old, kept)


def judge_households(rows: Sequence[Row], *, actor: Actor, at: datetime, reason: str = "") -> list[Judged[Household]]:
    """Households by organisation and number: `org, number, since`, and optionally `head, address, lat, lng, members` (pairs
    of person and relation), `renumber` (the number it is to have from now on). A household that exists takes on what is new; nobody is taken out of it. People not yet
    saved may be named: they live nowhere."""
    orgs = {row["org"].pk: row["org"] for row in rows}
    for org in orgs.values():
        require(actor, org)
    numbers = {tidy(row["number"]) for row in rows}
    known = {(h.org_id, h.number): h for piece in pieces(numbers) for h in _homes_with_heads(orgs, piece)}
    homes = _homes(row for row in rows)
    seen: set[tuple[int, str]] = set()

    def judge(row: Row) -> Judged[Household]:
        key = (row["org"].pk, tidy(row["number"]))
        if key in seen:
            raise Refused(_("与前面的行是同一户号"))
        seen.add(key)
        judged = _home(row, known.get(key), reason, actor, at)
        judged.joins = list(_joins(judged.row, row, homes)) if judged.row else []
        judged.mends = list(_mends(judged.row, row, homes, reason, actor, at)) if judged.row else []
        judged.fate = CHANGED if (judged.joins or judged.mends) and judged.fate == SAME else judged.fate
        return judged

    return [tried(judge, row) for row in rows]


def _homes_with_heads(orgs: Iterable[int], numbers: Iterable[str]) -> Iterable[Household]:
    """The households of these organisations with these numbers; their heads are compared with, but not read."""
    found = Household.objects.filter(org__in=orgs, number__in=numbers, until__isnull=True)
    return found.select_related("head").defer("head__id_number", "head__phone")


def _home(row: Row, old: Household | None, reason: str, actor: Actor, at: datetime) -> Judged[Household]:
    said = dict(row) | {"number": row.get("renumber")}
    given = {n: tidy(v) if isinstance(v, str) else v for n in ("number", "address", "lat", "lng", "head") if (v := said.get(n)) not in ("", None)}
    if old is None:
        by_then(row["since"], at)
        alive(row["org"], row["since"])
        home = drafted(Household, org=row["org"], since=row["since"], **given | {"number": tidy(row["number"])})
        measured(home)
        return Judged(NEW, home)
    kept = replaced(old, given, reason, actor, at)
    measured(old)
    return Judged(CHANGED if kept else SAME, old, kept)


def _homes(rows: Iterable[Row]) -> dict[int, list[HouseholdMember]]:
    """Every home the people named ever had in the tenants of the rows."""
    rows = list(rows)
    tenants = {row["org"].tenant_id for row in rows}
    keys = {p.pk for row in rows for p, _r in with_head(row.get("head"), row.get("members", ())) if not p._state.adding}
    found: dict[int, list[HouseholdMember]] = {}
    for piece in pieces(keys):
        for member in HouseholdMember.objects.filter(person__in=piece, household__org__tenant__in=tenants):
            found.setdefault(member.person_id, []).append(member)
    return found


def _joins(home: Household, row: Row, homes: dict[int, list[HouseholdMember]]) -> Iterator[HouseholdMember]:
    for person, relation in with_head(row.get("head"), row.get("members", ())):
        since = moved_in(person, row["since"])
        here = [m for m in homes.get(person.pk or -id(person), []) if m.until is None or m.until > since]
        if any(m.household_id == home.pk and m.until is None for m in here if home.pk):
            continue
        if here:
            raise Refused(_("%(person)s 那时还在另一户，请先由那边登记迁出。") % {"person": person})
        living(person, since)
        member = drafted(HouseholdMember, household=home, person=person, relation=tidy(relation)[:10], since=since)
        homes.setdefault(person.pk or -id(person), []).append(member)
        yield member


def _mends(home: Household, row: Row, homes: dict[int, list[HouseholdMember]], reason: str, actor: Actor, at: datetime) -> Iterator[Judged[HouseholdMember]]:
    """Those of the members named who are called otherwise now; an empty relation changes nothing."""
    for person, said in with_head(row.get("head"), row.get("members", ())) if home.pk else ():
        there = [m for m in homes.get(person.pk or -id(person), []) if m.pk and m.household_id == home.pk and m.until is None]
        relation = {"relation": tidy(said)[:10]} if tidy(said) else {}
        yield from (Judged(CHANGED, m, kept) for m in there if (kept := replaced(m, relation, reason, actor, at)))


def judge_ties(rows: Sequence[Row], *, actor: Actor, at: datetime, reason: str = "") -> list[Judged[Belonging]]:
    """Ties by person, organisation and sort: `person, org, sort, since` and optionally `joined_on, confirmed_on`. One that
    holds already is the same, or changed where it says another day."""
    for org in {row["org"].pk: row["org"] for row in rows}.values():
        require(actor, org)
    known: dict[tuple[int, int, str], list[Belonging]] = {}
    for piece in pieces({row["person"].pk for row in rows if row["person"].pk}):
        for tie in Belonging.objects.filter(person__in=piece).select_related("org"):
            known.setdefault((tie.person_id, tie.org_id, tie.sort), []).append(tie)

    def judge(row: Row) -> Judged[Belonging]:
        key = (row["person"].pk or -id(row["person"]), row["org"].pk, row["sort"])
        there = [t for t in known.get(key, []) if t.until is None or t.until > row["since"]]
        if there:
            return _dated(there[0], row, reason, actor, at)
        tie = Belonging(**{n: row[n] for n in ("person", "org", "sort", "since")}, joined_on=row.get("joined_on"))
        by_then(tie.since, at)
        fitting(tie)
        known.setdefault(key, []).append(tie)
        if row.get("confirmed_on"):
            confirm(tie, row["confirmed_on"], at)
        return Judged(NEW, tie)

    return [tried(judge, row) for row in rows]


def _dated(tie: Belonging, row: Row, reason: str, actor: Actor, at: datetime) -> Judged[Belonging]:
    """A tie that holds, with the days the row gives it; an empty cell changes nothing."""
    given = {name: row[name] for name in ("joined_on", "confirmed_on") if row.get(name)}
    if tie.until or tie._state.adding or all(getattr(tie, name) == day for name, day in given.items()):
        return Judged(SAME, tie)
    kept = replaced(tie, given, reason, actor, at)
    if tie.confirmed_on:
        confirm(tie, tie.confirmed_on, at)
    return Judged(CHANGED, tie, kept)
