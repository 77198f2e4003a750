"""The API: the same verbs and the same reads as the web, for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from yanzhen.kernel.base.refused import Refused

from .acts import ROUTERS
from .auth import Token
from .shapes import Why

REFUSALS = {400: "The body cannot be read", 401: "No valid token", 404: "Not there, or not for the caller to know", 422: "Not done, and why"}


class Plain(Parser):
    """JSON without the one character that no database holds."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:
            raise HttpError(400, "NUL")
        return super().parse_body(request)


api = NinjaAPI(title="雁阵 Yanzhen", version="1", auth=Token(), urls_namespace="api", docs_url=None, openapi_url=None, parser=Plain())
for router in ROUTERS:
    api.add_router("", router)


def why(request: HttpRequest, said: str, status: int) -> HttpResponse:
    """Every refusal has one shape: a sentence."""
    return api.create_response(request, Why(refused=said), status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, reason: Refused) -> HttpResponse:
    return why(request, str(reason), 422)


@api.exception_handler(ValidationError)
def unclear(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """What was sent does not hold: which fields, and why not; never what stood in them."""
    fields = ";".join(f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in fault.errors[:5])
    return why(request, _("没有看懂这次提交，请核对：%(fields)s") % {"fields": fields}, 422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return why(request, _("没有读懂发来的内容，应为 UTF-8 的 JSON。"), fault.status_code)


@api.exception_handler(Http404)
def missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    """Also what the caller may not know of."""
    return why(request, _("没有这一条，或者不在您的权限内。"), 404)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return why(request, _("接口密钥不对，或者已收回、已过期。"), 401)


def described() -> dict[str, Any]:
    """The OpenAPI description, with the refusals every operation may give."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Why"}}}
    schema["components"]["responses"] = {f"Refused{code}": {"description": text, "content": shape} for code, text in REFUSALS.items()}
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"] |= {code: {"$ref": f"#/components/responses/Refused{code}"} for code in REFUSALS}
    return schema


@api.get("/openapi.json", auth=None, include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API; it says what everybody may know."""
    return api.create_response(request, described(), status=200)


urlpatterns = [path("api/", api.urls)]
