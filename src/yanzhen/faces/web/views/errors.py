"""The plain pages: they know nothing of who asked for what, so that what is denied answers as what is not there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _plain(name: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{name}.html"), status=status, headers={"Cache-Control": "no-store"})


def bad(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _plain("400", 400)


def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Also what a caller may not know of, and a refused permission. A program is told as the API tells it."""
    if request.path.startswith("/api/"):
        return JsonResponse({"refused": _("没有这一条，或者不在您的权限内。")}, status=404, headers={"Cache-Control": "no-store"})
    return _plain("404", 404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: a page that lay open too long, or one of another site."""
    return _plain("403_csrf", 403)


def too_large(request: HttpRequest) -> HttpResponse:
    return _plain("413", 413)


def failed(request: HttpRequest) -> HttpResponse:
    return _plain("500", 500)
