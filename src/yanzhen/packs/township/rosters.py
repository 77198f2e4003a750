"""What the township's rosters have in common on their way in: people, and what is said of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.guard.trail import Act
from yanzhen.kernel.intake.dates import Dated
from yanzhen.kernel.intake.loading import CHANGED, NEW, REFUSED, SAME, Context, Line, Load
from yanzhen.kernel.register.judging import Judged
from yanzhen.kernel.register.models import Org, Person
from yanzhen.kernel.register.roster import Roster, made_by

from .gone import gone
from .namesakes import Namesakes
from .places import Places

TEXTS = ("name", "gender", "id_number", "phone", "nation", "education")


class RosterLoad(Load):
    """A load that writes through a `Roster`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.roster = Roster(actor=context.actor, at=context.at, org=context.tenant, reason=context.reason, building=context.building)
        self.places = Places(context, self.roster)
        self.namesakes = Namesakes(self.places)
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
                self.refuse(line, str(why), "branch" if line.get("branch") else "village")
        return found

    def refuse(self, line: Line, sentence: str, column: str) -> None:
        if judged := self.judged.pop(id(line), None):
            self.roster.drop(judged)
            line.made = []
        self.context.refuse(line, column, sentence)

    def people(self, pairs: Sequence[tuple[Line, Org]]) -> list[tuple[Line, Org, Judged[Person]]]:
        """The people of the rows; where a row or the register has no identity number, known by name, birth and home."""
        self.namesakes.meet(pairs)
        sure: list[tuple[Line, Org, dict[str, Any]]] = []
        for line, org in pairs:
            try:
                same = self.namesakes.of(line, org)
                for column in ("remark", "membership", "standing"):
                    if gone(line.get(column)):
                        raise Refused(self._gone(line, same, column), column)
            except Refused as why:
                self.refuse(line, str(why), why.about or "id_number")
                continue
            sure.append((line, org, person_row(line) | ({"person": same} if same else {})))
        judged = self.roster.people([row for _line, _org, row in sure])
        found, self.judged = [], {}
        for (line, org, _row), one in zip(sure, judged, strict=True):
            if one.fate == REFUSED:
                self.refuse(line, one.why, one.about or "name")
            else:
                line.made += made_by(one) if self.context.building else []
                line.notes = (*line.notes, *filter(None, [other_month(line)]))
                self.judged[id(line)] = one
                found.append((line, org, one))
        return found

    def _gone(self, line: Line, known: Person | None, column: str) -> str:
        """That a remark says somebody is no longer there; of who is registered, that his own page is the place to say so."""
        here = known or next(iter(Person.objects.marked([mark(line.get("id_number"))])), None) if line.get("id_number") or known else None
        where = {"remark": _("备注"), "membership": _("人员类别"), "standing": _("人员状态")}[column]
        said = {"column": where, "remark": line.get(column)[:20], "name": line.values["name"]}
        if here and here.died_on is None:
            return _("%(column)s写着“%(remark)s”，%(name)s还登记在册：确已去世或迁出的，请在其个人页或住户页登记，再删去这一行") % said
        return _("%(column)s写着“%(remark)s”，请核对：不在册的人请删去这一行") % said


def person_row(line: Line) -> dict[str, Any]:
    """What a row says of its person. A birth known only to the month is no day and is left to the identity number; so is the first
    of that number's month, which a spreadsheet makes of a month by itself."""
    birth = line.values.get("birth")
    row: dict[str, Any] = {key: line.values[key] for key in TEXTS if line.values.get(key)}
    if isinstance(birth, Dated) and birth.precision == "day" and f"{birth.day:%Y%m%d}" != line.get("id_number")[6:12] + "01":
        row["birth"] = birth.day
    return row


def other_month(line: Line) -> str:
    """That a roster's month of birth is not that of the identity number, which is taken; or that there is no number to tell the day."""
    birth, number = line.values.get("birth"), line.get("id_number")
    if isinstance(birth, Dated) and birth.precision != "day" and not number:
        return _("出生年月只写到%(said)s，没有登记出生日期") % {"said": birth}
    if not isinstance(birth, Dated) or birth.precision != "month" or f"{birth.day:%Y%m}" == number[6:12]:
        return ""
    return _("出生年月写的是%(said)s，身份证号是%(told)s，按身份证号登记，请核对") % {"said": birth, "told": f"{number[6:10]}-{number[10:12]}"}


def settle(line: Line, *judged: Judged[Any]) -> None:
    """What the row is, by what its parts are: something new makes it new, something corrected changed."""
    fates = {one.fate for one in judged}
    line.fate = NEW if NEW in fates else CHANGED if CHANGED in fates else SAME
    fields = dict.fromkeys(str(type(one.row)._meta.get_field(kept.field).verbose_name) for one in judged if one.row for kept in one.kept)
    if line.fate == CHANGED and fields:
        line.says = _("更正：%(fields)s") % {"fields": "、".join(fields)}
