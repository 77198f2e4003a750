"""People: the list, one person with everything that ties him somewhere, and the acts on him."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.kernel.base import ids
from yanzhen.kernel.base.days import age_on
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Actor, called
from yanzhen.kernel.guard.meanwhile import version_of
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Belonging, Household, HouseholdMember, Org, Person, Tie

from ...inputs import settle
from ...words import relation_said
from ..acting import ActForm, acted, by, form_page
from ..guarding import Request
from ..homeforms import PeopleForm, PersonCorrectForm, PersonForm
from ..paging import in_order, one_page
from ..parts import Cell, Column, Fact, Table
from ..render import page
from ..shell import asked_day
from ..tieforms import changes_of
from ..told import corrections_of, masked_phone


@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody the caller may open, numbers masked."""
    form = PeopleForm(request.actor, request.GET)
    rows: QuerySet[Person] = Person.objects.visible_to(request.actor)
    if form.is_valid():
        rows = form.narrow(rows)
    keys, pager = one_page(request, rows, "-pk")
    return page(request, "register/people.html", {
        "filters": form, "table": table_of(keys, request.actor), "pager": pager, "may_write": request.actor.may("register.write"),
    })


def table_of(keys: list[int], actor: Actor) -> Table:
    """These people, with where they live now as far as the actor may look."""
    seen = HouseholdMember.objects.filter(person__in=keys, until__isnull=True, household__in=Household.objects.visible_to(actor))
    homes = {m.person_id: m.household for m in seen.select_related("household__org__parent").defer("household__org__shape", "household__org__parent__shape")}
    columns = [Column(_("姓名")), Column(_("性别")), Column(_("年龄"), "num"), Column(_("身份证号")), Column(_("电话")), Column(_("住在"), "lead")]
    rows = []
    for p in in_order(keys, Person.objects.filter(pk__in=keys)):
        home = homes.get(p.pk)
        rows.append([
            Cell(p.name, reverse("person", args=[p.pk])), Cell(p.get_gender_display()), Cell(age_words(p, actor.day)), Cell(ids.masked(p.id_number)),
            Cell(masked_phone(p.phone)), Cell(f"{home.org.full_name} {home.number}" if home else ""),
        ])
    return Table(columns, rows)


def age_words(person: Person, today: date) -> str:
    """Full years today, or at death."""
    return str(age_on(person.birth, person.died_on or today)) if person.birth else ""


@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    return _show(request, visible(request, pk))


def visible(request: Request, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.actor), pk=pk)


def _show(request: Request, shown: Person, full: dict[str, str] | None = None, refused: str = "", status: int = 200) -> HttpResponse:
    actor = request.actor
    near = Person.objects.filter(pk=shown.pk)
    own = near.within(actor, "register.write").exists()
    return page(request, "register/person.html", {
        "person": shown, "facts": facts_of(shown, actor.day, full or {}), "full": full, "refused": refused, "ties": ties_of(request, shown, asked_day(request, actor.day)),
        "changes": changes_of(actor, shown, own), "corrections": corrections_of(shown), "may_correct": own,
        "reveal_form": ActForm() if not full and near.within(actor, "register.reveal").exists() else None,
    }, status)


def facts_of(person: Person, today: date, full: dict[str, str]) -> list[Fact]:
    """What is registered of a person; what is sealed is masked unless it was just revealed."""
    lines = [
        Fact(_("性别"), person.get_gender_display()),
        Fact(_("出生日期"), person.birth.isoformat() if person.birth else "", note=_("%(n)s 岁") % {"n": age_words(person, today)}),
        Fact(_("身份证号"), full.get("id_number") or ids.masked(person.id_number), sealed=True),
        Fact(_("电话"), full.get("phone") or masked_phone(person.phone), sealed=True),
        Fact(_("民族"), person.nation), Fact(_("学历"), person.education), Fact(_("去世"), person.died_on.isoformat() if person.died_on else ""),
    ]
    return [line for line in lines if line.value]


