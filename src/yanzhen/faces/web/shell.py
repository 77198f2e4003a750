"""What stands around every page: the navigation a person's posts open to him, and the bar that says where and who."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.kinds import kinds
from yanzhen.kernel.records.models import Record

from .parts import Bar, Link, NavItem


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `bar` and `today` for whoever passed the door."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    return {"nav": navigation(request, actor), "bar": bar(request, actor), "today": actor.day}


def waiting(actor: Actor) -> tuple[int, int]:
    """How many things wait for the actor's posts, and how many of them are late."""
    found = Record.objects.turn_of(actor).aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=actor.day)))
    return found["n"], found["late"]


def navigation(request: HttpRequest, actor: Actor) -> list[NavItem]:
    count, late = waiting(actor)
    here = request.path
    items = [NavItem(_("待办"), reverse("inbox"), count=count, late=bool(late), current=here == "/", keys="gi")]
    for kind in kinds():
        if any(p.role in kind.seen_by for p in actor.posts):
            url = reverse("records", args=[kind.key])
            items.append(NavItem(str(kind.name), url, current=here == url))
    for n, (right, name, label, keys) in enumerate((
        ("register.read", "households", _("住户"), "gh"), ("register.read", "people", _("人员"), "gp"), ("register.read", "orgs", _("组织"), "go"),
        ("register.read", "map", _("地图"), "gm"), ("figures.read", "figures", _("指标"), "gf"), ("figures.read", "reports", _("报告"), "gr"),
        ("import.run", "imports", _("导入"), "gu"), ("trail.read", "trail", _("痕迹"), "gt"),
        ("posts.write", "posts", _("岗位"), ""), ("accounts.write", "accounts", _("账号"), ""), ("policy.read", "policy", _("权限"), ""),
    )):
        if actor.may(right):
            url = reverse(name)
            items.append(NavItem(label, url, current=here.startswith(url), gap=n in (0, 4, 6, 8), keys=keys))
    return items


def bar(request: HttpRequest, actor: Actor) -> Bar:
    post = actor.posts[0]
    return Bar(
        person=actor.name, post=post.name, who=actor.fingerprint, place=post.org_name, day=asked_day(request, actor.day),
        search_url=reverse("search"), query=request.GET.get("q", "")[:60], sign_out=reverse("sign_out"),
        links=(Link(_("我的账号"), reverse("account")),),
        keep=tuple((k, str(v)) for k, v in request.GET.items() if k not in ("day", "page", "after")),
    )


#: Nothing is asked as of an earlier day: the years before it could not be compared.
FIRST = date(1900, 1, 1)


def asked_day(request: HttpRequest, today: date) -> date:
    """The day as of which the page is asked, `?day=2017-12-31`; today if none, or if it is to come or no day at all."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return min(asked, today) if asked >= FIRST else today


