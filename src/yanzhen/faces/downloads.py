"""Stored files on their way out: always as something to save, never as a page of ours. Ask `visible_to` before."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yanzhen.kernel.audit.actions import bytes_of
from yanzhen.kernel.audit.models import Audit
from yanzhen.kernel.audit.sandboxed import commented
from yanzhen.kernel.audit.standing import Standing, comments
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
    return _saved(data, name, XLSX)


def _saved(data: bytes, name: str, media: str) -> FileResponse:
    response = FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=media)
    for header, value in HARMLESS.items():
        response[header] = value
    return response


def word_with_comments(shown: Audit, found: Standing) -> FileResponse:
    """A report that was handed in, as a Word file with a comment at each figure something is found of."""
    data = commented(bytes_of(shown.sha256), comments(found))
    return _saved(data, _("核数 %(name)s.docx") % {"name": shown.name.rsplit(".", 1)[0]}, WORD)


def page_file(text: str, name: str) -> FileResponse:
    """A page that stands alone, to save."""
    return _saved(text.encode(), name, "text/html; charset=utf-8")


def word_answer(request: HttpRequest, shown: Report, today: date, at: datetime) -> HttpResponse:
    """The report as a Word file, its figures leading back here."""
    answer = HttpResponse(word_file(shown, today, f"{request.scheme}://{request.get_host()}", at), content_type=WORD)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown.title)}.docx"
    return answer
