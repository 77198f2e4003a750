"""Rules that an office sets itself: its text is adopted, checked like those of a release."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.calendar import read_calendar
from yanzhen.kernel.base.digest import digest
from yanzhen.kernel.base.models import Adopted
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.rules import RuleVersion, weigh
from yanzhen.kernel.base.text import tidy

from .. import trail
from ..access import Actor
from ..models import Appointment

LONGEST = 60


def adopt_rules(*, actor: Actor, at: datetime, uid: UUID | None = None, origin: str, text: str) -> Adopted:
    """Adopt a text of rules, or of the rest days of a year, under the name of its document, in place of what was adopted under that
    name before. Rules hold from their own days on, rest days in the whole of what is kept here. Refused: without the right “rules.adopt”, a text that cannot be read, contradicts another, or is
    looser than what binds it from above; nothing is taken from it then."""
    origin = tidy(origin)
    with trail.act(actor, at, uid, {"origin": origin, "text": digest(text.encode(), "sha256")}) as act:
        if act.seen:
            return Adopted.objects.get(pk=trail.pk_of(act.seen))
        if not actor.may("rules.adopt"):
            raise Refused(_("您现在的岗位不能采用规则。"))
        if not origin or len(origin) > LONGEST:
            raise Refused(_("请写明规则文件的名称和文号，不超过 %(n)d 个字。") % {"n": LONGEST})
        versions, (notices, _festivals) = weigh(origin, text), read_calendar(text, origin)
        if not versions and not notices:
            raise Refused(_("文件里没有一条规则。"))
        _refuse_elsewhere(actor, versions)
        if notices and not _of_all(actor):
            raise Refused(_("放假安排管这里所有的单位，请由管全部单位的安全管理员采用。"))
        kept = Adopted.objects.create(origin=origin, text=text, sha256=digest(text.encode(), "sha256"), by_id=actor.person_id, at=at)
        tenant = next((p.tenant_id for p in actor.posts if p.tenant_id), None)
        act.note("rules.adopt", tenant=tenant, subject=kept, rows=[kept], said={"origin": origin, "sha256": kept.sha256})
        transaction.on_commit(refresh)
    return kept


def _of_all(actor: Actor) -> bool:
    """Whether his right reaches every place that is kept here: a day off is one for all of them."""
    grounds = tuple(actor.grounds("rules.adopt"))
    kept = Appointment.objects.order_by().values_list("org__path", flat=True).distinct()
    return actor.operator or bool(grounds) and all(path.startswith(grounds) for path in kept if path)


def _refuse_elsewhere(actor: Actor, versions: Iterable[RuleVersion]) -> None:
    """Refused unless every rule is for a place under one of the posts that carry the right, by its division code."""
    grounds = actor.grounds("rules.adopt")
    held = Appointment.objects.filter(person_id=actor.person_id or 0, org__path__in=grounds)
    codes = [code for code in held.values_list("org__code", flat=True) if code]
    for version in versions:
        if not actor.operator and not any(version.place.startswith(code) for code in codes):
            said = {"key": version.key, "codes": "、".join(codes) or _("（本单位还没有登记代码）")}
            raise Refused(_("“%(key)s”要写明用在哪里：place 写您管的单位的区划代码 %(codes)s 或它以下的代码。") % said)
