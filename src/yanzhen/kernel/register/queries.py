"""Questions to the register as of a day: where things stood, what a group is made of, where something is missing. Pure reads."""

from __future__ import annotations

from calendar import isleap
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Length, Substr
from django.db.models.lookups import GreaterThan

from yanzhen.kernel.base.days import ONE_DAY, age_on, day_start
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.rules import rule
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.models import Appointment, Correction, Entry

from .models import Belonging, Household, HouseholdSet, Org, OrgKind, OrgPlace, Person, Tie, on_day, under


@dataclass(frozen=True)
class Node:
    """An organisation where it stood on a day: under whom, and how deep below the top shown."""

    org: Org
    parent_id: int | None
    path: str
    depth: int


def keys(path: str | None) -> list[int]:
    """The organisations a path leads through, the topmost first."""
    return [int(part) for part in (path or "").split("/") if part]


def place_on(org: Org, day: date) -> OrgPlace | None:
    """Where an organisation stood on a day; None if it did not exist."""
    return OrgPlace.objects.filter(on_day(day), org=org).first()


def tree_on(day: date, tree: str = "", top: Org | None = None) -> list[Node]:
    """The organisations of a tree (or of all) as they stood on a day, each after the one above it; with `top`, those at or below it."""
    kinds = [k.key for k in book.of(OrgKind) if tree in ("", k.tree)]
    places = OrgPlace.objects.filter(on_day(day), org__kind__in=kinds).select_related("org")
    if top is not None:
        here = place_on(top, day)
        places = places.filter(under([here.path] if here else []))
    found = sorted(places, key=lambda p: keys(p.path))
    shown = {p.org_id for p in found}
    return [Node(p.org, p.parent_id, p.path, len(shown.intersection(keys(p.path))) - 1) for p in found]


def ancestors_on(org: Org, day: date) -> list[Org]:
    """The line above an organisation as it was on a day, the topmost first; empty if it did not exist."""
    place = place_on(org, day)
    line = keys(place.path)[:-1] if place else []
    found = Org.objects.in_bulk(line)
    return [found[key] for key in line]


def living_org(org: Org, day: date) -> Org | None:
    """The organisation that existed on a day and stands for this one: itself, or the one it went into; None before its first day."""
    line = keys(org.path)
    alive = Org.objects.alive(day).in_bulk(line)
    return next((alive[key] for key in reversed(line) if key in alive), None) if day >= org.since else None


def heir_on(day: date) -> Subquery:
    """The organisation that stood for an outer, ended one on a day, as an expression: the nearest in the line it went into."""
    line: Any = ExpressionWrapper(OuterRef("path"), CharField())
    alive = Org.objects.alive(day).filter(kind=OuterRef("kind")).alias(line=line).filter(line__startswith=F("path"))
    return Subquery(alive.order_by(Length("path").desc()).values("pk")[:1])


def attached(org: Org, day: date, paths: Sequence[str]) -> list[int]:
    """The organisations of another tree, outside these paths of an organisation, that on a day served something at or below it or
    what had gone into such by then; and those below them that serve nothing of their own."""
    places = OrgPlace.objects.filter(on_day(day))
    here = places.filter(under(paths)).values("org")
    gone = Org.objects.filter(until__lte=day, successor__isnull=False).annotate(heir=heir_on(day)).filter(heir__in=here)
    kinds = [k.key for k in book.of(OrgKind) if k.tree != org.definition.tree]
    serving = places.filter(Q(org__serves__in=here) | Q(org__serves__in=gone.values("pk")), org__kind__in=kinds).exclude(under(paths))
    tops = dict(serving.values_list("org", "path"))
    below = list(places.filter(under(tops.values())).values_list("org", "path", "org__serves")) if tops else []
    nearest = {key for key, _path, serves in below if serves}
    return sorted(key for key, path, _serves in below if next(one for one in reversed(keys(path)) if one in nearest) in tops)


