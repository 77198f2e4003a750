"""Of the rows a figure counts, those a person may open."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org

from .spec import Rows

PART = 500


def visible_rows(rows: Rows, actor: Actor) -> Rows:
    """The rows the actor may open: by their own rule where they have one, else by the household or organisation they hang on."""
    model = rows.model
    if model is HouseholdMember:
        return rows.filter(household__in=Household.objects.visible_to(actor).values("pk"))
    if model in (Belonging, Appointment):
        return rows.filter(org__in=Org.objects.visible_to(actor).values("pk")) if actor.may("register.read") else rows.none()
    return rows.filter(pk__in=model._default_manager.visible_to(actor).values("pk"))


def visible_keys(model: type[Model], keys: Sequence[int], actor: Actor) -> list[int]:
    """Of rows named by their keys, those the actor may open, in order; a few hundred at a time, as a statement takes only so many."""
    parts = (keys[i : i + PART] for i in range(0, len(keys), PART))
    return sorted(key for part in parts for key in visible_rows(model._default_manager.filter(pk__in=part), actor).values_list("pk", flat=True))
