"""The members' roster and the village committees: people, with what ties them to the branch and the village."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import age_on
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.rules import rule
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.guard.actions import appoint, refuse_giving
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.guard.trail import Act
from yanzhen.kernel.intake.loading import CHANGED, NEW, SAME, Context, Line
from yanzhen.kernel.register.judging import Judged
from yanzhen.kernel.register.models import Belonging, Org, Person
from yanzhen.kernel.register.roster import made_by

from .grid_posts import Given, GridPosts
from .rosters import RosterLoad, settle
from .sheets import BOTH_WORDS, POST_WORDS
from .succession import Ending, Held, Succession, end

#: A workplace that should stand in the register of companies.
FIRM = re.compile("公司|企业|工厂|[^林电]厂|合作社|集团|酒店|农场|山庄|度假村")
#: The rule that says from which age on one may apply.
AGE_RULE = "member.age"


class PartyLoad(RosterLoad):
    """Members of the Party: each belongs to his branch since he joined or since it exists; the days on which he joined and was
    confirmed are kept as they are told. Who works for a company of the township belongs to it as well."""

    def take(self, lines: Sequence[Line]) -> None:
        found = self._here(self.people(self.placed(lines, self.places.branch)))
        sure = [(line, judged, row) for line, branch, judged in found if (row := self._member(line, branch, judged))]
        work = [self._work(line, judged) for line, judged, _row in sure]
        ties = self.roster.ties([row for _line, _judged, row in sure])
        jobs = iter(self.roster.ties([job for job, (_l, _j, _r), tie in zip(work, sure, ties, strict=True) if job and not tie.why]))
        for (line, judged, _row), job, tie in zip(sure, work, ties, strict=True):
            if tie.why:
                self.refuse(line, tie.why, "joined_on")
                continue
            parts = [tie, next(jobs)] if job else [tie]
            for one in parts if self.context.building else ():
                line.made += made_by(one)
            said = line.says
            settle(line, judged, *parts)
            line.says = line.says or said

    def _here(self, found: list[tuple[Line, Org, Judged[Person]]]) -> list[tuple[Line, Org, Judged[Person]]]:
        """The rows of those who are no member of another branch. A membership is transferred by the branch that has it; only a
        temporary branch counts whom another keeps."""
        keys = [judged.row.pk for _line, _branch, judged in found if judged.row and judged.row.pk and judged.fate != NEW]
        ties = Belonging.objects.filter(person__in=keys, sort="member", until__isnull=True).exclude(org__kind="branch_temporary").select_related("org")
        there = {tie.person_id: tie.org for tie in ties}
        kept = []
        for line, branch, judged in found:
            other = there.get(judged.row.pk or 0) if judged.row else None
            if other is None or other == branch or branch.kind == "branch_temporary":
                kept.append((line, branch, judged))
                continue
            shown = other if self.context.actor.may("register.read", other) else _("另一个党支部")
            self.refuse(line, _("%(name)s现在是%(branch)s的党员，请先办理转出") % {"name": judged.row, "branch": shown}, "branch")
        return kept

    def _member(self, line: Line, branch: Org, judged: Judged[Person]) -> dict[str, Any] | None:
        """The tie a row tells of; None if its days cannot be, and the row is given back."""
        joined, confirmed, person = line.values["joined_on"], line.values.get("confirmed_on"), judged.row
        latest = joined.last
        born = person.birth if person else None
        if born and latest < born:
            self.refuse(line, _("入党时间早于出生日期"), "joined_on")
        elif confirmed and confirmed.last < joined.day:
            self.refuse(line, _("转正时间早于入党时间"), "confirmed_on")
        elif confirmed and line.get("membership") == "probationary":
            self.refuse(line, _("写了转正时间，人员类别却是预备党员，请核对"), "membership")
        elif line.get("membership") == "full" and not confirmed:
            self.refuse(line, _("是正式党员，请补上转正时间"), "confirmed_on")
        else:
            line.says = "；".join(filter(None, (self._young(latest, born), "" if confirmed else self._unconfirmed(line, latest))))
            since = max(joined.day, branch.since)
            return {
                "person": person, "org": branch, "sort": "member", "since": since, "joined_on": joined.day,
                "confirmed_on": max(confirmed.day, joined.day) if confirmed else None,
            }
        return None

    def _young(self, joined: date, born: date | None) -> str:
        """That somebody joined younger than the rule of that day has it: to be looked at, for old papers differ."""
        version = rule(AGE_RULE).find(joined)
        if born is None or version is None or (age := age_on(born, joined)) >= version.number:
            return ""
        return _("入党时%(age)d岁，不到%(least)s岁，请核对") % {"age": age, "least": version.number}

    def _unconfirmed(self, line: Line, joined: date) -> str:
        """That somebody who joined more than a year ago is not said to be confirmed, nor to be on probation."""
        if line.get("membership") == "probationary" or self.context.day <= joined.replace(year=joined.year + 1, day=min(joined.day, 28)):
            return ""
        return _("入党已满一年，没有转正时间，先按预备党员登记，请核对")

    def _work(self, line: Line, judged: Judged[Person]) -> dict[str, Any] | None:
        """The tie to the company the row says he works for, if the township has it. Since when is not told: since the roster."""
        said = line.get("workplace")
        company = self.places.company(said) if said else None
        if company is None and FIRM.search(said):
            line.notes = (*line.notes, _("企业名册里没有“%(name)s”，没有登记从业") % {"name": said[:20]})
        if company is None or not self.context.actor.may("register.write", company):
            return None
        return {"person": judged.row, "org": company, "sort": "employee", "since": max(self.context.day, company.since)}


#: What is said of somebody who no longer holds his post.
LEFT_POST = re.compile("^(?:否|不|[×✗✘xX]$)|离|退|辞|免|落选|调[出离走]|去世|死亡")
#: Since when somebody holds a post: by person, village and role.
Terms = dict[tuple[int, int, str], date]
BOTH = ("village_secretary", "village_head")
POSTS = tuple((re.compile(pattern), role) for role, pattern in POST_WORDS)
BETWEEN = re.compile(r"[、,，;；/\s()（）“”\"+＋和及与]+|兼任?(?=.)|(?<=书记)(?=(?:村|居)?(?:民|委|主任))")


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
    """The two committees of a village: each person with the posts he holds, from a day on. Somebody new in a post that one alone
    may hold ends the term of who held it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.grids = GridPosts(self.places)
        self.wanted: list[Wanted] = []
        self.endings: list[tuple[Line, list[Ending]]] = []
        self.taken: set[tuple[int, str]] = set()
        self.newcomers: set[tuple[int, str]] = set()

    def take(self, lines: Sequence[Line]) -> None:
        found = self.people(self.placed(lines, self.places.village))
        held, succession = self._held([judged for _line, _org, judged in found]), self._succession(found)
        for line, village, judged in found:
            person = judged.row
            assert person is not None
            if person.pk and person.pk == self.context.actor.person_id:
                self.refuse(line, _("不能给自己任命岗位，请由另一位有权任免的人导入"), "name")
                continue
            try:
                self._once(line, village, judged)
                given = self.grids.where(line, village, posts_of(line))
                new = self._new(line, given, person, held)
                ended = [ending for post in new for ending in succession.by(village, post.role, post.since)]
            except Refused as why:
                self.refuse(line, str(why), why.about or "village")
                continue
            self.wanted += new
            settle(line, judged, Judged(NEW if new else SAME))
            line.says = "；".join(filter(None, (line.says, "" if new else self._otherwise_since(line, given, person, held), self.grids.beside(given, person))))
            if ended:
                self.endings.append((line, ended))
                line.fate, line.says = CHANGED, "；".join(filter(None, (line.says, *map(str, ended))))

    def _once(self, line: Line, village: Org, judged: Judged[Person]) -> None:
        """Refused where rows without a number name somebody new twice: they may mean one person."""
        key = (village.pk, line.get("name"))
        if judged.fate == NEW and not line.get("id_number"):
            if key in self.newcomers:
                raise Refused(_("与前面的行是同一村、同一姓名，名册里还没有这个人：请写上身份证号，或并成一行"), "name")
            self.newcomers.add(key)

    def _new(self, line: Line, given: Sequence[Given], person: Person, held: Terms) -> list[Wanted]:
        """The posts a row gives its person that he does not hold. Refused where the actor may not give one."""
        since, until = line.values.get("since"), line.values.get("until")
        if until and until.last <= self.context.actor.day:
            raise Refused(_("%(until)s已经离任，请删去这一行；他现在的岗位请另写一行") % {"until": until}, "until")
        if LEFT_POST.search(sitting := line.get("sitting")):
            raise Refused(_("是否在职写着“%(said)s”，请核对：已经离任的请删去这一行") % {"said": sitting[:20]}, "sitting")
        for role, _title, org in given:
            refuse_giving(self.context.actor, role, org)
        day = since.day if since else self.context.day
        new = [Wanted(line, person, org, role, title, max(day, org.since)) for role, title, org in given if (person.pk, org.pk, role) not in held]
        if new and not since:
            line.notes = (*line.notes, _("没写任职时间，按%(day)s起任登记") % {"day": new[0].since})
        return new

    def _otherwise_since(self, line: Line, given: Sequence[Given], person: Person, held: Terms) -> str:
        """That the row has another beginning for posts that are held: a term is no matter of a roster."""
        told = line.values.get("since")
        days = {held[person.pk, org.pk, role] for role, _title, org in given if (person.pk, org.pk, role) in held}
        if told is None or any(told.day <= day <= told.last for day in days):
            return ""
        return _("任职时间登记的是%(days)s，表里的%(new)s没有采用") % {"days": "、".join(sorted(map(str, days))), "new": told}

    def _held(self, judged: Sequence[Judged[Person]]) -> Terms:
        """The posts these people hold, by the village where they count."""
        keys = [one.row.pk for one in judged if one.row and one.row.pk]
        posts_held = Appointment.objects.filter(person__in=keys, until__isnull=True)
        rows = posts_held.values_list("person", Coalesce("org__serves", "org"), "role", "since")
        return {(person, org, role): since for person, org, role, since in rows}

    def _succession(self, found: Sequence[tuple[Line, Org, Judged[Person]]]) -> Succession:
        named: set[Held] = set()
        for line, village, judged in found:
            with suppress(Refused):  # said where the row is judged
                named |= {(village.pk, role, judged.row.pk if judged.row else None) for role, _title in posts_of(line)}
        return Succession(self.context, {village for _line, village, _judged in found}, named, self.taken)

    def write(self, act: Act) -> Iterable[Line]:
        touched = {id(line): line for line in (*super().write(act), *(post.line for post in self.wanted))}
        for line, endings in self.endings:
            line.made += end(endings, act, self.context)
        for post in self.wanted:
            made = appoint(
                actor=self.context.actor, at=self.context.at, person=post.person, org=post.org, role=post.role, since=post.since, title=post.title,
            )
            post.line.made.append(trail.label(made))
        return touched.values()