def absorbed(orgs: Iterable[Org], day: date) -> dict[int, list[Any]]:
    """The outlines of those that were merged into each organisation by a day, by its key: its ground is its own and theirs. Not
    theirs beneath an outline that already shows it: that of an organisation founded for the merger, or drawn anew since. What was
    split went into several, and into none of them whole."""
    other = Org.objects.filter(successor=OuterRef("successor"), until=OuterRef("until")).exclude(pk=OuterRef("pk"))
    merged = Org.objects.filter(Q(successor__since__lt=F("until")) | Exists(other), successor__isnull=False, until__lte=day).exclude(shape=[])
    ended: list[Any] = list(merged.annotate(heir=heir_on(day)).filter(heir__in=[org.pk for org in orgs]).order_by("pk"))
    line = Org.objects.in_bulk({key for org in ended for key in keys(org.path)})
    redrawn, found = _redrawn(line.values()), dict[int, list[Any]]()
    for org in ended:
        if not _shown(org, org.heir, line, redrawn):
            found.setdefault(org.heir, []).append(org.shape)
    return found


def _shown(org: Org, heir: int, line: Mapping[int, Org], redrawn: set[tuple[int, int]]) -> bool:
    """Whether the outline of one of those that an ended organisation went into, up to its heir, already shows its ground."""
    into = line.get(org.successor_id or 0)
    if into is None or org.until is None:
        return False
    if into.shape and (into.since >= org.until or (org.pk, into.pk) in redrawn):
        return True
    return into.pk != heir and _shown(into, heir, line, redrawn)


def _redrawn(orgs: Collection[Org]) -> set[tuple[int, int]]:
    """Which organisation's outline was drawn after which other had been merged into it: by the order of the trail, as both may be one day's."""
    subjects = {trail.label(org): org.pk for org in orgs}
    acts = Entry.objects.filter(subject__in=subjects, verb__in=("register.merge_orgs", "register.correct_org")).order_by("chain", "seq") if subjects else Entry.objects.none()
    merged, found = dict[str, set[int]](), set[tuple[int, int]]()
    for subject, said in acts.values_list("subject", "said"):
        if "ended" in said:
            merged.setdefault(subject, set()).add(said["ended"])
        elif "shape" in said.get("fields", ()):
            found |= {(ended, subjects[subject]) for ended in merged.get(subject, ())}
    return found


def concurrent_posts(one: str, other: str, day: date) -> QuerySet[Appointment]:
    """The posts of role `one` held on a day by somebody who also held `other` at the same place. An organisation that
    serves another counts as standing there."""
    held = Appointment.objects.filter(on_day(day)).annotate(at=Coalesce(F("org__serves"), F("org")))
    also = held.filter(role=other, person=OuterRef("person"), at=OuterRef("at"))
    return held.filter(Exists(also), role=one)


def years_by(day: date, birth: str) -> Combinable:
    """Full years lived on a day, as an expression over a column of birth: what `age_on` gives. By the date as text: SQLite
    calls back for each part of a date."""
    last = 29 if (day.month, day.day) == (2, 28) and not isleap(day.year) else day.day
    text = Cast(birth, CharField())
    year, ahead = Cast(Substr(text, 1, 4), IntegerField()), GreaterThan(Substr(text, 6, 5), f"{day.month:02}-{last:02}")
    return Value(day.year) - year - Case(When(ahead, then=1), default=0)


@dataclass(frozen=True)
class Structure:
    """What a group of people is made of. Ages are full years; whose birth is unknown is in the number but in no age."""

    number: int
    ages: tuple[int, ...]
    genders: Mapping[str, int]
    education: Mapping[str, int]

    @property
    def mean_age(self) -> Decimal | None:
        """Mean of the full years, to a tenth; None if no birth is known."""
        return (Decimal(sum(self.ages)) / len(self.ages)).quantize(Decimal("0.1"), ROUND_HALF_UP) if self.ages else None

    def younger(self, age: int) -> int:
        """How many have not reached this age."""
        return sum(one < age for one in self.ages)

    def bands(self, borders: Sequence[int]) -> list[int]:
        """How many are younger than the first border, then from each border up to below the next, then from the last on."""
        edges = [0, *borders, max(self.ages, default=0) + 1 + max(borders, default=0)]
        return [sum(low <= one < high for one in self.ages) for low, high in zip(edges, edges[1:], strict=False)]


def structure(people: QuerySet[Person], day: date) -> Structure:
    """Ages, genders and education of people on a day, each counted once; who had died by then is left out."""
    living = Person.objects.filter(Q(died_on__isnull=True) | Q(died_on__gt=day), pk__in=people.order_by().values("pk"))
    rows, then = list(living.values_list("pk", "birth", "gender", "education")), said_then("education", living, day)
    ages = tuple(sorted(age_on(birth, day) for _k, birth, _g, _e in rows if birth and birth <= day))
    return Structure(len(rows), ages, Counter(g for _k, _b, g, _e in rows), Counter(then.get(key, e) for key, _b, _g, e in rows))


