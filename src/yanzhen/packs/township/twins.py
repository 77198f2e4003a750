"""Two of one name and one day of birth in one home, with different identity numbers: one person more likely than two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from yanzhen.kernel.intake.loading import Line
from yanzhen.kernel.register.judging import NEW
from yanzhen.kernel.register.models import HouseholdMember

from .homes import Home, Standing

Known = dict[tuple[str, date], int]


def twins(homes: Iterable[Home], standing: Standing) -> Iterator[tuple[Line, str]]:
    """The rows of people who are new to their home and like somebody in it, each with the name."""
    homes = list(homes)
    there = _there(homes, standing)
    for home in homes:
        known: Known = there.get(standing.homes[home.place].pk, {}) if home.place in standing.homes else {}
        for line, judged in home.rows:
            person = judged.row
            if person is None or person.birth is None:
                continue
            own = person.pk or id(person)
            if known.setdefault((person.name, person.birth), own) != own and judged.fate == NEW:
                yield line, person.name


def _there(homes: Iterable[Home], standing: Standing) -> dict[int, Known]:
    """Who lives in the homes of the register to which somebody new comes, of those with the names that come."""
    new = [(standing.homes[home.place].pk, judged.row.name) for home in homes if home.place in standing.homes for _line, judged in home.rows if judged.row and judged.fate == NEW]
    found: dict[int, Known] = {}
    rows = HouseholdMember.objects.filter(household__in={home for home, _name in new}, until__isnull=True, person__name__in={name for _home, name in new})
    for home, name, birth, person in rows.values_list("household", "person__name", "person__birth", "person") if new else ():
        if birth:
            found.setdefault(home, {})[name, birth] = person
    return found
