"""What the register shows when it is looked at as a whole: where something is missing, who holds the posts, and the map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.rules import rule
from yanzhen.kernel.figures.breakdown import by_org
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org, OrgKind, Person
from yanzhen.kernel.register.queries import absorbed, outside, structure
from yanzhen.packs.township import figures as township
from yanzhen.packs.township.figures import COLLEGE, YOUNG
from yanzhen.packs.visits.pack import problem

from ...inputs import BRANCH_RULE, bare_companies, both_posts, told_to
from ...waiting import spots, spots_of
from ...words import role_name
from ..asking import asked_org, asked_year
from ..geometry import joined
from ..guarding import Request
from ..mapping import Box, Dot, Drawing, Place, draw
from ..paging import in_order, one_page
from ..parts import Cell, Column, Table
from ..render import page
from ..shell import asked_day
from .figures import figure_url

#: Of each group: how many, how old, the young and the learned, as far as figures count them.
GROUPS = (
    (township.secretaries, township.secretaries_age, None, None),
    (township.heads, township.heads_age, None, None),
    (township.committee, township.committee_age, township.committee_young, township.committee_learned),
    (township.grid_workers, township.grid_age, None, None),
)
DOTS_MOST = 20_000
SPOTS = {"homes": ("household", gettext_lazy("户")), "problems": ("record", gettext_lazy("个问题"))}
FIRST_COLOUR = "problem.unsolved"


@require_safe
def gaps(request: Request) -> HttpResponse:
    """Companies that must have a branch and have none, households in no grid, and what the village posts are made of."""
    org, day = asked_org(request, "register.read"), asked_day(request, request.actor.day)
    lost, scope = outside(day, "grid", org), Scope.year(org, day.year, request.actor.day, day)
    keys, pager = one_page(request, lost, "-pk")
    return page(request, "register/gaps.html", {
        "org": org, "day": day, "bare": bare_table(org, day), "rule": rule_words(day, org), "lost": homes_table(keys), "pager": pager,
        "idle": idle_table(request.actor, org) if day == request.actor.day else None, "groups": groups_table(scope, request.actor.may("figures.read", org)), "both": both_words(org, day),
    })


def bare_table(org: Org, day: date) -> Table:
    rows = [[Cell(g.org.name, reverse("org", args=[g.org.pk])), Cell(str(g.members))] for g in bare_companies(org, day)]
    return Table([Column(_("企业")), Column(_("正式党员"), "num")], rows)


def idle_table(actor: Actor, org: Org) -> Table:
    """The posts in which nobody is though something waits for them, and how much of it the caller may see."""
    idle = Record.objects.visible_to(actor).filter(org__path__startswith=org.path).of_nobody(actor.day).order_by()
    lines = list(idle.values("turn_role", "turn_org").annotate(n=models.Count("pk")).values_list("turn_role", "turn_org", "n"))
    places = Org.objects.defer("shape").in_bulk([place for _role, place, _n in lines])
    rows = [[Cell(role_name(role)), Cell(places[place].name, reverse("org", args=[place])), Cell(str(n))] for role, place, n in lines]
    return Table([Column(_("岗位")), Column(_("单位"), "lead"), Column(_("等着办的"), "num")], sorted(rows, key=lambda row: row[1].text))


def rule_words(day: date, org: Org) -> str:
    """The rule that says from how many members on, as of the day; or that there was none yet."""
    version = rule(BRANCH_RULE).find(day, org.code)
    if version is None:
        return _("那时还没有应当成立党支部的人数规定。")
    return _("正式党员 %(n)s 人以上应当成立党支部。依据：《%(source)s》") % {"n": version.words, "source": version.source}


def homes_table(keys: list[int]) -> Table:
    found = Household.objects.filter(pk__in=keys).select_related("org__parent", "head").defer("head__id_number", "head__phone", "org__shape", "org__parent__shape")
    rows = [[Cell(h.masked, reverse("household", args=[h.pk])), Cell(h.org.full_name), Cell(h.address)] for h in in_order(keys, found)]
    return Table([Column(_("户")), Column(_("所在")), Column(_("住址"), "lead")], rows)


def groups_table(scope: Scope, linked: bool) -> Table:
    """Number, mean age, the young, the learned and the women of each group in office; what a figure counts opens its evidence."""
    rows = []
    for group in GROUPS:
        made = structure(Person.objects.filter(pk__in=group[0].evidence(scope).values("person")), scope.day)
        if made.number:
            learned = sum(made.education.get(one, 0) for one in COLLEGE)
            said = zip((made.number, made.mean_age or "—", made.younger(YOUNG), learned), group, strict=True)
            cells = [Cell(str(value), figure_url(figure, scope) if figure and linked else "") for value, figure in said]
            rows.append([Cell(str(group[0].name)), *cells, Cell(str(made.genders.get("f", 0)))])
    heads = (_("人数"), _("平均年龄"), _("%(n)d 岁以下") % {"n": YOUNG}, _("大专以上"), _("女"))
    return Table([Column(_("岗位")), *(Column(head, "num") for head in heads)], rows)


def both_words(org: Org, day: date) -> str:
    """How many village secretaries are village heads too."""
    return _("书记、主任“一肩挑”的村 %(both)d 个，共 %(villages)d 个村") % dict(zip(("both", "villages"), both_posts(org, day), strict=True))


class MapForm(forms.Form):
    """What the map shows: which areas, coloured by what, and which dots."""

    optional = True

    def __init__(self, levels: list[OrgKind], figures: list[Figure], may_problems: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = forms.ChoiceField(label=_("画到"), required=False, choices=[(k.key, k.name) for k in levels])
        if figures:
            self.fields["figure"] = forms.ChoiceField(label=_("按什么着色"), required=False, choices=[("", "—"), *((f.key, f.name) for f in figures)])
        dots = [("", "—"), ("homes", _("住户")), *([("problems", _("问题"))] if may_problems else [])]
        self.fields["dots"] = forms.ChoiceField(label=_("标出"), required=False, choices=dots)


@require_safe
def map_page(request: Request) -> HttpResponse:
    """The areas under a place, coloured by a figure, with households or problems as dots. Needs no outside tiles."""
    org, actor = asked_org(request, "register.read"), request.actor
    day = asked_day(request, actor.day)
    levels = levels_of(org, day)
    coloured = [f for f in book.of(Figure) if not f.mean and (not f.narrows or f.narrows.startswith("problem")) and told_to(actor, f, org)]
    figures = coloured if actor.may("figures.read", org) else []
    asked = request.GET.copy()
    asked.setdefault("figure", FIRST_COLOUR)
    form = MapForm(levels, figures, any(p.role in problem.seen_by for p in actor.posts), asked)
    said = form.cleaned_data if form.is_valid() else {}
    level = next((k for k in levels if k.key == said.get("level")), levels[0] if levels else org.definition)
    figure = next((f for f in figures if f.key == said.get("figure")), None)
    dots, what = dots_of(request, org, said.get("dots", ""), day)
    drawing = drawn(request, org, level, figure, dots, what, day)
    heads = (str(level), str(figure.name) if figure else "")
    return page(request, "register/map.html", {"org": org, "filters": form, "keep": [("org", org.pk)], "map": drawing, "heads": heads, "below": level})


def levels_of(org: Org, day: date) -> list[OrgKind]:
    """The kinds of areas under a place that can be drawn, the larger first."""
    kinds = set(Org.objects.under(org, day).values_list("kind", flat=True).distinct())
    found = [k for k in book.of(OrgKind) if k.key in kinds and k.key in ("area", "village", "grid")]
    return sorted(found, key=lambda k: ("village", "grid", "area").index(k.key))


def drawn(request: Request, org: Org, level: OrgKind, figure: Figure | None, dots: list[Dot], what: str, day: date) -> Drawing:
    scope = Scope.year(org, asked_year(request, request.actor.day), request.actor.day, day)
    if figure:
        found = {o: n for o, n in by_org(figure, scope, level.key).items() if o}
        models.prefetch_related_objects(list(found), "parent")
        ground = absorbed(found, day)
        places = [Place(o.full_name, outline(o, ground), figure_url(figure, scope.at(o)), None if n is None else float(n)) for o, n in found.items()]
    else:
        rows = list(Org.objects.under(org, day).filter(kind=level.key).select_related("parent").order_by("code", "name"))
        ground = absorbed(rows, day)
        places = [Place(o.full_name, outline(o, ground), reverse("org", args=[o.pk]), tone="plain") for o in rows]
    asked = [(k, v) for k, v in request.GET.items() if k != "box" and v]
    return draw(
        str(org), places, dots, unit=str(figure.unit) if figure else "", what=what, box=Box.read(request.GET.get("box", "")),
        box_url=lambda box: f"?{urlencode([*asked, ('box', box.words())])}", whole_url=f"?{urlencode(asked)}",
        dot_tones={"late": _("已过期限"), "do": _("正在办") if what != str(SPOTS["homes"][1]) else _("住户"), "ok": _("已办结")},
    )


def outline(org: Org, ground: Mapping[int, list[Any]]) -> Any:
    """Its own outline, and those of what was merged into it."""
    return joined([org.shape, *ground[org.pk]]) if org.pk in ground else org.shape


def dots_of(request: Request, org: Org, what: str, day: date) -> tuple[list[Dot], str]:
    """Households, or the year's problems that the caller may open, each where its household lies."""
    if what not in SPOTS:
        return [], ""
    page, word = SPOTS[what]
    rows = spots(request.actor, org, what, day).order_by("-pk")[:DOTS_MOST]
    return [Dot(s.lng, s.lat, s.number, reverse(page, args=[s.pk]), s.tone) for s in spots_of(rows, request.actor.day)], str(word)
