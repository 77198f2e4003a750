"""Organisations: both trees as they stood on a day, and one organisation with all that hangs on it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures.counting import values
from yanzhen.kernel.figures.handling import own
from yanzhen.kernel.figures.naming import counted_in, named
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.guard import trail
from yanzhen.kernel.guard.access import called
from yanzhen.kernel.guard.models import Appointment, Entry
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Household, Org, OrgKind, OrgPlace, Tie, Tree, on_day
from yanzhen.kernel.register.queries import keys, members_on

from ...words import unit_said
from ..asking import said_of, served_by
from ..guarding import Request
from ..parts import Cell, Column, Fact, Link, Node, Stat, Table, Tag
from ..render import page
from ..shell import asked_day
from ..templatetags.yz import number
from ..told import corrections_of, series
from .figures import figure_url, words_of

OPEN_BELOW = 12
OVERVIEW = ("households", "population", "visit.covered", "problem.all", "problem.solved")


@require_safe
def orgs(request: Request) -> HttpResponse:
    """Everything under the caller's posts and the line above them, tree by tree, as of a day."""
    day = asked_day(request, request.actor.day)
    rows = Org.objects.visible_to(request.actor).alive(day).order_by("code", "name", "pk").defer("shape")
    above = dict(OrgPlace.objects.filter(on_day(day), org__in=rows.values("pk")).values_list("org", "parent"))
    known = {o.pk: o for o in rows if o.pk in above}
    mine = {key for post in request.actor.posts for key in keys(post.path)}
    trees = [(str(t.name), forest(known, above, t.key, mine, _asked(request, day))) for t in book.of(Tree)]
    return page(request, "register/orgs.html", {
        "trees": [(name, nodes) for name, nodes in trees if nodes], "total": len(known), "day": day,
        "may_found": request.actor.may("register.write"),
    })


def _asked(request: Request, day: date) -> str:
    return f"?{urlencode({'day': day.isoformat()})}" if day != request.actor.day else ""


def forest(known: dict[int, Org], above: dict[int, int | None], tree: str, mine: set[int], query: str) -> list[Node]:
    """The organisations of one tree as nodes, open down to the caller's posts. A root stands under nothing of its own tree."""
    order = {kind.key: nth for nth, kind in enumerate(book.of(OrgKind))}
    below: defaultdict[int | None, list[Org]] = defaultdict(list)
    for org in known.values():
        if org.definition.tree == tree:
            parent = known.get(above[org.pk] or 0)
            below[parent.pk if parent and parent.definition.tree == tree else None].append(org)

    def node(org: Org, depth: int) -> Node:
        children = [node(child, depth + 1) for child in sorted(below[org.pk], key=lambda one: order[one.kind])]
        shown = depth == 0 or org.pk in mine or len(children) <= OPEN_BELOW and depth < 2
        return Node(str(org), reverse("org", args=[org.pk]) + query, str(org.definition), open=shown, children=children)

    return [node(org, 0) for org in below[None]]


@require_safe
def org(request: Request, pk: int) -> HttpResponse:
    """One organisation as of a day. Who only looks up at it from below sees what it is, not who and what is in it."""
    shown = get_object_or_404(Org.objects.visible_to(request.actor).select_related("parent", "serves", "successor"), pk=pk)
    day, inside = asked_day(request, request.actor.day), request.actor.may("register.read", shown)
    context = {
        "org": shown, "day": day, "crumbs": line_above(shown, day if day < request.actor.day else None), "facts": facts_of(request, shown), "inside": inside,
        "state": Tag(_("已撤销"), "line") if shown.until and shown.until <= day else None, "history": places_of(shown),
    }
    if inside:
        context |= {
            "stats": stats_of(request, shown, day), "posts": posts_of(request, shown, day), "children": children_of(shown, day, _asked(request, day)),
            "there": there(shown, day, linked=day == request.actor.day), "corrections": corrections_of(shown),
            "links": links_of(request, shown), "changes": changes_of(request, shown),
        }
    return page(request, "register/org.html", context)


def line_above(org: Org, day: date | None = None) -> list[Link]:
    """The organisations above it today, or on a day, the highest first."""
    then = OrgPlace.objects.filter(on_day(day), org=org).values_list("path", flat=True).first() if day else None
    above = keys(then or org.path)[:-1]
    found = Org.objects.defer("shape").in_bulk(above)
    return [Link(found[k].name, reverse("org", args=[k])) for k in above if k in found]


def facts_of(request: Request, org: Org) -> list[Fact]:
    served = org.serves if org.serves and Org.objects.visible_to(request.actor).filter(pk=org.serves.pk).exists() else None
    lines = [
        Fact(_("类别"), str(org.definition)), Fact(_("代码"), org.code),
        Fact(_("所在单位"), str(served or ""), reverse("org", args=[served.pk]) if served else ""),
        Fact(_("面积"), _("%(n)s 平方公里") % {"n": org.area_km2} if org.area_km2 else ""),
        Fact(_("成立"), org.since.isoformat()), Fact(_("撤销"), org.until.isoformat() if org.until else ""),
        *ways_of(org),
    ]
    return [line for line in lines if line.value]


