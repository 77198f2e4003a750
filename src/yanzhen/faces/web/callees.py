"""Whom a visit may mean: the homes and companies near what was typed, with what tells them apart, and no more of a name than a list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Household, HouseholdMember, Org, on_day
from yanzhen.packs.visits.models import Visit

from ..words import spellings
from .finding import called, numbered, words_for
from .templatetags.yz import day as said_day

#: So many are offered; who means another writes a little more.
OFFERED = 8
ENDS = ("号户", "户", "号")


@dataclass(frozen=True)
class Callee:
    """One that may be meant: what finds it again, its masked name, its place, and what is known of it."""

    words: str
    name: str
    place: str
    about: str


@dataclass(frozen=True)
class Offer:
    """Those near what was typed; `one` where it means exactly this; `more` where there are further ones."""

    rows: Sequence[Callee] = ()
    one: Callee | None = None
    more: bool = False


def offered(actor: Actor, within: Org | None, text: str, places: QuerySet[Org]) -> Offer:
    """What the actor may see near a text, within a place or anywhere he may write visits."""
    words = bare(text)
    if not words:
        return Offer()
    living = {"until__isnull": True}
    ground = places.filter(path__startswith=within.path) if within else places
    homes = Household.objects.visible_to(actor).filter(org__in=ground.values("pk"), **living)
    firms = Org.objects.visible_to(actor).filter(kind="company", parent__in=ground.values("pk"), **living).defer("shape").select_related("parent")
    meant = [*called(homes, words), *called(firms, words)]
    found: list[Any] = meant[:2] if len(meant) == 1 else [*homes_near(homes, words)[: OFFERED + 1], *firms.filter(name__contains=words).order_by("name")[:OFFERED]]
    rows = told(found[:OFFERED], actor.day)
    return Offer(rows, rows[0] if len(meant) == 1 else None, len(found) > OFFERED)


def bare(text: str) -> str:
    """A number without the word behind it: 37 号户 is 37. No name holds a NUL, and PostgreSQL takes none."""
    words = tidy(text.replace("\0", ""))
    return next((cut for end in ENDS if (cut := words.removesuffix(end)) != words and cut[-1:].isdecimal()), words)


def homes_near(homes: QuerySet[Household], words: str) -> QuerySet[Household]:
    """By number, part of the head's name, address or place; a place before a number narrows it. The exact ones first."""
    place, number = numbered(words)
    at = Q(org__name__contains=place or words) | Q(org__parent__name__contains=place or words)
    exact = Q(number__in=spellings(number)) | Q(head__name=words)
    near = Q(number__contains=words) | Q(head__name__contains=words) | Q(address__contains=words)
    near |= at & (exact | Q(number__contains=number)) if place else at
    rows = homes.filter(near).order_by(Case(When(exact, then=0), default=1), "number", "pk").select_related("org__parent", "head")
    return rows.defer("head__id_number", "head__phone", "org__shape", "org__parent__shape")


def told(rows: Sequence[Household | Org], today: date) -> list[Callee]:
    """With how many live there and when they were last called on."""
    homes = [row.pk for row in rows if isinstance(row, Household)]
    alive = Q(person__died_on__isnull=True) | Q(person__died_on__gt=today)
    people = dict(HouseholdMember.objects.filter(alive, on_day(today), household__in=homes).values_list("household").annotate(n=Count("person", distinct=True)))
    visits = Visit.objects.filter(household__in=homes, record__voided_on__isnull=True, record__happened_on__lte=today)
    last = dict(visits.order_by().values_list("household").annotate(day=Max("record__happened_on")))
    return [
        Callee(words_for(row), row.masked, row.org.full_name, about(people.get(row.pk, 0), last.get(row.pk), today)) if isinstance(row, Household)
        else Callee(words_for(row), row.full_name, str(row.parent or ""), "")
        for row in rows
    ]


def about(people: int, last: date | None, today: date) -> str:
    called_on = _("上次走访 %(day)s") % {"day": said_day(last, today)} if last else _("还没有走访过")
    return ngettext("%(n)d 口人", "%(n)d 口人", people) % {"n": people} + f" · {called_on}"
