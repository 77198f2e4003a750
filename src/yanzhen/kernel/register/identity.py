"""A person's columns as they are typed and as they are kept: tidied, checked against each other, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.base.sealing import mark
from yanzhen.kernel.base.text import fold, tidy

from .models import Person

COLUMNS = ("name", "gender", "birth", "id_number", "phone", "nation", "education", "died_on")
LONGEST = {"name": 40, "phone": 30, "nation": 20, "education": 20}
GENDERS = {"male": "m", "female": "f"}


def tidied(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns given, in the form in which they are kept. Refused for one that is too long, unknown or no identity number."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        if name not in COLUMNS:
            raise Refused(_("没有“%(name)s”这一项。") % {"name": name})
        if name == "id_number":
            kept[name] = number(value or "")
        elif name == "phone":
            kept[name] = "".join(fold(value or "").split())
        else:
            kept[name] = tidy(value) if isinstance(value, str) else value
        if name in LONGEST and len(kept[name] or "") > LONGEST[name]:
            raise Refused(_("“%(value)s…”太长，请核对。") % {"value": kept[name][:10]}, name)
    return kept


def number(text: str) -> str:
    """An identity number as it is kept, 18 digits; Refused with what is wrong with it."""
    if not text:
        return ""
    if wrong := ids.fault(text):
        raise Refused(_("身份证号%(fault)s，请核对。") % {"fault": _(wrong)}, "id_number")
    return ids.canonical(text)


def agree(person: Person, today: date) -> None:
    """Fill birth and gender from the identity number where they are missing; Refused where they contradict it."""
    if not person.name:
        raise Refused(_("请填写姓名。"))
    if person.gender not in ("", "m", "f"):
        raise Refused(_("性别请填男或女。"), "gender")
    if person.id_number:
        birth, gender = _born(person.id_number)
        person.birth, person.gender = person.birth or birth, person.gender or gender
        if person.birth != birth:
            raise Refused(_("出生日期与身份证号不一致，请核对。"), "id_number")
        if person.gender != gender:
            raise Refused(_("性别与身份证号不一致，请核对。"), "id_number")
    if person.birth and person.birth > today:
        raise Refused(_("出生日期还没到，请核对。"), "birth")
    if person.died_on and (person.died_on > today or (person.birth and person.died_on < person.birth)):
        raise Refused(_("去世日期不对，请核对。"))


def marked(person: Person) -> Person:
    """The person with the keyed mark by which its identity number is found."""
    person.id_mark = mark(person.id_number)
    return person


def amended(person: Person, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What would change if these columns, tidied, were put into the person: what the identity number says comes with it."""
    changes = dict(columns)
    if (new := changes.get("id_number")) and new != person.id_number:
        birth, gender = _born(new)
        changes = {"birth": birth, "gender": gender, **changes}
    return {name: value for name, value in changes.items() if getattr(person, name) != value}


def _born(text: str) -> tuple[date, str]:
    """Day of birth and gender by a number already found good: digits 7 to 14, and the 17th (odd is male)."""
    return date(int(text[6:10]), int(text[10:12]), int(text[12:14])), "m" if int(text[16]) % 2 else "f"
