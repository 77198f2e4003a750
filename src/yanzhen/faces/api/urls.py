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
from .auth import QUERIES, Token
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


QUERIES |= {
    str(one.operation_id): frozenset(name for model in one.models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__)
    for router in ROUTERS for view in router.path_operations.values() for one in view.operations
}


@api.exception_handler(Refused)
def refused(request: HttpRequest, reason: Refused) -> HttpResponse:
    return why(request, str(reason), 422)


@api.exception_handler(ValidationError)
def unclear(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """What was sent does not hold: which fields, and why not; never what stood in them."""
    fields = _("；").join(_("%(name)s %(what)s") % {"name": ".".join(str(part) for part in one["loc"][1:]), "what": wrong(one)} for one in fault.errors[:5])
    return why(request, _("没有看懂这次提交，请核对：%(fields)s") % {"fields": fields}, 422)


def wrong(one: dict[str, Any]) -> str:
    """What is wrong with one field, in our words: the checker's own are English."""
    sort, most = str(one["type"]), one.get("ctx", {})
    said = {
        "missing": _("没有给出"), "string_too_long": _("最多 %(n)s 个字"), "string_too_short": _("至少 %(n)s 个字"), "too_long": _("最多 %(n)s 项"), "too_short": _("至少 %(n)s 项"),
        "less_than_equal": _("不能大于 %(n)s"), "less_than": _("要小于 %(n)s"), "greater_than_equal": _("不能小于 %(n)s"), "greater_than": _("要大于 %(n)s"),
    }  # fmt: skip
    sorts = {"uuid": "UUID", "date": _("日期（2026-03-10）"), "int": _("整数"), "decimal": _("数字"), "float": _("数字"), "string": _("文字"), "bool": "true / false", "list": _("列表"), "dict": _("对象"), "model": _("对象")}  # fmt: skip
    if sort in said:
        return said[sort] % {"n": next((most[k] for k in ("max_length", "min_length", "le", "lt", "ge", "gt") if k in most), "")}
    found = sorts.get(sort.split("_")[0])
    return _("应为 %(sort)s") % {"sort": found} if found else _("写法不对")


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
