"""A household or an organisation found by what clerks call it, not by a key they cannot know."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.register.models import Household, Org

NUMBERED = re.compile(r"(.*?)(\d+)")
SHOWN = 5
LONGEST = 9


def words_for(row: Household | Org) -> str:
    """What finds this row again: place and number of a household, the name of an organisation."""
    return f"{row.org.full_name}{row.number}" if isinstance(row, Household) else row.full_name


def spellings(number: str) -> list[str]:
    """A number as it may stand in a register: household 37 is written 0037 in most."""
    bare = number.lstrip("0")
    return sorted({number, *(bare.zfill(n) for n in range(1, LONGEST))}) if bare.isdecimal() else [number]


def called(rows: Any, text: str) -> list[Any]:
    """The rows of a query that answer to a name, those that are still there before those that are not."""
    if rows.model is Household:
        place, number = found.groups() if (found := NUMBERED.fullmatch(text)) else ("", text)
        near = rows.filter(Q(number=text) | Q(head__name=text) | Q(number__in=spellings(number))).select_related("org__parent", "head")
        hits = [h for h in near if text in (h.number, h.head.name if h.head else "") or (place in ("", h.org.full_name) and h.number in spellings(number))]
        hits = [h for h in hits if h.number == number] or hits
    else:
        hits = list(rows.filter(name=text).select_related("parent"))
    return [h for h in hits if h.until is None] or hits


class FoundField(forms.CharField):
    """Asks for a row in words; where several answer, names them so that one can be written in full."""

    def __init__(self, rows: Any, **more: Any) -> None:
        super().__init__(max_length=80, **more)
        self.rows = rows

    def prepare_value(self, value: Any) -> Any:
        """A key, as it stands in the record, becomes the words that find it."""
        row = self.rows.filter(pk=value).first() if isinstance(value, int) else None
        return words_for(row) if row else value

    def clean(self, value: Any) -> Any:
        """The row; none for nothing."""
        text = super().clean(value).strip()
        if not text:
            return None
        hits = called(self.rows, text)
        if len(hits) == 1:
            return hits[0]
        if not hits:
            raise forms.ValidationError(_("没有找到，请写户号、户主姓名或单位名称。"))
        raise forms.ValidationError(_("有不止一个，请写全：%(names)s"), params={"names": "、".join(map(words_for, hits[:SHOWN]))})
