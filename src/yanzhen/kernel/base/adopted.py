"""The rules and the calendar of this process kept in step with the texts adopted in the database."""

from __future__ import annotations

import logging

from django.db.models import Max

from . import calendar, rules
from .models import Adopted
from .refused import Refused

log = logging.getLogger(__name__)

_held: dict[str, int] = {}


def refresh() -> None:
    """Take in what was adopted since the last call, here or in another process, and let go what is there no more.

    One small query where nothing has changed: called before an act is done and before rules are shown."""
    newest = Adopted.objects.aggregate(n=Max("pk"))["n"] or 0
    if newest == max(_held.values(), default=0):
        return
    current = dict(Adopted.objects.values_list("origin").annotate(n=Max("pk")))
    for origin in _held.keys() - current.keys():
        rules.forget(origin)
        calendar.forget(origin)
        del _held[origin]
    for row in Adopted.objects.filter(pk__in=current.values()).order_by("pk"):
        if _held.get(row.origin) != row.pk:
            _held[row.origin] = row.pk
            try:
                rules.adopt(row.origin, row.text)
                calendar.adopt(row.origin, row.text)
            except Refused as why:  # a later release says otherwise: work goes on by what it says
                log.error("adopted rules %s no longer hold: %s", row.pk, why)