def posts_of(line: Line) -> list[tuple[str, str]]:
    """The roles a row gives, each with its title. Refused if it says none, or 一肩挑 and posts that do not bear it out."""
    said = "、".join(filter(None, (line.get("post"), line.get("second_post"))))
    both = line.values.get("both")
    if not said:
        raise Refused(_("没有写职务"), "post")
    found = dict(posts(said))
    two = [role for role in BOTH if role in found]
    claimed = both or (both is None and any(word in said for word in BOTH_WORDS))
    if both and not two:
        raise Refused(_("是否一肩挑填了“是”，职务里却没有书记或主任，请核对"), "both")
    if both is False and len(two) == len(BOTH):
        raise Refused(_("职务里书记、主任都有，是否一肩挑却填了“否”，请核对"), "both")
    if claimed and two:
        found |= {role: str(book.get(Role, role)) for role in BOTH if role not in found}
    return list(found.items())


def posts(said: str) -> list[tuple[str, str]]:
    """The roles in a cell like 党支部书记（兼村委会主任）, each with its title; what has no role of its own is one of the committee."""
    roles: dict[str, list[str]] = {}
    for word in filter(None, BETWEEN.split(said)):
        if word not in BOTH_WORDS:
            roles.setdefault(next((role for pattern, role in POSTS if pattern.fullmatch(word)), "") or "village_officer", []).append(word)
    return [(role, "、".join(titles)[:60]) for role, titles in roles.items()]
