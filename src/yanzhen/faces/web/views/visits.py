"""Write a visit down: whom, when, what was heard, and the problems raised. And draw the lot for second looks."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.register.models import Household, Org
from yanzhen.kernel.register.queries import keys
from yanzhen.packs.visits.actions import AGAIN, MOST, Raised, draw_revisits, first_year, log_visit, standing_on
from yanzhen.packs.visits.models import CATEGORIES
from yanzhen.packs.visits.pack import VISITORS, revisit, visit

from ..attaching import add_files, choose_again, files_of
from ..callees import Offer, bare, offered
from ..finding import SHOWN, called, words_for
from ..forms import PlaceField, chips_field, day_field, places_of
from ..guarding import Request
from ..keeping import IN_FULL, public_half
from ..render import away, page

PROBLEMS = 3
#: While it is typed the homes it may mean are asked for; posted, for a name is nothing for an address.
ASKED = {
    "autocomplete": "off", "hx-post": "", "hx-trigger": "input changed delay:400ms", "hx-target": "#homes", "hx-swap": "outerHTML", "hx-vals": '{"find": "1"}', "hx-sync": "this:replace",
}


class VisitForm(forms.Form):
    """A visit. The household is found by its number in the place; nothing asks where the visitor was or for how long."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    happened_on = day_field(_("哪天去的"))
    called_on = forms.CharField(label=_("哪一户"), max_length=120, help_text=_("户号、户主姓名的一部分或住址；走访企业写企业名称"), widget=forms.TextInput(attrs=ASKED))
    again = forms.BooleanField(label=_("仍要再记一次"), required=False)
    heard = forms.CharField(label=_("听到什么"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, actor: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(actor, visit)
        self.looked_in = places = homes_in(self.places, actor)
        self.fields["org"] = PlaceField(places, label=_("在哪里"))
        if not self.is_bound:
            self.initial["org"] = nearest_of(places, str(self.initial.get("org") or ""))
        self.order_fields(["uid", "again", "org", "called_on", "heard", "happened_on"])
        add_files(self)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        org, words = said.get("org"), bare(said.get("called_on") or "")
        if org and "called_on" in said:
            here = standing_on(said.get("happened_on"))
            found = called(Household.objects.filter(here, org__path__startswith=org.path), words) if words else []
            found = found or called(Org.objects.filter(here, kind="company", path__startswith=org.path), words)
            if len(found) == 1:
                said["target"] = found[0]
            elif found:
                self.add_error("called_on", _("有不止一个，请在下面选：%(names)s") % {"names": "、".join(map(words_for, found[:SHOWN]))})
            else:
                self.add_error("called_on", _("这里没有这一户，请核对户号、户主姓名或企业名称。"))
        return said

    def offer(self, actor: Actor) -> Offer:
        """The homes that what is written may mean, in the place chosen, else wherever he may write."""
        org = nearest_of(self.looked_in, str(self["org"].value() or "")) if self.is_bound else self.initial["org"]
        return offered(actor, org, str(self["called_on"].value() or ""), self.places)


def homes_in(places: QuerySet[Org], actor: Any) -> QuerySet[Org]:
    """Of the places somebody may write visits at, those to look in: villages, the grids of his own village, and what companies stand
    in directly. A village's homes are all found in it; the visit stands in the home's grid by itself."""
    firms = Org.objects.filter(kind="company", until__isnull=True).exclude(parent__kind="village").values("parent")
    own = [post.org_id for post in actor.posts]
    return places.filter(Q(kind="village") | Q(kind="grid") & (Q(pk__in=own) | Q(parent__in=own)) | Q(pk__in=firms))


def nearest_of(places: QuerySet[Org], key: str) -> Org | None:
    """Of the places offered, the one an organisation is or lies in."""
    asked = Org.objects.filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
    return places.filter(pk__in=keys(asked.values_list("path", flat=True).first())).order_by("-path").first()


class RaisedForm(forms.Form):
    """One problem raised on the visit; left empty, there was none."""

    title = forms.CharField(label=_("什么问题"), max_length=200, required=False)
    category = chips_field(_("属于"), [("", _("没有问题")), *CATEGORIES.items()], required=False)
    detail = forms.CharField(label=_("详细情况"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("title") and not said.get("category"):
            self.add_error("category", _("请选属于哪一类。"))
        if said.get("category") and not said.get("title"):
            self.add_error("title", _("请写是什么问题。"))
        return said


RaisedSet = forms.formset_factory(RaisedForm, extra=PROBLEMS, max_num=20, absolute_max=20)


def kept(request: Request) -> tuple[VisitForm, Any]:
    """The forms as they were typed, asked nothing yet; with the home that was chosen."""
    typed = request.POST.dict()
    form = VisitForm(request.actor, initial={**typed, "called_on": typed.get("home") or typed.get("called_on", "")})
    rows = [{word: typed.get(f"problem-{n}-{word}", "") for word in ("title", "category", "detail")} for n in range(PROBLEMS)]
    raised = RaisedSet(prefix="problem", initial=[row if any(row.values()) else {} for row in rows])
    raised.extra = 0
    return form, raised


def after(org: Org, day: date) -> str:
    """The form for the next home: of the same place, on the same day."""
    return f"{reverse('visit_new')}?{urlencode({'org': org.pk, 'on': day.isoformat()})}"


def day_of(request: Request) -> date:
    """The day the address says, if it is one that has come; else today."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), request.actor.day)
    except ValueError:
        return request.actor.day


@require_http_methods(["GET", "HEAD", "POST"])
def visit_new(request: Request) -> HttpResponse:
    if not any(p.role in VISITORS for p in request.actor.posts):
        raise Http404
    start = {"uid": uuid4(), "happened_on": day_of(request), "called_on": request.GET.get("household", ""), "org": request.GET.get("org") or request.actor.posts[0].org_id}
    refused, status, twice = "", 200, "again" in request.POST
    looking = request.method == "POST" and ("find" in request.POST or "home" in request.POST)
    if looking:
        form, raised = kept(request)
    else:
        form = VisitForm(request.actor, request.POST or None, request.FILES or None, initial=start)
        raised = RaisedSet(request.POST or None, prefix="problem")
    if request.method == "POST" and not looking:
        status = 422
        if form.is_valid() and raised.is_valid():
            said = form.cleaned_data
            try:
                made = log_visit(
                    actor=request.actor, at=request.at, uid=said["uid"], org=said["org"], happened_on=said["happened_on"],
                    target=said["target"], heard=said["heard"], files=files_of(form), again=said["again"],
                    problems=[Raised(p["title"], p["category"], p["detail"]) for p in raised.cleaned_data if p.get("title")],
                )
                messages.success(request, _("走访 %(number)s 已存。") % {"number": made.number})
                return away(request, after(said["org"], said["happened_on"]) if "next" in request.POST else reverse("record", args=[made.pk]))
            except Refused as why:
                refused, twice = str(why), twice or why.about == AGAIN
        choose_again(form, IN_FULL in request.headers)
    if not twice:
        del form.fields["again"]
    offer, seal = form.offer(request.actor), public_half(request.account.pk)
    return page(request, "records/visit.html", {"form": form, "raised": raised, "refused": refused, "offer": offer, "seal": seal}, status)


class DrawForm(forms.Form):
    """How many to draw, and of which year; the same form sent twice draws once."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    size = forms.IntegerField(label=_("抽几条"), min_value=1, max_value=MOST, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, str(year)) for year in range(actor.day.year, first_year(actor) - 1, -1)]
        self.fields["year"] = forms.TypedChoiceField(label=_("哪一年的问题"), choices=years, coerce=int, required=False, empty_value=None)


@require_POST
def draw(request: Request) -> HttpResponse:
    """Draw solved problems by lot for a second look."""
    form = DrawForm(request.actor, request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    try:
        made = draw_revisits(actor=request.actor, at=request.at, uid=said.get("uid"), size=said.get("size") or 0, year=said.get("year"))
        messages.success(request, _("已抽中 %(n)d 条，在待办里回访。") % {"n": len(made)})
    except Refused as why:
        messages.error(request, str(why))
    return redirect("records", revisit.key)
