"""The verbs of one household: found, correct, move, end; join and leave it, and what its members are to its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.meanwhile import touched
from yanzhen.kernel.guard.models import Correction

from ..acting import alive, asked, by_then, fresh, note, reasoned, replaced, require
from ..models import Household, HouseholdMember, HouseholdPlace, Org, Person
from ..sound import HEAD, living, measured, moved_in, with_head

#: The longest word for what somebody is to the head.
RELATION = 10
#: Why the old words were replaced, where a household has another head.
ANOTHER = gettext_noop("换户主")
CORRECTABLE = ("number", "head", "address", "lat", "lng")


def found_household(
    *, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, number: str, since: date, head: Person | None = None,
    address: str = "", lat: Decimal | None = None, lng: Decimal | None = None, members: Sequence[tuple[Person, str]] = (),
) -> Household:
    """Register a household at an organisation, with its head and members from its first day. Refused: the number is in
    use there, somebody has another home in the tenant on that day, the place is outside the map."""
    said = asked("found_household", org=org, number=number, since=since, head=head, address=address, lat=lat, lng=lng, members=members)
    with trail.act(actor, at, uid, said) as act:
        if act.seen:
            return Household.objects.get(pk=trail.pk_of(act.seen))
        org = fresh(org)
        require(actor, org)
        by_then(since, at)
        alive(org, since)
        home = Household(org=org, number=tidy(number), head=head, address=tidy(address), lat=lat, lng=lng, since=since)
        placed(home)
        home.save(force_insert=True)
        joined = [_join(home, person, relation, moved_in(person, since)) for person, relation in with_head(head, members)]
        note(act, "register.found_household", org, home, [home, *joined], since=str(since))
    return home


def placed(home: Household) -> None:
    """Refused for an empty number or one in use there, or a place that is none."""
    measured(home)
    if Household.objects.filter(org=home.org, number=home.number, until__isnull=True).exclude(pk=home.pk).exists():
        raise Refused(_("%(org)s 已有户号 %(number)s，请核对。") % {"org": home.org, "number": home.number})

def _join(home: Household, person: Person, relation: str, since: date) -> HouseholdMember:
    person = fresh(person)
    living(person, since)
    homes = HouseholdMember.objects.filter(Q(until__isnull=True) | Q(until__gt=since), person=person, household__org__tenant=home.org.tenant_id)
    if there := homes.first():
        raise Refused(
            _("%(person)s 已经在这一户。") % {"person": person} if there.household_id == home.pk
            else _("%(person)s 那时还在另一户，请先由那边登记迁出。") % {"person": person}
        )
    return HouseholdMember.objects.create(household=home, person=person, relation=tidy(relation)[:10], since=since)


def correct_household(*, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, reason: str, version: int | None = None, **changes: Any) -> Household:
    """Put right the number, head, address or place of a household; what was there before is kept with the reason. `version` is the
    one at which it was read: refused where somebody else has changed the same since."""
    if wrong := set(changes) - set(CORRECTABLE):
        raise Refused(_("这一项不能用更正来改：%(names)s。") % {"names": "、".join(sorted(wrong))})
    with trail.act(actor, at, uid, asked("correct_household", household=household, reason=reason, **changes)) as act:
        home = fresh(household)
        if act.seen:
            return home
        require(actor, home.org)
        changes = {k: tidy(v) if isinstance(v, str) else v for k, v in changes.items()}
        kept = replaced(home, touched(home, changes, version), reasoned(reason), actor, at)
        if not kept:
            raise Refused(_("没有改动：与现在登记的一样。"))
        if home.head and not HouseholdMember.objects.filter(household=home, person=home.head, until__isnull=True).exists():
            raise Refused(_("户主要先登记为这一户的成员。"))
        placed(home)
        home.save()
        led, more = _led(home, {}, reasoned(reason), actor, at) if "head" in {k.field for k in kept} else ([], [])
        Correction.objects.bulk_create([*kept, *more])
        note(act, "register.correct_household", home.org, home, [home, *led, *kept, *more], fields=sorted(k.field for k in kept))
    return home


def name_head(
    *, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, head: Person, relations: Mapping[int, str] | None = None,
) -> Household:
    """Another of its members leads the household now. What each of the others is to him, `relations` says by person; of whom it says
    nothing it is no longer known, because what was known was about somebody else. The old words are kept."""
    with trail.act(actor, at, uid, asked("name_head", household=household, head=head, relations=relations or {})) as act:
        home = fresh(household)
        if act.seen:
            return home
        require(actor, home.org)
        _lives(home, head)
        if HEAD in (relations or {}).values():
            raise Refused(_("一户只能有一个户主。"))
        kept = replaced(home, {"head": head}, ANOTHER, actor, at)
        if not kept:
            raise Refused(_("%(person)s 已经是这一户的户主。") % {"person": head})
        home.save(update_fields=["head"])
        others = {one.person_id: "" for one in home.members.filter(until__isnull=True)}
        led, more = _led(home, others | {key: tidy(said) for key, said in (relations or {}).items()}, ANOTHER, actor, at)
        Correction.objects.bulk_create([*kept, *more])
        note(act, "register.name_head", home.org, home, [home, *led, *kept, *more])
    return home


def _led(home: Household, others: Mapping[int, str], why: str, actor: Actor, at: datetime) -> tuple[list[HouseholdMember], list[Correction]]:
    """Let the words for what the members are fit the head: one is the head, and nobody else is. Written and kept like a correction."""
    led: list[HouseholdMember] = []
    kept: list[Correction] = []
    for one in HouseholdMember.objects.select_for_update(no_key=True).filter(household=home, until__isnull=True).order_by("pk"):
        new = HEAD if one.person_id == home.head_id else others.get(one.person_id, one.relation)
        if len(new) > RELATION:
            raise Refused(_("与户主关系最多10个字。"))
        if changed := replaced(one, {"relation": "" if new == HEAD and one.person_id != home.head_id else new}, why, actor, at):
            one.save(update_fields=["relation"])
            led, kept = [*led, one], [*kept, *changed]
    return led, kept


def move_household(*, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, to: Org, since: date) -> Household:
    """Let a household belong to another organisation from a day on; on its first day there this only puts right where it is."""
    with trail.act(actor, at, uid, asked("move_household", household=household, to=to, since=since)) as act:
        home, to = fresh(household), fresh(to)
        if act.seen:
            return home
        old, start = home.org, HouseholdPlace.objects.filter(household=home).aggregate(n=Max("until"))["n"] or home.since
        require(actor, old)
        require(actor, to)
        by_then(since, at)
        alive(to, since)
        _open(home, since)
        if since < start:
            raise Refused(_("这一户 %(day)s 才到%(org)s，调整不能更早。") % {"day": start, "org": old})
        if old.pk == to.pk:
            raise Refused(_("这一户已经在%(org)s。") % {"org": to})
        home.org = to
        placed(home)
        home.save(update_fields=["org"])
        rows = [HouseholdPlace.objects.create(household=home, org=old, since=start, until=since)] if start < since else []
        note(act, "register.move_household", to, home, [home, *rows], to=to.pk, since=str(since))
        if old.tenant_id != to.tenant_id:
            act.note("register.move_household", tenant=old.tenant_id, subject=home, said={"to": to.pk, "since": str(since)})
    return home


def _open(home: Household, day: date) -> None:
    if home.until is not None:
        raise Refused(_("这一户已于 %(day)s 销户。") % {"day": home.until})
    if day < home.since:
        raise Refused(_("这一户到 %(day)s 才立户，请核对日期。") % {"day": home.since})


def end_household(*, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, until: date) -> Household:
    """End a household nobody lives in any more; `until` is the first day it exists no more."""
    with trail.act(actor, at, uid, asked("end_household", household=household, until=until)) as act:
        home = fresh(household)
        if act.seen:
            return home
        require(actor, home.org)
        by_then(until, at)
        _open(home, until)
        count = HouseholdMember.objects.filter(Q(until__isnull=True) | Q(until__gt=until), household=home).count()
        if count:
            raise Refused(_("户内那天还有 %(count)d 人，请先登记迁出。") % {"count": count})
        home.until = until
        home.save(update_fields=["until"])
        note(act, "register.end_household", home.org, home, [home], until=str(until))
    return home


def join_household(
    *, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, person: Person, relation: str = "", since: date,
) -> HouseholdMember:
    """Let a person live in a household from a day on. Refused while he has another home in the
    tenant: one at a time."""
    with trail.act(actor, at, uid, asked("join_household", household=household, person=person, relation=relation, since=since)) as act:
        if act.seen:
            return HouseholdMember.objects.get(pk=trail.pk_of(act.seen))
        home = fresh(household)
        require(actor, home.org)
        by_then(since, at)
        _open(home, since)
        member = _join(home, person, relation, since)
        note(act, "register.join_household", home.org, member, [member], since=str(since))
    return member


def correct_relation(
    *, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, person: Person, relation: str, reason: str, version: int | None = None,
) -> HouseholdMember:
    """Put right what a member is to the head; what was there before is kept with the reason. Who the head is, the household says."""
    with trail.act(actor, at, uid, asked("correct_relation", household=household, person=person, relation=relation, reason=reason)) as act:
        if act.seen:
            return HouseholdMember.objects.get(pk=trail.pk_of(act.seen))
        home = fresh(household)
        require(actor, home.org)
        member = _lives(home, person)
        new = tidy(relation)
        if home.head_id == person.pk or new == HEAD:
            raise Refused(_("谁是户主，请用“更正”里的户主来改。"))
        if len(new) > RELATION:
            raise Refused(_("与户主关系最多10个字。"))
        kept = replaced(member, touched(member, {"relation": new}, version), reasoned(reason), actor, at)
        if not kept:
            raise Refused(_("没有改动：与现在登记的一样。"))
        member.save(update_fields=["relation"])
        Correction.objects.bulk_create(kept)
        note(act, "register.correct_relation", home.org, member, [member, *kept])
    return member


def _lives(home: Household, person: Person) -> HouseholdMember:
    member = HouseholdMember.objects.filter(household=home, person=person, until__isnull=True).first()
    if member is None:
        raise Refused(_("%(person)s 现在不在这一户。") % {"person": person})
    return member


def leave_household(
    *, actor: Actor, at: datetime, uid: UUID | None = None, household: Household, person: Person, until: date,
) -> HouseholdMember:
    """Let a person live there no more from a day on; a household whose head leaves has none until one is named."""
    with trail.act(actor, at, uid, asked("leave_household", household=household, person=person, until=until)) as act:
        if act.seen:
            return HouseholdMember.objects.get(pk=trail.pk_of(act.seen))
        home = fresh(household)
        require(actor, home.org)
        by_then(until, at)
        member = _lives(home, person)
        if until <= member.since:
            raise Refused(_("%(person)s 到 %(day)s 才入户，迁出要在那之后。") % {"person": person, "day": member.since})
        member.until = until
        member.save(update_fields=["until"])
        if home.head_id == person.pk:
            home.head = None
            home.save(update_fields=["head"])
        note(act, "register.leave_household", home.org, member, [member, home], until=str(until))
    return member
