"""The way back for who has to sign in again: to the page he asked for, or the one on which the form he sent stands."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from .policy import OPEN, POLICY

SIGN_IN = "/sign-in/"


def sign_in_again(request: HttpRequest) -> str:
    """The address of the sign-in page, which says where to go on. Leaving and the start page need no way back."""
    match = request.resolver_match
    onward = "" if match and match.view_name == "sign_out" else _page(request)
    return f"{SIGN_IN}?{urlencode({'next': onward}, safe='/')}" if onward not in ("", "/") else SIGN_IN


def _page(request: HttpRequest) -> str:
    if request.method != "GET" and (page := _stands_on(request)):
        return page
    return request.path if _opens(request.path) else ""


def _stands_on(request: HttpRequest) -> str:
    """The page from which a form came, as the browser tells it; empty unless it is one of ours that can be opened."""
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return ""
    page = urlsplit(told)
    return f"{page.path}?{page.query}".rstrip("?") if page.netloc and _opens(page.path) else ""


def _opens(path: str) -> bool:
    """Whether this is the address of a page for those who have signed in, whoever of them may see it."""
    try:
        line = POLICY.get(resolve(path).view_name)
    except Resolver404:
        return False
    return line is not None and line.need("GET") not in ("", OPEN)
