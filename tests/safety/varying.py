"""The other world: everything of a compartment different, so that whoever may not know it must see no difference."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from tests.safety.house import LAST_WEEK, House, picture, roster, uid
from tests.world import NOON, SINCE, id_number
from yanzhen.kernel.audit import actions as audits
from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.flows.models import StepTaken
from yanzhen.kernel.guard.models import Account, Appointment, Correction, Token
from yanzhen.kernel.intake import actions as intake
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs import actions as jobs
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.papers.actions import attach
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.actions import void
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.actions import found_household, found_org, register_person
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person
from yanzhen.kernel.reports import actions as reports
from yanzhen.kernel.reports.models import FrozenFigure, Report
from yanzhen.packs.visits.actions import Raised, log_visit
from yanzhen.packs.visits.models import Problem, Revisit, Visit

# Who knows what; everybody else must not notice whether it is so or otherwise.
KNOWERS: dict[str, tuple[str, ...]] = {
    "far": ("stranger", "far_clerk"),
    "next": ("other_clerk", "other_head", "moved", "dispatcher", "secretary", "liaison", "inspector"),
    "next_posts": ("other_clerk", "other_head", "moved", "dispatcher", "secretary", "liaison", "inspector", "system_admin", "security_admin", "audit_admin"),
    "imports": ("dispatcher",),
    "drafts": ("dispatcher", "secretary"),
    "audits": ("dispatcher", "secretary", "liaison", "inspector"),
    "revisits": ("inspector",),
    "numbers": (),
    "accounts": ("secretary", "system_admin"),
}
MARK = "qzv{:05}z"
# Columns that other rows or the program itself lean on are left alone.
KEPT = ("kind", "path", "org_path", "sort", "role", "login", "step", "state", "turn_role", "figure", "sha256", "task", "digest", "target", "source", "fate")


class Canaries:
    """Words that stand nowhere else, each given once; and digits that nobody else's number has."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.given: list[str] = []
        self.sealed: list[str] = []

    def word(self) -> str:
        self.given.append(MARK.format(next(self.numbers)))
        return self.given[-1]


def vary(house: House, unknown: set[str], canaries: Canaries) -> Canaries:
    """Make everything in these compartments different; the words that were put there."""
    for name in sorted(unknown):
        VARY[name](house, canaries)
    return canaries


def mutate(rows: Any, canaries: Canaries, *columns: str) -> None:
    """Another value in every column named, or in every one that nothing leans on."""
    for row in rows:
        for field in row._meta.concrete_fields:
            free = not (field.primary_key or field.is_relation or field.name in KEPT)
            if field.name in columns or (not columns and free):
                setattr(row, field.name, other(field, getattr(row, field.name), canaries))
        row.save()


def other(field: Any, value: Any, canaries: Canaries) -> Any:
    """A value of the column that is not the one it has."""
    if choices := [k for k, _name in getattr(field, "flatchoices", ())]:
        return next(k for k in choices if k != value)
    if isinstance(field, models.JSONField):
        return [[[120, 30], [121, 30], [121, 31]]] if field.name == "shape" else {"note": canaries.word()}
    if isinstance(field, models.CharField | models.TextField):
        return canaries.word()[: field.max_length or 60]
    if isinstance(field, models.DateTimeField):
        return (value or NOON) - timedelta(days=40)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 9)) - timedelta(days=40)
    if isinstance(field, models.DecimalField):
        return (value or Decimal(29)) + 2
    return not value if isinstance(field, models.BooleanField) else (value or 0) + 3 if isinstance(field, models.IntegerField) else value


def _place(house: House, canaries: Canaries, path: str, *villagers: str) -> None:
    """Everything that is written down about a place and below: people and homes, records and what hangs on them."""
    mutate(Person.objects.filter(pk__in=[house.world.people[n].pk for n in villagers]), canaries, "name", "gender", "birth", "nation", "education")
    mutate(Household.objects.filter(org__path__startswith=path), canaries, "number", "address", "lat", "lng", "since")
    mutate(HouseholdMember.objects.filter(household__org__path__startswith=path), canaries, "relation", "since")
    mutate(Belonging.objects.filter(org__path__startswith=path), canaries, "since", "confirmed_on")
    records = Record.objects.filter(org__path__startswith=path).exclude(kind="revisit")
    mutate(Correction.objects.filter(subject__in=[f"records.record:{r.pk}" for r in records]), canaries)
    for model in (Visit, Problem):
        mutate(model._default_manager.filter(record__in=records), canaries)
    mutate(StepTaken.objects.filter(record__in=records), canaries, "on", "at", "answers", "late")
    mutate(Paper.objects.filter(record__in=records), canaries, "name", "size", "at")
    mutate(records, canaries, "title", "number", "happened_on", "recorded_at", "due_on")


def _posts(house: House, canaries: Canaries, path: str, *people: str) -> None:
    """The organisations of a place and who holds its posts."""
    mutate(Org.objects.filter(path__startswith=path), canaries, "name", "code", "area_km2", "since", "shape")
    mutate(Appointment.objects.filter(org__path__startswith=path), canaries, "title", "appointed_by")
    mutate(Person.objects.filter(pk__in=[house.world.people[n].pk for n in people]), canaries, "name", "gender", "birth", "nation", "education")


