"""One figure with its evidence, and the evidence as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yanzhen.kernel.base.definitions import book
from yanzhen.kernel.figures import divided
from yanzhen.kernel.figures.breakdown import YearOnYear
from yanzhen.kernel.figures.counting import Counted, terms, values
from yanzhen.kernel.figures.divided import Told
from yanzhen.kernel.figures.handling import own
from yanzhen.kernel.figures.naming import group_labels
from yanzhen.kernel.figures.scope import Scope
from yanzhen.kernel.figures.spec import Figure, Ratio, SampledRatio
from yanzhen.kernel.records.kinds import Kind, kinds
from yanzhen.kernel.register.models import Org, OrgKind
from yanzhen.kernel.reports.freezing import base_figure
from yanzhen.kernel.reports.models import FrozenFigure, Report

from ...inputs import figure_of, told_figure
from ...words import unit_said
from ..asking import RIGHT, asked_scope, query_of, said_of
from ..charts import Bar, Point, bars, line, months
from ..choosing import choices, right_below
from ..evidence import export_of, rows_of
from ..guarding import Request
from ..parts import Link, Stat
from ..render import page
from ..templatetags.yz import number

#: Of fewer than so many no rate is told beside others.
FEWEST = 5


def words_of(figure: Counted, value: Decimal | None) -> str | None:
    """A value as the screen says it: shares and means with one decimal, sums with those they have, counts whole."""
    if value is None:
        return None
    if isinstance(figure, Ratio) or figure.mean:
        return number(round(value, 1), 1)
    return number(value.normalize() if value != value.to_integral() else value.to_integral())


def group_of(figure: Counted) -> str:
    """The heading a figure stands under: the kind of record its key begins with, or the register."""
    first = figure.key.split(".")[0]
    return next((str(k.name) for k in kinds() if k.key == first), _("组织和名册"))


def under_of(figure: Counted, scope: Scope) -> str:
    return _("%(year)d 年") % {"year": scope.since.year} if base_figure(figure).month() else _("截至 %(day)s") % {"day": scope.day}


def figure_url(figure: Counted, scope: Scope) -> str:
    return f"{reverse('figure', args=[figure.key])}?{query_of(scope)}"


@require_safe
def figure(request: Request, key: str) -> HttpResponse:
    """One figure: its number, the rows it counts (those the caller may open; the rest counted), and how it divides."""
    shown, scope = _known(request, key)
    rows, level = rows_of(request, base_figure(shown), scope), asked_level(request, scope)
    return page(request, "figures/figure.html", {
        "crumbs": [Link(_("指标"), f"{reverse('figures')}?{query_of(scope)}"), Link(group_of(shown))],
        "figure": shown, "scope": scope, "stats": stats_of(shown, scope), "evidence": rows, "parts": parts_of(request, shown, scope, level),
        "months": months_of(shown, scope), "again": again_of(shown, scope, level), "few": FEWEST if isinstance(shown, Ratio) else 0, "levels": levels(request, scope, level), "columns": column_of(shown, scope), "written_in": written_in(request, shown),
        "export": f"{reverse('figure_export', args=[key])}?{query_of(scope)}", "interval": interval_of(shown, scope),
        **choices(request, scope, work=base_figure(shown).handed),
    })


def _known(request: Request, key: str) -> tuple[Counted, Scope]:
    """The figure of the address, in the scope that is asked about."""
    found = figure_of(key)
    if key == str(found.name):
        raise Http404
    scope = asked_scope(request, work=base_figure(found).handed)
    return told_figure(request.actor, key, scope.org), scope


def interval_of(figure: Counted, scope: Scope) -> dict[str, str] | None:
    if not isinstance(figure, SampledRatio):
        return None
    seen = figure.interval(scope)
    return {"low": f"{seen.low:.1f}", "high": f"{seen.high:.1f}", "asked": number(seen.asked)}


def stats_of(figure: Counted, scope: Scope) -> list[Stat]:
    """The number; for a share its two terms; for a figure narrowed from another its share in that."""
    whole = whole_of(figure)
    numbers = values([figure, *terms(figure), *([whole] if whole else [])], scope)
    first = Stat(words_of(figure, numbers[figure.key]), f"{under_of(figure, scope)} · {said_of(scope)}", unit_said(figure.unit, numbers[figure.key]))
    if isinstance(figure, Ratio):
        return [first, *(Stat(words_of(f, numbers[f.key]), str(f.name), unit_said(f.unit, numbers[f.key]), figure_url(f, scope)) for f in terms(figure))]
    more = []
    if whole:
        total = numbers[whole.key] or Decimal(0)
        share = Ratio.share(numbers[figure.key] or Decimal(0), total)
        more.append(Stat(number(round(share, 1), 1) if share is not None else None, _("占%(name)s %(n)s%(unit)s") % {"name": whole.name, "n": number(total), "unit": unit_said(whole.unit, total)}, "%", figure_url(whole, scope)))
    return [first, *more, *(since_last(figure, numbers[figure.key], scope) if not figure.mean else ())]


def whole_of(figure: Counted) -> Figure | None:
    """What it was narrowed from, where that is counted over the same rows: of other years too is no share of this year's."""
    if isinstance(figure, Ratio) or not figure.narrows:
        return None
    whole = book.get(Figure, figure.narrows.split("@")[0])
    return whole if whole.source == figure.source else None


def since_last(figure: Figure, value: Decimal | None, scope: Scope) -> Iterator[Stat]:
    """How it stands to the same day of last year, in the words of the reports where it stayed the same."""
    yoy = YearOnYear(value or Decimal(0), figure.value(scope.last_year()) or Decimal(0))
    if value is None or yoy.change is None:
        return
    words = _("同比（上年同期 %(n)s）") % {"n": words_of(figure, yoy.before)}
    if round(yoy.change, 1):
        yield Stat(number(round(yoy.change, 1), 1), words, "%")
    else:
        yield Stat(_("基本持平") if yoy.change else _("持平"), words)


