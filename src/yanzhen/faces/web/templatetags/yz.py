"""Words and numbers as the office writes them: days, times, counts, shares, what is left of a time limit."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.dateformat import format as as_written
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.faces.web.parts import TONES, Tag

register = template.Library()

NOTHING = "—"
SOON_DAYS = 3
FAR_DAYS = 30
PLAIN_DAYS = 300


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _plain_day(value: date | datetime) -> date:
    value = _local(value)
    return value.date() if isinstance(value, datetime) else value


@register.filter
def iso(value: date | datetime | None) -> str:
    """2017-03-08 (the local day); a dash where there is none."""
    return _plain_day(value).isoformat() if value else NOTHING


@register.filter
def fullday(value: date | datetime | None) -> str:
    """2017 年 3 月 8 日 / 8 March 2017."""
    return as_written(_plain_day(value), _("Y 年 n 月 j 日")) if value else NOTHING


@register.filter
def day(value: date | datetime | None, today: date | datetime | None = None) -> str:
    """3 月 8 日 / 8 Mar; with the year where it is not that of `today`, or where `today` is not given."""
    if not value:
        return NOTHING
    if today is None or _plain_day(value).year != _plain_day(today).year:
        return fullday(value)
    return as_written(_plain_day(value), _("n 月 j 日"))


@register.filter
def moment(value: datetime | None, today: date | datetime | None = None) -> str:
    """3 月 8 日 17:40, in local time; with the year where it is not that of `today`."""
    return f"{day(value, today)} {as_written(_local(value), 'H:i')}" if value else NOTHING


@register.simple_tag
def when(value: date | datetime | None, today: date | datetime | None = None) -> SafeString | str:
    """A day or an instant inside ``<time>``, so that machines read it too."""
    if not value:
        return NOTHING
    local = _local(value)
    words = moment(local, today) if isinstance(local, datetime) else day(local, today)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat(),
        words,
    )


@register.filter
def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """12,345 or 12,345.6; a dash for what is not recorded (never a zero)."""
    if value is None or value == "":
        return NOTHING
    if places is None and value == int(value):
        value = int(value)
    return f"{value:,}" if places is None else f"{value:,.{places}f}"


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """74.5% of a share between 0 and 1; a dash where the whole is nothing."""
    return NOTHING if value is None else f"{number(round(Decimal(str(value)) * 100, places), places)}%"


@register.filter
def filesize(value: int) -> str:
    """340 KB, 2.1 MB."""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))} KB"
    return f"{value / 1_000_000:.1f} MB"


def left_of(due: date, today: date, working: int | None = None) -> Tag:
    """What is left until `due`, in a word and a tone. `working` = working days left, where the rule counts those."""
    days = (due - today).days
    if days < 0:
        return Tag(ngettext("过期 %(n)d 天", "过期 %(n)d 天", -days) % {"n": -days}, "late")
    if days == 0:
        return Tag(_("今天到期"), "soon")
    if days > FAR_DAYS:
        # A month and a day are plain while they cannot mean another year.
        return Tag(_("%(day)s前") % {"day": day(due, due if days < PLAIN_DAYS else today)})
    tone = "soon" if (days if working is None else working) <= SOON_DAYS else ""
    if working is not None:
        return Tag(ngettext("还有 %(n)d 个工作日", "还有 %(n)d 个工作日", working) % {"n": working}, tone)
    return Tag(ngettext("还有 %(n)d 天", "还有 %(n)d 天", days) % {"n": days}, tone)


@register.simple_tag
def tag(word: str | Tag, tone: str = "") -> SafeString:
    """A state as a tag; takes a word and a tone, or a `Tag`."""
    shown = word if isinstance(word, Tag) else Tag(str(word), tone)
    if shown.tone not in TONES:
        raise template.TemplateSyntaxError(f"no such tone: {shown.tone}")
    return SafeString(f'<span class="{f"tag {shown.tone}".strip()}">{conditional_escape(shown.word)}</span>')


@register.simple_tag
def remaining(due: date | None, today: date, working: int | None = None) -> SafeString | str:
    """The tag of what is left of a time limit: 过期 3 天, 今天到期, 还有 2 天, 1 月 10 日前. Empty where there is no limit."""
    return tag(left_of(due, today, working)) if due else ""


@register.simple_tag
def figure(value: int | float | Decimal | str | None, url: str = "", unit: str = "", state: str = "") -> SafeString:
    """A number that opens its evidence; what is not recorded says so, never zero. `state` may be changed or none."""
    if value is None:
        return format_html('<span class="soft">{}</span>', _("尚未登记"))
    words = value if isinstance(value, str) else number(value)
    shown = words + (f" {unit}" if unit and unit != "%" else unit)
    if not url:
        return format_html('<span class="num">{}</span>', shown)
    return format_html('<a class="{}" href="{}">{}</a>', f"fig num {state}".strip(), url, shown)
