"""Every address of the product, asked for with everything that could be meant: one's own, another's, what is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.safety.house import House, uid
from yanzhen.faces.api.urls import api
from yanzhen.faces.web.policy import POLICY
from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.guard.models import Appointment
from yanzhen.kernel.intake.models import Import
from yanzhen.kernel.jobs.models import Job
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.records.models import Record
from yanzhen.kernel.register.models import Household, Org, Person
from yanzhen.kernel.reports.models import Report

MISSING, HUGE = 10**9, 2**63
MODELS: dict[str, Any] = {
    "record": Record, "paper": Paper, "org": Org, "person": Person, "household": Household, "import": Import, "job": Job, "report": Report, "audit": Audit, "post": Appointment,
}
# Of each sort: what there is at home, in the next village, and far away.
KNOWN = {
    "record": ("problem@village", "solved@village", "solved@other_village", "problem@other_village", "problem@far_village", "revisit"),
    "paper": ("paper@village", "paper@other_village", "paper@far_village"),
    "org": ("village", "other_village", "far_village", "town", "other_town"),
    "person": ("villager", "other_villager", "far_villager", "dispatcher"),
    "household": ("home", "other_home", "far_home"),
    "import": ("import@clerk", "import@dispatcher", "import@stranger"),
    "job": ("job@clerk", "job@dispatcher", "job@stranger"),
    "report": ("signed@town", "draft@town", "signed@other_town", "draft@other_town"),
    "audit": ("audit@town", "audit@other_town"),
    "post": ("post@clerk", "post@dispatcher", "post@other_clerk", "post@stranger"),
}
FIGURES = ("problem.all", "population", "revisit.solved_rate", "problem.all@water", "nothing")
WORDS: dict[str, tuple[str, ...]] = {
    "kind": ("visit", "problem", "revisit", "nothing"), "key": ("assign", "confirm"), "place": ("0", "10", "20"),
}
WHAT = {"org_change": ("rename", "merge", "nothing"), "household_change": ("correct", "move", "nothing"), "person_change": ("belong", "leave", "nothing")}


@dataclass(frozen=True)
class Route:
    """An address as it is declared: its name, its pattern, and its parameters in order."""

    name: str
    pattern: str
    parameters: tuple[str, ...]

    def path(self, values: Iterable[Any]) -> str:
        text = self.pattern
        for name, value in zip(self.parameters, values, strict=True):
            start = text.index("<")
            end = text.index(">")
            assert text[start + 1 : end].split(":")[-1] == name
            text = f"{text[:start]}{value}{text[end + 1 :]}"
        return f"/{text}"


@dataclass(frozen=True)
class Question:
    """One request: by which method, of which route, to which path, with what body; and the same of what is not there."""

    method: str
    route: str
    path: str
    data: Any = field(default=None, compare=False)
    missing: str = field(default="", compare=False)


def routes(patterns: Iterable[Any] | None = None, before: str = "", space: str = "") -> Iterator[Route]:
    """Every address the resolver knows; those of the API carry its name space."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        assert isinstance(one.pattern, RoutePattern), f"an address by a regular expression: {one.pattern}"
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, text, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield Route(space + (one.name or text), text, tuple(one.pattern.converters))


def operations() -> Iterator[tuple[str, str, str]]:
    """Every operation of the API that its description shows: its id, method and path."""
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if operation.include_in_schema:
                    yield from ((operation.operation_id or "", method, path) for method in operation.methods)


def sort_of(name: str) -> str:
    """Which sort of thing the key in an address means."""
    parts = name.replace("imports", "import").replace("take_step", "record").replace("correct_relation", "household").split("_")
    return next((p for p in parts if p in MODELS), "")


def keys(house: House) -> dict[str, list[int]]:
    """Of each sort: known ones, the next two that could come to be, one that never was, and one too large."""
    found = {}
    for sort, model in MODELS.items():
        last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        found[sort] = [*(getattr(house, name).pk for name in KNOWN[sort]), last + 1, last + 2, MISSING, HUGE]
    return found


def questions(house: House) -> list[Question]:
    """Everything to ask, of every address by every method it is declared for."""
    known = keys(house)
    asked = [*_web(house, known), *_api(house, known)]
    return list(dict.fromkeys(asked))


def _web(house: House, known: dict[str, list[int]]) -> Iterator[Question]:
    for route in routes():
        line = POLICY.get(route.name)
        if line is None:
            continue
        for values in product(*(_values(route.name, name, known) for name in route.parameters)):
            path = route.path(values)
            missing = route.path(MISSING if name == "pk" else v for name, v in zip(route.parameters, values, strict=True)) if "pk" in route.parameters else ""
            if line.get:
                yield from (Question("GET", route.name, path + query, None, missing) for query in ("", *_queries(house, route.name)))
            if line.post:
                yield Question("POST", route.name, path, {"uid": uid(path), "reason": "核对"}, missing)


def _values(route: str, parameter: str, known: dict[str, list[int]]) -> Iterable[Any]:
    if parameter == "pk":
        return known[sort_of(route)]
    if parameter == "what":
        return WHAT[route]
    return FIGURES if route.startswith("figure") else WORDS[parameter]


