"""The trail as sentences: who did what, when, by which post; only of the places whose trail the caller may read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yanzhen.kernel.base.days import instants
from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.guard.models import ChainHead, Entry
from yanzhen.kernel.guard.trail import Verb
from yanzhen.kernel.records.kinds import kinds

from ...inputs import chains_of
from ..forms import day_field
from ..guarding import Request
from ..paging import in_order, one_page
from ..render import page
from ..traillines import lines_of


def named_verb(verb: Verb) -> str:
    """What is done, said of which kind of record where several kinds know it: 民情问题 · 更正."""
    kind = next((kind for kind in kinds() if verb.key.startswith(f"{kind.key}.")), None)
    return f"{kind.name} · {verb.name}" if kind else str(verb.name)


class TrailForm(forms.Form):
    """The filters of the trail."""

    optional = True
    since = day_field(gettext_lazy("从"), required=False)
    until = day_field(gettext_lazy("到"), required=False)
    who = forms.CharField(label=gettext_lazy("谁"), max_length=20, required=False, widget=forms.SearchInput())

    def __init__(self, chains: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted((v.key, named_verb(v)) for v in book.of(Verb))
        self.fields["verb"] = forms.ChoiceField(label=_("做了什么"), required=False, choices=[("", "—"), *verbs])
        if len(chains) > 1:
            self.fields["chain"] = forms.ChoiceField(label=_("单位"), required=False, choices=[(str(key), name) for key, name in chains])

    def narrow(self, rows: Any) -> Any:
        said = self.cleaned_data
        if said["since"]:
            rows = rows.filter(at__gte=instants(said["since"], said["since"])[0])
        if said["until"]:
            rows = rows.filter(at__lt=instants(said["until"], said["until"])[1])
        if said["who"]:
            rows = rows.filter(actor__name__startswith=said["who"].strip())
        return rows.filter(verb=said["verb"]) if said["verb"] else rows


@require_safe
def trail(request: Request) -> HttpResponse:
    """One chain, the newest entry first."""
    chains = chains_of(request.actor)
    if not chains:
        raise Http404
    form = TrailForm(chains, request.GET)
    valid = form.is_valid()
    chosen = form.cleaned_data.get("chain") if valid else ""
    key = int(chosen) if chosen else chains[0][0]
    rows = Entry.objects.filter(chain=key)
    keys, pager = one_page(request, form.narrow(rows) if valid else rows, "-seq")
    found = in_order(keys, Entry.objects.filter(pk__in=keys).select_related("actor").defer("actor__id_number", "actor__phone", "rows"))
    head = ChainHead.objects.filter(chain=key).first()
    return page(request, "rules/trail.html", {
        "filters": form, "trail": lines_of(found, request.actor), "pager": pager, "name": dict(chains)[key],
        "chain": {"seq": head.seq, "day": request.actor.day, "digest": head.hash[:16]} if head else None,
    })
