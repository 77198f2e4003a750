"""A stored file as an answer: always a download, never something a browser runs."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.papers.models import Paper


def response_for(paper: Paper) -> HttpResponse:
    """The bytes of a paper as an attachment under its own name; a file that is gone answers like one that never was."""
    storage = FsyncStorage()
    name = storage.name_of(paper.sha256)
    if not storage.exists(name):
        raise Http404
    with storage.open(name) as held:
        answer = HttpResponse(held.read(), content_type=paper.media)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