def _queries(house: House, route: str) -> Iterator[str]:
    """What may stand behind the path: searches, filters, places, days, pages."""
    places = [{"org": getattr(house, name).pk} for name in ("village", "other_village", "far_village", "town")]
    day, span = {"day": "2026-03-04"}, {"since": "2026-03-01", "until": "2026-03-09"}
    work = [{"handler": house.office.pk}, {"handler": house.office.pk, **day}, {"handler": house.office.pk, **places[1]}, {"handler": house.other_office.pk}, {"handler": house.town.pk}, {"org": house.office.pk}]
    lists = [{"q": "停水"}, {"q": "路面"}, {"state": "late"}, {"category": "water"}, {"void": "with"}, {"handler": house.office.pk}, {"order": "due"}, span, *places[1:3]]
    asked: dict[str, list[dict[str, Any]]] = {
        "records": [*lists, {"page": 2}], "records_export": lists,
        "people": [{"q": "雒"}, {"q": "宓"}, {"tie": "member"}, {"page": 2}, *places[1:3]],
        "households": [{"q": "02"}, {"q": "宓"}, {"visited": "no"}, {"where": "none"}, {"page": 2}, *places[1:3]],
        "search": [{"q": w} for w in ("停水", "路面", "雒长河", "宓北辰", "0201", "0301", "民2026", "999")],
        "figures": [*places[1:3], *work, day, {"year": 2025}],
        "figure": [*places[1:3], *work, {**work[0], "by": "village"}, {"by": "village"}, {"by": "office"}, {"by": "grid", "year": 2025, "page": 2}, day],
        "figure_export": [*places[1:3], *work, day, {"year": 2025}], "orgs": [{"day": "2021-01-01"}], "org": [{"day": "2026-01-01"}],
        "map": [
            *places[:3], {"level": "grid"}, *({**place, "dots": dots} for place in places[:3] for dots in ("homes", "problems")),
            {"figure": "problem.all", "dots": "homes", "year": 2025}, {"figure": "problem.all", "level": "village"}, {"figure": "", "level": "village"}, {"box": "100,20,130,40", "dots": "problems"},
        ],
        "gaps": [*places[:3], {"page": 2}], "person": [{"day": "2021-01-01"}], "household": [{"day": "2021-01-01"}],
        "audit": [{"show": "all"}, {"show": "holds", "part": 2}], "import": [{"fate": "new"}, {"fate": "refused", "page": 2}], "person_new": [{"household": house.other_home.pk}], "visit_new": [{"household": "0201"}, {"on": "2026-03-01"}, *places[1:2]],
        "household_new": places[1:3], "org_new": [{"parent": house.other_village.pk}, {"parent": house.far_village.pk}], "record": [{"step": "assign"}],
        "trail": [{"page": 2}, {**span, "who": "路"}, {"who": "邬", "verb": "records.write"}, {"chain": house.other_town.pk}],
        "posts": [{"q": "路"}, {"q": "邬", "role": "village_clerk"}, {"page": 2}, *places[1:3]], "accounts": [{"page": 2}, {"q": "路"}], "sign_in": [{"next": "/r/1/"}],
    }
    yield from (f"?{urlencode(one)}" for one in asked.get(route, ()))


def _api(house: House, known: dict[str, list[int]]) -> Iterator[Question]:
    for name, method, path in operations():
        pks = known[sort_of(name)] if "pk" in path else [0]
        for pk, key in product(pks, FIGURES if "{key}" in path else ("assign",)):
            to, missing = ("/api" + path.replace("{int:pk}", str(n)).replace("{key}", key).replace("{slug:key}", key) for n in (pk, MISSING))
            missing = missing if "pk" in path else ""
            if method == "GET":
                yield from (Question("GET", f"api:{name}", to + query, None, missing) for query in ("", *_api_queries(house, name)))
            else:
                yield Question(method, f"api:{name}", to, {"uid": uid(to)}, missing)


def _api_queries(house: House, name: str) -> Iterator[str]:
    places = [{"org": getattr(house, place).pk} for place in ("village", "other_village", "far_village", "town")]
    work = [{**places[3], "handler": house.office.pk}, {**places[0], "handler": house.office.pk}, {**places[3], "handler": house.other_office.pk}, {"org": house.office.pk}]
    asked: dict[str, list[dict[str, Any]]] = {
        "records": [{"kind": "problem"}, {"kind": "revisit"}, {"state": "registered"}, {"page": 2}, {"late": "true"}, {"handler": house.office.pk}, {"since": "2026-03-01", "until": "2026-03-09"}, *places[:3]], "orgs": [{"kind": "village"}],
        "figures": [*places[:3], *work, {**places[0], "year": 2025, "on": "2025-12-31"}], "figure": [*places[:3], *work, {**places[0], "year": 2025, "on": "2025-12-31", "page": 2}],
        "gaps": [*places, {"on": "2026-01-01"}], "trees": [{"on": "2021-01-01"}],
        "trail": [{"page": 2}, {"chain": 0}, {"chain": house.other_town.pk}, {"verb": "report.sign", "since": "2026-03-01", "until": "2026-03-09"}], "org": [{"on": "2026-01-01"}],
        "household": [{"on": "2021-01-01"}], "inbox": [{"page": 2}], "search": [{"q": w} for w in ("停水", "路面", "雒长河", "宓北辰", "0201", "0301", "民2026")],
        "figure_parts": [*places[:3], *work, {**places[3], "by": "village"}, {**places[0], "by": "grid", "year": 2025, "on": "2025-12-31"}],
        **dict.fromkeys(("figure_rows", "figure_list"), [*places, *work, {**places[0], "year": 2025, "on": "2025-12-31"}]),
        "map_spots": [{**place, "what": what} for place in places for what in ("homes", "problems")] + [{**places[0], "what": "homes", "on": "2021-01-01"}],
        "map_areas": [*places, {**places[3], "kind": "village", "on": "2021-01-01"}],
    }
    yield from (f"?{urlencode(one)}" for one in asked.get(name, ()))
