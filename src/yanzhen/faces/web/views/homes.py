"""Households: the list, one household with its people, visits and place, and the acts on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Household, HouseholdMember, on_day
from yanzhen.kernel.register.naming import Stood, belonged, called
from yanzhen.packs.visits.models import Visit
from yanzhen.packs.visits.pack import VISITORS, problem, visit

from ...inputs import home_version, move_out
from ...words import relation_said
from ..acting import Change, acted, form_page
from ..geometry import around as window
from ..geometry import rings
from ..guarding import Request
from ..homeforms import (
    CloseForm,
    DeathForm,
    HeadForm,
    HomeCorrectForm,
    HomeForm,
    HomesForm,
    JoinForm,
    LeaveForm,
    RehomeForm,
    RelationForm,
)
from ..mapping import Dot, Place, draw
from ..orgforms import reads
from ..paging import in_order, one_page
from ..parts import Cell, Column, Fact, Link, Row, Table, Tag
from ..render import page
from ..shell import asked_day
from ..told import about, corrections_in, due_tag, places_then, state_tag

SHOWN = 20


@require_safe
def households(request: Request) -> HttpResponse:
    """Every living household under the caller's posts, with when it was last called on."""
    form = HomesForm(request.actor, request.GET)
    rows: QuerySet[Household] = Household.objects.visible_to(request.actor).filter(until__isnull=True)
    if form.is_valid():
        rows = form.narrow(rows)
    keys, pager = one_page(request, rows, "org", "number", "pk")
    return page(request, "register/households.html", {
        "filters": form, "table": table_of(keys), "pager": pager, "may_write": request.actor.may("register.write"),
    })


def table_of(keys: list[int]) -> Table:
    """These households; the head by family name only."""
    calls = Visit.objects.filter(household=OuterRef("pk"), record__voided_on__isnull=True).order_by("-record__happened_on").values("record__happened_on")[:1]
    living = HouseholdMember.objects.filter(household=OuterRef("pk"), until__isnull=True).order_by().values("household").annotate(n=Count("pk")).values("n")
    found = Household.objects.filter(pk__in=keys).select_related("org__parent", "head").defer("head__id_number", "head__phone", "org__shape", "org__parent__shape")
    rows = [
        [Cell(h.masked, reverse("household", args=[h.pk])), Cell(h.org.full_name), Cell(h.address), Cell(str(h.size)), Cell(h.called.isoformat() if h.called else "")]
        for h in in_order(keys, found.annotate(called=Subquery(calls), size=Coalesce(Subquery(living), 0)))
    ]
    return Table([Column(_("户")), Column(_("所在")), Column(_("住址"), "lead"), Column(_("人数"), "num"), Column(_("最近走访"), "day")], rows)


def visible(request: Request, pk: int) -> Household:
    rows = Household.objects.visible_to(request.actor).select_related("org__parent", "head")
    return get_object_or_404(rows, pk=pk)


@require_safe
def household(request: Request, pk: int) -> HttpResponse:
    """One household as of a day: who lives there, what was heard and raised, where it lies."""
    shown, day, actor = visible(request, pk), asked_day(request, request.actor.day), request.actor
    members = members_of(shown, day)
    return page(request, "register/household.html", {
        "home": shown, "day": day, "facts": facts_of(shown, belonged(shown, day) if day < actor.day else Stood(shown.org, None, day)), "members": members, "map": map_of(shown), "history": places_of(shown),
        "crumbs": [Link(str(o), reverse("org", args=[o.pk])) for o in (shown.org.parent, shown.org) if o],
        "visits": records_of(request, visit.key, Q(visit__household=shown)), "problems": records_of(request, problem.key, Q(problem__household=shown)),
        "headless": bool(shown.head_id is None and not shown.until and members.rows), "corrections": corrections_in(shown), "state": Tag(_("已销户"), "line") if shown.until else None,
        "may_visit": not shown.until and any(p.role in VISITORS for p in actor.posts),
        "changes": changes_of(shown) if not shown.until and actor.may("register.write", shown.org) else [],
    })


def facts_of(home: Household, stood: Stood) -> list[Fact]:
    lines = [
        Fact(_("所在"), called({0: stood})[0], reverse("org", args=[stood.org.pk])), Fact(_("住址"), home.address),
        Fact(_("户主"), str(home.head or ""), reverse("person", args=[home.head_id]) if home.head_id else ""),
        Fact(_("立户"), home.since.isoformat()), Fact(_("销户"), home.until.isoformat() if home.until else ""),
    ]
    return [line for line in lines if line.value]


