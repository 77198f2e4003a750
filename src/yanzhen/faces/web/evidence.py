"""The rows a figure counts, as a list: those the viewer may open are shown, the rest are counted and said."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import xlsxwriter
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.kernel.figures.replay import states_then
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.figures.visible import visible_rows
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org

from ..downloads import workbook
from ..words import role_name
from .guarding import Request
from .paging import one_page
from .parts import Cell, Column, Pager, Table
from .told import owed, places_then, state_tag, turn_words

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Evidence:
    table: Table
    pager: Pager


def rows_of(request: Request, figure: Figure, scope: Scope) -> Evidence:
    """One page of a figure's evidence."""
    rows = figure.evidence(scope).order_by()
    keys, pager = one_page(request, visible_rows(rows, request.actor), "-pk")
    return Evidence(told_of(figure, scope, keys), replace(pager, withheld=rows.count() - pager.total))


def told_of(figure: Figure, scope: Scope, keys: list[int]) -> Table:
    """The rows with these keys as they were on the scope's day; where a number of them is averaged, with it."""
    model = figure.evidence_model()
    told = table(model, keys, states_then(figure.of, keys, scope) if isinstance(figure.of, Kind) and scope.replay else None, turns=not scope.replay)
    if not figure.mean:
        return told
    rows = figure.evidence(scope).order_by()
    met = dict(rows.filter(pk__in=keys).annotate(met=figure.mean(scope)).values_list("pk", "met"))
    shown = [[*line, Cell(str(met[key]))] for key, line in zip((k for k in keys if k in met), told.rows, strict=True)]
    return Table([*told.columns, Column(str(figure.unit), "num")], shown)


def table(model: Any, keys: list[int], states: Mapping[int, str] | None = None, turns: bool = False) -> Table:
    """The rows with these keys, in the columns their model is known by; records in these states, if others than today's, and with
    `turns` by when and by whom something is owed, if anything is."""
    columns, line = SHAPES[model]
    more: list[Column] = []
    found = {row.pk: row for row in fetch(model, keys)}
    for key, state in (states or {}).items():
        found[key].state = state
    if model is Record:
        turns = turns and any(r.turn_role for r in found.values())
        line = partial(_record, places=places_then(found.values()), turns=turns)
        more = [Column(_("期限"), "day"), Column(_("轮到"))] if turns else []
    return Table([*(Column(str(c)) for c in columns()), *more], [line(found[k]) for k in keys if k in found])


def fetch(model: Any, keys: list[int]) -> Any:
    rows = model._default_manager.filter(pk__in=keys)
    if model is Record:
        return rows.select_related("org__parent", "turn_org")
    near = {Org: ("parent",), Household: ("org__parent", "head"), HouseholdMember: ("person", "household__org__parent"), Belonging: ("person", "org"), Appointment: ("person", "org__parent")}[model]
    sealed = {Household: ("head__id_number", "head__phone"), HouseholdMember: ("person__id_number", "person__phone"), Belonging: ("person__id_number", "person__phone"), Appointment: ("person__id_number", "person__phone")}
    return rows.select_related(*near).defer(*sealed.get(model, ()))


def _record(r: Record, places: dict[int, str], turns: bool) -> list[Cell]:
    url = reverse("record", args=[r.pk])
    own = [Cell(owed(r)), Cell(turn_words(r))] if turns else []
    return [Cell(r.number, url), Cell(r.title, url), Cell(places[r.pk]), Cell(r.happened_on.isoformat()), Cell(tag=state_tag(r)), *own]


def _org(o: Org) -> list[Cell]:
    return [Cell(str(o), reverse("org", args=[o.pk])), Cell(str(o.definition)), Cell(str(o.parent or "")), Cell(str(o.area_km2 or "")), Cell(o.since.isoformat())]


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


def export_of(actor: Actor, figure: Figure, scope: Scope, place: str = "") -> FileResponse:
    """The evidence the caller may open as an .xlsx."""
    mine = visible_rows(figure.evidence(scope).order_by(), actor)
    keys = list(mine.order_by("-pk").values_list("pk", flat=True)[:MOST_ROWS])
    said = _("%(name)s · %(org)s · 截至 %(day)s") % {"name": figure.name, "org": place or scope.org, "day": scope.day}
    said = _("；").join([said, *left_out(mine, len(keys))])
    return sheets([("", told_of(figure, scope, keys), said)], f"{figure.name} {scope.day}.xlsx")


def left_out(rows: Any, held: int) -> Iterator[str]:
    """What a spreadsheet says of the rows that it does not hold though they may be opened; how many others there are it does not say."""
    if held == MOST_ROWS and (total := rows.count()) > held:
        yield _("共 %(total)d 条，这里是前 %(held)d 条") % {"total": total, "held": held}


def sheets(lists: Sequence[tuple[str, Table, str]], name: str) -> FileResponse:
    """Tables as a spreadsheet, each on a sheet of its own with a line below it; every cell is text, so that none is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for title, told, below in lists:
        sheet = book.add_worksheet(title or None)
        for c, column in enumerate(told.columns):
            sheet.write_string(0, c, column.label)
        for r, line in enumerate(told.rows, 1):
            for c, cell in enumerate(line):
                sheet.write_string(r, c, cell.text or (cell.tag.word if cell.tag else ""))
        sheet.write_string(len(told.rows) + 1, 0, below)
    book.close()
    return workbook(out.getvalue(), name)
