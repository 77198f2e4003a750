"""A report as a file, the same bytes whoever asks."""

from __future__ import annotations

from datetime import date, datetime

from yanzhen.kernel.guard.anchors import head16

from .actions import rendered
from .gongwen import Origin, write
from .models import Report
from .render import Paragraph
from .text import parse


def word_file(report: Report, today: date, base_url: str, at: datetime, paragraphs: list[Paragraph] | None = None) -> bytes:
    """The Word file, of `paragraphs` if the report was rendered already; a signed report carries the chain head it was signed on, a draft today's."""
    head = report.chain_head or head16(report.tenant_id)
    origin = Origin(report.signed_on or today, head, bool(report.signed_at), base_url)
    return write(paragraphs or rendered(report, today), parse(report.body).front, origin, at=report.signed_at or at, title=report.title)