def levels(request: Request, scope: Scope, chosen: str) -> list[Link]:
    """The kinds of organisation below the scope's, in both trees, that the figure can be divided by."""
    kinds = set(Org.objects.under(scope.org, scope.day).exclude(pk=scope.org.pk).values_list("kind", flat=True).distinct())
    return [Link(str(k.name), f"{request.path}?{query_of(scope, by=k.key)}#places", k.key == chosen) for k in book.of(OrgKind) if k.key in kinds]


def asked_level(request: Request, scope: Scope) -> str:
    """The kind of organisation to divide by: the one asked for, else the first kind of area that stands right below; none if unknown."""
    known = [k.key for k in book.of(OrgKind)]
    if chosen := request.GET.get("by", ""):
        return chosen if chosen in known else ""
    below = set(right_below(scope).filter(kind__in=("area", "village", "grid", "town")).values_list("kind", flat=True))
    return next((key for key in known if key in below), "")


def parts_of(request: Request, figure: Counted, scope: Scope, kind: str) -> Any:
    """The figure by organisation, as bars that open the same figure there, where the caller may ask for it; of somebody's work only
    where there is any."""
    if not kind:
        return ""
    base = base_figure(figure)
    nowhere = _("不在其中")
    if isinstance(base.of, Kind) and kind in base.of.handlers:
        nowhere = _("不轮到承办单位的") if any(one.owed for one in terms(figure)) else _("还没有交办")
    drawn = [
        bar_of(figure, str(org) if org else nowhere, told, figure_url(figure, own(scope, org)) if org and request.actor.may(RIGHT, org) else "")
        for org, told in divided.places(figure, scope, kind).items() if told.value or told.whole or not scope.handler
    ]
    return bars(str(figure.name), drawn, unit=str(figure.unit), of=of_words(figure)) if drawn else ""


def again_of(figure: Counted, scope: Scope, kind: str) -> str:
    """That the places add up to more than there are, where something counted once is met in several of them."""
    if not isinstance(figure, Figure) or not figure.distinct or figure.mean or not kind:
        return ""
    whole, added = figure.value(scope), sum(told.value or 0 for told in divided.places(figure, scope, kind).values())
    return "" if added == whole else _("各处相加是 %(added)s，全部是 %(whole)s：有的在几处都算到。") % {"added": number(added), "whole": number(whole)}


def bar_of(figure: Counted, label: str, told: Told, url: str) -> Bar:
    return Bar(label, _drawn(rate_of(told)), url, of=counts_of(told))


def of_words(figure: Counted) -> str:
    """What a share is one of, above how many of how many."""
    return f"{figure.part.name} / {figure.whole.name}" if isinstance(figure, Ratio) else ""


def counts_of(told: Told) -> str:
    return "" if told.whole is None else f"{number(told.part)} / {number(told.whole)}"


def rate_of(told: Told) -> Decimal | None:
    """The number; a rate to one decimal, and none of so few that one more or less would turn it over."""
    if told.whole is None:
        return told.value
    return round(told.value, 1) if told.value is not None and told.whole >= FEWEST else None


def _drawn(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def months_of(figure: Counted, scope: Scope) -> Any:
    """The year by month as columns; a share as a line, with how many of how many in its table."""
    now = divided.months(figure, scope)
    if not now:
        return ""
    before = divided.months(figure, scope.last_year())
    known = any(told.value for told in before)
    points = [
        Point(str(nth), _drawn(rate_of(told)), "", _drawn(rate_of(last)) if known else None, of=counts_of(told))
        for nth, (told, last) in enumerate(zip(now[: begun(scope)], before, strict=False), 1)
    ]
    draw = line if isinstance(figure, Ratio) else months
    return draw(str(figure.name), points, unit=str(figure.unit), names=(str(scope.since.year), str(scope.since.year - 1)), slots=len(now), of=of_words(figure))


def begun(scope: Scope) -> int:
    """How many months of its year had begun by its day: what is yet to come is not drawn as nought."""
    return scope.day.month if scope.day.year == scope.since.year else 12


def column_of(figure: Counted, scope: Scope) -> Any:
    column, base = divided.group_of(figure), base_figure(figure)
    if not column:
        return ""
    labels, found = group_labels(base), divided.groups(figure, scope)
    drawn = [bar_of(figure, labels.get(k, k) or _("未填"), told, f"{reverse('figure', args=[f'{base.key}@{k}'])}?{query_of(scope)}" if k in labels else "") for k, told in found.items()]
    whole = None if isinstance(figure, Ratio) else float(sum(told.value or 0 for told in found.values())) or None
    return bars(str(figure.name), drawn, unit=str(figure.unit), whole=whole, of=of_words(figure)) if drawn else ""


def written_in(request: Request, figure: Counted) -> list[Link]:
    """The signed reports that say this figure."""
    said = FrozenFigure.objects.filter(figure=figure.key).values("report")
    found = Report.objects.visible_to(request.actor).filter(pk__in=said, signed_at__isnull=False).order_by("-signed_at")[:10]
    return [Link(f"{r.title} ({r.signed_on})", reverse("report", args=[r.pk])) for r in found]


@require_safe
def export(request: Request, key: str) -> FileResponse:
    """The rows the caller may open, as a spreadsheet."""
    shown, scope = _known(request, key)
    return export_of(request.actor, base_figure(shown), scope, said_of(scope))


