"""Where a record stands: the place it is about, as that stood on the record's day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Org

from .models import Facts, Record
from .resting import post_of


def path_on(org: Org, day: date) -> str:
    """Where the organisation stood on that day; no query where its places were fetched with it."""
    place = next((p.path for p in org.places.all() if p.since <= day and (p.until is None or day < p.until)), None)
    if place is None:
        raise Refused(_("%(day)s 那天还没有（或已经没有）%(org)s，请核对日期或单位。") % {"day": day, "org": org}, "happened_on")
    return place


def standing(said: Facts, org: Org, day: date) -> Org:
    """Where a record stands: what it is about stood there on its day, at or below the place it was written for."""
    to = said.place(day)
    if to is None or to == org:
        return org
    if not (to.path or "").startswith(org.path or "/") and not path_on(to, day).startswith(path_on(org, day)):
        raise Refused(_("所写的住户或单位 %(day)s 那天在%(place)s，不在%(org)s，请核对。") % {"day": day, "place": to.full_name, "org": org})
    return to


def resettle(record: Record, to: Org, actor: Actor) -> Org:
    """Take a record to the place it turned out to be about, and with it whose turn it is; its limit runs on. Refused where the
    actor may not write such records, and in another tenant, whose numbers and trail it could not join."""
    if not actor.holds(record.definition.written_by, to):
        raise Refused(_("您现在的岗位不能更正%(org)s的%(kind)s。") % {"org": to, "kind": record.definition})
    if to.tenant_id != record.tenant_id:
        raise Refused(_("%(org)s不归本级管。请作废后由那边登记。") % {"org": to})
    record.org, record.org_path = to, path_on(to, record.happened_on)
    if record.resting:
        record.turn_role, record.turn_org_id = post_of(record, record.resting)
    return to


def place_in_time(record: Record, today: date) -> None:
    """After its day was corrected: the place as of that day. Its limit runs on, as that began when it was written down."""
    if record.happened_on > today:
        raise Refused(_("日期 %(day)s 还没到，不能先登记。") % {"day": record.happened_on})
    record.org_path = path_on(record.org, record.happened_on)
    if record.definition.flow and (first := record.first_step_on()) and record.happened_on > first:
        raise Refused(_("%(number)s 在 %(day)s 已经办过一步，日期不能改到那之后。") % {"number": record.number, "day": first})
