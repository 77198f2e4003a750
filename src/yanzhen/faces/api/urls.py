"""The API: the same verbs and the same reads as the web, for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from yanzhen.kernel.base.refused import Refused

from . import counting, recording, registering, taking_in
from .auth import Token

api = NinjaAPI(title="雁阵 Yanzhen", version="1", auth=Token(), urls_namespace="api", docs_url=None, openapi_url=None)
for part in (recording, registering, counting, taking_in):
    api.add_router("", part.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    return api.create_response(request, {"refused": str(why)}, status=422)


@api.get("/openapi.json", auth=None, include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API; it says what everybody may know."""
    return api.create_response(request, api.get_openapi_schema(path_prefix="/api/"), status=200)


urlpatterns = [path("api/", api.urls)]