def _more(house: House, canaries: Canaries, place: str, clerk: str, home: str) -> None:
    """And more of everything, that was not there."""
    by, org = house.world.actor(clerk), house.world.now(house.world.places[place])
    raised = [Raised(canaries.word(), "water", canaries.word()), Raised(canaries.word(), "other")]
    made = log_visit(actor=by, at=NOON, uid=uid(f"more {place}"), org=org, happened_on=NOON.date(), target=house.world.homes[home], heard=canaries.word(), problems=raised)
    first = made.offspring.order_by("pk").first()
    assert first is not None
    attach(first, actor=by, at=NOON, name=f"{canaries.word()}.png", data=picture("red"))
    void(getattr(house, f"old@{place}"), actor=by, at=LAST_WEEK, reason="写重了")
    person = register_person(actor=by, at=NOON, org=org, name=canaries.word(), id_number=id_number(date(1971, 7, 7), 90 + len(place), "m"))
    found_household(actor=by, at=NOON, org=org, number=canaries.word(), head=person, since=SINCE, address=canaries.word())


def vary_far(house: House, canaries: Canaries) -> None:
    """Another township."""
    town = house.world.other_town
    _more(house, canaries, "far_village", "far_clerk", "far_home")
    _place(house, canaries, town.path, "far_villager")
    _posts(house, canaries, town.path, "far_clerk", "stranger")
    mutate(Report.objects.filter(org=town), canaries, "name", "title", "body")
    mutate(FrozenFigure.objects.filter(report__org=town), canaries, "value", "words")
    mutate(Audit.objects.filter(org=town), canaries, "name", "said", "last_name")


def vary_next(house: House, canaries: Canaries) -> None:
    """What is written down in the next village of the same township."""
    _more(house, canaries, "other_village", "other_clerk", "other_home")
    _place(house, canaries, house.world.other_village.path, "other_villager")


def vary_next_posts(house: House, canaries: Canaries) -> None:
    """The next village itself, and who holds its posts."""
    village = house.world.other_village
    found_org(actor=house.operator, at=NOON, kind="grid", name=canaries.word(), parent=house.world.now(village), since=SINCE)
    _posts(house, canaries, village.path, "other_clerk", "other_head")


def vary_imports(house: House, canaries: Canaries) -> None:
    """What the township's office brings in, and the work it waits for."""
    theirs = Import.objects.filter(by=house.dispatcher)
    mutate(theirs, canaries, "name", "said", "size")
    mutate(Job.objects.filter(asked_by=house.dispatcher), canaries, "said", "done", "total")
    by = house.world.actor("dispatcher")
    more = intake.receive(actor=by, at=NOON, uid=uid("more import"), org=house.town, name=f"{canaries.word()}.csv", data=roster("更多"))
    jobs.ask("import.decide", more.pk, actor=by, at=NOON)


def vary_drafts(house: House, canaries: Canaries) -> None:
    """What the township has not signed yet."""
    mutate(Report.objects.filter(org=house.town, signed_at__isnull=True), canaries, "name", "title", "body")
    reports.draft(actor=house.world.actor("dispatcher"), at=NOON, uid=uid("more draft"), org=house.town, name=canaries.word(), year=2026, body=canaries.word())


def vary_audits(house: House, canaries: Canaries) -> None:
    """What the township hands in to be audited."""
    mutate(Audit.objects.filter(org=house.town), canaries, "name", "said", "last_name", "text")
    by = house.world.actor("dispatcher")
    audits.receive(actor=by, at=NOON, uid=uid("more audit"), org=house.town, year=2026, name=f"{canaries.word()}.txt", data=canaries.word().encode())


def vary_revisits(house: House, canaries: Canaries) -> None:
    """The second looks, which only their asker sees."""
    theirs = Record.objects.filter(kind="revisit")
    mutate(Revisit.objects.filter(record__in=theirs), canaries)
    mutate(theirs, canaries, "title", "number", "happened_on", "due_on")


def vary_numbers(house: House, canaries: Canaries) -> None:
    """What identifies people: other digits where nobody is shown them."""
    for person in Person.objects.all():
        person.id_number = person.id_number[:3] + "88888888888" + person.id_number[14:]
        person.phone = person.phone[:3] + "7777" + person.phone[7:]
        person.id_mark = f"{person.pk:032}"
        person.save()
    canaries.sealed += ["88888888888", "1997777"]  # shorter ones stand in a digest by chance


def vary_accounts(house: House, canaries: Canaries) -> None:
    """Other people's keys and passwords."""
    theirs = Account.objects.filter(person=house.secretary)
    mutate(theirs, canaries, "password_at", "totp_on", "closed_at")
    mutate(Token.objects.filter(account__in=theirs), canaries, "name", "until")


VARY = {
    "far": vary_far, "next": vary_next, "next_posts": vary_next_posts, "imports": vary_imports, "drafts": vary_drafts, "audits": vary_audits, "revisits": vary_revisits,
    "numbers": vary_numbers, "accounts": vary_accounts,
}


# Where each compartment lies, for those whose right reaches there and who are told a number or an act of it.
LIES_AT = {"far": "other_town", "next": "other_village", "next_posts": "other_village"}


def reaches(house: House, viewer: str, right: str) -> bool:
    """Does the viewer hold a right over the place of something he may not know?"""
    return bool(unknown_to(viewer) - beyond(house, viewer, {right}))


def beyond(house: House, viewer: str, rights: set[str]) -> set[str]:
    """What a person may not know and lies where he holds none of these rights."""
    actor = house.world.actor(viewer) if viewer in house.world.people else None
    places = {name: house.world.places[LIES_AT.get(name, "town")] for name in unknown_to(viewer)}
    return {name for name, place in places.items() if actor is None or not any(actor.may(right, place) for right in rights)}


def unknown_to(viewer: str) -> set[str]:
    """The compartments a person may not know."""
    return {name for name, knowers in KNOWERS.items() if viewer not in knowers}


def same_keys() -> None:
    """Let the next rows get the keys they would get in a world where nothing was tried before (PostgreSQL counts on)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("yanzhen.")]):
            cursor.execute(statement)
