"""Coming in and going out, one's own password, second factor and keys."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from textwrap import wrap
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.kernel.base.days import local_day
from yanzhen.kernel.base.refused import Refused
from yanzhen.kernel.guard import actions, codes
from yanzhen.kernel.guard.access import actor_of
from yanzhen.kernel.guard.models import Account, Held, Token
from yanzhen.kernel.guard.signin import check

from ...words import role_name
from ..guarding import Request
from ..render import page
from ..whence import whence

#: For so many seconds after the password was proved the key is shown again to who mistypes its first code.
PROVED, GRACE = "proved", 600
HELD = 10
TEXT = re.compile("[\u3400-\u9fff]")


class SignInForm(forms.Form):
    login = forms.CharField(label=_("账号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}))
    password = forms.CharField(label=_("密码"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    code = forms.CharField(label=_("动态口令（开了才填）"), max_length=6, required=False, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}))


class PasswordForm(forms.Form):
    old = forms.CharField(label=_("现在的密码"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(label=_("新密码"), max_length=128, help_text=_("至少 10 个字符，不能是常见密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("再写一遍新密码"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") != said.get("again"):
            self.add_error("again", _("两次写的不一样。"))
        return said


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers; nothing else is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    form = SignInForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            account = check(form.cleaned_data["login"], form.cleaned_data["password"], form.cleaned_data["code"], whence=whence(request), at=at)
            return _enter(request, account, at)
        except Refused as why:
            refused = str(why)
    status = 422 if request.method == "POST" else 200
    return page(request, "account/sign_in.html", {"form": form, "refused": refused, "next": request.GET.get("next", "")}, status)


def _enter(request: HttpRequest, account: Any, at: Any) -> HttpResponse:
    actor = actor_of(account.person_id, account.person.name, local_day(at), account.pk)
    if not actor.posts:
        raise Refused(_("您现在没有在任的岗位，不能登录。请联系本单位管理员。"))
    login(request, account)
    request.session["posts"], request.session["seen"] = actor.fingerprint, int(at.timestamp())
    onward = request.POST.get("next") or request.GET.get("next", "")
    safe = onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(onward if safe else "inbox")


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Ends every session of the account."""
    actions.sign_out(request.account, actor=request.actor, at=request.at)
    logout(request)
    return redirect("sign_in")


@require_safe
def account(request: Request) -> HttpResponse:
    posts = [(p.name, role_name(p.role), p.org_name) for p in request.actor.posts]
    tokens = Token.objects.filter(account=request.account, revoked_at__isnull=True).order_by("-id")
    held = Held.objects.filter(actor=request.actor.person_id).order_by("-pk")[:HELD]
    return page(request, "account/account.html", {
        "posts": posts, "totp_on": request.account.totp_on, "tokens": tokens, "login": request.account.login,
        "held": [(one.at, words_in(json.loads(one.asked))) for one in held],
    })


def words_in(asked: Any) -> list[str]:
    """What of an act that was not done is text; numbers, keys and digests are nobody's to read."""
    if isinstance(asked, str):
        return [asked] if TEXT.search(asked) else []
    parts = asked.values() if isinstance(asked, dict) else asked if isinstance(asked, list) else ()
    return [words for part in parts for words in words_in(part)]


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_password(request.account, actor=request.actor, at=request.at, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
            messages.success(request, _("密码已改。"))
            _stay(request, changed)
            return redirect("inbox")
        except Refused as why:
            refused = str(why)
    status = 422 if request.method == "POST" else 200
    return page(request, "account/password.html", {"form": form, "refused": refused, "must": request.account.must_change}, status)


@require_http_methods(["GET", "HEAD", "POST"])
def totp(request: Request) -> HttpResponse:
    """Switch the second factor on or off: first the password, then a code from the telephone."""
    refused, address, doing = "", "", request.POST.get("do", "")
    mine, proved = request.account, request.session.pop(PROVED, 0)
    try:
        if doing == "on":
            address = actions.switch_on_totp(mine, password=request.POST.get("password", ""), actor=request.actor, at=request.at)
        elif doing == "confirm":
            _stay(request, actions.confirm_totp(mine, code=request.POST.get("code", ""), actor=request.actor, at=request.at))
        elif doing == "off":
            _stay(request, actions.switch_off_totp(mine, password=request.POST.get("password", ""), actor=request.actor, at=request.at))
    except Refused as why:
        refused = str(why)
        address = codes.address(mine) if doing == "confirm" and mine.totp and request.at.timestamp() < proved + GRACE else ""
    if address:
        request.session[PROVED] = int(proved or request.at.timestamp())
    if doing and not refused:
        if doing != "on":
            return redirect("account")
        mine.refresh_from_db(fields=["totp"])
    drawing = segno.make(address).svg_data_uri(scale=5) if address else ""
    shown = {"on": mine.totp_on, "address": address, "drawing": drawing, "key": wrap(mine.totp, 4) if address else []}
    return page(request, "account/totp.html", {**shown, "refused": refused}, 422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """Make or take back a key for the API; it is shown once."""
    if request.method != "POST":
        return redirect("account")
    days = request.POST.get("days", "")
    until = request.actor.day + timedelta(days=min(int(days), 365) if days.isdecimal() and len(days) < 4 else 90)
    try:
        if key := request.POST.get("revoke", ""):
            actions.revoke_token(get_object_or_404(Token, pk=int(key) if key.isdecimal() else 0, account=request.account), actor=request.actor, at=request.at)
            return redirect("account")
        _token, raw = actions.issue_token(request.account, name=request.POST.get("name", "")[:40], until=until, actor=request.actor, at=request.at)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("account")
    return page(request, "account/token.html", {"raw": raw})


def _stay(request: Request, changed: Account) -> None:
    """Keep this one session alive through a change that ended all others: as the change left the account, not as it is by now, or
    the session would live on through a reset too."""
    update_session_auth_hash(request, changed)
