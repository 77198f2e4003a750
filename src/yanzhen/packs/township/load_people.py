"""The members' roster and the village committees: people, with what ties them to the branch and the village."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.actions import appoint, refuse_giving
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.guard.trail import Act
from yanzhen.kernel.intake.loading import NEW, SAME, Context, Line
from yanzhen.kernel.register.judging import Judged
from yanzhen.kernel.register.models import Org, Person
from yanzhen.kernel.register.roster import made_by

from .rosters import RosterLoad, settle


class PartyLoad(RosterLoad):
    """Members of the Party: each belongs to his branch since he joined, and counts in full since he was confirmed."""

    def take(self, lines: Sequence[Line]) -> None:
        found = self.people(self.placed(lines, self.places.branch))
        rows, sure = [], []
        for line, branch, judged in found:
            joined, confirmed = line.values["joined_on"].day, line.values.get("confirmed_on")
            if confirmed and confirmed.day < joined:
                self.refuse(line, _("转正时间早于入党时间"), "confirmed_on")
                continue
            since = max(joined, branch.since)
            rows.append({
                "person": judged.row, "org": branch, "sort": "member", "since": since,
                "confirmed_on": max(confirmed.day, since) if confirmed else None,
            })
            sure.append((line, judged))
        for (line, judged), tie in zip(sure, self.roster.ties(rows), strict=True):
            if tie.why:
                self.refuse(line, tie.why, "joined_on")
                continue
            line.made += made_by(tie) if self.context.building else []
            settle(line, judged, tie)


#: A post by its word on the roster: the role it is, and whether it is the Party's.
POSTS = (
    (re.compile(r"副(书记|主任)|妇.*主任|.*委员$"), ""),
    (re.compile(r"(村?党(总)?支部|党委|村)?书记$"), "village_secretary"),
    (re.compile(r"(村?(民)?委(员)?会|居委会|村)?主任$"), "village_head"),
    (re.compile(r"(村)?文书$"), "village_clerk"),
)
BETWEEN = re.compile(r"[、,,;;/\s]+|兼任?(?=.)")


@dataclass(frozen=True)
class Wanted:
    """A post a row gives its person."""

    line: Line
    person: Person
    org: Org
    role: str
    title: str
    since: date


class CommitteeLoad(RosterLoad):
    """The two committees of a village: each person with the posts he holds, from a day on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.wanted: list[Wanted] = []

    def take(self, lines: Sequence[Line]) -> None:
        found = self.people(self.placed(lines, self.places.village))
        held = self._held([judged for _line, _org, judged in found])
        for line, village, judged in found:
            person = judged.row
            assert person is not None
            if person.pk and person.pk == self.context.actor.person_id:
                self.refuse(line, _("不能给自己任命岗位，请由另一位有权任免的人导入"), "name")
                continue
            try:
                for role, _title in posts(line.get("post")):
                    refuse_giving(self.context.actor, role, village)
            except Refused as why:
                self.refuse(line, str(why), "village")
                continue
            since = line.values.get("since")
            day = max(since.day if since else self.context.day, village.since)
            new = [
                Wanted(line, person, village, role, title, day)
                for role, title in posts(line.get("post"))
                if (person.pk, village.pk, role) not in held
            ]
            self.wanted += new
            settle(line, judged, Judged(NEW if new else SAME))

    def _held(self, judged: Sequence[Judged[Person]]) -> set[tuple[int, int, str]]:
        keys = [one.row.pk for one in judged if one.row and one.row.pk]
        posts_held = Appointment.objects.filter(person__in=keys, until__isnull=True)
        return set(posts_held.values_list("person", "org", "role"))

    def write(self, act: Act) -> Iterable[Line]:
        touched = {id(line): line for line in (*super().write(act), *(post.line for post in self.wanted))}
        for post in self.wanted:
            made = appoint(
                actor=self.context.actor, at=self.context.at, person=post.person, org=post.org, role=post.role, since=post.since, title=post.title,
            )
            post.line.made.append(trail.label(made))
        return touched.values()


def posts(said: str) -> list[tuple[str, str]]:
    """The roles in a cell like 党支部书记、村委会主任, each with its title; what has no role of its own is one of the committee."""
    roles: dict[str, list[str]] = {}
    for word in filter(None, BETWEEN.split(said)):
        role = next((role for pattern, role in POSTS if pattern.match(word)), "")
        roles.setdefault(role or "village_officer", []).append(word)
    return [(role, "、".join(titles)[:60]) for role, titles in roles.items()]
