"""Requests made up from the description of the API: what it says may be sent, and a little that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.world import TODAY

WORDS = ("", "problem", "village", "member", "grid_worker", "上河村", "0101", "water", "2026", "m", "x" * 300, "\ud800", "%00", "１９", " ", "# 报告\n{总人口}")
DAYS = (TODAY, TODAY.replace(year=2025), date(2020, 1, 1), date.min, date.max, TODAY.replace(year=2027))
MOST = 4


@dataclass(frozen=True)
class Operation:
    """One operation as the description tells it."""

    name: str
    method: str
    path: str
    told: dict[str, Any]

    @property
    def statuses(self) -> set[int]:
        return {int(code) for code in self.told["responses"]}


def operations(described: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            yield Operation(told["operationId"], method.upper(), path, told)


def requests(one: Operation, described: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The parameters and the body of a request."""
    schemas = described["components"]["schemas"]
    named = {(p["in"], p["name"]): st.none() | like(p["schema"], schemas) if not p["required"] else like(p["schema"], schemas) for p in one.told.get("parameters", ())}
    content = one.told.get("requestBody", {}).get("content", {})
    body = next((like(c["schema"], schemas) for c in content.values()), st.none())
    return st.fixed_dictionaries({"named": st.fixed_dictionaries(named), "body": body, "sort": st.just(next(iter(content), ""))})


def like(schema: dict[str, Any], schemas: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a schema; mostly such as mean something here."""
    if "$ref" in schema:
        return like(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if "anyOf" in schema:
        return st.one_of([like(one, schemas) for one in schema["anyOf"]])
    match schema.get("type"):
        case "object":
            return _object(schema, schemas)
        case "array":
            if "prefixItems" in schema:
                return st.tuples(*(like(one, schemas) for one in schema["prefixItems"])).map(list)
            return st.lists(like(schema["items"], schemas), min_size=schema.get("minItems", 0), max_size=MOST + schema.get("minItems", 0))
        case "integer":
            low, high = schema.get("minimum", -1), schema.get("maximum", schema.get("exclusiveMaximum", 2**63 + 1) - 1)
            return st.integers(max(low, 1), min(high, max(low, 1) + 60)) | st.integers(low, high)
        case "number":
            return st.floats(schema.get("minimum", -1e6), schema.get("maximum", 1e6), allow_nan=False)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "string":
            return _string(schema)
    raise AssertionError(f"a schema that nobody guessed at: {schema}")


def _object(schema: dict[str, Any], schemas: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        return st.dictionaries(st.sampled_from(("category", "household", "handler", "note", "0", "1", "表")), like(schema["additionalProperties"], schemas), max_size=MOST)
    fields = {name: like(one, schemas) for name, one in schema["properties"].items()}
    required = {name: fields.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional=fields)


def _string(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    match schema.get("format"):
        case "uuid":
            return st.uuids(version=4).map(str)
        case "date":
            return st.sampled_from(DAYS).map(str) | st.sampled_from(("", "2026-02-30"))
        case "binary":
            return st.binary(max_size=200)
    if "pattern" in schema:
        return st.sampled_from(("0", "-1", "30.5", "1e3", "120.123456", "NaN"))
    return st.sampled_from(WORDS) | st.text(max_size=schema.get("maxLength", 40) % 50 + 1)
