"""Entries of the trail as sentences. What an entry is about is named only to those who may open it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.trail import Verb, pk_of
from yanzhen.kernel.register.models import Household, Org

from ..words import post_names, role_name
from .parts import TrailLine
from .policy import POLICY, SIGNED_IN
from .told import clauses, series

# What the trail's subjects are called, and the page a subject has.
SUBJECTS = {
    "register.org": (gettext_lazy("组织"), "org"), "register.person": (gettext_lazy("人员"), "person"),
    "register.household": (gettext_lazy("住户"), "household"), "records.record": (gettext_lazy("记录"), "record"),
    "reports.report": (gettext_lazy("报告"), "report"), "intake.import": (gettext_lazy("导入"), "import"),
    "guard.account": (gettext_lazy("账号"), ""), "guard.appointment": (gettext_lazy("任职"), ""), "guard.token": (gettext_lazy("接口密钥"), ""),
    "register.householdmember": (gettext_lazy("住户成员"), ""), "register.belonging": (gettext_lazy("成员"), ""),
    "audit.audit": (gettext_lazy("核对的报告"), "audit"), "audit.answer": (gettext_lazy("核对意见"), ""), "audit.meaning": (gettext_lazy("指标的说法"), ""),
    "papers.paper": (gettext_lazy("文件"), ""), "base.adopted": (gettext_lazy("规则文件"), ""),
}
# Who is named to whoever reads the trail, though he may open none of it: those who were given a post, an account or a token.
# By what they are read, and how they are called; what a file or a token is called stays with those who may open it.
ABOUT: dict[str, tuple[tuple[str, ...], Callable[[Any], str]]] = {
    "guard.appointment": (("person", "org"), lambda row: f"{row.person} · {row.org}"),
    "guard.account": (("person",), lambda row: str(row.person)),
    "guard.token": (("account__person",), lambda row: str(row.account.person)),
}
# Ties that a reader may have named to him who may open what they tie somebody to, and the column that leads there.
TIES: dict[str, tuple[str, type[models.Model]]] = {"register.householdmember": ("household", Household), "register.belonging": ("org", Org)}
# What an entry says of other organisations, by their keys.
PLACES = {"ended": gettext_lazy("并入的"), "into": gettext_lazy("并入"), "to": gettext_lazy("调到"), "made": gettext_lazy("拆分为")}
# What an entry says about itself, in the order in which it is told.
SAID = {
    "name": gettext_lazy("名称"), "role": gettext_lazy("岗位"), "since": gettext_lazy("自"), "until": gettext_lazy("至"), "on": gettext_lazy("日期"),
    "happened_on": gettext_lazy("日期"), "origin": gettext_lazy("文件"), "rows": gettext_lazy("行数"), "steps": gettext_lazy("办理步数"), "new": gettext_lazy("新增"),
    "changed": gettext_lazy("变更"), "same": gettext_lazy("相同"), "refused": gettext_lazy("退回"), "fields": gettext_lazy("改了"), "columns": gettext_lazy("看了"),
}
READS = ("register.reveal",)


def lines_of(entries: Sequence[Entry], actor: Actor) -> list[TrailLine]:
    """The entries as sentences."""
    named, verbs = names_of([e.subject for e in entries], actor), {v.key: str(v.name) for v in book.of(Verb)}
    places = places_in(entries, actor)
    return [
        TrailLine(
            e.at, " ".join(w for w in (post_names(e.post), str(e.actor or "")) if w), verbs.get(e.verb, e.verb),
            format_html(" {}{}", named[e.subject], _told(e, places)), str(e.said.get("reason") or e.said.get("why") or ""), e.verb in READS,
        )
        for e in entries
    ]


def places_in(entries: Sequence[Entry], actor: Actor) -> dict[int, str]:
    """The names of the organisations that entries speak of besides what they are about, as far as the reader sees them."""
    keys = {key for e in entries for word in PLACES for key in _keys(e.said.get(word))}
    return {o.pk: o.full_name for o in Org.objects.visible_to(actor).filter(pk__in=keys).select_related("parent").defer("shape", "parent__shape")} if keys else {}


def _keys(said: Any) -> list[int]:
    return [key for key in (said if isinstance(said, list) else [said]) if isinstance(key, int)]


def names_of(subjects: Sequence[str], actor: Actor) -> dict[str, Any]:
    """What each subject is called: by its own name, as a link, where the reader may open it; else by its kind and key, or by
    what the trail names to all its readers."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        keys[subject.rsplit(":", 1)[0]].add(pk_of(subject))
    found: dict[str, Any] = {}
    for kind, wanted in keys.items():
        word, view = SUBJECTS.get(kind, (kind, ""))
        found |= {f"{kind}:{key}": _("%(kind)s %(key)d 号") % {"kind": word, "key": key} for key in wanted}
        model: Any = apps.get_model(kind)
        if kind in ABOUT:
            found |= {f"{kind}:{row.pk}": ABOUT[kind][1](row) for row in _about(model, wanted, *ABOUT[kind][0])}
        if kind in TIES:
            way, there = TIES[kind]
            rows = model._default_manager.filter(pk__in=wanted, **{f"{way}__in": cast(Any, there)._default_manager.visible_to(actor)})
            heavy = ("person__id_number", "person__phone", *(("org__shape",) if way == "org" else ()))
            found |= {f"{kind}:{row.pk}": f"{row.person} · {getattr(row, way).number if way == 'household' else row.org}" for row in rows.select_related("person", way).defer(*heavy)}
        if view:
            opens = POLICY[view].get == SIGNED_IN or actor.may(POLICY[view].get)
            rows = model._default_manager.visible_to(actor).filter(pk__in=wanted)
            for row in _light(rows):
                told = format_html('<a href="{}">{}</a>', reverse(view, args=[row.pk]), row) if opens else str(row)
                found[f"{kind}:{row.pk}"] = told
    return found


