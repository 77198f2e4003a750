"""The rows a figure counts, as a list: those the viewer may open are shown, the rest are counted and said."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.figures.visible import visible_rows
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org

from ..downloads import workbook
from ..words import role_name
from .guarding import Request
from .parts import Cell, Column, Pager, Table
from .told import state_tag

SIZE = 50
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Evidence:
    table: Table
    pager: Pager


def rows_of(request: Request, figure: Figure, scope: Scope) -> Evidence:
    """One page of a figure's evidence."""
    rows = figure.evidence(scope).order_by()
    total = rows.count()
    mine = visible_rows(rows, request.actor)
    open_to = mine.count()
    pages = max(1, -(-open_to // SIZE))
    asked = request.GET.get("page", "")
    number = min(max(int(asked) if asked.isdecimal() and len(asked) < 8 else 1, 1), pages)
    keys = list(mine.order_by("-pk").values_list("pk", flat=True)[(number - 1) * SIZE : number * SIZE])
    query = [(k, v) for k, v in request.GET.items() if k != "page"]
    pager = Pager(
        (number - 1) * SIZE + 1 if keys else 0, (number - 1) * SIZE + len(keys), open_to, number, pages,
        f"?{urlencode([*query, ('page', number - 1)])}" if number > 1 else "",
        f"?{urlencode([*query, ('page', number + 1)])}" if number < pages else "", total - open_to,
    )
    return Evidence(told_of(figure, scope, keys), pager)


def told_of(figure: Figure, scope: Scope, keys: list[int]) -> Table:
    """The rows with these keys; where a number of them is averaged, with it."""
    rows = figure.evidence(scope).order_by()
    told = table(rows.model, keys)
    if not figure.mean:
        return told
    met = dict(rows.filter(pk__in=keys).annotate(met=figure.mean(scope)).values_list("pk", "met"))
    shown = [[*line, Cell(str(met[key]))] for key, line in zip((k for k in keys if k in met), told.rows, strict=True)]
    return Table([*told.columns, Column(str(figure.unit), "num")], shown)


def table(model: Any, keys: list[int]) -> Table:
    """The rows with these keys, in the columns their model is known by."""
    columns, line = SHAPES[model]
    found = {row.pk: row for row in fetch(model, keys)}
    return Table([Column(str(c)) for c in columns()], [line(found[k]) for k in keys if k in found])


def fetch(model: Any, keys: list[int]) -> Any:
    rows = model._default_manager.filter(pk__in=keys)
    if model is Record:
        return rows.select_related("org__parent")
    near = {Org: ("parent",), Household: ("org__parent", "head"), HouseholdMember: ("person", "household__org__parent"), Belonging: ("person", "org"), Appointment: ("person", "org__parent")}[model]
    sealed = {Household: ("head__id_number", "head__phone"), HouseholdMember: ("person__id_number", "person__phone"), Belonging: ("person__id_number", "person__phone"), Appointment: ("person__id_number", "person__phone")}
    return rows.select_related(*near).defer(*sealed.get(model, ()))


def _record(r: Record) -> list[Cell]:
    url = reverse("record", args=[r.pk])
    return [Cell(r.number, url), Cell(r.title, url), Cell(r.org.full_name), Cell(r.happened_on.isoformat()), Cell(tag=state_tag(r))]


def _org(o: Org) -> list[Cell]:
    return [Cell(o.name, reverse("org", args=[o.pk])), Cell(str(o.definition)), Cell(str(o.parent or "")), Cell(str(o.area_km2 or "")), Cell(o.since.isoformat())]


def _household(h: Household) -> list[Cell]:
    return [Cell(h.masked, reverse("household", args=[h.pk])), Cell(h.org.full_name), Cell(h.address), Cell(h.since.isoformat())]


def _resident(m: HouseholdMember) -> list[Cell]:
    return [Cell(m.person.name, reverse("person", args=[m.person_id])), Cell(m.relation), Cell(m.household.number, reverse("household", args=[m.household_id])), Cell(m.household.org.full_name)]


def _member(b: Belonging) -> list[Cell]:
    return [Cell(b.person.name, reverse("person", args=[b.person_id])), Cell(b.org.name), Cell((b.joined_on or b.since).isoformat()), Cell(b.confirmed_on.isoformat() if b.confirmed_on else "")]


def _post(a: Appointment) -> list[Cell]:
    return [Cell(a.person.name, reverse("person", args=[a.person_id])), Cell(a.title or role_name(a.role)), Cell(a.org.full_name), Cell(a.since.isoformat())]


SHAPES: dict[Any, Any] = {
    Record: (lambda: (_("编号"), _("事由"), _("所在"), _("日期"), _("状态")), _record),
    Org: (lambda: (_("名称"), _("类别"), _("上级"), _("面积（平方公里）"), _("成立")), _org),
    Household: (lambda: (_("户"), _("所在"), _("住址"), _("立户")), _household),
    HouseholdMember: (lambda: (_("姓名"), _("与户主关系"), _("户号"), _("所在")), _resident),
    Belonging: (lambda: (_("姓名"), _("组织"), _("加入"), _("转正")), _member),
    Appointment: (lambda: (_("姓名"), _("岗位"), _("组织"), _("从")), _post),
}


def export_of(actor: Actor, figure: Figure, scope: Scope) -> FileResponse:
    """The evidence the caller may open as an .xlsx; every cell is text, so that none is a formula."""
    rows = figure.evidence(scope).order_by()
    keys = list(visible_rows(rows, actor).order_by("-pk").values_list("pk", flat=True)[:MOST_ROWS])
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    told = told_of(figure, scope, keys)
    for c, column in enumerate(told.columns):
        sheet.write_string(0, c, column.label)
    for r, line in enumerate(told.rows, 1):
        for c, cell in enumerate(line):
            sheet.write_string(r, c, cell.text or (cell.tag.word if cell.tag else ""))
    sheet.write_string(len(told.rows) + 1, 0, _("%(name)s · %(org)s · 截至 %(day)s") % {"name": figure.name, "org": scope.org, "day": scope.day})
    book.close()
    return workbook(out.getvalue(), f"{figure.name} {scope.day}.xlsx")
