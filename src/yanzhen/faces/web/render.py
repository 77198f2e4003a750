"""One helper for every view: the whole page, or the part of it the browser asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri

PART_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")


def part_of(request: HttpRequest, template: str) -> str | None:
    """The name ``template#part`` htmx wants of this page, or None where it wants (or can only have) the whole."""
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-History-Restore-Request") == "true":
        return None
    target = request.headers.get("HX-Target", "")
    if not PART_NAME.match(target):
        return None
    try:
        get_template(f"{template}#{target}")
    except TemplateDoesNotExist:
        return None
    return f"{template}#{target}"


def away(request: HttpRequest, url: str) -> HttpResponse:
    """To another page: also where htmx asked, which would else put that page inside this one."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": iri_to_uri(url)})
    return redirect(url)


def page(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The page; or, for htmx, only the part of it that the browser named as its target.

    Same address, same context: a part is a ``{% partialdef name inline %}`` of the page, named as the element's id.
    Refusals come back with status 422 and the same part carrying the reason.
    """
    answer = render(request, part_of(request, template) or template, dict(context), status=status)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer
