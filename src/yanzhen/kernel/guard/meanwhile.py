"""What others put right in a row since somebody read it: nobody overwrites what he has not seen, nor writes what he left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from yanzhen.kernel.base.days import ZONE
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import SealedField

from .models import Correction
from .rows import label


class Meanwhile(Refused):
    """Somebody else changed what was to be changed. `version` is how far the row has come by now, `now` what stands there in
    the columns that the sender had left as he read them."""

    def __init__(self, sentence: str, version: int, now: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.version, self.now = version, now


def version_of(model: type[models.Model], *keys: int) -> int:
    """How far the corrections of these rows have come. Whoever shows a row asks this before he reads it: a correction between
    the two is then found, not missed."""
    subjects = [f"{model._meta.label_lower}:{key}" for key in keys]
    return Correction.objects.filter(subject__in=subjects).aggregate(n=Max("pk"))["n"] or 0


def touched(row: models.Model, changes: Mapping[str, Any], version: int | None, facts: models.Model | None = None) -> dict[str, Any]:
    """Of the values that were sent, those their sender changed from what he read at that version; all, if he names none. Ask it
    under the lock of the row. Refused where somebody else has changed one of them since, to something else."""
    kept, since = dict(changes), _since(row, version)
    now, clashing = {}, []
    for name in [one for one in changes if one in since]:
        own = facts if facts and not _has(row, name) else row
        field, standing = own._meta.get_field(name), getattr(own, name)
        if _said_alike(field, kept[name], since[name][0].old):
            now[name] = standing
            del kept[name]
        elif kept[name] != standing:
            clashing.append(_words(field, standing, since[name][-1]))
    if clashing:
        last = max(one.pk for mended in since.values() for one in mended)
        raise Meanwhile(_("您打开以后：%(changes)s。这次没有保存，请核对后再提交。") % {"changes": _("；").join(clashing)}, last, now)
    return kept


def _since(row: models.Model, version: int | None) -> dict[str, list[Correction]]:
    """What was put right in it after that version, by column, the oldest first."""
    found: dict[str, list[Correction]] = {}
    if version is not None:
        for one in Correction.objects.filter(subject=label(row), pk__gt=version).select_related("by").order_by("pk"):
            found.setdefault(one.field, []).append(one)
    return found


def _has(row: models.Model, name: str) -> bool:
    return any(field.name == name for field in row._meta.concrete_fields)


def _said_alike(field: Any, value: Any, kept: str) -> bool:
    """Whether a value is the one that a correction kept in writing."""
    if said_of(value) == kept or field.is_relation:
        return said_of(value) == kept
    try:
        return bool(field.to_python(kept or None) == value)
    except ValidationError:
        return False


def _words(field: Any, now: Any, last: Correction) -> str:
    """Who changed a column, when, and what it says now; what identifies a person is not said."""
    said = {"name": field.verbose_name, "who": last.by or _("系统操作员"), "at": f"{last.at.astimezone(ZONE):%Y-%m-%d %H:%M}"}
    if field.is_relation or isinstance(field, (SealedField, models.JSONField)):
        return _("“%(name)s”已由%(who)s于 %(at)s 改过") % said
    shown = dict(field.flatchoices).get(now, now)
    return _("“%(name)s”已由%(who)s于 %(at)s 改为“%(new)s”") % {**said, "new": "—" if shown in (None, "") else shown}


def said_of(value: Any) -> str:
    """A value as a correction keeps it."""
    return "" if value is None else label(value) if isinstance(value, models.Model) else str(value)
