"""Rows as the API gives them: never a column that identifies a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yanzhen.kernel.base.models import Adopted
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org, Person
from yanzhen.kernel.reports.models import Report

from .places import HouseholdOut, OrgOut, PersonOut, PostHeld
from .shapes import AdoptedOut, ImportOut, JobOut, PaperOut, RecordOut, ReportOut


def record(row: Record, shape: type[RecordOut] = RecordOut, **more: Any) -> RecordOut:
    """A record with its own columns, relations by key."""
    facts = {f.name: getattr(row.facts, f.attname) for f in row.facts._meta.concrete_fields if f.name != "record"}
    return shape(
        id=row.pk, kind=row.kind, number=row.number, title=row.title, org=row.org_id, happened_on=row.happened_on, voided_on=row.voided_on,
        recorded_at=row.recorded_at, state=row.state, turn_role=row.turn_role, turn_org=row.turn_org_id, due_on=row.due_on, facts=facts, **more,
    )


def records(rows: Iterable[Record]) -> list[RecordOut]:
    return [record(row) for row in rows]


def paper(row: Paper) -> PaperOut:
    return PaperOut(id=row.pk, record=row.record_id, name=row.name, media=row.media, size=row.size, at=row.at)


def org(row: Org, shape: type[OrgOut] = OrgOut, **more: Any) -> OrgOut:
    return shape(id=row.pk, kind=row.kind, name=row.name, parent=row.parent_id, since=row.since, until=row.until, **more)


def orgs(rows: Iterable[Org]) -> list[OrgOut]:
    return [org(row) for row in rows]


def household(row: Household, shape: type[HouseholdOut] = HouseholdOut, **more: Any) -> HouseholdOut:
    return shape(id=row.pk, number=row.number, org=row.org_id, address=row.address, lat=row.lat, lng=row.lng, since=row.since, until=row.until, **more)


def person(row: Person, shape: type[PersonOut] = PersonOut, **more: Any) -> PersonOut:
    return shape(id=row.pk, name=row.name, gender=row.gender, birth=row.birth, **more)


def post(row: Appointment) -> PostHeld:
    return PostHeld(id=row.pk, person=row.person_id, name=row.person.name, org=row.org_id, role=row.role, title=row.title, since=row.since, until=row.until)


def adopted(row: Adopted) -> AdoptedOut:
    return AdoptedOut(id=row.pk, origin=row.origin, sha256=row.sha256, at=row.at)


def report(row: Report, shape: type[ReportOut] = ReportOut, **more: Any) -> ReportOut:
    return shape(
        id=row.pk, org=row.org_id, name=row.name, year=row.year, title=row.title, version=row.version, signed_on=row.signed_on, chain_head=row.chain_head, **more,
    )


def taken_in(row: Import, shape: type[ImportOut] = ImportOut, **more: Any) -> ImportOut:
    """An import, and what the worker last did or is doing with it."""
    last = Job.objects.filter(task__startswith="import.", about=row.pk).order_by("-pk").first()
    work = job(last) if last else None
    return shape(id=row.pk, name=row.name, sheet=row.sheet, state=row.state, said=row.said, counts=row.counts, job=work, **more)


def job(row: Job) -> JobOut:
    return JobOut(task=row.task, state=row.state, done=row.done, total=row.total, said=row.said)