def ways_of(org: Org) -> list[Fact]:
    """What it went into: one that took it in, or those that it was split into; and what went into it."""
    came = Fact(_("并进来的"), series(str(one) for one in Org.objects.filter(successor=org, until__gt=org.since).defer("shape").order_by("pk")))
    if org.successor_id is None:
        return [came]
    split = Entry.objects.filter(subject=trail.label(org), verb="register.split_org").values_list("said", flat=True).first()
    if split is None:
        return [came, Fact(_("并入"), str(org.successor), reverse("org", args=[org.successor_id]))]
    return [came, Fact(_("拆分为"), series(str(one) for one in Org.objects.filter(pk__in=split["made"]).defer("shape").order_by("pk")))]


def stats_of(request: Request, org: Org, day: date) -> list[Stat]:
    """What the place comes to, each number leading to its evidence."""
    if not request.actor.may("figures.read", org):
        return []
    scope = own(Scope.year(org, day.year, request.actor.day, day), org)
    if served := served_by(request.actor, scope):
        scope = scope.at(served)
    told = counted_in(scope)
    known = [figure for key in OVERVIEW if (figure := named(key)) in told]
    numbers = values(known, scope)
    return [Stat(words_of(f, numbers[f.key]), f"{f.name} · {said_of(scope)}" if scope.handler or scope.org != org else str(f.name), unit_said(f.unit, numbers[f.key]), figure_url(f, scope)) for f in known]


def posts_of(request: Request, org: Org, day: date) -> Table:
    """Who holds which post here on the day."""
    held = Appointment.objects.filter(on_day(day), org=org).select_related("person").defer("person__id_number", "person__phone")
    rows = [
        [Cell(called(a.role, a.title)), Cell(a.person.name, reverse("person", args=[a.person_id])), Cell(a.since.isoformat()), Cell(a.until.isoformat() if a.until else "")]
        for a in held.order_by("role", "since")
    ]
    return Table([Column(_("岗位")), Column(_("姓名")), Column(_("任职"), "day"), Column(_("免职"), "day")], rows)


def children_of(org: Org, day: date, query: str) -> Table:
    """The organisations directly below it on the day."""
    below = Org.objects.alive(day).filter(pk__in=OrgPlace.objects.filter(on_day(day), parent=org).values("org")).defer("shape")
    rows = [[Cell(str(o), reverse("org", args=[o.pk]) + query), Cell(str(o.definition)), Cell(o.since.isoformat())] for o in below.order_by("kind", "name")]
    return Table([Column(_("名称")), Column(_("类别")), Column(_("成立"), "day")], rows)


def there(org: Org, day: date, *, linked: bool) -> list[Link]:
    """How many households are at or below it, and how many of the living belong there, by sort; lists are of today, and so only `linked` then."""
    paths = org.paths()
    homes, here = Household.objects.under(org, day, paths).count(), Org.objects.under(org, day, paths).values("pk")
    found = [Link(_("住户 %(n)s 户") % {"n": number(homes)}, f"{reverse('households')}?{urlencode({'org': org.pk})}" if linked else "")]
    for tie in (one for one in book.of(Tie) if org.kind in one.at):
        count = members_on(day, tie.key).filter(org__in=here).values("person").distinct().count()
        found.append(Link(f"{tie.name} {number(count)}", f"{reverse('people')}?{urlencode({'org': org.pk, 'tie': tie.key})}" if linked else ""))
    return found


def places_of(org: Org) -> list[str]:
    """Where it stood, from when to when; nothing where it never moved."""
    rows = list(org.places.select_related("parent").order_by("since"))
    if len(rows) < 2:
        return []
    return [
        _("%(since)s 至 %(until)s 在 %(parent)s 之下") % {"since": r.since, "until": r.until or _("今"), "parent": r.parent or "—"}
        for r in rows if r.until != r.since
    ]


def links_of(request: Request, org: Org) -> list[Link]:
    """Other pages narrowed to this place."""
    actor, asked = request.actor, f"?{urlencode({'org': org.pk})}"
    pages = (("figures.read", "figures", _("指标")), ("register.read", "households", _("住户")), ("register.read", "people", _("人员")), ("register.read", "map", _("地图")), ("register.read", "gaps", _("覆盖缺口")))
    return [Link(label, reverse(name) + asked) for right, name, label in pages if actor.may(right, org)]


def changes_of(request: Request, org: Org) -> list[Link]:
    """What the caller may do with it; the verbs themselves say what stands against it."""
    if not request.actor.may("register.write", org):
        return []
    if org.until:
        past = actions.restorable(org)
        back = past is not None and request.actor.may("register.write", past.into.parent or past.into)
        return [Link(_("恢复（并入或拆分办错了）"), reverse("org_change", args=[org.pk, "restore"]))] if back else []
    above = org.parent or org
    words = [("rename", _("更名")), ("correct", _("更正登记")), *(
        [("move", _("调整上级")), ("merge", _("并入另一个")), ("split", _("拆分")), ("end", _("撤销"))] if request.actor.may("register.write", above) else []
    )]
    return [Link(label, reverse("org_change", args=[org.pk, what])) for what, label in words]

