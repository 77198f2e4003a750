"""Appoint and dismiss; open and close accounts."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import actions
from yanzhen.kernel.guard.access import Role, called
from yanzhen.kernel.guard.models import Account, Appointment
from yanzhen.kernel.register.models import Person, on_day, under

from ...inputs import held_from, holders, posts_under, writable
from ...words import role_name
from ..acting import ActForm, PersonField, acted, by
from ..forms import PlaceField, day_field
from ..guarding import Request
from ..paging import in_order, one_page
from ..render import page
from ..told import series


class PostForm(ActForm):
    """A post for somebody, from a day on."""

    since = day_field(gettext_lazy("任职"))
    until = day_field(gettext_lazy("任到（第一天不在任）"), required=False)
    title = forms.CharField(label=gettext_lazy("职务名称"), max_length=60, required=False)
    appointed_by = forms.CharField(label=gettext_lazy("任命文号"), max_length=60, required=False)

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        start = {"since": request.actor.day, "org": request.GET.get("org", "")}
        super().__init__(*args, initial=start, **kwargs)
        self.fields["person"] = PersonField(Person.objects.within(request.actor, "posts.write"), label=_("谁"))
        self.fields["org"] = PlaceField(writable(request.actor, "posts.write"), label=_("在哪里"))
        self.fields["role"] = forms.ChoiceField(label=_("岗位"), choices=[("", "—"), *((r.key, r.name) for r in actions.givable(request.actor))])
        self.order_fields(["uid", "person", "org", "role", "since", "until", "title", "appointed_by"])


class PostsFilter(forms.Form):
    """The filters of the list of posts."""

    optional = True
    q = forms.CharField(label=gettext_lazy("姓名"), max_length=20, required=False, widget=forms.SearchInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("岗位"), required=False, choices=[("", "—"), *((r.key, r.name) for r in book.of(Role))])

    def narrow(self, rows: Any) -> Any:
        said = self.cleaned_data
        rows = rows.filter(person__name__startswith=said["q"].strip()) if said["q"] else rows
        return rows.filter(role=said["role"]) if said["role"] else rows


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: Request) -> HttpResponse:
    """The posts held today or later under the caller's own, and the form for another."""
    form, refused = PostForm(request, request.POST if "person" in request.POST else None), ""
    if request.POST.get("do") == "end":
        refused = ended(request)
        if not refused:
            return redirect("posts")
    else:
        made, refused = acted(request, form, lambda said: actions.appoint(actor=request.actor, at=request.at, **said))
        if made:
            messages.success(request, _("已任命 %(person)s 为%(role)s。") % {"person": made.person, "role": role_name(made.role)})
            return redirect("posts")
    filters = PostsFilter(request.GET)
    rows = held_from(posts_under(request.actor), request.actor.day)
    keys, pager = one_page(request, filters.narrow(rows) if filters.is_valid() else rows, "-pk")
    held = in_order(keys, Appointment.objects.filter(pk__in=keys).select_related("person", "org__parent").defer("person__id_number", "person__phone", "org__shape", "org__parent__shape"))
    mine = {r.key for r in actions.givable(request.actor)}
    lines = [(a, called(a.role, a.title), uuid4() if a.role in mine else None) for a in held]
    context = {"posts": lines, "pager": pager, "filters": filters, "form": form, "refused": refused}
    return page(request, "admin/posts.html", context, 422 if request.method == "POST" else 200)


class DismissForm(ActForm):
    """From which day a post is held no more; today if nothing is said."""

    until = forms.DateField(required=False)


def ended(request: Request) -> str:
    """End a post; the sentence why not."""
    post = get_object_or_404(posts_under(request.actor), pk=key_of(request, "post"))
    form = DismissForm(request.POST)
    if "until" in form.errors:
        return _("日期没有看懂，请写成 2024-03-08 的样子。")
    done, refused = acted(request, form, lambda said: actions.end_appointment(post, **by(request), uid=said["uid"], until=said["until"] or request.actor.day))
    if done is None:
        return refused
    messages.success(request, _("已免去，从 %(day)s 起不再在任。") % {"day": done.until})
    return ""


def key_of(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


class AccountForm(ActForm):
    """An account for somebody who holds a post."""

    login = forms.CharField(label=gettext_lazy("账号"), max_length=40, help_text=gettext_lazy("至少三个字，登录时用"), widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}))

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(holders(request.actor), label=_("谁"))
        self.order_fields(["uid", "person", "login"])


class AccountsFilter(forms.Form):
    """The filter of the list of accounts."""

    optional = True
    q = forms.CharField(label=gettext_lazy("姓名或账号"), max_length=40, required=False, widget=forms.SearchInput())

    def narrow(self, rows: Any) -> Any:
        words = self.cleaned_data["q"].strip()
        return rows.filter(Q(person__name__startswith=words) | Q(login__startswith=words)) if words else rows


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: Request) -> HttpResponse:
    """The accounts of people with posts under the caller's own. A temporary password is shown this once."""
    form, once, refused = AccountForm(request, request.POST if "login" in request.POST else None), None, ""
    if request.POST.get("do"):
        once, refused = changed(request)
    else:
        once, refused = acted(request, form, lambda said: actions.open_account(actor=request.actor, at=request.at, **said))
    if once and once[1]:
        return page(request, "admin/password.html", {"login": once[0].login, "person": once[0].person, "password": once[1]})
    if once:
        return redirect("accounts")
    held = request.actor.people_in_posts(request.actor.grounds("accounts.write"))
    filters, rows = AccountsFilter(request.GET), Account.objects.filter(person__in=held)
    keys, pager = one_page(request, filters.narrow(rows) if filters.is_valid() else rows, "-pk")
    shown = in_order(keys, Account.objects.filter(pk__in=keys).select_related("person").defer("totp", "person__id_number", "person__phone"))
    posts = posts_of(request, [one.person_id for one in shown])
    context = {"accounts": [(one, posts.get(one.person_id, "")) for one in shown], "pager": pager, "filters": filters, "form": form, "refused": refused}
    return page(request, "admin/accounts.html", context, 422 if request.method == "POST" else 200)


def posts_of(request: Request, people: list[int]) -> dict[int, str]:
    """What posts these people hold today under the caller's own, in words."""
    held = Appointment.objects.filter(on_day(request.actor.day), under(request.actor.grounds("accounts.write"), "org__path"), person__in=people)
    found: dict[int, list[str]] = {}
    for post in held.select_related("org__parent").defer("org__shape", "org__parent__shape").order_by("pk"):
        found.setdefault(post.person_id, []).append(f"{post.org.full_name} {called(post.role, post.title)}")
    return {person: series(words) for person, words in found.items()}


def changed(request: Request) -> tuple[tuple[Account, str] | None, str]:
    """Close, reset or take the second factor off an account: what came of it, or the sentence why not."""
    held = request.actor.people_in_posts(request.actor.grounds("accounts.write"))
    account = get_object_or_404(Account.objects.filter(person__in=held), pk=key_of(request, "account"))
    doing, told = request.POST["do"], by(request)
    try:
        if doing == "reset":
            return actions.reset_password(account, **told), ""
        if doing == "close":
            done = actions.close_account(account, **told)
            messages.success(request, _("账号 %(login)s 已停用，正在用的也已退出。") % {"login": done.login})
        elif doing == "code":
            done = actions.switch_off_totp(account, **told)
            messages.success(request, _("账号 %(login)s 的动态口令已停用。") % {"login": done.login})
        else:
            raise Http404
    except Refused as why:
        return None, str(why)
    return (done, ""), ""
