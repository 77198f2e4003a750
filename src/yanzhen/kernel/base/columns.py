"""What a column may hold, held to by whoever writes it: the database counts characters only in some columns, and only on PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .refused import Refused


def overlong(row: models.Model, names: Collection[str] | None = None) -> list[str]:
    """Which of these columns of a row (all, if none are named) hold more than they may, each as a sentence."""
    fields = [f for f in row._meta.concrete_fields if (names is None or f.name in names) and f.max_length and not f.choices]
    told = [(f.verbose_name, f.max_length or 0, len(getattr(row, f.name) or "")) for f in fields if isinstance(f, (models.CharField, models.TextField))]
    return [too_long(str(name), most, found) for name, most, found in told if found > most]


def too_long(name: str, most: int, found: int) -> str:
    return _("“%(name)s”最多 %(most)d 个字，现在有 %(found)d 个") % {"name": name, "most": most, "found": found}


def held(row: models.Model, names: Collection[str] | None = None) -> None:
    """Refused where a column of the row holds more than it may."""
    if told := overlong(row, names):
        raise Refused(_("%(faults)s。") % {"faults": _("；").join(told)})


def faults_of(row: models.Model, names: Collection[str]) -> list[str]:
    """What is wrong with these columns of a row by their own rules, in our words."""
    told = overlong(row, names)
    try:
        row.clean_fields(exclude={f.name for f in row._meta.concrete_fields} - set(names))
        row.clean()
    except ValidationError as wrong:
        for name, errors in wrong.error_dict.items():
            label = "" if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}:"  # type: ignore[union-attr]
            told += [f"{label}{said}" for one in errors if (said := _words(one))]
    return told


def _words(fault: ValidationError) -> str:
    own = {
        "blank": _("没有填"), "null": _("没有填"), "invalid_choice": _("请从给出的几项里选"), "null_characters_not_allowed": _("有不能保存的字符"),
        "invalid": _("写法不对"), "max_length": "",
    }  # fmt: skip
    return own.get(fault.code or "", "".join(fault.messages))
