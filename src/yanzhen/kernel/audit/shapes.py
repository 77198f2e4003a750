"""The shapes of a report as plain values: what is kept of an audit, and what is told of it as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any, Final

from yanzhen.kernel.base.intervals import Interval

from .claims import Approx, Claim, Finding, Kind, Severity, Verdict
from .document import Block
from .saying import put_together, taken_apart
from .sentences import spoken

#: What is told of a figure; the rest is for the machine.
TOLD: Final = ("quote", "start", "end", "value", "unit", "approx", "kind", "about", "place", "period", "figure", "verdict", "expected", "why")
_KNOWN: Final = frozenset(field.name for field in fields(Claim))
_WORDS: Final = {"approx": Approx, "kind": Kind, "verdict": Verdict}


def claim_kept(claim: Claim) -> dict[str, Any]:
    """A claim as plain values, all of it."""
    inside = claim.interval
    return {**asdict(claim), "why": taken_apart(claim.why), "interval": [str(inside.low), str(inside.high), inside.below] if inside else None}


def claim_from(kept: Mapping[str, Any]) -> Claim:
    said: dict[str, Any] = {name: _WORDS[name](value) if name in _WORDS else value for name, value in kept.items() if name in _KNOWN}
    inside = kept.get("interval")
    return Claim(**{**said, "why": put_together(said.get("why", "")), "interval": Interval(Decimal(inside[0]), Decimal(inside[1]), bool(inside[2])) if inside else None})


def finding_kept(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "claims": list(finding.claims), "why": taken_apart(finding.why)}


def finding_from(kept: Mapping[str, Any]) -> Finding:
    return Finding(**{**kept, "why": put_together(kept["why"]), "claims": tuple(kept["claims"]), "severity": Severity(kept["severity"])})


def block_from(kept: Iterable[Any]) -> Block:
    return Block(*kept)


def block_kept(block: Block) -> list[Any]:
    return list(asdict(block).values())


def told(claims: Iterable[Claim], findings: Iterable[Finding]) -> dict[str, Any]:
    """The audit as JSON: its figures, and the statements that involve several of them."""
    return {
        "claims": [{"index": n, **{name: getattr(claim, name) for name in TOLD}, "why": spoken(claim.why)} for n, claim in enumerate(claims)],
        "findings": [{**finding_kept(finding), "why": spoken(finding.why)} for finding in findings],
    }
