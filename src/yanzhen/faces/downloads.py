"""Stored files on their way out: always as something to save, never as a page of ours. Ask `visible_to` before."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from yanzhen.kernel.base.storage import FsyncStorage
from yanzhen.kernel.papers.models import Paper
from yanzhen.kernel.reports.filing import word_file
from yanzhen.kernel.reports.models import Report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a browser may do with a file that was brought in from outside: nothing.
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def response_for(paper: Paper) -> FileResponse:
    """The file of a paper the viewer may see. An <img> shows it all the same; opened by itself it is saved, under its name."""
    storage = FsyncStorage()
    name = storage.name_of(paper.sha256)
    if not storage.exists(name):
        raise Http404
    stored = storage.open(name)
    response = FileResponse(stored, as_attachment=True, filename=paper.name, content_type=paper.media)
    for header, value in HARMLESS.items():
        response[header] = value
    return response


def workbook(data: bytes, name: str) -> FileResponse:
    """A spreadsheet made here, to save."""
    response = FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)
    for header, value in HARMLESS.items():
        response[header] = value
    return response


def word_answer(request: HttpRequest, shown: Report, today: date, at: datetime) -> HttpResponse:
    """The report as a Word file, its figures leading back here."""
    answer = HttpResponse(word_file(shown, today, f"{request.scheme}://{request.get_host()}", at), content_type=WORD)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown.title)}.docx"
    return answer
