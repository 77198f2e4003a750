"""A figure taken apart, and the rows it counts in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import FileResponse
from ninja import Router, Schema
from ninja.params.functions import Query

from yanzhen.kernel.figures import divided
from yanzhen.kernel.figures.divided import Told
from yanzhen.kernel.figures.naming import group_labels
from yanzhen.kernel.figures.visible import visible_rows
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org
from yanzhen.kernel.reports.freezing import base_figure

from ..web.evidence import export_of
from . import showing
from .acting import A_FILE
from .auth import Caller
from .counting import ScopeIn, said, told_in
from .places import MemberOut, TieOut
from .recording import LAST, fact_tables, page_of
from .shapes import Listed

router = Router(tags=["figures"])


class RowOut(Schema):
    """A number; of a share the rate, which is `part` of `whole`. None where nothing is recorded, and for a month not begun."""

    value: str | None
    part: str | None
    whole: str | None


class PartOut(RowOut):
    """`org` is None for what lies in none of them."""

    org: int | None
    name: str


class GroupOut(RowOut):
    key: str
    name: str


class PartsOut(Schema):
    """A figure by the places of one kind, by the months of its year (empty where it only stands as of a day), with last
    year's beside them, and by the column it may be narrowed by. `kinds`: by what else it can be divided."""

    key: str
    since: date
    until: date
    day: date
    kinds: list[str]
    places: list[PartOut]
    months: list[RowOut]
    months_before: list[RowOut]
    groups: list[GroupOut]


class ResidentOut(MemberOut):
    household: int


class TiedOut(TieOut):
    person: int
    name: str


def row(told: Told) -> dict[str, str | None]:
    return {"value": said(told.value), "part": said(told.part), "whole": said(told.whole)}


@router.get("/figures/{key}/parts", response=PartsOut, operation_id="figure_parts")
def parts(
    request: Caller, key: str, asked: ScopeIn = Query(...), by: str = Query("", max_length=30),
) -> PartsOut:
    """One figure divided by place, month and column."""
    f, scope = told_in(request, "figure_parts", key, asked)
    labels = group_labels(base_figure(f)) if divided.group_of(f) else {}
    return PartsOut(
        key=f.key, since=scope.since, until=scope.until, day=scope.day,
        kinds=sorted(set(Org.objects.under(scope.org, scope.day).exclude(pk=scope.org.pk).values_list("kind", flat=True))),
        places=[PartOut(org=o.pk if o else None, name=o.name if o else "", **row(told)) for o, told in divided.places(f, scope, by).items()] if by else [],
        months=[RowOut(**row(told)) for told in divided.months(f, scope)], months_before=[RowOut(**row(told)) for told in divided.months(f, scope.last_year())],
        groups=[GroupOut(key=k, name=labels.get(k, k), **row(told)) for k, told in divided.groups(f, scope).items()],
    )


@router.get("/figures/{key}/rows", response=Listed, operation_id="figure_rows")
def rows(request: Caller, key: str, asked: ScopeIn = Query(...), page: int = Query(1, ge=1, le=LAST)) -> Listed:
    """Of the rows a figure counts, those I may open, as they are; how many it counts in all is told by the figure."""
    told, scope = told_in(request, "figure_rows", key, asked)
    mine = visible_rows(base_figure(told).evidence(scope).order_by(), request.actor)
    near, shown = SHOWN[mine.model]
    keys = list(page_of(mine.order_by("-pk").values_list("pk", flat=True), page))
    found = mine.model._default_manager.filter(pk__in=keys).select_related(*near()).order_by("-pk")
    return Listed(total=mine.count(), page=page, rows=[shown(row).model_dump(mode="json") for row in found])


def resident(m: HouseholdMember) -> ResidentOut:
    return ResidentOut(person=m.person_id, name=m.person.name, relation=m.relation, since=m.since, until=m.until, household=m.household_id)


def tied(b: Belonging) -> TiedOut:
    return TiedOut(person=b.person_id, name=b.person.name, org=b.org_id, sort=b.sort, since=b.since, until=b.until, confirmed_on=b.confirmed_on)


#: How a row of each model is told, and what is read with it.
SHOWN: dict[Any, tuple[Callable[[], list[str]], Callable[[Any], Schema]]] = {
    Record: (fact_tables, showing.record), Org: (list, showing.org), Household: (list, showing.household),
    HouseholdMember: (lambda: ["person"], resident), Belonging: (lambda: ["person"], tied), Appointment: (lambda: ["person"], showing.post),
}  # fmt: skip


@router.get("/figures/{key}/list.xlsx", operation_id="figure_list", openapi_extra=A_FILE)
def listed(request: Caller, key: str, asked: ScopeIn = Query(...)) -> FileResponse:
    """The same rows as a spreadsheet."""
    told, scope = told_in(request, "figure_list", key, asked)
    return export_of(request.actor, base_figure(told), scope)
