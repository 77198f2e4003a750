"""A report beside what was found of it: its words with the figures marked, and a note for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.http import FileResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.kernel.audit.claims import Claim, Finding, Severity, Verdict
from yanzhen.kernel.audit.document import CELL, HEADING, Block
from yanzhen.kernel.audit.models import Answer, Audit
from yanzhen.kernel.audit.sentences import spoken
from yanzhen.kernel.audit.standing import WRONG, Standing

from ..downloads import page_file
from .asking import query_of
from .parts import Link, Tag

#: Of the longest reports a page shows one part.
PART = 6_000
VERDICTS = {
    Verdict.DIFFERS: (gettext_lazy("与台账不一致"), "late"), Verdict.IMPOSSIBLE: (gettext_lazy("算不出来"), "late"),
    Verdict.INCONSISTENT: (gettext_lazy("自相矛盾"), "late"), Verdict.HOLDS: (gettext_lazy("一致"), "ok"),
    Verdict.NO_SOURCE: (gettext_lazy("没有出处"), "line"), Verdict.NOT_CHECKED: (gettext_lazy("没有核对"), "line"),
}
ASKED = "asked"
#: The look of the page that stands alone; it holds nothing that would have to be escaped.
STYLE = (Path(__file__).parent / "static" / "yanzhen" / "alone.css").read_text("utf-8")
LOOKS = {Verdict.HOLDS: "", Verdict.NO_SOURCE: "none", Verdict.NOT_CHECKED: "none"}


@dataclass(frozen=True)
class Piece:
    """Words of the report; with `place`, the figure of that number, and how it looks."""

    text: str
    place: int | None = None
    look: str = ""


@dataclass(frozen=True)
class Passage:
    """A heading, a paragraph, or the rows of a table."""

    sort: str
    level: int = 0
    pieces: Sequence[Piece] = ()
    rows: Sequence[Sequence[Sequence[Piece]]] = ()


@dataclass(frozen=True)
class Note:
    """What is found of one figure, or of several at once; `answer` is what somebody said to it."""

    place: int | None
    quote: str
    tag: Tag
    why: str
    tone: str = ""
    evidence: str = ""
    answer: Answer | None = None
    others: Sequence[tuple[int, str]] = field(default=())


def asked_places(shown: Standing) -> set[int]:
    """The figures that a question is about."""
    return {n for one in shown.findings if one.severity == Severity.ASK for n in one.claims}


def passages(shown: Standing, first: int = 0, last: int | None = None) -> list[Passage]:
    """The report's blocks from one to another, cells of a table together."""
    asked, out, rows = asked_places(shown), list[Passage](), dict[int, list[Sequence[Piece]]]()
    by_block: dict[int, list[int]] = {}
    for n, claim in enumerate(shown.claims):
        by_block.setdefault(claim.block, []).append(n)
    table = -1
    for number, block in list(enumerate(shown.document.blocks))[first:last]:
        pieces = list(_pieces(shown, block, by_block.get(number, ()), asked))
        if block.sort == CELL:
            if block.table != table:
                rows = {}
                out.append(Passage("table"))
                table = block.table
            rows.setdefault(block.row, []).append(pieces)
            out[-1] = replace(out[-1], rows=list(rows.values()))
        else:
            table = -1
            out.append(Passage("heading" if block.sort == HEADING else "text", block.level, pieces))
    return out


def _pieces(shown: Standing, block: Block, places: Sequence[int], asked: set[int]) -> Iterator[Piece]:
    at = block.start
    for n in sorted(places, key=lambda n: shown.claims[n].start):
        claim = shown.claims[n]
        if claim.start < at:
            continue
        yield Piece(shown.document.text[at : claim.start])
        yield Piece(shown.document.text[claim.start : claim.end] or "□", n, look(claim, n in asked))
        at = max(at, claim.end)
    yield Piece(shown.document.text[at : block.end])


def look(claim: Claim, asked: bool) -> str:
    """How a figure is underlined."""
    return "changed" if claim.verdict in WRONG else "asked" if asked else LOOKS.get(claim.verdict, "none")


