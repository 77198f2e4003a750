"""What a page holds by the dozen and by the hundred, as HTML: rows of a table, entries of the navigation, options of a choice.

Written here and not in templates, which take a dozen times as long for each cell: lists are what an office looks at all day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yanzhen.faces.web.parts import Cell, Column, NavItem, Table, TrailLine

from .yz import number, tag, when

register = template.Library()

KINDS = {"num": "r num", "lead": "across", "day": "num"}


def words(text: object) -> str:
    """A text as it stands between tags; what is markup already stays so."""
    return text if isinstance(text, SafeString) else escape(str(text))


def inside(column: Column, cell: Cell) -> str:
    """What a cell holds: a tag, or words that may lead somewhere; small print and why it was refused behind it."""
    shown = words(cell.text)
    if cell.tag:
        shown = tag(cell.tag)
    elif cell.url:
        figure = ' class="fig"' if column.kind == "num" else ""
        shown = f'<a href="{words(cell.url)}"{figure}>{shown}</a>'
    small = f" <small>{words(cell.small)}</small>" if cell.small else ""
    why = f'<span class="why">{words(cell.why)}</span>' if cell.why else ""
    return f"{shown}{small}{why}"


def row(columns: Sequence[Column], heads: Sequence[str], cells: Sequence[Cell]) -> str:
    """One row. The first cell names it; the others bring their column's label for the cards of a phone (`heads`)."""
    looks = f' class="{KINDS[columns[0].kind]}"' if cells and columns[0].kind == "day" else ""
    shown = [f'<th scope="row"{looks}>{inside(columns[0], cells[0])}</th>'] if cells else []
    for column, head, cell in zip(columns[1:], heads[1:], cells[1:], strict=True):
        looks = f"{KINDS.get(column.kind, '')} {'bad' if cell.why else '' if cell else 'blank'}".strip()
        shown.append(f'{head} class="{looks}">{inside(column, cell)}</td>')
    return f"<tr>{''.join(shown)}</tr>"


def written(columns: Sequence[Column], lines: Sequence[Sequence[Cell]]) -> SafeString:
    """Some rows under these columns."""
    heads = [f'<td data-label="{words(column.label)}"' for column in columns]
    return SafeString("\n".join([row(columns, heads, cells) for cells in lines]))


@register.simple_tag
def rows(table: Table) -> SafeString:
    """All rows of a table."""
    return written(table.columns, table.rows)


@register.simple_tag
def foot(table: Table) -> SafeString:
    """Its row of sums."""
    return written(table.columns, [table.foot])


@register.simple_tag
def nav_item(item: NavItem, keys: str = "") -> SafeString:
    """An entry of the navigation, with what waits there; `keys` are what app.js follows it by (once a page)."""
    here = ' aria-current="page"' if item.current else ""
    typed = f' data-keys="{words(keys)}" data-keys-label="{words(item.label)}"' if keys else ""
    count = f'<span class="count{" late" if item.late else ""}">{number(item.count)}</span>' if item.count else ""
    return SafeString(f'<a href="{words(item.url)}"{here}{typed}><span>{words(item.label)}</span>{count}</a>')


@register.simple_tag
def standing(part: str, **values: Any) -> SafeString:
    """A part that says the same on page after page, because nothing goes into it but these values: drawn once for each
    language and each set of them."""
    return _stands(part, get_language(), **values)


@lru_cache(maxsize=512)
def _stands(part: str, language: str, **values: Any) -> SafeString:
    return render_to_string(part, values)


@register.simple_tag
def told(trail: Sequence[TrailLine], today: date | None = None) -> SafeString:
    """The lines of a history; days of `today`'s year leave the year out."""
    return SafeString("\n".join([_told(line, today) for line in trail]))


def _told(line: TrailLine, today: date | None) -> str:
    because = _("理由：%(reason)s") % {"reason": line.reason}
    why = f"<blockquote>{words(because)}</blockquote>" if line.reason else ""
    reply = f"<blockquote>{words(line.told)}</blockquote>" if line.told else ""
    read = ' class="read"' if line.read else ""
    deed = f"{words(line.by)} <b>{words(line.deed)}</b>{words(line.rest)}"
    return f'<li><span class="when">{when(line.when, today)}</span>\n<div{read}>{deed}\n{why}{reply}</div></li>'


def options(groups: Sequence[tuple[str | None, Sequence[Mapping[str, Any]], int]]) -> SafeString:
    """The options of a choice as Django's widget groups them."""
    shown = []
    for name, choices, _place in groups:
        lines = "".join(f'<option value="{words(one["value"])}"{flags(one["attrs"])}>{words(one["label"])}</option>' for one in choices)
        shown.append(f'<optgroup label="{words(name)}">{lines}</optgroup>' if name else lines)
    return SafeString("".join(shown))


def flags(attrs: Mapping[str, Any]) -> str:
    """Attributes of an option: selected, disabled, or with a value."""
    return "".join(f" {name}" if value is True else f' {name}="{words(value)}"' for name, value in attrs.items() if value is not False)
