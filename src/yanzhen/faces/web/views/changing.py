"""Change the trees: found, rename, correct, move, merge, split and end an organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yanzhen.kernel.guard.meanwhile import version_of
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register import actions
from yanzhen.kernel.register.models import Household, Org

from ..acting import Change, acted, form_page
from ..guarding import Request
from ..orgforms import CorrectForm, EndForm, FoundForm, MergeForm, MoveForm, RenameForm, RestoreForm, SplitForm, reads


def _rename(org: Org, form: RenameForm, **by: Any) -> Any:
    return actions.rename_org(org=org, **{k: form.cleaned_data[k] for k in ("name", "reason", "version")}, **by)


def _correct(org: Org, form: CorrectForm, **by: Any) -> Any:
    return actions.correct_org(org=org, reason=form.cleaned_data["reason"], version=form.cleaned_data["version"], **form.changes(), **by)


def _split(org: Org, form: SplitForm, **by: Any) -> Any:
    return actions.split_org(org=org, parts=form.parts(), since=form.cleaned_data["since"], **by)


CHANGES = {
    "rename": Change(RenameForm, gettext_lazy("更名"), _rename, gettext_lazy("原来的名称会留在这里。")),
    "correct": Change(CorrectForm, gettext_lazy("更正登记"), _correct, gettext_lazy("原来登记的会留在这里。")),
    "move": Change(MoveForm, gettext_lazy("调整上级"), lambda org, form, **by: actions.move_org(org=org, to=form.cleaned_data["to"], since=form.cleaned_data["since"], **by),
                   gettext_lazy("它下面的组织、住户和人跟着走；以前的事仍算在原来的地方。")),
    "merge": Change(MergeForm, gettext_lazy("并入"), lambda org, form, **by: actions.merge_orgs(orgs=[org], into=form.cleaned_data["into"], since=form.cleaned_data["since"], **by),
                    gettext_lazy("下级、住户、成员和没办完的事归并入的那个；这里的岗位同时免去。"), True),
    "split": Change(SplitForm, gettext_lazy("拆分"), _split, gettext_lazy("住户和下级逐个分到新组织；其余的和没办完的事归新组织 1，这里的岗位同时免去。"), True),
    "restore": Change(RestoreForm, gettext_lazy("恢复"), lambda org, form, **by: actions.restore_org(org=org, **by),
                      gettext_lazy("并入或拆分办错了才用：那时改过的一样一样改回去，两次都留在痕迹里。以后又在上面登记过东西的，恢复不了，会说是哪些。"), True),
    "end": Change(EndForm, gettext_lazy("撤销"), lambda org, form, **by: actions.end_org(org=org, until=form.cleaned_data["until"], **by),
                  gettext_lazy("里面还有住户、成员、下级或在任的人，就撤销不了。"), True),
}


#: What moves so much that it is told beforehand how much.
LARGE = ("merge", "split")


def inside(org: Org) -> str:
    """How much there is to go elsewhere."""
    below, ours = Org.objects.filter(path__startswith=org.path, until__isnull=True).exclude(pk=org.pk), {"org__path__startswith": org.path}
    return _("这里现在有下级 %(below)d 个、住户 %(homes)d 户、没办完的事 %(open)d 件，岗位上的 %(posts)d 人会免去。") % {
        "below": below.count(), "homes": Household.objects.filter(**ours, until__isnull=True).count(),
        "open": Record.objects.live().filter(**ours, turn_role__gt="").count(), "posts": Appointment.objects.filter(org=org, until__isnull=True).count(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def org_new(request: Request) -> HttpResponse:
    start = {"parent": request.GET.get("parent", ""), "since": request.actor.day}
    form = FoundForm(request.actor, request.POST or None, initial=start)
    made, refused = acted(request, form, lambda said: actions.found_org(actor=request.actor, at=request.at, **said))
    if made:
        messages.success(request, _("%(org)s 已设立。") % {"org": made})
        return redirect("org", made.pk)
    return form_page(request, form, heading=_("设立组织"), verb=_("设立"), back=reverse("orgs"), refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
def org_change(request: Request, pk: int, what: str) -> HttpResponse:
    change = CHANGES.get(what)
    read = reads(change, lambda: version_of(Org, pk))
    org = get_object_or_404(Org.objects.visible_to(request.actor), pk=pk, until__isnull=what != "restore")
    if change is None or not request.actor.may("register.write", org):
        raise Http404
    form = change.form(request.actor, org, request.POST or None, request.FILES or None, **read)
    done, refused = acted(request, form, lambda said: change.do(org, form, actor=request.actor, at=request.at, uid=said["uid"]))
    if done:
        messages.success(request, _("%(org)s：“%(what)s”已办。") % {"org": org, "what": change.verb})
        return redirect("org", org.pk)
    heading = _("%(what)s：%(org)s") % {"what": change.verb, "org": org}
    return form_page(request, form, heading=heading, verb=str(change.verb), back=reverse("org", args=[pk]), refused=refused, says=f"{change.says} {inside(org)}" if what in LARGE else str(change.says), undo=change.undo)
