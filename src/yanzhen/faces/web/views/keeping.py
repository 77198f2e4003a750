"""What a telephone asks for to write visits down without a connection: the worker, the bare page, and the key to what it kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from yanzhen.packs.visits.pack import VISITORS

from ..guarding import Request
from ..keeping import private_half, public_half
from ..render import page
from ..shell import bar
from .visits import RaisedSet, VisitForm

WORKER = Path(__file__).parents[1] / "static" / "yanzhen" / "worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands here because a worker answers only for addresses beneath its own."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def bare(request: Request) -> HttpResponse:
    """The page of a new visit as a telephone keeps it: the form, the places offered and whose it is; no message, no count, no
    household, nothing that leads on."""
    _visitor(request)
    form = VisitForm(request.actor, initial={"uid": uuid4(), "happened_on": request.actor.day, "org": request.actor.posts[0].org_id})
    del form.fields["again"]
    form.fields["called_on"].widget = forms.TextInput(attrs={"maxlength": form.fields["called_on"].max_length})  # type: ignore[attr-defined]
    alone = replace(bar(request, request.actor), day=None, search_url="", sign_out="", links=())
    said = {"form": form, "raised": RaisedSet(prefix="problem"), "seal": public_half(request.account.pk), "bare": True, "bar": alone, "nav": (), "messages": ()}
    return page(request, "records/visit.html", said)


@require_safe
def key(request: Request) -> JsonResponse:
    """Who is signed in, what opens the visits he kept, and the token to send them with."""
    _visitor(request)
    return JsonResponse({"account": str(request.account.pk), "key": private_half(request.account.pk), "token": get_token(request)})


def _visitor(request: Request) -> None:
    """Whoever writes no visits finds nothing here."""
    if not any(post.role in VISITORS for post in request.actor.posts):
        raise Http404
