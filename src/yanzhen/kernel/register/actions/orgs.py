"""The verbs of one organisation: found, rename, correct, move, end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.kernel.base.columns import held
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.text import tidy
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.meanwhile import touched
from yanzhen.kernel.guard.models import Appointment, Correction

from .. import tree
from ..acting import above, alive, asked, by_then, fresh, note, reasoned, replaced, require
from ..models import Belonging, Household, HouseholdPlace, Org, OrgKind, OrgPlace
from ..standing import Standing

CORRECTABLE = ("name", "code", "area_km2", "shape", "serves")


def found_org(
    *, actor: Actor, at: datetime, uid: UUID | None = None, kind: str, name: str, parent: Org | None, since: date,
    code: str = "", serves: Org | None = None, area_km2: Decimal | None = None, shape: Sequence[Any] = (), key: int | None = None,
) -> Org:
    """Found an organisation under another from a day on, today or past. Refused: the kind may not stand there, one of
    this kind and name stands there already, the parent did not exist that day, the name is empty. `key` is one reserved
    before (`base.bulk.reserve`)."""
    said = asked("found_org", kind=kind, name=name, parent=parent, since=since, code=code, serves=serves, area_km2=area_km2, shape=shape)
    with trail.act(actor, at, uid, said) as act:
        if act.seen:
            return Org.objects.get(pk=trail.pk_of(act.seen))
        org = Org(pk=key, kind=kind, name=tidy(name), parent=parent, since=since, code=code.strip(), serves=serves, area_km2=area_km2, shape=list(shape))
        org.parent = parent = _may_found(actor, org, at)
        held(org)
        org.save(force_insert=True)
        places = tree.plant(org, parent)
        org.save(update_fields=["path", "tenant"])
        note(act, "register.found_org", org, org, [org, *places], kind=kind, name=org.name, since=str(since))
    return org


def _may_found(actor: Actor, org: Org, at: datetime) -> Org | None:
    """Whether this organisation may be founded where it says; its parent as it stands now."""
    tree.lock()
    fits(org.kind, org.parent)
    if org.parent:
        parent = fresh(org.parent)
        require(actor, parent)
        alive(parent, org.since)
    elif not actor.operator:
        raise Refused(_("最上级的组织只能在服务器上设立。"))
    by_then(org.since, at)
    named(org, org.name)
    if org.serves:
        require(actor, org.serves)
        alive(org.serves, org.since)
    return parent if org.parent else None


def fits(kind: str, parent: Org | None) -> None:
    """Refused unless the kind is declared and may stand under this parent."""
    try:
        known = book.get(OrgKind, kind)
    except KeyError:
        raise Refused(_("没有“%(kind)s”这一类组织。") % {"kind": kind}) from None
    if parent is None and known.under:
        raise Refused(_("%(kind)s要设在上级组织之下，请选上级。") % {"kind": known})
    if parent is not None and parent.kind not in known.under:
        raise Refused(_("%(kind)s不能设在%(parent)s之下。") % {"kind": known, "parent": parent})


def named(org: Org, name: str) -> None:
    """Refused for an empty name, one too long, or one that a living organisation of this kind beside it bears."""
    if not name or len(name) > 60:
        raise Refused(_("名称要有 1 到 60 个字。"))
    beside = Org.objects.filter(parent=org.parent, kind=org.kind, name=name, until__isnull=True).exclude(pk=org.pk)
    if beside.exists():
        raise Refused(_("这里已经有一个“%(name)s”，请不要重复设立。") % {"name": name})


def rename_org(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, name: str, reason: str, version: int | None = None) -> Org:
    """Give an organisation another name, which needs no word of where it came from; the old one is kept with the reason."""
    return _change(actor, at, uid, org, "rename_org", {"name": tidy(name), "formerly": ""}, reason, version)


def correct_org(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, reason: str, version: int | None = None, **changes: Any) -> Org:
    """Put right the code, area, outline or served organisation; what was there before is kept with the reason."""
    if wrong := set(changes) - set(CORRECTABLE):
        raise Refused(_("这一项不能用更正来改：%(names)s。") % {"names": "、".join(sorted(wrong))})
    return _change(actor, at, uid, org, "correct_org", changes, reason, version)


def _change(actor: Actor, at: datetime, uid: UUID | None, org: Org, verb: str, changes: dict[str, Any], reason: str, version: int | None) -> Org:
    with trail.act(actor, at, uid, asked(verb, org=org, reason=reason, **changes)) as act:
        org = fresh(org)
        if act.seen:
            return org
        require(actor, org)
        changes = touched(org, changes, version)
        if "name" in changes and (changes["name"], changes.get("formerly", org.formerly)) != (org.name, org.formerly):
            named(org, changes["name"])
        if serves := changes.get("serves"):
            require(actor, serves)
        kept = replaced(org, changes, reasoned(reason), actor, at)
        if not kept:
            raise Refused(_("没有改动：与现在登记的一样。"))
        held(org)
        org.save()
        Correction.objects.bulk_create(kept)
        note(act, f"register.{verb}", org, org, [org, *kept], fields=sorted(k.field for k in kept))
    return org


def move_org(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, to: Org, since: date) -> Org:
    """Let an organisation, with all below it, stand under another from a day on, today or past. What happened before
    keeps its place. Refused: a circle, an ended organisation, a kind that may not stand there, a day before its last move."""
    with trail.act(actor, at, uid, asked("move_org", org=org, to=to, since=since)) as act:
        if act.seen:
            return Org.objects.get(pk=org.pk)
        tree.lock()
        org, to, old = fresh(org), fresh(to), org.tenant_id
        where = _may_move(actor, org, to, since, at)
        written = tree.replant(org, to, since, where)
        written += tree.settle(org, to)
        note(act, "register.move_org", org, org, written, to=to.pk, since=str(since))
        if old != org.tenant_id:
            act.note("register.move_org", tenant=old, subject=org, said={"to": to.pk, "since": str(since)})
    return org


def _may_move(actor: Actor, org: Org, to: Org, since: date, at: datetime) -> list[OrgPlace]:
    """Whether it may; the places it had from that day on."""
    require(actor, above(org))
    require(actor, to)
    by_then(since, at)
    alive(org, since)
    alive(to, since)
    where = tree.stays(org, since)
    if where[0].parent_id is None:
        raise Refused(_("%(org)s 是最上级，没有上级可调。") % {"org": org})
    fits(org.kind, to)
    if any(f"/{org.pk}/" in place.path for place in tree.stays(to, since)):
        raise Refused(_("%(to)s 就在 %(org)s 之内，不能作它的上级。") % {"to": to, "org": org})
    later = [place for place in where if place.parent_id != where[0].parent_id]
    if later:
        raise Refused(_("%(org)s 在 %(day)s 已经调整过，只能从那天起再调整。") % {"org": org, "day": later[-1].since})
    if where[0].parent_id == to.pk:
        raise Refused(_("%(org)s 那天已经在 %(to)s 之下。") % {"org": org, "to": to})
    return where


def end_org(*, actor: Actor, at: datetime, uid: UUID | None = None, org: Org, until: date) -> Org:
    """End an organisation; `until` is the first day it exists no more. Refused while anything lives in it."""
    with trail.act(actor, at, uid, asked("end_org", org=org, until=until)) as act:
        if act.seen:
            return Org.objects.get(pk=org.pk)
        tree.lock()
        org = fresh(org)
        require(actor, above(org))
        by_then(until, at)
        endable(org, until)
        if living := living_in(org, until):
            raise Refused(_("%(org)s 还不能撤销：%(living)s。请先调整，再撤销。") % {"org": org, "living": "、".join(living)})
        org.until = until
        org.save(update_fields=["until"])
        note(act, "register.end_org", org, org, [org, *tree.close(org, until)], until=str(until))
    return org


def endable(org: Org, until: date) -> None:
    """Refused unless it exists and its end lies after its first day."""
    alive(org, until)
    if until <= org.since:
        raise Refused(_("%(org)s 在 %(day)s 才成立，撤销要在那之后。") % {"org": org, "day": org.since})


def living_in(org: Org, day: date) -> list[str]:
    """What still lives in an organisation on a day or later, each said with its number."""
    after = Q(until__isnull=True) | Q(until__gt=day)
    counts = (
        (_("还有 %d 个下级组织"), tree.open_below(org, day).values("org").distinct().count()),
        (_("还有 %d 户"), Household.objects.filter(after, org=org).count() + HouseholdPlace.objects.filter(org=org, until__gt=day).count()),
        (_("还有 %d 名成员"), Belonging.objects.filter(after, org=org).count()),
        (_("还有 %d 人任职"), Appointment.objects.filter(after, org=org).count()),
        (_("还有 %d 件事等它办"), sum(kind.waits(org) for kind in book.of(Standing))),
    )
    return [words % count for words, count in counts if count]
