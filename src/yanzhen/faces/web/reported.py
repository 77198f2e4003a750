"""A signed report beside what its figures are now: what its page and the page of one of its figures show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.kernel.base.definitions import Name
from yanzhen.kernel.figures.spec import Figure
from yanzhen.kernel.figures.visible import visible_keys
from yanzhen.kernel.guard.access import Actor
from yanzhen.kernel.reports.actions import STRIDE
from yanzhen.kernel.reports.freezing import Since, all_since
from yanzhen.kernel.reports.models import Report
from yanzhen.kernel.reports.render import Paragraph, lacking, wrong
from yanzhen.kernel.reports.text import TITLE, parse

from .evidence import sheets, table
from .guarding import Request
from .paging import SIZE, pager_of

#: What may have become of the rows of a signed figure, and as what they are counted and listed.
MOVES = (
    ("came", gettext_lazy("多出"), gettext_lazy("签发后多出的")), ("went", gettext_lazy("少了"), gettext_lazy("签发后少了的")),
    ("differ", gettext_lazy("改了数值"), gettext_lazy("签发后数值改了的")),
)


@dataclass(frozen=True)
class Changed:
    """A number of a signed report that is another now: the words then and now, and which rows came, went or changed."""

    name: str
    then: str
    now: str
    moved: str
    url: str

    @property
    def stands(self) -> bool:
        """Whether the words are the same as then, though other rows are counted."""
        return self.then == self.now


def numbered(paragraphs: list[Paragraph], changed: set[int]) -> list[dict[str, Any]]:
    """The paragraphs with whether each figure has changed since signing."""
    out: list[dict[str, Any]] = [{"kind": p.kind, "level": p.level, "runs": []} for p in paragraphs]
    for place, number, run in placed(paragraphs):
        out[number]["runs"].append({"run": run, "state": "changed" if run.cited and {place, place + 1} & changed else ""})
    return out


def sheet(body: str, paragraphs: list[Paragraph], changed: set[int]) -> dict[str, Any]:
    """A report as its page shows it: what stands before its words, its titles, and the rest."""
    titles, rest = ([p for p in numbered(paragraphs, changed) if (p["kind"] == TITLE) is first] for first in (True, False))
    return {"front": parse(body).front, "titles": titles, "paragraphs": rest, "lacking": lacking(paragraphs), "wrong": faulty(body, paragraphs)}


def faulty(body: str, paragraphs: list[Paragraph]) -> list[str]:
    """What the writer must put right before it can be signed: what could not be read, and what makes no number."""
    return [*(str(fault) for fault in parse(body).faults if fault.blocking), *wrong(paragraphs)]


def placed(paragraphs: list[Paragraph]) -> Iterator[tuple[int, int, Any]]:
    """Every run with the place at which signing keeps it, and the number of its paragraph."""
    place = 0
    for number, paragraph in enumerate(paragraphs):
        for run in paragraph.runs:
            place += STRIDE if run.source else 0
            yield place, number, run


def moved_since(shown: Report, today: date) -> dict[int, Since]:
    """The signed figures that are another now, or count other rows, by place."""
    return {since.frozen.place: since for since in all_since(shown, today) if since.changed}


def changes(shown: Report, moved: dict[int, Since], now: list[Paragraph]) -> list[Changed]:
    """What has changed since a report was signed, each once however often it is written; `now` is its text with today's figures."""
    found = []
    for place, _number, run in placed(now):
        here = [moved[at] for at in (place, place + 1) if run.cited and at in moved]
        if here:
            terms = [term for since in here for term in since.terms]  # one record may be gone from both numbers of a share
            counts = {told: len({(term.figure.evidence_model(), key) for term in terms for key in getattr(term, side)}) for side, told, _words in MOVES}
            told = "，".join(_("%(what)s %(n)d 条") % {"what": what, "n": n} for what, n in counts.items() if n)
            found.append(Changed(run.called, here[0].frozen.words, run.text, told, reverse("report_figure", args=[shown.pk, here[0].frozen.place])))
    return list({(one.name, one.then, one.now): one for one in found}.values())


@dataclass(frozen=True)
class Kept:
    """Rows of a signed figure: how they are called, all of them by key, and those the viewer may open."""

    name: str
    words: Name
    figure: Figure
    keys: list[int]
    seen: list[int]

    def page(self, request: Request) -> dict[str, Any]:
        """One page of them."""
        pager = pager_of(request, len(self.seen), withheld=len(self.keys) - len(self.seen), name=self.name)
        shown = self.seen[(pager.number - 1) * SIZE : pager.number * SIZE]
        return {"name": self.name, "words": self.words, "figure": self.figure, "total": len(self.keys), "pager": pager, "table": table(self.figure.evidence_model(), shown)}


def kept(since: Since, actor: Actor) -> list[Kept]:
    """The rows of a signed figure: those that came, went or changed since, and those it was signed with; empty ones left out."""
    sides = [*((side, words) for side, _told, words in MOVES), ("then", gettext_lazy("签发时数的"))]
    return [
        Kept(f"{side}{number}", words, term.figure, keys, visible_keys(term.figure.evidence_model(), keys, actor))
        for number, term in enumerate(since.terms) for side, words in sides if (keys := getattr(term, side))
    ]


def export_of(actor: Actor, since: Since) -> FileResponse:
    """All of them that the caller may open, as a spreadsheet."""
    lists = [(f"{one.words} {one.figure.name}"[:31], table(one.figure.evidence_model(), one.seen), _("另有 %(n)d 条不在您的权限内") % {"n": len(one.keys) - len(one.seen)}) for one in kept(since, actor)]
    return sheets(lists, f"{since.figure.name} {since.frozen.day}.xlsx")