def members_of(home: Household, day: date) -> Table:
    """Who lives there on the day."""
    living = HouseholdMember.objects.filter(on_day(day), household=home).select_related("person").defer("person__id_number", "person__phone").order_by("pk")
    rows = [
        [Cell(m.person.name, reverse("person", args=[m.person_id])), Cell(relation_said(m.relation)), Cell(m.person.get_gender_display()), Cell(m.person.birth.isoformat() if m.person.birth else ""), Cell(m.since.isoformat())]
        for m in living
    ]
    return Table([Column(_("姓名")), Column(_("与户主关系")), Column(_("性别")), Column(_("出生日期"), "day"), Column(_("入户"), "day")], rows)


def records_of(request: Request, kind: str, which: Q) -> list[Row]:
    """The latest records of a kind about the household that the caller may open."""
    rows = Record.objects.visible_to(request.actor, kind).live().filter(which).select_related("org__parent", "tenant", "turn_org", kind).order_by("-happened_on", "-id")[:SHOWN]
    today, places = request.actor.day, places_then(rows)
    return [Row(r.title, reverse("record", args=[r.pk]), about(r, places[r.pk]), r.happened_on.isoformat(), due_tag(r, today) or (state_tag(r) if r.definition.flow else None)) for r in rows]


def map_of(home: Household) -> Any:
    """Where it lies in its village or grid; None while nobody has put it on the map."""
    if home.lat is None or home.lng is None:
        return None
    around = next((o for o in (home.org, home.org.parent) if o and o.shape), home.org)
    spot = (float(home.lng), float(home.lat))
    box = window([spot, *(one for ring in rings(around.shape) for one in ring)])
    return draw(str(around), [Place(str(around), around.shape or None, reverse("org", args=[around.pk]), tone="plain")], [Dot(*spot, home.number, tone="do")], box=box)


def places_of(home: Household) -> list[str]:
    """Where it belonged before."""
    rows = home.places.select_related("org").order_by("since")
    return [_("%(since)s 至 %(until)s 属 %(org)s") % {"since": r.since, "until": r.until, "org": r.org} for r in rows]


def passed_on(*, household: Household, **said: Any) -> Any:
    """The death of somebody who lives there; the verb knows where that is."""
    return actions.record_death(**said)


CHANGES = {
    "correct": Change(HomeCorrectForm, gettext_lazy("更正"), actions.correct_household),
    "join": Change(JoinForm, gettext_lazy("登记入户"), actions.join_household, gettext_lazy("还没有登记过的人，请先从这一户登记他。")),
    "leave": Change(
        LeaveForm, gettext_lazy("登记迁出"), move_out, gettext_lazy("全户搬到本镇别处的，不用迁出：在村内的用“调整所属”，到别的村的请党政办调整，户里的人都跟着走。"),
    ),
    "died": Change(DeathForm, gettext_lazy("登记去世"), passed_on),
    "head": Change(HeadForm, gettext_lazy("换户主"), actions.name_head, gettext_lazy("其他人与新户主的关系，知道的写上，不写的先空着。")),
    "relation": Change(RelationForm, gettext_lazy("更正与户主关系"), actions.correct_relation),
    "move": Change(RehomeForm, gettext_lazy("调整所属"), actions.move_household),
    "end": Change(CloseForm, gettext_lazy("销户"), actions.end_household),
}


def changes_of(home: Household) -> list[Link]:
    return [Link(str(change.verb), reverse("household_change", args=[home.pk, what])) for what, change in CHANGES.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def household_new(request: Request) -> HttpResponse:
    start = {"org": request.GET.get("org") or request.actor.posts[0].org_id, "since": request.actor.day}
    form = HomeForm(request.actor, request.POST or None, initial=start)
    made, refused = acted(request, form, lambda said: actions.found_household(actor=request.actor, at=request.at, **said))
    if made:
        messages.success(request, _("户号 %(number)s 已登记，可以接着登记家里的人。") % {"number": made.number})
        return redirect("household", made.pk)
    return form_page(request, form, heading=_("登记住户"), verb=_("登记"), back=reverse("households"), refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
def household_change(request: Request, pk: int, what: str) -> HttpResponse:
    change = CHANGES.get(what)
    read, home = reads(change, lambda: home_version(pk)), visible(request, pk)
    if change is None or home.until or not request.actor.may("register.write", home.org):
        raise Http404
    form = change.form(request.actor, home, request.POST or None, **read)
    done, refused = acted(request, form, lambda said: change.do(actor=request.actor, at=request.at, household=home, **said))
    if done:
        messages.success(request, _("“%(what)s”已办。") % {"what": change.verb})
        return redirect("household", pk)
    return form_page(request, form, heading=_("%(what)s：%(org)s") % {"what": change.verb, "org": home.masked}, verb=str(change.verb),
                     back=reverse("household", args=[pk]), refused=refused, says=str(change.says))