def said_then(column: str, people: QuerySet[Person], day: date) -> dict[int, str]:
    """What a column of people said at the end of a day, by their key, of those of whom it was put right since. Where it was empty
    then it was not yet known: the first that was told stands for it."""
    labels = people.order_by().annotate(label=Concat(Value(f"{Person._meta.label_lower}:"), Cast("pk", CharField()))).values("label")
    since = Correction.objects.filter(field=column, at__gte=day_start(day + ONE_DAY), subject__in=labels).order_by("pk")
    found: dict[int, str] = {}
    for subject, old, new in since.values_list("subject", "old", "new"):  # sealed: only now can they be read
        key = trail.pk_of(subject)
        found[key] = found.get(key) or old or new
    return found


def members_on(day: date, sort: str, full: bool = False) -> QuerySet[Belonging]:
    """The ties of a sort in force on a day, of the living; with `full`, only those that count in full by then."""
    ties = Belonging.objects.filter(on_day(day), Q(person__died_on__isnull=True) | Q(person__died_on__gt=day), sort=sort)
    return ties.filter(confirmed_on__lte=day) if full and book.get(Tie, sort).confirmed else ties


@dataclass(frozen=True)
class Gap:
    """An organisation with so many full members and nobody who serves it, where a rule wants somebody from `least` on."""

    org: Org
    members: int
    least: int
    ref: str


def unserved(day: date, *, sort: str, rule_key: str, through: str = "", within: Org | None = None) -> list[Gap]:
    """Organisations whose full members (ties of `sort`) reach the number a rule sets for that day and place, and which no
    organisation serves. With `through`, those who belong by that tie are counted, wherever else they are full members."""
    full = members_on(day, sort, full=True)
    ties = members_on(day, through).filter(person__in=full.values("person")) if through else full
    if within is not None:
        ties = ties.filter(org__in=Org.objects.under(within, day))
    counts = dict(ties.order_by().values_list("org").annotate(n=Count("person", distinct=True)))
    orgs = Org.objects.alive(day).filter(pk__in=counts.keys() - served(day, counts)).select_related("tenant").order_by("pk")
    found = []
    for org in orgs:
        version = rule(rule_key).on(day, org.tenant.code if org.tenant else org.code)
        if counts[org.pk] >= version.number:
            found.append(Gap(org, counts[org.pk], int(version.number), version.ref))
    return found


def served(day: date, among: Iterable[int]) -> set[int]:
    """Those of the organisations that somebody serves on a day; what went into a successor passes on both serving and being served."""
    near = Q(serves__in=list(among)) | Q(serves__until__isnull=False)
    serving = list(Org.objects.filter(near, since__lte=day).select_related("serves").defer("shape", "serves__shape"))
    alive = Org.objects.alive(day).defer("shape").in_bulk({key for one in serving if one.serves for key in [*keys(one.path), *keys(one.serves.path)]})

    def now(org: Org) -> int | None:
        return next((key for key in reversed(keys(org.path)) if key in alive), None) if day >= org.since else None

    return {there for one in serving if one.serves and now(one) and (there := now(one.serves))}


def outside(day: date, kind: str, within: Org | None = None) -> HouseholdSet:
    """Households, at or below an organisation if one is given, that on a day belonged neither to an organisation of this kind
    nor to one below such."""
    places = OrgPlace.objects.filter(on_day(day))
    if within is not None:
        places = places.filter(under(within.paths(), "path"))
    found = list(places.values_list("org", "path"))
    tops = set(Org.objects.filter(pk__in={key for _org, path in found for key in keys(path)}, kind=kind).values_list("pk", flat=True))
    uncovered = [org for org, path in found if tops.isdisjoint(keys(path))]
    return (Household.objects.all() if within is None else Household.objects.under(within, day)).at(uncovered, day)


def belonging_on(homes: Iterable[Household], day: date) -> dict[int, int]:
    """For each household, the organisation it belonged to on a day."""
    found = {home.pk: home.org_id for home in homes}
    moved = Household.objects.filter(on_day(day, "places__"), pk__in=found)
    return found | dict(moved.values_list("pk", "places__org"))
