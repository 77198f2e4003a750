"""The rows of a table as HTML. Written here and not in a template, because a list has four hundred cells: a template takes
a dozen times as long for each of them, and lists are what an office looks at all day."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString

from yanzhen.faces.web.parts import Cell, Column, Table

from .yz import tag

register = template.Library()

KINDS = {"num": "r num", "lead": "across", "day": "num"}


def words(text: str) -> str:
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
    shown = [f'<th scope="row">{inside(columns[0], cells[0])}</th>'] if cells else []
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
