"""Who held a post that one alone may hold, when a roster names another for it: his term ends on the day the other's begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.guard.actions import end_appointment, refuse_giving
from yanzhen.kernel.guard.models import Appointment, Correction
from yanzhen.kernel.guard.trail import Act
from yanzhen.kernel.intake.loading import Context
from yanzhen.kernel.register.models import Org

#: A post in a village: the village's key, the role, the person's key.
Held = tuple[int, str, int | None]


@dataclass(frozen=True)
class Ending:
    """A term that ends: `until` is the first day it is held no more."""

    post: Appointment
    until: date

    def __str__(self) -> str:
        said = {"name": self.post.person.name, "day": self.until, "role": book.get(Role, self.post.role)}
        return _("原任%(name)s自%(day)s起不再担任%(role)s，请核对") % said


def in_office(villages: Iterable[Org], roles: Iterable[str]) -> dict[tuple[int, str], list[Appointment]]:
    """The posts that stand in these villages and at what serves them, by village and role."""
    keys = {village.pk for village in villages}
    rows = Appointment.objects.filter(Q(org__in=keys) | Q(org__serves__in=keys), role__in=list(roles), until__isnull=True).order_by("since", "pk")
    found: dict[tuple[int, str], list[Appointment]] = {}
    for post in rows.select_related("person", "org").defer("person__id_number", "person__phone", "org__shape").annotate(at=Coalesce(F("org__serves"), F("org"))):
        found.setdefault((post.at, post.role), []).append(post)
    return found


class Succession:
    """The terms that the rows of a roster end. Who stands for such a post twice in one roster is left to whoever wrote it: `taken`
    are the posts that its rows have given so far."""

    def __init__(self, context: Context, villages: Iterable[Org], named: Iterable[Held], taken: set[tuple[int, str]]) -> None:
        self.context, self.named, self.taken = context, set(named), taken
        self.standing = in_office(villages, [role.key for role in book.of(Role) if role.sole])

    def by(self, village: Org, role: str, day: date) -> list[Ending]:
        """The terms that somebody new in this post ends. Refused where the actor may not end one, where it began no earlier, and
        where the roster names two."""
        if not book.get(Role, role).sole:
            return []
        found, said = self.standing.get((village.pk, role), ()), {"role": book.get(Role, role)}
        if (village.pk, role) in self.taken or any((village.pk, role, post.person_id) in self.named for post in found):
            raise Refused(_("表里不止一人任%(role)s，只能一人担任，请核对") % said, "post")
        for post in found:
            refuse_giving(self.context.actor, role, post.org)
            if post.since >= day:
                raise Refused(_later(post, day) % {**said, "name": post.person.name, "day": post.since, "new": day}, "since")
        self.taken.add((village.pk, role))
        return [Ending(post, day) for post in found]


def _later(post: Appointment, day: date) -> str:
    """Why nobody follows on somebody who began no earlier."""
    if post.since == day:
        return _("登记的是%(name)s自%(day)s起任%(role)s，表里另一人也是这一天起任，请核对，或把接任的日期写到日")
    return _("登记的是%(name)s自%(day)s起任%(role)s，比表里的%(new)s晚，像是旧名册，请核对任职时间")


def end(endings: Sequence[Ending], act: Act, context: Context) -> list[str]:
    """End these terms inside the act of an import; the trail names of what was kept, by which it is undone."""
    kept = []
    for one in endings:
        end_appointment(one.post, actor=context.actor, at=context.at, until=one.until)
        kept.append(Correction(
            subject=trail.label(one.post), field="until", new=str(one.until), reason=context.reason, by_id=context.actor.person_id, at=context.at,
        ))
    Correction.objects.bulk_create(kept)
    act.note("intake.decide", tenant=context.tenant.pk, subject=context.subject, rows=kept, said={"rows": len(kept)})
    return [trail.label(one) for one in kept]
