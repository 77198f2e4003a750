"""A household or an organisation found by what clerks call it, not by a key they cannot know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.kernel.base.prepared import prepared
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Household, Org

from ..inputs import rows_for
from ..words import spellings

NUMBERED = re.compile(r"(.*?)(\d+)")
SHOWN = 5


def words_for(row: Household | Org) -> str:
    """What finds this row again: place and number of a household, the name of an organisation."""
    return f"{row.org.full_name}{row.number}" if isinstance(row, Household) else row.full_name


def numbered(text: str) -> tuple[str, str]:
    """A text as a place and the number of a household in it, as far as it ends in a number."""
    found = NUMBERED.fullmatch(text)
    return (found[1], found[2]) if found else ("", text)


def near(rows: Any, text: Any, numbers: Collection[Any]) -> Any:
    """Of these rows, those that a name or a number so spelt may mean."""
    if rows.model is Household:
        rows = rows.filter(Q(number=text) | Q(head__name=text) | Q(number__in=numbers)).select_related("org__parent", "head")
        return rows.defer("head__id_number", "head__phone", "org__shape", "org__parent__shape")
    return rows.filter(name=text).select_related("parent").defer("shape", "parent__shape")


def meant(rows: Iterable[Any], text: str) -> list[Any]:
    """Of the rows near a text, those it means: those that are still there before those that are not."""
    place, number = numbered(text)
    hits = [row for row in rows if not isinstance(row, Household) or _means(row, text, place, number)]
    hits = [h for h in hits if isinstance(h, Household) and h.number == number] or hits
    return [h for h in hits if h.until is None] or hits


def _means(home: Household, text: str, place: str, number: str) -> bool:
    return text in (home.number, home.head.name if home.head else "") or (place in ("", home.org.full_name) and home.number in spellings(number))


def called(rows: Any, text: str) -> list[Any]:
    """The rows of a query that answer to a name."""
    return meant(near(rows, text, spellings(numbered(text)[1])), text)


@prepared
def _near(relation: models.ForeignKey[Any, Any], actor: Actor, text: Any, **numbers: Any) -> Any:
    return near(rows_for(relation, actor), text, numbers.values())


class FoundField(forms.CharField):
    """Asks for a row in words; where several answer, names them so that one can be written in full."""

    def __init__(self, relation: models.ForeignKey[Any, Any], actor: Actor, **more: Any) -> None:
        super().__init__(max_length=80, **more)
        self.relation, self.actor = relation, actor

    def prepare_value(self, value: Any) -> Any:
        """A key, as it stands in the record, becomes the words that find it."""
        row = rows_for(self.relation, self.actor).filter(pk=value).first() if isinstance(value, int) else None
        return words_for(row) if row else value

    def clean(self, value: Any) -> Any:
        """The row; none for nothing."""
        text = super().clean(value).strip()
        if not text:
            return None
        numbers = {f"number{n}": one for n, one in enumerate(spellings(numbered(text)[1]))}
        hits = meant(_near(self.relation, self.actor, text=text, **numbers), text)
        if len(hits) == 1:
            return hits[0]
        if not hits:
            raise forms.ValidationError(_("没有找到，请写户号、户主姓名或单位名称。"))
        raise forms.ValidationError(_("有不止一个，请写全：%(names)s"), params={"names": "、".join(map(words_for, hits[:SHOWN]))})
