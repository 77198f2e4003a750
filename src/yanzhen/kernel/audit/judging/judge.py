"""Runs the rules over a report and gives each figure its verdict."""

from __future__ import annotations

from yanzhen.kernel.audit.claims import Claim, Finding
from yanzhen.kernel.audit.document import Document


def judge(document: Document, claims: list[Claim], words: object) -> tuple[list[Claim], list[Finding]]:
    """The claims with their verdicts, and what was found about several of them."""
    return claims, []
