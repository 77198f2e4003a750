"""A list of records of one kind: filtered, searched, sorted, with its exact total, any page of it as fast as the first; and all
of it as a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Role
from yanzhen.kernel.records.flow import HANDLER
from yanzhen.kernel.records.kinds import Kind
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org
from yanzhen.packs.visits.pack import revisit

from ..evidence import MOST_ROWS, left_out, sheets
from ..fetching import listed, whole
from ..forms import PlaceField, day_field
from ..guarding import Request
from ..paging import in_order, one_page
from ..parts import Cell, Column, Table
from ..render import page
from ..told import due_tag, owed, own_column, places_then, state_tag, to_record, turn_short, turn_words
from .visits import DrawForm

LATEST = ("-happened_on", "-id")


def asked(request: Request, kind: str) -> tuple[Kind, ListForm, Any, tuple[str, ...]]:
    """The kind of an address, its filters, the rows they leave of what the caller sees, and in which order."""
    definition = next((k for k in book.of(Kind) if k.key == kind), None)
    if definition is None or not any(p.role in definition.seen_by for p in request.actor.posts):
        raise Http404
    form = ListForm(definition, request.actor, request.GET)
    rows = Record.objects.visible_to(request.actor, definition.key)
    if not form.is_valid():
        return definition, form, rows.live(), LATEST
    return definition, form, form.narrow(rows, request.actor.day), ("due_on", "id") if form.cleaned_data.get("order") else LATEST


@require_safe
def export(request: Request, kind: str) -> FileResponse:
    """The whole of the list as it is filtered and sorted, for a meeting: with what is written down, by when, whose turn it is."""
    definition, _form, rows, order = asked(request, kind)
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[:MOST_ROWS])
    told = whole_table(definition, in_order(keys, whole(definition, keys)))
    said = ngettext("%(kind)s · %(count)d 条 · 截至 %(day)s", "%(kind)s · %(count)d 条 · 截至 %(day)s", len(keys)) % {"kind": definition.name, "count": len(keys), "day": request.actor.day}
    said = _("；").join([said, *left_out(rows, len(keys))])
    return sheets([("", told, said)], f"{definition.name} {request.actor.day}.xlsx")


@require_safe
def records(request: Request, kind: str) -> HttpResponse:
    definition, form, rows, order = asked(request, kind)
    keys, pager = one_page(request, rows, *order)
    shown = in_order(keys, listed(definition, keys))
    return page(request, "records/list.html", {
        "kind": definition, "filters": form, "table": table_of(definition, shown, request.actor.day), "pager": pager,
        "may_write": definition is not revisit and any(p.role in definition.written_by for p in request.actor.posts),
        "draw": DrawForm(request.actor, initial={"uid": uuid4()}) if definition is revisit else None,
        "export_url": f"{reverse('records_export', args=[kind])}?{urlencode([(k, v) for k, v in request.GET.items() if v and k != 'page'])}",
        "new_url": reverse("visit_new") if definition.key == "visit" else reverse("record_new", args=[definition.key]),
    })


def table_of(kind: Kind, shown: list[Record], today: date) -> Table:
    """The rows as the screen shows them: number, title, place, the kind's own columns, day, state, limit."""
    own = [(*own_column(kind, name), "day" if kind.facts._meta.get_field(name).related_model is Household else "text") for name in kind.columns]
    own = [one for one in own if not shown or any(one[1](r.facts) for r in shown)]
    columns = [Column(_("编号"), "day"), Column(_("事由"), "lead"), Column(_("所在")), *(Column(label, look) for label, _said, look in own), Column(_("日期"), "day")]
    if kind.flow:
        columns += [Column(_("状态")), Column(_("期限")), Column(_("轮到"))]
    rows, places = [], places_then(shown)
    for r in shown:
        url = to_record(r.pk)
        row = [Cell(r.number, url), Cell(r.title, url), Cell(places[r.pk]), *(Cell(said(r.facts)) for _label, said, _look in own), Cell(r.happened_on.isoformat())]
        rows.append([*row, Cell(tag=state_tag(r)), Cell(tag=due_tag(r, today)), Cell(turn_short(r))] if kind.flow else row)
    return Table(columns, rows)


