"""A file in, its figures out: read in a process of its own, found, and judged against each other and last year's report."""

from __future__ import annotations

from .claims import Claim, Finding
from .document import Document
from .finding import find
from .judging.judge import judge
from .lastyear import reused
from .lexicon import words
from .sandboxed import read


def audited(data: bytes, last: bytes | None = None) -> tuple[Document, list[Claim], list[Finding]]:
    """The report's words, its figures with their verdicts, and what is found of several of them. No record is asked.

    Refused if the file, or last year's, cannot be read."""
    known, document = words(), read(data)
    claims, findings = judge(document, find(document, known), known)
    if last:
        before = read(last)
        findings = [*findings, *reused(document, claims, before, find(before, known))]
    return document, claims, findings
