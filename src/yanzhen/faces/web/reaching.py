"""Whom a record is about and how to go there, for whoever has to act on it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household
from yanzhen.packs.visits.models import Stranger

from .fetching import seen_record
from .parts import Fact
from .told import link_of


def home_of(record: Record) -> Household | None:
    """The household that a record is about, with its head and place; what is sealed stays sealed."""
    key = getattr(record.facts, "household_id", None)
    rows = Household.objects.select_related("org__parent", "head").defer("head__id_number", "head__phone", "org__shape", "org__parent__shape")
    return rows.filter(pk=key).first() if key else None


def asked_about(record: Record, actor: Actor) -> Record | None:
    """What a record asks about again, if the actor may see it: its origin, where it names nobody itself."""
    return seen_record(actor, record.origin_id) if record.origin_id and not hasattr(record.facts, "household_id") else None


def way_to(record: Record, home: Household | None, actor: Actor, phone: str | None = None) -> list[Fact]:
    """Whom to go to, and where: the head's whole name and the address, which lists do not show; and the telephone, if it was just asked for."""
    company = getattr(record.facts, "company", None)
    if home is None:
        return [Fact(_("企业"), company.full_name, link_of(company, actor))] if company else _stranger(record)
    lines = [Fact(_("户号"), home.number, link_of(home, actor)), Fact(_("户主"), home.head.name if home.head else ""), Fact(_("所在"), home.org.full_name), Fact(_("住址"), home.address)]
    called = [] if phone is None else [Fact(_("电话"), phone or _("没有登记电话"), sealed=bool(phone))]
    return [line for line in lines if line.value] + called


def _stranger(record: Record) -> list[Fact]:
    """Whom a ledger names and the register does not know: whoever has to act goes to him all the same."""
    found = Stranger.objects.filter(record=record.pk).first() if hasattr(record.facts, "household_id") else None
    return [Fact(_("户主"), found.name, sealed=True), Fact(_("所在"), record.org.full_name)] if found else []
