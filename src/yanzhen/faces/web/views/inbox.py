"""What waits for me, what is late, what I sent; and the one search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Length
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yanzhen.kernel.records.kinds import kinds
from yanzhen.kernel.records.models import Record, RecordSet
from yanzhen.kernel.reports.models import ReportSet
from yanzhen.packs.visits.pack import OVERSEERS, VISITORS

from ...waiting import drafts_of, found, late_below, senders, sent_by, soonest, to_sign
from ..fetching import with_facts
from ..guarding import Request
from ..parts import Link, Row
from ..render import page
from ..told import about, due_tag, state_tag, turn_words, waiting_row

SHOWN = 100
SENT = 20
SOON = timedelta(days=3)
URGENCIES = (gettext_lazy("已过期限"), gettext_lazy("三天内到期"), gettext_lazy("不急"))


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Everything whose turn is one of my posts', the latest due first; and what I wrote or handed on that others now have, with
    what is late there before the rest."""
    actor, today = request.actor, request.actor.day
    waiting = Record.objects.turn_of(actor)
    mine = list(soonest(with_facts(waiting, *kinds()))[:SHOWN])
    sent, came, below = sent_by(actor), senders(mine), late_below(actor)
    told = sent.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    overdue = [_sent_row(r, today) for r in _sent(below)] if any(p.role in OVERSEERS for p in actor.posts) else []
    signing = _reports(to_sign(actor), "report_sign", _("签发"))
    counts = Counter[int]()
    for due, n in waiting.order_by().values_list("due_on").annotate(n=Count("pk")):
        counts[urgency(due, today)] += n
    groups = [(name, [waiting_row(r, today, actor, came[r.pk]) for r in mine if urgency(r.due_on, today) == nth], counts[nth]) for nth, name in enumerate(URGENCIES)]
    return page(request, "inbox.html", {
        "total": counts.total() + len(signing), "signing": signing, "groups": [group for group in groups if group[1]],
        "sent": [_sent_row(r, today) for r in _sent(sent)], "sent_total": told["n"], "sent_late": told["late"],
        "overdue": overdue, "overdue_total": below.count() if overdue else 0,
        "drafts": _reports(drafts_of(actor), "report", _("打开")),
        "shown": SHOWN, "more": len(mine) == SHOWN,
        "writes_visits": any(p.role in VISITORS for p in actor.posts),
    })


def urgency(due: date | None, today: date) -> int:
    """Which of the urgencies a limit is."""
    return 2 if due is None or due > today + SOON else 1 if due >= today else 0


def _sent(rows: RecordSet) -> Iterable[Record]:
    """Those whose limit ran out first, then the newest."""
    found: Iterable[Record] = with_facts(rows, *kinds()).select_related("turn_org").order_by(F("due_on").asc(nulls_last=True), "-id")[:SENT]
    return found


def _sent_row(r: Record, today: date) -> Row:
    return Row(r.title, reverse("record", args=[r.pk]), about(r), turn_words(r), due_tag(r, today))


def _reports(rows: ReportSet, way: str, label: str) -> list[Row]:
    """Reports with the way to what is to be done with each; a report itself is behind its title."""
    found = rows.select_related("org").defer("body", "org__shape").order_by("-year", "-id")[:SHOWN]
    return [Row(r.title, reverse("report", args=[r.pk]), f"{r.org} · {r.year}", act=Link(label, reverse(way, args=[r.pk]))) for r in found]


@require_safe
def search(request: Request) -> HttpResponse:
    """People, households, organisations and records whose words contain what was typed; only what the caller may open."""
    words = request.GET.get("q", "").strip()[:60]
    hits = found(request.actor, words)
    records = with_facts(hits.records, *kinds()).select_related("turn_org").order_by("-id")[:30]
    people = hits.people.defer("id_number", "phone")[:20]
    orgs = hits.orgs.select_related("parent").defer("shape", "parent__shape").order_by(F("until").asc(nulls_first=True), Length("name"), "path")[:20]
    homes = hits.homes.select_related("head", "org")[:20]
    return page(request, "search.html", {
        "words": words,
        "rows": [Row(r.title, reverse("record", args=[r.pk]), about(r), turn_words(r), state_tag(r)) for r in records],
        "people": [Link(p.name, reverse("person", args=[p.pk])) for p in people],
        "orgs": [Link(_("%(org)s（已撤销）") % {"org": o.full_name} if o.until else o.full_name, reverse("org", args=[o.pk])) for o in orgs],
        "homes": [Link(f"{h} · {h.org}", reverse("household", args=[h.pk])) for h in homes],
    })