def ties_of(request: Request, person: Person, day: date) -> list[tuple[str, Table]]:
    """Where the person lives, belongs and serves, or did; only where the caller may look."""
    homes = HouseholdMember.objects.filter(person=person, household__in=Household.objects.visible_to(request.actor)).select_related("household__org__parent")
    places = Org.objects.visible_to(request.actor)
    ties = Belonging.objects.filter(person=person, org__in=places).select_related("org__parent")
    posts = Appointment.objects.filter(person=person, org__in=places).select_related("org__parent")
    names = {t.key: str(t.name) for t in book.of(Tie)}
    dated = [Column(_("从"), "day"), Column(_("到"), "day")]
    tables = [
        (_("住户"), [Column(_("户")), Column(_("与户主关系")), *dated],
         [[Cell(f"{m.household.org.full_name} {m.household.number}", reverse("household", args=[m.household_id])), Cell(relation_said(m.relation)), *_span(m)] for m in homes.order_by("-since")]),
        (_("身份"), [Column(_("组织")), Column(_("身份")), *dated, Column(_("加入"), "day"), Column(_("转正"), "day")],
         [[_org(b.org), Cell(names.get(b.sort, b.sort)), *_span(b), _on(b.joined_on), _on(b.confirmed_on)] for b in ties.order_by("-since")]),
        (_("岗位"), [Column(_("组织")), Column(_("岗位")), *dated],
         [[_org(a.org), Cell(called(a.role, a.title)), *_span(a)] for a in posts.order_by("-since")]),
    ]
    return [(title, Table(columns, rows)) for title, columns, rows in tables if rows]


def _on(day: date | None) -> Cell:
    return Cell(day.isoformat() if day else "")


def _span(row: Any) -> tuple[Cell, Cell]:
    return Cell(row.since.isoformat()), Cell(row.until.isoformat() if row.until else "")


def _org(org: Org) -> Cell:
    return Cell(org.full_name, reverse("org", args=[org.pk]))


@require_POST
def person_reveal(request: Request, pk: int) -> HttpResponse:
    """The full number and telephone, this once; who read it stays in the trail."""
    shown = visible(request, pk)
    form = ActForm(request.POST)
    full, refused = acted(request, form, lambda said: actions.reveal(actor=request.actor, at=request.at, uid=said["uid"], person=shown, reason=request.POST.get("reason", "")[:200]))
    if full is None:
        return _show(request, shown, refused=refused or _("没有看懂这次提交，请刷新后再试。"), status=422)
    return _show(request, shown, full=full)


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: Request) -> HttpResponse:
    form = PersonForm(request.actor, request.POST or None, initial=started(request))
    made, refused = acted(request, form, lambda said: settle(
        uid=said["uid"], org=said["org"], household=said.get("household"), relation=said["relation"], tie=said["tie"], since=said["since"], **by(request), **form.columns(),
    ))
    if made:
        messages.success(request, _("%(person)s 已登记。") % {"person": made})
        return redirect("person", made.pk)
    return form_page(request, form, heading=_("登记人员"), verb=_("登记"), back=reverse("people"), refused=refused)


def started(request: Request) -> dict[str, Any]:
    """What the address says of the household the person is to live in."""
    key = request.GET.get("household", "")
    home = Household.objects.visible_to(request.actor).filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0).first()
    return {"org": home.org_id, "number": home.number} if home else {"org": request.actor.posts[0].org_id}


@require_http_methods(["GET", "HEAD", "POST"])
def person_correct(request: Request, pk: int) -> HttpResponse:
    read = version_of(Person, pk)
    shown = get_object_or_404(Person.objects.within(request.actor, "register.write"), pk=pk)
    form = PersonCorrectForm(shown, request.POST or None, version=read)
    done, refused = acted(request, form, lambda said: actions.correct_person(
        actor=request.actor, at=request.at, uid=said["uid"], person=shown, reason=said["reason"], version=said["version"], **form.changes(),
    ))
    if done:
        messages.success(request, _("已更正，原来的写法保留在下面。"))
        return redirect("person", pk)
    return form_page(request, form, heading=_("更正 %(person)s") % {"person": shown}, verb=_("更正"), back=reverse("person", args=[pk]), refused=refused,
                     says=_("原来的写法、谁改的、为什么改，都会留下。"))
