"""What stands around every page: the navigation a person's posts open to him, and the bar that says where and who."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yanzhen.kernel.base.prepared import prepared
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.records.kinds import Kind, kinds
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.reports.models import Report

from ..waiting import to_sign
from .parts import Bar, Link, NavItem


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `bar` and `today` for whoever passed the door."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    return {"nav": navigation(request, actor), "bar": bar(request, actor), "today": actor.day}


def waiting(actor: Actor) -> tuple[int, int]:
    """How many things wait for the actor's posts, his signature among them, and how many of them are late."""
    n_all, late = next(iter(_waiting(actor)), (0, 0))
    return n_all + (to_sign(actor).count() if actor.may("report.sign") else 0), late


@prepared
def _waiting(actor: Actor) -> QuerySet[Record, Any]:
    counts = {"n_all": Count("pk"), "n_late": Count("pk", filter=Q(due_on__lt=actor.day))}
    # Counted by a value that all have in common: one row, as `aggregate` asks it.
    return Record.objects.turn_of(actor).annotate(common=Value(1)).values("common").annotate(**counts).values_list(*counts)


def any_report(actor: Actor) -> bool:
    """Whether the actor writes reports, or there is one for him to read: a right over less than a township rarely opens any."""
    return actor.may("report.write") or bool(_first_report(actor))


@prepared
def _first_report(actor: Actor) -> QuerySet[Report, Any]:
    return Report.objects.visible_to(actor).values_list("pk", flat=True)[:1]


def navigation(request: HttpRequest, actor: Actor) -> tuple[NavItem, ...]:
    (count, late), here = waiting(actor), request.path
    seen = tuple(kind for kind in kinds() if any(p.role in kind.seen_by for p in actor.posts))
    opened = tuple(entry for entry in ENTRIES if actor.may(entry[0]) and (entry[1] != "reports" or any_report(actor)))
    lists, rest = menu(get_language(), seen, opened)
    inbox = NavItem(_("待办"), reverse("inbox"), count=count, late=bool(late), current=here == "/", keys="gi")
    return (
        inbox, *(replace(item, current=True) if here == item.url else item for item in lists),
        *(replace(item, current=True) if here.startswith(item.url) else item for item in rest),
    )


#: Right, name of the page, its word, its keys; whether it begins a group.
ENTRIES = (
    ("register.read", "households", gettext_lazy("住户"), "gh", True), ("register.read", "people", gettext_lazy("人员"), "gp", False),
    ("register.read", "orgs", gettext_lazy("组织"), "go", False), ("register.read", "map", gettext_lazy("地图"), "gm", False),
    ("figures.read", "figures", gettext_lazy("指标"), "gf", True), ("figures.read", "reports", gettext_lazy("报告"), "gr", False),
    ("audit.run", "audits", gettext_lazy("核数"), "ga", False),
    ("import.run", "imports", gettext_lazy("导入"), "gu", True), ("trail.read", "trail", gettext_lazy("痕迹"), "gt", False),
    ("posts.write", "posts", gettext_lazy("岗位"), "", True), ("accounts.write", "accounts", gettext_lazy("账号"), "", False),
    ("policy.read", "policy", gettext_lazy("权限"), "", False),
)  # fmt: skip


@lru_cache(maxsize=256)
def menu(language: str, seen: tuple[Kind, ...], entries: tuple[tuple[str, str, Any, str, bool], ...]) -> tuple[list[NavItem], list[NavItem]]:
    """The lists of these kinds and these other entries, in a language: the same for everybody with such posts."""
    lists = [NavItem(str(kind.name), reverse("records", args=[kind.key])) for kind in seen]
    return lists, [NavItem(str(word), reverse(name), gap=gap, keys=keys) for _right, name, word, keys, gap in entries]


def bar(request: HttpRequest, actor: Actor) -> Bar:
    post = actor.posts[0]
    return Bar(
        person=actor.name, post=post.name, who=f"{actor.account_id}-{actor.fingerprint}", place=post.org_name, day=asked_day(request, actor.day),
        search_url=reverse("search"), query=request.GET.get("q", "")[:60] if request.path == reverse("search") else "", sign_out=reverse("sign_out"),
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


