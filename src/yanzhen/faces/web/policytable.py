"""Who may do what, as tables a person can read: from the declarations themselves, so that they cannot say otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Right, Role
from yanzhen.kernel.records.kinds import kinds
from yanzhen.kernel.register.models import OrgKind

from ..api.acts import ROUTERS
from ..api.auth import POLICY as API_POLICY
from ..api.auth import SIGNED_IN as API_SIGNED_IN
from ..words import role_name
from .parts import Cell, Column, Table
from .policy import OPEN, POLICY, SIGNED_IN
from .told import series


def _names(roles: Iterable[str]) -> str:
    return series(role_name(key) for key in roles) or "—"


def roles_table() -> Table:
    """Each role: where it stands, what it may do there and below, with what it may not be combined, who gives it."""
    roles, rights = list(book.of(Role)), {r.key: str(r.name) for r in book.of(Right)}
    places = {k.key: str(k.name) for k in book.of(OrgKind)}
    rows = [
        [Cell(str(r.name)), Cell(series(places.get(k, k) for k in r.at)), Cell(series(rights.get(k, k) for k in r.may) or "—"), Cell(_names(o.key for o in roles if o != r and r.excludes(o))), Cell(_names(r.given_by) if r.given_by else _("只在服务器上"))]
        for r in roles
    ]
    return Table([Column(_("岗位")), Column(_("设在")), Column(_("在那里和以下可以"), "lead"), Column(_("不能同时担任")), Column(_("由谁任免"))], rows)


def kinds_table() -> Table:
    """Each kind of record: who writes it, who sees it."""
    rows = [[Cell(str(k.name)), Cell(_names(k.written_by)), Cell(_names(k.seen_by))] for k in kinds()]
    return Table([Column(_("记录")), Column(_("谁登记、更正"), "lead"), Column(_("谁看得到"), "lead")], rows)


def steps_table() -> Table:
    """Each step of each flow: from where to where, and who takes it."""
    rows = []
    for kind in kinds():
        states = kind.flow.states if kind.flow else {}
        for step in kind.flow.steps.values() if kind.flow else ():
            turns = dict.fromkeys(states[s].turn for s in step.sources if states[s].turn)
            way = f"{series(str(states[s].name) for s in step.sources)} → {states[step.target].name}"
            rows.append([Cell(f"{kind.name} · {step.name}"), Cell(way), Cell(_names(step.by or turns))])
    return Table([Column(_("步骤")), Column(_("从哪里到哪里"), "lead"), Column(_("谁办"))], rows)


def places_table() -> Table:
    """Each address: what reading and what sending to it needs."""
    needs = {OPEN: _("不用登录"), SIGNED_IN: _("登录后，各看各的"), "": _("不允许")} | {r.key: str(r.name) for r in book.of(Right)}
    rows = [
        [Cell(f"/{address}"), Cell(needs.get(line.get, line.get)), Cell(needs.get(line.post, line.post)), Cell(_("是") if line.aggregate else "")]
        for name, address in addresses().items() if (line := POLICY.get(name))
    ]
    return Table([Column(_("地址")), Column(_("打开")), Column(_("提交")), Column(_("数字含看不到的记录"))], rows)


def programs_table() -> Table:
    """Each operation of the API: its way, and the right that the posts behind a token need for it."""
    needs = {API_SIGNED_IN: _("有岗位的密钥，各看各的")} | {r.key: str(r.name) for r in book.of(Right)}
    rows = [
        [Cell(f"{'/'.join(one.methods)} /api{way}"), Cell(needs.get(API_POLICY[one.operation_id], API_POLICY[one.operation_id]))]
        for router in ROUTERS for way, view in router.path_operations.items() for one in view.operations if one.operation_id in API_POLICY
    ]
    return Table([Column(_("地址")), Column(_("要有的权限"), "lead")], rows)


def addresses() -> dict[str, str]:
    """Every named address of the web, with its pattern."""
    found: dict[str, str] = {}

    def walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver) and not one.namespace:
                walk(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern) and one.name:
                found[one.name] = before + str(one.pattern)

    walk(get_resolver().url_patterns, "")
    return found
