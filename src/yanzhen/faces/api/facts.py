"""The columns of a kind that a caller may give."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.kinds import Kind

from ..inputs import asked_columns, rows_for


def facts_in(kind: Kind, given: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """What was given, relations as rows the caller may see; another name is refused, not passed over."""
    known = set(asked_columns(kind))
    if wrong := [name for name in given if name not in known]:
        raise Refused(_("%(kind)s没有“%(name)s”这一项，或者它不能直接填。") % {"kind": kind, "name": wrong[0][:40]})
    return {name: _value(kind.facts._meta.get_field(name), value, actor) for name, value in given.items()}


def _value(field: Any, value: Any, actor: Actor) -> Any:
    if not isinstance(field, models.ForeignKey) or value is None:
        return str(value) if isinstance(value, int) else value
    found = rows_for(field, actor).filter(pk=value).first() if str(value).isdecimal() and int(value) < 2**63 else None
    if found is None:
        raise Refused(_("“%(name)s”请给出您能看到的编号。") % {"name": field.verbose_name})
    return found
