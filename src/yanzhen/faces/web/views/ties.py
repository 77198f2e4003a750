"""The acts on where somebody belongs, from his own page: to join, to be confirmed, to leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yanzhen.kernel.register.models import Person

from ..acting import acted, by, form_page
from ..guarding import Request
from ..tieforms import CHANGES, open_to
from .people import visible


def told(said: dict[str, Any]) -> dict[str, Any]:
    """What a form asked, as the verbs take it: one of the person's belongings is an organisation and a way."""
    tie = said.pop("tie", None)
    return {**said, "org": tie.org, "sort": tie.sort} if tie else said


def near(request: Request, pk: int) -> bool:
    """Whether the person is the caller's to register."""
    return Person.objects.filter(pk=pk).within(request.actor, "register.write").exists()


@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: Request, pk: int, what: str) -> HttpResponse:
    person, change = visible(request, pk), CHANGES.get(what)
    if change is None or not request.actor.may("register.write") or (request.method != "POST" and what not in open_to(request.actor, person, what == "died" and near(request, pk))):
        raise Http404
    form = change.form(request.actor, person, request.POST or None)
    done, refused = acted(request, form, lambda said: change.do(person=person, **by(request), **told(said)))
    if done:
        messages.success(request, _("“%(what)s”已办。") % {"what": change.verb})
        return redirect("person", pk)
    return form_page(request, form, heading=_("%(what)s：%(org)s") % {"what": change.verb, "org": person}, verb=str(change.verb),
                     back=reverse("person", args=[pk]), refused=refused)