def notes(shown: Standing, answers: Mapping[int, Answer], first: int = 0, last: int | None = None) -> list[Note]:
    """A note for each figure of the blocks from one to another, in the order of the text, each question before the first figure it is about."""
    about: dict[int, list[Finding]] = {}
    for finding in shown.findings:
        if finding.severity in (Severity.ASK, Severity.HINT):
            about.setdefault(finding.claims[0] if finding.claims else -1, []).append(finding)
    out = [] if first else [_finding(one, shown) for one in about.get(-1, ())]
    for n, claim in enumerate(shown.claims):
        if first <= claim.block and (last is None or claim.block < last):
            out += [_finding(one, shown) for one in about.get(n, ())]
            out.append(_figure(n, claim, shown, answers.get(n)))
    return out


def _figure(n: int, claim: Claim, shown: Standing, answer: Answer | None) -> Note:
    word, tone = VERDICTS[claim.verdict]
    scope = shown.meant[n].scope
    evidence = f"{reverse('figure', args=[claim.figure])}?{query_of(scope)}" if claim.figure and scope else ""
    return Note(n, claim.quote or "□", Tag(str(word), tone), spoken(claim.why), tone if tone == "late" else "", evidence, answer)


def _finding(one: Finding, shown: Standing) -> Note:
    word = _("请核对") if one.severity == Severity.ASK else _("提示")
    others = [(n, shown.claims[n].quote) for n in one.claims]
    quote = "" if others else shown.document.text[one.start : one.end]
    return Note(None, quote, Tag(word, "soon"), spoken(one.why), "soon", others=others)


def filters(shown: Standing, chosen: str) -> list[Link]:
    """The notes to choose between, with how many there are."""
    counts = Counter(str(claim.verdict) for claim in shown.claims)
    questions = sum(one.severity in (Severity.ASK, Severity.HINT) for one in shown.findings)
    known = [("wrong", _("有错的"), len(shown.wrong)), *((v, str(word), counts[v]) for v, (word, _tone) in VERDICTS.items()), (ASKED, _("请核对"), questions), ("all", _("全部"), len(shown.claims))]
    return [Link(f"{word} {n:,}", f"?show={key}", key == chosen) for key, word, n in known if n or key == chosen]


def wanted(shown: Standing, asked: str) -> str:
    """The filter asked for; else what is wrong, if anything is, else everything."""
    known = {"wrong", ASKED, "all", *map(str, VERDICTS)}
    return asked if asked in known else "wrong" if shown.wrong else "all"


def kept(note: Note, claims: Sequence[Claim], chosen: str) -> bool:
    """Whether a filter leaves a note."""
    if chosen == "all":
        return True
    if note.place is None:
        return chosen == ASKED
    verdict = claims[note.place].verdict
    return verdict in WRONG if chosen == "wrong" else verdict == chosen


def parts_of(blocks: Sequence[Block]) -> list[int]:
    """The blocks that the parts of a long report begin with."""
    starts, size = [0], 0
    for n, block in enumerate(blocks):
        if size > PART:
            starts.append(n)
            size = 0
        size += block.end - block.start
    return starts


def context(shown: Standing, query: Mapping[str, Any], answers: Mapping[int, Answer]) -> dict[str, Any]:
    """What the page shows of a report."""
    chosen, starts = wanted(shown, query.get("show", "")), parts_of(shown.document.blocks)
    asked = str(query.get("part", ""))
    part = min(int(asked), len(starts)) if asked.isdecimal() and len(asked) < 6 and int(asked) > 0 else 1
    first, last = starts[part - 1], starts[part] if part < len(starts) else len(shown.document.blocks)
    here = [one for one in notes(shown, answers, first, last) if kept(one, shown.claims, chosen)]
    return {
        "passages": passages(shown, first, last), "notes": here, "tabs": filters(shown, chosen), "figures": len(shown.claims),
        "parts": [Link(str(n), f"?show={chosen}&part={n}", n == part) for n in range(1, len(starts) + 1)] if len(starts) > 1 else [],
    }


def answers_of(audit: Audit) -> dict[int, Answer]:
    return {one.place: one for one in audit.answers.select_related("by")}


def page_alone(audit: Audit, shown: Standing, today: date) -> FileResponse:
    """The whole as one HTML file that needs nothing else."""
    told = {"passages": passages(shown), "notes": notes(shown, answers_of(audit)), "tabs": filters(shown, "")}
    text = render_to_string("audit/alone.html", {"audit": audit, "today": today, "style": format_html("<style>{}</style>", STYLE), **told})
    return page_file(text, _("核数 %(name)s.html") % {"name": audit.name.rsplit(".", 1)[0]})
