"""What the township's rosters have in common on their way in: people, and what is said of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.guard.trail import Act
from yanzhen.kernel.intake.dates import Dated
from yanzhen.kernel.intake.loading import CHANGED, NEW, REFUSED, SAME, Context, Line, Load
from yanzhen.kernel.register.judging import Judged
from yanzhen.kernel.register.models import Belonging, HouseholdMember, Org, Person
from yanzhen.kernel.register.roster import Roster, made_by

from .places import Places

TEXTS = ("name", "gender", "id_number", "phone", "nation", "education")


class RosterLoad(Load):
    """A load that writes through a `Roster`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.roster = Roster(actor=context.actor, at=context.at, org=context.tenant, reason=context.reason, building=context.building)
        self.places = Places(context, self.roster)
        self.first: Line | None = None
        self.judged: dict[int, Judged[Person]] = {}

    def founded(self) -> Sequence[str]:
        return self.places.said

    def write(self, act: Act) -> Iterable[Line]:
        self.roster.write(act, "intake.decide", tenant=self.context.tenant.pk, subject=self.context.subject)
        if self.first is None or not self.places.founded:
            return ()
        self.first.made = [*self.places.founded, *self.first.made]
        return (self.first,)

    def placed(self, lines: Sequence[Line], place: Any) -> list[tuple[Line, Org]]:
        """The rows whose place is known, each with it; the others are given back."""
        found = []
        self.first = self.first or next(iter(lines), None)
        for line in lines:
            try:
                found.append((line, place(line)))
            except Refused as why:
                self.refuse(line, str(why), "village")
        return found

    def refuse(self, line: Line, sentence: str, column: str) -> None:
        if judged := self.judged.pop(id(line), None):
            self.roster.drop(judged)
            line.made = []
        self.context.refuse(line, column, sentence)

    def people(self, pairs: Sequence[tuple[Line, Org]]) -> list[tuple[Line, Org, Judged[Person]]]:
        """The people of the rows; those without an identity number are looked for among the place's own by their name."""
        namesakes = self._namesakes(pairs)
        sure: list[tuple[Line, Org, dict[str, Any]]] = []
        for line, org in pairs:
            row = person_row(line)
            if not line.get("id_number"):
                same = namesakes.get((self._home_of(org).pk, line.values["name"]), [])
                if len(same) > 1:
                    self.refuse(line, _("%(org)s有%(count)d个同名的人，请补上身份证号") % {"org": org, "count": len(same)}, "id_number")
                    continue
                row |= {"person": same[0]} if same else {}
            sure.append((line, org, row))
        judged = self.roster.people([row for _line, _org, row in sure])
        found, self.judged = [], {}
        for (line, org, _row), one in zip(sure, judged, strict=True):
            if one.fate == REFUSED:
                self.refuse(line, one.why, one.about or "name")
            else:
                line.made += made_by(one) if self.context.building else []
                self.judged[id(line)] = one
                found.append((line, org, one))
        return found

    def _home_of(self, org: Org) -> Org:
        return self.places.village_of(org) or org

    def _namesakes(self, pairs: Sequence[tuple[Line, Org]]) -> dict[tuple[int, str], list[Person]]:
        """People of the villages (living, belonging or serving there) by name, for the rows without a number."""
        wanted = {(self._home_of(org), line.values["name"]) for line, org in pairs if not line.get("id_number")}
        found: dict[tuple[int, str], list[Person]] = {}
        for village in {village for village, _name in wanted}:
            names = {name for one, name in wanted if one == village}
            for person in Person.objects.filter(tied_to(village), name__in=names).order_by("pk"):
                found.setdefault((village.pk, person.name), []).append(person)
        return found


def tied_to(village: Org) -> Q:
    """People who live, belong or serve in a village or in what serves it."""
    homes = HouseholdMember.objects.filter(household__org__path__startswith=village.path)
    ties = Belonging.objects.filter(Q(org__serves=village.pk) | Q(org__path__startswith=village.path))
    posts = Appointment.objects.filter(Q(org__serves=village.pk) | Q(org__path__startswith=village.path))
    return Q(pk__in=homes.values("person")) | Q(pk__in=ties.values("person")) | Q(pk__in=posts.values("person"))


def person_row(line: Line) -> dict[str, Any]:
    """What a row says of its person. A birth known only to the month is no day and is left to the identity number."""
    birth = line.values.get("birth")
    row: dict[str, Any] = {key: line.values[key] for key in TEXTS if line.values.get(key)}
    if isinstance(birth, Dated) and birth.precision == "day":
        row["birth"] = birth.day
    return row


def settle(line: Line, *judged: Judged[Any]) -> None:
    """What the row is, by what its parts are: something new makes it new, something corrected changed."""
    fates = {one.fate for one in judged}
    line.fate = NEW if NEW in fates else CHANGED if CHANGED in fates else SAME
    fields = dict.fromkeys(str(type(one.row)._meta.get_field(kept.field).verbose_name) for one in judged if one.row for kept in one.kept)
    if line.fate == CHANGED and fields:
        line.says = _("更正：%(fields)s") % {"fields": "、".join(fields)}
