"""The verbs of a roster: many people, households or ties in one act. Each row has the effect the single verb would have;
the trail gets one entry a thousand rows, naming every one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.kernel.base import bulk
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Entry

from ..acting import CHUNK, asked, reasoned, require
from ..identity import COLUMNS
from ..judging import CHANGED, NEW, REFUSED, Judged, Row, judge_households, judge_people, judge_ties
from ..models import Belonging, Household, HouseholdMember, Org, Person

M = TypeVar("M", bound=models.Model)


def register_people(
    rows: Sequence[Row], *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, reason: str,
) -> list[Person]:
    """Register people on behalf of an organisation, or correct those registered already; one person a row, in order.
    Refused as a whole if one row is (see `judge_people`): nothing is written then."""
    with trail.act(actor, at, uid, asked("register_people", org=org, rows=rows, reason=reason) if uid else {}) as act:
        if act.seen:
            return _again(Person, uid)
        require(actor, org)
        judged = judge_people(rows, actor=actor, at=at, reason=reasoned(reason))
        people = _written(Person, judged, [*COLUMNS, "id_mark"])
        _note(act, "register.register_people", org, people, [[p, *j.kept] for p, j in zip(people, judged, strict=True)], judged)
    return people


def found_households(
    rows: Sequence[Row], *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, reason: str,
) -> list[Household]:
    """Register households with their members, or add what is new to those registered already; one a row, in order.
    `org` is the organisation the roster is for (its tenant keeps the trail); each row names its own."""
    with trail.act(actor, at, uid, asked("found_households", org=org, rows=rows, reason=reason) if uid else {}) as act:
        if act.seen:
            return _again(Household, uid)
        judged = judge_households(rows, actor=actor, at=at, reason=reasoned(reason))
        homes = _written(Household, judged, ["address", "lat", "lng", "head"])
        joins = [member for one in judged for member in one.joins]
        for member in joins:
            member.household_id = member.household.pk
        bulk.insert(joins)
        mends = [mend for one in judged for mend in one.mends]
        HouseholdMember.objects.bulk_update([m.row for m in mends if m.row], ["relation"], batch_size=100)
        bulk.insert([kept for mend in mends for kept in mend.kept])
        groups = [[h, *j.joins, *j.kept, *(row for m in j.mends for row in (m.row, *m.kept) if row)] for h, j in zip(homes, judged, strict=True)]
        _note(act, "register.found_households", org, homes, groups, judged)
    return homes


def belong_many(rows: Sequence[Row], *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org) -> list[Belonging]:
    """Let many people belong, or confirm those who do; one tie a row, in order."""
    with trail.act(actor, at, uid, asked("belong_many", org=org, rows=rows) if uid else {}) as act:
        if act.seen:
            return _again(Belonging, uid)
        judged = judge_ties(rows, actor=actor, at=at, reason=_("批量登记"))
        for one in judged:
            one.kept = [kept for kept in one.kept if kept.old]  # a day told for the first time puts nothing right
        ties = _written(Belonging, judged, ["joined_on", "confirmed_on"])
        _note(act, "register.belong_many", org, ties, [[t] for t in ties], judged)
    return ties


def _written(model: type[M], judged: Sequence[Judged[M]], columns: Sequence[str]) -> list[M]:
    """The rows judged new or changed, written; every row in order."""
    for place, one in enumerate(judged, 1):
        if one.fate == REFUSED:
            raise Refused(_("第 %(place)d 行：%(why)s。整批没有写入。") % {"place": place, "why": one.why.rstrip("。")})
    rows = [one.row for one in judged if one.row is not None]
    bulk.insert([one.row for one in judged if one.fate == NEW and one.row])
    changed = [one.row for one in judged if one.fate == CHANGED and one.row and one.row.pk and (one.kept or not (one.joins or one.mends))]
    model._default_manager.bulk_update(changed, columns, batch_size=100)
    bulk.insert([kept for one in judged for kept in one.kept])
    return rows


def _note(
    act: trail.Act, verb: str, org: Org, rows: Sequence[models.Model], groups: Sequence[Sequence[models.Model]], judged: Sequence[Judged[Any]],
) -> None:
    """Entries of at most a thousand rows; each says which rows it is about, so that the same act sent again answers the same."""
    kept: list[models.Model] = []
    keys: list[int] = []
    for row, group, one in zip(rows, groups, judged, strict=True):
        if kept and len(kept) + len(group) > CHUNK:
            _entry(act, verb, org, keys, kept)
            kept, keys = [], []
        kept += group if one.fate in (NEW, CHANGED) else ()
        keys.append(row.pk)
    _entry(act, verb, org, keys, kept)


def _entry(act: trail.Act, verb: str, org: Org, keys: list[int], kept: Iterable[models.Model]) -> None:
    act.note(verb, tenant=org.tenant_id, subject=org, rows=kept, said={"about": keys})


def _again(model: type[M], uid: UUID | None) -> list[M]:
    """What an act wrote or found the first time, in its order."""
    keys = [key for entry in Entry.objects.filter(uid=uid).order_by("seq") for key in entry.said["about"]]
    rows: dict[int, M] = {}
    for i in range(0, len(keys), 500):
        rows |= model._default_manager.in_bulk(keys[i : i + 500])
    return [rows[key] for key in keys]
