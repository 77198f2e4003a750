"""What must be true of a household, a member or a tie before it is written, whichever verb writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused

from .acting import alive, by_then
from .models import Belonging, Household, Person, Tie

HEAD = gettext_noop("户主")


def fitting(tie: Belonging) -> None:
    """Refused unless this way of belonging is declared, for this kind of organisation, and both exist that day."""
    try:
        known = book.get(Tie, tie.sort)
    except KeyError:
        raise Refused(_("没有“%(sort)s”这种身份。") % {"sort": tie.sort}) from None
    if tie.org.kind not in known.at:
        raise Refused(_("%(org)s 不能登记%(tie)s。") % {"org": tie.org, "tie": known})
    alive(tie.org, tie.since)
    living(tie.person, tie.since)


def living(person: Person, day: date) -> None:
    """Refused for a day before the person's birth or from his death on."""
    if person.died_on and day >= person.died_on or person.birth and day < person.birth:
        raise Refused(_("%(day)s 不在%(person)s的生卒之间，请核对日期。") % {"day": day, "person": person})


def confirm(tie: Belonging, on: date, at: datetime) -> None:
    """Set the day from which the person counts in full."""
    known = book.get(Tie, tie.sort)
    if not known.confirmed:
        raise Refused(_("%(tie)s没有转正一说。") % {"tie": known})
    by_then(on, at)
    if on < (tie.joined_on or tie.since) or (tie.until and on >= tie.until):
        raise Refused(_("转正日期要在加入之后、离开之前。"))
    tie.confirmed_on = on


def with_head(head: Person | None, members: Sequence[tuple[Person, str]]) -> list[tuple[Person, str]]:
    """The members, the head among them exactly once and first."""
    if head is None:
        return list(members)
    return [(head, HEAD), *(one for one in members if one[0] is not head and (one[0].pk is None or one[0].pk != head.pk))]


def moved_in(person: Person, since: date) -> date:
    """The day somebody who is part of a household from its first day joined it: who was born later, at birth."""
    return max(since, person.birth or since)


def measured(home: Household) -> None:
    """Refused for an empty number, columns too long, or one degree without the other or off this earth."""
    if not home.number or len(home.number) > 20:
        raise Refused(_("户号要有 1 到 20 个字。"), "number")
    if len(home.address) > 120:
        raise Refused(_("住址太长，请核对。"), "address")
    lat, lng = home.lat, home.lng
    if (lat is None) != (lng is None) or (lat is not None and lng is not None and (abs(lat) > 90 or abs(lng) > 180)):
        raise Refused(_("地图上的位置不对：纬度和经度要一起填。"))
