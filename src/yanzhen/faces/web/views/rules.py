"""What everybody may know: who may do what, and which numbers which document sets. And the adoption of an office's own rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.calendar import calendar
from yanzhen.kernel.base.models import Adopted
from yanzhen.kernel.base.provisions import LEVELS, RuleVersion
from yanzhen.kernel.base.rules import Rule, all_rules, registry
from yanzhen.kernel.guard.actions import adopt_rules

from ..acting import ActForm, acted
from ..guarding import Request
from ..parts import Cell, Column, Table, Tag
from ..policytable import kinds_table, places_table, programs_table, roles_table, steps_table
from ..render import page
from ..shell import asked_day

STATUS = {
    "confirmed": (gettext_lazy("已核原文"), "ok"), "part": (gettext_lazy("核过一部分"), "soon"), "derived": (gettext_lazy("推得"), ""),
    "local": (gettext_lazy("本地安排"), "line"), "memory": (gettext_lazy("未核，不采用"), "late"),
}
LEVEL = dict(zip(LEVELS, map(gettext_lazy, ("全国", "省", "市", "区县", "乡镇", "村", "本单位")), strict=True))
TEXT_MOST = 200_000
SHOWN = 20


@require_safe
def policy(request: Request) -> HttpResponse:
    """The policy as it is enforced."""
    tables = ((_("岗位"), roles_table()), (_("记录"), kinds_table()), (_("步骤"), steps_table()))
    return page(request, "rules/policy.html", {"tables": tables, "addresses": places_table(), "programs": programs_table()})


class AdoptForm(ActForm):
    """A text of rules that an office sets itself."""

    origin = forms.CharField(label=gettext_lazy("文件名称和文号"), max_length=60)
    file = forms.FileField(label=gettext_lazy("规则文件"), help_text=gettext_lazy("TOML 文本，写法与下面各条的来源文件一样；只管本单位，只能比上级从严。国务院的放假安排（notice）管所有的乡镇"), widget=forms.FileInput(attrs={"accept": ".toml,.txt"}))

    def clean_file(self) -> str:
        sent = self.cleaned_data["file"]
        if sent.size > TEXT_MOST:
            raise forms.ValidationError(_("文件太大，规则文件不超过 200 KB。"))
        try:
            return str(sent.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("文件不是 UTF-8 文本。")) from None


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request) -> HttpResponse:
    """Every dated rule with its versions, the one in force marked; and what was adopted here."""
    refresh()
    may_adopt = request.actor.may("rules.adopt")
    form = AdoptForm(request.POST or None, request.FILES or None) if may_adopt else None
    made, refused = None, ""
    if form:
        made, refused = acted(request, form, lambda said: adopt_rules(actor=request.actor, at=request.at, uid=said["uid"], origin=said["origin"], text=said["file"]))
    if made:
        messages.success(request, _("“%(origin)s”已采用，从各条写明的日期起算。") % {"origin": made.origin})
        return redirect("rules")
    day = asked_day(request, request.actor.day)
    return page(request, "rules/rules.html", {
        "day": day, "groups": [(origin_name(origin), table_of(group, day)) for origin, group in all_rules().items()], "form": form, "refused": refused,
        "notices": rest_days(day),
        "unloaded": [v.name for v in registry().unloaded], "adopted": Adopted.objects.select_related("by").defer("text", "by__id_number", "by__phone").order_by("-pk")[:SHOWN],
    }, 422 if request.method == "POST" else 200)


def rest_days(day: date) -> list[str]:
    """Which notice the rest days of this year and the next go by."""
    known = {notice.year: f"{notice.source} {notice.number}".strip() for notice in calendar().notices}
    guessed = _("还没有放假安排，暂按法定节假日推算")
    return [_("%(year)d 年：%(source)s") % {"year": year, "source": known.get(year, guessed)} for year in (day.year, day.year + 1)]


def origin_name(origin: str) -> str:
    """Where the rules come from: a part of the product, or the document adopted."""
    parts = {"yanzhen.kernel.base": _("系统通用"), "yanzhen.packs.township": _("组织和名册"), "yanzhen.packs.visits": _("走访和问题")}
    return parts.get(origin, origin)


def table_of(rules: list[Rule], day: date) -> Table:
    """The rules of one text, a line a version."""
    columns = [Column(_("规定")), Column(_("是多少"), "day"), Column(_("施行"), "day"), Column(_("依据"), "lead"), Column(_("哪一级")), Column(_("核对"))]
    return Table(columns, [line for rule in rules for line in lines_of(rule, day)])


def lines_of(rule: Rule, day: date) -> list[list[Cell]]:
    held: Any = rule.in_force(day, max((v.place for v in rule.versions), key=len))
    lines = []
    for version in rule.versions:
        until = f" – {version.until}" if version.until else " –"
        word, tone = STATUS[version.status]
        source = f"{version.source} {version.article}".strip()
        lines.append([
            Cell(version.name, small=rule.key), Cell(version.words, small="" if version in held else _("当日不适用")), Cell(f"{version.since}{until}"),
            Cell(source, small=version.basis), Cell(place_words(version)), Cell(tag=Tag(str(word), tone)),
        ])
    return lines


def place_words(version: RuleVersion) -> str:
    return f"{LEVEL[version.level]} {version.place}".strip()
