"""Documents, claims and findings as plain lists, on their way out of the child and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields
from decimal import Decimal
from typing import Any, Final

from yanzhen.kernel.base.intervals import Interval
from yanzhen.kernel.base.sandbox.gate import Barred

from .claims import Approx, Claim, Finding, Kind, Severity, Verdict
from .document import Block, Document
from .saying import put_together, taken_apart

BLOCKS_MAX: Final = 50_000
CLAIMS_MAX: Final = 20_000
_CLAIM: Final = tuple(one.name for one in fields(Claim))


def packed(document: Document) -> dict[str, Any]:
    """Barred where there are more blocks than a report has."""
    if len(document.blocks) > BLOCKS_MAX:
        raise Barred("blocks", most=BLOCKS_MAX)
    return {"form": document.form, "text": document.text, "blocks": [astuple(one) for one in document.blocks]}


def unpacked(told: dict[str, Any]) -> Document:
    return Document(told["text"], tuple(Block(*one) for one in told["blocks"]), told["form"])


def claims_packed(claims: list[Claim]) -> list[list[Any]]:
    """Barred where there are more figures than a report has."""
    if len(claims) > CLAIMS_MAX:
        raise Barred("figures", most=CLAIMS_MAX)
    return [[_packed(one, name) for name in _CLAIM] for one in claims]


def _packed(claim: Claim, name: str) -> Any:
    if name == "why":
        return taken_apart(claim.why)
    return _bounds(claim.interval) if name == "interval" else getattr(claim, name)


def _bounds(interval: Interval | None) -> list[Any] | None:
    return [str(interval.low), str(interval.high), interval.below] if interval else None


def claims_unpacked(told: Iterable[list[Any]]) -> list[Claim]:
    return [_claim(dict(zip(_CLAIM, one, strict=True))) for one in told]


def _claim(told: dict[str, Any]) -> Claim:
    bounds = told["interval"]
    told["interval"] = Interval(Decimal(bounds[0]), Decimal(bounds[1]), bool(bounds[2])) if bounds else None
    told |= {"why": put_together(told["why"]), "approx": Approx(told["approx"]), "kind": Kind(told["kind"]), "verdict": Verdict(told["verdict"])}
    return Claim(**told)


def findings_packed(findings: Iterable[Finding]) -> list[tuple[Any, ...]]:
    return [(one.rule, one.claims, taken_apart(one.why), one.severity, one.start, one.end) for one in findings]


def findings_unpacked(told: Iterable[list[Any]]) -> list[Finding]:
    return [
        Finding(rule, tuple(claims), put_together(why), Severity(severity), start, end)
        for rule, claims, why, severity, start, end in told
    ]
