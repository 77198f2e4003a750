"""Who is who where an identity number is missing, in the row or in the register: by name, day of birth and home."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.ids import birth_of
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake.dates import Dated
from yanzhen.kernel.intake.loading import Line
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person, PersonSet

from .homes import heads, homes_of, plain
from .places import Places


class Namesakes:
    """The people of the villages a roster names (living, belonging or serving there) by their name."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.met: dict[tuple[int, str], list[Person]] = {}
        self.bare: dict[int, dict[str, list[Person]]] = {}
        self.homes: dict[int, tuple[str, str]] = {}
        self._villages: dict[int, Org] = {}

    def meet(self, pairs: Sequence[tuple[Line, Org]]) -> None:
        """Learn who of the rows' villages could be meant."""
        self.met = {}
        names: dict[int, set[str]] = {}
        for line, org in pairs:
            village = self._home_of(org)
            if village.pk not in self.bare:
                self.bare[village.pk] = self._learn(self._unnumbered(village))
            if not line.get("id_number"):
                names.setdefault(village.pk, set()).add(line.values["name"])
        for village in [org for org in self.places.orgs if org.pk in names]:
            found = self._learn(Person.objects.filter(tied_to(village), name__in=names[village.pk]).order_by("pk"))
            self.met |= {(village.pk, name): people for name, people in found.items()}

    def _unnumbered(self, village: Org) -> PersonSet:
        """Those without a number. They are found from the village's side, which is small, not from among all people."""
        orgs = [org.pk for org in self.places.orgs if org.pk > 0 and ((org.path or "").startswith(village.path or "-") or org.serves_id == village.pk)]
        homes = Household.objects.filter(org__in=orgs).values("pk")
        dwelling = HouseholdMember.objects.filter(household__in=homes, person__id_mark="")
        tied = [model._default_manager.filter(org__in=orgs, person__id_mark="") for model in (Belonging, Appointment)]
        keys = {key for rows in (dwelling, *tied) for key in rows.values_list("person", flat=True)}
        return Person.objects.filter(pk__in=keys).order_by("pk")

    def _learn(self, people: PersonSet) -> dict[str, list[Person]]:
        """These people by name; where they live is remembered."""
        found: dict[str, list[Person]] = {}
        for person in people:
            found.setdefault(person.name, []).append(person)
        homes = homes_of((person.pk for person in people), self.places.context.tenant)
        self.homes |= {home.person_id: (plain(home.household.number), home.household.head.name if home.household.head else "") for home in homes}
        return found

    def of(self, line: Line, org: Org) -> Person | None:
        """Whom a row means, where its identity number alone does not tell; None if nobody known. Refused where several could be."""
        village, numbered = self._home_of(org), bool(line.get("id_number"))
        met = self.bare[village.pk].get(line.values["name"], []) if numbered else self.met.get((village.pk, line.values["name"]), [])
        if not met:
            return None
        born = {person.pk: _born(person, line) for person in met}
        here = [person for person in met if self._at_home(person, line)]
        sure = [p for p in here if born[p.pk] is not False] or [p for p in met if born[p.pk]]
        if not sure and not numbered:
            sure = here or [p for p in met if born[p.pk] is None]
        if len(sure) > 1:
            raise Refused(_("%(org)s有%(count)d个同名的人，请补上身份证号") % {"org": org, "count": len(sure)})
        if not sure or numbered and Person.objects.marked([mark(line.get("id_number"))]):
            return None
        return sure[0]

    def _home_of(self, org: Org) -> Org:
        if org.pk not in self._villages:
            self._villages[org.pk] = self.places.village_of(org) or org
        return self._villages[org.pk]

    def _at_home(self, person: Person, line: Line) -> bool:
        """Whether the row speaks of the household in which the person lives."""
        number, head = self.homes.get(person.pk, ("", ""))
        if said := line.get("number"):
            return plain(said) == number
        return bool(head) and head == (line.get("head") or (line.values["name"] if heads(line) else ""))


def _born(person: Person, line: Line) -> bool | None:
    """Whether the days of birth agree, as exactly as the row knows it; None where one of them is not known."""
    if number := line.get("id_number"):
        return None if person.birth is None else person.birth == birth_of(number)
    told = line.get("birth")
    if not isinstance(told, Dated) or person.birth is None:
        return None
    length = {"year": 1, "month": 2}.get(told.precision, 3)
    return person.birth.timetuple()[:length] == told.day.timetuple()[:length]


def tied_to(village: Org) -> Q:
    """People who live, belong or serve in a village or in what serves it."""
    homes = HouseholdMember.objects.filter(household__org__path__startswith=village.path)
    ties = Belonging.objects.filter(Q(org__serves=village.pk) | Q(org__path__startswith=village.path))
    posts = Appointment.objects.filter(Q(org__serves=village.pk) | Q(org__path__startswith=village.path))
    return Q(pk__in=homes.values("person")) | Q(pk__in=ties.values("person")) | Q(pk__in=posts.values("person"))
