"""A roster on its way into the register: judged and made ready piece by piece while nobody waits, then written in one go.

Each row has the effect the bulk verbs would have. What takes time (judging, sealing, digests) is done before the
transaction; in it rows are only put in, so that others wait for their turn no longer than that takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import models

from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.digest import algorithm
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Correction

from . import tree
from .acting import CHUNK, alive, by_then, replaced, require
from .actions.orgs import fits, named
from .identity import COLUMNS
from .judging import CHANGED, NEW, SAME, Judged, Row, judge_households, judge_people, judge_ties
from .models import Belonging, Household, HouseholdMember, Org, Person

M = TypeVar("M", bound=models.Model)
#: The columns of a row that is there already which a roster may change.
CHANGING: dict[type[models.Model], Sequence[str]] = {
    Person: [*COLUMNS, "id_mark"],
    Household: ["number", "address", "lat", "lng", "head"],
    HouseholdMember: ["relation"],
    Belonging: ["joined_on", "confirmed_on"],
    Org: ["code", "area_km2", "serves"],
}
#: Keys reserved at a time once a roster turns out to be long. Those never used leave a gap.
AHEAD = 5000
MODELS = (Person, Household, HouseholdMember, Belonging, Correction)


class Moved(Exception):
    """What the rows were judged by has changed since; judge them again."""


class Roster:
    """`building` is off for a preview: then rows are judged and nothing is made ready. `made` names, for a judged row,
    every row of the database it will bring about."""

    def __init__(self, *, actor: Actor, at: datetime, org: Org, reason: str, building: bool) -> None:
        self.actor, self.at, self.org, self.reason, self.building = actor, at, org, reason, building
        self.founded: list[Org] = []
        self.ready: dict[type[models.Model], bulk.Rows[Any]] = {model: bulk.Rows(model) for model in MODELS}
        self.changed: dict[type[models.Model], list[Judged[Any]]] = {model: [] for model in CHANGING}
        self.signed: dict[type[models.Model], list[str]] = {model: [] for model in MODELS}
        self.left_out: dict[type[models.Model], set[int]] = {}
        self.digests: dict[str, str] = {}
        self.algorithm = algorithm()
        self._homes: dict[tuple[int, str], int | None] = {}
        self._keys: dict[type[models.Model], Iterator[int]] = {}

    def found(self, *, kind: str, name: str, parent: Org, since: date, **columns: Any) -> Org:
        """An organisation that will be founded with the roster; usable at once as a place for rows."""
        fits(kind, parent)
        require(self.actor, parent)
        if columns.get("serves"):
            require(self.actor, columns["serves"])
        by_then(since, self.at)
        if parent.pk not in {org.pk for org in self.founded}:
            alive(parent, since)
        key = bulk.reserve(Org, 1)[0] if self.building else -1 - len(self.founded)
        org = Org(pk=key, kind=kind, name=name, parent=parent, since=since, tenant_id=parent.tenant_id, path=f"{parent.path}{key}/", **columns)
        if org.definition.tenant:
            org.tenant_id = org.pk
        self.founded.append(org)
        return org

    def correct(self, org: Org, changes: Mapping[str, Any]) -> Judged[Org]:
        """New values for an organisation that is there; the same where they are its own."""
        require(self.actor, org)
        if changes.get("serves"):
            require(self.actor, changes["serves"])
        kept = replaced(org, changes, self.reason, self.actor, self.at)
        judged = Judged(CHANGED if kept else SAME, org, kept)
        self._take(Org, [judged])
        return judged

    def people(self, rows: Sequence[Row]) -> list[Judged[Person]]:
        """Judge people (see `judge_people`), and make the new ones ready."""
        judged = judge_people(rows, actor=self.actor, at=self.at, reason=self.reason)
        self._take(Person, judged)
        return judged

    def households(self, rows: Sequence[Row]) -> list[Judged[Household]]:
        """Judge households (see `judge_households`), with those of this roster that are not written yet."""
        judged = judge_households([row for row in rows if self._key(row) not in self._homes], actor=self.actor, at=self.at, reason=self.reason)
        self._take(Household, judged)
        queue = iter(judged)
        found = [self._more(row) if self._key(row) in self._homes else next(queue) for row in rows]
        for row, one in zip(rows, found, strict=True):
            if one.fate == NEW and one.row:
                self._homes[self._key(row)] = one.row.pk
        self._take_new(HouseholdMember, [member for one in found for member in one.joins])
        self._take(HouseholdMember, [mend for one in found for mend in one.mends])
        return found

    def _key(self, row: Row) -> tuple[int, str]:
        return row["org"].pk, row["number"]

    def _more(self, row: Row) -> Judged[Household]:
        """More members of a household that an earlier piece of the roster brought."""
        home, since = self._homes[self._key(row)], row["since"]
        told = [{"person": p, "relation": r[:10], "since": max(since, p.birth or since)} for p, r in row["members"]]
        return Judged(SAME, joins=[HouseholdMember(household_id=home or 0, **one) for one in told])

    def ties(self, rows: Sequence[Row]) -> list[Judged[Belonging]]:
        """Judge ties (see `judge_ties`), and make the new ones ready."""
        judged = judge_ties(rows, actor=self.actor, at=self.at, reason=self.reason)
        self._take(Belonging, judged)
        return judged

    def _take(self, model: type[M], judged: Iterable[Judged[M]]) -> None:
        """Give new rows their keys and digests; keep what is to be changed."""
        judged = list(judged)
        self._take_new(model, [one.row for one in judged if one.fate == NEW and one.row])
        kept = [one for one in judged if one.fate == CHANGED and one.kept]
        if self.building:
            self.changed[model] += kept
        self._take_new(Correction, [correction for one in kept for correction in one.kept])

    def _take_new(self, model: type[M], rows: Sequence[M]) -> None:
        if not self.building or not rows:
            return
        for row, key in zip(rows, self._keys_for(model, len(rows)), strict=True):
            row.pk = key
            _point(row)
        self.signed[model] += [trail.row_digest(row, self.algorithm) for row in rows]
        self.ready[model].add(rows)

    def _keys_for(self, model: type[models.Model], wanted: int) -> list[int]:
        """The next keys; they are reserved many at a time, because each reservation is a transaction of its own."""
        keys = list(islice(self._keys.get(model, iter(())), wanted))
        if missing := wanted - len(keys):
            self._keys[model] = iter(bulk.reserve(model, max(missing, AHEAD if len(self.ready[model]) else 0)))
            keys += islice(self._keys[model], missing)
        return keys

    def drop(self, judged: Judged[Any]) -> None:
        """Leave out what was made ready for a row that is given back after all."""
        if not self.building or judged.row is None:
            return
        if judged in self.changed[type(judged.row)]:
            self.changed[type(judged.row)].remove(judged)
        for row in ([judged.row] if judged.fate == NEW else []) + judged.kept:
            self.left_out.setdefault(type(row), set()).add(row.pk)

    def _leave_out(self) -> None:
        for model, out in self.left_out.items():
            rows, signed = self.ready[model], self.signed[model]
            kept = [n for n, row in enumerate(rows.ready) if row[0] not in out]
            rows.ready, self.signed[model] = [rows.ready[n] for n in kept], [signed[n] for n in kept]

    def write(self, act: trail.Act, verb: str, *, tenant: int | None, subject: str) -> None:
        """Put everything in, inside the act, and tell the trail a thousand rows at a time."""
        self._found_all()
        self._leave_out()
        keys, found = {}, dict[str, str]()
        for model, rows in self.ready.items():
            keys[model] = [row[0] for row in rows.ready]
            rows.write()
        for model, judged in self.changed.items():
            _change(model, judged)
            self.digests |= {trail.label(one.row): trail.row_digest(one.row) for one in judged if one.row}
            found |= {trail.label(one.row): trail.found_digest(one.row) for one in judged if one.row}
        names = chain(*(self._signed(model, keys[model]) for model in keys), self.digests.items())
        while part := dict(islice(names, CHUNK)):
            act.note(verb, tenant=tenant, subject=subject, rows=part, said={"rows": len(part)}, found={name: found[name] for name in part if name in found})

    def _signed(self, model: type[models.Model], keys: Sequence[int]) -> Iterator[tuple[str, str]]:
        """The trail names of the rows of one model that were put in, each with its digest."""
        label = model._meta.label_lower
        return ((f"{label}:{key}", sign) for key, sign in zip(keys, self.signed[model], strict=True))

    def _found_all(self) -> None:
        """Found the drafted organisations, each as `found_org` would, told in one go."""
        if not self.founded:
            return
        tree.lock()
        for org in self.founded:
            named(org, org.name)
            org.save(force_insert=True)
            for row in (org, *tree.plant(org, org.parent)):
                self.digests[trail.label(row)] = trail.row_digest(row)


def _point(row: models.Model) -> None:
    """Keys that were reserved after the row was drafted, into its references."""
    for name, other in [*row._state.fields_cache.items()]:
        if other is not None:
            setattr(row, f"{name}_id", other.pk)


def _change(model: type[models.Model], judged: Sequence[Judged[Any]]) -> None:
    """Write the changed columns of rows that are there; Moved if one of them is gone."""
    for row in (one.row for one in judged if one.row):
        columns = {name: getattr(row, name) for name in CHANGING[model]}
        if not model._default_manager.filter(pk=row.pk).update(**columns):
            raise Moved


def made_by(judged: Judged[Any]) -> list[str]:
    """The trail names of the rows a judged row brings about: itself if new, what is kept of old values, who joins."""
    own = [judged.row] if judged.fate == NEW and judged.row else []
    return [trail.label(row) for row in (*own, *judged.kept)]