def whole_table(kind: Kind, shown: list[Record]) -> Table:
    """The rows as they are printed and taken along: days for what the screen reckons, and what was written down."""
    own = [own_column(kind, name) for name in (*kind.columns, *filter(None, [kind.summary]))]
    labels = [_("编号"), _("事由"), _("所在"), *(label for label, _said in own), _("日期"), *([_("状态"), _("承办"), _("轮到"), _("期限")] if kind.flow else [])]
    rows, places = [], places_then(shown)
    for r in shown:
        flow = [str(r.resting.name) if r.resting else "", str(r.handler or ""), turn_words(r), owed(r)] if kind.flow else []
        rows.append([Cell(text) for text in (r.number, r.title, places[r.pk], *(said(r.facts) for _label, said in own), r.happened_on.isoformat(), *flow)])
    return Table([Column(label) for label in labels], rows)


class ListForm(forms.Form):
    """The filters of a list. What is typed is looked for in number and title."""

    optional = True
    q = forms.CharField(label=_("搜索"), required=False, max_length=40, widget=forms.SearchInput())
    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)

    def __init__(self, kind: Kind, actor: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["q"].label, self.fields["since"].label, self.fields["until"].label = _("搜索"), _("从"), _("到")
        self.fields["org"] = PlaceField(grounds_below(actor, kind), label=_("所在"), required=False)
        if kind.flow:
            states = [("late", _("已过期限")), *((s.key, s.name) for s in kind.flow.states.values())]
            self.fields["state"] = forms.ChoiceField(label=_("状态"), required=False, choices=[("", "—"), *states])
        if handlers := handlers_for(kind, actor):
            self.fields["handler"] = forms.ChoiceField(label=_("承办"), required=False, choices=[("", "—"), *((one.pk, str(one)) for one in handlers)])
        for name in kind.columns:
            field = kind.facts._meta.get_field(name)
            if choices := getattr(field, "choices", None):
                self.fields[name] = forms.ChoiceField(label=field.verbose_name, required=False, choices=[("", "—"), *choices])  # type: ignore[union-attr]
        if kind.flow:
            self.fields["order"] = forms.ChoiceField(label=_("排列"), required=False, choices=[("", _("按日期")), ("due", _("按期限，没办完的"))])
        self.fields["void"] = forms.ChoiceField(label=_("作废的"), required=False, choices=[("", "—"), ("with", _("含已作废"))])

    def narrow(self, rows: Any, today: date) -> Any:
        said = {k: v for k, v in self.cleaned_data.items() if v}
        rows = rows if said.pop("void", "") else rows.live()  # as figures count, or the list would not be what its number says
        for key, value in said.items():
            if key == "q":
                rows = rows.filter(Q(number__contains=value) | Q(title__contains=value))
            elif key == "since":
                rows = rows.filter(happened_on__gte=value)
            elif key == "until":
                rows = rows.filter(happened_on__lte=value)
            elif key == "org":
                rows = rows.filter(org__path__startswith=value.path)
            elif key == "handler":
                rows = rows.filter(handler=value)
            elif key == "order":
                rows = rows.filter(due_on__isnull=False, state__in=open_states(self.kind))
            elif key == "state":
                rows = rows.filter(due_on__lt=today, state__in=open_states(self.kind)) if value == "late" else rows.filter(state=value)
            else:
                rows = rows.filter(**{f"{self.kind.facts._meta.model_name}__{key}": value})
        return rows


def open_states(kind: Kind) -> list[str]:
    """Where a record of the kind may rest while something is still owed."""
    return kind.flow.open_states if kind.flow else []


def handlers_for(kind: Kind, actor: Any) -> list[Org]:
    """Those to whom records of the kind are handed over and whom the caller sees; nothing where it is handed over to nobody, or
    there is no choice between them."""
    kinds = {one for step in (kind.flow.steps.values() if kind.flow else ()) for ask in step.asks if ask.key == HANDLER for one in ask.orgs}
    if not kinds or any(kinds & set(book.get(Role, p.role).at) for p in actor.posts):
        return []
    return list(Org.objects.visible_to(actor).filter(kind__in=kinds, until__isnull=True).order_by("path").only("name", "formerly", "path"))


def grounds_below(actor: Any, kind: Kind) -> Any:
    """The living places of the kinds lists are narrowed by, under the posts that see this kind."""
    found = Q(pk__in=[])
    for post in actor.posts:
        if post.role in kind.seen_by:
            found |= Q(path__startswith=post.path)
    return Org.objects.filter(found, until__isnull=True, kind__in=("town", "area", "village")).order_by("path").only("name", "formerly", "path")