def _about(model: Any, keys: set[int], *ways: str) -> Any:
    """These rows with what they are called by, and nothing that identifies anybody."""
    left = {"person": ("id_number", "phone"), "org": ("shape",)}
    heavy = [f"{way}__{column}" for way in ways for column in left.get(way.rsplit("__", 1)[-1], ())]
    return model._default_manager.filter(pk__in=keys).select_related(*ways).defer(*heavy)


def _light(rows: Any) -> Any:
    """Without the columns that identify people or weigh much."""
    heavy = {"id_number", "phone", "shape", "body", "mapping", "text", "blocks", "claims", "findings"}
    rows = rows.defer(*(f.name for f in rows.model._meta.concrete_fields if f.name in heavy))
    return rows.select_related("head").defer("head__id_number", "head__phone") if any(f.name == "head" for f in rows.model._meta.concrete_fields) else rows


def _told(entry: Entry, places: dict[int, str]) -> str:
    """What the entry says besides."""
    words = [f"{label} {series(named)}" for key, label in PLACES.items() if (named := [places[k] for k in _keys(entry.said.get(key)) if k in places])]
    for key, label in SAID.items():
        value = entry.said.get(key)
        if value not in (None, "", []):
            words.append(f"{label} {_value(key, value, entry.subject)}")
    return _("（%(said)s）") % {"said": clauses(words)} if words else ""


def _value(key: str, value: Any, subject: str) -> str:
    if key == "role":
        return role_name(str(value))
    if key in ("fields", "columns") and isinstance(value, list):
        return series(_field(subject, str(name)) for name in value)
    return str(value)


def _field(subject: str, name: str) -> str:
    """A column's name on screen."""
    try:
        model: type[models.Model] = apps.get_model(subject.rsplit(":", 1)[0])
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except (LookupError, FieldDoesNotExist, AttributeError):
        return name
