"""What was done, by whom, and by which rules: the trail and the dated rules."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from ninja import Router
from ninja.params.functions import Query

from yanzhen.kernel.base.adopted import refresh
from yanzhen.kernel.base.days import instants
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.base.rules import all_rules
from yanzhen.kernel.guard.models import Entry
from yanzhen.kernel.guard.trail import Verb

from ..inputs import TOLD, chains_of
from .auth import Caller, need
from .recording import LAST, page_of
from .shapes import EntryOut, RuleOut, TrailOut

router = Router(tags=["trail and rules"])


@router.get("/trail", response=TrailOut, operation_id="trail")
def trail(
    request: Caller, chain: int | None = Query(None, ge=0, lt=2**63), verb: str = Query("", max_length=40), since: date | None = None, until: date | None = None,
    page: int = Query(1, ge=1, le=LAST),
) -> TrailOut:
    """One chain, the newest act first; without a chain, the first one that I may read."""
    chains = [key for key, _name in chains_of(need(request, "trail"))]
    if not chains or chain not in (None, *chains):
        raise Http404
    rows = Entry.objects.filter(chain=chains[0] if chain is None else chain)
    rows = rows.filter(verb=verb) if verb else rows
    rows = rows.filter(at__gte=instants(since, since)[0]) if since else rows
    rows = rows.filter(at__lt=instants(until, until)[1]) if until else rows
    words = {v.key: str(v.name) for v in book.of(Verb)}
    found = page_of(rows.order_by("-seq").select_related("actor").defer("actor__id_number", "actor__phone", "rows"), page)
    return TrailOut(chain=chains[0] if chain is None else chain, total=rows.count(), page=page, rows=[shown(e, words.get(e.verb, e.verb)) for e in found])


def shown(entry: Entry, words: str) -> EntryOut:
    said = {key: value for key, value in entry.said.items() if key in TOLD}
    return EntryOut(
        seq=entry.seq, at=entry.at, person=entry.actor_id, name=entry.actor.name if entry.actor else "", verb=entry.verb, says=words,
        subject=entry.subject, said=said, hash=entry.hash,
    )


@router.get("/rules", response=list[RuleOut], operation_id="rules")
def rules(request: Caller) -> list[RuleOut]:
    """Every dated rule with its versions and their sources."""
    need(request, "rules")
    refresh()
    return [
        RuleOut(
            key=rule.key, name=v.name, says=v.words, since=v.since, until=v.until, source=v.source, article=v.article, level=v.level, place=v.place,
            status=v.status,
        )
        for group in all_rules().values() for rule in group for v in rule.versions
    ]
