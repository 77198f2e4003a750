"""The table: every verb that a program may use on a row, one line each. What asks for files or for the worker is in `taking_in`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from yanzhen.kernel.guard import actions as guard
from yanzhen.kernel.papers import actions as papers
from yanzhen.kernel.records import actions as records
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions as register
from yanzhen.kernel.register.models import Household, Org
from yanzhen.kernel.reports import actions as reports
from yanzhen.packs.visits.actions import draw_revisits

from .. import inputs
from . import asks, auditing, counting, dividing, looking, reading, recording, registering, showing, taking_in
from .acting import Act, missing, serve
from .facts import facts_in
from .places import HouseholdOut, OrgOut, PersonOut, PostHeld
from .shapes import AdoptedOut, PaperOut, RecordOut, ReportOut


def correct_record(*, record: Record, facts: dict[str, Any] | None = None, **said: Any) -> Record:
    """Put right what was written down wrongly; what it said before is kept with the reason."""
    return records.correct(record, **said, **facts_in(record.definition, facts or {}, said["actor"]))


def merge_org(*, org: Org, **said: Any) -> Org:
    """Merge an organisation into another of its kind from a day on: what lives in it goes there, its posts end."""
    return register.merge_orgs(orgs=[org], **said)


def split_org(*, org: Org, parts: Iterable[asks.PartIn], **said: Any) -> list[Org]:
    """Split an organisation from a day on: each household and organisation directly in it goes into one of the new ones."""
    made = [register.Part(p.name, every(Household, p.households, "households", org=org), every(Org, p.orgs, "orgs", parent=org)) for p in parts]
    return register.split_org(org=org, parts=made, **said)


def every(model: Any, keys: list[int], name: str, **where: Any) -> list[Any]:
    """The rows of all these keys, in their order."""
    found = model._default_manager.filter(pk__in=keys, **where).in_bulk()
    if len(found) != len(keys):
        raise missing(name)
    return [found[key] for key in keys]


def then(verb: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A verb that makes a tie, followed to what is tied."""

    def told(**said: Any) -> Any:
        return getattr(verb(**said), name)

    told.__doc__ = verb.__doc__
    return told


RECORDS = (
    Act("correct_record", "/records/{int:pk}/correct", asks.CorrectRecordIn, correct_record, RecordOut, showing.record, "record"),
    Act("void_record", "/records/{int:pk}/void", asks.ReasonIn, records.void, RecordOut, showing.record, "record"),
    Act("withdraw_paper", "/papers/{int:pk}/withdraw", asks.ReasonIn, papers.withdraw, PaperOut, showing.paper, "paper"),
    Act("draw_revisits", "/revisits", asks.DrawIn, draw_revisits, list[RecordOut], showing.records),
)
ORGS = (
    Act("found_org", "/orgs", asks.FoundOrgIn, register.found_org, OrgOut, showing.org),
    Act("rename_org", "/orgs/{int:pk}/rename", asks.RenameIn, register.rename_org, OrgOut, showing.org, "org"),
    Act("correct_org", "/orgs/{int:pk}/correct", asks.CorrectOrgIn, register.correct_org, OrgOut, showing.org, "org"),
    Act("move_org", "/orgs/{int:pk}/move", asks.MoveIn, register.move_org, OrgOut, showing.org, "org"),
    Act("merge_org", "/orgs/{int:pk}/merge", asks.MergeIn, merge_org, OrgOut, showing.org, "org"),
    Act("split_org", "/orgs/{int:pk}/split", asks.SplitIn, split_org, list[OrgOut], showing.orgs, "org"),
    Act("restore_org", "/orgs/{int:pk}/restore", asks.ActIn, register.restore_org, OrgOut, showing.org, "org"),
    Act("end_org", "/orgs/{int:pk}/end", asks.UntilIn, register.end_org, OrgOut, showing.org, "org"),
)
PEOPLE = (
    Act("register_person", "/people", asks.RegisterPersonIn, inputs.settle, PersonOut, showing.person),
    Act("correct_person", "/people/{int:pk}/correct", asks.CorrectPersonIn, register.correct_person, PersonOut, showing.person, "person"),
    Act("person_belongs", "/people/{int:pk}/belong", asks.BelongIn, then(register.belong, "person"), PersonOut, showing.person, "person"),
    Act("person_confirmed", "/people/{int:pk}/confirm", asks.ConfirmIn, then(register.confirm_belonging, "person"), PersonOut, showing.person, "person"),
    Act("person_leaves", "/people/{int:pk}/leave", asks.LeaveIn, then(register.leave, "person"), PersonOut, showing.person, "person"),
    Act("person_died", "/people/{int:pk}/died", asks.DeathIn, register.record_death, PersonOut, showing.person, "person"),
    Act("appoint", "/posts", asks.AppointIn, guard.appoint, PostHeld, showing.post),
    Act("end_post", "/posts/{int:pk}/end", asks.UntilIn, guard.end_appointment, PostHeld, showing.post, "appointment"),
)
HOMES = (
    Act("found_household", "/households", asks.FoundHouseholdIn, register.found_household, HouseholdOut, showing.household),
    Act("correct_household", "/households/{int:pk}/correct", asks.CorrectHouseholdIn, register.correct_household, HouseholdOut, showing.household, "household"),
    Act("join_household", "/households/{int:pk}/join", asks.JoinIn, then(register.join_household, "household"), HouseholdOut, showing.household, "household"),
    Act("leave_household", "/households/{int:pk}/leave", asks.MoveOutIn, then(register.leave_household, "household"), HouseholdOut, showing.household, "household"),
    Act("correct_relation", "/households/{int:pk}/relation", asks.RelationIn, then(register.correct_relation, "household"), HouseholdOut, showing.household, "household"),
    Act("household_head", "/households/{int:pk}/head", asks.HeadIn, register.name_head, HouseholdOut, showing.household, "household"),
    Act("move_household", "/households/{int:pk}/move", asks.MoveIn, register.move_household, HouseholdOut, showing.household, "household"),
    Act("end_household", "/households/{int:pk}/end", asks.UntilIn, register.end_household, HouseholdOut, showing.household, "household"),
)
REPORTS = (
    Act("write_report", "/reports", asks.DraftIn, reports.draft, ReportOut, showing.report),
    Act("edit_report", "/reports/{int:pk}/edit", asks.EditIn, reports.edit, ReportOut, showing.report, "report"),
    Act("sign_report", "/reports/{int:pk}/sign", asks.SignIn, reports.sign, ReportOut, showing.report, "report"),
)
RULES = Act("adopt_rules", "/rules", asks.AdoptIn, guard.adopt_rules, AdoptedOut, showing.adopted)
# One address has one router: reading and doing lie side by side.
serve(recording.router, RECORDS)
serve(registering.router, (*ORGS, *PEOPLE, *HOMES))
serve(counting.router, REPORTS)
serve(reading.router, (RULES,))
ROUTERS = (recording.router, registering.router, counting.router, dividing.router, looking.router, auditing.router, taking_in.router, reading.router)
